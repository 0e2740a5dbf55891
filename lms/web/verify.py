"""The check that needs no account: by code, or by the file itself."""

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from lms.domain.certificate import normalise_code
from lms.domain.refusal import Refusal
from lms.services import certificates, credentials, throttle
from lms.services.certificates import Check
from lms.store import seals
from lms.store.seals import SealUnavailable, Source
from lms.web import badge_check
from lms.web.asked import legible
from lms.web.caller import caller
from lms.web.certificate_words import reason_words
from lms.web.clock import now, settings
from lms.web.guards import public
from lms.web.moments import dated, today

bp = Blueprint("verify", __name__)
TYPED_LENGTH = 200
CODE_LENGTH = 25


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page says about a certificate."""

    title: str
    text: str
    rows: list[tuple[str, str | Markup, str]]


@bp.get("/verify")
@public
def show() -> ResponseReturnValue:
    """The form; a code in the query leads to its own page, so that it can be kept and shared."""
    typed = request.args.get("code", "").strip()
    if not typed:
        return _form()
    code = normalise_code(typed)
    if code is None:
        return _form(typed, _count_words(typed)), 422
    return redirect(url_for("verify.code", code=code), 303)


@bp.post("/verify")
@public
def compare() -> ResponseReturnValue:
    """A PDF or a badge against the stored ones; nothing is kept, so there is nothing to redirect from."""
    upload = request.files.get("file")
    data = upload.read() if upload else b""
    if not data:
        return _form(file_error=_("Choose the file first.")), 422
    throttle.reserve(throttle.comparing(caller()), now())
    if badge_check.looks_like_one(data):
        return _badge(badge_check.check(data))
    found = certificates.check_file(settings().house, data, now())
    if found is None:
        sentence = _(
            "This is not a certificate of ours, or it was changed after it was issued. Check the code printed on it."
        )
        return _form(file_error=sentence), 404
    return _answer(found, _("The file is the original, byte for byte."))


@bp.get("/verify/root.pem")
@public
def root() -> ResponseReturnValue:
    """The certificates that a reader of PDF is to trust, so that it knows the seal. Raises Refusal("not-found")."""
    try:
        pem = seals.published(Source.of(settings()))
    except SealUnavailable:
        pem = b""
    if not pem:
        raise Refusal("not-found")
    response = Response(pem, mimetype="application/x-pem-file")
    response.headers.set("Content-Disposition", "attachment", filename="seal-root.pem")
    return response


@bp.get("/verify/<code>")
@public
def code(code: str) -> ResponseReturnValue:
    """What a code says; an unknown one says so and asks again."""
    found = certificates.check(settings().house, code, now())
    if found is None:
        sentence = _("There is no certificate with this code. Compare it with the paper, group by group.")
        return _form(code[:TYPED_LENGTH], sentence if normalise_code(code) else _count_words(code)), 404
    return _answer(found)


def _form(typed: str = "", error: str = "", file_error: str = "") -> str:
    return render_template("verify/form.html", code=legible(typed), error=error, file_error=file_error)


def _count_words(typed: str) -> str:
    """What is wrong with a code that cannot be one."""
    length = sum(char.isalnum() for char in typed)
    if length == CODE_LENGTH - 1:
        return _("That is one character short: five groups of five.")
    if length < CODE_LENGTH:
        return _("That is too short: a code has five groups of five.")
    if length > CODE_LENGTH:
        return _("That is too long: a code has five groups of five.")
    return _("A code has digits and capital letters only, without U.")


def _answer(found: Check, note: str = "") -> str:
    return render_template("verify/check.html", found=found, code=found.code, answer=_words(found, note))


def _badge(found: credentials.Check | None) -> ResponseReturnValue:
    """The answer about the file of a badge."""
    if found is None or found.state == "changed":
        return _form(file_error=badge_check.refused(found)), 404
    return render_template("verify/badge.html", found=found, words=badge_check.words(found))


def _words(found: Check, note: str) -> Answer:
    titles = {
        "valid": _("This certificate is genuine"),
        "expired": _("This certificate has expired"),
        "revoked": _("This certificate was revoked"),
        "superseded": _("This certificate was issued anew"),
    }
    return Answer(titles[found.state], f"{_sentence(found)} {note}".strip(), _rows(found))


def _sentence(found: Check) -> str:
    organisation = found.organisation
    if found.state == "revoked" and found.revoked_on:
        day, why = dated(found.revoked_on), reason_words(found.revoked_for)
        told = _("Issued by %(organisation)s, and revoked on %(day)s.", organisation=organisation, day=day)
        warning = _("Do not rely on it.")
        return f"{told} {why} {warning}"
    if found.state == "superseded":
        return _(
            "Issued by %(organisation)s. Another one stands in its place, with the same course and dates: ask its "
            "holder for that one.",
            organisation=organisation,
        )
    if found.state == "expired":
        return _("Issued by %(organisation)s. It was genuine until its last day.", organisation=organisation)
    return _("Issued by %(organisation)s, still valid today, %(day)s.", organisation=organisation, day=dated(today()))


def _rows(found: Check) -> list[tuple[str, str | Markup, str]]:
    course = _("%(course)s, version %(number)s", course=found.course, number=found.version)
    until = dated(found.valid_until) if found.valid_until else _("No end date")
    return [
        _holder(found),
        (_("For"), course, ""),
        (_("Signed on"), dated(found.signed_on), ""),
        (_("Valid until"), until, ""),
    ]


def _holder(found: Check) -> tuple[str, str, str]:
    if found.erased:
        return _("Awarded to"), _("No longer known here"), _("What was held about this person has been erased.")
    return _("Awarded to"), found.holder, _("The full name is on the document. Compare it with the person’s ID.")
