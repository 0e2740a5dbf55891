"""The pen: same points, same stroke; every drawing stays in its box."""

import re

import pytest

from lms.domain import ink


def numbers(path: str) -> list[tuple[float, float]]:
    """All points of an SVG path, control points included."""
    values = [float(value) for value in re.findall(r"-?\d+(?:\.\d+)?", path)]
    return list(zip(values[::2], values[1::2], strict=True))


@pytest.mark.parametrize("draw", [ink.mark, ink.flourish, ink.done_ring])
def test_a_drawing_is_the_same_every_time(draw):
    assert draw() == draw()


@pytest.mark.parametrize(
    ("draw", "width", "height"), [(ink.mark, 100, 100), (ink.flourish, 282, 60), (ink.done_ring, 106, 100)]
)
def test_a_drawing_stays_in_its_box(draw, width, height):
    xs, ys = zip(*numbers(draw()), strict=True)
    assert min(xs) >= -1 and max(xs) <= width
    assert min(ys) >= -1 and max(ys) <= height


def test_a_stroke_is_one_closed_outline():
    outline = ink.stroke([(0, 0), (20, 10), (40, 0)], 1, 5)
    assert outline.startswith("M") and outline.endswith("Z")
    assert outline.count("M") == 1


def test_a_stroke_swells_across_the_nib_and_thins_along_it():
    def height_of(points):
        return max(y for _, y in numbers(ink.stroke(points, 1, 9, nib=0))) - min(
            y for _, y in numbers(ink.stroke(points, 1, 9, nib=0))
        )

    def width_of(points):
        xs = [x for x, _ in numbers(ink.stroke(points, 1, 9, nib=0))]
        return max(xs) - min(xs)

    assert width_of([(50, 0), (50, 50), (50, 100)]) > 3 * height_of([(0, 50), (50, 50), (100, 50)])


def test_the_curve_passes_through_its_points():
    points = [(0.0, 0.0), (10.0, 8.0), (25.0, 3.0)]
    curve = ink.thread(points)
    assert all(min(abs(x - px) + abs(y - py) for x, y in curve) < 1e-9 for px, py in points)


def test_resampling_gives_equal_lengths():
    pieces = ink.resample([(0.0, 0.0), (3.0, 0.0), (10.0, 0.0)], 5)
    assert [round(x, 6) for x, _ in pieces] == [0, 2, 4, 6, 8, 10]


def test_two_points_in_the_same_place_do_not_break_the_pen():
    assert "nan" not in ink.stroke([(5, 5), (5, 5), (9, 9)], 1, 3)


def test_the_four_strokes_of_a_tally_differ_a_little():
    assert len({ink.tally_stroke(nth) for nth in range(1, 5)}) == 4
