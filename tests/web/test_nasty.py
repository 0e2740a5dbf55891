"""What nobody types by accident: numbers that are none, texts made of nothing, names that look like code."""

import csv
import io
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError

from lms.domain.refusal import Refusal
from lms.services import assigning, people, publishing
from lms.services.people import Details
from lms.store import reading
from lms.store.folder import read_folder
from lms.store.models import Person
from tests.cast import NOW, Cast, Player, add_person
from tests.conftest import SMALL
from tests.house.test_routes import filled
from tests.obligations import assign_to, enrolment_of
from tests.page import PageClient

As = Callable[[Player], PageClient]
MARC = "marc@ostrelle.example"
NO_NUMBERS = ["²", "٣", "9" * 5_000, "-1", "1e3", "\0", ""]


@pytest.mark.parametrize("version", NO_NUMBERS)
def test_a_version_that_is_no_number_is_a_stale_form(cast: Cast, as_: As, version: str) -> None:
    form = {"given_name": "Ana", "family_name": "Other", "email": cast.ana.email, "version": version}
    assert as_(cast.hana).post(f"/hr/people/{cast.ana.id}/edit", data=form).status_code == 409


@pytest.mark.parametrize("version", NO_NUMBERS)
def test_a_date_is_not_moved_by_a_stale_form(cast: Cast, as_: As, small: str, version: str) -> None:
    made = assign_to(cast, small, cast.ana.id)
    form = {"due": "2027-01-31", "version": version}
    assert as_(cast.hana).post(f"/hr/assignments/{made}/due", data=form).status_code == 409


@pytest.mark.parametrize("reason", ["\0", "\u200b\u2060", " . . ", "\u202e"])
def test_a_reason_needs_something_to_read(cast: Cast, small: str, reason: str) -> None:
    assign_to(cast, small, cast.ana.id)
    with pytest.raises(Refusal, match="reason"):
        assigning.waive(cast.hana.id, enrolment_of(cast.ana.id).id, reason, NOW)


@pytest.mark.parametrize("path", ["/team/people.csv", "/hr/courses/small/people.csv"])
def test_an_export_that_cannot_begin_is_an_error_page(
    cast: Cast, as_: As, small: str, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Once the first byte has left, no status can tell that the rest is missing."""

    def broken(*_: object) -> Iterator[object]:
        raise OperationalError("SELECT 1", {}, Exception("the server closed the connection"))
        yield

    for name in ("lms.services.team.every_row", "lms.services.follow_up.every_line"):
        monkeypatch.setattr(name, broken)
    answer = as_(cast.marc if "team" in path else cast.hana).get(path)
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "5"
    assert "Content-Security-Policy" in answer.headers


def test_an_export_longer_than_one_chunk_is_whole(cast: Cast, as_: As, small: str) -> None:
    for number in range(220):
        add_person(f"Given{number}", "Many")
    assign_to(cast, small, *everybody())
    lines = as_(cast.hana).get("/hr/courses/small/people.csv?state=all").text.splitlines()
    assert len(lines) == 1 + len(everybody())


def everybody() -> list[str]:
    with reading() as session:
        return list(session.scalars(sa.select(Person.id)))


CODE = "<script>alert(1)</script>"
HOSTILE = [
    (CODE, "{{7*7}}O'\"&amp;"),
    ("=cmd|' /C calc'!A0 x", "+SUM(1) a"),
    ("\U0001d49c\U0001f600e\u0301\u0323", "\u05e9\u05dc\u05d5\u05dd \u0639\u0631\u0628\u064a"),
    ("{{ cycler.__init__ }}", "${7*7} %s %(name)s"),
    ("x" * 100, "y" * 100),
]
PRIVATE = (
    "/",
    "/courses",
    "/badges",
    "/certificates",
    "/me",
    "/courses/odd",
    "/courses/odd/posting",
    "/courses/odd/text",
)
STAFFED = ("/hr", "/hr/people", "/hr/courses", "/hr/courses/odd?state=all", "/hr/assignments/new?course=odd")


@pytest.mark.parametrize(("given", "family"), HOSTILE)
def test_a_hostile_name_is_only_ever_text(cast: Cast, as_: As, small: str, given: str, family: str) -> None:
    """The client under test finds any script, handler or script address that a page has got."""
    details = Details("odd@ostrelle.example", given, family, "<img src=x onerror=alert(1)>", "=1+1", manager_email=MARC)
    odd = people.add(cast.hana.id, details, NOW)
    assert "49" not in as_(cast.hana).get(f"/hr/people/{odd}").text.split("</h1>")[0].split("<h1")[1]
    assign_to(cast, small, odd)
    for client, paths in (
        (as_(Player(odd, given, family, details.email)), ("/", "/me", "/courses/small")),
        (as_(cast.marc), ("/team", f"/team/{odd}")),
        (as_(cast.hana), ("/hr", "/hr/people", f"/hr/people/{odd}/edit", "/hr/courses/small", "/hr/assignments")),
    ):
        assert {client.get(path).status_code for path in paths} == {200}
    rows = list(csv.reader(io.StringIO(as_(cast.hana).get("/hr/courses/small/people.csv").text)))
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row)


@pytest.mark.parametrize("name", ["a\u202eb", "a\r\nBcc: evil@ostrelle.example", "a\0", "\ud800", "\u200b"])
def test_a_name_that_hides_something_is_refused(cast: Cast, name: str) -> None:
    with pytest.raises(Refusal, match="name"):
        people.add(cast.hana.id, Details("odd@ostrelle.example", name, "Odd"), NOW)


def test_a_hostile_course_is_only_ever_text(cast: Cast, as_: As) -> None:
    files = dict(read_folder(SMALL))
    course = files["course.md"].decode().replace("id: small", "id: odd").replace("# Posting with care", f"# A {CODE}")
    course = course.replace("name: Posts with care", 'name: "<img src=x onerror=alert(1)>"')
    files["course.md"] = course.replace("title: Posting with care", 'title: "<svg onload=alert(1)>"').encode()
    text = files["10-posting.md"].decode().replace("a) Answer", f"a) {CODE} Answer")
    text = text.replace("So does a guess.", f"<svg/onload=alert(1)> <style>*{{}}</style> `{CODE}` ![x](evil.svg)")
    files |= {"10-posting.md": text.encode(), "evil.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="a()"/>'}
    publishing.publish(files, by=cast.paul.email, approved_by=cast.aline.email, now=NOW)
    ana, hana = as_(cast.ana), as_(cast.hana)
    ana.post("/courses/odd")
    assert {ana.get(path).status_code for path in PRIVATE} == {200}
    assert {hana.get(path).status_code for path in STAFFED} == {200}
    assert "sandbox" in ana.get("/courses/odd/files/evil.svg").headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x"])
def test_a_course_with_an_address_that_runs_is_not_published(cast: Cast, address: str) -> None:
    files = dict(read_folder(SMALL))
    text = files["10-posting.md"].decode()
    files["10-posting.md"] = text.replace("So does a guess.", f"[so]({address}) does a guess.").encode()
    with pytest.raises(Refusal, match="errors"):
        publishing.publish(files, by=cast.paul.email, approved_by=cast.aline.email, now=NOW)


QUERIES = (
    "?q=%00%FF%ED%A0%80&state=%00&department=%00",
    "?page=-1&edition=zzz&person=%00&next=%00&code=%00",
    f"?page={'9' * 20}&edition=%00&course=%00&lang=%00",
    "?page=%C2%B2&lang=xx&code=UUUUU&q=%E2%80%AE",
)


@pytest.mark.parametrize("query", QUERIES)
def test_no_query_breaks_a_page(app: Flask, cast: Cast, as_: As, small: str, query: str) -> None:
    """The client under test fails on a 500."""
    for player in (cast.ana, cast.marc, cast.hana):
        client = as_(player)
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or ()):
                client.get(filled(rule) + query)
