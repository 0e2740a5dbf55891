"""The texts of a published course for one reader: in her language where there is one, drawn once per process."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import escape
from threading import Lock
from typing import TypeVar
from urllib.parse import quote

from flask import render_template, url_for
from flask_babel import force_locale
from markupsafe import Markup

from lms.domain.course import kinds, render
from lms.domain.course.drawing import asked
from lms.domain.course.kinds.table import TableKind
from lms.domain.course.markdown_text import put_words
from lms.domain.course.model import CardSection, MatchQuestion, Module, Question, QuizSection, Section
from lms.domain.course.places import Lang, Letter, T
from lms.domain.plan import displayable
from lms.store.library import Published
from lms.web.bylines import byline
from lms.web.language import language
from lms.web.me import known_me
from lms.web.moments import day, today

KEPT = 64
FASTEST_WORDS_PER_SECOND = 20  # twice 600 a minute: nobody reads faster, and a link that was only scrolled past is
WORD = re.compile(r"\w+")
Drawn = TypeVar("Drawn")


@dataclass(frozen=True, slots=True)
class OptionWords:
    """One answer; without feedback until the question is answered."""

    text: Markup
    feedback: Markup


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """A question as it may be shown now."""

    prompt: Markup
    prompt_plain: str
    body: Markup
    hints: tuple[Markup, ...]
    why: Markup
    options: dict[Letter, OptionWords]
    unit: Markup
    accepted: tuple[str, ...] = ()  # what would have been right to write; empty until the question is answered
    lefts: dict[str, Markup] = field(default_factory=dict)
    rights: dict[str, str] = field(default_factory=dict)
    heads: tuple[str, str] = ("", "")
    partners: dict[str, str] = field(default_factory=dict)  # left → right; empty until the question is answered


@dataclass(frozen=True, slots=True)
class SectionWords:
    """A section to read, and the seconds it must at least stand on screen to count as displayed."""

    html: Markup
    seconds: int


@dataclass(frozen=True, slots=True)
class Scene:
    """A step or an end of a scenario: its simulated posts, and everything else."""

    posts: Markup
    prose: Markup


@dataclass(frozen=True, slots=True)
class Book:
    """One edition in one language; what is drawn depends on nothing else, so it is kept. Names and dates go in last."""

    edition: Published
    lang: Lang
    view: render.View
    _kept: dict[tuple[str, ...], object] = field(default_factory=dict)

    @property
    def foreign(self) -> bool:
        """Whether the reader's pages are in another language than this text."""
        return self.lang != language()

    @property
    def lang_attr(self) -> Markup:
        """What an element around such a text must say."""
        return Markup(' lang="{}"').format(self.lang) if self.foreign else Markup("")

    @property
    def title(self) -> str:
        return self.plain(self.edition.course.title)

    @property
    def named(self) -> Markup:
        """The title for a page in whatever language."""
        return (
            Markup('<span lang="{}">{}</span>').format(self.lang, self.title)
            if self.foreign
            else Markup.escape(self.title)
        )

    @property
    def heading(self) -> Markup:
        """The title with its emphasis."""
        return Markup("<span{}>{}</span>").format(self.lang_attr, self.inline(self.edition.course.title))

    @property
    def intro(self) -> Markup:
        return self.html(self.edition.course.intro)

    @property
    def owner(self) -> Markup:
        """Who answers for the course, as its source names them; empty where nobody is named."""
        name, lang = self.edition.course.owner, self.edition.course.source_lang
        if not name or lang == language():
            return Markup.escape(name)
        return Markup('<span lang="{}">{}</span>').format(lang, name)

    @property
    def contact_href(self) -> str:
        """Where a question goes: a letter that names the course, or the page the course names."""
        contact = self.edition.course.contact.strip()
        if contact.startswith("https://"):
            return contact
        return f"mailto:{quote(contact, safe='@+')}?subject={quote(self.title)}"

    def plain(self, text: T | None) -> str:
        """The words alone."""
        return personal(self._keep(("plain", *_key(text, self.lang)), lambda: render.plain(text, self.view)))

    def inline(self, text: T | None) -> Markup:
        """A title or an answer."""
        return Markup(
            personal(self._keep(("inline", *_key(text, self.lang)), lambda: render.inline(text, self.view)), escape)
        )

    def html(self, text: T | None) -> Markup:
        """A whole text."""
        return Markup(
            personal(self._keep(("html", *_key(text, self.lang)), lambda: render.html(text, self.view)), escape)
        )

    def sections(self, module: Module) -> dict[str, SectionWords]:
        """Tag → what is read in the module, drawn."""
        found = {section.id: self._section(section) for section in module.sections if displayable(section)}
        return {tag: SectionWords(Markup(personal(words.html, escape)), words.seconds) for tag, words in found.items()}

    def scene(self, text: T | None) -> Scene:
        """What a step of a scenario shows: its posts, and the words around them."""
        kept = self._keep(("scene", *_key(text, self.lang)), lambda: self._draw_scene(text))
        return Scene(Markup(personal(kept.posts, escape)), Markup(personal(kept.prose, escape)))

    def opening(self, section: Section) -> Markup:
        """The text before the promises of a statement."""
        return self.html(section.body)

    def question(self, question: Question, *, answered: bool) -> QuestionWords:
        """The words of a question; before it is answered nothing that tells the right answer is even drawn."""
        if not answered:
            return self._question(_blank(question))
        accepted = kinds.kind_of(question).accepted(question, self.lang)
        return replace(self._question(question), accepted=accepted)

    def questions(self, quiz: QuizSection) -> int:
        """How many questions one attempt asks."""
        return asked(quiz)

    def _question(self, question: Question) -> QuestionWords:
        options = getattr(question, "options", ())
        words = QuestionWords(
            prompt=self.inline(question.prompt),
            prompt_plain=self.plain(question.prompt),
            body=self.html(question.body),
            hints=tuple(self.html(hint) for hint in question.hints),
            why=self.html(question.why),
            unit=self.inline(getattr(question, "unit", None)),
            options={o.key: OptionWords(self.inline(o.text), self.inline(o.feedback)) for o in options},
        )
        return self._sides(words, question) if isinstance(question, MatchQuestion) else words

    def _sides(self, words: QuestionWords, question: MatchQuestion) -> QuestionWords:
        """The words with both columns of a match or sort."""
        kind: TableKind = kinds.KINDS[question.kind]  # type: ignore[assignment]
        return replace(
            words,
            lefts={name: self.inline(text) for name, text in kind.lefts(question).items()},
            rights={name: self.plain(text) for name, text in kind.rights(question).items()},
            heads=(self.plain(question.left_head), self.plain(question.right_head)),
            partners=kind.partners(question),
        )

    def _section(self, section: Section) -> SectionWords:
        return self._keep(("section", section.id), lambda: self._draw(section))

    def _draw(self, section: Section) -> SectionWords:
        pairs = render.card_pairs(section, self.view) if isinstance(section, CardSection) else []
        with force_locale(self.lang):
            drawn = render_template(
                "reading/section.html",
                id=section.id,
                title=Markup(render.inline(section.title, self.view)),
                byline=byline,
                blocks=render.blocks(section.body, self.view),
                pairs=pairs,
            )
        words = len(WORD.findall(Markup(drawn).striptags()))
        return SectionWords(Markup(drawn), max(1, round(words / FASTEST_WORDS_PER_SECOND)))

    def _draw_scene(self, text: T | None) -> Scene:
        blocks = render.blocks(text, self.view)
        sides = ([b for b in blocks if b.kind == "post"], [b for b in blocks if b.kind != "post"])
        with force_locale(self.lang):
            drawn = [render_template("reading/blocks.html", byline=byline, blocks=side, level=2) for side in sides]
        return Scene(*(Markup(side.strip()) for side in drawn))

    def _keep(self, key: tuple[str, ...], draw: Callable[[], Drawn]) -> Drawn:
        if key not in self._kept:
            self._kept[key] = draw()
        return self._kept[key]  # type: ignore[return-value]


_books: dict[tuple[str, Lang], Book] = {}
_turn = Lock()


def language_of(edition: Published) -> Lang:
    """The language this reader gets: her own where the course has it, else the one it was written in."""
    course = edition.course
    return language() if language() in course.langs else course.source_lang


def book_of(edition: Published) -> Book:
    """The edition for this reader."""
    return book_in(edition, language_of(edition))


def book_in(edition: Published, lang: Lang) -> Book:
    """The edition in a given language."""
    key = (edition.id, lang)
    book = _books.get(key)
    if book is None:
        book = Book(edition, lang, render.view(edition.course, lang, lambda target: address(edition, target)))
        with _turn:  # threads of one process put books here at the same time
            while len(_books) >= KEPT:
                _books.pop(next(iter(_books)))
            _books[key] = book
    return book


def address(edition: Published, target: str) -> str:
    """Where a link inside a course leads: another module, a section, or a file of this very edition."""
    path, _, tag = target.partition("#")
    if not path:
        module = next((module for module, section in edition.course.sections() if section.id == tag), None)
        return url_for("sections.show", slug=edition.slug, module=module.id, tag=tag) if module else target
    linked = next((module for module in edition.course.modules if module.file == path), None)
    if linked is not None:
        return url_for("reading.module", slug=edition.slug, module=linked.id, _anchor=tag or None)
    return url_for("courses.file", slug=edition.slug, path=path, edition=edition.id)


def personal(text: str, escaped: Callable[[str], str] = str) -> str:
    """Puts `{{learner}}` and `{{today}}` into a text that is kept without them."""
    if "{{" not in text:
        return text
    person = known_me()
    words = {"learner": person.full_name if person else "", "today": day(today())}
    return put_words(text, {name: escaped(word) for name, word in words.items()})


def _key(text: T | None, lang: Lang) -> tuple[str, str]:
    if text is None:
        return "", ""
    found = render.language(text, lang)
    return found, text[found].text


def _blank(question: Question) -> Question:
    blank: Question = kinds.kind_of(question).without_answers(question)
    return blank
