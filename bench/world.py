"""An instance to measure: the demonstration as `lms demo` makes it, in a folder of its own, and more learners."""

import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from bench.load import HOST, Request
from bench.serving import Server
from lms import config, waking
from lms.app import create_app
from lms.domain.audience import People
from lms.domain.course import rehearsal
from lms.domain.course.graph import best_way
from lms.domain.facts import to_the_millisecond
from lms.domain.house import House
from lms.instance import COURSE
from lms.services import assigning, opening, people, progress, quiz, reading, scenario, sessions
from lms.services.people import Details
from lms.store import Base, db
from lms.store import reading as read_only
from lms.store.models import Person

LANGUAGE = "en"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class World:
    """The instance from inside; its verbs are the services'."""

    app: Flask
    environ: dict[str, str]
    port: int
    house: House
    learners: list[str] = field(default_factory=list)

    def person(self, given_name: str) -> str:
        with read_only() as session:
            return session.scalars(sa.select(Person.id).where(Person.given_name == given_name)).one()

    def name(self, person_id: str) -> str:
        """As the account has it."""
        with read_only() as session:
            person = session.get_one(Person, person_id)
            return f"{person.given_name} {person.family_name}"

    def cookie(self, person_id: str) -> str:
        """Signs somebody in without the cost of a password."""
        return f"paraph={sessions.start(person_id, 'password', now())}"

    def read(self, person_id: str, module: str) -> None:
        edition = progress.of(person_id, COURSE).edition
        seen = {"how": "observed", "edition_id": edition.id, "language": LANGUAGE, "now": now()}
        reading.displayed(self.house, person_id, COURSE, module, edition.plan.modules[module], **seen)

    def answers(self, person_id: str, tag: str) -> Iterator[tuple[str, str, rehearsal.Form]]:
        """Attempt, question and right answer (its fields) for each question of a quiz, started if it was not."""
        attempt = quiz.start(person_id, COURSE, tag, LANGUAGE, now())
        for item in quiz.page(person_id, COURSE, tag).items:
            yield attempt, item.question.id, rehearsal.form(item.question, item.order)

    def pass_quiz(self, person_id: str, tag: str) -> None:
        for attempt, question, right in list(self.answers(person_id, tag)):
            quiz.answer(self.house, person_id, COURSE, attempt, question, right, now())

    def walk(self, person_id: str, tag: str) -> None:
        """A scenario to its end, by the best choices."""
        run = scenario.start(person_id, COURSE, tag, LANGUAGE, now())
        story = scenario.page(person_id, COURSE, tag).scenario
        for place, (_, choice) in enumerate(best_way(story.nodes, story.start)[0]):
            scenario.choose(self.house, person_id, COURSE, run, place, choice.key, now())

    def add_learners(self, number: int) -> list[str]:
        """New people, assigned, who have opened the course and read all of it."""
        hana, start = self.person("Hana"), len(self.learners)
        names = [Details(f"learner.{n}@ostrelle.example", "Ana", f"Aubert {n}") for n in range(start, start + number)]
        new = [people.add(hana, details, now()) for details in names]
        assigning.assign(self.house, hana, COURSE, People(ids=tuple(new)), None, now())
        for person_id in new:
            opening.open_course(person_id, COURSE, LANGUAGE, now())
            for module, tags in progress.of(person_id, COURSE).edition.plan.modules.items():
                if tags:
                    self.read(person_id, module)
        self.learners += new
        return new

    def rows(self) -> int:
        """Rows the database holds, all tables together."""
        with read_only() as session:
            counts = [sa.select(sa.func.count()).select_from(table) for table in Base.metadata.sorted_tables]
            return sum(session.scalars(count).one() for count in counts)

    def size(self) -> int:
        """Bytes the database holds, free pages left out (SQLite)."""
        with read_only() as session:
            pages, free, size = (
                session.execute(sa.text(f"PRAGMA {name}")).scalar_one()
                for name in ("page_count", "freelist_count", "page_size")
            )
            return int((pages - free) * size)


@contextmanager
def world(folder: Path, port: int, database_url: str | None = None) -> Iterator[World]:
    """Builds it with `lms demo` and opens it; the queue is there and rung, as long as no worker hears it."""
    environ = {"LMS_INSTANCE": str(folder), "LMS_BASE_URL": f"http://{HOST}:{port}", "LMS_NO_THROTTLE": "1"}
    if database_url:
        environ["LMS_DATABASE_URL"] = database_url
    command = [sys.executable, "-m", "lms.cli", "demo"]
    subprocess.run(command, env={**os.environ, **environ}, check=True, capture_output=True)
    settings = config.load({**os.environ, **environ})
    bell = waking.Bell(settings, work=lambda: None)
    bell.ring()
    bell.close()
    app = create_app(settings)
    with app.app_context():
        yield World(app, environ, port, settings.house)
        db.session.remove()
        db.engine.dispose()


def browser(server: Server, path: str, cookie: str) -> tuple[dict[str, str], str, str]:
    """Opens a page as a browser does: the headers to go on with, its token, and its HTML."""
    connection = http.client.HTTPConnection(HOST, server.port, timeout=30)
    connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    html = answer.read().decode()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answers {answer.status}")
    set_here = [value.split(";")[0] for value in answer.msg.get_all("Set-Cookie", [])]
    found = _TOKEN.search(html)
    return {"Cookie": "; ".join(part for part in [cookie, *set_here] if part)}, found[1] if found else "", html


def get(path: str, headers: dict[str, str]) -> Request:
    return Request("GET", path, headers)


def now() -> datetime:
    return to_the_millisecond(datetime.now(UTC))
