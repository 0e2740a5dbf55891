"""Scans for tests: a plain PDF, pictures, and files that only look like one."""

import io
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Dictionary, Name, Pdf
from PIL import Image


def pdf(change: Callable[[Pdf], object] = lambda pdf: None, pages: int = 1) -> bytes:
    """A PDF of blank pages, changed before it is saved."""
    out = io.BytesIO()
    with Pdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
        change(made)
        made.save(out, deterministic_id=True)
    return out.getvalue()


def picture(kind: str, size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


def script(made: Pdf) -> None:
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def hidden_script(made: Pdf) -> None:
    """A link that runs something when it is pressed, deep in a page."""
    action = Dictionary(S=Name.Launch, F="calc.exe")
    made.pages[0].Annots = pikepdf.Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)])


def attachment(made: Pdf) -> None:
    made.attachments["other.html"] = b"<script>alert(1)</script>"


def locked() -> bytes:
    out = io.BytesIO()
    with Pdf.new() as made:
        made.add_blank_page()
        made.save(out, encryption=pikepdf.Encryption(owner="secret", user=""))
    return out.getvalue()


def bomb(megabytes: int = 1500) -> bytes:
    """An object stream that is small and unpacks to more than the reader may hold."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"1 0 " + b" " * (1 << 20)) for _ in range(megabytes)) + packer.flush()
    body = b"%PDF-1.5\n" + _stream(5, b"/Type/ObjStm/N 1/First 4", packed)
    rows = bytes(4) + bytes([2, 0, 5, 0]) + bytes(12) + b"\x01\x00\x09\x00"
    table = zlib.compress(rows)
    return (
        body + _stream(6, b"/Type/XRef/Size 6/W[1 2 1]/Root 1 0 R", table) + b"startxref\n%d\n%%%%EOF" % len(body)
    )


def _stream(number: int, head: bytes, packed: bytes) -> bytes:
    keys = b"<<%s/Filter/FlateDecode/Length %d>>" % (head, len(packed))
    return b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (number, keys, packed)
