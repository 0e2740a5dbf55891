"""The auditor's pages: the state of the record, the search, single entries; and what a look leaves behind."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from lms.domain.facts import SYSTEM
from lms.domain.kinds import KINDS, BadgeEarned, PersonAdded
from lms.services import checkpoints, delivering, hashing, people, record, viewing
from lms.services.people import Details
from lms.store import reading, writing
from lms.store.models import FactPii, Mail, Password, Person, RecordEntry
from lms.web import record_words
from tests.cast import NOBODY, NOW, Cast, Player, add_person
from tests.journey import finish
from tests.page import PageClient
from tests.queries import counted
from tests.store.test_record import tamper

As = Callable[[Player], PageClient]
DAY = timedelta(days=1)


@pytest.fixture
def vera(cast: Cast) -> Player:
    """The auditor."""
    return add_person("Vera", "Lind", roles=("auditor",), language="en")


def append(cast: Cast, count: int, at=NOW, kind=None, **about: str) -> int:
    """Facts that nobody did; the position of the last."""
    with writing() as session:
        facts = [
            record.draft(kind or PersonAdded(), actor=SYSTEM, now=at, **({"subject": cast.omar.id} | about))
            for _ in range(count)
        ]
        return record.seal(session, *facts)[-1]


def viewed() -> int:
    with reading() as session:
        return session.query(RecordEntry).filter(RecordEntry.kind == "evidence viewed").count()


def numbers(page: str) -> list[int]:
    """Positions in the list, in order."""
    return [int(part.split('"')[0]) for part in page.split('class="num"><a href="/record/')[1:]]


def test_the_first_page_tells_how_long_the_record_is(cast: Cast, vera: Player, as_: As) -> None:
    append(cast, 4)
    page = as_(vera).get("/record").text
    assert record.head().root.hex()[:4] in page and "No checkpoint has been signed yet." in page
    assert "Search the record" in page


@pytest.mark.parametrize("path", ["/record", "/record/0"])
def test_what_can_be_taken_away_is_there(cast: Cast, vera: Player, as_: As, path: str) -> None:
    client = as_(vera)
    links = set(re.findall(r'href="(/record/[^"?#]*\.(?:py|txt|json))"', client.get(path).text))
    assert len(links) == 2 and all(client.get(link).status_code == 200 for link in links)


def test_mail_that_only_waits_has_not_left_the_house(cast: Cast, vera: Player, as_: As, tmp_path: Path) -> None:
    checkpoints.sign_now(tmp_path, NOW)
    assert delivering.post_to_auditors(NOW) == 1
    page = as_(vera).get("/record").text
    assert "mail waits for the mail server" in page and "No mail server is set up here." in page
    with writing() as session:
        session.query(Mail).filter(Mail.kind == "checkpoint").one().sent_at = NOW
    assert "mail waits for the mail server" not in as_(vera).get("/record").text


def test_an_administrator_sees_the_state_and_searches_nobody(cast: Cast, as_: As) -> None:
    ines = as_(cast.ines)
    assert "Search the record" not in ines.get("/record").text
    assert [ines.get(path).status_code for path in ("/record/entries", "/record/0", "/record/0.json")] == [403] * 3


@pytest.mark.parametrize("who", ["ana", "marc", "hana", "paul"])
def test_the_record_is_closed_to_others(cast: Cast, as_: As, who: str) -> None:
    client = as_(getattr(cast, who))
    paths = ["/record", "/record/entries", f"/record/entries?person={cast.ana.id}", "/record/0", "/record/0.json"]
    assert [client.get(path).status_code for path in paths] == [403] * 5
    assert viewed() == 0


def test_the_list_is_newest_first_and_turns_its_pages(cast: Cast, vera: Player, as_: As) -> None:
    top, client = append(cast, 119), as_(vera)
    first = client.get("/record/entries").text
    second = client.get(f"/record/entries?before={numbers(first)[-1]}").text
    third = client.get(f"/record/entries?before={numbers(second)[-1]}").text
    assert numbers(first) + numbers(second) + numbers(third) == list(range(top, -1, -1))
    assert "Older" in second and "Older" not in third


def test_the_list_names_nobody_until_a_person_is_chosen(cast: Cast, vera: Player, as_: As, small: str) -> None:
    finish(cast.ana)
    client = as_(vera)
    assert "Ana" not in client.get("/record/entries").text and viewed() == 0
    page = client.get(f"/record/entries?person={cast.ana.id}").text
    assert "Ana Duarte" in page and "Signature given" in page and viewed() == 1


def test_one_look_at_a_person_is_logged_once_and_she_sees_it(cast: Cast, vera: Player, as_: As, small: str) -> None:
    finish(cast.ana)
    client = as_(vera)
    for path in ("", "&kind=signed", "&before=8"):
        assert client.get(f"/record/entries?person={cast.ana.id}{path}").status_code == 200
    assert viewed() == 1
    assert "Vera Lind" in as_(cast.ana).get("/me/seen").text


def test_a_look_at_an_entry_is_logged_and_the_head_method_leaves_nothing(cast: Cast, vera: Player, as_: As) -> None:
    seq, client = append(cast, 1), as_(vera)
    assert client.head(f"/record/{seq}").status_code == 200
    assert client.head(f"/record/entries?person={cast.omar.id}").status_code == 200
    assert viewed() == 0
    client.get(f"/record/{seq}")
    client.get(f"/record/{seq}.json")
    assert [look.what for look in viewing.looks_at(cast.omar.id)] == ["record-entry"]


def test_an_entry_about_nobody_is_looked_at_freely(cast: Cast, vera: Player, as_: As) -> None:
    assert "Record begun" in as_(vera).get("/record/0").text
    assert viewed() == 0


def test_an_entry_is_checked_on_the_spot(cast: Cast, vera: Player, as_: As, small: str) -> None:
    finish(cast.ana)
    seq = seq_of("signed")
    page = as_(vera).get(f"/record/{seq}").text
    for words in ("The bytes give the stored hash.", "The side row is the one the entry commits to.", "192.0.2.7"):
        assert words in page
    assert "Ana Duarte" in page and "1.0" in page


@pytest.mark.parametrize("count", [1, 2, 7, 64])
def test_the_way_to_the_root_is_walked(cast: Cast, vera: Player, as_: As, count: int) -> None:
    append(cast, count)
    assert "lead from these bytes to the root of the record." in as_(vera).get("/record/0").text
    tamper("UPDATE record_head SET peaks = :h", h=b"0" * 32)
    assert "do not lead from these bytes" in as_(vera).get("/record/0").text


def test_a_receipt_of_any_entry_can_be_taken_away(cast: Cast, vera: Player, as_: As) -> None:
    seq = append(cast, 1)
    told = as_(vera).get(f"/record/{seq}/receipt.json").get_json()
    assert told["index"] == seq and viewed() == 1


def test_the_exact_bytes_can_be_taken_away(cast: Cast, vera: Player, as_: As) -> None:
    with reading() as session:
        body = session.get_one(RecordEntry, 0).body
    answer = as_(vera).get("/record/0.json")
    assert (answer.data, answer.mimetype) == (body, "application/json")


def test_an_entry_of_somebody_erased_names_nobody(cast: Cast, vera: Player, as_: As, small: str) -> None:
    finish(cast.ana)
    erase(cast.ana)
    client = as_(vera)
    page = client.get(f"/record/{seq_of('signed')}").text
    assert "Erased. The entry still commits" in page and "Duarte" not in page and "erased (" in page
    listed = client.get(f"/record/entries?person={cast.ana.id}").text
    assert "data was erased" in listed and "Signature given" in listed


def test_a_changed_side_row_shows(cast: Cast, vera: Player, as_: As, small: str) -> None:
    finish(cast.ana)
    with writing() as session:
        for row in session.query(FactPii):
            row.body = b'{"name":"<script>alert(1)</script>"}'
    page = as_(vera).get(f"/record/{seq_of('signed')}").text
    assert "The side row is not the one the entry commits to." in page
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_changed_bytes_show_and_break_no_page(cast: Cast, vera: Player, as_: As) -> None:
    seq = append(cast, 3)
    tamper("UPDATE record_entry SET body = :body WHERE seq = :seq", body=b"\xff<b>not a fact", seq=seq)
    client = as_(vera)
    page = client.get(f"/record/{seq}").text
    assert "The bytes do not give the stored hash" in page and "These bytes are no fact." in page
    assert "unreadable" in client.get("/record/entries").text


def test_a_subject_that_never_was_hides_no_entry(cast: Cast, vera: Player, as_: As) -> None:
    seq = append(cast, 1, subject=NOBODY)
    assert as_(vera).get(f"/record/{seq}").status_code == 200


@pytest.mark.parametrize("path", ["/record/99999999", f"/record/{2**70}", "/record/-1", "/record/x", "/record/7.json"])
def test_a_position_that_is_not_there_is_missing(cast: Cast, vera: Player, as_: As, path: str) -> None:
    assert as_(vera).get(path).status_code == 404


NASTY = ["%", "_", "😀", "x" * 10_000, "\0", "' OR 1=1 --", "<script>alert(1)</script>", "\u202e", "   "]


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
@pytest.mark.parametrize("name", ["q", "course", "kind", "from", "to", "before"])
def test_whatever_is_typed_the_search_answers(cast: Cast, vera: Player, as_: As, name: str, typed: str) -> None:
    answer = as_(vera).get("/record/entries", query_string={name: typed})
    assert answer.status_code == 200 and "<script>alert" not in answer.text
    assert name != "q" or "Ana Duarte" not in answer.text


@pytest.mark.parametrize("person", ["x", NOBODY, "%", "' OR 1=1"])
def test_a_person_who_never_was_is_missing(cast: Cast, vera: Player, as_: As, person: str) -> None:
    assert as_(vera).get("/record/entries", query_string={"person": person}).status_code == 404


@pytest.mark.parametrize("typed", ["duarte", "DUÂRTE ana", "ana@ostrelle.example", "{id}"])
def test_people_are_found_by_name_address_or_id(cast: Cast, vera: Player, as_: As, typed: str) -> None:
    page = as_(vera).get("/record/entries", query_string={"q": typed.format(id=cast.ana.id)}).text
    assert f"person={cast.ana.id}" in page and "Omar Haddad" not in page
    assert viewed() == 0


def test_a_name_made_of_markup_is_text(cast: Cast, vera: Player, as_: As) -> None:
    evil = people.add(cast.hana.id, Details("x@ostrelle.example", "<b onx=1>Eve", "Moss"), NOW)
    page = as_(vera).get("/record/entries", query_string={"q": "moss", "person": evil}).text
    assert "<b onx" not in page and "&lt;b onx=1&gt;Eve Moss" in page


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [("2026-11-25", "", [2, 3]), ("", "2026-11-24", [1]), ("2026-11-25", "2026-11-25", [2]), ("2026-11-27", "", [])],
)
def test_days_are_those_of_the_organisation(
    cast: Cast, vera: Player, as_: As, first: str, last: str, found: list[int]
) -> None:
    midnight = NOW.replace(day=24, hour=23, minute=0)  # already the 25th in Paris
    for at in (NOW + DAY, midnight, midnight + DAY):
        append(cast, 1, at=at)
    page = as_(vera).get(f"/record/entries?kind=person+added&from={first}&to={last}").text
    assert sorted(numbers(page)) == found


def test_a_clock_that_was_wrong_hides_no_entry_of_its_day(cast: Cast, vera: Player, as_: As) -> None:
    append(cast, 60, at=NOW + 2 * DAY)
    late = append(cast, 1, at=NOW + DAY)  # a server whose clock was most of a day behind
    append(cast, 60, at=NOW + 2 * DAY)
    page = as_(vera).get("/record/entries?from=2026-11-24&to=2026-11-24").text
    assert numbers(page) == [late]


def test_course_and_kind_narrow_together(cast: Cast, vera: Player, as_: As, small: str) -> None:
    finish(cast.ana)
    page = as_(vera).get("/record/entries?course=small&kind=signed").text
    assert numbers(page) == [seq_of("signed")]


@pytest.mark.parametrize("query", ["", "?q=ana", "?person={ana}", "?person={ana}&from=2026-11-20&to=2026-12-01&q=o"])
def test_the_search_stays_within_its_queries(cast: Cast, vera: Player, as_: As, small: str, query: str) -> None:
    finish(cast.ana)
    append(cast, 300)
    client, path = as_(vera), f"/record/entries{query.format(ana=cast.ana.id)}"
    client.get(path)  # the first look is logged as well
    with counted() as statements:
        assert client.get(path).status_code == 200
    assert len(statements) <= 12


@pytest.mark.parametrize("path", ["/record", "/record/{signed}"])
def test_the_other_pages_do_too(cast: Cast, vera: Player, as_: As, small: str, path: str) -> None:
    finish(cast.ana)
    client, path = as_(vera), path.format(signed=seq_of("signed"))
    client.get(path)
    with counted() as statements:
        assert client.get(path).status_code == 200
    assert len(statements) <= 12


def test_every_kind_of_fact_has_a_word() -> None:
    assert set(record_words.KINDS) == set(KINDS)


def test_the_pages_read_in_french(cast: Cast, vera: Player, as_: As) -> None:
    append(cast, 2, kind=BadgeEarned("course/small"), course="small")
    client = as_(vera)
    assert "Le registre" in client.get("/record?lang=fr").text
    assert "Badge obtenu" in client.get("/record/entries?lang=fr").text


@pytest.mark.parametrize(("more", "landing"), [((), "/record"), (("hr",), "/")])
def test_an_auditor_and_nothing_else_comes_in_at_the_record(
    cast: Cast, client: PageClient, more: tuple[str, ...], landing: str
) -> None:
    vera = add_person("Vera", "Lind", roles=("auditor", *more))
    hashed = hashing.hash_new("a quiet lamp above the stairs")
    with writing() as session:
        session.add(Password(person_id=vera.id, hash=hashed, changed_at=NOW))
    answer = client.post("/sign-in", data={"email": vera.email, "password": "a quiet lamp above the stairs"})
    assert answer.location == landing
    assert 'href="/record"' in client.get("/").text or more


def seq_of(kind: str) -> int:
    with reading() as session:
        return session.query(RecordEntry.seq).filter(RecordEntry.kind == kind).scalar()


def erase(player: Player) -> None:
    """What erasure leaves: the random id."""
    with writing() as session:
        row = session.get_one(Person, player.id)
        row.given_name = row.family_name = row.name_key = row.email = row.email_key = ""
        row.active, row.erased_at = False, NOW
        session.query(FactPii).filter(FactPii.person_id == player.id).delete()
