"""Quizzes: attempts, answers judged here and nowhere else, and one fact for each finished attempt."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.course import kinds
from lms.domain.course.kinds import Given, Mark
from lms.domain.course.model import Question, QuizSection
from lms.domain.house import House
from lms.domain.kinds import QuizTaken
from lms.domain.quiz import Asked, Result, asked_in_order, draw, judge, missed
from lms.domain.refusal import Refusal
from lms.services import completion, opening, progress
from lms.services.progress import Progress, QuizState
from lms.services.record import About, draft, person, seal
from lms.store import learning, new_id, reading, writing
from lms.store.learning import Rows
from lms.store.models import Answer, Attempt
from lms.store.record import lock_head

SEED_BYTES = 16
_MINE = sa.select(Attempt).where(
    Attempt.id == sa.bindparam("attempt"),
    Attempt.person_id == sa.bindparam("person"),
    Attempt.course == sa.bindparam("slug"),
)
_GIVEN = sa.select(Answer).where(Answer.attempt_id.in_(sa.bindparam("attempts", expanding=True)))


@dataclass(frozen=True, slots=True)
class Item:
    """One question of an attempt as shown, and its mark once it is answered."""

    question: Question
    order: tuple[str, ...]
    given: Given | None = None
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class QuizPage:
    """Everything a quiz page needs; the template shows right answers only for items that have a mark."""

    progress: Progress
    quiz: QuizSection
    state: QuizState
    attempt_id: str | None = None
    number: int = 0
    items: tuple[Item, ...] = ()
    result: Result | None = None
    finished: bool = False

    def next_item(self) -> Item | None:
        """The first question without an answer."""
        return next((item for item in self.items if item.mark is None), None)


def page(person_id: str, slug: str, quiz_tag: str) -> QuizPage:
    """The quiz as it stands: the open attempt, else the last one, else only what it is about."""
    with reading() as session:
        stand = progress.within(session, person_id, slug)
        return page_of(session, person_id, stand, _quiz(stand, quiz_tag))


def page_of(session: Session, person_id: str, stand: Progress, quiz: QuizSection) -> QuizPage:
    """The same as `page`, inside a transaction that is already open."""
    state = stand.quizzes[quiz.id]
    rows = _last_attempt(session, person_id, stand, quiz)
    if not rows:
        return QuizPage(stand, quiz, state)
    last, given = rows[0], {row.question: row.given for row in rows}
    asked = [Asked(raw["id"], tuple(raw["order"])) for raw in last.questions]
    items = tuple(item_of(quiz, each, given.get(each.id)) for each in asked)
    result = Result(last.got or 0, last.of or 0, last.held or 0, last.total or 0, bool(last.passed))
    done = last.finished_at is not None
    return QuizPage(stand, quiz, state, last.id, last.number, items, result if done else None, done)


def start(person_id: str, slug: str, quiz_tag: str, language: str, now: datetime) -> str:
    """Starts an attempt, or gives back the open one. Returns its id.

    A retry asks the missed questions only. Raises Refusal: read-first, quiz-passed, no-attempts, not-started.
    """
    with writing() as session:
        lock_head(session)
        stand = progress.within(session, person_id, slug)
        quiz = _quiz(stand, quiz_tag)
        enrolment = opening.require_started(stand)
        state = stand.quizzes[quiz.id]
        if state.open_attempt:
            return state.open_attempt
        _allowed(stand, quiz, state)
        earlier = _attempts(session, person_id, stand, quiz)
        random = Random(secrets.token_bytes(SEED_BYTES))
        questions = _to_ask(session, quiz, earlier, random)
        row = Attempt(
            id=new_id(),
            person_id=person_id,
            course=slug,
            cycle_start=enrolment.cycle_start,
            edition_id=stand.edition.id,
            quiz=quiz.id,
            key_print=quiz.key_print,
            number=_next_number(session, person_id, stand, quiz),
            language=language,
            questions=[asdict(asked_in_order(question, random)) for question in questions],
            started_at=now,
        )
        session.add(row)
        session.flush()
        return row.id


def answer(
    house: House,
    person_id: str,
    slug: str,
    attempt_id: str,
    question_id: str,
    form: Mapping[str, Sequence[str]],
    now: datetime,
) -> Mark:
    """Judges and keeps one answer; the same answer again is harmless, another one is refused.

    The last answer finishes the attempt. Raises Refusal: not-found for somebody else's attempt, no-answer,
    answer-unknown, what its kind asks to complete, already-answered, edition-changed when the quiz itself was
    changed meanwhile.
    """
    with writing() as session:
        lock_head(session)
        attempt, quiz = _open_attempt(session, person_id, slug, attempt_id)
        question = next((q for q in quiz.questions if q.id == question_id), None)
        order = next((raw["order"] for raw in attempt.questions if raw["id"] == question_id), None)
        if question is None or order is None:
            raise Refusal("not-found")
        given = _given(question, form, order)
        mark = _mark(quiz, question, given)
        answers = _answers(session, [attempt])
        if question_id in answers:
            if answers[question_id].given != given:
                raise Refusal("already-answered")
            return mark
        session.add(
            Answer(attempt_id=attempt_id, question=question_id, given=given, got=mark.got, of=mark.of, answered_at=now)
        )
        if len(answers) + 1 == len(attempt.questions):
            _finish(session, house, attempt, quiz, now)
        return mark


def _quiz(stand: Progress, tag: str) -> QuizSection:
    section = stand.course.section(tag)
    if not isinstance(section, QuizSection):
        raise Refusal("not-found")
    return section


def _allowed(stand: Progress, quiz: QuizSection, state: QuizState) -> None:
    if state.passed:
        raise Refusal("quiz-passed")
    if state.exhausted:
        raise Refusal("no-attempts")
    module = next(module for module, section in stand.course.sections() if section.id == quiz.id)
    if not stand.module_read(module.id):
        raise Refusal("read-first")


def _to_ask(session: Session, quiz: QuizSection, earlier: list[Attempt], random: Random) -> Sequence[Question]:
    if not earlier:
        return draw(quiz, random)
    points = {id: (row.got, row.of) for id, row in _answers(session, earlier).items()}
    wanted = set(missed((raw["id"] for raw in earlier[0].questions), points))
    return [question for question in quiz.questions if question.id in wanted]


def _next_number(session: Session, person_id: str, stand: Progress, quiz: QuizSection) -> int:
    """Counts on over attempts at older wordings of the quiz, which do not use up attempts of this one."""
    assert stand.enrolment is not None
    query = sa.select(sa.func.max(Attempt.number)).where(
        Attempt.person_id == person_id,
        Attempt.course == stand.edition.slug,
        Attempt.cycle_start == stand.enrolment.cycle_start,
        Attempt.quiz == quiz.id,
    )
    return (session.execute(query).scalar() or 0) + 1


def _attempts(session: Session, person_id: str, stand: Progress, quiz: QuizSection) -> list[Attempt]:
    if stand.enrolment is None:
        return []
    query = sa.select(Attempt).where(
        Attempt.person_id == person_id,
        Attempt.course == stand.edition.slug,
        Attempt.cycle_start == stand.enrolment.cycle_start,
        Attempt.quiz == quiz.id,
        Attempt.key_print == quiz.key_print,
    )
    return list(session.scalars(query.order_by(Attempt.number)))


def _last_attempt(session: Session, person_id: str, stand: Progress, quiz: QuizSection) -> Rows:
    """The latest attempt with its answers, in one query: every page of a quiz needs both."""
    if stand.enrolment is None:
        return ()
    key = {"course": stand.edition.slug, "quiz": quiz.id, "key_print": quiz.key_print}
    return learning.last_attempt(session, person_id=person_id, cycle_start=stand.enrolment.cycle_start, **key)


def _open_attempt(session: Session, person_id: str, slug: str, attempt_id: str) -> tuple[Attempt, QuizSection]:
    attempt = session.scalars(_MINE, {"attempt": attempt_id, "person": person_id, "slug": slug}).one_or_none()
    if attempt is None:
        raise Refusal("not-found")
    stand = progress.within(session, person_id, slug)
    quiz = stand.course.section(attempt.quiz)
    if not isinstance(quiz, QuizSection) or attempt.key_print != quiz.key_print:
        raise Refusal("edition-changed")
    return attempt, quiz


def _answers(session: Session, attempts: list[Attempt]) -> dict[str, Answer]:
    """Question → its answer, the one of the latest attempt that asked it."""
    number = {attempt.id: attempt.number for attempt in attempts}
    rows = session.scalars(_GIVEN, {"attempts": list(number)}).all()
    return {row.question: row for row in sorted(rows, key=lambda row: number[row.attempt_id])}


def item_of(quiz: QuizSection, asked: Asked, given: Given | None) -> Item:
    """One question of an attempt, judged where it was answered."""
    question = next(question for question in quiz.questions if question.id == asked.id)
    if given is None:
        return Item(question, asked.order)
    return Item(question, asked.order, given, _mark(quiz, question, given))


def _given(question: Question, form: Mapping[str, Sequence[str]], order: Sequence[str]) -> Given:
    try:
        given = kinds.kind_of(question).given_from_form(question, form, order)
    except kinds.Unacceptable as error:
        raise Refusal("answer-unknown") from error
    except kinds.Unfinished as error:
        raise Refusal(error.code, **error.arguments) from error
    if given is None:
        raise Refusal("no-answer")
    return given


def _mark(quiz: QuizSection, question: Question, given: Given) -> Mark:
    return kinds.kind_of(question).mark(question, given, part_marks=quiz.scoring == "part_marks")


def _finish(session: Session, house: House, attempt: Attempt, quiz: QuizSection, now: datetime) -> None:
    """Judges the attempt, whose answers are all in, and seals its result."""
    last = _answers(session, [attempt])
    stand = progress.within(session, attempt.person_id, attempt.course)
    attempts = _attempts(session, attempt.person_id, stand, quiz)
    result = _judged(session, stand, quiz, attempts, attempt)
    attempt.finished_at = now
    attempt.got, attempt.of, attempt.held, attempt.total = result.got, result.of, result.held, result.total
    attempt.passed = result.passed
    session.flush()
    judged = {question.id for question in quiz.questions if kinds.kind_of(question).counted}
    _seal_result(session, attempt, result, {id: row for id, row in last.items() if id in judged}, now)
    completion.advance(session, house, attempt.person_id, attempt.course, attempt.language, now)


def _judged(
    session: Session, stand: Progress, quiz: QuizSection, attempts: list[Attempt], attempt: Attempt
) -> Result:
    best = {id: (row.got, row.of) for id, row in _answers(session, attempts).items()}
    last = {id: (row.got, row.of) for id, row in _answers(session, [attempt]).items()}
    pass_mark = quiz.pass_mark if quiz.pass_mark is not None else stand.course.pass_mark
    first = [raw["id"] for raw in attempts[0].questions]
    return judge(quiz.questions, first, [raw["id"] for raw in attempt.questions], best, last, pass_mark)


def _seal_result(
    session: Session, attempt: Attempt, result: Result, answers: Mapping[str, Answer], now: datetime
) -> None:
    """The fact carries the scores; the judged answers stand in its erasable side row, to which it commits.

    What nobody judges is evidence of nothing: a survey is only counted, a reflection is its writer's alone.
    """
    given: dict[str, Any] = {id: row.given for id, row in answers.items()}
    fact = QuizTaken(
        quiz=attempt.quiz,
        attempt=attempt.id,
        number=attempt.number,
        score={"got": result.got, "of": result.of},
        held={"got": result.held, "of": result.total},
        passed=result.passed,
    )
    about = About(subject=attempt.person_id, course=attempt.course, edition=attempt.edition_id)
    seal(session, draft(fact, actor=person(attempt.person_id), now=now, pii={"answers": given}, **about))
