"""T: what a translation may have turned round without anybody noticing: numbers and negations."""

import re
from collections.abc import Iterable

from lms.domain.course.everything import items
from lms.domain.course.messages import Log
from lms.domain.course.places import Lang, Span, T
from lms.domain.course.rules.rule import Desk, Rule

RULES = (
    Rule(
        "T09",
        "warning",
        'The source and the translation of #{id} differ in "{word}"; check the meaning.',
        "La source et la traduction de #{id} diffèrent sur « {word} » ; vérifiez le sens.",
        "say the same on both sides",
        "dire la même chose des deux côtés",
    ),
)

ADDRESS = re.compile(r"\]\([^()\s]*\)|\{\{[^{}]*\}\}|[A-Za-z][A-Za-z0-9+.-]{0,20}://\S+")
NUMBER = re.compile(r"(?<![\w#])\d{1,12}(?:[.,]\d{1,6})?")
# A plain negation on one side and nothing of the kind on the other is worth a look; other languages say nothing.
PLAIN = {
    "en": re.compile(r"\b(not|never|cannot|\w+n['’]t)\b", re.I),
    "fr": re.compile(r"(?:\bne |\bn['’])(?:[^.?!\n]{1,40} )?(pas|jamais)\b", re.I),
}
ANY = {
    "en": re.compile(
        r"\b(not|never|cannot|\w+n['’]t|no|none|nobody|nothing|nowhere|neither|nor|without|only|unless|until|hardly|rarely"
        r"|avoid|stop|refuse|forbid|forbidden|break|breaks|broken|miss|missing|lack|lacks|fail|fails|wrong|un\w{4,})\b",
        re.I,
    ),
    "fr": re.compile(
        r"\b(ne|n['’]\w+|pas|jamais|non|aucune?|personne|rien|nulle?|ni|sans|seule?s?|seulement|sauf|guère|rarement"
        r"|évite\w*|cesse\w*|refuse\w*|interdi\w*|manqu\w*|faux|fausse)\b",
        re.I,
    ),
}


def check(desk: Desk, log: Log) -> None:
    """Each section and each question, over all of its texts in a language at once."""
    source = desk.course.source_lang
    for id, texts in items(desk.course):
        for lang in desk.course.langs[1:]:
            _compare(id, list(texts), source, lang, log)


def _compare(id: str, texts: Iterable[T], source: Lang, lang: Lang, log: Log) -> None:
    pairs = [(text[source].text, text[lang]) for text in texts if lang in text]
    if not pairs:
        return
    original = ADDRESS.sub(" ", "\n".join(text for text, _ in pairs))
    translated = ADDRESS.sub(" ", "\n".join(md.text for _, md in pairs))
    place = pairs[0][1].span
    _numbers(id, original, translated, place, log)
    for here, there, here_lang, there_lang in (
        (original, translated, source, lang),
        (translated, original, lang, source),
    ):
        if here_lang in PLAIN and there_lang in ANY:
            found = PLAIN[here_lang].search(here)
            if found and not ANY[there_lang].search(there):
                log.add("T09", place, id=id, word=found[1])


def _numbers(id: str, original: str, translated: str, place: Span, log: Log) -> None:
    ours, theirs = (
        {found.replace(",", ".").lstrip("0") for found in NUMBER.findall(text)} for text in (original, translated)
    )
    for number in sorted(ours ^ theirs):
        log.add("T09", place, id=id, word=number)


def _found(text: str) -> set[str]:
    return {found.replace(",", ".").lstrip("0") for found in NUMBER.findall(text)}
