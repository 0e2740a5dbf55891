"""Apache PDFBox Preflight judges the same templates, printed as PDF/A-1b: the only level it knows."""

import io
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest

from lms.store import seals
from lms.store.seals import Source
from lms.web.paper import press
from lms.web.paper.sealing import Sealer
from tests.paper import certificate, needs_paper, signed_copy
from tests.web.paper.test_paper_sealing import NOW

pytestmark = needs_paper
JARS = Path("/usr/share/java")
NEEDED = ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "commons-io", "javax.activation", "jaxb-api")


@pytest.fixture(autouse=True)
def older_level(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "VARIANT", "pdf/a-1b")


def as_of_1_4(pdf: bytes) -> bytes:
    """PDF/A-1 knows no object streams."""
    target, mode = io.BytesIO(), pikepdf.ObjectStreamMode.disable
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(target, object_stream_mode=mode, force_version="1.4", preserve_pdfa=True)
    return target.getvalue()


def judged(pdf: bytes, folder: Path) -> str:
    """What Preflight says."""
    jars = [JARS / f"{name}.jar" for name in NEEDED]
    if shutil.which("java") is None or not all(jar.exists() for jar in jars):
        pytest.skip("Preflight is not installed (apt-get install libpdfbox2-java libactivation-java libjaxb-api-java)")
    (folder / "page.pdf").write_bytes(pdf)
    path = ":".join(map(str, jars))
    command = ["java", "-cp", path, "org.apache.pdfbox.preflight.Validator_A1b", str(folder / "page.pdf")]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_certificate_is_valid(language: str, tmp_path: Path) -> None:
    says = judged(as_of_1_4(certificate(language=language, holder="Ελένη Řehořová محمد")), tmp_path)
    assert "is a valid PDF/A-1b file" in says, says


def test_a_drawn_signature_takes_nothing_away(tmp_path: Path) -> None:
    line = ((100, 300), (500, 120), (900, 480), (1400, 300))
    says = judged(as_of_1_4(certificate(drawn=(line, line[::-1]), typed_name="")), tmp_path)
    assert "is a valid PDF/A-1b file" in says, says


def test_the_seal_takes_nothing_away(tmp_path: Path) -> None:
    source = Source(tmp_path, "Ostrelle")
    seals.prepare(source, NOW)
    says = judged(Sealer(source).seal(as_of_1_4(certificate()), NOW), tmp_path)
    assert "is a valid PDF/A-1b file" in says, says


def test_a_signed_copy_is_valid(tmp_path: Path) -> None:
    says = judged(as_of_1_4(signed_copy()), tmp_path)
    assert "is a valid PDF/A-1b file" in says, says


def test_the_judge_is_no_yes_man(tmp_path: Path) -> None:
    assert "is not a valid" in judged(certificate(b"{}"), tmp_path)
