"""Ana's way through the course with a scenario, as verbs."""

from datetime import datetime

from lms.services import opening, progress, publishing, reading, scenario, signing
from tests.cast import NOW, Cast, Player
from tests.domain.course.story import story_files
from tests.journey import HOUSE, act

SLUG, TAG = "story", "friday"
BEST = ("b", "b")  # Sam hears of it, then the desk
WORST = ("a", "b")  # liked, then looked away


def publish(cast: Cast, version: str = "1.0", **replaced: tuple[str, str]) -> str:
    """The story as a version of its own; `replaced` changes the text of the module."""
    files = story_files()
    files["course.md"] = files["course.md"].replace(b"version: 1.0", f"version: {version}".encode())
    files["course.fr.md"] = files["course.fr.md"].replace(b"version: 1.0", f"version: {version}".encode())
    if not version.endswith(".0"):
        files["course.md"] = files["course.md"].replace(b"kind: material", b"kind: update")
    for old, new in replaced.values():
        assert old.encode() in files["10-leak.md"]
        files["10-leak.md"] = files["10-leak.md"].replace(old.encode(), new.encode())
    return publishing.publish(files, by=cast.paul.email, approved_by=cast.aline.email, now=NOW)


def begin(person: Player, now: datetime = NOW) -> str:
    """Opens the course and starts a walk; its id."""
    opening.open_course(person.id, SLUG, "en", now)
    return scenario.start(person.id, SLUG, TAG, "en", now)


def choose(person: Player, run: str, place: int, letter: str, now: datetime = NOW) -> int:
    return scenario.choose(HOUSE, person.id, SLUG, run, place, letter, now)


def go(person: Player, letters: tuple[str, ...] = BEST, now: datetime = NOW) -> str:
    """A whole walk; the id of the run."""
    run = begin(person, now)
    for place, letter in enumerate(letters):
        choose(person, run, place, letter, now)
    return run


def read_all(person: Player, now: datetime = NOW) -> None:
    edition = progress.of(person.id, SLUG).edition
    how = {"how": "declared", "edition_id": edition.id, "language": "en"}
    reading.displayed(HOUSE, person.id, SLUG, "leak", ["tell"], now=now, **how)


def sign(person: Player, now: datetime = NOW) -> str:
    return signing.sign(HOUSE, person.id, SLUG, act(person, now, slug=SLUG, ticked=frozenset({"a"})), now)
