"""What the checker says about a draft, saved or as it is being typed, and the draft as an edition that can be drawn."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from lms.domain import drafting as rules
from lms.domain.course.edition import edition_sha256
from lms.domain.course.fixing import fix_tags, stamp
from lms.domain.course.model import ParseResult
from lms.domain.course.parse import is_course_text, parse_course
from lms.domain.course.places import Diagnostic, Lang
from lms.domain.plan import minutes_of, plan_of
from lms.domain.refusal import Refusal
from lms.services import draft_files, drafting
from lms.store.library import Published

KEPT = 8
MOST_TYPED = 1024 * 1024  # of text in one course that is checked at each pause in typing
MOST_NOTES = 300


@dataclass(frozen=True, slots=True)
class Checked:
    """The draft with what was typed over it, and everything the checker says."""

    files: Mapping[str, bytes]
    result: ParseResult

    @property
    def counts(self) -> dict[str, tuple[int, int]]:
        """Path → errors and warnings."""
        found = Counter((note.span.file, note.level) for note in self.result.diagnostics)
        paths = {note.span.file for note in self.result.diagnostics}
        return {path: (found[path, "error"], found[path, "warning"]) for path in paths}

    def notes(self, path: str) -> tuple[Diagnostic, ...]:
        """The messages of one file, as many as a page can hold."""
        return tuple(note for note in self.result.diagnostics if note.span.file == path)[:MOST_NOTES]


class _Desk:
    """The last drafts that were parsed in this process: a page asks several things about the same bytes."""

    def __init__(self) -> None:
        self.found: dict[str, ParseResult] = {}
        self._turn = Lock()

    def parse(self, files: Mapping[str, bytes]) -> ParseResult:
        key = edition_sha256(files)
        result = self.found.get(key) or parse_course(files)
        with self._turn:  # threads of one process put results here at the same time
            while len(self.found) >= KEPT:
                self.found.pop(next(iter(self.found)))
            self.found[key] = result
        return result


_desk = _Desk()


def check(slug: str, typed: Mapping[str, str] | None = None, *, quick: bool = False) -> Checked:
    """The open draft with `typed` (path → text as a form sends it) in place of the saved text.

    `quick` refuses a course that is too large to be checked while somebody types.
    """
    files = drafting.files(slug)
    for path, text in (typed or {}).items():
        if path not in files or not rules.is_text(path):
            raise Refusal("not-found")
        files[path] = rules.written(text, files[path])
        rules.refuse_size(path, len(files[path]))
    if quick and sum(len(body) for path, body in files.items() if is_course_text(path)) > MOST_TYPED:
        raise Refusal("too-large-to-type")
    return Checked(files, _desk.parse(files))


def checked(files: Mapping[str, bytes]) -> Checked:
    """Files that are no draft any more, such as those of a proposal."""
    return Checked(files, _desk.parse(files))


def edition(slug: str, checked: Checked, now: datetime) -> Published | None:
    """The draft as if it were published, for drawing; None when nothing can be drawn yet."""
    course = checked.result.course
    if course is None:
        return None
    sha256 = edition_sha256(checked.files)
    plan = plan_of("", course)
    return Published(
        f"draft {sha256}", slug, str(course.version), sha256, "material", now, minutes_of(plan), {}, course, plan
    )


def fix(author_id: str, slug: str, now: datetime) -> list[str]:
    """Writes the missing tags; returns the files that changed."""
    files = drafting.files(slug)
    return _write(author_id, slug, files, fix_tags(files), "tagged", now)


def up_to_date(author_id: str, slug: str, lang: Lang, id: str, now: datetime) -> list[str]:
    """Writes the parity stamp of one item: somebody has compared the translation with the source as it reads now."""
    files = drafting.files(slug)
    return _write(author_id, slug, files, stamp(files, lang, (id,)), "stamped", now)


def _write(
    author_id: str, slug: str, before: Mapping[str, bytes], after: Mapping[str, bytes], how: str, now: datetime
) -> list[str]:
    changed = {path: body for path, body in after.items() if before.get(path) != body}
    return draft_files.change_all(author_id, slug, changed, how, now) if changed else []
