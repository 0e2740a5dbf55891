"""A certificate, opened again: its structure, what archives ask for, and its words."""

import io
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from lms.web.paper.certificate import missing_glyphs, qr_code
from tests.paper import ANA, certificate, needs_paper, opened, run, text_of

pytestmark = needs_paper
ATTACKS = "<b>Ana</b></h1><script>alert(1)</script><img src=file:///etc/passwd>{{7*7}}\r\n\u202eevil\u2066 \u200f\x00"


@pytest.fixture(scope="module")
def pdf() -> pikepdf.Pdf:
    return opened(certificate(b'{"index": 7}'))


def test_it_is_one_landscape_page_in_its_language_with_a_title(pdf: pikepdf.Pdf) -> None:
    assert [round(float(side)) for side in pdf.pages[0].mediabox] == [0, 0, 842, 595]
    assert len(pdf.pages) == 1
    assert str(pdf.Root.Lang) == "en"
    assert str(pdf.docinfo.Title) == "Certificate: Social media and you, Ana Aubert-Nkemelu"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


def test_it_is_tagged_and_has_a_colour_profile(pdf: pikepdf.Pdf) -> None:
    assert bool(pdf.Root.MarkInfo.Marked)
    assert str(pdf.Root.StructTreeRoot.K[0].S) == "/Document"
    assert str(pdf.Root.OutputIntents[0].S) == "/GTS_PDFA1"


def test_one_packet_of_metadata_claims_archive_and_accessibility(pdf: pikepdf.Pdf) -> None:
    packet = pdf.Root.Metadata.read_bytes().decode()
    assert packet.count("<rdf:RDF") == 1
    assert 'pdfaid:part="3"' in packet and 'pdfaid:conformance="A"' in packet and 'pdfuaid:part="1"' in packet


def test_the_receipt_is_attached_once(pdf: pikepdf.Pdf) -> None:
    assert list(pdf.attachments) == ["receipt.json"]
    assert json.loads(pdf.attachments["receipt.json"].get_file().read_bytes()) == {"index": 7}
    assert len(pdf.Root.AF) == 1
    assert pdf.Root.AF[0].AFRelationship == pikepdf.Name.Data


def test_without_a_receipt_nothing_is_attached() -> None:
    bare = opened(certificate())
    assert list(bare.attachments) == [] and "/AF" not in bare.Root


def test_the_engraving_is_one_form_that_no_reader_reads_aloud(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    assert page.Resources.XObject.Ground.Subtype == pikepdf.Name.Form
    inside: list[bool] = []
    for step in pikepdf.parse_content_stream(page):
        match str(step.operator):
            case "BMC" | "BDC":
                inside.append(str(step.operands[0]) == "/Artifact")
            case "EMC":
                inside.pop()
            case "Do" if str(step.operands[0]) in ("/Ground", "/Flourish"):
                assert inside == [True]


def test_no_image_is_smoothed(pdf: pikepdf.Pdf) -> None:
    assert not any(isinstance(item, pikepdf.Stream) and item.get("/Interpolate") for item in pdf.objects)


def test_the_code_has_an_alternative_text_and_its_true_place(pdf: pikepdf.Pdf) -> None:
    figures = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"]
    assert [ANA.verify_url in str(figure.Alt) for figure in figures] == [True]
    left, bottom, right, top = (float(value) for value in figures[0].A.BBox)
    assert 640 < left < right < 800 and 60 < bottom < top < 210


def test_every_font_is_embedded(pdf: pikepdf.Pdf) -> None:
    described = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/FontName" in item]
    assert described and all("/FontFile2" in item or "/FontFile3" in item for item in described)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_allow_list_checker_finds_nothing_but_the_level(language: str) -> None:
    """pikepdf knows level 3b and no extension schemas; those two are set aside, everything else must pass."""
    pytest.importorskip("jsonschema", reason="jsonschema is not installed (pip install 'pikepdf[pdfa]')")
    from pikepdf import pdfa

    found = pdfa.check(opened(certificate(b"{}", language=language)), "3b").findings
    left = [str(finding) for finding in found]
    expected = re.compile(
        r"XMP (namespace|property) (pdfaExtension|pdfaSchema|pdfaProperty|pdfuaid)|conformance is 'A'"
    )
    assert [text for text in left if not expected.search(text)] == []


def test_qpdf_finds_no_fault(tmp_path: Path) -> None:
    (tmp_path / "page.pdf").write_bytes(certificate(b"{}"))
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", tmp_path / "page.pdf", package="qpdf")


def test_a_screen_reader_hears_heading_table_and_names(tmp_path: Path) -> None:
    (tmp_path / "page.pdf").write_bytes(certificate())
    heard = run("pdfinfo", "-struct-text", tmp_path / "page.pdf", package="poppler-utils")
    assert re.search(r"H1 \(block\)\s+.*?\"Ana \"", heard, re.DOTALL)
    assert all(word in heard for word in ("TH", "24 November 2027", "Table", "Figure"))


def test_the_printed_code_leads_to_the_check(tmp_path: Path) -> None:
    (tmp_path / "page.pdf").write_bytes(certificate())
    run(
        "pdftoppm",
        "-r",
        "100",
        "-png",
        "-singlefile",
        tmp_path / "page.pdf",
        tmp_path / "page",
        package="poppler-utils",
    )
    read = run("zbarimg", "-q", "--raw", "--nodbus", tmp_path / "page.png", package="zbar-tools")
    assert read.strip() == ANA.verify_url


def test_the_code_keeps_a_quiet_zone_and_is_large_enough() -> None:
    drawing, side = qr_code(ANA.verify_url)
    modules = int(re.findall(rb'width="(\d+)"', drawing)[0])
    assert side * (modules - 8) / modules >= 32


@pytest.mark.parametrize(
    "name",
    [
        "Łukasz Wiśniewski",
        "Tomáš Řehoř",
        "Ελένη Παπαδοπούλου",
        "Александра Ивановна",
        "محمد بن عبد الرحمن",
        "דוד בן גוריון",
        "Nguyễn Thị Ánh",
        "Գոռ Վարդանյան",
        "ნინო ბერიძე",
    ],
)
def test_a_name_of_any_of_our_scripts_can_be_read_and_copied(name: str, tmp_path: Path) -> None:
    assert missing_glyphs(ANA) == ""
    assert text_of(certificate(holder=name, typed_name=name), tmp_path).count(name) == 2


def test_french_is_written_the_french_way(tmp_path: Path) -> None:
    text = text_of(
        certificate(language="fr", signed_on=date(2026, 12, 1), valid_until=None, score_percent=100), tmp_path
    )
    assert "1er décembre 2026" in text and "100 %" in text and "décerné à" in text and "Valable" not in text


def test_without_a_quiz_nobody_is_said_to_have_been_tested(tmp_path: Path) -> None:
    text = text_of(certificate(score_percent=None), tmp_path)
    assert "who read and signed" in text and "Score" not in text


@pytest.mark.parametrize(
    "field", ["holder", "course_title", "organisation", "signed_by", "signed_by_role", "typed_name"]
)
def test_hostile_words_are_printed_as_words(field: str, tmp_path: Path) -> None:
    hostile = certificate(**{field: ATTACKS})
    text = text_of(hostile, tmp_path).replace(" ", "")  # handwriting leans over its blanks
    assert len(opened(hostile).pages) == 1
    assert "<script>alert(1)</script>" in text and "{{7*7}}" in text and "evil" in text and "root:" not in text


@pytest.mark.parametrize("letter", ["W", "é", "Ω", "م", "字", "M "])
def test_three_hundred_letters_everywhere_stay_on_the_page(letter: str, tmp_path: Path) -> None:
    long = (letter * 300)[:300]
    fields = ("holder", "course_title", "organisation", "signed_by", "signed_by_role", "typed_name")
    pdf = certificate(**dict.fromkeys(fields, long))
    (tmp_path / "page.pdf").write_bytes(pdf)
    boxes = run("pdftotext", "-bbox", tmp_path / "page.pdf", "-", package="poppler-utils")
    right = [float(value) for value in re.findall(r'xMax="([\d.]+)"', boxes)]
    assert len(opened(pdf).pages) == 1 and max(right) < 842 - 22 and "Scan" in boxes


def test_characters_no_font_has_are_reported_and_visibly_replaced(tmp_path: Path) -> None:
    values = {"holder": "Ana \ue000 \U0001f3f4", "typed_name": ""}
    assert "\ufffd" in text_of(certificate(**values), tmp_path)


def test_the_printing_modules_do_not_load_flask() -> None:
    code = "import lms.web.paper.printing, lms.web.paper.press, sys; print('flask' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_same_values_give_the_same_page() -> None:
    first, second = (opened(certificate()) for _ in range(2))
    pages = [b"".join(part.read_bytes() for part in each.pages[0].Contents) for each in (first, second)]
    assert pages[0] == pages[1] and io.BytesIO(pages[0]).read(9) == b"/Artifact"
