"""Drafts: one of a course, every change kept, two people who do not overwrite each other."""

import io
import zipfile
from datetime import timedelta

import pytest

from lms.domain.refusal import Refusal
from lms.services import draft_files, draft_folders, draft_locks, drafting
from lms.store.folder import read_folder
from tests.cast import NOW, Cast, Player, add_person
from tests.conftest import SMALL

LATER = NOW + timedelta(minutes=11)


@pytest.fixture
def draft(cast: Cast, small: str) -> str:
    drafting.begin(cast.paul.id, small, NOW)
    return small


@pytest.fixture
def bea(cast: Cast) -> Player:
    return add_person("Bea", "Lind", roles=("author",))


def refused(code: str) -> "pytest.RaisesExc[Refusal]":
    return pytest.raises(Refusal, check=lambda refusal: refusal.code == code)


def test_a_draft_begins_with_the_bytes_learners_read(draft: str) -> None:
    assert drafting.files(draft) == read_folder(SMALL) == draft_folders.edition_files(draft, "1.0")


def test_a_course_has_one_open_draft(cast: Cast, draft: str) -> None:
    with refused("draft-open"):
        drafting.begin(cast.paul.id, draft, NOW)


def test_a_discarded_draft_makes_room_for_another(cast: Cast, draft: str) -> None:
    drafting.discard(cast.paul.id, draft, NOW)
    assert drafting.find(draft) is None
    assert drafting.begin(cast.paul.id, draft, NOW)


def test_a_new_course_does_not_take_the_name_of_another(cast: Cast, small: str) -> None:
    with refused("slug-taken"):
        drafting.begin_with(cast.paul.id, small, {"course.md": b""}, NOW, new=True)


def test_saving_keeps_what_was_there(cast: Cast, draft: str) -> None:
    before = draft_files.load(draft, "course.md")
    assert draft_files.save(cast.paul.id, draft, "course.md", "# New\r\n", before.version, NOW) == before.version + 1
    assert draft_files.load(draft, "course.md").body == b"# New\n"
    assert draft_files.former(draft, "course.md", before.version) == before.body


def test_saving_the_same_text_is_no_new_version(cast: Cast, draft: str) -> None:
    before = draft_files.load(draft, "course.md")
    text = before.body.decode().replace("\n", "\r\n")
    assert draft_files.save(cast.paul.id, draft, "course.md", text, before.version, NOW) == before.version
    assert draft_files.history(draft) == []


def test_restoring_is_a_new_version(cast: Cast, draft: str) -> None:
    before = draft_files.load(draft, "course.md").body
    draft_files.save(cast.paul.id, draft, "course.md", "x", 1, NOW)
    draft_files.restore(cast.paul.id, draft, "course.md", 1, LATER)
    now = draft_files.load(draft, "course.md")
    assert (now.body, now.version) == (before, 3)
    assert [(one.version, one.how) for one in draft_files.history(draft)] == [(2, "restored"), (1, "saved")]


def test_a_deleted_file_comes_back_and_goes_on_counting(cast: Cast, draft: str) -> None:
    draft_files.delete(cast.paul.id, draft, "20-promise.md", NOW)
    with refused("not-found"):
        draft_files.load(draft, "20-promise.md")
    draft_files.restore(cast.paul.id, draft, "20-promise.md", 1, LATER)
    assert draft_files.load(draft, "20-promise.md").version == 2


def test_renaming_keeps_the_bytes(cast: Cast, draft: str) -> None:
    body = draft_files.load(draft, "20-promise.md").body
    draft_files.rename(cast.paul.id, draft, "20-promise.md", "30-promise.md", NOW)
    assert draft_files.load(draft, "30-promise.md").body == body


@pytest.mark.parametrize(
    ("path", "to", "code"),
    [
        ("course.md", "a.md", "course-file-stays"),
        ("20-promise.md", "course.md", "path-taken"),
        ("20-promise.md", "../a.md", "path-invalid"),
        ("none.md", "a.md", "not-found"),
    ],
)
def test_a_name_that_cannot_be_is_refused(cast: Cast, draft: str, path: str, to: str, code: str) -> None:
    with refused(code):
        draft_files.rename(cast.paul.id, draft, path, to, NOW)


def test_course_md_is_not_taken_away(cast: Cast, draft: str) -> None:
    with refused("course-file-stays"):
        draft_files.delete(cast.paul.id, draft, "course.md", NOW)


def test_whoever_comes_second_does_not_overwrite(cast: Cast, draft: str, bea: Player) -> None:
    draft_files.save(cast.paul.id, draft, "course.md", "Paul", 1, NOW)
    with refused("draft-changed"):
        draft_files.save(bea.id, draft, "course.md", "Bea", 1, LATER)
    assert draft_files.load(draft, "course.md").body == b"Paul"


def test_a_file_somebody_writes_in_is_theirs_for_ten_minutes(cast: Cast, draft: str, bea: Player) -> None:
    draft_locks.hold(cast.paul.id, draft, "course.md", NOW)
    with refused("draft-held"):
        draft_files.save(bea.id, draft, "course.md", "Bea", 1, NOW + timedelta(minutes=9))
    assert draft_files.save(bea.id, draft, "course.md", "Bea", 1, LATER) == 2


def test_taking_over_is_told_to_the_other_at_the_next_save(cast: Cast, draft: str, bea: Player) -> None:
    draft_locks.hold(cast.paul.id, draft, "course.md", NOW)
    draft_locks.take_over(bea.id, draft, "course.md", NOW)
    assert draft_locks.holders(draft, NOW)["course.md"].person.full_name == "Bea Lind"
    with refused("draft-held"):
        draft_files.save(cast.paul.id, draft, "course.md", "Paul", 1, NOW)


def test_a_button_changes_all_files_or_none(cast: Cast, draft: str, bea: Player) -> None:
    draft_locks.hold(bea.id, draft, "20-promise.md", NOW)
    with refused("draft-held"):
        draft_files.change_all(cast.paul.id, draft, {"10-posting.md": b"1", "20-promise.md": b"2"}, "tagged", NOW)
    assert draft_files.load(draft, "10-posting.md").version == 1


def test_what_is_too_large_is_not_saved(cast: Cast, draft: str) -> None:
    with refused("file-too-large"):
        draft_files.save(cast.paul.id, draft, "course.md", "é" * 300_000, 1, NOW)


def test_an_image_whose_name_is_taken_gets_a_number(cast: Cast, draft: str) -> None:
    names = [draft_files.add_image(cast.paul.id, draft, "images/a.png", b"x", NOW) for _ in range(2)]
    assert names == ["images/a.png", "images/a-2.png"]


def test_the_list_has_what_is_published_and_what_is_written(cast: Cast, draft: str) -> None:
    drafting.begin_with(cast.paul.id, "travel", {"course.md": b""}, NOW, new=True)
    assert [(one.course, one.number, one.draft_id is not None) for one in drafting.courses()] == [
        ("small", "1.0", True),
        ("travel", None, True),
    ]


def zipped(**files: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return data.getvalue()


def test_an_archive_is_read_from_the_folder_of_its_course() -> None:
    files = {"my/course.md": b"# A\r\n", "my/10-a.md": b"b", "other.txt": b"", "my/.git/config": b"x"}
    assert draft_folders.unzipped(zipped(**files)) == {"course.md": b"# A\r\n", "10-a.md": b"b"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"not an archive", "archive-broken"),
        (zipped(**{"a.md": b""}), "no-course-file"),
        (zipped(**{"course.md": b"", "../../etc/passwd": b"x"}), "path-unsafe"),
        (zipped(**{"course.md": b"", "bomb.md": b"0" * 3_000_000}), "file-too-large"),
        (zipped(**{"course.md": b"", **{f"images/{n}.png": b"0" * 2_000_000 for n in range(11)}}), "draft-too-large"),
    ],
)
def test_a_hostile_archive_is_refused(data: bytes, code: str) -> None:
    with refused(code):
        draft_folders.unzipped(data)
