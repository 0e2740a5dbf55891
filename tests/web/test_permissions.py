"""The table of doors: every route and method against every kind of person. A new route must be entered here."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.services import people, roles
from lms.services.people import Details
from lms.store import db, writing
from lms.store.models import Person
from tests.cast import NOW, Cast, Player, add_person
from tests.house.test_routes import filled
from tests.obligations import HOUSE
from tests.page import PageClient
from tests.web import learning

As = Callable[[Player], PageClient]

EVERYBODY = """
    GET /.well-known/did.json | GET /badges/issuer.json | GET /badges/<course>/achievement.json
    GET /badges/status/<int:number>.json
    GET /badges/<course>.svg | GET /forgotten | POST /forgotten | GET /healthz | POST /language | GET /link/<token>
    POST /link/<token> | GET /patterns | GET /privacy | GET /readyz | GET /sign-in | POST /sign-in
    GET /static/<path:path> | GET /verify | POST /verify | GET /verify/<code> | GET /verify/root.pem
    GET /record/verify_record.py | GET /record/keys.txt
"""
SIGNED_IN = """
    GET / | GET /badges | GET /badges/<course>/open-badge.json | GET /badges/<course>/open-badge.png
    GET /certificates | GET /certificates/<code>.pdf | GET /certificates/<code>/ready
    GET /certificates/<code>/receipt.json | GET /certificates/<code>/receipt.pdf
    GET /certificates/<code>/signed-copy.pdf | GET /courses | GET /courses/<slug> | POST /courses/<slug>
    GET /courses/<slug>/<module> | POST /courses/<slug>/<module> | GET /courses/<slug>/<module>/<tag>
    POST /courses/<slug>/<module>/<tag> | GET /courses/<slug>/certificate | GET /courses/<slug>/done
    GET /courses/<slug>/files/<path:path> | GET /courses/<slug>/sign | POST /courses/<slug>/sign
    GET /courses/<slug>/text | GET /me | POST /me | POST /me/password | POST /me/data | POST /sign-out
    POST /sign-out/everywhere | GET /me/seen
    GET /signed/<code> | GET /signed-on-paper/<enrolment_id> | GET /courses/<slug>/changes
    GET /signed/<code>/withdraw | POST /signed/<code>/withdraw
    GET /courses/<slug>/decline | POST /courses/<slug>/decline
    GET /jobs | GET /jobs/<job_id> | GET /jobs/<job_id>/progress | GET /jobs/<job_id>/file | POST /jobs/<job_id>/cancel
    POST /jobs/<job_id>/again
"""
MANAGERS = "GET /team | GET /team/<person_id> | GET /team/people.csv"
HR = """
    GET /hr | GET /hr/assignments | POST /hr/assignments | GET /hr/assignments/<assignment_id>
    POST /hr/assignments/<assignment_id>/due | POST /hr/assignments/<assignment_id>/withdraw
    GET /hr/assignments/new | POST /hr/assignments/new | POST /hr/assignments/preview | GET /hr/courses
    GET /hr/courses/<slug> | GET /hr/courses/<slug>/people.csv | GET /hr/enrolments/<enrolment_id>/waive
    POST /hr/certificates/<code>/anew | POST /hr/certificates/<code>/revoke | POST /hr/courses/<slug>/certificates/anew
    GET /hr/courses/<slug>/sheet.pdf
    GET /hr/enrolments/<enrolment_id>/paper | POST /hr/enrolments/<enrolment_id>/paper
    POST /hr/enrolments/<enrolment_id>/waive | POST /hr/people/<person_id>/attempts
"""
HR_AND_ADMIN = """
    GET /hr/people | GET /hr/people/<person_id> | POST /hr/people/<person_id>/deactivate
    GET /hr/people/<person_id>/edit | POST /hr/people/<person_id>/edit | POST /hr/people/<person_id>/link
    POST /hr/people/<person_id>/reactivate | GET /hr/people/new | POST /hr/people/new
    GET /hr/people/<person_id>/erase | POST /hr/people/<person_id>/erase | POST /hr/erasures/<erasure_id>/confirm
    POST /hr/erasures/<erasure_id>/drop | GET /hr/retention
"""
ADMIN = "POST /hr/people/<person_id>/roles | POST /hr/retention/<kind>"

AUTHORS = """
    GET /hr/courses/new | POST /hr/courses/new | POST /hr/courses/<slug>/edit | POST /hr/courses/<slug>/edit/add
    POST /hr/courses/<slug>/edit/check | POST /hr/courses/<slug>/edit/delete | POST /hr/courses/<slug>/edit/discard
    POST /hr/courses/<slug>/edit/fix-tags | POST /hr/courses/<slug>/edit/image | POST /hr/courses/<slug>/edit/lock
    POST /hr/courses/<slug>/edit/preview | POST /hr/courses/<slug>/edit/rename | POST /hr/courses/<slug>/edit/restore
    POST /hr/courses/<slug>/edit/save | POST /hr/courses/<slug>/edit/send | POST /hr/courses/<slug>/edit/stamp
    POST /hr/courses/<slug>/edit/take-over
"""
AUTHORS_AND_APPROVERS = """
    GET /hr/writing | GET /hr/courses/<slug>/edit | GET /hr/courses/<slug>/edit/files/<path:path>
    GET /hr/courses/<slug>/proposals/<proposal_id>/text
    GET /hr/courses/<slug>/proposals/<proposal_id>/files/<path:path>
    GET /hr/courses/<slug>/edit/history | GET /hr/courses/<slug>/edit/preview
    GET /hr/courses/<slug>/edit/translation | GET /hr/courses/<slug>/edit/changes
"""

HR_AUDITORS_ADMINS = "GET /hr/courses/<slug>/certificates | GET /hr/certificates/<code>"
HR_AND_AUDITORS = """
    GET /evidence | POST /evidence | GET /hr/courses/<slug>/certificates.zip | GET /hr/certificates/<code>.pdf
"""
DECIDERS = """
    POST /hr/certificates/<code>/revocations/<revocation_id>/confirm
    POST /hr/certificates/<code>/revocations/<revocation_id>/drop
"""
HR_AND_AUTHORS = "GET /hr/courses/<slug>/questions"
READERS_OF_EDITIONS = """
    GET /hr/proposals | GET /hr/courses/<slug>/editions | GET /hr/courses/<slug>/proposals/<proposal_id>
"""
ASKERS = """
    POST /hr/courses/<slug>/editions/<edition_id>/withdraw | POST /hr/courses/<slug>/withdrawals/<withdrawal_id>/drop
"""
APPROVERS = """
    POST /hr/courses/<slug>/proposals/<proposal_id>/approve | POST /hr/courses/<slug>/proposals/<proposal_id>/reject
    POST /hr/courses/<slug>/withdrawals/<withdrawal_id>/confirm
"""
AUDITORS = """
    GET /record/entries | GET /record/<int:seq> | GET /record/<int:seq>.json | GET /record/<int:seq>/receipt.json
"""
AUDITORS_AND_ADMIN = """
    GET /record | GET /record/checkpoints/<int:size>.txt
    POST /record/alarms/<alarm_id>/settle
"""
TAKERS_BACK = "POST /hr/courses/<slug>/proposals/<proposal_id>/take-back"

VISITOR = "visitor"
STAFF = frozenset({"employee", "manager", "hr", "author", "approver", "auditor", "admin"})
TABLE: dict[str, frozenset[str]] = {
    door.strip(): who
    for doors, who in (
        (EVERYBODY, STAFF | {VISITOR}),
        (SIGNED_IN, STAFF),
        (MANAGERS, frozenset({"manager"})),
        (HR, frozenset({"hr"})),
        (HR_AND_ADMIN, frozenset({"hr", "admin"})),
        (ADMIN, frozenset({"admin"})),
        (AUTHORS, frozenset({"author"})),
        (AUTHORS_AND_APPROVERS, frozenset({"author", "approver"})),
        (HR_AUDITORS_ADMINS, frozenset({"hr", "auditor", "admin"})),
        (HR_AND_AUDITORS, frozenset({"hr", "auditor"})),
        (DECIDERS, frozenset({"hr", "admin"})),
        (HR_AND_AUTHORS, frozenset({"hr", "author"})),
        (READERS_OF_EDITIONS, frozenset({"author", "approver", "hr", "admin"})),
        (ASKERS, frozenset({"author", "approver"})),
        (APPROVERS, frozenset({"approver"})),
        (AUDITORS, frozenset({"auditor"})),
        (AUDITORS_AND_ADMIN, frozenset({"auditor", "admin"})),
        (TAKERS_BACK, frozenset({"author"})),
    )
    for line in doors.strip().splitlines()
    for door in line.split("|")
}


def doors(app: Flask) -> dict[str, str]:
    """Method and rule → an address of it."""
    methods = ("GET", "POST", "PUT", "PATCH", "DELETE")
    return {
        f"{method} {rule.rule}": filled(rule)
        for rule in app.url_map.iter_rules()
        for method in methods
        if method in (rule.methods or ())
    }


def test_every_route_stands_in_the_table(app: Flask) -> None:
    assert set(doors(app)) == set(TABLE)


@pytest.mark.parametrize("who", sorted(STAFF | {VISITOR}))
def test_each_door_opens_to_whom_the_table_names(app: Flask, cast: Cast, small: str, who: str) -> None:
    wrong = []
    for door, address in doors(app).items():
        method = door.split()[0]
        answer = browser(app, cast, who).open(address, method=method)
        if opened(method, answer.status_code, answer.location) != (who in TABLE[door]):
            wrong.append(f"{door}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE"])
def test_no_other_method_gets_further(app: Flask, cast: Cast, small: str, method: str) -> None:
    client, answers = browser(app, cast, "employee"), {}
    for door, address in doors(app).items():
        if "employee" not in TABLE[door]:
            answers[address] = client.open(address, method=method)
    assert all(answer.status_code in (403, 404, 405) for answer in answers.values()), answers
    assert all(answer.data == b"" or b"Ostrelle" in answer.data for answer in answers.values())


def test_whoever_was_deactivated_is_out_at_the_next_click(cast: Cast, as_: As) -> None:
    ana = as_(cast.ana)
    assert ana.get("/me").status_code == 200
    people.deactivate(cast.hana.id, cast.ana.id, NOW)
    assert ana.get("/me").status_code == 303
    assert ana.post("/me", data={"language": "en", "timezone": "UTC"}).status_code == 401


def test_a_role_taken_away_is_gone_at_the_next_click(cast: Cast, as_: As) -> None:
    hana = as_(cast.hana)
    assert hana.get("/hr/people").status_code == 200
    roles.revoke(cast.ines.id, cast.hana.id, "hr", NOW)
    assert hana.get("/hr/people").status_code == 303
    assert as_(cast.hana).get("/hr/people").status_code == 403


def test_a_mover_is_seen_by_the_new_manager_only(cast: Cast, as_: As) -> None:
    olga = add_person("Olga", "Berg")
    add_person("Ulf", "Berg", manager=olga.id)
    marc, new = as_(cast.marc), as_(olga)
    move(cast, cast.ana, olga)
    pages = ("/team", "/team/people.csv", f"/team/{cast.ana.id}")
    assert all("Duarte" in new.get(page).text for page in pages)
    assert not any("Duarte" in marc.get(page).text for page in pages)


def test_hr_makes_nobody_administrator(cast: Cast, as_: As) -> None:
    """Not through the roles, and not through any other form that takes a person."""
    hana, extra = as_(cast.hana), {"role": "admin", "roles": "admin", "is_admin": "1"}
    form = {"given_name": "Ana", "family_name": "Duarte", "email": cast.ana.email, "version": "1"}
    assert hana.post(f"/hr/people/{cast.hana.id}/roles", data=extra).status_code == 403
    hana.post(f"/hr/people/{cast.ana.id}/edit", data=form | extra)
    hana.post("/hr/people/new", data=form | extra | {"email": "new@ostrelle.example"})
    with db.engine.connect() as connection:
        held = connection.execute(sa.text("SELECT count(*) FROM role WHERE name = 'admin'")).scalar_one()
    assert held == 1


@pytest.mark.parametrize("act", ["link", "deactivate", "edit"])
def test_hr_takes_over_no_account_with_more_rights(cast: Cast, as_: As, act: str) -> None:
    form = {"given_name": "Ines", "family_name": "Moreau", "email": "hana@ostrelle.invalid", "version": "1"}
    assert as_(cast.hana).post(f"/hr/people/{cast.ines.id}/{act}", data=form).status_code == 403
    with writing() as session:
        ines = session.get_one(Person, cast.ines.id)
        assert (ines.active, ines.email) == (True, cast.ines.email)


FORGED = {"progress": "100", "score": "100", "passed": "1", "now": "2020-01-01", "state": "completed"}


def test_what_a_post_claims_about_others_or_about_the_result_is_not_believed(cast: Cast, as_: As, small: str) -> None:
    """Subject, actor, score, status and time come from the server."""
    ana, forged = as_(cast.ana), {"person_id": cast.omar.id, "member": cast.omar.id, "person": cast.omar.id, **FORGED}
    learning.ready_to_sign(ana, cast.ana.id)
    form = learning.signature(ana, cast.ana.full_name, **forged)
    assert ana.post("/courses/small/sign", data=form).status_code == 303
    with db.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT person_id, issued_at FROM certificate")).all()
    assert [str(row.person_id).replace("-", "") for row in rows] == [cast.ana.id.replace("-", "")]
    assert "2020" not in str(rows[0].issued_at)


def test_nobody_answers_in_the_attempt_of_somebody_else(cast: Cast, as_: As, small: str) -> None:
    ana, omar = as_(cast.ana), as_(cast.omar)
    for client, player in ((ana, cast.ana), (omar, cast.omar)):
        learning.start(client)
        learning.read(client, player.id)
        learning.start_quiz(client)
    hers = learning.quiz.page(cast.ana.id, "small", "quiz-check").attempt_id
    form = {"attempt": hers, "question": "q-journalist", "q-journalist": "a"}
    assert omar.post(learning.QUIZ, data=form).status_code == 404
    assert learning.quiz.page(cast.ana.id, "small", "quiz-check").items[0].mark is None


def browser(app: Flask, cast: Cast, who: str) -> PageClient:
    """A fresh one: some doors sign out."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    players = {"employee": cast.ana, "manager": cast.marc, "hr": cast.hana, "author": cast.paul}
    players |= {"approver": cast.aline, "admin": cast.ines}
    if who == VISITOR:
        return client
    if who == "auditor":
        return client.sign_in_as(auditor(cast))
    return client.sign_in_as(players[who].id)


def auditor(cast: Cast) -> str:
    """Omar, with the role that nobody of the cast holds."""
    roles.grant(cast.ines.id, cast.omar.id, "auditor", NOW)
    return cast.omar.id


def opened(method: str, status: int, location: str | None) -> bool:
    """Whether somebody got past the door; what lies behind may still be missing or refuse the form."""
    to_the_door = method == "GET" and status == 303 and (location or "").startswith("/sign-in")
    return status not in (401, 403) and not to_the_door


def move(cast: Cast, who: Player, to: Player) -> None:
    """Who reports to somebody else from now on."""
    details = Details(who.email, who.given_name, who.family_name, manager_email=to.email)
    people.change(HOUSE, cast.hana.id, who.id, details, 1, NOW)
