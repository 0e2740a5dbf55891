"""Two wordings of one text: which words changed, and whether they are words that people act upon."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from lms.domain.course.places import Lang
from lms.domain.course.prints import normal

MOST_COMPARED = 3_000
MOST_PAIRS = 20_000
AROUND = 4
WIDEST = 240

MARKERS = re.compile(r"^(?:[ \t]*(?:>|#{1,6}(?=[ \t])|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))+", re.M)
NO_WORD = re.compile(r"[\W_]+\Z")
EDGES = "\"'.,;:!?()[]{}…–—|"
CONTACT = re.compile(r"@|\btel:|\bmailto:")
LINK = re.compile(r"\]\(|://|\]:|\{\{|www\.")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words of numbers, of time, of negation and of duty: one changed, and the author is asked what it means for people.
NUMBERS: Mapping[Lang, frozenset[str]] = {
    "en": _set(
        "zero two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy "
        "eighty ninety hundred thousand half twice double first second third all every each both any some"
    ),
    "fr": _set(
        "zéro deux trois quatre cinq six sept huit neuf dix onze douze quinze vingt trente quarante cinquante soixante "
        "cent cents mille moitié demi demie double premier première deuxième troisième tout tous toute toutes chaque"
    ),
}
DATES: Mapping[Lang, frozenset[str]] = {
    "en": _set(
        "january february march april june july august september october november december monday tuesday wednesday "
        "thursday friday saturday sunday minute minutes hour hours day days week weeks month months year years today "
        "tomorrow immediately before after until within"
    ),
    "fr": _set(
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre lundi mardi mercredi "
        "jeudi vendredi samedi dimanche minute minutes heure heures jour jours semaine semaines mois an ans année "
        "années aujourd'hui demain immédiatement avant après jusque jusqu"
    ),
}
NEGATIONS: Mapping[Lang, frozenset[str]] = {
    "en": _set("not no never cannot none nobody nothing nowhere neither nor without except unless"),
    "fr": _set("ne n pas jamais non aucun aucune personne rien nul nulle ni sans sauf excepté guère"),
}
MODALS: Mapping[Lang, frozenset[str]] = {
    "en": _set(
        "must may might should shall can could will would ought need needs required requires requirement allowed "
        "permitted forbidden prohibited mandatory optional only always never exclusively obliged"
    ),
    "fr": _set(
        "dois doit devez devons doivent devra devrez devront devrait devriez devraient peux peut pouvez pouvons "
        "peuvent pourra pourrez pourront pourrait pourriez faut faudra requis requise requises obligatoire "
        "obligatoires obligatoirement interdit interdite interdits interdites autorisé autorisée autorisés autorisées "
        "permis permise facultatif facultative seul seule seuls seules seulement uniquement exclusivement "
        "toujours jamais"
    ),
}
SPECIAL = (("number", NUMBERS), ("date", DATES), ("negation", NEGATIONS), ("duty", MODALS))


@dataclass(frozen=True, slots=True)
class TextChange:
    """What became of a text. `code` is layout, words, rewritten, or the sort of word that was touched."""

    code: str
    words: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _Hunk:
    """A stretch of words that was replaced by another, as places in both lists."""

    at: int
    end: int
    to: int
    to_end: int

    @property
    def words(self) -> int:
        return max(self.end - self.at, self.to_end - self.to)


def changed(before: str, after: str, lang: Lang) -> TextChange:
    """How one text became another, in the language it is written in."""
    old, new = words_of(before), words_of(after)
    hunks = _hunks(old, new)
    if hunks is None:
        return TextChange("rewritten", MOST_COMPARED, _cut(normal(before)), _cut(normal(after)))
    if not hunks:
        return TextChange("layout", 0, "", "")
    count = sum(hunk.words for hunk in hunks)
    if lang not in MODALS:
        # Without the words of a language nobody can say that none of them was touched.
        return TextChange("rewritten", count, *_passage(old, new, hunks[0]))
    for hunk in hunks:
        if code := touched([*old[hunk.at : hunk.end], *new[hunk.to : hunk.to_end]], lang):
            return TextChange(code, count, *_passage(old, new, hunk))
    return TextChange("words", count, *_passage(old, new, hunks[0]))


def words_of(text: str) -> list[str]:
    """The words of a text without marks of lists, quotes and headings; signs that stand alone are no words."""
    words = normal(MARKERS.sub("", text)).replace('"', "").split(" ")
    return [word for word in words if word and not NO_WORD.match(word)]


def touched(words: Sequence[str], lang: Lang) -> str | None:
    """The sort of special word among these: contact, link, number, date, negation or duty."""
    for word in words:
        if CONTACT.search(word):
            return "contact"
        if LINK.search(word):
            return "link"
    if any(char.isdigit() for word in words for char in word):
        return "number"
    pieces = set(_pieces(words, lang))
    return next((code for code, known in SPECIAL if lang in known and pieces & known[lang]), None)


def _pieces(words: Sequence[str], lang: Lang) -> Iterator[str]:
    """The words as the lists have them: without signs around them, and apart at the apostrophe."""
    for word in words:
        bare = word.casefold().strip(EDGES)
        yield bare
        if "'" in bare:
            yield from bare.split("'")
            if bare.endswith("n't"):
                yield "not"
        if "-" in bare:
            yield from bare.split("-")


def _hunks(old: list[str], new: list[str]) -> list[_Hunk] | None:
    """The changed stretches; None where finding them would take too long."""
    start = _shared(old, new)
    tail = min(_shared(old[::-1], new[::-1]), len(old) - start, len(new) - start)
    left, right = old[start : len(old) - tail], new[start : len(new) - tail]
    if not left and not right:
        return []
    if left and right:
        if max(len(left), len(right)) > MOST_COMPARED:
            return None
        here, there = Counter(left), Counter(right)
        if sum(count * there[word] for word, count in here.items()) > MOST_PAIRS:
            return None
    codes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return [_Hunk(start + a, start + b, start + c, start + d) for tag, a, b, c, d in codes if tag != "equal"]


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words both lists begin with."""
    return next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _passage(old: list[str], new: list[str], hunk: _Hunk) -> tuple[str, str]:
    """The changed words before and after, each with the words around them."""
    return _around(old, hunk.at, hunk.end), _around(new, hunk.to, hunk.to_end)


def _around(words: list[str], start: int, end: int) -> str:
    first, last = max(0, start - AROUND), min(len(words), end + AROUND)
    lead, rest = "… " * (first > 0), " …" * (last < len(words))
    return lead + _cut(" ".join(words[first:last])) + rest


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST else text[: WIDEST - 1].rstrip() + "…"
