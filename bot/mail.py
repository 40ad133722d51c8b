"""An e-mail to whoever runs the line when a promise is broken: names of promises and counts, nothing of anybody."""

import logging
import smtplib
from collections.abc import Sequence
from email.message import EmailMessage

from bot.invariants import Broken
from bot.settings import Settings

log = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds for the mail server to answer."""

ENCRYPTED = 465
"""The port on which a mail server expects TLS from the first byte."""


def tell(settings: Settings, found: Sequence[Broken]) -> bool:
    """Send it; whether the mail server took it. An empty `found` says that all is well again.

    Encrypted where the server offers it. It goes as well as it can: what fails is in the log, by its kind only.
    """
    try:
        with _server(settings) as server:
            if settings.mail_user:
                server.login(settings.mail_user, settings.mail_password.get_secret_value())
            server.send_message(_message(settings, found))
    except (OSError, smtplib.SMTPException) as trouble:
        log.warning("the e-mail was not taken: %s", type(trouble).__name__)
        return False
    return True


def _server(settings: Settings) -> smtplib.SMTP:
    host, _, port = settings.mail_host.partition(":")
    if int(port or 0) == ENCRYPTED:
        return smtplib.SMTP_SSL(host, ENCRYPTED, timeout=PATIENCE)
    server = smtplib.SMTP(host, int(port or 587), timeout=PATIENCE)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls()
    return server


def _message(settings: Settings, found: Sequence[Broken]) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = f"Peerline: {len(found)} broken" if found else "Peerline: all promises hold again"
    message["From"], message["To"] = settings.mail_from, settings.mail_to
    lines = [f"{one.name}: {one.count} {one.words}" for one in found]
    message.set_content("\n".join([*lines, "", "peerline doctor --invariants says where to look."]))
    return message
