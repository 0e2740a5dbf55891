"""The test client as linter: every HTML page that any test gets is checked before the test sees it."""

import secrets
from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from lms.services import sessions

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}
NAMED_BY_TEXT = {"button", "a", "summary", "legend", "label", "h1", "h2", "h3", "h4", "h5", "h6"}


class PageClient(FlaskClient):
    """Asks at the app's own address, sends a token with each post (unless csrf=False), and checks each page."""

    may_break = False  # set by the tests of the 500 page only

    def open(self, *args: Any, csrf: bool = True, **kwargs: Any) -> TestResponse:
        if args and isinstance(args[0], str):
            kwargs.setdefault("base_url", self.base_url)
            kwargs.setdefault("buffered", True)  # closes the files it was served
            if csrf and kwargs.get("method", "GET").upper() in UNSAFE:
                kwargs["headers"] = {"X-CSRFToken": self.token(), **dict(kwargs.get("headers") or {})}
        with self.application.app_context():  # the one a test holds open must not be shared
            response = super().open(*args, **kwargs)
        assert response.status_code != 500 or self.may_break, f"{response.request.path} broke; see the log"
        redirects = 300 <= response.status_code < 400  # their body is a fallback that no browser shows
        if response.mimetype == "text/html" and response.data and not redirects:
            where = f"{response.request.method} {response.request.path}"
            assert (problems := list(problems_of(response.text))) == [], f"{where}: {problems}"
        return response

    @property
    def base_url(self) -> str:
        return self.application.config["PARAPH"].base_url

    def token(self) -> str:
        """A valid token for this browser, as a page would have carried it."""
        with self.session_transaction(base_url=self.base_url) as session:
            raw = session.setdefault("csrf_token", secrets.token_hex(20))
        return str(URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token").dumps(raw))

    def sign_in_as(self, person_id: str) -> "PageClient":
        """Signs this browser in without the cost of a password."""
        with self.application.app_context():
            token = sessions.start(person_id, "password", self.application.config["CLOCK"]())
        self.set_session(token)
        return self

    def set_session(self, token: str) -> None:
        settings = self.application.config["PARAPH"]
        name = "__Host-paraph" if settings.https else "paraph"
        self.set_cookie(name, token, domain=settings.host.rsplit(":", 1)[0], secure=settings.https)


def problems_of(html: str) -> Iterator[str]:
    """What a page must not have, one sentence each."""
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    page = parser.parse(html)
    yield from (f"not HTML5 at {where}: {code} {info}" for where, code, info in parser.errors)
    yield from _frame(page)
    yield from _ids(page)
    yield from _fields(page)
    yield from _forms(page)
    yield from _inline(page)


def _frame(page: Element) -> Iterator[str]:
    if not page.get("lang"):
        yield "the page names no language"
    titles = [title for title in page.iterfind("head/title")]
    if len(titles) != 1 or not _text(titles[0]):
        yield f"{len(titles)} titles"
    if len(list(page.iter("h1"))) != 1:
        yield f"{len(list(page.iter('h1')))} first headings"
    if len(list(page.iter("main"))) != 1:
        yield "no single main part"


def _ids(page: Element) -> Iterator[str]:
    ids = Counter(item.get("id") for item in page.iter() if item.get("id") is not None)
    yield from (f"id {name!r} stands {number} times" for name, number in ids.items() if number > 1 or not name)
    for item in page.iter():
        for attribute in ("aria-describedby", "aria-labelledby", "aria-controls", "for"):
            missing = [name for name in (item.get(attribute) or "").split() if name not in ids]
            if missing:
                yield f"{attribute} names {missing}, which nothing has"


def _fields(page: Element) -> Iterator[str]:
    named = {label.get("for") for label in page.iter("label") if _text(label)}
    wrapped = {id(item) for label in page.iter("label") if _text(label) for item in label.iter()}
    for kind in ("input", "select", "textarea"):
        for item in page.iter(kind):
            spoken = item.get("aria-label") or item.get("aria-labelledby")
            labelled = spoken or item.get("id") in named or id(item) in wrapped
            if item.get("type") not in UNLABELLED and not labelled:
                yield f"{kind} {item.get('name')!r} has no label"
    for item in page.iter():
        if item.tag in NAMED_BY_TEXT and not _name(item):
            yield f"an empty {item.tag}: {item.attrib}"
    yield from (f"an image without alt: {image.get('src')}" for image in page.iter("img") if image.get("alt") is None)


def _forms(page: Element) -> Iterator[str]:
    for form in page.iter("form"):
        tokens = [item for item in form.iter("input") if item.get("name") == "csrf_token" and item.get("value")]
        post = (form.get("method") or "get").lower() == "post"
        if post and len(tokens) != 1:
            yield f"the form to {form.get('action')!r} has {len(tokens)} tokens"
        if not post and tokens:
            yield f"the form to {form.get('action')!r} would put its token into the address"


def _inline(page: Element) -> Iterator[str]:
    for item in page.iter():
        runs = item.tag == "script" and not item.get("src") and item.get("type") != "application/json"
        if item.tag == "style" or runs:
            yield f"an inline {item.tag}"
        for name, value in item.attrib.items():
            if name == "style" or str(name).startswith("on"):
                yield f"an inline {name} on {item.tag}"
            if name in ("href", "src", "action", "formaction") and value.strip().lower().startswith("javascript:"):
                yield f"a javascript address on {item.tag}"


def _text(item: Element) -> str:
    return "".join(item.itertext()).strip()


def _name(item: Element) -> str:
    inner = "".join((part.get("alt") or part.get("aria-label") or "") for part in item.iter())
    return inner + _text(item)
