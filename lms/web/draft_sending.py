"""What a draft will change once it is published, and sending it to those who approve."""

from collections.abc import Mapping

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain.change import DUTY, Declaration
from lms.domain.course.edition import edition_sha256
from lms.domain.course.model import Course
from lms.domain.refusal import Refusal
from lms.services import draft_checks, drafting, proposing, publishing
from lms.web.asked import legible
from lms.web.change_words import words
from lms.web.clock import now
from lms.web.draft_page import said
from lms.web.errors import say
from lms.web.guards import role
from lms.web.language import NATIVE
from lms.web.me import me

bp = Blueprint("draft_sending", __name__)
YES_NO = {"yes": True, "no": False}


@bp.get("/hr/courses/<slug>/edit/changes")
@role("author", "approver")
def show(slug: str) -> ResponseReturnValue:
    """The differences from the version people read, whom they concern, and the button that sends the draft."""
    return _page(slug)


@bp.post("/hr/courses/<slug>/edit/send")
@role("author")
def send(slug: str) -> ResponseReturnValue:
    """Freezes the files that were looked at as a proposal; the draft is closed, its history kept."""
    files = drafting.files(slug)
    try:
        _refuse_other(slug, files)
        proposing.propose(me().id, files, _declared(_reviewers(slug)), now())
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return make_response(_page(slug, refusal), refusal.status)
    drafting.close_sent(slug, now())
    flash(_("Sent. Whoever approves courses has been told."), "success")
    return redirect(url_for("drafting.edit", slug=slug), 303)


def _refuse_other(slug: str, files: dict[str, bytes]) -> None:
    """Not other files than those on the page, and not under another name."""
    if request.form.get("sha256") != edition_sha256(files):
        raise Refusal("changed-meanwhile")
    course = draft_checks.check(slug).result.course
    if course is not None and course.id != slug:
        raise Refusal("draft-other-id", id=course.id, slug=slug)


def _declared(reviewers: Mapping[str, str] | None = None) -> Declaration:
    answer = YES_NO.get(request.form.get("duty", ""))
    because = legible(request.form.get("because", "")).strip()
    return Declaration(because, {} if answer is None else {DUTY: answer}, reviewers or {})


def _typed_reviewers(course: Course | None) -> dict[str, str]:
    """Language → what was typed as the address of who has checked that translation."""
    others = [lang for lang in course.langs if lang != course.source_lang] if course else []
    return {lang: legible(request.form.get(f"reviewer-{lang}", "")).strip() for lang in others}


def _reviewers(slug: str) -> dict[str, str]:
    """Language → person id, of those that were named. Raises Refusal("reviewer-unknown")."""
    typed = _typed_reviewers(draft_checks.check(slug).result.course)
    return publishing.reviewers_by_email({lang: email for lang, email in typed.items() if email})


def _page(slug: str, refusal: Refusal | None = None) -> str:
    files = drafting.files(slug)
    answers = _declared().answers if request.method == "POST" else {}
    seen = proposing.preview(files, now(), answers)
    return render_template(
        "drafting/changes.html",
        slug=slug,
        seen=seen,
        words=words(seen),
        errors=[said(note, files) for note in seen.errors],
        warnings=len(seen.warnings),
        sha256=edition_sha256(files),
        because=legible(request.form.get("because", "")),
        duty=request.form.get("duty", ""),
        reviewers=[(lang, NATIVE.get(lang, lang), email) for lang, email in _typed_reviewers(seen.course).items()],
        error=say(refusal) if refusal else "",
        writer="author" in me().roles,
    )
