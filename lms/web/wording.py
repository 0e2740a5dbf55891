"""Translations without detours: every page says some thirty sentences, most of them the same ones each time."""

from functools import lru_cache

from flask import Flask
from flask_babel import Babel, Domain, get_locale, gettext
from markupsafe import Markup

from lms.services.erased_rows import NAME as ERASED

KEPT = 2_048  # sentences of all languages together


class Catalogues(Domain):  # type: ignore[misc]  # flask-babel carries no types
    """The same catalogues, found by language: spelling out the locale's whole name for each text costs more."""

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[str, object] = {}

    def get_translations(self) -> object:
        locale = get_locale()
        if locale is None:
            return super().get_translations()
        if locale.language not in self._found:
            self._found[locale.language] = super().get_translations()
        return self._found[locale.language]


def set_up(app: Flask, babel: Babel) -> None:
    """Call it after flask-babel was set up and before any template is loaded."""
    babel.domain_instance = Catalogues()
    app.jinja_env.globals["_"] = phrase
    app.jinja_env.finalize = erased_in_words


def erased_in_words(value: object) -> object:
    """What stands where a name stood, in the reader's language, on whatever page it is; all else as it is."""
    return gettext("Erased person") if isinstance(value, str) and value == ERASED else value


def phrase(text: str, **words: object) -> Markup:
    """`_` in templates, as Jinja's own: a format in any case, safe itself, its words escaped."""
    locale = get_locale()
    return Markup(gettext(text)) % words if words or locale is None else _bare(locale.language, text)


@lru_cache(maxsize=KEPT)
def _bare(language: str, text: str) -> Markup:
    """`language` is the one in force, and here only part of the key."""
    return Markup(gettext(text)) % {}
