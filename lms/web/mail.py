"""The words of a mail: its subject and text from `templates/mail/`, in the language of who gets it."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lms.config import HOUSE, Settings
from lms.domain.integrity import PROBLEMS
from lms.services.post import Letter, Render
from lms.web.language import TRANSLATIONS


def renderer(told: Settings) -> Render:
    """What gives each letter its words, knowing the organisation and its address."""

    def render(letter: Letter) -> tuple[str, str]:
        language = letter.language if letter.language in told.languages else told.languages[0]
        template = _environment(language).get_template(f"{letter.kind}.txt")
        subject, _, text = template.render(_values(told, letter, language)).partition("\n")
        return " ".join(subject.split()), text.strip() + "\n"

    return render


def _values(told: Settings, letter: Letter, language: str) -> dict[str, Any]:
    due = letter.values.get("due")
    title = _in(letter.titles, language)
    return {
        "organisation": told.organisation,
        "base_url": told.base_url,
        "given_name": letter.given_name,
        "title": " ".join(title.split()),
        "minutes": letter.minutes,
        "course": letter.values.get("course", ""),
        "due": format_date(date.fromisoformat(due), "EEEE d MMMM y", locale=language) if due else "",
        "token": letter.values.get("token", ""),
        "note": _in(letter.values.get("notes", {}), language),
        "number": letter.values.get("number", ""),
        "person": letter.values.get("person", ""),
        "proposal": letter.values.get("proposal", ""),
        "problem": PROBLEMS.get(letter.values.get("problem", ""), ""),
        "entry": letter.values.get("entry"),
        "size": letter.values.get("size", 0),
    }


def _in(texts: Mapping[str, str], language: str) -> str:
    """The text in that language, or in the first there is."""
    return texts.get(language) or next(iter(texts.values()), "")


@lru_cache
def _environment(language: str) -> Environment:
    """An environment of its own: texts are not HTML, and a mail is written without a request."""
    environment = Environment(
        loader=FileSystemLoader(HOUSE / "templates" / "mail"),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    translations: NullTranslations = Translations.load(str(TRANSLATIONS), [language])
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]  # of the extension
    return environment
