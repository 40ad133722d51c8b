"""What differs for one client from the program's lines: the craving and the mood that bring somebody, and how often a
third question comes. Within the same limits as the program's own."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot import lines
from bot.console import speaking
from bot.console.door import SUPERVISORS, acting, me, page
from bot.console.editing import form


@page("/people/<int:client_id>/lines", SUPERVISORS, "POST")
def keep_own_lines(client_id: int) -> ResponseReturnValue:
    """Keep them, or say which is not safe. An empty one is the program's again."""
    try:
        values = {name: int(typed) if (typed := request.form.get(name, "").strip()) else None for name in lines.OWN}
        with acting() as unit:
            whose = speaking.client_of(unit, client_id) or abort(404)
            lines.save_own(unit, whose, values, me().actor)
    except ValueError as trouble:
        return form(client_id, wrong_line=str(trouble) if isinstance(trouble, lines.Unsafe) else "unclear"), 400
    return redirect(url_for("console.person", client_id=client_id), 303)
