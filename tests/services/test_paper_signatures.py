"""A signature by hand: two people in the fact, the obligation fulfilled, and no rung climbed that nobody climbed."""

from collections.abc import Mapping
from datetime import date, timedelta
from threading import Thread

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.domain.refusal import Refusal
from lms.services import assigning, doctor, opening, paper_signatures, scans
from lms.services import record as sealed
from lms.services.paper_signatures import Paper
from lms.store import library, reading, writing
from lms.store import record as log
from lms.store.models import Award, Certificate, Enrolment, FactPii, SignatureScan
from tests import scanned
from tests.cast import NOBODY, NOW, Cast, Player
from tests.journey import HOUSE, finish, read_all
from tests.obligations import assign_to, enrolment_of
from tests.services import editions
from tests.services.test_publishing import changed

DAY = NOW.date()
SCAN = scans.Scan(scanned.pdf(), "application/pdf")


def current(slug: str = "small") -> str:
    with reading() as session:
        return library.current_ids(session, [slug])[slug]


def asked(cast: Cast, who: Player) -> str:
    """The id of an enrolment that is open for them."""
    assign_to(cast, "small", who.id)
    return open_one(who)


def open_one(who: Player) -> str:
    with reading() as session:
        mine = sa.select(Enrolment.id).where(Enrolment.person_id == who.id, Enrolment.state == "open")
        return session.scalars(mine).one()


def record(cast: Cast, enrolment: str, day: date = DAY, by: Player | None = None, **change: str) -> str:
    paper = Paper(**({"edition_id": current(), "language": "en", "signed_on": day} | change))  # type: ignore[arg-type]
    return paper_signatures.record(HOUSE, (by or cast.hana).id, enrolment, paper, SCAN, NOW)


def refused(cast: Cast, enrolment: str, day: date = DAY, by: Player | None = None, **change: str) -> str:
    with pytest.raises(Refusal) as error:
        record(cast, enrolment, day, by, **change)
    return error.value.code


def row_of(id: str) -> Enrolment:
    with reading() as session:
        row = session.get_one(Enrolment, id)
        session.expunge(row)
        return row


def all_is_well() -> bool:
    problems = [found for found in doctor.examine(HOUSE, NOW) if found.problem]
    return (problems, sealed.verify().problem) == ([], None)


def test_it_fulfils_the_obligation_and_the_other_rungs_stay_empty(small: str, cast: Cast) -> None:
    enrolment = asked(cast, cast.ana)
    record(cast, enrolment)
    row = row_of(enrolment)
    assert (row.state, row.paper_on, row.signed_at, row.completed_at) == ("completed", DAY, NOW, NOW)
    assert (row.opened_at, row.displayed_at, row.tested_at, row.score_got) == (None, None, None, None)
    assert row.edition_id == current()
    assert all_is_well()


def test_the_fact_names_both_people_and_the_scan_by_its_hash(small: str, cast: Cast) -> None:
    record(cast, asked(cast, cast.ana), note="Lies in the yellow folder.")
    with reading() as session:
        entry = next(e for e in log.entries_of(session, cast.ana.id, small) if e.kind == "paper signature recorded")
        side = session.get_one(FactPii, entry.id).body.decode()
    assert (entry.actor.id, entry.data["signer"], entry.data["recorder"]) == (cast.hana.id, cast.ana.id, cast.hana.id)
    assert entry.data["scan"] == {"sha256": SCAN.sha256, "type": "application/pdf"}
    assert entry.data["edition"]["number"] == "1.0" and entry.data["signed_on"] == "2026-11-23"
    assert "yellow folder" in side and "yellow" not in str(entry.data)


def test_there_is_no_certificate_and_no_badge(small: str, cast: Cast) -> None:
    record(cast, asked(cast, cast.ana))
    with reading() as session:
        assert session.scalars(sa.select(Certificate.code)).all() == []
        assert session.scalars(sa.select(Award.badge)).all() == []


def test_nobody_records_their_own(small: str, cast: Cast) -> None:
    assert refused(cast, asked(cast, cast.hana), by=cast.hana) == "own-paper"


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (DAY + timedelta(days=1), "paper-date-future"),
        (DAY - timedelta(days=1), "paper-date-early"),
        (date(1, 1, 1), "paper-date-early"),
        (date(9999, 12, 31), "paper-date-future"),
    ],
    ids=["tomorrow", "before", "year 1", "year 9999"],
)
def test_the_date_must_be_possible(small: str, cast: Cast, day: date, code: str) -> None:
    assert refused(cast, asked(cast, cast.ana), day) == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"edition_id": NOBODY}, "paper-edition"),
        ({"edition_id": "nonsense"}, "paper-edition"),
        ({"language": "xx"}, "paper-language"),
        ({"note": "n" * 501}, "text-too-long"),
    ],
    ids=["unknown", "nonsense", "language", "note"],
)
def test_what_cannot_have_been_signed_is_refused(
    small: str, cast: Cast, change: Mapping[str, str], code: str
) -> None:
    assert refused(cast, asked(cast, cast.ana), **change) == code


def test_an_enrolment_that_is_not_there_or_not_open_is_refused(small: str, cast: Cast) -> None:
    assert refused(cast, NOBODY) == "not-found"
    finish(cast.omar)
    done = enrolment_of(cast.omar.id)
    assert refused(cast, done.id) == "not-open"


def test_the_same_paper_twice_is_once_and_another_one_is_too_late(small: str, cast: Cast) -> None:
    enrolment = asked(cast, cast.ana)
    assert record(cast, enrolment) == record(cast, enrolment)
    other = scans.Scan(b"%PDF-other", "application/pdf")
    paper = Paper(current(), "en", DAY)
    with pytest.raises(Refusal, match="finished already"):
        paper_signatures.record(HOUSE, cast.hana.id, enrolment, paper, other, NOW)
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(SignatureScan)) == 1


def test_eight_at_once_are_one(app: Flask, small: str, cast: Cast) -> None:
    enrolment, found = asked(cast, cast.ana), []

    def one() -> None:
        with app.app_context():
            found.append(record(cast, enrolment))

    threads = [Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(set(found))) == (8, 1)
    assert all_is_well()


def test_it_ends_everything_that_was_open_for_this_course(small: str, cast: Cast) -> None:
    assign_to(cast, small, cast.ana.id)
    first = open_one(cast.ana)
    assign_to(cast, small, cast.ana.id)
    record(cast, first)
    with reading() as session:
        rows = session.scalars(sa.select(Enrolment).where(Enrolment.person_id == cast.ana.id)).all()
        assert [(row.state, row.paper_on) for row in rows] == [("completed", DAY)] * 2
    assert {paper_signatures.scan_of(cast.ana.id, frozenset(), row.id).sha256 for row in rows} == {SCAN.sha256}
    assert all_is_well()


def test_what_was_read_on_screen_before_stays_on_its_rung(small: str, cast: Cast) -> None:
    enrolment = asked(cast, cast.ana)
    opening.open_course(cast.ana.id, small, "en", NOW)
    read_all(cast.ana)
    record(cast, enrolment)
    row = row_of(enrolment)
    assert (row.opened_at, row.displayed_at, row.tested_at) == (NOW, NOW, None)
    assert all_is_well()


def test_an_earlier_edition_is_enough_until_a_material_one(small: str, cast: Cast) -> None:
    first = current()
    enrolment = asked(cast, cast.ana)
    editions.publish(cast, changed("1.1", "update", editions.MORE))
    record(cast, enrolment, edition_id=first)
    assert row_of(enrolment).edition_id == first
    assert all_is_well()
    second = asked(cast, cast.omar)
    editions.publish(cast, changed("2.0", "material", editions.MORE, editions.PROMISE))
    assert refused(cast, second, edition_id=first) == "paper-edition"


def test_a_material_edition_asks_who_signed_on_paper_too(small: str, cast: Cast) -> None:
    enrolment = asked(cast, cast.ana)
    record(cast, enrolment)
    editions.publish(cast, editions.another_promise())
    again = open_one(cast.ana)
    assert again != enrolment
    record(cast, again)
    assert all_is_well()


def test_a_later_cycle_takes_no_paper_of_an_earlier_one(small: str, cast: Cast) -> None:
    enrolment = asked(cast, cast.ana)
    with writing() as session:
        row = session.get_one(Enrolment, enrolment)
        row.cycle, row.assigned_at = 2, NOW + timedelta(days=365)
    paper, later = Paper(current(), "en", DAY), NOW + timedelta(days=370)
    with pytest.raises(Refusal) as error:
        paper_signatures.record(HOUSE, cast.hana.id, enrolment, paper, SCAN, later)
    assert error.value.code == "paper-date-cycle"


@pytest.mark.parametrize(
    ("who", "roles", "may"),
    [
        ("ana", (), True),
        ("hana", ("hr",), True),
        ("omar", ("auditor",), True),
        ("omar", (), False),
        ("marc", (), False),  # her manager
        ("ines", ("admin",), False),
    ],
)
def test_who_may_open_the_scan(small: str, cast: Cast, who: str, roles: tuple[str, ...], may: bool) -> None:
    enrolment = asked(cast, cast.ana)
    record(cast, enrolment)
    viewer = getattr(cast, who).id
    if may:
        kept = paper_signatures.scan_of(viewer, frozenset(roles), enrolment)
        assert paper_signatures.body_of(kept) == SCAN.body
    else:
        with pytest.raises(Refusal) as error:
            paper_signatures.scan_of(viewer, frozenset(roles), enrolment)
        assert error.value.code == "not-found"


def test_a_waived_or_withdrawn_obligation_takes_no_paper(small: str, cast: Cast) -> None:
    enrolment = asked(cast, cast.ana)
    assigning.waive(cast.hana.id, enrolment, "Signed elsewhere.", NOW)
    assert refused(cast, enrolment) == "not-open"
