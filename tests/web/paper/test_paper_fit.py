"""The rules by which a text gets its size, and what is cleaned away before."""

import pytest

from lms.domain.certificate import CertificateValues
from lms.web.paper import fit, typeface
from lms.web.paper.certificate import hand_of, missing_glyphs
from tests.paper import ANA


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("Ana Aubert", 40),
        ("Marie-Françoise de Saint-Aubin", 27),
        ("Maria del Carmen Hernández García de la Torre y Montealegre i Puig", 21),
        ("W" * 300, 9),
    ],
)
def test_a_long_name_is_set_smaller(name: str, size: float) -> None:
    assert fit.name_size(name, -0.025) == size


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("Ana\nAubert\t ", "Ana Aubert"),
        ("Ana\u202e\u2067\u200f Aubert\x00", "Ana Aubert"),
        ("e\u0301", "é"),
        ("a" + "\u0300" * 50, "à" + "\u0300" * 4),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("x" * 400, "x" * 319 + "…"),
    ],
)
def test_invisible_and_endless_things_are_cleaned_away(dirty: str, clean: str) -> None:
    assert typeface.clean(dirty) == clean


@pytest.mark.parametrize(
    ("name", "hand"), [("Ana Aubert", "script"), ("Ana Nʼgolo", "italic"), ("Ana Wiśniewska", "print"), ("", "print")]
)
def test_the_script_face_is_used_only_where_it_has_every_letter(name: str, hand: str) -> None:
    assert hand_of(name, name or "Ana") == hand


def test_private_and_unassigned_characters_are_reported_once() -> None:
    values = CertificateValues.from_json(ANA.as_json().replace("Ana", "\ue000na\ue000\U000e0fff"))
    assert missing_glyphs(values) == "\ue000\U000e0fff"


def test_the_bundled_fonts_stay_small() -> None:
    assert sum(path.stat().st_size for path in typeface.FONTS.glob("*.ttf")) < 3_000_000
