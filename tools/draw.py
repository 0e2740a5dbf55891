"""Draws the pictures that never change into static/art/, so that pages stay small and browsers keep the files.

Run it with `python -m tools.draw`; the drawings are computed, so a second run changes nothing.
"""

import math
from pathlib import Path

from lms.domain.ink import done_ring, flourish, mark, stroke, tally_cross, tally_stroke
from lms.domain.rosette import svg, weave

ART = Path(__file__).parent.parent / "static" / "art"
INK, ACCENT, ACCENT_ON_DARK, WHITE, BLACK = "#3b1a55", "#5b2a7e", "#d5b4f1", "#ffffff", "#000000"


def pictures() -> dict[str, str]:
    """Every file of static/art by its name."""
    return {
        "ink.svg": sprite(),
        "mark.svg": svg(f'<path fill="{ACCENT}" d="{mark()}"/>', title="Paraph", box="-4 -4 108 108"),
        "favicon.svg": favicon(),
        "app-icon.svg": app_icon(),
        "flourish.svg": svg(f'<path fill="{ACCENT}" d="{flourish()}"/>', box="0 0 280 60"),
        "ring-done.svg": svg(f'<path d="{done_ring()}"/>', box="0 0 106 100"),
        "rosette-hero.svg": svg(weave(34, 13, 9, 9, colour=WHITE, width=0.28, opacity=0.13)),
        "rosette-signin.svg": svg(weave(33, 13, 9, 9, colour=WHITE, width=0.22, opacity=0.16)),
        "rosette-verify.svg": svg(weave(36, 11, 13, 8, colour=BLACK, width=0.35, opacity=1)),
    }


def sprite() -> str:
    """The house's own ink in one file; each symbol takes its colour from the page."""
    fives = "".join(f'<path d="{tally_stroke(n, 11 * (n - 1))}"/>' for n in range(1, 5))
    symbols = {
        "mark": f'<path d="{mark()}"/>',
        "flourish": f'<path d="{flourish()}"/>',
        "ring": f'<path d="{done_ring()}"/>',
        "tally-five": fives + f'<path d="{tally_cross()}"/>',
        **{f"tally-{n}": f'<path d="{tally_stroke(n)}"/>' for n in range(1, 5)},
        **{f"flecks-{name}": drops for name, drops in flecks().items()},
    }
    # Plain groups rather than <symbol>: a group is not clipped, and the ring's tail leaves its box.
    body = "\n".join(f'<g id="{name}">{drawing}</g>' for name, drawing in symbols.items())
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>'


def flecks() -> dict[str, str]:
    """Ink flecks left and right of a box of 900 by 300, in three colours; the middle stays free for the words."""
    groups: dict[str, str] = {"a": "", "b": "", "c": ""}
    for n in range(28):
        height, right = divmod(n, 2)
        reach = 12 + 160 * ((height * 0.618 + 0.37 * right) % 1)  # the golden section never lands on a spot twice
        x, y = (900 - reach if right else reach), 18 + height * 18 + (n * 29) % 13
        size = (5.6, 3.2, 2.4, 4.2, 2.4)[n % 5]
        flung = n % 5 == 3
        groups["abc"[n % 3]] += fleck(x, y, size, lean=(n * 41) % 100 - 50) if flung else drop(x, y, size)
    return groups


def drop(x: float, y: float, size: float) -> str:
    return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{size:g}"/>'


def fleck(x: float, y: float, size: float, lean: float) -> str:
    """A stroke that was flung off the pen: a small wave, leaning."""
    cos, sin = math.cos(math.radians(lean)), math.sin(math.radians(lean))
    wave_points = [(-3.2, 1.4), (-1.4, -1.2), (0.6, 0.6), (2.2, 0.2), (3.6, -2.2)]
    points = [(x + size * (u * cos - v * sin), y + size * (u * sin + v * cos)) for u, v in wave_points]
    return f'<path d="{stroke(points, 0.5, 4.4, samples=24, taper=(0.2, 0.3))}"/>'


def favicon() -> str:
    """The mark alone; it changes with the browser's theme, because a tab bar has no tokens."""
    style = f"path{{fill:{ACCENT}}}@media(prefers-color-scheme:dark){{path{{fill:{ACCENT_ON_DARK}}}}}"
    return svg(f'<style>{style}</style><path d="{mark()}"/>', box="-4 -4 108 108")


def app_icon() -> str:
    drawing = f'<path transform="translate(19 19) scale(.62)" fill="{WHITE}" d="{mark()}"/>'
    return svg(f'<rect width="100" height="100" rx="23" fill="{INK}"/>{drawing}')


def main() -> None:
    ART.mkdir(exist_ok=True)
    for name, drawing in pictures().items():
        (ART / name).write_text(drawing + "\n")
    print(f"{len(pictures())} drawings in {ART}")


if __name__ == "__main__":
    main()
