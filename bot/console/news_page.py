"""News to many: written, looked at as a phone shows it with the number of people, and only then sent."""

import sqlalchemy as sa
from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot import announcements, audit
from bot.announcements import News
from bot.console.door import SUPERVISORS, acting, looking, me, page
from bot.models import announcement
from bot.topics import Topic
from bot.work import Work

LAST = 20


@page("/news", SUPERVISORS)
def news_page() -> ResponseReturnValue:
    """The form, and the last ones."""
    return _shown()


@page("/news/look", SUPERVISORS, "POST")
def look_news() -> ResponseReturnValue:
    """What would go out, and to how many. Nothing is sent."""
    with looking() as unit:
        news = _news(unit)
        mistakes = news.mistakes()
        count = 0 if mistakes else announcements.audience(unit, news.topic)
    return _shown(news, mistakes, count), 400 if mistakes else 200


@page("/news/send", SUPERVISORS, "POST")
def send_news() -> ResponseReturnValue:
    """Have the clock queue it."""
    with acting() as unit:
        news = _news(unit)
        if news.mistakes():
            abort(400)
        made = announcements.announce(unit, news, me().actor)
        audit.note(unit, me().actor, "announced", "announcement", made, topic=news.topic.value)
    return redirect(url_for("console.news_page"), 303)


def _news(unit: Work) -> News:
    """As the form has it, with the program's name before it; the name alone is no news."""
    topic = request.form.get("topic", "")
    if topic not in list(Topic):
        abort(400)
    texts = (request.form.get(name, "").strip() for name in ("en", "es"))
    return News(Topic(topic), *(f"{unit.program.name}: {text}" if text else "" for text in texts))


def _shown(news: News | None = None, mistakes: list[str] | None = None, count: int = 0) -> str:
    own = announcement.c.program_id == me().program_id
    with looking() as unit:
        last = list(unit.tx.execute(sa.select(announcement).where(own).order_by(announcement.c.at.desc()).limit(LAST)))
    told = {"news": news, "mistakes": mistakes or [], "count": count, "last": last, "form": request.form}
    return render_template("console/news.html", topics=list(Topic), **told)
