"""A translation beside its source, item by item: what is missing, and what somebody must compare again."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain.course.kinds import kind_of
from lms.domain.course.model import Course, Module, QuizSection
from lms.domain.course.places import Id, Lang, T
from lms.domain.course.sections import SECTIONS
from lms.domain.refusal import Refusal
from lms.services import draft_checks
from lms.services.draft_checks import Checked
from lms.web.clock import now
from lms.web.draft_preview import module_of
from lms.web.errors import say
from lms.web.guards import role
from lms.web.language import NATIVE
from lms.web.me import me

bp = Blueprint("draft_translating", __name__)


@dataclass(frozen=True, slots=True)
class Pair:
    """One text and its translation, None where there is none; with the lines they stand on."""

    name: str
    source: str
    source_line: int
    target: str | None
    target_line: int


@dataclass(frozen=True, slots=True)
class Item:
    """A title, a section or a question; `state` is stale, missing, unseen (without a stamp) or fresh."""

    id: Id
    title: str
    state: str
    pairs: tuple[Pair, ...]

    @property
    def line(self) -> int:
        """Where it begins in the translated file."""
        return next((pair.target_line for pair in self.pairs if pair.target_line), 1)


@bp.get("/hr/courses/<slug>/edit/translation")
@role("author", "approver")
def show(slug: str) -> ResponseReturnValue:
    """One module, source left and target right."""
    checked = draft_checks.check(slug)
    course = checked.result.course
    path = request.args.get("file", "course.md")
    module = module_of(checked, path)
    languages = course.langs[1:] if course else ()
    asked = request.args.get("to", "")
    lang = asked if asked in languages else (languages[0] if languages else None)
    return render_template(
        "drafting/translation.html",
        slug=slug,
        path=path,
        course=course,
        module=module,
        lang=lang,
        targets=languages,
        native=NATIVE,
        items=list(_items(checked, course, module, lang)) if course and lang else [],
        target=_file(module.file if module else "course.md", lang) if lang else "",
        files=checked.files,
        writer="author" in me().roles,
    )


@bp.post("/hr/courses/<slug>/edit/stamp")
@role("author")
def stamp(slug: str) -> ResponseReturnValue:
    """Somebody has compared the two texts: the translation is up to date."""
    path, lang, id = (request.form.get(name, "") for name in ("path", "to", "id"))
    try:
        changed = draft_checks.up_to_date(me().id, slug, lang, id, now())
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        flash(say(refusal), "danger")
    else:
        flash(_("Marked as up to date.") if changed else _("It was up to date already."), "success")
    return redirect(url_for("draft_translating.show", slug=slug, file=path, to=lang), 303)


def _file(source: str, lang: Lang) -> str:
    return f"{source.removesuffix('.md')}.{lang}.md"


def _items(checked: Checked, course: Course, module: Module | None, lang: Lang) -> Iterator[Item]:
    stale = {note.args.get("id", "") for note in checked.result.diagnostics if note.code == "T08"}
    heading = module or course
    yield _item("", _("Title"), [("title", heading.title), ("body", heading.intro)], lang, course, stale)
    if module is None:
        word = _("Change")
        changes = [(f"{word} {change.version}", change.note) for change in course.changes]
        words = [(name, text) for name, text in course.words.items() if len(text) > 1]
        if changes or words:
            yield _item("", _("Settings"), [*changes, *words], lang, course, stale)
        return
    for section in module.sections:
        texts = list(SECTIONS[section.kind].all_texts(section))
        yield _item(section.id, section.title[course.source_lang].text, texts, lang, course, stale)
        for question in section.questions if isinstance(section, QuizSection) else ():
            texts = list(kind_of(question).all_texts(question))
            yield _item(question.id, question.prompt[course.source_lang].text, texts, lang, course, stale)


def _item(id: Id, title: str, texts: list[tuple[str, T | None]], lang: Lang, course: Course, stale: set[Id]) -> Item:
    found = [(name, text) for name, text in texts if text]
    pairs = tuple(
        Pair(
            _name(name),
            text[course.source_lang].text,
            text[course.source_lang].span.line,
            text[lang].text if lang in text else None,
            text[lang].span.line if lang in text else 0,
        )
        for name, text in found
    )
    return Item(id, title, _state(id, found, lang, stale), pairs)


def _state(id: Id, texts: list[tuple[str, T]], lang: Lang, stale: set[Id]) -> str:
    if any(lang not in text for _, text in texts):
        return "missing"
    if id in stale:
        return "stale"
    stamped = any(text[lang].stamp for _, text in texts if lang in text)
    return "fresh" if stamped or not id else "unseen"


def _name(name: str) -> str:
    """The name of a text as people say it: `a) feedback` is about answer a."""
    letter, _space, rest = name.partition(" ")
    words = {
        "title": _("Title"),
        "prompt": _("Question"),
        "body": _("Text"),
        "why": _("Why"),
        "feedback": _("Why"),
        "reason": _("Why"),
        "text": "",
    }
    if letter.endswith(")"):
        return f"{letter} {words.get(rest, rest)}".strip()
    if letter == "hint":
        return str(_("Hint %(number)s", number=int(rest) + 1 if rest.isdecimal() else 1))
    return str(words.get(name, name))
