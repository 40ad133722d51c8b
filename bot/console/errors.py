"""What a person reads when a page is not there, not theirs, or overtaken. It never says which of the first two."""

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from bot.console.door import ANYONE, blueprint, page
from bot.console.looks import asset

SAID = {400: "error.unclear", 403: "error.not_here", 404: "error.not_here", 409: "error.overtaken", 429: "error.slowly"}


@blueprint.errorhandler(HTTPException)
def told(trouble: HTTPException) -> ResponseReturnValue:
    """One page for all of them."""
    code = trouble.code or 500
    if request.headers.get("X-Live"):
        return "", code
    return render_template("console/error.html", said=SAID.get(code, "error.ours")), code


@page("/manifest.webmanifest", ANYONE)
def manifest() -> ResponseReturnValue:
    """What a phone reads when the console is put on its home screen. The name there tells nothing."""
    board, pictures = url_for("console.board"), [{"src": asset("icon.svg"), "sizes": "any", "type": "image/svg+xml"}]
    for size in (192, 512):
        pictures.append({"src": asset(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"})
    shown = {"display": "standalone", "background_color": "#0b0c0f", "theme_color": "#0b0c0f", "icons": pictures}
    answer = jsonify(name="Peerline", short_name="Peerline", start_url=board, scope=board, **shown)
    answer.mimetype = "application/manifest+json"
    return answer
