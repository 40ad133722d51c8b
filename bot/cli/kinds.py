"""What people type as arguments, checked and put into one form: numbers, zones, times, who is meant."""

from datetime import date, datetime, time
from typing import Any

import click


class PhoneNumber(click.ParamType):  # type: ignore[type-arg] # generic only in newer releases
    """A phone number in any spelling, as E.164. Numbers without a country are North American."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        import phonenumbers

        try:
            parsed = phonenumbers.parse(str(value), "US")
        except phonenumbers.NumberParseException:
            self.fail("this is not a phone number; write it like +12175550111", param, ctx)
        if not phonenumbers.is_possible_number(parsed):
            self.fail("no phone number has this many digits; write it like +12175550111", param, ctx)
        return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


class Zone(click.ParamType):  # type: ignore[type-arg] # generic only in newer releases
    """An IANA time zone such as America/Chicago."""

    name = "zone"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from zoneinfo import ZoneInfo

        try:
            return ZoneInfo(str(value)).key
        except (KeyError, ValueError, OSError):
            self.fail(f"{value!r} is not an IANA time zone; write it like America/Chicago", param, ctx)


class Wall(click.ParamType):  # type: ignore[type-arg] # generic only in newer releases
    """A time of day, 24 hours: 9:00 or 21:30."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> time:
        if isinstance(value, time):
            return value
        hours, _, minutes = str(value).partition(":")
        try:
            return time(int(hours), int(minutes or 0))
        except ValueError:
            self.fail(f"{value!r} is not a time of day; write it like 09:00", param, ctx)


class Day(click.ParamType):  # type: ignore[type-arg] # generic only in newer releases
    """A date: 2026-03-01."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date; write it like 2026-03-01", param, ctx)


class Moment(click.ParamType):  # type: ignore[type-arg] # generic only in newer releases
    """An instant: 2026-03-01T21:00, in the program's zone unless it names an offset."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a moment; write it like 2026-03-01T21:00", param, ctx)


NUMBER, ZONE, WALL, DAY, MOMENT = PhoneNumber(), Zone(), Wall(), Day(), Moment()
LANGUAGE = click.Choice(["en", "es"])
