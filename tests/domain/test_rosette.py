"""Badges: every course gets its own engraving, and always the same one."""

import xml.etree.ElementTree as ET

import pytest

from lms.domain.emblems import EMBLEMS
from lms.domain.rosette import TONES, badge_svg, engraving


def test_a_course_keeps_its_badge():
    assert badge_svg("social-media") == badge_svg("social-media")


def test_two_courses_rarely_share_an_engraving():
    shapes = {engraving(f"course-{n}") for n in range(30)}
    assert len(shapes) > 22


@pytest.mark.parametrize("key", ["social-media", "respect-at-work", "", "règles & <chartes>", "x" * 400])
def test_any_identifier_gives_a_shape_within_the_limits(key):
    shape = engraving(key)
    assert shape.tone in TONES
    assert 8 <= shape.lobes <= 16 and 6 <= shape.depth <= 9


@pytest.mark.parametrize("earned", [True, False])
@pytest.mark.parametrize("icon", ["", "unknown", *EMBLEMS])
def test_a_badge_is_a_small_well_formed_svg(earned, icon):
    drawing = badge_svg("social-media", earned=earned, icon=icon)
    assert ET.fromstring(drawing).get("viewBox") == "0 0 100 100"
    assert len(drawing) < 12_000


def test_a_locked_badge_has_no_rosette_and_a_dashed_edge():
    drawing = badge_svg("social-media", earned=False)
    assert "stroke-dasharray" in drawing and "<use" not in drawing


def test_a_badge_needs_nothing_from_outside():
    drawing = badge_svg("social-media", icon="compass")
    assert "<style" not in drawing and "<script" not in drawing and 'href="http' not in drawing
