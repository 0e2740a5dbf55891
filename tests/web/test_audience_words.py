"""Audiences as sentences."""

import pytest
from flask import Flask
from flask_babel import force_locale

from lms.domain.audience import Audience, Departments, Everyone, People
from lms.web.audience_words import audience_words


@pytest.mark.parametrize(
    ("audience", "english", "french"),
    [
        (Everyone(), "Everybody", "Tout le monde"),
        (Departments(names=("IT", "Legal")), "Everybody in IT and Legal", "Tout le monde dans : IT et Legal"),
        (People(ids=("a",)), "1 chosen person", "1 personne choisie"),
        (People(ids=("a", "b")), "2 chosen people", "2 personnes choisies"),
    ],
)
def test_the_rule_is_told_in_both_languages(app: Flask, audience: Audience, english: str, french: str) -> None:
    with app.test_request_context():
        assert audience_words(audience) == english
        with force_locale("fr"):
            assert audience_words(audience).replace("\u202f", " ") == french


def test_many_departments_are_counted_after_the_sixth(app: Flask) -> None:
    with app.test_request_context():
        words = audience_words(Departments(names=tuple("ABCDEFGH"), without_signed=True))
    assert words == "Everybody in A, B, C, D, E, F, and 2 more. Without those who have signed this version already."
