"""Pictures that people upload: read as pixels and drawn anew, so that nothing hidden in the file is kept."""

import io
import warnings

from PIL import Image, ImageOps

from lms.domain import drafting as rules
from lms.domain.refusal import Refusal

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
WIDEST = 4096
MOST_PIXELS = 25_000_000  # about 100 MB while it is being drawn
SMALLER = (2560, 1600, 1024)


def redrawn(data: bytes) -> tuple[bytes, str]:
    """The picture without anything else that was in its file, and the ending it gets. Raises Refusal.

    Costs time and memory, so call it outside a transaction.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow only warns of a decompression bomb
            return _drawn(data)
    except Refusal:
        raise
    except Exception:  # a damaged file makes decoders fail in ways of their own; none of them is our error
        raise Refusal("image-broken", field="image") from None


def _drawn(data: bytes) -> tuple[bytes, str]:
    with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Refusal("image-broken", field="image")
        kind = opened.format
        picture = ImageOps.exif_transpose(opened)  # turned as the camera was held, before that note is dropped
        picture = picture.convert("RGB" if kind == "JPEG" else "RGBA")
    for widest in (WIDEST, *SMALLER):
        picture.thumbnail((widest, widest))
        body, ending = _written(picture, kind or "")
        if len(body) <= rules.IMAGE:
            return body, ending
    raise Refusal("file-too-large", path="", most=rules.IMAGE // 1024, field="image")


def _written(picture: Image.Image, kind: str) -> tuple[bytes, str]:
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)  # pixels only: no profile, comment or place travels along
    out = io.BytesIO()
    if kind == "JPEG":
        clean.save(out, "JPEG", quality=85, optimize=True)
        return out.getvalue(), "jpg"
    if kind == "WEBP":
        clean.save(out, "WEBP", quality=85, method=4)
        return out.getvalue(), "webp"
    clean.save(out, "PNG", optimize=True)
    return out.getvalue(), "png"
