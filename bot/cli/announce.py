"""`peerline announce`: news to all who chose a topic."""

import click

from bot import announcements, audit
from bot.announcements import News
from bot.cli.desk import OPERATOR, at_the_desk, of_program
from bot.topics import Topic


@click.command()
@of_program
@click.option("--topic", type=click.Choice([topic.value for topic in Topic]), default="news", show_default=True)
@click.option("--en", required=True, help="The words in English, one part at most.")
@click.option("--es", required=True, help="The words in Spanish, two parts at most.")
@click.option("--dry-run", is_flag=True, help="Check the words and count the people; send nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before it goes out.")
def announce(which: str | None, topic: str, en: str, es: str, dry_run: bool, yes: bool) -> None:
    """Text everybody who chose a topic, by day, at the pace of the number.

    It begins with the program's name by itself. A locked phone shows it: nothing in it tells of health.
    """
    with at_the_desk(which) as unit:
        name = unit.program.name
        news = News(Topic(topic), f"{name}: {en}", f"{name}: {es}")
        if found := news.mistakes():
            raise click.ClickException(" ".join(found))
        count = announcements.audience(unit, news.topic)
        click.echo(f"{news.en}\n{news.es}\nIt goes to {count} people.")
        if dry_run or (not yes and not click.confirm("Send it?")):
            return
        made = announcements.announce(unit, news, OPERATOR)
        audit.note(unit, OPERATOR, "announced", "announcement", made, topic=topic)
    click.echo("It is on its way.")
