"""The words on paper: gettext, dates and percents without Flask, because paper is printed in a process of its own."""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.messages.pofile import read_po
from babel.numbers import format_percent

TRANSLATIONS = Path(__file__).parents[2] / "translations"
# English paper writes the day first, so that 3/4 is never a question
_LOCALES = {"en": "en_GB"}


class Words:
    """The texts of one language, read from the catalogue itself and not from its compiled form.

    A frozen page must not depend on a build step somebody forgot.
    """

    def __init__(self, language: str) -> None:
        path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
        self._texts: dict[tuple[str | None, str], str] = {}
        if path.is_file():
            with path.open("rb") as file:
                for message in read_po(file, locale=language):
                    if isinstance(message.id, str) and isinstance(message.string, str) and not message.fuzzy:
                        self._texts[message.context, message.id] = message.string

    def gettext(self, text: str) -> str:
        return self._texts.get((None, text)) or text

    def pgettext(self, context: str, text: str) -> str:
        """For words that other pages say differently."""
        return self._texts.get((context, text)) or text


@cache
def words_in(language: str) -> Words:
    return Words(language)


def locale_of(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, language))


def day(value: date, language: str) -> str:
    """24 November 2026; in French the first of a month is 1er."""
    text = format_date(value, format="long", locale=locale_of(language))
    return f"1er {text[2:]}" if language == "fr" and text.startswith("1 ") else text


def percent(value: int, language: str) -> str:
    return format_percent(value / 100, locale=locale_of(language))


def moment(value: datetime, zone: str, language: str) -> str:
    """Day and time in the person's zone, with the zone and its distance from UTC."""
    local = value.astimezone(ZoneInfo(zone))
    offset = f"{local:%z}"
    clock = format_time(local, format="HH:mm:ss", locale=locale_of(language))
    return f"{day(local.date(), language)}, {clock} ({zone}, UTC{offset[:3].replace('-', '−')}:{offset[3:5]})"
