"""What is written: an answer of a quiz and a signature, against as many durable rows of as many bytes."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from urllib.parse import urlencode

from bench import report, rounds
from bench.load import Request
from bench.pages import ENTRANCE
from bench.report import Row
from bench.rounds import Run
from bench.serving import Server
from bench.world import World, browser
from lms.instance import COURSE
from lms.services import progress

GOAL = 0.4
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
TICK = re.compile(r'name="(statement-[\w-]+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def bench(world: World, ours: Server, theirs: Server, learners: int, wanted: int, most: int) -> list[Row]:
    """Two lines each. Every round has `learners` new people, because nobody answers or signs twice."""
    plan = progress.of(world.person("Camille"), COURSE).edition.plan
    quizzes, stories = sorted(plan.required_quizzes), sorted(plan.required_scenarios)
    crowds = (world.add_learners(learners) for _ in range(most + 1))
    signers: list[list[str]] = []

    def answers() -> list[Request]:
        crowd = next(crowds)
        signers.append(crowd)
        return [request for person_id in crowd for request in _answers(world, ours, person_id, quizzes[0])]

    def signatures() -> list[Request]:
        crowd = signers.pop() if signers else next(crowds)
        for person_id in crowd:
            for tag in quizzes:
                if not progress.of(person_id, COURSE).quizzes[tag].passed:
                    world.pass_quiz(person_id, tag)
            for tag in stories:
                world.walk(person_id, tag)
        return [_signature(world, ours, person_id) for person_id in crowd]

    return [
        *_lines("quiz answer", world, ours, theirs, answers, wanted, most),
        *_lines("signature", world, ours, theirs, signatures, wanted, most),
    ]


def _lines(
    what: str, world: World, ours: Server, theirs: Server, fresh: Callable[[], list[Request]], *most: int
) -> list[Row]:
    """The first requests only tell how much one of them leaves in the database, and warm both up."""
    first = fresh()
    size, rows = -world.size(), -world.rows()
    rounds.run(ours, first, None)
    size, rows = (size + world.size()) // len(first), max(1, round((rows + world.rows()) / len(first)))
    headers, _, _ = browser(theirs, ENTRANCE, "")
    row = [Request("POST", f"/write/{rows}/{size}", {**headers, **FORM}, first[0].body, 303)] * len(first)
    rounds.run(theirs, row, None)
    pairs = rounds.alternate(lambda: rounds.run(ours, fresh(), None), partial(rounds.run, theirs, row, None), *most)
    what = f"{what} ({rows} rows, {size / 1024:.1f} KB)"
    return [
        report.compared(f"{what}: throughput", pairs, _rate, "/s", GOAL, inverse=False),
        report.compared(f"{what}: CPU", pairs, _cpu, "ms", GOAL, inverse=True),
    ]


def _answers(world: World, server: Server, person_id: str, tag: str) -> Iterator[Request]:
    questions = list(world.answers(person_id, tag))
    course = progress.of(person_id, COURSE).course
    module = next(module for module, section in course.sections() if section.id == tag)
    path = f"/courses/{COURSE}/{module.id}/{tag}"
    headers, token, _ = browser(server, path, world.cookie(person_id))
    for attempt, question, right in questions:
        form = {"csrf_token": token, "attempt": attempt, "question": question} | right
        yield _post(path, headers, form)


def _signature(world: World, server: Server, person_id: str) -> Request:
    """The page's own form, filled in as the page asks for it."""
    path = f"/courses/{COURSE}/sign"
    headers, token, html = browser(server, path, world.cookie(person_id))
    bound = dict(HIDDEN.findall(html)) | dict.fromkeys(TICK.findall(html), "y")
    form = bound | {"csrf_token": token, "consent": "y", "typed_name": world.name(person_id)}
    return _post(path, headers, form)


def _post(path: str, headers: dict[str, str], form: Mapping[str, str | list[str]]) -> Request:
    return Request("POST", path, {**headers, **FORM}, urlencode(form, doseq=True), 303)


def _rate(run: Run) -> float:
    return run.rate


def _cpu(run: Run) -> float:
    return run.cpu
