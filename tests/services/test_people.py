"""Adding, changing and letting go of people."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from lms.domain.house import House
from lms.domain.refusal import Refusal
from lms.services import directory, people, sessions
from lms.services.people import Details
from lms.store import reading, writing
from lms.store.models import Enrolment, Mail, Person, RecordEntry, SignIn
from tests.cast import NOW, Cast
from tests.obligations import assign_to, differences

HOUSE = House("Ostrelle", "http://localhost", ZoneInfo("Europe/Paris"))
NEW = Details(
    "Zoé@Ostrelle.example", "Zoé", "Łukaszewicz", department="Workshop", manager_email="MARC@ostrelle.example"
)


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value.code


def kinds(subject: str) -> list[str]:
    with reading() as session:
        query = sa.select(RecordEntry.kind).where(RecordEntry.subject == subject).order_by(RecordEntry.seq)
        return list(session.scalars(query))


def changed(card: directory.Card, **values: str) -> Details:
    return replace(card.details, **values)


def test_a_new_person_is_added_under_her_manager_and_recorded(cast: Cast) -> None:
    zoe = people.add(cast.hana.id, NEW, NOW)
    card = directory.card(HOUSE, zoe, NOW)
    assert (card.manager and card.manager.id, card.full_name) == (cast.marc.id, "Zoé Łukaszewicz")
    assert kinds(zoe) == ["person added"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("email", "ANA@ostrelle.example", "email-taken"),
        ("email", "nobody", "email-invalid"),
        ("given_name", "  ", "name-missing"),
        ("family_name", "A" * 101, "text-too-long"),
        ("family_name", "a\u202egnp.exe", "name-invalid"),
        ("department", "B" * 101, "text-too-long"),
        ("manager_email", "nobody@ostrelle.example", "manager-unknown"),
        ("timezone", "Mars/Olympus", "timezone-unknown"),
        ("language", "tlh", "language-unknown"),
    ],
)
def test_what_cannot_be_stored_is_refused_and_names_its_field(cast: Cast, field: str, value: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        people.add(cast.hana.id, replace(NEW, **{field: value}), NOW)
    assert (refused.value.code, refused.value.arguments["field"]) == (code, field)


def test_the_second_of_two_edits_of_the_same_version_is_refused(cast: Cast) -> None:
    card = directory.card(HOUSE, cast.ana.id, NOW)
    people.change(HOUSE, cast.hana.id, cast.ana.id, changed(card, job_title="Adviser"), card.version, NOW)
    late = changed(card, job_title="Manager")
    assert (
        code_of(lambda: people.change(HOUSE, cast.hana.id, cast.ana.id, late, card.version, NOW)) == "changed-meanwhile"
    )


def test_a_change_records_which_fields_and_never_their_values(cast: Cast) -> None:
    card = directory.card(HOUSE, cast.ana.id, NOW)
    people.change(HOUSE, cast.hana.id, cast.ana.id, changed(card, given_name="Anabel"), card.version, NOW)
    with reading() as session:
        body = session.scalars(sa.select(RecordEntry.body).where(RecordEntry.subject == cast.ana.id)).one()
    assert b"given_name" in body and b"Anabel" not in body


def test_saving_what_did_not_change_records_nothing(cast: Cast) -> None:
    card = directory.card(HOUSE, cast.ana.id, NOW)
    people.change(HOUSE, cast.hana.id, cast.ana.id, card.details, card.version, NOW)
    assert kinds(cast.ana.id) == []


def test_nobody_reports_to_somebody_below_them(cast: Cast) -> None:
    card = directory.card(HOUSE, cast.marc.id, NOW)
    circle = changed(card, manager_email=cast.ana.email)
    assert (
        code_of(lambda: people.change(HOUSE, cast.hana.id, cast.marc.id, circle, card.version, NOW)) == "manager-cycle"
    )


def test_a_manager_who_left_does_not_stand_in_the_way_of_another_change(cast: Cast) -> None:
    people.deactivate(cast.hana.id, cast.marc.id, NOW)
    card = directory.card(HOUSE, cast.ana.id, NOW)
    people.change(HOUSE, cast.hana.id, cast.ana.id, changed(card, location="Lille"), card.version, NOW)
    assert directory.card(HOUSE, cast.ana.id, NOW).details.location == "Lille"


def test_hr_cannot_take_over_an_administrator_by_changing_the_address(cast: Cast) -> None:
    card = directory.card(HOUSE, cast.ines.id, NOW)
    stolen = changed(card, email="hana.second@ostrelle.example")
    assert (
        code_of(lambda: people.change(HOUSE, cast.hana.id, cast.ines.id, stolen, card.version, NOW)) == "roles-beyond"
    )


def test_a_new_time_zone_moves_the_instant_at_which_a_date_ends(cast: Cast, small: str) -> None:
    assign_to(cast, small, cast.ana.id)
    card = directory.card(HOUSE, cast.ana.id, NOW)
    people.change(HOUSE, cast.hana.id, cast.ana.id, changed(card, timezone="America/Montreal"), card.version, NOW)
    with reading() as session:
        row = session.scalars(sa.select(Enrolment).where(Enrolment.person_id == cast.ana.id)).one()
        assert row.due_at is not None and row.due_at.hour == 5
    assert differences() == []


def test_a_leaver_is_signed_out_at_once_and_owes_nothing_more(cast: Cast, small: str) -> None:
    assign_to(cast, small, cast.ana.id)
    sessions.start(cast.ana.id, "password", NOW)
    people.deactivate(cast.hana.id, cast.ana.id, NOW + timedelta(hours=1))
    with reading() as session:
        assert session.scalars(sa.select(SignIn).where(SignIn.person_id == cast.ana.id)).all() == []
        assert session.scalars(sa.select(Enrolment.state)).all() == ["withdrawn"]
        assert session.scalars(sa.select(Mail.dropped_at)).one() is not None
    assert kinds(cast.ana.id)[-2:] == ["person deactivated", "withdrawn"]
    assert differences() == []


def test_letting_go_twice_is_letting_go_once_and_coming_back_is_recorded(cast: Cast) -> None:
    for act in (people.deactivate, people.deactivate, people.reactivate, people.reactivate):
        act(cast.hana.id, cast.ana.id, NOW)
    assert kinds(cast.ana.id) == ["person deactivated", "person reactivated"]


def test_nobody_lets_themselves_go(cast: Cast) -> None:
    assert code_of(lambda: people.deactivate(cast.hana.id, cast.hana.id, NOW)) == "not-yourself"


def test_hr_does_not_let_an_administrator_go(cast: Cast) -> None:
    assert code_of(lambda: people.deactivate(cast.hana.id, cast.ines.id, NOW)) == "roles-beyond"


def test_a_person_who_is_not_there_cannot_be_changed(cast: Cast) -> None:
    for nobody in ("7d1c0f6e-0000-4000-8000-000000000000", "x' OR 1=1"):
        assert code_of(lambda nobody=nobody: people.deactivate(cast.hana.id, nobody, NOW)) == "not-found"


def test_the_first_administrator_holds_both_roles_and_a_password(cast: Cast) -> None:
    first = people.first_administrator("eva@ostrelle.example", "Eva", "Stein", "$argon2id$x", NOW)
    card = directory.card(HOUSE, first, NOW)
    assert (card.roles, card.has_password) == (frozenset({"admin", "hr"}), True)
    assert kinds(first) == ["person added", "role granted", "role granted"]


@pytest.mark.parametrize("typed", ["lefevre", "LEFÈVRE marc", "Marc", "marc@ostrelle", " fèv "])
def test_people_are_found_without_accents_and_in_any_order(cast: Cast, typed: str) -> None:
    assert [line.id for line in directory.find(HOUSE, typed, "", "", 1, NOW).people] == [cast.marc.id]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "\0%", "x" * 5000])
def test_signs_of_the_query_language_mean_themselves(cast: Cast, typed: str) -> None:
    assert directory.find(HOUSE, typed, "", "", 1, NOW).people == ()


def test_the_list_is_paged_by_25_and_filtered_by_department(cast: Cast) -> None:
    with writing() as session:
        for number in range(30):
            mark = f"p{number:02}"
            row = Person(email=mark, email_key=mark, given_name="P", family_name=mark, name_key=mark, created_at=NOW)
            row.department = "Depot"
            session.add(row)
    second = directory.find(HOUSE, "", "Depot", "", 2, NOW)
    assert (len(second.people), second.total, second.pages, second.people[0].family_name) == (5, 30, 2, "p25")
    assert directory.find(HOUSE, "", "Depot", "", 99, NOW).page == 2
