"""The page on which somebody writes: files, text, messages, and what somebody else did meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import make_response, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lms.domain import drafting as rules
from lms.domain.course import report
from lms.domain.course.places import Diagnostic, Lang
from lms.domain.course.snippets import SNIPPETS
from lms.domain.course.source import decode, suffix
from lms.domain.refusal import Refusal
from lms.services import draft_checks, draft_files, draft_locks, drafting
from lms.services.draft_checks import Checked
from lms.services.draft_files import Opened
from lms.services.draft_locks import Holder
from lms.services.drafting import Draft
from lms.web.clock import now
from lms.web.differing import difference
from lms.web.draft_words import editor_words
from lms.web.errors import say
from lms.web.language import language
from lms.web.me import me

LONGEST_QUOTE = 200


@dataclass(frozen=True, slots=True)
class Note:
    """One message of the checker with the line it is about."""

    file: str
    code: str
    level: str
    line: int
    column: int
    end_column: int
    message: str
    attempt: str
    quote: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else's text beside the one that was not saved."""

    sentence: str
    stored: str
    rows: list[tuple[str, Markup]]
    held: bool


def require_course(slug: str) -> str:
    """The number of the version learners read now. Raises Refusal("not-found") for a course nobody knows."""
    number = drafting.published(slug)
    if number is None:
        raise Refusal("not-found")
    return number


def page(
    draft: Draft, path: str, typed: str | None = None, refusal: Refusal | None = None, *, asked: bool = False
) -> ResponseReturnValue:
    """The page; `typed` is text that is not saved, `refusal` says why, `asked` when the check was pressed."""
    opened = draft_files.load(draft.course, path)
    text = rules.is_text(path)
    checked = draft_checks.check(draft.course, {path: typed} if typed is not None and text else None)
    holder = draft_locks.holders(draft.course, now()).get(path)
    answer = make_response(
        render_template(
            "drafting/edit.html",
            draft=draft,
            opened=opened,
            text=rules.shown(checked.files[path]) if text else "",
            written_in=written_in(checked, path),
            notes=notes(checked, path),
            counts=checked.counts,
            holder=holder if holder and holder.person.id != me().id else None,
            holders=draft_locks.holders(draft.course, now()),
            conflict=_conflict(opened, typed, refusal, holder),
            refusal=say(refusal) if refusal else "",
            asked=asked,
            unsaved=typed is not None and checked.files[path] != opened.body,
            snippets=snippets(written_in(checked, path)),
            writer="author" in me().roles,
            words=editor_words(path),
        )
    )
    answer.status_code = refusal.status if refusal else 200
    return answer


def notes(checked: Checked, path: str) -> list[Note]:
    """The messages of a file in the reader's language."""
    return [said(note, checked.files) for note in checked.notes(path)]


def said(note: Diagnostic, files: Mapping[str, bytes]) -> Note:
    """A message in the reader's language."""
    span = note.span
    lines = decode(span.file, files[span.file]).lines if span.file in files else ()
    return Note(
        span.file,
        note.code,
        note.level,
        span.line,
        span.col,
        span.end_col if span.end_line == span.line else span.col + 1,
        report.message(note, language()),
        report.attempt(note, language()),
        lines[span.line - 1].text[:LONGEST_QUOTE] if 0 < span.line <= len(lines) else "",
    )


def written_in(checked: Checked, path: str) -> Lang:
    """The language of a file: its own, or the one the course is written in."""
    course = checked.result.course
    return suffix(path) or (course.source_lang if course else "en")


def snippets(lang: Lang) -> list[tuple[str, str, str, str]]:
    """Group, name, label in the reader's language, and text in the language of the file."""
    return [(one.group, one.name, one.label_in(language()), one.text_in(lang)) for one in SNIPPETS]


def _conflict(opened: Opened, typed: str | None, refusal: Refusal | None, holder: Holder | None) -> Conflict | None:
    if refusal is None or typed is None or refusal.code not in ("draft-held", "draft-changed"):
        return None
    stored, mine = rules.shown(opened.body), rules.shown(rules.written(typed, opened.body))
    held = refusal.code == "draft-held" and holder is not None
    return Conflict(say(refusal), stored, difference(stored, mine), held)
