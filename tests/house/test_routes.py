"""Every route says who may call it, and a page that is only looked at changes nothing."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from lms.store import db
from lms.web import guards
from tests.cast import Cast, Player, add_person
from tests.page import PageClient

FILLING = {"slug": "small", "course": "small", "path": "css/tokens.css", "language": "en"}
ANY_ID = "6f1c1b52-0000-4000-8000-000000000000"

# Whoever looks at what the record says about a person leaves the fact *evidence viewed*, which that person sees. A page
# that is only reached by a POST could not be linked or turned; so these append, on GET only, before they show anything.
LOGGED_LOOKS = {
    "/record/<int:seq>",
    "/record/<int:seq>.json",
    "/record/<int:seq>/receipt.json",
    "/record/entries",
    "/signed-on-paper/<enrolment_id>",
    "/hr/certificates/<code>.pdf",
    "/hr/courses/<slug>/certificates.zip",
}


def test_a_route_without_a_policy_stops_the_start(app: Flask) -> None:
    app.add_url_rule("/open-door", "open_door", lambda: "come in")
    with pytest.raises(RuntimeError, match="open_door"):
        guards.require_policies(app)


def test_a_view_declares_one_policy_only() -> None:
    def view() -> str:
        return ""

    with pytest.raises(RuntimeError, match="two policies"):
        guards.public(guards.signed_in(view))


def test_every_route_is_served_by_a_view_with_a_policy(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert hasattr(app.view_functions[rule.endpoint], "policy"), rule.rule


def test_a_visitor_gets_nothing_but_the_door(app: Flask, client: PageClient, small: str) -> None:
    for rule in app.url_map.iter_rules():
        if app.view_functions[rule.endpoint].policy.allows is not None:
            method = "GET" if "GET" in rule.methods else "POST"
            response = client.open(filled(rule), method=method)
            assert response.status_code in ((303,) if method == "GET" else (401,)), rule.rule
            assert method == "POST" or response.location.startswith("/sign-in"), rule.rule


@pytest.mark.parametrize("who", ["ana", "marc", "hana", "ines", "auditor"])
def test_looking_changes_nothing(
    app: Flask, as_: Callable[[Player], PageClient], cast: Cast, small: str, who: str
) -> None:
    client = as_(add_person("Vera", "Lind", roles=("auditor",)) if who == "auditor" else getattr(cast, who))
    written: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *parts: written.append(parts[2]))
    for rule in app.url_map.iter_rules():
        for method in ({"HEAD"} if rule.rule in LOGGED_LOOKS else {"GET", "HEAD"}) & (rule.methods or set()):
            client.open(filled(rule), method=method)
    changes = [statement for statement in written if statement.split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert len(written) > 5
    assert changes == []


def filled(rule: Rule) -> str:
    """An address of the rule: the small course where a course is asked for, else an id that nothing has."""
    address = rule.rule
    for name in rule.arguments:
        part = next(part for part in address.split("<")[1:] if part.split(">")[0].split(":")[-1] == name).split(">")[0]
        value = "1" if part.startswith("int") else FILLING.get(name, ANY_ID)
        address = address.replace(f"<{part}>", value)
    return address
