"""What is exchanged: a parcel of quizzes and texts in one language, out of a course or into one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from lms.domain.course.exchange.losses import Losses
from lms.domain.course.exchange.question import Exchanged, exchanged, lines
from lms.domain.course.kinds.choice import item_lines, quote_lines
from lms.domain.course.model import CardSection, Course, QuizSection, ScenarioNode, ScenarioSection, Section, Step
from lms.domain.course.places import Id, Lang, Letter, T, in_lang


@dataclass(frozen=True, slots=True)
class Text:
    """Something between the questions: a reading, cards, a statement, as Markdown."""

    id: Id
    title: str
    text: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Quiz:
    """The questions of one quiz in order."""

    id: Id
    title: str
    questions: tuple[Exchanged, ...]
    file: str = ""
    line: int = 0
    settings: tuple[str, ...] = ()  # as they stand in brackets: pass 80%, pick 3


@dataclass(frozen=True, slots=True)
class Turn:
    """A choice of a step: its letter, text, feedback, where it leads, and its verdict or nothing."""

    key: Letter
    text: str
    feedback: str
    goto: Id
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A step of a scenario, or an end: then it has no turns, but perhaps an outcome."""

    id: Id
    title: str
    text: str
    turns: tuple[Turn, ...] = ()
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """A scenario; its first page is the start."""

    id: Id
    title: str
    text: str
    pages: tuple[Page, ...]
    file: str = ""
    line: int = 0


Part: TypeAlias = Text | Quiz | Story


@dataclass(frozen=True, slots=True)
class Parcel:
    """A course as far as other formats go."""

    id: Id
    title: str
    lang: Lang
    parts: tuple[Part, ...]


def packed(course: Course, lang: Lang, losses: Losses) -> Parcel:
    """A course in one of its languages, ready for any format; what none of them knows is said here."""
    left = [other for other in course.langs if other != lang]
    if left:
        losses.add("languages", "course.md", 1, kept=lang, left=", ".join(left))
    parts = tuple(_part(section, lang) for _, section in course.sections())
    return Parcel(course.id, in_lang(course.title, lang).text, lang, parts)


def _part(section: Section, lang: Lang) -> Part:
    title, place = in_lang(section.title, lang).text, section.span
    if isinstance(section, QuizSection):
        marks = section.scoring == "part_marks"
        found = tuple(exchanged(question, lang, part_marks=marks) for question in section.questions)
        return Quiz(section.id, title, found, place.file, place.line, tuple(settings_of(section)))
    if isinstance(section, ScenarioSection):
        pages = tuple(_page(node, lang) for node in section.nodes.values())
        return Story(section.id, title, _said(section.body, lang), pages, place.file, place.line)
    rows = [_said(section.body, lang), *_rows(section, lang)]
    return Text(section.id, title, "\n".join(filter(None, rows)), place.file, place.line)


def _page(node: ScenarioNode, lang: Lang) -> Page:
    page = Page(node.id, in_lang(node.title, lang).text, _said(node.body, lang))
    if isinstance(node, Step):
        turns = (
            Turn(
                choice.key,
                in_lang(choice.text, lang).text,
                _said(choice.feedback, lang),
                choice.goto,
                choice.verdict or "",
            )
            for choice in node.choices
        )
        return replace(page, turns=tuple(turns))
    return replace(page, outcome=getattr(node, "outcome", None) or "")


def _said(text: T | None, lang: Lang) -> str:
    return in_lang(text, lang).text if text else ""


def _rows(section: Section, lang: Lang) -> Iterator[str]:
    if isinstance(section, CardSection):
        yield from (f"- {in_lang(card.text, lang).text}" for card in section.cards)
    yield from (f"- {in_lang(tick.text, lang).text}" for tick in getattr(section, "ticks", ()))


def settings_of(quiz: QuizSection) -> list[str]:
    """The settings of a quiz that most formats have no place for, in the words of its brackets."""
    found = [f"pass {round((quiz.pass_mark or Fraction(0)) * 100)}%"] if quiz.pass_mark is not None else []
    found += [f"pick {pick.count}" + (f" from {pick.pool}" if pick.pool else "") for pick in quiz.picks]
    found += [f"attempts {quiz.attempts}"] if quiz.attempts else []
    return found + (["practice"] if quiz.practice else [])


def module(parcel: Parcel) -> str:
    """A parcel as the text of one module of ours."""
    rows = ["---", f"id: {parcel.id}", "---", "", f"# {parcel.title}", ""]
    for part in parcel.parts:
        if isinstance(part, Text):
            rows += [f"## {part.title or '…'} <!-- #{part.id} -->", "", part.text, ""]
        elif isinstance(part, Story):
            rows += _story(part)
        elif part.questions:
            marks = ("part marks",) if any(question.part_marks for question in part.questions) else ()
            words = ", ".join(dict.fromkeys((*part.settings, *marks)))
            rows += [f"## Quiz{f' ({words})' if words else ''}: {part.title or '…'} <!-- #{part.id} -->", ""]
            rows += [row for question in part.questions for row in lines(question, parcel.lang)]
    return "\n".join(rows).rstrip("\n") + "\n"


def _story(story: Story) -> list[str]:
    rows = [f"## Scenario: {story.title} <!-- #{story.id} -->", "", *([story.text, ""] if story.text else [])]
    for page in story.pages:
        outcome = f" ({page.outcome})" if page.outcome else ""
        rows += [f"### {'Step' if page.turns else 'End'} {page.id}{outcome}: {page.title}", ""]
        rows += [page.text, ""] if page.text else []
        for turn in page.turns:
            verdict = f" ({turn.verdict})" if turn.verdict else ""
            rows += item_lines(f"- {turn.key}) ", f"{turn.text} -> {turn.goto}{verdict}") + quote_lines(turn.feedback)
        rows += [""] if page.turns else []
    return rows
