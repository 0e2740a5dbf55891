"""A new course out of an existing one, and what a profile changes."""

import datetime

import pytest

from lms.domain.course.adapting import adapted, begun
from lms.domain.course.model import Course
from lms.domain.course.parse import parse_course
from tests.domain.course.cases import COURSE, FRENCH

WORDS = "words:\n  desk: the desk\n  firm: Larkfield\nchanges:"
PROFILE = """\
---
words:
  desk: "Ines: upstairs"
require: [abroad]
leave-out: [office]
---

# Small company

For up to twenty people.
"""
PROFILE_FR = "---\nlanguage: fr\nwords:\n  desk: Ines, au premier\n---\n\n# Petite entreprise\n\nVingt personnes.\n"


def module(id: str, optional: bool = False) -> str:
    return f"---\nid: {id}\n{'optional: yes' + chr(10) if optional else ''}---\n\n# {id}\n\nText.\n"


def french(id: str) -> str:
    return f"---\nlanguage: fr\n---\n\n# {id} en français\n\nTexte.\n"


def files() -> dict[str, bytes]:
    course = COURSE.replace("modules: [m]", "translations: [fr]\nmodules: [m, office, abroad]")
    texts = {
        "course.md": course.replace("changes:", WORDS),
        "course.fr.md": FRENCH,
        "profiles/small.md": PROFILE,
        "profiles/small.fr.md": PROFILE_FR,
    }
    for number, (id, optional) in enumerate({"m": False, "office": True, "abroad": True}.items(), 1):
        texts |= {f"{number}0-{id}.md": module(id, optional), f"{number}0-{id}.fr.md": french(id)}
    return {path: text.encode() for path, text in texts.items()}


def parsed(files: dict[str, bytes]) -> Course:
    result = parse_course(files)
    assert result.course is not None and result.diagnostics == ()
    return result.course


def test_a_profile_is_read_in_every_language() -> None:
    profile = parsed(files()).profiles[0]
    assert (profile.name, profile.title["fr"].text) == ("small", "Petite entreprise")
    assert profile.words["desk"]["fr"].text == "Ines, au premier"


def test_an_adapted_course_has_the_words_and_modules_of_its_profile() -> None:
    course = parsed(adapted(files(), "small"))
    assert course.words["desk"]["en"].text == "Ines: upstairs"
    assert course.words["desk"]["fr"].text == "Ines, au premier"
    assert [(module.id, module.optional) for module in course.modules] == [("m", False), ("abroad", False)]


def test_an_adapted_course_keeps_nothing_of_what_was_left_out() -> None:
    assert sorted(adapted(files(), "small")) == [
        "10-m.fr.md", "10-m.md", "30-abroad.fr.md", "30-abroad.md", "course.fr.md", "course.md",
    ]  # fmt: skip


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(LookupError):
        adapted(files(), "tiny")


def test_a_course_begins_with_its_own_id_and_today() -> None:
    course = parsed(begun(files() | {"published.json": b"{}"}, "travel", datetime.date(2026, 11, 25)))
    assert (course.id, course.changes[0].date) == ("travel", datetime.date(2026, 11, 25))
    assert "published.json" not in course.files
