"""How long each kind of data is kept, and from which day on somebody may be erased; an organisation changes the days.

Facts have no period: the record never forgets, and names nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lms.domain.refusal import N_, Refusal

YEAR = 365


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of data: the days it is kept unless the organisation says otherwise, and what they are counted from."""

    code: str
    title: str
    counted: str  # English: from when on
    lost: str  # English: what is not to be had any more afterwards
    days: int
    least: int = 1
    purged: bool = True  # by the nightly purge; the others bar an erasure until their time is over


KINDS = (
    Kind("sign-ins", N_("Ended sign-ins"), N_("after the session ended"), N_("When somebody was signed in."), 1),
    Kind("throttle", N_("Failed sign-ins"), N_("after the last failure"), N_("Nothing; they are only counted."), 1),
    Kind(
        "links",
        N_("One-time links"),
        N_("after they were used or ran out"),
        N_("Which links were given; the record keeps that there was one."),
        30,
    ),
    Kind(
        "mail",
        N_("Sent mail"),
        N_("after it was sent or dropped"),
        N_("That a mail went out; the record keeps that somebody was notified."),
        YEAR,
        least=90,
    ),
    Kind("jobs", N_("Finished work"), N_("after it was finished"), N_("That a file was asked for."), 30, least=7),
    Kind(
        "views",
        N_("Sections on screen"),
        N_("after the course was finished"),
        N_("Nothing; the record keeps when each section was displayed."),
        3 * YEAR,
        least=90,
    ),
    Kind(
        "answers",
        N_("Answers and choices in stories"),
        N_("after the course was finished"),
        N_("Question statistics lose these answers, and nobody can look at them again. Scores stay."),
        3 * YEAR,
        least=90,
    ),
    Kind(
        "drafts",
        N_("History of closed drafts"),
        N_("after the draft was closed"),
        N_("Former texts of files in drafts. Published versions stay."),
        YEAR,
        least=30,
    ),
    Kind(
        "signatures",
        N_("What signatures bind"),
        N_("after employment ended"),
        N_("Until then nobody who signed can be erased."),
        5 * YEAR,
        least=0,
        purged=False,
    ),
    Kind(
        "certificates",
        N_("Certificates"),
        N_("after employment ended"),
        N_("Until then nobody who holds a certificate can be erased."),
        5 * YEAR,
        least=0,
        purged=False,
    ),
)
BY_CODE: Mapping[str, Kind] = {kind.code: kind for kind in KINDS}
MOST_DAYS = 100 * YEAR

ERASURE_REASONS: Mapping[str, str] = {
    "asked": N_("The person asked for it"),
    "over": N_("The time for which the data was needed is over"),
    "mistake": N_("The account was made by mistake"),
}


def period(kind: str, changed: Mapping[str, int | None]) -> int | None:
    """The days in force; None keeps for ever."""
    return changed[kind] if kind in changed else BY_CODE[kind].days


def require_over(left_on: date, today: date, held: Mapping[str, bool], changed: Mapping[str, int | None]) -> None:
    """Whether nothing has to be kept of somebody who left on that day; `held` says which kinds there are any of.

    Raises Refusal erasure-never or erasure-too-early, which names the first day on which it is possible.
    """
    days = [period(kind, changed) for kind, there in held.items() if there]
    if None in days:
        raise Refusal("erasure-never")
    first = left_on + timedelta(days=max((number for number in days if number is not None), default=0))
    if today < first:
        raise Refusal("erasure-too-early", date=first.isoformat())


def sensible_days(kind: str, text: str) -> int | None:
    """The days that were typed; blank means for ever. Raises Refusal retention-days."""
    known, text = BY_CODE[kind], text.strip()
    if not text:
        return None
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
    if not known.least <= number <= MOST_DAYS:
        raise Refusal("retention-days", least=known.least, most=MOST_DAYS)
    return number
