"""The words of mails, in the language of who gets them."""

from pathlib import Path

import pytest

from lms.config import Settings
from lms.services.post import Letter
from lms.web.mail import renderer
from tests.engines import settings_for

VALUES = {"enrolment": "e", "course": "small", "due": "2026-12-14", "token": "s3cret"}


@pytest.fixture
def told(tmp_path: Path) -> Settings:
    return settings_for(tmp_path)


def letter(kind: str, language: str | None, **values: object) -> Letter:
    titles = {"en": "Before you post", "fr": "Avant de publier"}
    return Letter("id", kind, VALUES | values, "ana@x.example", "Ana", language, titles, 6, 1)


def test_an_assignment_is_told_with_its_day_and_its_minutes(told: Settings) -> None:
    subject, text = renderer(told)(letter("assigned", "en"))
    assert subject == "“Before you post”: please finish by Monday 14 December 2026"
    assert "Hello Ana," in text and "about 6 minutes" in text and "http://localhost/courses/small" in text


def test_it_is_told_in_french_to_whom_reads_french(told: Settings) -> None:
    subject, text = renderer(told)(letter("assigned", "fr"))
    assert "Avant de publier" in subject and "lundi 14 décembre 2026" in subject and "Bonjour Ana" in text


def test_without_a_date_and_without_a_language(told: Settings) -> None:
    subject, text = renderer(told)(letter("assigned", None, due=None))
    assert "a course for you" in subject and "None" not in text


@pytest.mark.parametrize("kind", ["invitation", "password-reset"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_link_stands_in_the_text_and_never_in_the_subject(told: Settings, kind: str, language: str) -> None:
    subject, text = renderer(told)(letter(kind, language))
    assert "http://localhost/link/s3cret" in text
    assert "s3cret" not in subject and "Ana" not in subject


@pytest.mark.parametrize(("language", "said"), [("en", "A longer list."), ("fr", "Une liste plus longue.")])
def test_a_changed_text_is_told_with_what_changed(told: Settings, language: str, said: str) -> None:
    notes = {"en": "A longer list.", "fr": "Une liste plus longue."}
    subject, text = renderer(told)(letter("changed", language, notes=notes))
    assert said in text and "http://localhost/courses/small" in text and "Ana" not in subject


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_approver_is_led_to_the_proposal(told: Settings, language: str) -> None:
    subject, text = renderer(told)(letter("proposal", language, proposal="p1", number="2.0"))
    assert "http://localhost/hr/courses/small/proposals/p1" in text and "2.0" in subject


def test_a_hostile_title_stays_on_the_line_of_the_subject(told: Settings) -> None:
    evil = Letter("id", "assigned", VALUES, "a@x.example", "Ana", "en", {"en": "A\r\nBcc: all@x.example <b>&"}, 6, 1)
    subject, _ = renderer(told)(evil)
    assert "\n" not in subject and "\r" not in subject and "<b>&" in subject


@pytest.mark.parametrize(
    ("kind", "there"),
    [("revocation-asked", "/hr/courses/small/certificates"), ("certificate-revoked", "/certificates")],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_certificate_to_be_revoked_or_revoked_is_told_with_the_way_to_it(
    told: Settings, kind: str, there: str, language: str
) -> None:
    subject, text = renderer(told)(letter(kind, language))
    assert f"http://localhost{there}\n" in text and "Ana" not in subject
