"""A badge as a PNG: its rosette drawn dot by dot, always the same, with the credential baked in (Open Badges 3.0)."""

import io
import re
from functools import lru_cache
from itertools import pairwise

from PIL import Image, ImageDraw

from lms.domain import rosette
from lms.domain.ink import Point, mark

SIZE = 400  # dots each way
COLOURS = 64  # a tone, white, and what lies between them
FINER = 4  # drawn so many times larger first, so that edges come out smooth
STEPS = 6  # pieces of each curve
TURNS = 5  # as often as the lace of `rosette.badge_svg` is woven
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def bake(course: str, credential: bytes) -> bytes:
    """The picture of this course's badge, with the JSON in the chunk where readers of badges look for it."""
    from openbadgeslib.baking import ITXT_KEYWORD_OB3, bake_png  # brings an XML reader that only this needs

    baked: bytes = bake_png(picture(course), credential.decode(), keyword=ITXT_KEYWORD_OB3)
    return baked


@lru_cache(maxsize=64)
def picture(course: str) -> bytes:
    """The earned badge of a course, without anything baked in."""
    shape = rosette.engraving(course)
    scallops = shape.lobes * 2 if shape.lobes < 14 else shape.lobes
    tone = rosette.TONES[shape.tone]
    image = Image.new("RGBA", (SIZE * FINER, SIZE * FINER), f"{tone}00")
    ImageDraw.Draw(image).polygon(_outline(rosette.wave(46, 2, scallops)), fill=tone)
    thread = _outline(rosette.wave(36, shape.depth, shape.lobes))
    for turn in range(TURNS):
        image.paste(rosette.CORE, mask=_thread(thread, turn * 360 / shape.lobes / TURNS))
    pen = ImageDraw.Draw(image)
    pen.ellipse([_dot(23, 23), _dot(77, 77)], fill=rosette.CORE)
    for piece in _pieces([_dot(33 + 0.34 * x, 32.5 + 0.34 * y) for x, y in _points(mark())]):
        pen.polygon(piece, fill=tone)
    stream = io.BytesIO()
    image.reduce(FINER).quantize(COLOURS, Image.Quantize.FASTOCTREE).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _thread(outline: list[Point], degrees: float) -> Image.Image:
    """One thread of the lace, turned around the middle: how much white it lays over what is below."""
    mask = Image.new("L", (SIZE * FINER, SIZE * FINER))
    width = round(0.8 * SIZE * FINER / 100)
    ImageDraw.Draw(mask).line([*outline, *outline[:2]], fill=round(0.55 * 255), width=width, joint="curve")
    return mask.rotate(-degrees, Image.Resampling.BILINEAR)


def _pieces(outline: list[Point]) -> list[list[Point]]:
    """A pen stroke that crosses itself, cut across: filled whole, it would have a hole where it crosses."""
    there, last = len(outline) // 2, len(outline) - STEPS  # the outline goes along one side and comes back on the other
    sides = [(outline[at], outline[last - at]) for at in range(there - STEPS + 1)]
    return [[a, b, d, c] for (a, c), (b, d) in pairwise(sides)]


def _outline(path: str) -> list[Point]:
    return [_dot(x, y) for x, y in _points(path)]


def _dot(x: float, y: float) -> Point:
    """From the drawing's box of 100 by 100 to dots."""
    return x * SIZE * FINER / 100, y * SIZE * FINER / 100


def _points(path: str) -> list[Point]:
    """A path as `domain.ink` writes it, one move and then cubic curves, as short straight pieces."""
    numbers = [float(text) for text in _NUMBER.findall(path)]
    corners = list(zip(numbers[::2], numbers[1::2], strict=True))
    ends = corners[::3]
    points: list[Point] = []
    for at, (start, end) in enumerate(pairwise(ends)):
        first, second = corners[3 * at + 1 : 3 * at + 3]
        points += [_on_curve(start, first, second, end, step / STEPS) for step in range(STEPS)]
    return points


def _on_curve(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    weights = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
    x, y = (sum(w * p[axis] for w, p in zip(weights, (a, b, c, d), strict=True)) for axis in (0, 1))
    return x, y
