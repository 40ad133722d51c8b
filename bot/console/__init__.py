"""The coaches' pages: who needs me now, what has happened, who is on call. One script and one style sheet of ours."""

from flask import Flask
from flask_bootstrap import Bootstrap5

from bot.console import (
    acts,
    agreeing,
    changing,
    door,
    duty,
    editing,
    enrolling,
    entry,
    errors,
    exporting,
    figures_page,
    looks,
    me,
    moving,
    news_page,
    offers_page,
    own_lines,
    people_page,
    person,
    program_page,
    rescuing,
    swapping,
    team,
)

A_DAY = 86_400
PAGES = (
    *(acts, agreeing, changing, duty, editing, enrolling, entry, errors, exporting, figures_page, looks, me),
    *(moving, news_page, offers_page, own_lines, people_page, person, program_page, rescuing, swapping, team),
)
"""Imported for what they register."""


def mount(app: Flask) -> None:
    """Put the console under /console. Bootstrap's files come out of its wheel: no page asks another host."""
    app.config.setdefault("BOOTSTRAP_SERVE_LOCAL", True)
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = A_DAY
    Bootstrap5(app)
    app.register_blueprint(door.blueprint)
