"""Everybody sees who looked at their record, and only at theirs."""

from collections.abc import Callable

from lms.services import viewing
from tests.cast import NOW, Cast, Player
from tests.page import PageClient

As = Callable[[Player], PageClient]


def test_a_person_sees_who_looked_at_what(cast: Cast, as_: As) -> None:
    viewing.viewed(cast.hana.id, cast.ana.id, "paper-scan", NOW)
    page = as_(cast.ana).get("/me/seen").text
    assert "Hana Okafor" in page and "the scan of a signature of yours" in page


def test_nobody_sees_who_looked_at_others(cast: Cast, as_: As) -> None:
    viewing.viewed(cast.hana.id, cast.ana.id, "paper-scan", NOW)
    assert "Nobody has looked." in as_(cast.omar).get("/me/seen").text


def test_it_reads_in_french(cast: Cast, as_: As) -> None:
    viewing.viewed(cast.hana.id, cast.marc.id, "record-list", NOW)
    assert "la liste de ce que le registre dit de vous" in as_(cast.marc).get("/me/seen?lang=fr").text
