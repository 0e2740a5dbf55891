"""Sealed certificates, asked of other programs: pdfsig, qpdf, pyHanko's own validation."""

import io
import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import tsp
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from lms.store import seals
from lms.store.seals import Seal, SealUnavailable, Source
from lms.web.paper import sealing
from lms.web.paper.sealing import Sealer
from tests.paper import certificate, needs_paper, opened, run

pytestmark = needs_paper
NOW = datetime.now(UTC)  # other programs look at the clock of the machine


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    source = Source(tmp_path_factory.mktemp("instance"), "Ostrelle")
    seals.prepare(source, NOW)
    return source


@pytest.fixture(scope="module")
def printed() -> bytes:
    return certificate(b'{"index": 7}')


@pytest.fixture(scope="module")
def sealed(source: Source, printed: bytes) -> bytes:
    return Sealer(source).seal(printed, NOW)


def told(pdf: bytes, folder: Path, *options: str | Path) -> str:
    """What pdfsig says of it."""
    (folder / "sealed.pdf").write_bytes(pdf)
    return run("pdfsig", *options, folder / "sealed.pdf", package="poppler-utils")


def validated(pdf: bytes, source: Source):  # type: ignore[no-untyped-def]
    roots = [sealing._converted(seals._root_certificate(source.instance))]
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    return validate_pdf_signature(signature, ValidationContext(trust_roots=roots, moment=NOW))


def test_pdfsig_says_valid_and_knows_the_profile(sealed: bytes, tmp_path: Path) -> None:
    says = told(sealed, tmp_path)
    for words in ("Signature is Valid.", "ETSI.CAdES.detached", "SHA-256", "Total document signed", "Ostrelle, seal"):
        assert words in says


def test_with_the_root_in_its_store_pdfsig_trusts_the_issuer(sealed: bytes, source: Source, tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_bytes(seals.published(source))
    store = f"sql:{tmp_path}"
    run("certutil", "-N", "-d", store, "--empty-password", package="libnss3-tools")
    add = ("-A", "-d", store, "-n", "root", "-t", "CT,C,C", "-i", tmp_path / "root.pem")
    run("certutil", *add, package="libnss3-tools")
    assert "Certificate is Trusted." in told(sealed, tmp_path, "-nssdir", tmp_path)


@pytest.mark.parametrize("place", [0.05, 0.3, 0.6, 0.8])
def test_a_flipped_byte_is_not_valid(sealed: bytes, tmp_path: Path, place: float) -> None:
    signed = int(re.findall(rb"/ByteRange\s*\[0 (\d+)", sealed)[0])
    broken = bytearray(sealed)
    broken[int(signed * place)] ^= 1
    (tmp_path / "sealed.pdf").write_bytes(broken)
    done = subprocess.run(["pdfsig", tmp_path / "sealed.pdf"], capture_output=True, text=True, check=False)
    assert "Signature is Valid" not in done.stdout


def test_pyhanko_trusts_it_up_to_the_root_and_finds_nothing_added(sealed: bytes, source: Source) -> None:
    status = validated(sealed, source)
    assert (status.valid, status.intact, status.trusted, status.bottom_line) == (True, True, True, True)
    assert status.coverage.name == "ENTIRE_FILE"


def test_something_added_afterwards_is_no_part_of_what_was_sealed(sealed: bytes, source: Source) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    writer.root["/Evil"] = writer.add_object(generic.DictionaryObject({"/Yes": generic.NumberObject(1)}))
    writer.update_root()
    target = io.BytesIO()
    writer.write(target)
    assert validated(target.getvalue(), source).bottom_line is False


def test_qpdf_finds_no_fault(sealed: bytes, tmp_path: Path) -> None:
    (tmp_path / "page.pdf").write_bytes(sealed)
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", tmp_path / "page.pdf", package="qpdf")


def test_the_seal_leaves_everything_else_as_it_was(sealed: bytes, printed: bytes) -> None:
    before, after = opened(printed), opened(sealed)
    assert after.attachments["receipt.json"].get_file().read_bytes() == b'{"index": 7}'
    assert len(after.Root.AF) == 1 and str(after.Root.Lang) == "en" and bool(after.Root.MarkInfo.Marked)
    assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
    assert after.Root.Metadata.read_bytes().count(b"<rdf:RDF") == 1
    assert len(after.pages) == 1 and sealed.startswith(printed)


def test_its_field_is_nowhere_on_the_page_and_its_appearance_draws_nothing(sealed: bytes) -> None:
    pdf = opened(sealed)
    (field,) = pdf.Root.AcroForm.Fields
    left, bottom, right, top = (float(value) for value in field.Rect)
    assert (right - left, top - bottom, right < 0) == (0, 0, True)
    assert field.AP.N.read_bytes() == b"" and int(field.F) & 4 and str(field.TU) == "Seal"
    assert pdf.pages[0].obj.Tabs == pikepdf.Name.S


def test_a_key_that_ended_seals_nothing_and_says_so(source: Source, printed: bytes) -> None:
    with pytest.raises(SealUnavailable, match="ended"):
        Sealer(source).seal(printed, NOW + timedelta(days=365 * 11))


def test_with_an_authority_the_seal_carries_its_time(source: Source, printed: bytes, tmp_path: Path) -> None:
    key = rsa.generate_private_key(65537, 2048)
    clock = Seal(key, seals._certify("Time", key, None, NOW, NOW + timedelta(days=1)), ())
    authority = DummyTimeStamper(sealing._converted(clock.certificate), sealing._Press(clock)._signer.signing_key)

    def fetch(url: str, query: bytes) -> bytes:
        assert url == "https://time.example/tsr"
        return bytes(authority.request_tsa_response(tsp.TimeStampReq.load(query)).dump())

    stamped = Sealer(source, "https://time.example/tsr", fetch).seal(printed, NOW)
    assert "Signature is Valid." in told(stamped, tmp_path)
    assert validated(stamped, source).timestamp_validity.intact


def test_an_authority_that_fails_is_left_alone_for_a_while_and_holds_up_nothing(
    source: Source, printed: bytes, tmp_path: Path
) -> None:
    asked: list[str] = []

    def away(url: str, query: bytes) -> bytes:
        asked.append(url)
        raise OSError("no route to host")

    sealer = Sealer(source, "https://time.example/tsr", away)
    assert "Signature is Valid." in told(sealer.seal(printed, NOW), tmp_path)
    sealer.seal(printed, NOW)
    assert len(asked) == 1
