"""Handing over a client's record: only supervisors, with a reason and a name that are kept with the client."""

import io
from zipfile import ZIP_DEFLATED, ZipFile

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from bot import audit, exporting
from bot.console import record, speaking
from bot.console.door import SUPERVISORS, acting, language, looking, me, page
from bot.console.words import say
from bot.models import note
from bot.work import insert

REASONS = ("own", "consent", "emergency", "court")
"""Their own copy; their written consent; a medical emergency (42 CFR 2.51); a court order under part 2."""

LONGEST = 300


@page("/people/<int:client_id>/export", SUPERVISORS)
def export(client_id: int) -> ResponseReturnValue:
    """The form: who gets it, and why."""
    with looking() as unit:
        whose = speaking.client_of(unit, client_id) or abort(404)
    return render_template("console/export.html", whose=whose, reasons=REASONS, wrong=False)


@page("/people/<int:client_id>/export", SUPERVISORS, "POST")
def exported(client_id: int) -> ResponseReturnValue:
    """The record. Who it went to, and why, is written down before it goes."""
    reason, to = request.form.get("reason", ""), request.form.get("to", "").strip()[:LONGEST]
    why = request.form.get("why", "").strip()[:LONGEST]
    with looking() as unit:
        whose = speaking.client_of(unit, client_id) or abort(404)
    if reason not in REASONS or not to or (reason == "emergency" and not why):
        return render_template("console/export.html", whose=whose, reasons=REASONS, wrong=True), 400
    with acting() as unit:
        told = say("export.note", language(), reason=say(f"export.{reason}", language()), to=to, why=why or "-")
        row = {"client_id": client_id, "coach_id": me().id, "body": told, "at": unit.at}
        kept = insert(unit.tx, note, row)
        audit.note(unit, me().actor, "handed over", "client", client_id, reason=reason, note=kept)
    return _pages(client_id) if request.form.get("kind") == "pdf" else _files(client_id)


def _pages(client_id: int) -> Response:
    """To read and to print."""
    with looking() as unit:
        whose = speaking.client_of(unit, client_id) or abort(404)
        title = f"{unit.program.name}: {whose.name or say('need.unknown', language())}"
        pages = record.as_pdf(record.gather(unit, whose, language()), title, language())
    return _download(pages, "application/pdf", f"record-{client_id}.pdf")


def _files(client_id: int) -> Response:
    """All that is kept, each table as CSV: with coaches' notes too, which somebody looks through first."""
    packed = io.BytesIO()
    with acting() as unit, ZipFile(packed, "x", ZIP_DEFLATED) as folder:
        for name, text in exporting.files(unit, me().actor, client_id):
            folder.writestr(name, text)
    return _download(packed.getvalue(), "application/zip", f"record-{client_id}.zip")


def _download(content: bytes, kind: str, name: str) -> Response:
    answer = Response(content, mimetype=kind)
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer
