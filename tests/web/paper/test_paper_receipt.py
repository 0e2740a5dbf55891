"""The receipt on paper, opened again."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lms.domain.receipt import ReceiptValues
from tests.paper import needs_paper, opened, run, text_of

pytestmark = needs_paper
NOTE = "paraph.example/record\n421\n" + "q" * 44 + "\n\n— paraph.example " + "z" * 92 + "\n"
ANA = ReceiptValues(
    language="en",
    organisation="Ostrelle",
    holder="Ana Aubert-Nkemelu",
    course_title="Social media and you",
    version="3.2",
    method="drawn",
    signed_at=datetime(2026, 11, 24, 9, 3, 11, tzinfo=UTC),
    zone="Europe/Paris",
    fingerprint="a" * 64,
    edition_sha256="b" * 64,
    fact_id="0192f6f5-7c1b-7b7e-8a3f-3c1fd9f0a111",
    index=417,
    leaf_hash="c" * 64,
    checkpoint=NOTE,
    size=421,
    root="d" * 64,
    verify_url="https://ostrelle.example/verify/7K3QM-9XT2V-4HBRC-0WZ8N-PD5GJ",
)


def printed(**changes: Any) -> bytes:
    from lms.web.paper.receipt import render_receipt

    return render_receipt(replace(ANA, **changes))


def test_it_says_who_what_when_and_gives_the_numbers(tmp_path: Path) -> None:
    text = text_of(printed(), tmp_path)
    for words in (
        ANA.holder,
        "Social media and you, version 3.2",
        "10:03",
        "417",
        "421",
        "simple electronic signature",
    ):
        assert words in text
    for value in (ANA.fingerprint, ANA.edition_sha256, ANA.fact_id, ANA.leaf_hash, ANA.root):
        assert value in text.replace(" ", "")


LONG = {"holder": "Maximiliane-Theodora von und zu Hohenfels-Wiśniewska " * 2, "course_title": "A long title " * 14}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("changes", [{}, LONG, {"checkpoint": "", "size": None, "root": ""}], ids=["", "long", "early"])
def test_it_is_one_tagged_page(language: str, changes: dict[str, Any]) -> None:
    with opened(printed(language=language, **changes)) as pdf:
        assert (len(pdf.pages), pdf.Root.MarkInfo.Marked, str(pdf.Root.Lang)) == (1, True, language)


def test_without_a_checkpoint_it_claims_no_proof(tmp_path: Path) -> None:
    assert "No checkpoint covers it yet" in text_of(printed(checkpoint="", size=None, root=""), tmp_path)


def test_a_checker_finds_nothing_wrong(tmp_path: Path) -> None:
    (tmp_path / "page.pdf").write_bytes(printed())
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", tmp_path / "page.pdf", package="qpdf")
