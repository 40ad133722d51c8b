"""A client's new number: their thread goes along, and the new phone is asked before anything else is sent."""

from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from bot import joining
from bot.console import speaking
from bot.console.door import SUPERVISORS, acting, me, page
from bot.console.editing import MOVABLE, form
from bot.console.enrolling import number_of
from bot.work import Work


@page("/people/<int:client_id>/number", SUPERVISORS, "POST")
def move_number(client_id: int) -> ResponseReturnValue:
    """Move them, or say what is in the way. Whoever does it has heard their voice."""
    number = number_of(request.form.get("number", ""))
    with acting() as unit:
        whose = _movable(unit, client_id)
        wrong = _wrong(unit, number)
        if number is not None and not wrong:
            joining.move_number(unit, me().actor, whose, number)
    if wrong:
        return form(client_id, wrong_number=wrong), 400
    return redirect(url_for("console.person", client_id=client_id), 303)


def _wrong(unit: Work, number: str | None) -> str:
    """The words for what is in the way."""
    if number is None:
        return "enrol.number"
    if not request.form.get("heard"):
        return "moved.not_heard"
    return "enrol.taken" if joining.enrolled_as(unit, number) is not None else ""


def _movable(unit: Work, client_id: int) -> Row[Any]:
    whose = speaking.client_of(unit, client_id) or abort(404)
    return whose if whose.status in MOVABLE else abort(409)
