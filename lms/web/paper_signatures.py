"""A signature by hand: HR types in what stands on the paper and adds its scan; who may opens the scan again."""

import logging

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain.refusal import Refusal
from lms.services import paper_sheets, paper_signatures, scans
from lms.services.paper_signatures import Paper
from lms.web.asked import asked, legible
from lms.web.certificates import press
from lms.web.choice import day_in
from lms.web.clock import now, settings
from lms.web.errors import say
from lms.web.guards import role, signed_in
from lms.web.language import NATIVE, language
from lms.web.me import me
from lms.web.moments import today
from lms.web.paper.child import PaperFailed, PaperUnavailable
from lms.web.returning import safe_path
from lms.web.viewing import look

bp = Blueprint("paper_signatures", __name__)
log = logging.getLogger("lms.web")
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
ELSEWHERE = {"not-found", "own-paper", "not-open", "course-withdrawn"}  # there is no form to show again


@bp.get("/hr/enrolments/<enrolment_id>/paper")
@role("hr")
def ask(enrolment_id: str) -> ResponseReturnValue:
    """The form."""
    return _form(enrolment_id)


@bp.post("/hr/enrolments/<enrolment_id>/paper")
@role("hr")
def record(enrolment_id: str) -> ResponseReturnValue:
    """Records it; what was typed is kept when something is refused, but for the file, which no page can give back."""
    try:
        paper, scan = _paper(), _scan()
        paper_signatures.record(settings().house, me().id, enrolment_id, paper, scan, now())
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            raise
        return make_response(_form(enrolment_id, refusal), refusal.status)
    flash(_("Recorded: signed on paper. The scan is kept with it."), "success")
    return redirect(safe_path(request.form.get("next"), url_for("follow_up.index")), 303)


@bp.get("/hr/courses/<slug>/sheet.pdf")
@role("hr")
def sheet(slug: str) -> ResponseReturnValue:
    """The text with lines for a name, a date and a signature, printed when it is asked for."""
    values = paper_sheets.values(settings().house, slug, asked("edition"), asked("language") or language())
    try:
        data = press().render("paper-sheet", values.as_json())
    except (PaperUnavailable, PaperFailed) as problem:
        log.error("a sheet to sign: %s", problem)
        raise Refusal("sheet-unavailable") from problem
    response = Response(data, mimetype="application/pdf")
    name = f"{slug}-{values.version}-{values.language}-to-sign.pdf"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.get("/signed-on-paper/<enrolment_id>")
@signed_in
def scan(enrolment_id: str) -> ResponseReturnValue:
    """The scan as a file, for the signer, HR and auditors; a look of somebody else is logged first."""
    kept = paper_signatures.scan_of(me().id, me().roles, enrolment_id)
    look(kept.person_id, "paper-scan")
    response = Response(paper_signatures.body_of(kept), mimetype=kept.media_type)
    name = f"signed-on-paper-{kept.course}.{ENDINGS[kept.media_type]}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _paper() -> Paper:
    form = request.form
    return Paper(
        edition_id=form.get("edition", ""),
        language=form.get("language", ""),
        signed_on=day_in(form.get("signed_on", "")),
        note=" ".join(legible(form.get("note", "")).split()),
    )


def _scan() -> scans.Scan:
    """Read before the transaction begins: drawing a picture anew takes its time."""
    sent = request.files.get("scan")
    return scans.kept(sent.read() if sent is not None else b"")


def _form(enrolment_id: str, refusal: Refusal | None = None) -> str:
    owed = paper_signatures.asked(settings().house, me().id, enrolment_id)
    return render_template(
        "paper_signatures/ask.html",
        asked=owed,
        typed=request.form,
        errors={_field_of(refusal): say(refusal)} if refusal else {},
        tongues=[(code, NATIVE.get(code, code)) for code in _languages(owed)],
        today=today(),
        back=safe_path(request.values.get("next"), f"/hr/people/{owed.who.id}"),
    )


def _field_of(refusal: Refusal) -> str:
    fields = {"date-invalid": "signed_on", "text-too-long": "note"}
    return fields.get(refusal.code) or str(refusal.arguments.get("field", "scan"))


def _languages(owed: paper_signatures.Asked) -> list[str]:
    return sorted({code for edition in owed.editions for code in edition.languages})
