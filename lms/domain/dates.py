"""Due dates: a local day, and the UTC instant at which it ends where the person is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant after `day` in `zone`, as UTC: due means done before it."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def today(now: datetime, zone: ZoneInfo) -> date:
    """The local day of `now` in `zone`."""
    return now.astimezone(zone).date()


def months_later(day: date, months: int) -> date:
    """The same day `months` later; the last of the month when that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def after(day: date, count: int, unit: str) -> date:
    """The day `count` days, weeks, months or years after `day`."""
    match unit:
        case "days":
            return day + timedelta(days=count)
        case "weeks":
            return day + timedelta(weeks=count)
        case "months":
            return months_later(day, count)
        case "years":
            return months_later(day, 12 * count)
    raise ValueError(f"unknown unit {unit!r}")
