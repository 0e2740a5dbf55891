"""A draft as its readers will see it, in every language side by side, with what is right shown: for authors only."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from lms.domain.course import numbers, render
from lms.domain.course.kinds import kind_of
from lms.domain.course.kinds.base import Exchange, Row
from lms.domain.course.model import AckSection, Module, Question, QuizSection, ScenarioSection, Section, Step
from lms.domain.course.places import Lang
from lms.domain.plan import displayable
from lms.services import draft_checks
from lms.services.draft_checks import Checked
from lms.store.library import Published
from lms.web.content import Book, Scene
from lms.web.language import NATIVE

FIRST_ID = re.compile(r' id="[^"]*"')


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, item or pair; `mark` is right, wrong, a place in an order, or empty where nothing is right."""

    letter: str
    text: Markup
    mark: str
    partner: Markup
    feedback: Markup


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answers."""

    tag: str
    kind: str
    settings: tuple[str, ...]
    prompt: Markup
    body: Markup
    answers: tuple[Answer, ...]
    heads: tuple[Markup, Markup]
    accepted: tuple[str, ...]
    hints: tuple[Markup, ...]
    why: Markup
    translated: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A step or an end of a scenario, its posts drawn; choices are letter, text, goal, verdict and feedback."""

    name: str
    title: Markup
    scene: Scene
    choices: tuple[tuple[str, Markup, str, str, Markup], ...]
    outcome: str
    end: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A section in one language."""

    lang: Lang
    tag: str
    kind: str
    title: Markup
    html: Markup
    questions: tuple[Asked, ...]
    scenes: tuple[Page, ...]
    promises: tuple[tuple[str, Markup], ...]
    translated: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """The course or one module of it: title and introduction in each language, then the sections in rows."""

    heads: tuple[tuple[Lang, Markup, Markup], ...]
    rows: tuple[tuple[Part, ...], ...]


def shown(slug: str, checked: Checked, path: str, address: Callable[[str], str], now: datetime) -> dict[str, object]:
    """What a page with the columns needs; nothing to draw where the course cannot be read at all."""
    edition = draft_checks.edition(slug, checked, now)
    module = module_of(checked, path)
    course = checked.result.course
    return {
        "preview": draw(edition, module, address) if edition else None,
        "module": module,
        "modules": [(one.id, one.file, one) for one in course.modules] if course else [],
        "errors": len(checked.result.errors),
        "native": NATIVE,
    }


def module_of(checked: Checked, path: str) -> Module | None:
    """The module that a file is, or translates."""
    course = checked.result.course
    if course is None:
        return None
    files = {module.file: module for module in course.modules}
    for lang in course.langs:
        files |= {f"{module.file.removesuffix('.md')}.{lang}.md": module for module in course.modules}
    return files.get(path)


def draw(edition: Published, module: Module | None, address: Callable[[str], str]) -> Preview:
    """A module, or the first page of the course where there is none.

    `address` gives the place of a file of the course: images, and the other texts that links lead to.
    """
    books = [_book(edition, lang, address) for lang in edition.course.langs]
    if module is None:
        return Preview(tuple((book.lang, book.heading, book.intro) for book in books), ())
    heads = tuple((book.lang, book.inline(module.title), book.html(module.intro)) for book in books)
    return Preview(heads, tuple(tuple(_part(section, module, book) for book in books) for section in module.sections))


def _book(edition: Published, lang: Lang, address: Callable[[str], str]) -> Book:
    return Book(edition, lang, render.view(edition.course, lang, lambda target: _linked(target, address)))


def _linked(target: str, address: Callable[[str], str]) -> str:
    """A link to a tag stays on the page; one to a file loses what stands behind `#`."""
    path = target.partition("#")[0]
    return address(path) if path else target


def _part(section: Section, module: Module, book: Book) -> Part:
    drawn = book.html(section.body)
    if displayable(section):  # its heading has an id, and two languages of one section stand on this page
        drawn = Markup(FIRST_ID.sub("", book.sections(module)[section.id].html, count=1))
    course = book.edition.course
    return Part(
        lang=book.lang,
        tag=section.id,
        kind=section.kind,
        title=book.inline(section.title),
        html=drawn,
        questions=tuple(_asked(one, book) for one in section.questions) if isinstance(section, QuizSection) else (),
        scenes=_scenes(section, book) if isinstance(section, ScenarioSection) else (),
        promises=tuple((one.key, Markup(one.html)) for one in render.statements(course, section, book.lang))
        if isinstance(section, AckSection)
        else (),
        translated=book.lang in section.title,
    )


def _asked(question: Question, book: Book) -> Asked:
    kind = kind_of(question)
    found: Exchange = kind.exchange(question, book.lang)
    words = book.question(question, answered=True)
    named = kind.keywords.get(book.lang) or kind.keywords["en"]
    return Asked(
        tag=question.id,
        kind=named[0].capitalize(),
        settings=tuple(word for word in ("critical", "practice", "always") if getattr(question, word)),
        prompt=words.prompt,
        body=words.body,
        answers=tuple(_answer(row, place, found, book) for place, row in enumerate(found.rows, 1)),
        heads=(_inline(found.heads[0], book), _inline(found.heads[1], book)),
        accepted=_accepted(found, book),
        hints=words.hints,
        why=words.why,
        translated=book.lang in question.prompt,
    )


def _answer(row: Row, place: int, found: Exchange, book: Book) -> Answer:
    mark = str(place) if found.interaction == "order" else {True: "right", False: "wrong", None: ""}[row.right]
    return Answer(row.key, _inline(row.text, book), mark, _inline(row.partner, book), _inline(row.feedback, book))


def _accepted(found: Exchange, book: Book) -> tuple[str, ...]:
    if found.interaction == "number" and found.low is not None and found.high is not None:
        return (f"{numbers.written(found.low, found.high, book.lang)} {found.unit}".strip(),)
    return found.accepted


def _scenes(section: ScenarioSection, book: Book) -> tuple[Page, ...]:
    return tuple(
        Page(
            name=node.id,
            title=book.inline(node.title),
            scene=book.scene(node.body),
            choices=tuple(
                (one.key, book.inline(one.text), one.goto, one.verdict or "", book.inline(one.feedback))
                for one in node.choices
            )
            if isinstance(node, Step)
            else (),
            outcome=getattr(node, "outcome", None) or "",
            end=not isinstance(node, Step),
        )
        for node in section.nodes.values()
    )


def _inline(text: str, book: Book) -> Markup:
    return Markup(render.inline_html(text, replace(book.view, lang=book.lang))) if text else Markup("")


def languages(preview: Preview) -> Sequence[Lang]:
    """The languages of its columns."""
    return [lang for lang, _, _ in preview.heads]
