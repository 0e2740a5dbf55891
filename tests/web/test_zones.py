"""Time zones are chosen by city, in the reader's language, from the same list on every page."""

import re
from collections import Counter
from collections.abc import Callable

import pytest

from lms.services import profile
from tests.cast import NOW, Cast, Player
from tests.obligations import HOUSE
from tests.page import PageClient

As = Callable[[Player], PageClient]


def options(page: str) -> list[tuple[str, str]]:
    """(value, text) of the zones offered, in their order."""
    inside = page.partition('<select class="input" id="timezone"')[2].partition("</select>")[0]
    return re.findall(r'<option value="([^"]+)"(?: selected)?>([^<]*)</option>', inside)


def test_both_pages_offer_the_same_cities(cast: Cast, as_: As) -> None:
    hana = as_(cast.hana)
    mine, theirs = options(hana.get("/me").text), options(hana.get("/hr/people/new").text)
    assert mine == theirs and ("Europe/Paris", "Paris") in mine and len(mine) > 300


def test_cities_and_regions_speak_french(cast: Cast, as_: As) -> None:
    page = as_(cast.marc).get("/me").text
    assert ("Europe/London", "Londres") in options(page) and '<optgroup label="Océan Indien">' in page


def test_a_city_stands_once_in_its_region(cast: Cast, as_: As) -> None:
    page = as_(cast.hana).get("/me").text
    groups = re.findall(r'<optgroup label="[^"]*">(.*?)</optgroup>', page, re.DOTALL)
    cities = [Counter(text for _, text in re.findall(r'value="([^"]+)"[^>]*>([^<]*)<', group)) for group in groups]
    assert len(cities) == 10 and all(count == 1 for group in cities for count in group.values())


@pytest.mark.parametrize("zone", ["Asia/Calcutta", "US/Eastern", "UTC"])
def test_a_zone_chosen_earlier_stays_chosen(cast: Cast, as_: As, zone: str) -> None:
    profile.choose_settings(HOUSE, cast.hana.id, "en", zone, NOW)
    hana = as_(cast.hana)
    for page in ("/me", f"/hr/people/{cast.hana.id}/edit"):
        assert f'<option value="{zone}" selected>' in hana.get(page).text
