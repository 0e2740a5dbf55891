"""SARIF: what forges need to show a message on its line, to explain it, and to know it again."""

import json
from typing import Any

from lms.domain.course.parse import parse_course
from lms.domain.course.sarif import as_sarif
from tests.domain.course.small import changed

FILES = changed("10-posting.md", "- [x] b) Pass", "- [v] b) Pass")


def run_of(files: dict[str, bytes], language: str = "en") -> dict[str, Any]:
    log = json.loads(as_sarif(parse_course(files).diagnostics, files, language))
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    run: dict[str, Any] = log["runs"][0]
    return run


def test_a_result_has_its_rule_its_level_and_its_place() -> None:
    run = run_of(FILES)
    result = run["results"][0]
    rules = run["tool"]["driver"]["rules"]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "Q05" and result["level"] == "error"
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "10-posting.md"},
        "region": {"startLine": 39, "startColumn": 4, "endLine": 39, "endColumn": 5},
    }


def test_columns_are_said_to_count_characters() -> None:
    assert run_of(FILES)["columnKind"] == "unicodeCodePoints"


def test_a_rule_explains_itself_in_the_language_of_the_reader() -> None:
    english, french = (run_of(FILES, lang)["tool"]["driver"]["rules"][0] for lang in ("en", "fr"))
    assert english["shortDescription"]["text"] == "The box must be [ ] or [x], not […]."
    assert french["shortDescription"]["text"].startswith("La case")
    assert english["help"]["text"] and english["defaultConfiguration"] == {"level": "error"}


def test_a_message_is_known_again_when_its_line_moves() -> None:
    moved = changed("10-posting.md", "# Before you post", "# Before you post\n\nA line more.")
    moved["10-posting.md"] = moved["10-posting.md"].replace(b"- [x] b) Pass", b"- [v] b) Pass")
    first, second = run_of(FILES)["results"][0], run_of(moved)["results"][0]
    assert first["locations"] != second["locations"]
    assert first["partialFingerprints"] == second["partialFingerprints"]


def test_two_equal_lines_are_two_messages() -> None:
    files = changed("10-posting.md", "- A screenshot counts.", "Two <b>words</b>.\n\nTwo <b>words</b>.\n\n- A")
    prints = [result["partialFingerprints"]["line/v1"] for result in run_of(files)["results"]]
    assert len(set(prints)) == len(prints) >= 4


def test_a_mendable_message_brings_its_remedy() -> None:
    files = changed("10-posting.md", " <!-- #q-share -->", "")
    fix = next(result["fixes"] for result in run_of(files)["results"] if result["ruleId"] == "I01")
    assert "<!-- #q-" in fix[0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"]


def test_odd_names_are_addresses() -> None:
    files = FILES | {"é a.md": b"x"}
    uris = [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run_of(files)["results"]]
    assert "%C3%A9%20a.md" in uris


def test_nothing_to_say_is_a_run_without_results() -> None:
    assert json.loads(as_sarif((), {}, "en"))["runs"][0]["results"] == []
