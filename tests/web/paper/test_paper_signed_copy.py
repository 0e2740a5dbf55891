"""The signer's copy, opened again."""

import io
import re
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from lms.web.paper.signed_copy import clean_document
from tests.paper import COPY, needs_paper, opened, run, signed_copy, text_of

pytestmark = needs_paper
LONG = "".join(
    f"<section><h2>Part {n}</h2>{'<p>' + 'Words of the policy. ' * 60 + '</p>'}</section>" for n in range(12)
)


def photo() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 20), (90, 42, 126)).save(target, "PNG")
    return target.getvalue()


def test_it_holds_text_promises_signature_fingerprints_and_receipt(tmp_path: Path) -> None:
    text = text_of(signed_copy(), tmp_path)
    for words in ("Anything you post", *COPY.statements, COPY.consent, "version 3.2", "English", "Ana Aubert-Nkemelu"):
        assert words in text
    for value in (COPY.fingerprint, COPY.edition_sha256, COPY.fact_id, COPY.leaf_hash):
        assert value in text


def test_the_moment_is_written_with_its_zone(tmp_path: Path) -> None:
    assert "24 November 2026, 10:03:11 (Europe/Paris, UTC+01:00)" in text_of(signed_copy(), tmp_path)


def test_every_page_says_which_it_is_of_how_many(tmp_path: Path) -> None:
    pdf = signed_copy(document_html=LONG, language="fr")
    count = len(opened(pdf).pages)
    text = text_of(pdf, tmp_path)
    assert count > 3 and all(f"Page {page} sur {count}" in text for page in range(1, count + 1))


def test_running_lines_are_artifacts_and_every_tagged_content_is_in_the_tree() -> None:
    pdf = opened(signed_copy(document_html=LONG))
    for number, page in enumerate(pdf.pages):
        listed = pdf.Root.StructTreeRoot.ParentTree.Nums[2 * number + 1]
        steps = [step for step in pikepdf.parse_content_stream(page) if str(step.operator) == "BDC"]
        marks = [int(step.operands[1].MCID) for step in steps if "/MCID" in step.operands[1]]
        assert all(isinstance(listed[mark], pikepdf.Dictionary) for mark in marks)
        assert sum(step.operands[1].get("/Type") == "/Pagination" for step in steps) >= 1


def test_it_is_tagged_and_in_its_language() -> None:
    pdf = opened(signed_copy(language="fr"))
    assert str(pdf.Root.Lang) == "fr" and bool(pdf.Root.MarkInfo.Marked)
    assert str(pdf.docinfo.Title).startswith("Copie signée")


def test_an_allow_list_checker_finds_nothing_but_the_level() -> None:
    pytest.importorskip("jsonschema", reason="jsonschema is not installed (pip install 'pikepdf[pdfa]')")
    from pikepdf import pdfa

    html = LONG + '<p><img src="a.png" alt="A phone"> <a href="https://example.com">law</a> 🎉</p>'
    found = pdfa.check(opened(signed_copy(document_html=html, images={"a.png": photo()})), "3b").findings
    expected = re.compile(
        r"XMP (namespace|property) (pdfaExtension|pdfaSchema|pdfaProperty|pdfuaid)|conformance is 'A'"
    )
    assert [str(finding) for finding in found if not expected.search(str(finding))] == []


def test_pictures_come_from_the_shelf_and_from_nowhere_else() -> None:
    html = (
        '<img src="./a.png" alt="ours"><img src="https://evil.example/x.png" alt="theirs"><img src="../../etc/passwd">'
    )
    pdf = opened(signed_copy(document_html=html, images={"a.png": photo()}))
    pictures = [item for item in pdf.objects if isinstance(item, pikepdf.Stream) and "/Width" in item]
    assert [int(picture.Width) for picture in pictures] == [40]
    assert not any(picture.get("/Interpolate") for picture in pictures)


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<style>body{display:none}</style>",
        '<link rel="attachment" href="file:///etc/passwd">',
        '<iframe src="file:///etc/passwd"></iframe>',
        '<p style="background:url(https://evil.example/)" onclick="x()">',
        '<a href="javascript:alert(1)">x</a>',
        '<base href="https://evil.example/">',
        '<meta name="author" content="Omar">',
        '<svg><image href="file:///etc/passwd"/></svg>',
        '<object data="file:///etc/passwd"></object>',
    ],
)
def test_a_hostile_document_is_cleaned_once_more(attack: str) -> None:
    cleaned = str(clean_document(f"<p>kept</p>{attack}<p>too</p>"))
    assert "kept" in cleaned and "too" in cleaned
    assert not re.search("script|style|link|iframe|onclick|base|meta|svg|object|passwd|evil|Omar", cleaned)


def test_a_hostile_document_attaches_nothing() -> None:
    pdf = opened(signed_copy(document_html='<link rel="attachment" href="file:///etc/passwd"><p>x</p>'))
    assert list(pdf.attachments) == []


def test_hostile_names_and_statements_are_printed_as_words(tmp_path: Path) -> None:
    attack = "</li><script>alert(1)</script>"
    text = text_of(signed_copy(holder=attack, typed_name="", statements=(attack,), course_title=attack), tmp_path)
    assert text.count("<script>alert(1)</script>") >= 3


def test_qpdf_finds_no_fault(tmp_path: Path) -> None:
    (tmp_path / "page.pdf").write_bytes(signed_copy(document_html=LONG))
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", tmp_path / "page.pdf", package="qpdf")
