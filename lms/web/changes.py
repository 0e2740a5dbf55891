"""What changed since you signed: the text that was signed beside the present one, section by section."""

from functools import lru_cache

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from lms.domain.course import render, since
from lms.domain.course.addresses import target_kind
from lms.domain.course.places import Lang
from lms.domain.course.since import Chapter
from lms.services import changes
from lms.services.changes import Beside
from lms.store.library import Published
from lms.web import standing
from lms.web.change_parts import parts_of, summary
from lms.web.content import address, book_in
from lms.web.guards import signed_in
from lms.web.language import language
from lms.web.me import me

bp = Blueprint("changes", __name__)
KEPT = 32


@bp.get("/courses/<slug>/changes")
@signed_in
def show(slug: str) -> ResponseReturnValue:
    """The comparison; whoever has nothing to compare is led to the course, where the author's note stands."""
    both = changes.beside(me().id, slug)
    if both is None:
        return redirect(url_for("courses.show", slug=slug), 303)
    lang = since.language(both.before.course, both.after.course, language(), both.signed_in)
    chapters = compared(both.before, both.after, lang) if lang else ()
    return render_template(
        "changes/show.html",
        slug=slug,
        both=both,
        book=book_in(both.after, lang or both.after.course.source_lang),
        comparable=lang is not None,
        parts=parts_of(both.stand, chapters),
        summary=summary(both.stand, chapters),
        notes=_notes(both),
        key=(Markup("<ins>{}</ins>").format(_("Inserted words")), Markup("<del>{}</del>").format(_("deleted words"))),
        onward=standing.onward(both.stand),
    )


@lru_cache(maxsize=KEPT)
def compared(before: Published, after: Published, lang: Lang) -> tuple[Chapter, ...]:
    """Both editions in one language. Neither ever changes, so it is worked out once in each process."""

    same = changes.same_files(before, after)

    def then(target: str) -> str:
        """Links lead where they lead now; a picture that is another one by now is shown as it was."""
        gone = target_kind(target) == "file" and not target.endswith(".md") and target not in same
        return address(before if gone else after, target)

    was = render.view(before.course, lang, then)
    now = render.view(after.course, lang, lambda target: address(after, target))
    return since.since(before.course, after.course, was, now, _marks(lang))


def _marks(lang: Lang) -> dict[str, tuple[str, str]]:
    """What stands around a change: the mark, and words in the language of the text for whoever does not see it."""
    with force_locale(lang):
        said = {
            "del": (_("deleted:"), _("end of the deletion")),
            "ins": (_("inserted:"), _("end of the insertion")),
        }
    return {
        mark: (
            f'<{mark}><span class="vh"> {escape(start)} </span>',
            f'<span class="vh"> {escape(end)} </span></{mark}>',
        )
        for mark, (start, end) in said.items()
    }


def _notes(both: Beside) -> list[tuple[str, str]]:
    """The author's own words about each version since then, the newest first."""
    book = book_in(both.after, language() if language() in both.after.course.langs else both.after.course.source_lang)
    since_then = [c for c in both.after.course.changes if both.before.course.version < c.version]
    newest = sorted(since_then, key=lambda change: change.version, reverse=True)
    return [(str(change.version), book.plain(change.note)) for change in newest]
