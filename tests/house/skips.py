"""A pytest plugin: says at the end what was skipped and why, and makes a skip a failure in CI."""

import os
from collections import Counter
from collections.abc import Iterator

import pytest
from _pytest.terminal import TerminalReporter

NO_POSTGRES = "no PostgreSQL answered, so the data tests ran on SQLite only (see LMS_TEST_DATABASE_URL)"


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def skipped(reporter: TerminalReporter) -> Counter[str]:
    """How many tests were skipped, by reason; a missing PostgreSQL counts as one."""
    reasons: Counter[str] = Counter()
    for report in reporter.stats.get("skipped", []):
        text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[text.removeprefix("Skipped: ")] += 1
    if not os.environ.get("LMS_TEST_DATABASE_URL"):
        reasons[NO_POSTGRES] += 1
    return reasons


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    reasons = skipped(terminalreporter)
    if not reasons:
        return
    terminalreporter.section("skipped, and why")
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"{count:4} × {reason}")
    if in_ci():
        terminalreporter.write_line("In CI nothing may be skipped: this run has failed.", red=True)


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    result = yield
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if in_ci() and reporter is not None and session.exitstatus == pytest.ExitCode.OK and skipped(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    return result
