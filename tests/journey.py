"""Ana's way through the small course, as verbs: for tests that need somebody who has come this far."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from lms.domain.house import House
from lms.services import opening, progress, quiz, reading, signing
from lms.services.signing import Act
from tests.cast import NOW, Player

SLUG = "small"
HOUSE = House("Ostrelle", "http://localhost", ZoneInfo("Europe/Paris"))
SECTIONS = ("what-stays-inside", "everyday-posts")
RIGHT = {"q-journalist": ["b"], "q-share": ["a", "c"], "q-own-views": ["F"]}


def read_all(
    person: Player, sections: Iterable[str] = SECTIONS, now: datetime = NOW, how: str = "observed"
) -> progress.Progress:
    """Displays sections of the reading module in full."""
    edition = progress.of(person.id, SLUG).edition.id
    return reading.displayed(
        HOUSE, person.id, SLUG, "posting", sections, how=how, edition_id=edition, language="en", now=now
    )


def answer_all(person: Player, answers: Mapping[str, list[str]] = RIGHT, now: datetime = NOW) -> None:
    """Takes one attempt at the quiz, answering what it asks."""
    attempt = quiz.start(person.id, SLUG, "quiz-check", "en", now)
    for item in quiz.page(person.id, SLUG, "quiz-check").items:
        id = item.question.id
        quiz.answer(HOUSE, person.id, SLUG, attempt, id, {id: answers[id]}, now)


def act(person: Player, now: datetime = NOW, *, slug: str = SLUG, **change: object) -> Act:
    """What a careful signer sends, with changes."""
    edition = progress.of(person.id, slug).edition
    values: dict[str, object] = {
        "edition_id": edition.id,
        "document": edition.documents["en"],
        "language": "en",
        "ticked": frozenset({"a", "b"}),
        "consent": True,
        "typed_name": person.full_name,
        "opened_at": now,
        "method": "password",
        "authenticated_at": now,
        "ip": "192.0.2.7",
        "user_agent": "a browser",
    }
    return Act(**(values | change))  # type: ignore[arg-type]


def finish(person: Player, now: datetime = NOW) -> str:
    """The whole way; the certificate's code."""
    opening.open_course(person.id, SLUG, "en", now)
    read_all(person, now=now)
    answer_all(person, now=now)
    return signing.sign(HOUSE, person.id, SLUG, act(person, now), now)
