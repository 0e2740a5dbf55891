"""My certificates: the list, the frozen PDFs, the signed copies, and the text that was signed."""

import logging
from functools import cache

from flask import Blueprint, Response, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.refusal import Refusal
from lms.services import certificates, copies, receipt_copies
from lms.web import certificate_words
from lms.web.clock import settings
from lms.web.guards import signed_in
from lms.web.me import me
from lms.web.moments import today
from lms.web.paper.child import PaperChild, PaperFailed, PaperUnavailable

log = logging.getLogger("lms.web")
COPIES_PER_PRESS = 50  # then the process ends, so that it does not grow
bp = Blueprint("certificates", __name__)


@bp.get("/certificates")
@signed_in
def index() -> ResponseReturnValue:
    """All of them, the newest first."""
    held = certificates.of(me().id)
    address = f"{settings().base_url.rstrip('/')}{url_for('verify.show')}"
    waiting = not all(item.ready for item in held)
    newest = {item.course: item.code for item in reversed(held) if item.counts}
    return render_template(
        "certificates/index.html",
        held=[item for item in held if newest.get(item.course) == item.code],
        older=[item for item in held if newest.get(item.course) != item.code],
        waiting=waiting,
        check_address=address,
        today=today(),
        words=certificate_words,
    )


@bp.get("/courses/<slug>/certificate")
@signed_in
def of_course(slug: str) -> ResponseReturnValue:
    """The latest certificate of a course, wherever it is linked from."""
    held = certificates.latest(me().id, slug)
    if held is None:
        raise Refusal("not-found")
    there = url_for("certificates.pdf", code=held.code) if held.ready else url_for("signing.done", slug=slug)
    return redirect(there, 303)


@bp.get("/certificates/<code>/ready")
@signed_in
def ready(code: str) -> ResponseReturnValue:
    """Whether it is printed yet, for the page that waits."""
    return jsonify(ready=certificates.one(me().id, code).ready)


@bp.get("/certificates/<code>.pdf")
@signed_in
def pdf(code: str) -> ResponseReturnValue:
    """The frozen bytes; while they are being made, the page that waits for them."""
    data = certificates.pdf(me().id, code)
    if data is None:
        return redirect(url_for("signing.done", slug=certificates.one(me().id, code).course), 303)
    return _paper(data, f"{_file_name(code)}.pdf")


@bp.get("/certificates/<code>/signed-copy.pdf")
@signed_in
def signed_copy(code: str) -> ResponseReturnValue:
    """The text, the promises and the signature on paper, printed when it is asked for."""
    values = copies.values(settings().house, me().id, code)
    try:
        data = press().render("signed-copy", values.as_json())
    except (PaperUnavailable, PaperFailed) as problem:
        log.error("a signed copy: %s", problem)
        raise Refusal("paper-unavailable") from problem
    return _paper(data, f"signed-{_file_name(code)}.pdf")


@bp.get("/certificates/<code>/receipt.json")
@signed_in
def receipt(code: str) -> ResponseReturnValue:
    """The receipt to check; until a checkpoint covers the signature, the page that waits."""
    found = receipt_copies.of(settings().house, me().id, code)
    if found is None:
        return redirect(url_for("signing.done", slug=certificates.one(me().id, code).course), 303)
    return _file(found.document, f"receipt-{_file_name(code)}.json", "application/json")


@bp.get("/certificates/<code>/receipt.pdf")
@signed_in
def receipt_paper(code: str) -> ResponseReturnValue:
    """The receipt to read, printed when it is asked for."""
    found = receipt_copies.of(settings().house, me().id, code)
    if found is None:
        return redirect(url_for("signing.done", slug=certificates.one(me().id, code).course), 303)
    try:
        data = press().render("receipt", found.values.as_json())
    except (PaperUnavailable, PaperFailed) as problem:
        log.error("a receipt: %s", problem)
        raise Refusal("receipt-unavailable") from problem
    return _paper(data, f"receipt-{_file_name(code)}.pdf")


@cache
def press() -> PaperChild:
    """One printing process for each web process; it is started by the first copy somebody wants."""
    return PaperChild(renders=COPIES_PER_PRESS)


def _where(held: certificates.Held, slug: str) -> dict[str, str]:
    return {"code": held.code} if held.ready else {"slug": slug}


def _file_name(code: str) -> str:
    held = certificates.one(me().id, code)
    return f"{held.course}-{held.code}"


def _paper(data: bytes, name: str) -> Response:
    return _file(data, name, "application/pdf")


def _file(data: bytes, name: str, media_type: str) -> Response:
    response = Response(data, mimetype=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
