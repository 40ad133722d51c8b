"""What a turn is compared with: a route that answers TwiML and does nothing else, and the same behind a signature."""

import os

from flask import Flask, Response, abort, request
from twilio.request_validator import RequestValidator

from bot.carrier.signature import is_signed

TWIML = (
    '<?xml version="1.0" encoding="UTF-8"?><Response><Message><Body>Mood 6, the pull 3. Thank you, Ana.</Body>'
    "</Message></Response>"
)
TOKEN, URL = os.environ.get("PEERLINE_TWILIO_AUTH_TOKEN", ""), f"{os.environ.get('PEERLINE_PUBLIC_URL', '')}/sms"


def bare() -> Flask:
    """A Flask route that answers TwiML."""
    app = Flask("bare")
    app.add_url_rule("/sms", view_func=lambda: Response(TWIML, mimetype="text/xml"), methods=["POST"])
    return app


def validated() -> Flask:
    """The same, behind twilio's own check of the signature."""
    app, validator = bare(), RequestValidator(TOKEN)

    @app.before_request
    def check() -> None:
        if not validator.validate(URL, request.form, request.headers["X-Twilio-Signature"]):
            abort(403)

    return app


def signed() -> Flask:
    """The same, behind ours."""
    app = bare()

    @app.before_request
    def check() -> None:
        fields = list(request.form.items(multi=True))
        if not is_signed(TOKEN, URL, fields, request.headers.get("X-Twilio-Signature")):
            abort(403)

    return app
