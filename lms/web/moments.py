"""Dates and durations as people read them, in their language and their time zone."""

from datetime import date, datetime
from typing import TypeAlias

from flask import Flask
from flask_babel import format_date, format_datetime, ngettext, to_user_timezone
from flask_babel import gettext as _

from lms.web.clock import now
from lms.web.language import language

Moment: TypeAlias = date | datetime


def set_up(app: Flask) -> None:
    """Makes the filters known to templates."""
    filters = (day, day_short, dated, weekday, moment, minutes, distance)
    names = ("date", "date_short", "dated", "weekday", "datetime", "minutes", "distance")
    app.jinja_env.filters.update(dict(zip(names, filters, strict=True)))


def day(value: Moment) -> str:
    """Day and month, with the year when it is not this one: 16 November, 3 May 2025."""
    return _written(value, "d MMMM")


def day_short(value: Moment) -> str:
    """The same with a short month: 16 Nov."""
    return _written(value, "d MMM")


def dated(value: Moment) -> str:
    """Day, month and always the year, for what is kept: 16 November 2026."""
    on = local_date(value)
    return _ordinal(format_date(on, "d MMMM y"), on)


def weekday(value: Moment) -> str:
    """Day of the week, day and month: Friday 27 November."""
    return _written(value, "EEEE d MMMM")


def moment(value: datetime) -> str:
    """Day and hour in the person's zone, always with the year: 24 November 2026, 10:42."""
    pattern = "d MMMM y 'à' HH:mm" if language() == "fr" else "d MMMM y, HH:mm"
    return _ordinal(format_datetime(value, pattern), local_date(value))


def minutes(value: float) -> str:
    """A length of time in whole minutes, at least one."""
    whole = max(1, round(value))
    return str(ngettext("%(num)s minute", "%(num)s minutes", whole))


def distance(value: Moment) -> str:
    """How far a day is from today: today, tomorrow, in 3 days, 2 days ago."""
    days = (local_date(value) - today()).days
    if days in (-1, 0, 1):
        return str({-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}[days])
    if days > 0:
        return str(ngettext("in %(num)s day", "in %(num)s days", days))
    return str(ngettext("%(num)s day ago", "%(num)s days ago", -days))


def today() -> date:
    """The date it is now where the person is."""
    return local_date(now())


def local_date(value: Moment) -> date:
    """The day of an instant in the person's zone; a date stays itself."""
    return to_user_timezone(value).date() if isinstance(value, datetime) else value


def _written(value: Moment, pattern: str) -> str:
    on = local_date(value)
    return _ordinal(format_date(on, pattern if on.year == today().year else f"{pattern} y"), on)


def _ordinal(text: str, on: date) -> str:
    """French counts only the first day of a month as an ordinal: 1er mars."""
    if language() == "fr" and on.day == 1:
        return " ".join("1er" if word == "1" else word for word in text.split(" "))
    return text
