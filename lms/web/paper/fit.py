"""Chooses type sizes by rule, so that a text always gets the same place on the page and never leaves it."""

from collections.abc import Sequence

from lms.web.paper.typeface import bundled, widths

_POINT = 25.4 / 72
_UNKNOWN = 1.0  # an ideograph, or a letter of another script: as wide as the type is high
_CAREFUL = 1.01
NAME_WIDTH = 164  # millimetres; further right begins the engraving

# size in points, and how many lines it may take; the last one takes what it needs
Steps = Sequence[tuple[float, int]]
NAME: Steps = ((40, 2), (27, 2), (21, 3), (17, 4), (14, 4), (11, 5), (9, 99))
TITLE: Steps = ((24, 1), (20, 2), (16, 3), (13, 4), (10, 5), (8, 99))
BRAND: Steps = ((15, 1), (12, 1), (9, 2), (7, 99))
SIGNATORY: Steps = ((14, 1), (11, 1), (9, 2), (7, 3), (5, 99))
LABEL: Steps = ((9, 1), (8, 2), (7, 3), (5, 99))
HAND: Steps = ((27, 1), (23, 1), (19, 1), (16, 1), (13, 1), (11, 2), (8, 3), (6, 99))
LONG_NAME, VERY_LONG_NAME = 28, 60


def name_size(name: str, tracking: float) -> float:
    """40 points up to 28 characters, 27 up to 60, then 21; smaller only when the lines would not suffice."""
    largest = 21 if len(name) > VERY_LONG_NAME else 27 if len(name) > LONG_NAME else 40
    return size_for(name, "serif-500", [step for step in NAME if step[0] <= largest], NAME_WIDTH, tracking)


def title_size(title: str, name: str) -> float:
    """24 points on one line under a short name, else 20 on two."""
    return size_for(title, "serif-600", TITLE[1:] if len(name) > LONG_NAME else TITLE, 160, -0.015)


def size_for(text: str, face: str, steps: Steps, width: float, tracking: float = 0.0) -> float:
    """The largest size at which the text fills no more than its lines of so many millimetres."""
    for size, lines in steps:
        if line_count(text, face, in_sizes(width, size), tracking) <= lines:
            return size
    return steps[-1][0]


def line_count(text: str, face: str, width: float, tracking: float = 0.0) -> int:
    """Lines of `width` times the font size; a word that is too long is broken anywhere."""
    lines, room = 1, width
    blank = width_of(" ", face, tracking)
    for word in text.split():
        needed = width_of(word, face, tracking)
        if needed > room and room < width:
            lines, room = lines + 1, width
        while needed > room:
            lines, needed, room = lines + 1, needed - room, width
        room -= needed + blank
    return lines


def in_sizes(millimetres: float, size: float) -> float:
    """A length counted in font sizes of so many points."""
    return millimetres / (size * _POINT)


def width_of(text: str, face: str, tracking: float = 0.0) -> float:
    """In parts of the font size, a little on the careful side; kerning is left out."""
    advances = widths(face)
    spare = 0.5 if face == "signature" else 0.62
    return sum(
        _CAREFUL * advances.get(ord(letter), spare if ord(letter) in bundled() else _UNKNOWN) + tracking
        for letter in text
    )
