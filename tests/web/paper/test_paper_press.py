"""The shelf refuses whatever was not laid out for the page."""

import pytest

from tests.paper import needs_paper

pytestmark = needs_paper


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/x.png",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "data:text/plain,hello",
        "ftp://example.com/x",
        "https://paper.invalid/other.svg",
        "https://paper.invalid/../qr.svg",
        "qr.svg",
    ],
)
def test_anything_else_is_refused(url: str) -> None:
    from lms.web.paper.press import NotOnTheShelf, Shelf

    with pytest.raises(NotOnTheShelf):
        Shelf({"qr.svg": b"<svg/>"}).fetch(url)


def test_what_lies_on_the_shelf_is_handed_out_with_its_type() -> None:
    from lms.web.paper.press import BASE, Shelf

    answer = Shelf({"qr.svg": b"<svg/>"}).fetch(BASE + "qr.svg")
    assert answer.read() == b"<svg/>" and answer.content_type == "image/svg+xml"
