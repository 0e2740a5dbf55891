"""Somebody is erased: by two people, when nothing has to be kept any more, and without a trace of the name."""

import base64
import json
import subprocess
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import stamp

from lms import backup
from lms.domain.refusal import Refusal
from lms.jobs import works
from lms.services import (
    badge_signing,
    certificates,
    directory,
    doctor,
    erasing,
    job_runs,
    jobs,
    people,
    sessions,
    wiping,
)
from lms.services import record as log
from lms.services.job_runs import Desk
from lms.store import db, reading, tombstones, writing
from lms.store.models import Enrolment, Erasure, FactPii, Mail, Person, RecordEntry, SignIn
from lms.web.paper import badge
from tests.badges import DESK
from tests.cast import NOBODY, NOW, Cast, Player, add_person
from tests.engines import settings_for
from tests.journey import HOUSE, finish
from tests.obligations import assign_to

GIVEN, FAMILY = "Zéphyrine", "Quibblethwaïte"
SPELT = ("Quibblethwa", "quibblethwa", "phyrine", "PHYRINE")
LATER = NOW + timedelta(days=5 * 365 + 2)


@pytest.fixture
def zoe(cast: Cast, small: str) -> Player:
    """She worked, signed, holds a certificate, got mail, leads somebody, and has left."""
    zoe = add_person(GIVEN, FAMILY, manager=cast.marc.id, department="Quibblethwaïte & Co", hr_id="HR-Quibblethwa")
    with writing() as session:
        session.execute(sa.update(Person).where(Person.id == cast.omar.id).values(manager_id=zoe.id))
    assign_to(cast, "small", zoe.id)
    sessions.start(zoe.id, "password", NOW)
    finish(zoe)
    certificates.freeze_pending(lambda values, proof: values.encode(), NOW)
    badge_signing.freeze_pending(replace(DESK, bake=badge.bake), NOW)
    with writing() as session:
        session.execute(sa.update(Mail).values(last_error=f"550 no such mailbox {zoe.email}"))
    people.deactivate(cast.hana.id, zoe.id, NOW)
    return zoe


@pytest.fixture
def two(cast: Cast) -> tuple[str, str]:
    return cast.hana.id, cast.ines.id


def erase(zoe: Player, two: tuple[str, str], now: datetime = LATER) -> None:
    erasing.confirm(HOUSE, two[1], erasing.ask(HOUSE, two[0], zoe.id, "asked", now), now)


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value.code


def test_nothing_that_names_her_is_left_and_the_record_still_holds(zoe: Player, two: tuple[str, str]) -> None:
    before = log.head().size
    erase(zoe, two)
    with reading() as session:
        row = session.get_one(Person, zoe.id)
        assert (row.given_name, row.hr_id, row.email) == ("", None, f"{zoe.id}@erased.invalid")
        assert session.scalar(sa.select(sa.func.count()).where(FactPii.person_id == zoe.id)) == 0
        assert session.scalar(sa.select(Enrolment.state).where(Enrolment.person_id == zoe.id)) == "completed"
    assert log.verify().problem is None
    assert log.head().size == before + 3  # the request, the end of her badge, the erasure


def test_the_doctor_finds_nothing_wrong_afterwards(zoe: Player, two: tuple[str, str]) -> None:
    erase(zoe, two)
    assert [found for found in doctor.examine(HOUSE, LATER) if found.problem and found.about != "database"] == []


def test_those_she_led_report_to_nobody_and_lists_do_without_her(cast: Cast, zoe: Player, two: tuple[str, str]) -> None:
    erase(zoe, two)
    with reading() as session:
        assert session.get_one(Person, cast.omar.id).manager_id is None
    assert zoe.id not in [line.id for line in directory.find(HOUSE, "", "", "left", 1, LATER).people]
    assert directory.card(HOUSE, zoe.id, LATER).full_name == "Erased person"


def test_both_steps_are_facts_with_both_people(zoe: Player, two: tuple[str, str]) -> None:
    erase(zoe, two)
    with reading() as session:
        about = sa.select(RecordEntry.body).where(RecordEntry.subject == zoe.id)
        bodies = session.scalars(about.order_by(RecordEntry.seq)).all()
    asked, _badge, erased = (json.loads(body) for body in bodies[-3:])
    assert (asked["kind"], erased["kind"]) == ("erasure asked", "person erased")
    assert (erased["data"]["asked_by"], erased["data"]["confirmed_by"]) == two


def test_not_before_the_time_of_her_signature_is_over(zoe: Player, two: tuple[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        erasing.ask(HOUSE, two[0], zoe.id, "asked", NOW + timedelta(days=30))
    assert refused.value.code == "erasure-too-early"
    assert refused.value.arguments["date"] == (NOW.date() + timedelta(days=5 * 365)).isoformat()


def test_whoever_signed_nothing_can_go_at_once(cast: Cast, two: tuple[str, str]) -> None:
    new = add_person("Only", "Yesterday")
    people.deactivate(cast.hana.id, new.id, NOW)
    erase(new, two, NOW)
    with reading() as session:
        assert session.get_one(Person, new.id).erased_at == NOW


def test_each_no_is_said(cast: Cast, zoe: Player, two: tuple[str, str]) -> None:
    def ask(who: str, by: str = two[0], reason: str = "asked") -> Callable[[], object]:
        return lambda: erasing.ask(HOUSE, by, who, reason, LATER)

    assert code_of(ask(cast.ana.id)) == "erasure-active"
    assert code_of(ask(NOBODY)) == "not-found"
    assert code_of(ask(two[0])) == "not-yourself"
    assert code_of(ask(zoe.id, by=cast.marc.id)) == "forbidden"
    assert code_of(ask(zoe.id, reason="boredom")) == "erasure-reason"
    assert code_of(ask(cast.ines.id)) == "roles-beyond"


def test_nobody_confirms_their_own_request_and_no_request_is_decided_twice(zoe: Player, two: tuple[str, str]) -> None:
    asked = erasing.ask(HOUSE, two[0], zoe.id, "asked", LATER)
    assert code_of(lambda: erasing.confirm(HOUSE, two[0], asked, LATER)) == "own-erasure"
    assert code_of(lambda: erasing.ask(HOUSE, two[1], zoe.id, "asked", LATER)) == "erasure-open"
    erasing.confirm(HOUSE, two[1], asked, LATER)
    assert code_of(lambda: erasing.confirm(HOUSE, two[1], asked, LATER)) == "erasure-decided"
    assert code_of(lambda: erasing.ask(HOUSE, two[1], zoe.id, "asked", LATER)) == "erased"


@pytest.mark.parametrize(("who", "state"), [(0, "withdrawn"), (1, "refused")])
def test_a_request_can_be_dropped_and_asked_anew(zoe: Player, two: tuple[str, str], who: int, state: str) -> None:
    asked = erasing.ask(HOUSE, two[0], zoe.id, "asked", LATER)
    erasing.drop(two[who], asked, LATER)
    with reading() as session:
        assert session.get_one(Erasure, asked).state == state
    erase(zoe, two)


def test_an_erased_account_is_neither_changed_nor_taken_back(cast: Cast, zoe: Player, two: tuple[str, str]) -> None:
    erase(zoe, two)
    assert code_of(lambda: people.reactivate(cast.ines.id, zoe.id, LATER)) == "erased"


def test_two_addresses_do_both_steps_at_the_command_line(cast: Cast, zoe: Player) -> None:
    def erase_by(by: str, approved_by: str) -> None:
        erasing.erase(HOUSE, zoe.id, "over", by=by, approved_by=approved_by, now=LATER)

    assert code_of(lambda: erase_by(cast.hana.email, cast.hana.email)) == "own-erasure"
    assert code_of(lambda: erase_by(cast.hana.email, cast.ana.email)) == "not-erasing"
    erase_by(cast.hana.email, cast.ines.email)
    with reading() as session:
        assert session.scalar(sa.select(Erasure.state)) == "confirmed"


def test_her_sessions_end_and_her_mail_says_nothing(zoe: Player, two: tuple[str, str]) -> None:
    erase(zoe, two)
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).where(SignIn.person_id == zoe.id)) == 0
        rows = session.execute(sa.select(Mail.values, Mail.last_error).where(Mail.person_id == zoe.id)).all()
    assert rows and all(row == ({}, None) for row in rows)


def requests() -> list[Erasure]:
    with reading() as session:
        rows = list(session.scalars(sa.select(Erasure)))
        session.expunge_all()
        return rows


def test_the_worker_leaves_a_tombstone_and_settles_it_once(zoe: Player, two: tuple[str, str], tmp_path: Path) -> None:
    erase(zoe, two)
    assert wiping.finish(tmp_path, HOUSE.timezone, LATER) == 1
    assert wiping.finish(tmp_path, HOUSE.timezone, LATER) == 0
    stones = tombstones.read(tmp_path / tombstones.NAME)
    assert [(stone.person, stone.asked_by, stone.confirmed_by) for stone in stones] == [(zoe.id, *two)]
    assert requests()[0].state == "done"


def spellings() -> Iterator[bytes]:
    """The name as any of the files might hold it."""
    for word in (*SPELT, GIVEN, FAMILY):
        for form in ("NFC", "NFD"):
            text = unicodedata.normalize(form, word)
            yield from (text.encode(), text.encode("utf-16-le"), json.dumps(text)[1:-1].encode())
            yield base64.b64encode(text.encode()).rstrip(b"=")[:-1]
        yield word.encode("latin-1")


def test_no_byte_of_her_name_is_left_in_any_file(
    app: Flask, zoe: Player, two: tuple[str, str], tmp_path: Path, database_url: str
) -> None:
    settings = settings_for(tmp_path, database_url)
    jobs.ask("personal data", {"person": zoe.id}, zoe.id, "en", NOW)
    assert job_runs.run_next(Desk(tmp_path, works(settings), lambda: NOW)) and list(
        (tmp_path / "jobs").iterdir()
    )
    assert traces(tmp_path, database_url), "before, it must be found, or this test looks in the wrong place"
    erase(zoe, two)
    assert wiping.finish(tmp_path, HOUSE.timezone, LATER, at_once=True) == 1
    assert traces(tmp_path, database_url) == [] and not list((tmp_path / "jobs").iterdir())


def test_no_byte_of_her_name_is_in_a_backup_made_afterwards(
    zoe: Player, two: tuple[str, str], tmp_path: Path, database_url: str
) -> None:
    stamp()
    erase(zoe, two)
    assert wiping.finish(tmp_path, HOUSE.timezone, LATER, at_once=True) == 1
    backup.back_up(settings_for(tmp_path, database_url), tmp_path / "b.zip", False, LATER)
    with zipfile.ZipFile(tmp_path / "b.zip") as packed:
        heaps = [packed.read(name) for name in packed.namelist()]
    assert not [spelling for spelling in spellings() for heap in heaps if spelling in heap]


def traces(folder: Path, database_url: str) -> list[str]:
    """Every file of the instance that holds the name; on PostgreSQL a dump, and the planner's samples, too."""
    found = []
    heaps = {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    if db.engine.dialect.name == "postgresql":
        url = database_url.replace("+psycopg", "")
        heaps["dump"] = subprocess.run(["pg_dump", url], check=True, capture_output=True).stdout
        with db.engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT * FROM pg_stats WHERE schemaname = 'public'").all()
        heaps["samples"] = "\n".join(map(str, rows)).encode()
    for name, heap in heaps.items():
        found += [f"{name}: {spelling!r}" for spelling in spellings() if spelling in heap]
    return found
