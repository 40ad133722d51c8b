"""Months, weekdays and feasts, as they are written in English and Spanish, folded (`flows.fold`)."""

_MONTHS = (
    "january enero jan ene", "february febrero feb", "march marzo mar", "april abril apr abr", "may mayo",
    "june junio jun", "july julio jul", "august agosto aug ago", "september septiembre sep sept setiembre",
    "october octubre oct", "november noviembre nov", "december diciembre dec dic",
)  # fmt: skip
MONTHS = {word: month for month, names in enumerate(_MONTHS, start=1) for word in names.split()}

_WEEKDAYS = ("monday lunes", "tuesday martes", "wednesday miercoles", "thursday jueves", "friday viernes",
             "saturday sabado", "sunday domingo")  # fmt: skip
_SHORT = ("mon", "tue tues", "wed", "thu thur thurs", "fri", "sat", "sun")
WEEKDAYS = {word: weekday for weekday, names in enumerate(_WEEKDAYS) for word in names.split()}
SHORT_WEEKDAYS = {word: weekday for weekday, names in enumerate(_SHORT) for word in names.split()}
"""Read only where something points at a day: "sun" and "sat" are words of their own. Monday is 0."""

FEASTS = {
    "christmas eve": (12, 24), "nochebuena": (12, 24), "christmas": (12, 25), "xmas": (12, 25), "navidad": (12, 25),
    "new years eve": (12, 31), "new years": (1, 1), "new year": (1, 1), "ano nuevo": (1, 1), "reyes": (1, 6),
    "valentines": (2, 14), "juneteenth": (6, 19), "fourth of july": (7, 4), "independence day": (7, 4),
    "halloween": (10, 31), "dia de muertos": (11, 2), "veterans day": (11, 11),
}  # fmt: skip
"""(month, day) of feasts that keep their date."""
