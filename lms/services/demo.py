"""The demonstration: a small lighting maker with people of every role and some months of history, made by the verbs."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa

from lms.domain.audience import Everyone, People
from lms.domain.course import rehearsal
from lms.domain.course.graph import best_way
from lms.domain.dates import today
from lms.domain.facts import to_the_millisecond
from lms.domain.house import House
from lms.domain.plan import walkable
from lms.services import (
    assigning,
    hashing,
    opening,
    people,
    post,
    progress,
    publishing,
    quiz,
    reading,
    record,
    roles,
    scenario,
    signing,
)
from lms.services.demo_people import PEOPLE, Extra
from lms.services.people import Details
from lms.services.signing import Act
from lms.store import writing
from lms.store.models import Password

LAUNCHED = timedelta(days=63)  # how long ago
DAYS_TO_SIGN = 30
JOINED = timedelta(days=5)
DAYS_FOR_JOINERS = 9
COURSE = "social-media"
Event = tuple[datetime, Callable[[datetime], None]]


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody to sign in as; the password is random for each instance."""

    name: str
    email: str
    password: str
    role: str


def build(
    house: House, files: Mapping[str, bytes], now: datetime, others: Iterable[Mapping[str, bytes]] = ()
) -> list[Account]:
    """Fills an empty instance: people, the course in `files` (path → bytes), assignments, and what people did.

    The `others` are published for whoever wants to take them. Everything goes through the same verbs as on a real day,
    at the times of the story, in their order.
    """
    now = to_the_millisecond(now)
    launch = now - LAUNCHED
    record.open_record(house.base_url, launch - timedelta(days=3))
    administrator, accounts = _administrator(launch - timedelta(days=3))
    ids = {extra.given: _join(administrator, extra, launch - timedelta(days=2)) for extra in PEOPLE if not extra.joined}
    author, approver = _holder("author"), _holder("approver")
    for course in (files, *others):
        publishing.publish(course, by=author.email, approved_by=approver.email, now=launch - timedelta(days=1))
    hana = ids[_holder("hr").given]
    due = today(launch, house.timezone) + timedelta(days=DAYS_TO_SIGN)
    assigning.assign(house, hana, COURSE, Everyone(), due, launch)
    events = [event for extra in PEOPLE if not extra.joined for event in _story(house, ids[extra.given], extra, launch)]
    for at, happen in sorted(events, key=lambda event: event[0]):
        happen(at)
    _joiners(house, administrator, hana, ids, now)
    post.forget_waiting(now)
    return accounts + [_account(ids[extra.given], extra, now) for extra in PEOPLE if extra.account]


def _administrator(at: datetime) -> tuple[str, list[Account]]:
    account = Account("Sofia Brandt", "s.brandt@ostrelle.example", secrets.token_urlsafe(12), "Administrator")
    hashed = hashing.hash_new(account.password)
    return people.first_administrator(account.email, "Sofia", "Brandt", hashed, at), [account]


def _holder(role: str) -> Extra:
    return next(extra for extra in PEOPLE if role in extra.roles)


def _join(administrator: str, extra: Extra, at: datetime) -> str:
    manager = next((other.email for other in PEOPLE if other.given == extra.manager), "")
    details = Details(
        email=extra.email,
        given_name=extra.given,
        family_name=extra.family,
        department=extra.department,
        location=extra.location,
        job_title=extra.job,
        manager_email=manager,
        language=extra.language,
    )
    person_id = people.add(administrator, details, at)
    for role in extra.roles:
        roles.grant(administrator, person_id, role, at)
    return person_id


def _account(person_id: str, extra: Extra, now: datetime) -> Account:
    password = secrets.token_urlsafe(12)
    hashed = hashing.hash_new(password)
    with writing() as session:
        session.execute(sa.insert(Password).values(person_id=person_id, hash=hashed, changed_at=now))
    return Account(f"{extra.given} {extra.family}", extra.email, password, extra.account)


def _joiners(house: House, administrator: str, hana: str, ids: dict[str, str], now: datetime) -> None:
    """New hires join, get the course with a date of their own, and some have begun."""
    at = now - JOINED
    joiners = [extra for extra in PEOPLE if extra.joined]
    for extra in joiners:
        ids[extra.given] = _join(administrator, extra, at)
    chosen = People(ids=tuple(ids[extra.given] for extra in joiners))
    due = today(at, house.timezone) + timedelta(days=DAYS_FOR_JOINERS)
    assigning.assign(house, hana, COURSE, chosen, due, at + timedelta(minutes=30))
    for extra in joiners:
        for moment, happen in _story(house, ids[extra.given], extra, now - timedelta(days=2)):
            happen(moment)


def _story(house: House, person_id: str, extra: Extra, launch: datetime) -> list[Event]:
    """What this person did and when; each step is a verb that waits for the time of the story."""
    if extra.stage == "untouched":
        return []
    learner = Learner(house, person_id, extra)
    start = launch + timedelta(days=extra.day, minutes=len(extra.family) * 7)
    events: list[Event] = [(start, learner.open)]
    modules = progress.of(person_id, COURSE).course.modules
    reached = {"begun": 1, "midway": 3}.get(extra.stage, len(modules))
    for number, module in enumerate(modules[:reached]):
        at = start + timedelta(minutes=1 + 4 * number)
        events.append((at, partial(learner.read, module.id)))
        stumbles = extra.stage == "retried" and number == 0
        for section in module.quizzes():
            events.append((at + timedelta(minutes=2), partial(learner.answer, section.id, stumbles)))
        for story in filter(walkable, module.sections):
            events.append((at + timedelta(minutes=3), partial(learner.walk, story.id)))
    if extra.stage in ("finished", "retried"):
        events.append((start + timedelta(minutes=2 + 4 * len(modules)), learner.sign))
    return events


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody of the story and the verbs they use; the last argument of each is the time."""

    house: House
    id: str
    extra: Extra

    def open(self, at: datetime) -> None:
        opening.open_course(self.id, COURSE, self.extra.language, at)

    def read(self, module: str, at: datetime) -> None:
        edition = progress.of(self.id, COURSE).edition
        tags, language = edition.plan.modules[module], self.extra.language
        reading.displayed(
            self.house, self.id, COURSE, module, tags, how="observed", edition_id=edition.id, language=language, now=at
        )

    def answer(self, tag: str, stumbles: bool, at: datetime) -> None:
        """One attempt with the right answers; whoever stumbles gets the first two wrong and tries again."""
        attempt = quiz.start(self.id, COURSE, tag, self.extra.language, at)
        for number, item in enumerate(quiz.page(self.id, COURSE, tag).items):
            form = rehearsal.form(item.question, item.order, right=not (stumbles and number < 2))
            quiz.answer(self.house, self.id, COURSE, attempt, item.question.id, form, at)
        if stumbles and not progress.of(self.id, COURSE).quizzes[tag].passed:
            self.answer(tag, False, at + timedelta(minutes=1))

    def walk(self, tag: str, at: datetime) -> None:
        """To the end of the best answers."""
        run = scenario.start(self.id, COURSE, tag, self.extra.language, at)
        story = scenario.page(self.id, COURSE, tag).scenario
        for place, (_, choice) in enumerate(best_way(story.nodes, story.start)[0]):
            scenario.choose(self.house, self.id, COURSE, run, place, choice.key, at)

    def sign(self, at: datetime) -> None:
        shown = signing.ceremony(self.id, COURSE, self.extra.language)
        act = Act(
            edition_id=shown.progress.edition.id,
            document=shown.document,
            language=shown.language,
            ticked=frozenset(statement.key for statement in shown.statements),
            consent=True,
            typed_name=f"{self.extra.given} {self.extra.family}",
            opened_at=at,
            method="password",
            authenticated_at=at,
            ip="192.0.2.10",
            user_agent="the demonstration",
        )
        signing.sign(self.house, self.id, COURSE, act, at)

