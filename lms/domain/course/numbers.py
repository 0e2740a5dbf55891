"""Numbers as people write them: both decimal signs, grouped thousands, ranges and margins; always of bounded length."""

import re
from collections.abc import Iterator
from decimal import Decimal, localcontext

from lms.domain.course import keywords
from lms.domain.course.places import Lang

LONGEST = 60
DIGITS = 25
PRECISION = 4 * DIGITS  # a margin in percent multiplies two such numbers: nothing is ever rounded

SPACES = dict.fromkeys(map(ord, "\t\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"), " ")
MINUS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")
APOSTROPHES = dict.fromkeys(map(ord, "’ʼ"), "'")

PLAIN = re.compile(r"([+-]?) ?(?=[.,]?\d)(\d*)(?:[.,](\d+))?\.?\Z", re.ASCII)
GROUPED = re.compile(r"([+-]?) ?([1-9]\d{0,2}(?:([ ,.'])\d{3})(?:\3\d{3})*)(?:[.,](\d+))?\Z", re.ASCII)
MARGIN = re.compile(r"(.+?) ?(?:\+/?-|±) ?([^%]+?)( ?%)?\Z")
# The sign that, before three digits, means thousands to some readers of a language and a fraction to others.
DOUBTFUL = {"en": ",", "fr": "."}


def tidy(text: str) -> str:
    """A number as written, in ordinary signs and with single spaces."""
    return " ".join(text.translate(SPACES | MINUS | APOSTROPHES).split())


def readings(text: str) -> tuple[Decimal, ...]:
    """Every number that the text may mean: 1,500 is one and a half to some and fifteen hundred to others."""
    text = tidy(text) if len(text) <= LONGEST else ""
    found: list[Decimal] = []
    if plain := PLAIN.match(text):
        found += _number(plain[1], plain[2], plain[3])
    if (grouped := GROUPED.match(text)) and not _mixed(grouped):
        found += _number(grouped[1], re.sub(r"\D", "", grouped[2]), grouped[4])
    return tuple(dict.fromkeys(found))


def _mixed(grouped: re.Match[str]) -> bool:
    """1,234,5 has one sign for two meanings."""
    return grouped[4] is not None and grouped[0][grouped.end(2)] == grouped[3]


def _number(sign: str, whole: str, part: str | None) -> Iterator[Decimal]:
    if len(whole) + len(part or "") <= DIGITS:
        yield _plain(Decimal(f"{sign}{whole or '0'}.{part or '0'}"))


def _plain(value: Decimal) -> Decimal:
    """72 and not 72.0: whoever shows the number shows no zeros that say nothing."""
    return Decimal(said(value))


def number(text: str, lang: Lang) -> Decimal | None:
    """The number an author wrote; None where it is none, or where the sign before three digits leaves a doubt."""
    found = readings(text)
    if len(found) == 2 and DOUBTFUL.get(lang, ",") in text:
        return None
    return found[0] if found else None


def interval(text: str, lang: Lang) -> tuple[Decimal, Decimal] | None:
    """The bounds of `24`, `4 to 6`, `5 +- 1` or `5 +- 10%`, as written: the first may be the larger one."""
    text = tidy(text) if len(text) <= 3 * LONGEST else ""
    if (single := number(text, lang)) is not None:
        return single, single
    if margin := MARGIN.match(text):
        return _around(number(margin[1], lang), number(margin[2], lang), bool(margin[3]))
    bounds = [number(piece, lang) for piece in _sides(text, lang)]
    return (bounds[0], bounds[1]) if len(bounds) == 2 and bounds[0] is not None and bounds[1] is not None else None


def _around(middle: Decimal | None, margin: Decimal | None, percent: bool) -> tuple[Decimal, Decimal] | None:
    if middle is None or margin is None or margin < 0:
        return None
    with localcontext(prec=PRECISION):
        width = abs(middle) * margin / 100 if percent else margin
        return _plain(middle - width), _plain(middle + width)


def _sides(text: str, lang: Lang) -> list[str]:
    for word in keywords.spoken(keywords.TO, lang):
        pieces = re.split(rf" {re.escape(word)} ", text, flags=re.IGNORECASE)
        if len(pieces) == 2:
            return pieces
    return []


def likely(text: str, lang: Lang) -> str:
    """What an author may have meant by a text that is no number: the numbers in it."""
    found = [said(each) for run in re.findall(r"\d[\d.,]{0,20}", tidy(text[:LONGEST])) for each in readings(run)[-1:]]
    return f" {keywords.TO.get(lang, keywords.TO['en'])[0]} ".join(found[:2])


def said(value: Decimal, lang: Lang = "en") -> str:
    """The number in digits, without zeros that say nothing, with the decimal sign of the language."""
    digits = f"{value:f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    digits = "0" if digits in ("-0", "") else digits
    return digits.replace(".", ",") if lang.startswith("fr") else digits


def written(low: Decimal, high: Decimal, lang: Lang) -> str:
    """One number or a range, as an author of that language writes it."""
    if low == high:
        return said(low, lang)
    return f"{said(low, lang)} {keywords.TO.get(lang, keywords.TO['en'])[0]} {said(high, lang)}"
