"""Badges as credentials: earned, frozen once, revoked, erased, checked."""

import json
import threading
from dataclasses import replace
from hashlib import sha256

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lms.domain.refusal import Refusal
from lms.services import badge_signing, certificates, credentials, record, reissuing, revoking
from lms.services.badge_signing import LEASE, freeze_pending
from lms.store import new_id, reading, writing
from lms.store.models import Award, Certificate, Credential, Person
from tests.badges import DESK, HOUSE, KEY, rows, signed
from tests.cast import NOW
from tests.journey import finish

BADGE = "course/small"


@pytest.fixture
def earned(small, cast):
    """Ana has signed; her badge waits for the worker."""
    finish(cast.ana)
    return cast.ana


def facts(kind):
    with reading() as session:
        bodies = session.execute(sa.text("SELECT body FROM record_entry ORDER BY seq")).scalars()
        found = [json.loads(bytes(body)) for body in bodies]
    return [fact for fact in found if fact["kind"] == kind]


def revoke(person, reason="mistake"):
    with writing() as session:
        return credentials.revoke(session, person.id, BADGE, reason, NOW)


def check(body, *keys):
    return credentials.check(HOUSE, body, keys or [KEY.public_key()])


def test_earning_a_badge_makes_a_row_that_waits(earned):
    row = rows()[0]
    assert (row.person_id, row.badge, row.language, row.frozen_at) == (earned.id, BADGE, "en", None)
    assert [held.state for held in credentials.of(earned.id)] == ["waiting"]


def test_freezing_stores_the_files_and_the_fact_together(earned):
    assert freeze_pending(DESK, NOW) == 1
    row = rows()[0]
    assert row.picture == b"a picture of small" and row.sha256 == sha256(row.body).hexdigest()
    assert facts("credential issued")[0]["data"] == {"badge": BADGE, "credential": row.id, "sha256": row.sha256}


def test_the_fact_names_nobody(earned):
    signed()
    text = json.dumps(facts("credential issued"))
    assert "Ana" not in text and "ana@" not in text and record.verify().problem is None


def test_the_document_says_who_earned_what_from_whom(earned):
    found = signed()
    assert found["issuer"] == {"id": "did:web:policies.example.com", "type": ["Profile"], "name": "Ostrelle",
                               "url": "https://policies.example.com"}  # fmt: skip
    subject = found["credentialSubject"]
    assert subject["achievement"]["name"] == "Posts with care"
    assert subject["identifier"][0]["identityHash"] == "Ana Duarte"
    assert earned.email not in json.dumps(found)


def test_freezing_twice_does_it_once(earned):
    assert (freeze_pending(DESK, NOW), freeze_pending(DESK, NOW)) == (1, 0)
    assert len(facts("credential issued")) == 1


def test_two_workers_sign_one_badge_once(earned, app):
    together, done = threading.Barrier(2), []

    def bake(course, body):
        return b"a picture"

    def work():
        with app.app_context():
            together.wait()
            done.append(freeze_pending(replace(DESK, bake=bake), NOW))

    workers = [threading.Thread(target=work) for _ in range(2)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    assert sum(done) == 1 and len(facts("credential issued")) == 1


def test_what_another_worker_holds_is_left_alone_until_its_lease_ends(earned):
    assert badge_signing._lease(DESK, NOW) is not None
    assert freeze_pending(DESK, NOW) == 0
    assert freeze_pending(DESK, NOW + LEASE) == 1


def test_a_worker_that_was_slower_stores_nothing(earned):
    id, _ = badge_signing._lease(DESK, NOW)
    freeze_pending(DESK, NOW + LEASE)
    before = rows()[0].sha256
    assert badge_signing._freeze(id, b"late", b"late", NOW + LEASE) == 0
    assert rows()[0].sha256 == before


def test_a_worker_killed_while_it_signs_leaves_nothing_half_done(earned):
    badge_signing._lease(DESK, NOW)  # what a killed worker leaves: a lease, and no file
    assert facts("credential issued") == [] and rows()[0].body is None
    assert freeze_pending(DESK, NOW + LEASE) == 1 and record.verify().problem is None


def test_a_badge_that_cannot_be_drawn_waits_longer_each_time(earned):
    def broken(course, body):
        raise OSError("no ink")

    assert freeze_pending(replace(DESK, bake=broken), NOW) == 0
    row = rows()[0]
    assert (row.tries, row.last_error, row.leased_until > NOW) == (1, "no ink", True)
    assert freeze_pending(DESK, row.leased_until) == 1


def test_a_bad_model_is_not_signed_and_says_why(earned):
    desk = replace(DESK, house=replace(HOUSE, organisation=" "))
    assert freeze_pending(desk, NOW) == 0
    assert rows()[0].last_error == "the issuer's name is missing" and rows()[0].body is None


def test_badges_of_before_are_taken_up_once(earned):
    with writing() as session:
        session.execute(sa.delete(Credential))
    assert (badge_signing.adopt(NOW), badge_signing.adopt(NOW)) == (1, 0)
    assert freeze_pending(DESK, NOW) == 1


def test_places_in_the_list_of_revocations_are_drawn_at_random(small, cast):
    for person in (cast.ana, cast.omar, cast.hana):
        finish(person)
    freeze_pending(DESK, NOW)
    assert len({row.status_index for row in rows()} - {0, 1, 2}) >= 2


def test_a_revoked_badge_is_in_the_list_at_once_and_not_handed_out(earned):
    signed()
    assert credentials.revoked_bits(0) == frozenset()
    assert revoke(earned)
    assert credentials.revoked_bits(0) == {rows()[0].status_index}
    assert [held.state for held in credentials.of(earned.id)] == ["revoked"]
    with pytest.raises(Refusal, match="nothing at this address"):
        credentials.files(earned.id, "small")


def test_revoking_is_a_fact_and_happens_once(earned):
    signed()
    assert (revoke(earned), revoke(earned)) == (True, False)
    assert [fact["data"] for fact in facts("credential revoked")] == [{"credential": rows()[0].id, "reason": "mistake"}]


def test_who_has_no_badge_has_none_to_revoke(small, cast):
    assert not revoke(cast.omar)


def test_a_badge_revoked_while_it_waits_is_never_signed(earned):
    leased = badge_signing._lease(DESK, NOW)
    assert revoke(earned)
    assert badge_signing._freeze(leased[0], b"body", b"picture", NOW) == 0
    assert freeze_pending(DESK, NOW + LEASE) == 0 and facts("credential revoked") == []


def test_a_badge_of_before_can_be_revoked_before_it_is_taken_up(earned):
    with writing() as session:
        session.execute(sa.delete(Credential))
    assert revoke(earned)
    assert badge_signing.adopt(NOW) == 0 and freeze_pending(DESK, NOW) == 0


def test_a_badge_earned_anew_after_that_gets_a_new_credential(earned):
    signed()
    revoke(earned)
    with writing() as session:
        award = session.get_one(Award, (earned.id, BADGE))
        credentials.add_again(session, award, "en")
        credentials.add_again(session, award, "en")
    assert freeze_pending(DESK, NOW) == 1
    assert [held.state for held in credentials.of(earned.id)] == ["ready"] and len(rows()) == 2


def test_erasing_leaves_the_hash_and_revokes(earned):
    body = json.dumps(signed())
    digest = rows()[0].sha256
    with writing() as session:
        assert credentials.erase(session, earned.id, NOW) == 1
    row = rows()[0]
    assert (row.body, row.picture, row.sha256, row.revoked_for) == (None, None, digest, "erased")
    assert credentials.of(earned.id) == [] and "Ana Duarte" in body
    assert facts("credential revoked")[0]["data"]["reason"] == "erased"


def test_the_files_are_their_holders_only(earned, cast):
    signed()
    assert credentials.files(earned.id, "small")[1] == b"a picture of small"
    with pytest.raises(Refusal, match="nothing at this address"):
        credentials.files(cast.omar.id, "small")


def test_until_it_is_signed_the_files_are_waited_for(earned):
    with pytest.raises(Refusal, match="being prepared"):
        credentials.files(earned.id, "small")


def test_the_frozen_bytes_are_valid(earned):
    signed()
    found = check(rows()[0].body)
    assert (found.state, found.holder, found.badge) == ("valid", "Ana D.", "Posts with care")


def test_another_spelling_of_the_same_document_is_valid_by_its_proof(earned):
    other = json.dumps(signed()).encode()
    assert check(other).state == "valid"
    assert check(other, Ed25519PrivateKey.generate().public_key()).state == "changed"


@pytest.mark.parametrize("path", [("name",), ("validFrom",), ("credentialSubject", "achievement", "name")])
def test_a_changed_document_is_found_out(earned, path):
    found = signed()
    inner = found
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = "2020-01-01T00:00:00Z"
    assert check(json.dumps(found).encode()).state == "changed"


def test_a_revoked_one_says_so_and_an_erased_one_names_nobody(earned):
    signed()
    body = rows()[0].body
    revoke(earned)
    assert check(body).state == "revoked"
    with writing() as session:
        credentials.erase(session, earned.id, NOW)
    assert check(body).holder == ""


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"id": 7}', b'{"id": "urn:uuid:x"}', b"{" * 200_000, b"\xff"])
def test_what_is_no_badge_of_ours_is_unknown(earned, body):
    assert check(body) is None


def test_a_name_changed_later_does_not_change_the_file(earned):
    signed()
    before = rows()[0].body
    with writing() as session:
        session.execute(sa.update(Person).values(family_name="Silva"))
    freeze_pending(DESK, NOW)
    assert rows()[0].body == before


def certificate_of(person):
    return certificates.of(person.id)[0].code


def end_certificate(cast, code):
    revoking.confirm(cast.ines.id, revoking.ask(cast.hana.id, code, "misuse", "", NOW), NOW)


def test_with_its_certificate_the_badge_is_revoked(earned, cast):
    signed()
    end_certificate(cast, certificate_of(earned))
    fact = facts("credential revoked")[0]
    assert (fact["data"]["reason"], fact["actor"]["id"]) == ("misuse", cast.ines.id)
    assert credentials.revoked_bits(0) == {rows()[0].status_index}


def test_while_another_certificate_of_the_course_stands_the_badge_does(earned, cast):
    signed()
    with writing() as session:
        first = session.scalars(sa.select(Certificate)).one()
        columns = {column.name: getattr(first, column.name) for column in Certificate.__table__.columns}
        session.execute(sa.insert(Certificate).values(**columns | {"id": new_id(), "code": "another"}))
    end_certificate(cast, first.code)
    assert facts("credential revoked") == []


def test_one_that_another_stands_in_for_does_not_count(earned, cast):
    signed()
    end_certificate(cast, reissuing.reissue(HOUSE, cast.hana.id, certificate_of(earned), "design", NOW))
    assert len(facts("credential revoked")) == 1


def test_with_a_corrected_name_the_badge_is_signed_anew(earned, cast):
    signed()
    with writing() as session:
        session.get_one(Person, earned.id).family_name = "Ferreira"
    reissuing.reissue(HOUSE, cast.hana.id, certificate_of(earned), "name", NOW)
    assert freeze_pending(DESK, NOW) == 1
    assert "Ana Ferreira" in credentials.files(earned.id, "small")[0].decode()
    assert facts("credential revoked")[0]["data"]["reason"] == "replaced"


def test_a_new_design_of_the_certificate_leaves_the_badge_alone(earned, cast):
    signed()
    reissuing.reissue(HOUSE, cast.hana.id, certificate_of(earned), "design", NOW)
    assert len(rows()) == 1 and facts("credential revoked") == []
