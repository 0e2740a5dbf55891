"""What holds on every answer: headers, hosts, tokens, cookies, and where a form may lead."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask

from lms.app import create_app
from lms.store import db
from lms.web.static_files import version
from lms.web.wsgi import CSP
from tests.cast import Cast, Player
from tests.conftest import Clock
from tests.page import PageClient
from tests.passwords import GOOD, give_password

As = Callable[[Player], PageClient]
EVIL = "https://evil.example"


def enter(client: PageClient, email: str, password: str = GOOD, **more):
    return client.post("/sign-in", data={"email": email, "password": password}, **more)


@contextmanager
def served_as(app: Flask, clock: Clock, **settings: object) -> Iterator[PageClient]:
    """A browser of the same instance with other settings."""
    other = create_app(replace(app.config["PARAPH"], **settings))
    other.config["CLOCK"] = clock
    other.test_client_class = PageClient
    yield other.test_client()
    with other.app_context():
        db.engine.dispose()


@pytest.fixture
def https(app: Flask, clock: Clock) -> Iterator[PageClient]:
    with served_as(app, clock, base_url="https://paraph.example") as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/sign-in", 200),
        ("GET", "/me", 303),
        ("GET", "/nothing", 404),
        ("DELETE", "/sign-in", 405),
        ("GET", "/static/css/tokens.css", 200),
        ("GET", "/static/none.css", 404),
        ("GET", "/healthz", 200),
        ("GET", "/link/unknown", 410),
    ],
)
def test_every_answer_carries_the_security_headers(client: PageClient, method: str, path: str, status: int) -> None:
    response = client.open(path, method=method)
    assert response.status_code == status
    assert response.headers["Content-Security-Policy"] == CSP
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "unsafe" not in CSP


def test_a_body_that_is_too_large_is_a_413_with_headers(client: PageClient) -> None:
    response = client.post("/sign-in", data={"email": "x" * 3_000_000})
    assert response.status_code == 413
    assert response.headers["Content-Security-Policy"] == CSP


def test_hsts_is_sent_over_https_only(client: PageClient, https: PageClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers
    assert https.get("/sign-in").headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_pages_of_a_signed_in_person_are_stored_nowhere(as_: As, cast: Cast) -> None:
    client = as_(cast.ana)
    for path in ("/me", "/privacy", "/nothing"):
        assert client.get(path).headers["Cache-Control"] == "no-store", path


def test_static_files_are_kept_for_ever_under_their_hash_and_nowhere_else(client: PageClient) -> None:
    current = client.get(f"/static/{version()}/css/tokens.css")
    older = client.get("/static/0123456789abcdef/css/tokens.css")
    assert "immutable" in current.headers["Cache-Control"]
    assert "immutable" not in older.headers["Cache-Control"]
    assert current.data == older.data
    assert "Cookie" not in current.headers.get("Vary", "")


@pytest.mark.parametrize("path", ["/static/../pyproject.toml", "/static/%2e%2e/pyproject.toml", "/static//etc/passwd"])
def test_static_files_end_at_their_folder(client: PageClient, path: str) -> None:
    assert client.get(path).status_code in (308, 404)


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:81", "[::1", "a b"])
def test_a_foreign_host_is_refused_and_not_repeated(client: PageClient, host: str) -> None:
    response = client.get("/sign-in", headers={"Host": host})
    assert response.status_code == 400
    assert host not in response.text


def test_loopback_has_more_than_one_name(client: PageClient) -> None:
    assert client.get("/sign-in", headers={"Host": "127.0.0.1"}).status_code == 200


def test_a_health_check_from_this_machine_may_use_any_host(client: PageClient) -> None:
    probe = {"Host": "10.0.0.7:8000"}
    assert client.get("/healthz", headers=probe).status_code == 200
    assert client.get("/healthz", headers=probe, environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 400


def test_forwarded_headers_count_only_when_a_proxy_was_announced(app: Flask, clock: Clock) -> None:
    forwarded = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example"}
    assert app.test_client().get("/sign-in", headers=forwarded).status_code == 200
    with served_as(app, clock, proxy_hops=1) as proxied:
        assert proxied.get("/sign-in", headers=forwarded).status_code == 400


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/forgotten", "/language", "/me", "/link/abc"])
def test_no_post_without_a_token(as_: As, cast: Cast, path: str) -> None:
    response = as_(cast.ana).post(path, csrf=False)
    assert response.status_code == 400
    assert "open for too long" in response.text


def test_the_token_of_another_browser_is_worth_nothing(app: Flask, client: PageClient, cast: Cast) -> None:
    theirs = app.test_client().token()
    assert enter(client, cast.ana.email, csrf=False, headers={"X-CSRFToken": theirs}).status_code == 400


def test_a_token_in_the_form_counts_like_one_in_the_header(client: PageClient) -> None:
    data = {"language": "fr", "csrf_token": client.token()}
    assert client.post("/language", data=data, csrf=False).status_code == 303


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": EVIL}, {"Origin": "null"}])
def test_a_post_from_another_site_is_refused_even_with_a_token(client: PageClient, headers: dict[str, str]) -> None:
    assert client.post("/language", data={"language": "fr"}, headers=headers).status_code == 403


def test_our_own_origin_is_no_foreigner(client: PageClient) -> None:
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/language", data={"language": "fr"}, headers=headers).status_code == 303


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "\t//evil.example",
        "/\t/evil.example",
        "https://evil.example/me",
        "javascript:alert(1)",
        "/@evil.example",
        "/me@evil.example",
        "/%0d%0aSet-Cookie:x",
        "/%2f%2fevil.example",
        "/%5cevil.example",
        "/nothing",
        "/sign-out",
        "me",
        "",
    ],
)
def test_a_form_leads_only_to_pages_of_ours(client: PageClient, cast: Cast, target: str) -> None:
    give_password(cast.ana)
    data = {"email": cast.ana.email, "password": GOOD, "next": target}
    assert client.post("/sign-in", data=data).location == "/"


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: PageClient, cast: Cast) -> None:
    give_password(cast.ana)
    cookies = enter(client, cast.ana.email).headers.getlist("Set-Cookie")
    assert {cookie.split("=")[0] for cookie in cookies} == {"paraph", "paraph-known", "paraph-visitor"}
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie and "Domain" not in cookie for cookie in cookies)


def test_over_https_cookies_are_bound_to_the_host(https: PageClient, app: Flask, cast: Cast) -> None:
    give_password(cast.ana)
    cookies = enter(https, cast.ana.email).headers.getlist("Set-Cookie")
    names = {cookie.split("=")[0] for cookie in cookies}
    assert names == {"__Host-paraph", "__Host-paraph-known", "__Host-paraph-visitor"}
    assert all("Secure" in cookie and "Path=/" in cookie for cookie in cookies)


def test_a_session_planted_before_signing_in_is_not_taken_over(client: PageClient, cast: Cast) -> None:
    give_password(cast.ana)
    client.set_session("planted")
    old = client.token()
    enter(client, cast.ana.email)
    assert client.get_cookie("paraph").value != "planted"
    assert client.post("/sign-out", csrf=False, headers={"X-CSRFToken": old}).status_code == 400


def test_a_visitor_has_no_row_and_no_session_cookie(client: PageClient) -> None:
    client.get("/sign-in")
    assert client.get_cookie("paraph") is None


def test_roles_open_only_their_own_pages(app: Flask, as_: As, cast: Cast) -> None:
    paths = ["/hr", "/hr/people", "/team"]
    known = {rule.rule for rule in app.url_map.iter_rules()}
    for path in (path for path in paths if path in known):
        assert as_(cast.omar).get(path).status_code == 403, path
