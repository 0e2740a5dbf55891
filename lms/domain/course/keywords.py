"""Words of the format in every language; English ones always work too."""

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TypeAlias

from lms.domain.course.places import Lang

Words: TypeAlias = Mapping[Lang, tuple[str, ...]]

MOST_CANDIDATES = 300

LANGUAGES: tuple[Lang, ...] = ("en", "fr")

HINT: Words = {"en": ("hint",), "fr": ("indice",)}
WHY: Words = {"en": ("why",), "fr": ("pourquoi",)}
ANSWER: Words = {"en": ("answer",), "fr": ("réponse",)}
UNIT: Words = {"en": ("unit",), "fr": ("unité",)}
TO: Words = {"en": ("to",), "fr": ("à",)}
TRUE: Words = {"en": ("true",), "fr": ("vrai",)}
FALSE: Words = {"en": ("false",), "fr": ("faux",)}
DO: Words = {"en": ("do",), "fr": ("à faire",)}
DONT: Words = {"en": ("don't", "dont", "do not"), "fr": ("à éviter", "à ne pas faire")}

STEP: Words = {"en": ("step",), "fr": ("étape",)}
END: Words = {"en": ("end",), "fr": ("fin",)}
# How wise an answer is, and how the story ends; a French adjective agrees with whatever the author has in mind.
VERDICTS: Mapping[str, Words] = {
    "best": {"en": ("best",), "fr": ("meilleur", "meilleure", "le mieux")},
    "ok": {"en": ("ok", "okay"), "fr": ("acceptable", "passable")},
    "poor": {"en": ("poor",), "fr": ("mauvais", "mauvaise")},
}
OUTCOMES: Mapping[str, Words] = {
    "good": {"en": ("good",), "fr": ("bon", "bonne", "bien")},
    "ok": {"en": ("ok", "okay"), "fr": ("acceptable", "passable")},
    "bad": {"en": ("bad",), "fr": ("mauvais", "mauvaise", "mal")},
}

POST: Words = {"en": ("post",), "fr": ("publication",)}
MESSAGE: Words = {"en": ("message",), "fr": ("message",)}
EMAIL: Words = {"en": ("email", "e-mail"), "fr": ("courriel", "e-mail")}

SETTINGS: Mapping[str, Words] = {
    "critical": {"en": ("critical",), "fr": ("critique",)},
    "practice": {"en": ("practice",), "fr": ("entraînement",)},
    "keep order": {"en": ("keep order",), "fr": ("garder l'ordre",)},
    "always": {"en": ("always",), "fr": ("toujours",)},
    "points": {"en": ("points", "point"), "fr": ("points", "point")},
    "pool": {"en": ("pool",), "fr": ("groupe",)},
    "quiet": {"en": ("quiet",), "fr": ("silence",)},
    "pass": {"en": ("pass",), "fr": ("réussite",)},
    "pick": {"en": ("pick",), "fr": ("tirer",)},
    "from": {"en": ("from",), "fr": ("de", "du groupe")},
    "attempts": {"en": ("attempts", "attempt"), "fr": ("essais", "essai")},
    "all or nothing": {"en": ("all or nothing",), "fr": ("tout ou rien",)},
    "part marks": {"en": ("part marks",), "fr": ("points partiels",)},
    "type your name": {"en": ("type your name",), "fr": ("saisir votre nom", "tapez votre nom")},
    "tick only": {"en": ("tick only",), "fr": ("cocher seulement",)},
    "optional": {"en": ("optional",), "fr": ("facultatif",)},
}


def plain(text: str) -> str:
    """A keyword as it is compared: lower case, straight quotes, single ordinary spaces."""
    text = unicodedata.normalize("NFC", text).replace("’", "'").replace("ʼ", "'")
    return " ".join(text.casefold().split())


def spoken(words: Words, lang: Lang) -> tuple[str, ...]:
    """The forms that count in a file of that language: its own, then the English ones."""
    return (*words.get(lang, ()), *words["en"])


def says(words: Words, text: str, lang: Lang) -> bool:
    """Whether the text is that word."""
    return plain(text) in spoken(words, lang)


def name_of(table: Mapping[str, Words], text: str, lang: Lang) -> str | None:
    """The name of the words of a table that the text is."""
    return next((name for name, words in table.items() if says(words, text, lang)), None)


def setting_name(text: str, lang: Lang) -> str | None:
    """The English name of a setting in brackets, when the whole text is one."""
    return name_of(SETTINGS, text, lang)


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known word the author most likely meant; among very many words none is looked for."""
    candidates = sorted(islice(known, MOST_CANDIDATES + 1))
    if len(candidates) > MOST_CANDIDATES:
        return None
    lowered = {plain(candidate): candidate for candidate in reversed(candidates)}
    found = difflib.get_close_matches(plain(word)[:80], lowered, n=1, cutoff=cutoff)
    return lowered[found[0]] if found else None
