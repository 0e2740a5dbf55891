"""The ornaments of the certificate as PDF drawing operators, computed once and reused as Form XObjects.

Drawing them as SVG in every page costs four fifths of its rendering time; PDF can draw one path many times.
"""

import math
import re

# light violet of the engraving, house violet, band, white at half strength on violet; as PDF colours
LINES, VIOLET, BAND, THREAD = "0.78 0.682 0.859", "0.357 0.165 0.494", "0.231 0.102 0.333", "0.678 0.58 0.745"
_MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 297 * _MM, 210 * _MM
FLOURISH_BOX = (0, 0, 280, 60)


def from_svg(path: str) -> str:
    """The absolute M, C and Z commands of an SVG path as m, c and h."""
    steps = []
    for command, numbers in re.findall(r"([MCZ])([^MCZ]*)", path):
        values = re.findall(r"-?\d*\.?\d+", numbers)
        steps.append(" ".join([*values, {"M": "m", "C": "c", "Z": "h"}[command]]))
    return "\n".join(steps)


def turned(name: str, times: int, step: float) -> str:
    """The same form drawn again and again around the middle of its square."""
    turns = []
    for index in range(times):
        cos, sin = math.cos(math.radians(index * step)), math.sin(math.radians(index * step))
        shift_x, shift_y = 50 - 50 * cos + 50 * sin, 50 - 50 * sin - 50 * cos
        turns.append(f"q {cos:.5f} {sin:.5f} {-sin:.5f} {cos:.5f} {shift_x:.4f} {shift_y:.4f} cm /{name} Do Q")
    return "\n".join(turns)


def placed(left: float, top: float, size: float, inner: str) -> str:
    """A square drawing of 100 by 100, y downwards, at millimetres from the top left of the page."""
    scale = size * _MM / 100
    return f"q {scale:.5f} 0 0 {-scale:.5f} {left * _MM:.4f} {PAGE_HEIGHT - top * _MM:.4f} cm {inner} Q"


def circle(radius: float) -> str:
    """Around the middle of the square of 100; four arcs, off by less than a thousandth."""
    k = radius * 0.5523
    low, high = 50 - radius, 50 + radius
    return (
        f"{high} 50 m {high} {50 + k:.3f} {50 + k:.3f} {high} 50 {high} c "
        f"{50 - k:.3f} {high} {low} {50 + k:.3f} {low} 50 c {low} {50 - k:.3f} {50 - k:.3f} {low} 50 {low} c "
        f"{50 + k:.3f} {low} {high} {50 - k:.3f} {high} 50 c h"
    )
