"""Who was obliged on a day, and how far each of them was then: computed from facts, with a denominator that is told."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lms.domain.enrolment import State, fold
from lms.domain.facts import Entry
from lms.domain.plan import Plan

OBLIGED = ("signed", "completed", "waived", "declined", "signature withdrawn", "open")
"""What can have become of an obligation that stood on that day; together they are the denominator."""

APART = ("left", "no longer obliged", "started by themselves")
"""Told beside the denominator, never in it."""

SIGNATURES = ("signed", "paper signature recorded")
_ORDER = {"open": 0, "completed": 1, "waived": 2, "withdrawn": 3}  # what is open comes before what is done


@dataclass(frozen=True, slots=True)
class Obligation:
    """One enrolment as it stood, and whether HR had assigned it."""

    enrolment: str
    state: State
    assigned: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How one person stood in one course at an instant, told by the obligation that counts."""

    word: str  # one of OBLIGED or APART
    obligation: Obligation
    signature: Entry | None  # the one that fulfilled it, or the last one of somebody who had to sign anew
    left_at: datetime | None

    @property
    def obliged(self) -> bool:
        return self.word in OBLIGED

    @property
    def given(self) -> Entry | None:
        """The signature that this status rests on: none while it is still to be given."""
        rests = self.obligation.state.state == "completed" or self.word == "signature withdrawn"
        return self.signature if rests else None


@dataclass(frozen=True, slots=True)
class Measure:
    """How enrolments are folded: the plan of an edition, and the edition that was read at that instant."""

    plan_of: Callable[[str], Plan]
    read_then: str


def until(entries: Sequence[Entry], instant: datetime) -> list[Entry]:
    """What had happened before that instant, in the order of the record."""
    return [entry for entry in entries if entry.at < instant]


def edition_read(entries: Sequence[Entry]) -> str | None:
    """The id of the edition that learners read after these facts of a course; the last one when it was taken back."""
    by_number: dict[str, str] = {}
    read = None
    for entry in entries:
        if entry.kind == "edition published" and entry.edition is not None:
            by_number[entry.data["number"]] = read = entry.edition
        elif entry.kind == "edition withdrawn":
            read = by_number.get(entry.data.get("now_read") or "", read)
    return read


def left_at(entries: Sequence[Entry]) -> datetime | None:
    """When the person left, of these facts about the person; None for somebody who was there."""
    gone = None
    for entry in entries:
        if entry.kind in ("person deactivated", "person erased"):
            gone = gone or entry.at
        elif entry.kind == "person reactivated":
            gone = None
    return gone


def obligations(entries: Sequence[Entry], measure: Measure) -> list[Obligation]:
    """Every enrolment these facts begin, folded: a finished one by the edition of its end, an open one by today's."""
    found = []
    for entry in entries:
        if entry.kind == "assigned" and entry.enrolment is not None:
            ended = next((e for e in entries if e.enrolment == entry.enrolment and e.kind == "completed"), None)
            edition = ended.edition if ended is not None and ended.edition else measure.read_then
            state = fold(entry.enrolment, entries, measure.plan_of, measure.plan_of(edition))
            found.append(Obligation(entry.enrolment, state, entry.data.get("assignment") is not None))
    return found


def standing(entries: Sequence[Entry], about_person: Sequence[Entry], measure: Measure) -> Standing | None:
    """How a person stood after these facts about one course; None for somebody who had not been assigned it yet."""
    found = obligations(entries, measure)
    if not found:
        return None
    counts = min(found, key=lambda one: (_ORDER[one.state.state], not one.assigned, -one.state.assigned_at.timestamp()))
    signature, gone = _signature(entries, counts), left_at(about_person)
    return Standing(_word(found, counts, entries, signature, gone), counts, signature, gone)


def tally(words: Counter[str]) -> dict[str, int]:
    """Every word with its number, none hidden because it is 0, and the denominator first."""
    return {"obliged": sum(words[word] for word in OBLIGED), **{word: words[word] for word in (*OBLIGED, *APART)}}


def percent(part: int, whole: int) -> str:
    """With one decimal, rounded down, so that 100 means everybody; a dash of nobody."""
    return f"{1000 * part // whole / 10:.1f} %" if whole else "–"


def _word(
    found: Sequence[Obligation],
    counts: Obligation,
    entries: Sequence[Entry],
    signature: Entry | None,
    gone: datetime | None,
) -> str:
    state = counts.state
    if gone is not None:
        return "left"
    if state.state == "withdrawn":
        return "no longer obliged"
    if not any(one.assigned and one.state.state != "withdrawn" for one in found):
        return "started by themselves"
    if state.state == "waived":
        return "waived"
    if state.state == "open" and state.declined_at:
        return "declined"
    if signature is not None and _taken_back(entries, signature):
        return "signature withdrawn"
    if state.state == "open":
        return "open"
    return "signed" if signature is not None else "completed"


def _signature(entries: Sequence[Entry], counts: Obligation) -> Entry | None:
    """The last one before the obligation ended; nothing of an earlier cycle counts for one that is done."""
    last = None
    for entry in entries:
        if entry.kind in SIGNATURES and (counts.state.state == "open" or entry.seq >= counts.state.cycle_start):
            last = entry
        if entry.kind == "completed" and entry.enrolment == counts.enrolment:
            break
    return last


def _taken_back(entries: Sequence[Entry], signature: Entry) -> bool:
    return any(entry.kind == "signature withdrawn" and entry.data["signed"] == signature.id for entry in entries)
