"""Which passwords are taken, and why others are not."""

import pytest

from lms.domain import passwords
from lms.domain.refusal import Refusal
from lms.services.hashing import common

CONTEXT = ("Ostrelle", "ana.duarte@ostrelle.example")


def judged(password: str) -> str:
    try:
        passwords.check(password, common=common(), context=CONTEXT)
    except Refusal as refusal:
        return refusal.code
    return "taken"


@pytest.mark.parametrize(
    "password",
    [
        "violet grenouille tambour",
        "x7#kQ!vv29Lm",
        "!#%&/()=?+*^",
        "Ostrelle sent nine umbrellas",
        "пароль для Анны",
        "鸟鱼猫狗牛羊马鸡鸭鹅虎龙",
    ],
)
def test_long_and_unusual_ones_are_taken(password: str) -> None:
    assert judged(password) == "taken"


@pytest.mark.parametrize(("password", "code"), [("eleven char", "password-short"), ("é" * 257, "password-long")])
def test_length_has_two_ends(password: str, code: str) -> None:
    assert judged(password) == code


def test_256_characters_are_taken() -> None:
    assert judged("violet grenouille " * 14 + "four") == "taken"


@pytest.mark.parametrize(
    "password",
    [
        "Password1234",
        "P@ssw0rd1234",
        "motdepasse2026!",
        "Azertyuiop123",
        "correct horse battery staple",
        "aaaaaaaaaaaa",
        "abababababab",
        "abcdefghijkl",
        "123456789012",
        "zyxwvutsrqponm",
        "AdminAdmin123",
    ],
)
def test_what_attackers_try_first_is_refused(password: str) -> None:
    assert judged(password) == "password-common"


@pytest.mark.parametrize(
    "password", ["Ostrelle2026!", "ana.duarte@ostrelle.example", "DuarteOstrelle1", "ana.duarte2026"]
)
def test_what_everybody_here_would_guess_is_refused(password: str) -> None:
    assert judged(password) == "password-context"


def test_the_same_keys_give_the_same_password_on_every_system() -> None:
    assert passwords.normalised("e\u0301ﬁ") == passwords.normalised("éfi")


def test_the_list_holds_what_the_rules_compare_with() -> None:
    assert len(common()) > 3_000
    assert all(len(entry) >= passwords.SHORTEST and entry == entry.casefold() and entry.isalnum() for entry in common())
