"""People for HR and administrators: the list, one person, and what can be done with their account."""

from dataclasses import replace

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain.refusal import Refusal
from lms.services import directory, granting, links, people, roles
from lms.services.directory import STATES, Card
from lms.services.objections import Objection, objections_of
from lms.services.people import Details
from lms.store.models.people import ROLES
from lms.web.asked import asked, here, legible, number, one_of, page_number, pages, words
from lms.web.clock import now, settings
from lms.web.errors import say
from lms.web.guards import role
from lms.web.language import NATIVE
from lms.web.me import me
from lms.web.people_words import FIELDS, role_words
from lms.web.viewing import look
from lms.web.zones import zone_choices

bp = Blueprint("people", __name__)
TEXTS = ("email", "given_name", "family_name", "department", "location", "job_title", "manager_email")


@bp.get("/hr/people")
@role("hr", "admin")
def index() -> ResponseReturnValue:
    """The list: search, departments, states, one page at a time."""
    department, state = asked("department"), one_of("state", STATES)
    page = directory.find(settings().house, words(), department, state, page_number(), now())
    return render_template(
        "people/index.html", view=page, q=words(), department=department, state=state, here=here, pages=pages()
    )


@bp.get("/hr/people/new")
@role("hr", "admin")
def new() -> ResponseReturnValue:
    """The empty form."""
    return _form(Details("", "", ""))


@bp.post("/hr/people/new")
@role("hr", "admin")
def add() -> ResponseReturnValue:
    """Adds a person and leads to their page, where a link can be sent."""
    try:
        person_id = people.add(me().id, _typed(), now())
    except Refusal as refusal:
        return make_response(_form(_typed(), refusal=refusal), refusal.status)
    flash(_("Added. Send a link now, so that they can choose a password."), "success")
    return redirect(url_for("people.show", person_id=person_id), 303)


@bp.get("/hr/people/<person_id>")
@role("hr", "admin")
def show(person_id: str) -> ResponseReturnValue:
    """One person; the reasons somebody gave are evidence, so looking at them is logged first."""
    given = objections_of(person_id) if "hr" in me().roles else ()
    if given:
        look(person_id, "person-page")
    return _person(directory.card(settings().house, person_id, now()), objections=given)


@bp.get("/hr/people/<person_id>/edit")
@role("hr", "admin")
def edit(person_id: str) -> ResponseReturnValue:
    """The form with what is known."""
    card = directory.card(settings().house, person_id, now())
    return _form(card.details, card)


@bp.post("/hr/people/<person_id>/edit")
@role("hr", "admin")
def change(person_id: str) -> ResponseReturnValue:
    """Saves; what somebody else saved meanwhile is shown beside what was typed."""
    version = number(request.form.get("version", ""))
    try:
        people.change(settings().house, me().id, person_id, _typed(), version, now())
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        card = directory.card(settings().house, person_id, now())
        return make_response(_form(_typed(), card, refusal), refusal.status)
    flash(_("Saved."), "success")
    return redirect(url_for("people.show", person_id=person_id), 303)


@bp.post("/hr/people/<person_id>/deactivate")
@role("hr", "admin")
def deactivate(person_id: str) -> ResponseReturnValue:
    """Somebody has left."""
    people.deactivate(me().id, person_id, now())
    flash(_("Deactivated. They are signed out everywhere, and what was still open is withdrawn."), "success")
    return redirect(url_for("people.show", person_id=person_id), 303)


@bp.post("/hr/people/<person_id>/reactivate")
@role("hr", "admin")
def reactivate(person_id: str) -> ResponseReturnValue:
    """Somebody is back."""
    people.reactivate(me().id, person_id, now())
    flash(_("Reactivated. Assign again what they still have to do."), "success")
    return redirect(url_for("people.show", person_id=person_id), 303)


@bp.post("/hr/people/<person_id>/link")
@role("hr", "admin")
def link(person_id: str) -> ResponseReturnValue:
    """A one-time link: mailed where mail is sent, else shown in the answer to this very post and kept nowhere."""
    by_mail = settings().smtp_url is not None
    address = links.create_invitation(me().id, person_id, now(), settings().base_url, by_mail)
    if not by_mail:
        return _person(directory.card(settings().house, person_id, now()), address)
    flash(_("The link is on its way to the address stored here."), "success")
    return redirect(url_for("people.show", person_id=person_id), 303)


@bp.post("/hr/people/<person_id>/attempts")
@role("hr")
def grant(person_id: str) -> ResponseReturnValue:
    """One more attempt at a quiz whose attempts are used up."""
    card = directory.card(settings().house, person_id, now())
    enrolment = request.form.get("enrolment", "")
    try:
        if enrolment not in {duty.id for duty in card.duties}:
            raise Refusal("not-found")
        granting.grant_attempt(me().id, enrolment, request.form.get("quiz", ""), now())
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return make_response(_person(card, error=say(refusal)), refusal.status)
    flash(_("Granted. %(name)s can start the quiz again.", name=card.full_name), "success")
    return redirect(url_for("people.show", person_id=person_id), 303)


@bp.post("/hr/people/<person_id>/roles")
@role("admin")
def set_roles(person_id: str) -> ResponseReturnValue:
    """Exactly the ticked roles."""
    roles.set_roles(me().id, person_id, frozenset(request.form.getlist("role")), now())
    flash(_("Saved. Whoever gains or loses a role signs in again."), "success")
    return redirect(url_for("people.show", person_id=person_id), 303)


def _typed() -> Details:
    texts = {name: request.form.get(name, "") for name in TEXTS}
    return Details(
        **texts, language=request.form.get("language") or None, timezone=request.form.get("timezone") or None
    )


def _person(card: Card, address: str = "", error: str = "", objections: tuple[Objection, ...] = ()) -> str:
    return render_template(
        "people/person.html",
        card=card,
        address=address,
        error=error,
        objections=objections,
        used_up=granting.used_up(card.id) if "hr" in me().roles else (),
        by_mail=settings().smtp_url is not None,
        roles=[(name, *role_words(name)) for name in ROLES],
    )


def _form(typed: Details, card: Card | None = None, refusal: Refusal | None = None) -> str:
    """`card` is what is stored now: its version goes into the form, its other values are told after a conflict."""
    errors = {refusal.arguments.get("field", "form"): say(refusal)} if refusal else {}
    return render_template(
        "people/form.html",
        typed=replace(typed, **{name: legible(getattr(typed, name)) for name in TEXTS}),
        card=card,
        errors=errors,
        stored=_stored_otherwise(typed, card) if card and refusal and refusal.code == "changed-meanwhile" else [],
        managers=directory.managers(),
        departments=[name for name, _number in directory.departments()],
        zones=zone_choices(typed.timezone if "timezone" not in errors else None),
        native=[(code, NATIVE[code]) for code in settings().languages],
    )


def _stored_otherwise(typed: Details, card: Card) -> list[tuple[str, str]]:
    """The fields whose stored value is not what was typed."""
    return [
        (str(label), getattr(card.details, name) or _("nothing"))
        for name, label in FIELDS.items()
        if getattr(card.details, name) != getattr(typed, name)
    ]
