"""T: what a translation may have turned round without anybody noticing: numbers, dates and negations."""

import re
from collections.abc import Iterable

from lms.domain.course.everything import items, quiet
from lms.domain.course.messages import Log
from lms.domain.course.places import Lang, T
from lms.domain.course.rules.rule import Desk, Quiet, Rule, listed

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

MOST = 10
ADDRESS = re.compile(r"\]\([^()\s]*\)|\{\{[^{}]*\}\}|[A-Za-z][A-Za-z0-9+.-]{0,20}://\S+")
# Groups of three digits are one number: behind spaces in every language (a telephone number reads the same on both
# sides), behind commas where the language writes thousands with them.
DIGITS = r"(?<![\w#])(\d{1,3}(?:[%s]\d{3})+(?!\d)|\d{1,12})(?:[.,](\d{1,6}))?"
SPACED = re.compile(DIGITS % " \u00a0\u202f")
NUMBER = {"en": re.compile(DIGITS % " \u00a0\u202f,")}
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


# Months and weekdays; May and March are words of their own, so they count beside a number only.
DAYS = {
    "en": listed(
        "january february march april may june july august september october november december "
        "monday tuesday wednesday thursday friday saturday sunday"
    ),
    "fr": listed(
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre "
        "lundi mardi mercredi jeudi vendredi samedi dimanche"
    ),
}
DATE = {
    "en": re.compile(
        r"\b(January|February|April|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday"
        r"|Thursday|Friday|Saturday|Sunday|(?<=\d )(?:March|May)|(?:March|May)(?= \d))s?\b"
    ),
    "fr": re.compile(
        r"\b(janvier|février|avril|juin|juillet|août|septembre|octobre|novembre|décembre|lundi|mardi|mercredi|jeudi"
        r"|vendredi|samedi|dimanche|(?<=\d )(?:mars|mai)|(?:mars|mai)(?= \d))s?\b",
        re.I,
    ),
}
SPELLED = {
    "en": listed("zero one two three four five six seven eight nine ten eleven twelve"),
    "fr": listed("zéro une? deux trois quatre cinq six sept huit neuf dix onze douze"),
}


def check(desk: Desk, log: Log) -> None:
    """Each section and each question, over all of its texts in a language at once."""
    source = desk.course.source_lang
    silenced = quiet(desk.course)
    for id, texts in items(desk.course):
        found = list(texts)
        for lang in desk.course.langs[1:]:
            _compare(id, found, source, lang, desk, Quiet(log, silenced[id]))


def _compare(id: str, texts: Iterable[T], source: Lang, lang: Lang, desk: Desk, log: Quiet) -> None:
    pairs = [(text[source], text[lang]) for text in texts if lang in text]
    if not pairs:
        return
    original = ADDRESS.sub(" ", "\n".join(md.text for md, _ in pairs))
    translated = ADDRESS.sub(" ", "\n".join(md.text for _, md in pairs))
    place = pairs[0][1].span
    differing = [*_dates(original, translated, source, lang), *_numbers(original, translated, source, lang)]
    for word in differing[:MOST]:
        said = next((md for _, md in pairs if word in md.text), None)
        log.add("T09", desk.place(said, said.text.index(word), len(word)) if said else place, id=id, word=word)
    for here, there, here_lang, there_lang in (
        (original, translated, source, lang),
        (translated, original, lang, source),
    ):
        if here_lang in PLAIN and there_lang in ANY:
            negation = PLAIN[here_lang].search(here)
            if negation and not ANY[there_lang].search(there):
                log.add("T09", place, id=id, word=negation[1])


def _numbers(original: str, translated: str, source: Lang, lang: Lang) -> list[str]:
    """Numbers of one side that the other says neither in digits nor in words."""
    ours, theirs = _found(original, source), _found(translated, lang)
    missing = [number for number in ours.keys() - theirs.keys() if not _spelled(number, translated, lang)]
    extra = [number for number in theirs.keys() - ours.keys() if not _spelled(number, original, source)]
    return sorted([ours[number] for number in missing] + [theirs[number] for number in extra])


def _found(text: str, lang: Lang) -> dict[str, str]:
    """The numbers in digits: how they are compared, and how they were written."""
    return {_plain(found): found[0] for found in NUMBER.get(lang, SPACED).finditer(text)}


def _plain(number: re.Match[str]) -> str:
    whole = re.sub(r"\D", "", number[1]).lstrip("0")
    return f"{whole}.{number[2]}" if number[2] else whole


def _spelled(number: str, text: str, lang: Lang) -> bool:
    words = SPELLED.get(lang, ())
    return number.isdigit() and int(number) < len(words) and bool(re.search(rf"\b{words[int(number)]}\b", text, re.I))


def _dates(original: str, translated: str, source: Lang, lang: Lang) -> list[str]:
    """Months and weekdays of one side that the other does not name."""
    if source not in DAYS or lang not in DAYS:
        return []
    ours, theirs = _named(original, source), _named(translated, lang)
    return sorted(
        [ours[day] for day in ours.keys() - theirs.keys()] + [theirs[day] for day in theirs.keys() - ours.keys()]
    )


def _named(text: str, lang: Lang) -> dict[int, str]:
    return {DAYS[lang].index(found.casefold()): found for found in DATE[lang].findall(text)}
