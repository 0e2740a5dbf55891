"""Keys, cleaning and comparing names."""

import pytest

from lms.domain import names
from lms.domain.refusal import Refusal


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ana@X.Example", "ana@x.example"), ("straße@x.example", "STRASSE@x.example"), ("ａna@x.fr", "ana@x.fr")],
)
def test_spellings_of_one_address_have_one_key(one: str, other: str) -> None:
    assert names.email_key(one) == names.email_key(f" {other} ")


def test_a_key_of_a_key_is_itself() -> None:
    for text in ("İstanbul@x.example", "ǅ@x.example", "ﬁ@x.example"):
        assert names.email_key(names.email_key(text)) == names.email_key(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Lefèvre  Marc", "lefevre marc"),
        ("O’Brien-Søren", "o brien soren"),
        ("Łukasz Œuvre", "lukasz oeuvre"),
        ("Nguyễn Thị", "nguyen thi"),
    ],
)
def test_a_name_is_found_without_its_accents(text: str, key: str) -> None:
    assert names.name_key(text) == key


def test_people_are_ordered_by_family_name() -> None:
    assert names.person_key("Ana", "Díaz") == "diaz ana"


@pytest.mark.parametrize("email", ["ana@ostrelle.example", "a.b+c@sub.example", "é@exämple.example", "x@localhost"])
def test_addresses_that_mail_can_reach_pass(email: str) -> None:
    assert names.clean_email(f" {email} ") == email


@pytest.mark.parametrize(
    "email",
    [
        *("", "ana", "ana@", "@x.example", "a@b@c", "a b@c.example", "a@.example", "a@b..example"),
        *("a@b\r\nBcc: c@d.example", "a,b@c.example", "a@b;c.example", "<a@b.example>"),
        *("a\0@b.example", "a\u202e@b.example", f"{'a' * 250}@b.example"),
    ],
)
def test_anything_else_is_no_address(email: str) -> None:
    with pytest.raises(Refusal) as caught:
        names.clean_email(email)
    assert caught.value.code == "email-invalid"


@pytest.mark.parametrize("name", ["Zoë", "Nguyễn", "山田", "O’Brien", "Jean-Luc", "علي", "नि\u200dता", "x" * 100])
def test_names_of_the_world_pass(name: str) -> None:
    assert names.clean_name(name) == name


def test_a_name_is_stored_composed_and_with_single_blanks() -> None:
    assert names.clean_name("  Zoe\u0308  Ann ") == "Zoë Ann"


@pytest.mark.parametrize(
    "hidden", ["\0", "\n", "\x1b", "\ud800", "\u202e", "\u2066", "\u200b", "\ufeff", "\ufffd", "\ue000"]
)
def test_a_name_with_hidden_or_damaged_characters_is_refused(hidden: str) -> None:
    with pytest.raises(Refusal) as caught:
        names.clean_name(f"a{hidden}b")
    assert caught.value.code == "name-invalid"


@pytest.mark.parametrize(
    ("name", "code"), [("", "name-missing"), (" - ", "name-missing"), ("x" * 101, "text-too-long")]
)
def test_a_name_has_a_letter_and_a_limit(name: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        names.clean_name(name)
    assert caught.value.code == code


def test_several_lines_are_cleaned_one_by_one() -> None:
    assert names.clean_lines(" one  two \n\nthree", 50) == "one two\n\nthree"


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("Marc Lefèvre", True),
        ("marc  LEFEVRE", True),
        ("marclefevre", True),
        ("Marc Lefe\u0300vre", True),
        ("Lefèvre Marc", False),
        ("Marc", False),
        ("", False),
    ],
)
def test_a_signature_name_may_differ_in_case_accents_and_blanks_only(typed: str, same: bool) -> None:
    assert names.same_name(typed, "Marc Lefèvre") is same


def test_initials_keep_their_accents() -> None:
    assert names.initials("Élodie", "ßen") == "ÉS"
    assert names.full_name("Ana", "Duarte") == "Ana Duarte"
