"""Drawn signatures: what counts as one, and what is refused before anything believes it."""

import json
from typing import Any

import pytest

from lms.domain import strokes
from lms.domain.refusal import Refusal

LINE = [[100, 300], [200, 200], [260, 300], [640, 310]]


def refused(text: str) -> str:
    with pytest.raises(Refusal) as refusal:
        strokes.parse(text)
    return refusal.value.code


def test_a_drawing_is_read_as_it_was_sent() -> None:
    assert strokes.parse(json.dumps([LINE, [[700, 300]]])) == (tuple(map(tuple, LINE)), ((700, 300),))


@pytest.mark.parametrize("text", ["", " ", "[]", "[[[5,5]]]", json.dumps([[[1, 1], [20, 20]]])])
def test_a_slip_of_the_finger_is_no_signature(text: str) -> None:
    assert refused(text) == "drawing-missing"


NONSENSE: list[Any] = [
    "drawn",
    {"points": LINE},
    [LINE, "x"],
    [LINE, []],
    [LINE, [[1]]],
    [LINE, [[1, 2, 3]]],
    [LINE, [[1.5, 2]]],
    [LINE, [["1", "2"]]],
    [LINE, [[True, 1]]],
    [LINE, [[None, 1]]],
    [LINE, [[-1, 1]]],
    [LINE, [[strokes.WIDTH + 1, 1]]],
    [LINE, [[1, strokes.HEIGHT + 1]]],
    [LINE, [[10**400, 1]]],
    [LINE, [[[1, 2], 1]]],
    [LINE] * (strokes.MOST_STROKES + 1),
    [[[x % 1500, 1] for x in range(strokes.MOST_POINTS + 1)]],
]


@pytest.mark.parametrize("value", NONSENSE, ids=range(len(NONSENSE)))
def test_what_is_no_drawing_is_refused(value: Any) -> None:
    assert refused(json.dumps(value, separators=(",", ":"))) == "drawing-invalid"


@pytest.mark.parametrize(
    "text",
    [
        "[[[NaN,1],[2,2]]]",
        "[[[Infinity,1]]]",
        "[[[1e3,1]]]",
        "[" * 60_000,
        f"[[[{'9' * 5000},1]]]",
        "[[[1,1]" * 20_000,
        "\0",
    ],
    ids=["not a number", "infinite", "exponent", "deep", "huge", "long", "zero byte"],
)
def test_what_json_lets_pass_is_refused_too(text: str) -> None:
    assert refused(text) == "drawing-invalid"


def test_the_path_goes_through_whole_numbers_only() -> None:
    path = strokes.path(strokes.parse(json.dumps([LINE, [[700, 300]]])))
    assert path.startswith("M100 300L150 250Q200 200 230 250")
    assert path.endswith("L640 310 M700 300h1") and "." not in path


def test_the_box_holds_every_point_with_a_margin() -> None:
    assert strokes.box(strokes.parse(json.dumps([LINE])), 20) == (80, 180, 580, 150)
