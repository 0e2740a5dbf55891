"""The hook for pre-commit and the action for pull requests call commands that exist."""

import re
import shlex
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.house.test_docs import misunderstood

ROOT = Path(__file__).resolve().parents[2]


def read(name: str) -> Any:
    return YAML(typ="safe").load((ROOT / name).read_text(encoding="utf-8"))


def test_the_hook_calls_the_checker() -> None:
    (hook,) = read(".pre-commit-hooks.yaml")
    words = shlex.split(hook["entry"])
    assert hook["id"] == "lms-course-check" and hook["language"] == "python" and hook["require_serial"]
    assert words[0] == "lms" and misunderstood(words[1:]) is None


def test_the_hook_looks_at_what_a_course_is_made_of() -> None:
    (hook,) = read(".pre-commit-hooks.yaml")
    wanted = ["courses/a/10-b.fr.md", "courses/a/published.json", "courses/a/images/x.svg"]
    assert all(re.search(hook["files"], path) for path in wanted)
    assert not re.search(hook["files"], "lms/app.py")


def test_the_action_calls_the_checker_and_runs_no_input_as_a_command() -> None:
    action = read("action.yml")
    assert action["runs"]["using"] == "composite"
    runs = [step["run"] for step in action["runs"]["steps"] if "run" in step]
    assert not any("${{" in run for run in runs)
    words = shlex.split(next(run for run in runs if run.startswith("lms ")))
    assert misunderstood(words[1:]) is None and "github" in words
