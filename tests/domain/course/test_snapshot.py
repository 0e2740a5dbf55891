"""`published.json`: written from an edition, read from any bytes, and what the checker makes of it."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.domain.course import report
from lms.domain.course.model import Course, Snapshot
from lms.domain.course.parse import parse_course
from lms.domain.course.snapshot import read_snapshot, snapshot_bytes, snapshot_of
from tests.domain.course.cases import COURSE, HEAD
from tests.domain.course.small import small_course, small_files

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
FILES = small_files() | {"images/a.svg": b"<svg/>", "published.json": b"{}"}
FIRST = snapshot_of(small_course(), FILES, None, NOW)
PUBLISHED = small_files() | {"published.json": snapshot_bytes(FIRST)}


def edited(*edits: tuple[str, str, str], version: str = "1.1", kind: str = "update") -> dict[str, bytes]:
    """The published course with texts replaced, under a new version."""
    files = dict(PUBLISHED)
    entry = f"changes:\n  - version: {version}\n    kind: {kind}\n    note: Clearer.\n"
    for path, old, new in (
        *edits,
        ("course.md", "version: 1.0\nowner", f"version: {version}\nowner"),
        ("course.md", "changes:\n", entry),
    ):
        assert old in files[path].decode()
        files[path] = files[path].decode().replace(old, new, 1).encode()
    return files


def codes(files: dict[str, bytes]) -> list[str]:
    return [note.code for note in parse_course(files).diagnostics]


def course_in(files: dict[str, bytes]) -> Course:
    course = parse_course(files).course
    assert course
    return course


def test_what_is_written_is_read_again() -> None:
    assert read_snapshot(snapshot_bytes(FIRST)) == FIRST
    assert snapshot_bytes(FIRST).endswith(b"}\n")


def test_an_edition_is_remembered_with_its_letters_and_images() -> None:
    assert FIRST.letters["q-share"] == ("a", "b", "c", "d")
    assert FIRST.items["ack-posting"][0] == "acknowledgement"
    assert set(FIRST.statement_print) == {"en", "fr"} and list(FIRST.files) == ["images/a.svg"]


def test_the_published_course_itself_has_nothing_to_say() -> None:
    assert codes(PUBLISHED) == []


def test_what_is_gone_is_retired_for_good() -> None:
    letter = "- [ ] d) The name of a future client\n  > The client decides"
    second = snapshot_of(course_in(edited(("10-posting.md", letter, "  > They decide"))), FILES, FIRST, NOW)
    third = snapshot_of(course_in(edited(("10-posting.md", "#q-share", "#q-new"), version="1.2")), FILES, second, NOW)
    assert second.retired == {"q-share": ("d",)} and second.since == {"q-share/d": "1.1"}
    assert third.retired["q-share"] == ("a", "b", "c", "d") and third.since["q-share"] == "1.2"
    assert snapshot_of(small_course(), FILES, third, NOW).since["q-share/d"] == "1.1"


STORY = """## Scenario: S <!-- #s -->

### Step one: One

- a) Go on -> two (best)
- b) Wait -> well (poor)
- c) Leave -> badly (poor)

### Step two: Two

- a) Go on -> well (best)
- b) Leave -> badly (poor)

### End well (good): Good

### End badly (bad): Bad
"""
SHORTER = STORY.replace("- c) Leave -> badly (poor)\n", "").replace("-> two", "-> well").replace("-> badly", "-> well")
SHORTER = SHORTER.partition("### Step two")[0] + "### End well (good): Good\n"


def told(story: str, version: str, before: Snapshot | None = None) -> tuple[Snapshot, list[tuple[str, str]]]:
    """A course with that story: what it leaves behind, and what the checker says of its names and letters."""
    course = COURSE.replace("version: 1.0", f"version: {version}")
    files = {"course.md": course.encode(), "10-m.md": (HEAD + story).encode()}
    result = parse_course(files, before)
    assert result.course
    said = [(note.code, report.attempt(note, "en")) for note in result.diagnostics if note.code in ("I05", "I06")]
    return snapshot_of(result.course, files, before, NOW), said


def test_steps_and_ends_that_are_gone_keep_their_names_and_letters() -> None:
    first, _ = told(STORY, "1.0")
    second, said = told(SHORTER, "1.1", first)
    assert second.retired == {"s/badly": (), "s/one": ("c",), "s/two": ("a", "b")} and said == []
    assert second.since["s/two"] == second.since["s/badly"] == second.since["s/one/c"] == "1.1"


def test_a_step_an_end_or_an_answer_of_a_story_never_comes_back_under_its_old_name() -> None:
    second, _ = told(SHORTER, "1.1", told(STORY, "1.0")[0])
    tries = [("I06", "d) …"), ("I05", "### Step two-2: Two"), ("I05", "### End badly-2: Bad")]
    assert told(STORY, "1.2", second)[1] == tries


def test_a_story_that_stays_as_it_is_has_nothing_to_say() -> None:
    assert told(STORY, "1.1", told(STORY, "1.0")[0])[1] == []


@pytest.mark.parametrize(
    ("edits", "kind", "expected"),
    [
        ((("10-posting.md", "So does a guess.", "So does an idea."),), "cosmetic", []),
        ((("10-posting.md", "- [x] a) The press", "- [ ] a) The press"),), "update", ["V03"]),
        ((("10-posting.md", "- [x] a) The press", "- [ ] a) The press"),), "material", []),
        ((("20-promise.md", "I will not", "I will never"),), "update", ["V04"]),
        ((("20-promise.fr.md", "Je ne", "Moi, je ne"),), "cosmetic", ["V04"]),
        ((("20-promise.fr.md", "Je ne", "Moi, je ne"),), "material", []),
        ((("10-posting.md", "## Do and", "## Extra <!-- #extra -->\n\n## Do and"),), "cosmetic", ["T01", "V03"]),
        ((("10-posting.md", "What stays", "Reading (optional): What stays"),), "update", ["V03"]),
        ((("20-promise.md", "type your name", "tick only"),), "cosmetic", ["V03"]),
    ],
)
def test_a_version_is_called_at_least_what_its_fingerprints_say(
    edits: tuple[tuple[str, str, str], ...], kind: str, expected: list[str]
) -> None:
    assert sorted(codes(edited(*edits, kind=kind))) == expected


def test_a_reason_and_a_second_person_may_overrule_all_but_the_statement() -> None:
    files = edited(("10-posting.md", "- [x] a) The press", "- [ ] a) The press"))
    files["course.md"] = files["course.md"].replace(b"    note: Clearer.", b"    note: Clearer.\n    because: A slip.")
    assert codes(files) == []


@pytest.mark.parametrize(("kind", "level"), [("cosmetic", "warning"), ("update", "warning"), ("material", "error")])
def test_an_outdated_translation_stands_in_the_way_of_a_material_version_only(kind: str, level: str) -> None:
    stale = ("10-posting.fr.md", "#what-stays-inside -->", "#what-stays-inside =abc123 -->")
    notes = parse_course(edited(stale, kind=kind)).diagnostics
    assert [(note.code, note.level) for note in notes] == [("T08", level)]


def test_the_snapshot_of_the_caller_wins_over_the_one_in_the_folder() -> None:
    old = snapshot_bytes(Snapshot("1.0", "", {"other": ("reading", "", "")}))
    files = PUBLISHED | {"published.json": old}
    assert "V02" in codes(files)
    assert parse_course(files, FIRST).diagnostics == ()


def test_a_lower_version_is_reported_as_well() -> None:
    files = PUBLISHED | {"published.json": snapshot_bytes(FIRST).replace(b'"version": "1.0"', b'"version": "2.0"')}
    files["10-posting.md"] = files["10-posting.md"].replace(b"A screenshot counts.", b"A picture counts.")
    note = next(note for note in parse_course(files).diagnostics if note.code == "V02")
    assert report.attempt(note, "en") == "version: 2.1"


DAMAGED = [
    b"", b"{", b"[]", b"null", b"\xff", b'{"version": 1}', b'{"version": "x"}', b'{"version": "1.0", "items": []}',
    b'{"version": "1.0", "items": {"A b": ["a", "b", "c"]}}', b'{"version": "1.0", "items": {"a": ["a", "b"]}}',
    b'{"version": "1.0", "letters": {"a": [1]}}', b'{"version": "1.0", "since": {"a": ["b"]}}',
    b'{"version": "1.0", "statement_print": {"english": "0"}}', b'{"version": "1.0", "published_at": "\\u0000"}',
    b'{"version": "1.0", "letters": {"a": ["\\ud800"]}}', b"[" * 100_000, b" " * (4 * 1024 * 1024 + 1),
]  # fmt: skip


@pytest.mark.parametrize("data", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_snapshot_is_a_message_and_nothing_is_compared(data: bytes) -> None:
    assert read_snapshot(data) is None
    assert codes(small_files() | {"published.json": data}) == ["F24"]


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | st.sampled_from(["1.0", "q-share", "a", "single"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*FIRST.items, "en", "x"]), inner),
    max_leaves=8,
)
FIELDS = ["version", "items", "letters", "retired", "since", "statement_print", "files", "published_at"]


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_any_values_in_a_snapshot_give_messages_and_never_a_crash(value: dict[str, object]) -> None:
    whole = json.loads(snapshot_bytes(FIRST)) | value
    files = PUBLISHED | {"published.json": json.dumps(whole).encode()}
    assert report.text(parse_course(files).diagnostics, files, "fr") is not None


@settings(deadline=None)
@given(st.binary(max_size=100))
def test_any_bytes_are_read_as_a_snapshot_or_not_at_all(data: bytes) -> None:
    assert read_snapshot(data) is None
