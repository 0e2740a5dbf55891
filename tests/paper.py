"""What the tests of the paper share: Ana's certificate and copy, and the tools that read a PDF back."""

import io
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from lms.domain.certificate import CertificateValues
from lms.domain.signed_copy import SignedCopyValues
from lms.web.paper.child import available

NO_PAPER = available()
needs_paper = pytest.mark.skipif(NO_PAPER is not None, reason=str(NO_PAPER))

ANA = CertificateValues(
    language="en",
    organisation="Ostrelle",
    holder="Ana Aubert-Nkemelu",
    course_id="social-media",
    course_title="Social media and you",
    score_percent=92,
    signed_on=date(2026, 11, 24),
    valid_until=date(2027, 11, 24),
    version="3.2",
    signed_by="Hana Lefèvre",
    signed_by_role="Head of people",
    typed_name="Ana Aubert-Nkemelu",
    code="7K3QM-9XT2V-4HBRC-0WZ8N-PD5GJ",
    verify_url="https://ostrelle.example/verify/7K3QM-9XT2V-4HBRC-0WZ8N-PD5GJ",
    fingerprint="7f3a91c4d2085be10c6e44a9f17de08b52a7c39e1b60d4f88e213b7ac9d0e5a4",
)
COPY = SignedCopyValues(
    language="en",
    organisation="Ostrelle",
    course_title="Social media and you",
    version="3.2",
    holder="Ana Aubert-Nkemelu",
    document_html="<section><h2>Why</h2><p>Anything you post can be read by anyone.</p></section>",
    statements=("I have read this policy.", "I will follow it."),
    consent="I agree to sign electronically.",
    method="typed",
    typed_name="Ana Aubert-Nkemelu",
    signed_at=datetime(2026, 11, 24, 9, 3, 11, tzinfo=UTC),
    zone="Europe/Paris",
    edition_sha256="a" * 64,
    fingerprint=ANA.fingerprint,
    fact_id="0192f6f5-7c1b-7b7e-8a3f-3c1fd9f0a111",
    leaf_hash="b" * 64,
)


def certificate(receipt: bytes | None = None, **changes: Any) -> bytes:
    from lms.web.paper.certificate import render_certificate

    return render_certificate(replace(ANA, **changes), receipt)


def signed_copy(**changes: Any) -> bytes:
    from lms.web.paper.signed_copy import render_signed_copy

    return render_signed_copy(replace(COPY, **changes))


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def run(tool: str, *arguments: str | Path, package: str) -> str:
    """What the tool prints; the test is skipped where the tool is not installed."""
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed (apt-get install {package})")
    done = subprocess.run([tool, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def text_of(pdf: bytes, folder: Path) -> str:
    """The words a reader can select, blanks evened out and the invisible marks of direction removed."""
    (folder / "page.pdf").write_bytes(pdf)
    words = run("pdftotext", folder / "page.pdf", "-", package="poppler-utils")
    return " ".join(words.translate(dict.fromkeys([*range(0x202A, 0x202F), 0x200E, 0x200F])).split())
