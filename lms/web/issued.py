"""The certificates of a course for HR and auditors: who holds one, its state, its file, all of them as a zip."""

import io
import zipfile
from collections.abc import Iterable, Iterator

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain.refusal import Refusal
from lms.services import issued, reissuing, revoking
from lms.services.issued import Filters
from lms.web import certificate_words
from lms.web.asked import asked, here, legible, one_of, words
from lms.web.clock import now, settings
from lms.web.errors import say
from lms.web.guards import role
from lms.web.language import language
from lms.web.me import me
from lms.web.viewing import look

bp = Blueprint("issued", __name__)
READERS = ("hr", "auditor", "admin")


@bp.get("/hr/courses/<slug>/certificates")
@role(*READERS)
def index(slug: str) -> ResponseReturnValue:
    """Every certificate of a course, the newest first."""
    return _list(slug)


@bp.get("/hr/courses/<slug>/certificates.zip")
@role("hr", "auditor")
def bundle(slug: str) -> ResponseReturnValue:
    """The files that the same filters show, streamed; each look is logged before its bytes leave."""
    if request.method == "HEAD":
        return Response(mimetype="application/zip")
    files = issued.export(settings().house, me().id, slug, _filters(), now())
    response = Response(stream_with_context(zipped(files)), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=f"certificates-{slug}-{now():%Y-%m-%d}.zip")
    return response


@bp.post("/hr/courses/<slug>/certificates/anew")
@role("hr")
def course_anew(slug: str) -> ResponseReturnValue:
    """Issues every valid one of the course anew, as work with a bar."""
    why = request.form.get("why", "")
    try:
        job = reissuing.ask_course(me().id, slug, why, language(), now())
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return make_response(_list(slug, say(refusal)), refusal.status)
    return redirect(url_for("jobs.show", job_id=job), 303)


@bp.get("/hr/certificates/<code>")
@role(*READERS)
def show(code: str) -> ResponseReturnValue:
    """One certificate: its states and dates, and what can be done about it."""
    return _one(code)


@bp.get("/hr/certificates/<code>.pdf")
@role("hr", "auditor")
def file(code: str) -> ResponseReturnValue:
    """The frozen bytes of somebody's certificate; the look is logged."""
    line, slug = issued.one(settings().house, code, now())
    data = issued.file(code)
    look(line.id, "certificate")
    response = Response(data, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=f"{slug}-{line.code}.pdf")
    return response


@bp.post("/hr/certificates/<code>/anew")
@role("hr")
def anew(code: str) -> ResponseReturnValue:
    """Issues one in its place."""
    try:
        newer = reissuing.reissue(settings().house, me().id, code, request.form.get("why", ""), now())
    except Refusal as refusal:
        return _refused(code, refusal)
    flash(_("A new certificate was issued in its place; it is ready in a few seconds."), "success")
    return redirect(url_for("issued.show", code=newer), 303)


@bp.post("/hr/certificates/<code>/revoke")
@role("hr")
def revoke(code: str) -> ResponseReturnValue:
    """Asks to revoke it; another person confirms."""
    note = legible(request.form.get("note", ""))
    try:
        revoking.ask(me().id, code, request.form.get("reason", ""), note, now())
    except Refusal as refusal:
        return _refused(code, refusal, note)
    flash(_("Asked. Another person confirms it; until then the certificate stays valid."), "success")
    return redirect(url_for("issued.show", code=code), 303)


@bp.post("/hr/certificates/<code>/revocations/<revocation_id>/confirm")
@role("hr", "admin")
def confirm(code: str, revocation_id: str) -> ResponseReturnValue:
    """Revokes it, and tells its holder."""
    try:
        revoking.confirm(me().id, revocation_id, now(), code=code)
    except Refusal as refusal:
        return _refused(code, refusal)
    flash(_("The certificate is revoked. Its holder gets a mail."), "success")
    return redirect(url_for("issued.show", code=code), 303)


@bp.post("/hr/certificates/<code>/revocations/<revocation_id>/drop")
@role("hr", "admin")
def drop(code: str, revocation_id: str) -> ResponseReturnValue:
    """It stays valid."""
    try:
        revoking.drop(me().id, revocation_id, now(), code=code)
    except Refusal as refusal:
        return _refused(code, refusal)
    flash(_("The certificate stays valid."), "success")
    return redirect(url_for("issued.show", code=code), 303)


def zipped(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """A zip in pieces, in constant memory but for its table of contents. Deflated a little, though PDF hardly shrinks:
    programs that read a zip as it arrives take no stored file whose length comes after it."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bundle:
        for name, body in files:
            bundle.writestr(name, body)
            yield pipe.taken()
    yield pipe.taken()


class _Pipe(io.RawIOBase):
    """Takes what the zip writes until somebody fetches it; it cannot go back."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]  # whatever buffer zipfile hands over
        self._parts.append(part)
        return len(part)

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _filters() -> Filters:
    return Filters(one_of("state", ("", *issued.STATES)), words())


def _list(slug: str, error: str = "") -> str:
    filters = _filters()
    view = issued.page(settings().house, slug, filters, asked("after"), now())
    query = here(after=None)[len(request.path) :] if request.method == "GET" else ""
    return render_template(
        "issued/index.html",
        slug=slug,
        view=view,
        filters=filters,
        here=here,
        words=certificate_words,
        states=issued.STATES,
        asked=revoking.waiting(slug),
        bundle=f"/hr/courses/{slug}/certificates.zip{query}",
        error=error,
    )


def _one(code: str, error: str = "", note: str = "") -> str:
    line, slug = issued.one(settings().house, code, now())
    asked = next((one for one in revoking.waiting(slug) if one.code == line.code), None)
    return render_template(
        "issued/one.html", line=line, slug=slug, asked=asked, words=certificate_words, error=error, note=note
    )


def _refused(code: str, refusal: Refusal, note: str = "") -> ResponseReturnValue:
    if refusal.status in (403, 404):
        raise refusal
    return make_response(_one(code, say(refusal), note), refusal.status)
