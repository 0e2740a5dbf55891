"""A signature drawn by hand as a vector picture for paper: sharp at any size, and no pixel of it."""

from lms.domain.strokes import Strokes, box, path

NAME = "drawing.svg"  # as the sheets ask for it
_INK, _PEN = "#3b1a7a", 9  # the pen in units of the box


def shelf_of(drawn: Strokes) -> dict[str, bytes]:
    """The picture under its name; nothing where nothing was drawn."""
    if not drawn:
        return {}
    left, top, width, height = box(drawn)
    return {
        NAME: (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="{left} {top} {width} {height}"><path d="{path(drawn)}" fill="none" stroke="{_INK}" '
            f'stroke-width="{_PEN}" stroke-linecap="round" stroke-linejoin="round"/></svg>'
        ).encode()
    }


def size_of(drawn: Strokes, width: float, height: float) -> tuple[float, float]:
    """Millimetres the drawing takes within this room, its shape kept."""
    _left, _top, wide, high = box(drawn)
    scale = min(width / wide, height / high)
    return round(wide * scale, 2), round(high * scale, 2)
