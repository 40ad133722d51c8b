"""`peerline triage`: what humans say of the verdicts."""

import json
from dataclasses import asdict

import click

from bot import marks
from bot.cli.desk import at_the_desk, coach_named, looking, of_program
from bot.cli.show import table


@click.group()
def triage() -> None:
    """How right the reading of danger is, by the word of humans."""


@triage.command("mark")
@click.argument("text_id", type=int)
@click.argument("verdict", type=click.Choice(["right", "wrong"]))
@of_program
@click.option("--by", "who", required=True, metavar="COACH", help="Whose word it is: id or name.")
@click.option("--tier", type=click.Choice(["emergency", "urgent", "concern", "none"]), help="What it is instead.")
def mark(text_id: int, verdict: str, which: str | None, who: str, tier: str | None) -> None:
    """Say that the verdict on a text was right or wrong. Nothing learns from it by itself."""
    with at_the_desk(which) as unit:
        try:
            marks.mark(unit, text_id, coach_named(unit, who), verdict == "right", tier)
        except marks.CannotMark as trouble:
            raise click.ClickException(str(trouble)) from None
    click.echo("Kept.")


@triage.command("report")
@of_program
@click.option("--json", "as_json", is_flag=True, help="A list of objects instead of a table.")
def report(which: str | None, as_json: bool) -> None:
    """Precision of each rule that has decided something: of its marked verdicts, how many were right."""
    with looking(which) as unit:
        scores = marks.report(unit)
    if as_json:
        click.echo(json.dumps([{**asdict(score), "precision": score.precision} for score in scores], indent=1))
        return
    rows = [
        (score.rule, score.version, str(score.decided), str(score.right), str(score.wrong), _shown(score))
        for score in (*scores, marks.overall(scores))
    ]
    table(("rule", "version", "decided", "right", "wrong", "precision"), rows)


def _shown(score: marks.Score) -> str:
    return "" if score.precision is None else f"{score.precision:.0%}"
