"""The process that reads one uploaded PDF: standard input to standard output, or an exit code that says why not."""

import io
import resource
import sys
from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Pdf, Stream

MOST_OBJECTS = 20_000
DEEPEST = 30
ACTIVE, LONG = 3, 4
# What a page of a scan has no use for. Names of keys, and of actions that do more than open an address.
KEYS = {"/JS", "/JavaScript", "/AA", "/Launch", "/EmbeddedFiles", "/EF", "/RichMedia", "/RichMediaContent", "/XFA"}
ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound"}


class Active(Exception):
    """There is more in it than pages."""


def main(megabytes: int, seconds: int, most_pages: int) -> int:
    """Exit code 0 and the pages written anew, or why they are refused."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with Pdf.open(io.BytesIO(sys.stdin.buffer.read())) as pdf:
            if pdf.is_encrypted or not pdf.pages or len(pdf.objects) > MOST_OBJECTS:
                return 1
            if len(pdf.pages) > most_pages:
                return LONG
            for item in pdf.objects:
                _look(item, DEEPEST)
            sys.stdout.buffer.write(_anew(pdf))
    except Active:
        return ACTIVE
    except (Exception, MemoryError):  # a damaged file fails in ways of its own; the parent only says it is unreadable
        return 1
    return 0


def _look(item: Any, deep: int) -> None:
    """Looks through one object of the file, direct ones inside it included."""
    if deep == 0:
        raise Active
    if isinstance(item, Dictionary | Stream):
        names = set(item.keys())
        if names & KEYS or str(item.get("/S", "")) in ACTIONS or str(item.get("/Subtype", "")) == "/FileAttachment":
            raise Active
    for inner in _inside(item):
        if not getattr(inner, "is_indirect", False):
            _look(inner, deep - 1)


def _inside(item: Any) -> Iterator[Any]:
    if isinstance(item, Dictionary | Stream):
        yield from (item[name] for name in item.keys())  # noqa: SIM118  # pikepdf's dictionaries do not iterate
    elif isinstance(item, Array):
        yield from item


def _anew(pdf: Pdf) -> bytes:
    """The same pages without who made them, and without whatever stood around the PDF."""
    for name in ("/Metadata", "/OpenAction", "/PieceInfo"):
        if name in pdf.Root:
            del pdf.Root[name]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
