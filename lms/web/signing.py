"""The ceremony: what is shown before signing, the one deliberate act, and the page after it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, StringField

from lms.domain import strokes
from lms.domain.refusal import Refusal
from lms.services import certificates, copies, progress, signing
from lms.services.signing import Act, Ceremony
from lms.web import completion_words, confirming, signing_words
from lms.web.clock import now, settings
from lms.web.content import book_in, book_of
from lms.web.documents import shown_document
from lms.web.errors import say
from lms.web.guards import signed_in
from lms.web.language import language
from lms.web.me import me

bp = Blueprint("signing", __name__)
AGENT_LENGTH = 400
NAME_LENGTH = 300
FIELD_OF = {
    "consent-missing": "consent",
    "name-differs": "typed_name",
    "name-invalid": "typed_name",
    "drawing-missing": "drawn",
    "drawing-invalid": "drawn",
    "confirm-password": "password",
    "password-wrong": "password",
}


class SignForm(FlaskForm):  # type: ignore[misc]
    """What the signer fills in beside the ticks; the service judges it."""

    consent = BooleanField()
    typed_name = StringField(_l("Type your full name, as in your account"), filters=[lambda text: _visible(text or "")])
    password = PasswordField(_l("Your password"))
    statement_error = ""


@bp.get("/courses/<slug>/sign")
@signed_in
def show(slug: str) -> ResponseReturnValue:
    """The ceremony; who is not ready is led to what is missing, who has signed to the page after it."""
    try:
        ceremony = signing.ceremony(me().id, slug, language())
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return redirect(url_for("signing.done", slug=slug), 303)
    return _page(ceremony, {})


@bp.post("/courses/<slug>/sign")
@signed_in
def sign(slug: str) -> ResponseReturnValue:
    """The act. Every refusal keeps what was ticked and typed; a newer edition says what changed."""
    try:
        signing.sign(settings().house, me().id, slug, _act(), now())
    except Refusal as refusal:
        if refusal.code == "edition-changed":
            return changed(slug, refusal)
        if refusal.status != 422 and refusal.code != "too-many-tries":
            raise
        return _again(slug, refusal), refusal.status
    return redirect(url_for("signing.done", slug=slug), 303)


@bp.get("/courses/<slug>/done")
@signed_in
def done(slug: str) -> ResponseReturnValue:
    """What the signature brought, once it is there."""
    stands = progress.of_all(me().id)
    stand = next((stand for stand in stands if stand.edition.slug == slug), None)
    if stand is None or not stand.completed or (stand.enrolment and stand.enrolment.paper_on):
        return redirect(url_for("courses.show", slug=slug), 303)
    held = certificates.latest(me().id, slug)
    return render_template(
        "signing/done.html",
        slug=slug,
        held=held,
        drawn=signing_words.drawn(held.drawn if held else ()),
        **completion_words.values(stand, stands, me().given_name, held.version if held else None),
    )


@bp.get("/courses/<slug>/text")
@signed_in
def text(slug: str) -> ResponseReturnValue:
    """The current text in one piece: before signing, to read it calmly; after it, to look something up."""
    edition, lang, body = signing.text(slug, language())
    return render_template(
        "signing/text.html",
        slug=slug,
        edition=edition,
        book=book_in(edition, lang),
        document=shown_document(edition, body),
        sha256=edition.documents[lang],
        signed_on=None,
        current=True,
        drawn=None,
        code="",
    )


@bp.get("/signed/<code>")
@signed_in
def signed(code: str) -> ResponseReturnValue:
    """The very text somebody signed, whatever was published since."""
    text = copies.signed_text(me().id, code)
    return render_template(
        "signing/text.html",
        slug=text.edition.slug,
        edition=text.edition,
        book=book_in(text.edition, text.language),
        document=shown_document(text.edition, text.body),
        sha256=text.sha256,
        signed_on=text.signed_at,
        current=text.current,
        drawn=signing_words.drawn(text.drawn),
        code=code,
    )


def _page(ceremony: Ceremony, problems: Mapping[str, str], refusal: str = "") -> str:
    form = SignForm(meta={"csrf": False})
    for name, problem in problems.items():
        if name == "statements":
            form.statement_error = problem
        elif name in form:
            form[name].errors = [problem]
    return render_template(
        "signing/sign.html",
        slug=ceremony.progress.edition.slug,
        ceremony=ceremony,
        form=form,
        drawing=(request.form.get("by") == "drawing", _drawn_before(), problems.get("drawn", "")),
        refusal=refusal,
        ask_password="password" in problems or confirming.wanted(),
        **signing_words.values(ceremony, me(), request.form),
    )


def _again(slug: str, refusal: Refusal) -> str:
    """The form as it was filled in, with the reason; in the language it was in."""
    ceremony = signing.ceremony(me().id, slug, request.form.get("language", ""))
    return _page(ceremony, {FIELD_OF.get(refusal.code, "statements"): say(refusal)}, say(refusal))


def _act() -> Act:
    """What was sent; only its shape is judged here."""
    form = request.form
    return Act(
        edition_id=form.get("edition", ""),
        document=form.get("document", ""),
        language=form.get("language", ""),
        ticked=frozenset(name.removeprefix("statement-") for name in form if name.startswith("statement-")),
        consent="consent" in form,
        typed_name=_typed_name(),
        opened_at=signing_words.opened_at(form.get("opened", ""), now()),
        method=me().method,
        authenticated_at=confirming.authenticated_at(),
        ip=request.remote_addr or "",
        user_agent=request.user_agent.string[:AGENT_LENGTH],
        drawn=strokes.parse(form.get("drawn", "")) if form.get("by") == "drawing" else (),
    )


def _drawn_before() -> str:
    """The drawing that came with a refused form, given back where it is one; nonsense is not repeated."""
    try:
        sent = request.form.get("drawn", "")
        return sent if strokes.parse(sent) else ""
    except Refusal:
        return ""


def _typed_name() -> str:
    """The name as it was typed. Raises Refusal name-invalid when it has letters that nobody can see."""
    typed = request.form.get("typed_name", "")
    if _visible(typed) != typed:
        raise Refusal("name-invalid")
    return typed[:NAME_LENGTH]


def _visible(text: str) -> str:
    return "".join(char for char in text if char.isprintable())


def changed(slug: str, refusal: Refusal) -> ResponseReturnValue:
    """409: nothing was written; what changed, and the way to it."""
    stand = progress.of(me().id, slug)
    page: dict[str, Any] = signing_words.changes(stand, request.form.get("edition", ""))
    return make_response(
        render_template("signing/changed.html", slug=slug, book=book_of(stand.edition), refusal=say(refusal), **page),
        409,
    )
