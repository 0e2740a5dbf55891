"""The ceremony: what is shown, what is refused and kept, and the one act that is recorded."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from lms.domain.facts import read
from lms.services import progress
from lms.store import reading
from lms.store.models import FactPii, RecordEntry
from tests.cast import NOW, add_person
from tests.web.learning import publish_next, ready_to_sign, sign, signature, start

SIGN = "/courses/small/sign"


@pytest.fixture
def ana(small, cast, as_):
    """Ana has read and passed everything."""
    client = as_(cast.ana)
    ready_to_sign(client, cast.ana.id)
    return client


def facts(kind):
    with reading() as session:
        rows = session.execute(sa.select(RecordEntry).where(RecordEntry.kind == kind).order_by(RecordEntry.seq))
        return [read(row.seq, row.body) for row in rows.scalars()]


def side_rows():
    with reading() as session:
        return b"".join(session.scalars(sa.select(FactPii.body)))


def test_nothing_is_ticked_and_no_name_is_typed(ana):
    page = ana.get(SIGN).text
    assert " checked" not in page
    assert 'value="Ana' not in page


def test_the_page_says_what_will_be_recorded(ana, cast):
    page = ana.get(SIGN).text
    sha256 = progress.of(cast.ana.id, "small").edition.documents["en"]
    for words in ("What is recorded", "ana@ostrelle.example", "version 1.0", "IP address and browser", sha256[:4]):
        assert words in page


def test_who_is_not_ready_is_led_to_what_is_missing(small, cast, as_):
    client = as_(cast.ana)
    start(client)
    first = client.get(SIGN)
    assert (first.location, client.get(first.location).location) == ("/courses/small/done", "/courses/small")


def test_a_signature_leads_to_the_page_after_it(ana):
    assert sign(ana, "Ana Duarte").location == "/courses/small/done"


@pytest.mark.parametrize("typed", ["ana duarte", "  ANA   DUARTE ", "Ána Duärte"])
def test_case_accents_and_blanks_of_the_name_do_not_matter(ana, typed):
    assert sign(ana, typed).status_code == 303


def test_the_fact_binds_edition_document_and_statements(ana, cast):
    sign(ana, "Ana Duarte")
    (fact,) = facts("signed")
    edition = progress.of(cast.ana.id, "small").edition
    assert fact.data["edition"]["document"] == edition.documents["en"]
    assert [statement["text"] for statement in fact.data["statements"]][1].startswith("I will not publish client names")


def test_the_name_and_the_address_stand_beside_the_record_only(ana):
    sign(ana, "Ana Duarte")
    with reading() as session:
        record = b"".join(session.scalars(sa.select(RecordEntry.body)))
    assert b"Duarte" not in record and b"127.0.0.1" not in record
    assert b"Duarte" in side_rows() and b"127.0.0.1" in side_rows()


def test_signing_twice_is_one_signature(ana):
    form = signature(ana, "Ana Duarte")
    answers = [ana.post(SIGN, data=form) for _ in range(3)]
    assert {answer.location for answer in answers} == {"/courses/small/done"}
    assert (len(facts("signed")), len(facts("certificate issued")), len(facts("badge earned"))) == (1, 1, 1)


REFUSED = [
    ({"statement-a": None}, "Tick every statement"),
    ({"statement-z": "y"}, "Tick every statement"),
    ({"consent": None}, "Tick that you agree to sign electronically"),
    ({"typed_name": "Omar Haddad"}, "Type your name as in your account: Ana Duarte"),
    ({"typed_name": ""}, "Type your name as in your account: Ana Duarte"),
]


@pytest.mark.parametrize(("changed", "sentence"), REFUSED)
def test_a_refusal_says_why_and_records_nothing(ana, changed, sentence):
    response = (
        sign(ana, **{"name": "Ana Duarte", **changed}) if "typed_name" not in changed else sign(ana, "", **changed)
    )
    assert (response.status_code, sentence in response.text, facts("signed")) == (422, True, [])


def test_a_refusal_keeps_what_was_ticked_and_typed(ana):
    page = sign(ana, "Ana Wrong").text
    assert 'value="Ana Wrong"' in page
    assert page.count(" checked") == 3
    assert "<title>Error:" in page


def test_a_refusal_keeps_the_time_the_page_was_opened(ana, clock):
    form = signature(ana, "Ana Wrong")
    clock.advance(minutes=5)
    page = ana.post(SIGN, data=form).text
    assert f'name="opened" value="{form["opened"]}"' in page


def test_a_newer_edition_is_a_409_that_says_what_changed(ana, cast):
    form = signature(ana, "Ana Duarte")
    publish_next(cast)
    response = ana.post(SIGN, data=form)
    assert (response.status_code, facts("signed")) == (409, [])
    assert "Guesses count too." in response.text and "Read what is new" in response.text


def test_another_document_than_the_one_shown_is_refused(ana):
    assert sign(ana, "Ana Duarte", document="0" * 64).status_code == 409


DRAWN = "[[[100,300],[200,200],[260,300],[640,310]]]"


def test_a_drawn_signature_needs_no_name_and_is_kept_beside_the_record(ana):
    assert sign(ana, "", by="drawing", drawn=DRAWN).status_code == 303
    (fact,) = facts("signed")
    assert (fact.data["method"], DRAWN.encode() in side_rows()) == ("drawn", True)
    with reading() as session:
        assert b"640,310" not in b"".join(session.scalars(sa.select(RecordEntry.body)))


def test_a_drawn_signature_is_shown_after_it(ana):
    sign(ana, "", by="drawing", drawn=DRAWN)
    assert "M100 300L150 250Q200 200" in ana.get("/courses/small/done").text


def test_a_drawing_left_behind_does_not_count_when_the_name_is_typed(ana):
    sign(ana, "Ana Duarte", by="name", drawn=DRAWN)
    assert (facts("signed")[0].data["method"], b"640,310" in side_rows()) == ("typed", False)


@pytest.mark.parametrize(
    "drawn", ["", "[]", "[[[1,1],[1.5,2]]]", "NaN", "[" * 5000, '[[[1,"<script>"]]]', "0" * 70_000]
)
def test_nonsense_for_a_drawing_is_refused_and_nothing_else_is_lost(ana, drawn):
    response = sign(ana, "Ana D", by="drawing", drawn=drawn)
    assert (response.status_code, facts("signed")) == (422, [])
    assert 'value="Ana D"' in response.text and response.text.count(" checked") == 4
    assert "<script>" not in response.text


def test_a_million_points_are_too_large_to_be_read(ana):
    assert sign(ana, "", by="drawing", drawn="[" + "[[1,1]]," * 1_000_000 + "]").status_code == 413
    assert facts("signed") == []


def test_a_refusal_keeps_what_was_drawn(ana):
    page = sign(ana, "", by="drawing", drawn=DRAWN, consent=None).text
    assert f'name="drawn" value="{DRAWN}"' in page


@pytest.mark.parametrize("field", ["member", "person", "person_id", "subject", "enrolment"])
def test_nobody_signs_for_somebody_else(ana, cast, field):
    sign(ana, "Ana Duarte", **{field: cast.omar.id})
    assert [fact.subject for fact in facts("signed")] == [cast.ana.id]


def test_who_has_read_nothing_cannot_post_a_signature(ana, small, cast, as_):
    form = signature(ana, "Omar Haddad")
    omar = as_(cast.omar)
    assert omar.post(SIGN, data=form).status_code == 409
    start(omar)
    assert (omar.post(SIGN, data=form).status_code, facts("signed")) == (409, [])


def test_an_old_sign_in_asks_for_the_password(ana, clock):
    clock.advance(minutes=16)
    assert 'name="password"' in ana.get(SIGN).text
    response = sign(ana, "Ana Duarte")
    assert (response.status_code, "Type your password" in response.text) == (422, True)


def test_a_wrong_password_records_nothing(ana, clock):
    clock.advance(minutes=16)
    response = sign(ana, "Ana Duarte", password="not my password at all")
    assert (response.status_code, facts("signed")) == (422, [])
    assert "not my password at all" not in response.text


def test_the_statements_are_french_for_french_readers(ana):
    page = ana.get(f"{SIGN}?lang=fr").text
    assert "Je ne publierai ni nom de client ni chiffre avant Ostrelle." in page
    assert "J&#39;accepte de signer ce document par voie électronique" in page


def test_the_language_that_was_shown_is_the_one_signed(ana):
    form = {**signature(ana, "Ana Duarte")}
    ana.get(f"{SIGN}?lang=fr")
    ana.post(SIGN, data=form)
    assert facts("signed")[0].data["edition"]["language"] == "en"


HOSTILE = "<script>alert(1)</script>"


def test_a_hostile_name_is_only_a_name(small, app, as_):
    eve = add_person(HOSTILE, 'O\'Neil "Eve"')
    client = as_(eve)
    ready_to_sign(client, eve.id)
    pages = [client.get(SIGN).text, sign(client, "wrong").text]
    assert sign(client, eve.full_name).status_code == 303
    pages += [client.get(address).text for address in ("/", "/courses/small/done", "/certificates", "/badges")]
    assert not any(HOSTILE in page for page in pages)


def test_a_name_longer_than_any_is_refused_and_not_an_error(ana):
    assert sign(ana, "A" * 10_000).status_code == 422


@pytest.mark.parametrize("typed", ["\ud800", "Ana\x00Duarte"])
def test_damaged_letters_are_refused_and_not_an_error(ana, typed):
    form = signature(ana, "")
    form["typed_name"] = typed.encode("utf-8", "surrogatepass")
    assert ana.post(SIGN, data=form).status_code in (400, 422)


def test_the_full_text_is_there_before_and_after(ana):
    before = ana.get("/courses/small/text").text
    sign(ana, "Ana Duarte")
    code = re.search(r"(?:[0-9A-Z]{5}-){4}[0-9A-Z]{5}", ana.get("/certificates").text)[0]
    after = ana.get(f"/signed/{code}").text
    document = re.compile(r'<article lang="en">.*?</article>', re.DOTALL)
    assert document.search(before)[0] == document.search(after)[0]


def test_what_was_signed_stays_readable_when_a_newer_edition_comes(ana, cast):
    sign(ana, "Ana Duarte")
    code = re.search(r"(?:[0-9A-Z]{5}-){4}[0-9A-Z]{5}", ana.get("/certificates").text)[0]
    publish_next(cast)
    page = ana.get(f"/signed/{code}").text
    assert "A newer version is in force today." in page and "even a wrong one" not in page


def test_the_time_of_the_page_is_ours(ana, clock):
    form = {**signature(ana, "Ana Duarte"), "opened": "2020-01-01T00:00:00Z"}
    ana.post(SIGN, data=form)
    assert facts("signed")[0].data["opened_at"].startswith((NOW - timedelta(0)).date().isoformat())
