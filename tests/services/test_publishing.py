"""Publishing: who may, which version, what may change, and that an edition never does."""

from collections.abc import Mapping

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from lms.domain.change import Declaration
from lms.domain.refusal import Refusal
from lms.services import doctor, opening, progress, publishing, quiz, record, signing
from lms.store import library, reading, writing
from lms.store.folder import read_folder
from lms.store.models import Role
from tests.cast import NOW, Cast
from tests.conftest import SMALL
from tests.journey import HOUSE, RIGHT, act, answer_all, finish, read_all


def changed(version: str, kind: str, *edits: tuple[str, str, str]) -> dict[str, bytes]:
    """The small course as another version: edits are (file, old text, new text)."""
    files = {path: body.decode() for path, body in read_folder(SMALL).items()}
    files["course.md"] = files["course.md"].replace("version: 1.0\nowner", f"version: {version}\nowner")
    entry = f"changes:\n  - version: {version}\n    date: 2026-11-20\n    kind: {kind}\n    note: Another one.\n"
    files["course.md"] = files["course.md"].replace("changes:\n", entry, 1)
    note = f"changes:\n  - version: {version}\n    note: Une autre.\n"
    files["course.fr.md"] = files["course.fr.md"].replace("changes:\n", note, 1)
    for path, old, new in edits:
        assert old in files[path]
        files[path] = files[path].replace(old, new)
    return {path: text.encode() for path, text in files.items()}


def publish(cast: Cast, files: Mapping[str, bytes]) -> str:
    return publishing.publish(files, by=cast.paul.email, approved_by=cast.aline.email, now=NOW)


REWORDED = ("10-posting.md", "So does a guess.", "So does a guess, however good.")


def refused(cast: Cast, files: Mapping[str, bytes]) -> str:
    with pytest.raises(Refusal) as error:
        publish(cast, files)
    return error.value.code


def test_two_different_people_with_the_right_roles_are_needed(cast: Cast) -> None:
    files = read_folder(SMALL)
    pairs = [(cast.paul, cast.paul), (cast.aline, cast.aline), (cast.ana, cast.aline), (cast.paul, cast.ana)]
    for author, approver in pairs:
        with pytest.raises(Refusal) as error:
            publishing.publish(files, by=author.email, approved_by=approver.email, now=NOW)
        assert error.value.code == "not-approver"


def test_the_same_person_with_both_roles_cannot_do_it_alone(cast: Cast) -> None:
    with writing() as session:
        session.add(Role(person_id=cast.paul.id, name="approver"))
    with pytest.raises(Refusal) as error:
        publishing.publish(read_folder(SMALL), by=cast.paul.email, approved_by=cast.paul.email, now=NOW)
    assert error.value.code == "same-person"


def test_an_edition_keeps_every_byte(small: str, cast: Cast) -> None:
    with reading() as session:
        edition = library.current(session, small)
        assert edition is not None
        kept = {path: library.file(session, edition.id, path) for path in read_folder(SMALL)}
    assert kept == read_folder(SMALL)


def test_a_broken_course_is_not_published(cast: Cast) -> None:
    assert refused(cast, changed("1.0", "material", ("10-posting.md", "[x] b)", "[ ] b)"))) == "course-broken"


def test_the_same_bytes_are_not_published_twice(small: str, cast: Cast) -> None:
    assert refused(cast, read_folder(SMALL)) == "unchanged"


@pytest.mark.parametrize("version", ["0.9", "1.0"])
def test_a_version_must_be_higher(small: str, cast: Cast, version: str) -> None:
    files = changed(version, "update", REWORDED) if version != "1.0" else read_folder(SMALL) | {"note.md": b"x"}
    assert refused(cast, files) in ("version-exists", "course-broken")


def test_a_changed_promise_must_be_called_material(small: str, cast: Cast) -> None:
    edit = ("20-promise.md", "client names or figures before", "client names before")
    assert refused(cast, changed("1.1", "cosmetic", edit)) == "promise-changed"
    assert publish(cast, changed("2.0", "material", edit))


@pytest.mark.parametrize(
    "statement",
    ["UPDATE edition SET kind = 'cosmetic'", "DELETE FROM edition_file", "UPDATE document SET language = 'xx'"],
)
def test_what_is_published_cannot_be_changed(small: str, cast: Cast, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), writing() as session:
        session.execute(sa.text(statement))


def test_a_newer_edition_keeps_what_is_unchanged_and_asks_for_what_is_new(small: str, cast: Cast) -> None:
    opening.open_course(cast.ana.id, small, "en", NOW)
    read_all(cast.ana)
    answer_all(cast.ana)
    publish(cast, changed("1.1", "update", REWORDED))
    stand = progress.of(cast.ana.id, small)
    assert stand.displayed == {"everyday-posts"}
    assert stand.quizzes["quiz-check"].passed
    assert not stand.may_sign


def test_a_changed_quiz_is_asked_again(small: str, cast: Cast) -> None:
    opening.open_course(cast.ana.id, small, "en", NOW)
    read_all(cast.ana)
    answer_all(cast.ana)
    publish(cast, changed("2.0", "material", ("10-posting.md", "(2 points)", "(3 points)")))
    state = progress.of(cast.ana.id, small).quizzes["quiz-check"]
    assert (state.passed, state.used) == (False, 0)
    answer_all(cast.ana)
    assert progress.of(cast.ana.id, small).may_sign


def test_an_answer_to_a_quiz_that_was_changed_meanwhile_is_refused(small: str, cast: Cast) -> None:
    opening.open_course(cast.ana.id, small, "en", NOW)
    read_all(cast.ana)
    attempt = quiz.start(cast.ana.id, small, "quiz-check", "en", NOW)
    publish(cast, changed("2.0", "material", ("10-posting.md", "(2 points)", "(3 points)")))
    with pytest.raises(Refusal) as error:
        quiz.answer(HOUSE, cast.ana.id, small, attempt, "q-journalist", {"q-journalist": RIGHT["q-journalist"]}, NOW)
    assert error.value.code == "edition-changed"


def test_whoever_signed_keeps_the_edition_they_signed(small: str, cast: Cast) -> None:
    finish(cast.ana)
    signed = progress.of(cast.ana.id, small).edition.id
    publish(cast, changed("2.0", "material", REWORDED))
    stand = progress.of(cast.ana.id, small)
    assert (stand.completed, stand.enrolment and stand.enrolment.edition) == (True, signed)
    assert [found for found in doctor.examine(HOUSE, NOW) if found.problem] == []
    assert record.verify().problem is None


def test_the_text_seen_must_be_the_text_in_force(small: str, cast: Cast) -> None:


    opening.open_course(cast.ana.id, small, "en", NOW)
    read_all(cast.ana)
    answer_all(cast.ana)
    seen = act(cast.ana)
    publish(cast, changed("1.1", "cosmetic", ("10-posting.md", "Before you post", "Before you post it")))
    with pytest.raises(Refusal) as error:
        signing.sign(HOUSE, cast.ana.id, small, seen, NOW)
    assert error.value.code == "edition-changed"


def test_dropping_the_unread_section_lets_the_reader_sign(small: str, cast: Cast) -> None:
    opening.open_course(cast.ana.id, small, "en", NOW)
    read_all(cast.ana, ["everyday-posts"])
    files = changed("1.1", "update")
    headings = {"10-posting.md": "## What stays inside", "10-posting.fr.md": "## Ce qui reste à l'intérieur"}
    for path, heading in headings.items():
        before, _, rest = files[path].decode().partition(heading)
        files[path] = (before + rest[rest.index("\n## ") + 1 :]).encode()
    why = Declaration(because="It said the same twice.")
    people = {"by": cast.paul.email, "approved_by": cast.aline.email}
    publishing.publish(files, **people, now=NOW, declaration=why)
    answer_all(cast.ana)
    assert signing.sign(HOUSE, cast.ana.id, small, act(cast.ana), NOW)
    assert [found for found in doctor.examine(HOUSE, NOW) if found.problem] == []
