"""Scans: what is told by its first bytes, written anew, and what is refused however it is dressed."""

import pytest

from lms.domain.refusal import Refusal
from lms.services import scans
from tests import scanned

GIF = b"GIF89a" + bytes(40)


def refused(data: bytes) -> str:
    with pytest.raises(Refusal) as error:
        scans.kept(data)
    return error.value.code


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (scanned.pdf(pages=20), "application/pdf"),
        (scanned.picture("PNG"), "image/png"),
        (scanned.picture("JPEG"), "image/jpeg"),
    ],
    ids=["pdf", "png", "jpeg"],
)
def test_a_plain_scan_is_kept(data: bytes, kind: str) -> None:
    kept = scans.kept(data)
    assert (kept.media_type, scans.kept(data).sha256) == (kind, kept.sha256)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "scan-missing"),
        (b"<!doctype html><script>alert(1)</script>", "scan-broken"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "scan-broken"),
        (GIF, "scan-broken"),
        (b"PK\x03\x04" + bytes(100), "scan-broken"),
        (b"<!--" + scanned.pdf(), "scan-broken"),
        (b"%PDF-1.7 and nothing else", "scan-broken"),
        (scanned.picture("PNG")[:40], "scan-broken"),
        (scanned.locked(), "scan-broken"),
        (scanned.pdf(scanned.script), "scan-active"),
        (scanned.pdf(scanned.hidden_script), "scan-active"),
        (scanned.pdf(scanned.attachment), "scan-active"),
        (scanned.pdf(pages=21), "scan-long"),
        (b"%PDF-" + bytes(scans.LARGEST), "scan-large"),
    ],
    ids=list("abcdefghijklmn"),
)
def test_everything_else_is_refused_with_its_reason(data: bytes, code: str) -> None:
    assert refused(data) == code


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"PK\x05\x06" + bytes(18)], ids=["html", "zip"])
def test_what_hangs_on_to_a_pdf_is_not_kept(tail: bytes) -> None:
    assert tail not in scans.kept(scanned.pdf() + tail).body


def test_what_hangs_on_to_a_picture_is_not_kept() -> None:
    assert b"<script>" not in scans.kept(scanned.picture("PNG") + b"<script>").body


def test_a_pdf_that_unpacks_to_gigabytes_is_refused_and_takes_nobody_with_it() -> None:
    assert refused(scanned.bomb()) == "scan-broken"


def test_a_picture_of_a_billion_dots_is_refused() -> None:
    assert refused(scanned.picture("PNG", (9000, 9000))) == "scan-broken"
