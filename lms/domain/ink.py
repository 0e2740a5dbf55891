"""The house's pen: strokes that swell and thin like a broad nib's, computed from a few points, always the same."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

Point = tuple[float, float]

# Points a hand would pass through. The mark and the ring stand in a box of 100 by 100, the flourish in 280 by 60.
MARK: tuple[Point, ...] = (
    (29, 84), (33, 60), (41, 24), (47, 13), (62, 9), (78, 17), (80, 36), (66, 51),
    (42, 57), (18, 63), (7, 76), (17, 88), (44, 89), (72, 82), (97, 73),
)  # fmt: skip
PARAPH: tuple[Point, ...] = (
    (2, 42), (60, 23), (130, 10), (188, 5), (222, 10), (219, 21), (182, 32), (122, 42),
    (84, 48), (72, 42), (92, 32), (140, 32), (200, 41), (250, 38), (280, 22),
)  # fmt: skip
RING_TAIL: tuple[Point, ...] = ((46, 6.5), (66, 3.5), (86, 6.5), (104, 1))


def mark() -> str:
    """The P whose tail becomes the underline; box 0 0 100 100."""
    return stroke(MARK, 2.6, 9.8, nib=28, samples=72, taper=(0.05, 0.2))


def flourish() -> str:
    """The paraph itself, as drawn under a name; box 0 0 280 60."""
    return stroke(PARAPH, 1.5, 8.6, nib=14, samples=120, taper=(0.16, 0.24), power=0.9)


def done_ring() -> str:
    """A ring that closes with a flourish, the house's word for "done"; box 0 0 100 100, left by the tail."""
    turn = [math.radians(degrees) for degrees in range(-118, 236, 12)]
    loop = [(50 + (40 + 1.5 * math.sin(t)) * math.cos(t), 50 + (40 + 1.5 * math.sin(t)) * math.sin(t)) for t in turn]
    return stroke([*loop, *RING_TAIL], 4.6, 9.6, nib=30, samples=110, taper=(0.05, 0.13))


def tally_stroke(nth: int, left: float = 0.0) -> str:
    """One upright stroke of a tally, the `nth` of its five (1 to 4), leaning a little as a hand would; 48 high."""
    lean = (0.0, 0.9, -0.6, 0.4)[(nth - 1) % 4]
    points = [(left + 8 + lean, 7), (left + 7.2 + lean, 18), (left + 7.6 - lean / 2, 30), (left + 6.6 - lean, 41)]
    return stroke(points, 3.2, 5.8, nib=60, samples=15, taper=(0.12, 0.22))


def tally_cross(left: float = 0.0) -> str:
    """The fifth stroke, through the other four."""
    points = [(left - 1, 34), (left + 14, 27), (left + 34, 17), (left + 51, 9)]
    return stroke(points, 2.8, 5.4, nib=20, samples=19, taper=(0.14, 0.24))


def stroke(
    points: Sequence[Point],
    thin: float,
    thick: float,
    *,
    nib: float = 35,
    samples: int = 60,
    taper: tuple[float, float] = (0.1, 0.16),
    power: float = 1.4,
) -> str:
    """The outline of a pen stroke through `points`, as an SVG path.

    The nib is held at `nib` degrees: across it the line is `thick`, along it `thin`. `taper` gives the shares of the
    length over which the pen lands and lifts.
    """
    centre = resample(settle(resample(thread(points), 220), 9), samples)
    angles = [_heading(centre, i) for i in range(len(centre))]
    widths = _average([thin + (thick - thin) * abs(math.sin(a + math.radians(nib))) ** power for a in angles])
    left: list[Point] = []
    right: list[Point] = []
    for i, ((x, y), angle, width) in enumerate(zip(centre, angles, widths, strict=True)):
        half = max(0.15, width * _pressure(i / (len(centre) - 1), taper)) / 2
        left.append((x - math.sin(angle) * half, y + math.cos(angle) * half))
        right.append((x + math.sin(angle) * half, y - math.cos(angle) * half))
    return path(left + right[::-1])


def thread(points: Sequence[Point], steps: int = 24) -> list[Point]:
    """A curve through all points without loops or overshoot (centripetal Catmull-Rom)."""
    framed = [points[0], *points, points[-1]]
    curve: list[Point] = []
    for i in range(1, len(framed) - 2):
        curve.extend(_span(framed[i - 1], framed[i], framed[i + 1], framed[i + 2], steps))
    return [*curve, points[-1]]


def settle(points: list[Point], rounds: int) -> list[Point]:
    """Evens out the small jolts that stay where two spans of a curve meet; the ends do not move."""
    for _ in range(rounds):
        middle = [
            ((a[0] + 2 * b[0] + c[0]) / 4, (a[1] + 2 * b[1] + c[1]) / 4)
            for a, b, c in zip(points, points[1:], points[2:], strict=False)
        ]
        points = [points[0], *middle, points[-1]]
    return points


def resample(points: Sequence[Point], pieces: int) -> list[Point]:
    """The same line in `pieces` equal lengths."""
    along = [0.0]
    for a, b in pairwise(points):
        along.append(along[-1] + math.dist(a, b))
    out: list[Point] = []
    j = 0
    for i in range(pieces + 1):
        target = along[-1] * i / pieces
        while j < len(along) - 2 and along[j + 1] < target:
            j += 1
        share = (target - along[j]) / max(1e-9, along[j + 1] - along[j])
        out.append(_between(points[j], points[j + 1], share))
    return out


def path(points: Sequence[Point], *, closed: bool = True) -> str:
    """Points as a smooth SVG path of cubic curves, one decimal deep."""
    count = len(points)
    at: Callable[[int], Point] = (
        (lambda i: points[i % count]) if closed else (lambda i: points[max(0, min(count - 1, i))])
    )
    parts = [f"M{_number(points[0][0])} {_number(points[0][1])}"]
    for i in range(count if closed else count - 1):
        before, here, there, after = at(i - 1), at(i), at(i + 1), at(i + 2)
        first = (here[0] + (there[0] - before[0]) / 6, here[1] + (there[1] - before[1]) / 6)
        second = (there[0] - (after[0] - here[0]) / 6, there[1] - (after[1] - here[1]) / 6)
        parts.append("C" + " ".join(_number(v) for v in (*first, *second, *there)))
    return "".join(parts) + ("Z" if closed else "")


def _span(p0: Point, p1: Point, p2: Point, p3: Point, steps: int) -> list[Point]:
    """The part of the curve between `p1` and `p2`; its neighbours give the direction at both ends."""
    t1 = _knot(0.0, p0, p1)
    t2 = _knot(t1, p1, p2)
    t3 = _knot(t2, p2, p3)
    out: list[Point] = []
    for step in range(steps):
        t = t1 + (t2 - t1) * step / steps
        # At either end of the whole line the outer point coincides with the inner one and gives no direction.
        a1 = _between(p0, p1, t / t1) if t1 > 2e-3 else p1
        a2 = _between(p1, p2, (t - t1) / (t2 - t1))
        a3 = _between(p2, p3, (t - t2) / (t3 - t2)) if t3 - t2 > 2e-3 else p2
        b1 = _between(a1, a2, t / t2)
        b2 = _between(a2, a3, (t - t1) / (t3 - t1))
        out.append(_between(b1, b2, (t - t1) / (t2 - t1)))
    return out


def _knot(start: float, a: Point, b: Point) -> float:
    return start + math.sqrt(max(1e-6, math.dist(a, b)))


def _between(a: Point, b: Point, share: float) -> Point:
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)


def _heading(points: Sequence[Point], i: int) -> float:
    a, b = points[max(0, i - 1)], points[min(len(points) - 1, i + 1)]
    return math.atan2(b[1] - a[1], b[0] - a[0])


def _average(values: list[float]) -> list[float]:
    windows = [values[max(0, i - 2) : i + 3] for i in range(len(values))]
    return [sum(window) / len(window) for window in windows]


def _pressure(u: float, taper: tuple[float, float]) -> float:
    """How hard the pen presses at the share `u` of its way: landing, full, lifting."""
    landing = (u / taper[0]) ** 0.7 if taper[0] else 1.0
    lifting = ((1 - u) / taper[1]) ** 0.7 if taper[1] else 1.0
    return float(min(1.0, landing, lifting))


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
