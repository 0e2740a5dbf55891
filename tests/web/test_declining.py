"""Declining and taking back, as pages: what they say, what they keep, who may read the reason."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from lms.services import progress, viewing
from lms.store import reading
from lms.store.models import Mail, RecordEntry
from tests.cast import Cast, Player
from tests.journey import finish
from tests.page import PageClient
from tests.queries import counted
from tests.web.learning import publish_next, ready_to_sign, signature

As = Callable[[Player], PageClient]
DECLINE, SIGN = "/courses/small/decline", "/courses/small/sign"
EVIL = "</p><script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
def ana(small: str, cast: Cast, as_: As) -> PageClient:
    """Ana has read and passed everything."""
    client = as_(cast.ana)
    ready_to_sign(client, cast.ana.id)
    return client


def answer(cast: Cast, **change: str) -> dict[str, str]:
    edition = progress.of(cast.ana.id, "small").edition
    seen = {"edition": edition.id, "document": edition.documents["en"], "language": "en"}
    return {**seen, "reason": "I was not consulted.", **change}


def kinds(kind: str) -> int:
    with reading() as session:
        return session.scalar(sa.select(sa.func.count()).where(RecordEntry.kind == kind)) or 0


def test_the_way_to_decline_stands_beside_the_button_that_signs(ana: PageClient) -> None:
    assert f'href="{DECLINE}"' in ana.get(SIGN).text
    assert "Human Resources are told at once" in ana.get(DECLINE).text


def test_after_declining_a_calm_page_says_what_happens_and_how_to_sign_after_all(ana: PageClient, cast: Cast) -> None:
    assert ana.post(DECLINE, data=answer(cast)).location == DECLINE
    page = ana.get(DECLINE).text
    assert "You declined to sign" in page and "Sign after all" in page and "<textarea" not in page
    assert "You declined to sign on" in ana.get(SIGN).text


def test_what_was_written_comes_back_with_a_refusal(ana: PageClient, cast: Cast) -> None:
    response = ana.post(DECLINE, data=answer(cast, reason="x" * 1001))
    assert (response.status_code, "x" * 1001 in response.text, kinds("declined")) == (422, True, 0)
    assert ana.post(DECLINE, data=answer(cast, reason=" ")).status_code == 422


def test_the_page_of_the_person_says_so_in_the_row_of_the_course(ana: PageClient, cast: Cast, as_: As) -> None:
    hana, address = as_(cast.hana), f"/hr/people/{cast.ana.id}"
    assert "Declined" not in hana.get(address).text.partition("</table>")[0]
    ana.post(DECLINE, data=answer(cast))
    assert "Declined" in hana.get(address).text.partition("</table>")[0]


def test_declining_an_older_edition_is_a_409_that_says_what_changed(ana: PageClient, cast: Cast) -> None:
    form = answer(cast)
    publish_next(cast)
    response = ana.post(DECLINE, data=form)
    assert (response.status_code, "Guesses count too." in response.text, kinds("declined")) == (409, True, 0)


@pytest.mark.parametrize("field", ["person", "person_id", "subject", "enrolment"])
def test_nobody_declines_for_somebody_else(ana: PageClient, cast: Cast, field: str) -> None:
    ana.post(DECLINE, data=answer(cast, **{field: cast.omar.id}))
    with reading() as session:
        subjects = session.scalars(sa.select(RecordEntry.subject).where(RecordEntry.kind == "declined")).all()
    assert subjects == [cast.ana.id]


def test_hr_sees_who_declined_and_why_and_the_person_sees_who_looked(ana: PageClient, cast: Cast, as_: As) -> None:
    ana.post(DECLINE, data=answer(cast, reason=EVIL))
    hana = as_(cast.hana)
    assert "Ana Duarte" in hana.get("/hr/courses/small?state=declined").text
    assert "1 person has declined to sign" in hana.get("/hr").text
    page = hana.get(f"/hr/people/{cast.ana.id}").text
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page
    assert [look.what for look in viewing.looks_at(cast.ana.id)] == ["person-page"]


def test_an_administrator_and_a_manager_do_not_read_the_reason(ana: PageClient, cast: Cast, as_: As) -> None:
    ana.post(DECLINE, data=answer(cast))
    pages = [as_(cast.ines).get(f"/hr/people/{cast.ana.id}"), as_(cast.marc).get(f"/team/{cast.ana.id}")]
    assert [(page.status_code, "consulted" in page.text) for page in pages] == [(200, False), (200, False)]


def test_the_export_says_when_somebody_declined(ana: PageClient, cast: Cast, as_: As) -> None:
    ana.post(DECLINE, data=answer(cast))
    line = as_(cast.hana).get("/hr/courses/small/people.csv?state=declined").text.splitlines()[1]
    assert line.endswith("2026-11-23T09:30:00.000Z,")  # the last column is the date of a paper


def test_the_mail_has_neither_name_nor_reason(ana: PageClient, cast: Cast) -> None:
    ana.post(DECLINE, data=answer(cast))
    with reading() as session:
        values: Any = session.scalar(sa.select(Mail.values).where(Mail.kind == "declined"))
    assert values == {"course": "small", "person": cast.ana.id}


def test_a_signature_is_taken_back_from_the_page_of_its_text(ana: PageClient, cast: Cast) -> None:
    ana.post(SIGN, data=signature(ana, "Ana Duarte"))
    code = code_of(ana)
    there = f"/signed/{code}/withdraw"
    assert f'href="{there}"' in ana.get(f"/signed/{code}").text
    assert "Your certificate is revoked" in ana.get(there).text
    assert ana.post(there, data={"reason": "Too soon"}).location == there
    assert "You took your signature back" in ana.get(there).text
    assert ana.get(f"/signed/{code}").status_code == 200


def code_of(client: PageClient) -> str:
    import re

    found = re.search(r"/certificates/([0-9A-Z-]{29})\.pdf", client.get("/courses/small/done").text)
    assert found is not None
    return found[1]


def test_an_old_sign_in_asks_for_the_password_and_keeps_the_reason(small: str, cast: Cast, as_: As, clock: Any) -> None:
    code, client = finish(cast.ana), as_(cast.ana)
    clock.advance(minutes=16)
    response = client.post(f"/signed/{code}/withdraw", data={"reason": "Too soon"})
    assert (response.status_code, 'name="password"' in response.text, "Too soon" in response.text) == (422, True, True)
    assert kinds("signature withdrawn") == 0


def test_somebody_elses_signature_is_not_there(small: str, cast: Cast, as_: As) -> None:
    code, omar = finish(cast.ana), as_(cast.omar)
    there = f"/signed/{code}/withdraw"
    assert [omar.get(there).status_code, omar.post(there, data={"reason": "x"}).status_code] == [404, 404]
    assert kinds("signature withdrawn") == 0


def test_hr_reads_why_a_signature_was_taken_back(small: str, cast: Cast, as_: As) -> None:
    code = finish(cast.ana)
    as_(cast.ana).post(f"/signed/{code}/withdraw", data={"reason": EVIL})
    page = as_(cast.hana).get(f"/hr/people/{cast.ana.id}").text
    assert "Took the signature back" in page and "&lt;script&gt;alert(1)" in page


def test_the_new_pages_ask_few_questions(ana: PageClient, cast: Cast, as_: As, clock: Any) -> None:
    with counted() as asked:
        ana.get(DECLINE)
    assert len(asked) <= 6
    ana.post(DECLINE, data=answer(cast))
    hana = as_(cast.hana)
    clock.advance(**{"minutes": 1})
    for address in (f"/hr/people/{cast.ana.id}", "/hr", "/hr/courses/small?state=declined"):
        hana.get(address)
        with counted() as asked:
            hana.get(address)
        assert len(asked) <= 12, address
