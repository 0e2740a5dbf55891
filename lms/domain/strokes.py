"""A signature drawn by hand: strokes as whole numbers in a box of fixed shape, checked before they are believed."""

import json
from itertools import pairwise
from math import hypot
from typing import Any

from lms.domain.refusal import Refusal

Stroke = tuple[tuple[int, int], ...]
Strokes = tuple[Stroke, ...]

WIDTH, HEIGHT = 1500, 600  # the box that a drawing is scaled into, whatever the screen
MOST_BYTES = 64 * 1024
MOST_STROKES, MOST_POINTS = 100, 4_000
LEAST_INK = WIDTH // 10  # less than this is a slip of the finger


def parse(text: str) -> Strokes:
    """What a browser sent: a JSON list of strokes, each a list of [x, y]. How fast it was drawn is never asked.

    Raises Refusal: drawing-missing when nothing was drawn, drawing-invalid for anything else than such a list.
    """
    if not text.strip():
        raise Refusal("drawing-missing")
    if len(text) > MOST_BYTES:
        raise Refusal("drawing-invalid")
    try:
        strokes = strokes_of(json.loads(text))
    except (ValueError, RecursionError) as nonsense:
        raise Refusal("drawing-invalid") from nonsense
    if ink(strokes) < LEAST_INK:
        raise Refusal("drawing-missing")
    return strokes


def strokes_of(value: Any) -> Strokes:
    """Strokes from plain lists. Raises ValueError for another shape, another type of number, or too many of them."""
    if not isinstance(value, list) or len(value) > MOST_STROKES:
        raise ValueError("strokes are a list")
    strokes = tuple(_stroke(each) for each in value)
    if sum(len(stroke) for stroke in strokes) > MOST_POINTS:
        raise ValueError("a drawing of too many points")
    return strokes


def ink(strokes: Strokes) -> float:
    """How long the line is altogether, in units of the box."""
    return sum(hypot(x2 - x1, y2 - y1) for stroke in strokes for (x1, y1), (x2, y2) in pairwise(stroke))


def path(strokes: Strokes) -> str:
    """The drawing as the `d` of one SVG path, rounded through the middle between two points."""
    return " ".join(_curve(stroke) for stroke in strokes)


def box(strokes: Strokes, margin: int = 20) -> tuple[int, int, int, int]:
    """The smallest part of the box that holds the drawing, with a margin: left, top, width and height."""
    xs, ys = ([point[axis] for stroke in strokes for point in stroke] for axis in (0, 1))
    left, top = min(xs) - margin, min(ys) - margin
    return left, top, max(xs) + margin - left, max(ys) + margin - top


def _stroke(value: Any) -> Stroke:
    if not isinstance(value, list) or not value or len(value) > MOST_POINTS:
        raise ValueError("a stroke is a list of points")
    return tuple(_point(each) for each in value)


def _point(value: Any) -> tuple[int, int]:
    """`type`, not `isinstance`: true is a whole number to Python and no place on paper."""
    if not isinstance(value, list) or len(value) != 2 or not all(type(number) is int for number in value):
        raise ValueError("a point is two whole numbers")
    x, y = value
    if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
        raise ValueError("a point outside the box")
    return x, y


def _curve(stroke: Stroke) -> str:
    (x, y), *rest = stroke
    if not rest:
        return f"M{x} {y}h1"  # a dot: a line as good as without length has round ends
    middles = [((x1 + x2) // 2, (y1 + y2) // 2) for (x1, y1), (x2, y2) in pairwise(stroke)]
    curves = [f"Q{px} {py} {mx} {my}" for (px, py), (mx, my) in zip(rest[:-1], middles[1:], strict=True)]
    return "".join([f"M{x} {y}L{middles[0][0]} {middles[0][1]}", *curves, f"L{rest[-1][0]} {rest[-1][1]}"])
