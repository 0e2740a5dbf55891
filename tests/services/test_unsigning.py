"""Taking a signature back: what stays, what ends, and who owes it again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.domain.refusal import Refusal
from lms.services import (
    assigning,
    badge_signing,
    certificates,
    credentials,
    doctor,
    opening,
    people,
    progress,
    record,
    signing,
    unsigning,
)
from lms.store import db, reading
from lms.store.models import Certificate, Credential, Enrolment, Mail
from tests.badges import DESK
from tests.cast import NOW, Cast, Player
from tests.journey import HOUSE, SLUG, act, finish
from tests.obligations import assign_to
from tests.services.test_declining import entries
from tests.web.learning import publish_next

LATER = NOW + timedelta(hours=1)


def take_back(person: Player, code: str, reason: str = "I misread section two.") -> None:
    unsigning.withdraw(HOUSE, person.id, code, reason, LATER, LATER)


def problems() -> list[str]:
    return [finding.problem for finding in doctor.examine(HOUSE, LATER) if finding.problem]


def open_ones(person: Player) -> list[Enrolment]:
    with reading() as session:
        query = sa.select(Enrolment).where(Enrolment.person_id == person.id, Enrolment.state == "open")
        return list(session.scalars(query))


def test_the_certificate_is_revoked_and_what_was_signed_stays(cast: Cast, small: str) -> None:
    code = finish(cast.ana)
    take_back(cast.ana, code)
    check = certificates.check(HOUSE, code, LATER)
    assert check is not None and check.state == "revoked"
    assert (entries("signed"), entries("signature withdrawn"), entries("certificate revoked")) == (1, 1, 1)
    with reading() as session:
        assert session.scalars(sa.select(Certificate.revoked_for)).all() == ["signature-withdrawn"]


def test_who_is_still_obliged_owes_it_again_with_nothing_but_the_signature(cast: Cast, small: str) -> None:
    assign_to(cast, small, cast.ana.id)
    take_back(cast.ana, finish(cast.ana))
    (again,) = open_ones(cast.ana)
    stand = progress.of(cast.ana.id, SLUG)
    assert (again.cycle, again.reopened_for, stand.plan.required_sections | stand.plan.required_quizzes) == (
        2,
        None,
        set(),
    )
    assert problems() == []


def test_signing_again_closes_the_new_cycle_with_a_new_certificate(cast: Cast, small: str) -> None:
    assign_to(cast, small, cast.ana.id)
    first = finish(cast.ana)
    take_back(cast.ana, first)
    opening.open_course(cast.ana.id, SLUG, "en", LATER)
    second = signing.sign(HOUSE, cast.ana.id, SLUG, act(cast.ana, LATER), LATER)
    assert (second != first, open_ones(cast.ana), problems()) == (True, [], [])


def test_who_began_it_unasked_owes_nothing(cast: Cast, small: str) -> None:
    take_back(cast.ana, finish(cast.ana))
    assert (open_ones(cast.ana), problems()) == ([], [])


def test_a_withdrawn_assignment_does_not_come_back(cast: Cast, small: str) -> None:
    assignment = assign_to(cast, small, cast.ana.id)
    code = finish(cast.ana)
    assigning.withdraw(cast.hana.id, assignment, LATER)
    take_back(cast.ana, code)
    assert open_ones(cast.ana) == []


def test_taking_back_twice_is_once(cast: Cast, small: str) -> None:
    assign_to(cast, small, cast.ana.id)
    code = finish(cast.ana)
    for reason in ("First", "Second"):
        take_back(cast.ana, code, reason)
    assert (entries("signature withdrawn"), entries("certificate revoked"), len(open_ones(cast.ana))) == (1, 1, 1)


def test_fifty_at_once_have_one_effect(app: Flask, cast: Cast, small: str) -> None:
    assign_to(cast, small, cast.ana.id)
    code = finish(cast.ana)
    db.session.remove()

    def once(number: int) -> None:
        with app.app_context():
            try:
                take_back(cast.ana, code, f"Reason {number}")
            finally:
                db.session.remove()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(once, range(50)))
    assert (entries("signature withdrawn"), entries("certificate revoked"), len(open_ones(cast.ana))) == (1, 1, 1)
    assert (record.verify().bad_seq, problems()) == (None, [])


def test_each_of_hr_and_the_signer_are_told(cast: Cast, small: str) -> None:
    assign_to(cast, small, cast.ana.id)
    take_back(cast.ana, finish(cast.ana))
    with reading() as session:
        query = sa.select(Mail.kind, Mail.person_id).where(Mail.created_at == LATER).order_by(Mail.kind)
        told = {tuple(row) for row in session.execute(query)}
    assert told == {("assigned", cast.ana.id), ("signature-withdrawn", cast.hana.id)}


def test_a_signature_replaced_by_a_newer_one_is_taken_back_alone(cast: Cast, small: str) -> None:
    assign_to(cast, small, cast.ana.id)
    first = finish(cast.ana)
    publish_next(cast)
    second = finish_again(cast.ana)
    take_back(cast.ana, first)
    states = [certificates.check(HOUSE, code, LATER).state for code in (first, second)]  # type: ignore[union-attr]
    assert (states, open_ones(cast.ana), problems()) == (["revoked", "valid"], [], [])


def finish_again(person: Player) -> str:
    from tests.journey import answer_all, read_all

    opening.open_course(person.id, SLUG, "en", LATER)
    read_all(person, now=LATER)
    if not progress.of(person.id, SLUG).may_sign:
        answer_all(person, now=LATER)
    return signing.sign(HOUSE, person.id, SLUG, act(person, LATER), LATER)


def test_the_badge_of_the_last_signature_is_revoked_with_it(cast: Cast, small: str) -> None:
    code = finish(cast.ana)
    badge_signing.freeze_pending(DESK, NOW)
    take_back(cast.ana, code)
    with reading() as session:
        assert session.scalars(sa.select(Credential.revoked_for)).all() == ["signature-withdrawn"]


def test_signing_again_brings_the_badge_back_as_a_new_credential(cast: Cast, small: str) -> None:
    assign_to(cast, small, cast.ana.id)
    code = finish(cast.ana)
    badge_signing.freeze_pending(DESK, NOW)
    take_back(cast.ana, code)
    opening.open_course(cast.ana.id, SLUG, "en", LATER)
    signing.sign(HOUSE, cast.ana.id, SLUG, act(cast.ana, LATER), LATER)
    assert badge_signing.freeze_pending(DESK, LATER) == 1
    assert [held.state for held in credentials.of(cast.ana.id)] == ["ready"]


def test_an_old_sign_in_is_not_enough(cast: Cast, small: str) -> None:
    code = finish(cast.ana)
    with pytest.raises(Refusal) as refusal:
        unsigning.withdraw(HOUSE, cast.ana.id, code, "Why", NOW, NOW + timedelta(minutes=16))
    assert (refusal.value.code, entries("signature withdrawn")) == ("confirm-password", 0)


def test_nobody_takes_back_somebody_elses(cast: Cast, small: str) -> None:
    code = finish(cast.ana)
    with pytest.raises(Refusal) as refusal:
        take_back(cast.omar, code)
    assert (refusal.value.code, entries("signature withdrawn")) == ("not-found", 0)


def test_who_has_left_owes_nothing(cast: Cast, small: str) -> None:
    assign_to(cast, small, cast.ana.id)
    code = finish(cast.ana)
    people.deactivate(cast.ines.id, cast.ana.id, LATER)
    take_back(cast.ana, code)
    assert (open_ones(cast.ana), problems()) == ([], [])
