"""Every format by name: bytes to a parcel, a course to bytes, and a parcel to the files of a new course."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from lms.domain.course.exchange import gift, gift_reader, moodle, moodle_reader, qti, qti_reader, text2qti
from lms.domain.course.exchange.losses import Losses
from lms.domain.course.exchange.package import BadPackage, pack, unpack
from lms.domain.course.exchange.parts import Parcel, module, packed
from lms.domain.course.exchange.qti_names import V2, V3
from lms.domain.course.exchange.xml import BadXml
from lms.domain.course.model import Course
from lms.domain.course.places import Id, Lang

ENDINGS = {"gift": ".gift", "moodle": ".xml", "qti2": ".zip", "qti3": ".zip"}


class Unconvertible(ValueError):
    """A file that is in none of the formats; the text says what is wrong with it."""


def export(course: Course, form: str, lang: Lang, losses: Losses) -> bytes:
    """A course in one of its languages as a file of that format: gift, moodle, qti2 or qti3."""
    return WRITERS[form](packed(course, lang, losses), losses)


def bring(name: str, data: bytes, form: str | None, lang: Lang, losses: Losses) -> Parcel:
    """The questions of a file; without a format it is recognised by its content. Raises Unconvertible."""
    try:
        return READERS[form or recognised(data)](name, data, lang, losses)
    except BadXml as error:
        raise Unconvertible(f"{name}:{error.line}: {error}") from error
    except (BadPackage, UnicodeDecodeError) as error:
        why = "it is not saved as UTF-8" if isinstance(error, UnicodeDecodeError) else error
        raise Unconvertible(f"{name}: {why}") from error


def recognised(data: bytes) -> str:
    """The format of a file by its first bytes, and of plain text by how its questions begin."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"PK"):
        return "qti"
    if head.startswith(b"<"):
        return "moodle" if re.search(rb"<quiz[\s>]", head) else "qti"
    numbered = re.search(rb"^\d+\.[ \t]", data, re.MULTILINE)
    return "text2qti" if numbered and not re.search(rb"(?<!\\)[{}]", data) else "gift"


def course_of(parcel: Parcel, slug: Id, today: datetime.date) -> dict[str, bytes]:
    """A course with one module: what was brought, ready to be checked and completed."""
    title = parcel.title.replace("\n", " ").strip() or "Imported questions"
    settings = (
        f"---\nformat: 1\nid: {slug}\nlanguage: {parcel.lang}\nversion: 1.0\ncontact: policy@example.com\n"
        f"modules: [imported]\nchanges:\n  - version: 1.0\n    date: {today.isoformat()}\n    kind: material\n"
        f"    note: First version.\n---\n\n# {title}\n"
    )
    return {"course.md": settings.encode(), "10-imported.md": module(replace(parcel, id="imported")).encode()}


def _gift(name: str, data: bytes, lang: Lang, losses: Losses) -> Parcel:
    return gift_reader.read(data.decode("utf-8-sig"), name, lang, losses)


def _text2qti(name: str, data: bytes, lang: Lang, losses: Losses) -> Parcel:
    return text2qti.read(data.decode("utf-8-sig"), name, lang, losses)


def _moodle(name: str, data: bytes, lang: Lang, losses: Losses) -> Parcel:
    return moodle_reader.read(data, name, lang, losses)


def _qti(name: str, data: bytes, lang: Lang, losses: Losses) -> Parcel:
    files = unpack(data) if data.startswith(b"PK") else {"item.xml": data}
    return qti_reader.read(files, name, lang, losses)


READERS: Mapping[str, Callable[[str, bytes, Lang, Losses], Parcel]] = {
    "gift": _gift,
    "moodle": _moodle,
    "qti": _qti,
    "text2qti": _text2qti,
}
WRITERS: Mapping[str, Callable[[Parcel, Losses], bytes]] = {
    "gift": lambda parcel, losses: gift.write(parcel, losses).encode(),
    "moodle": lambda parcel, losses: moodle.write(parcel, losses).encode(),
    "qti2": lambda parcel, losses: pack(qti.write(parcel, V2, losses)),
    "qti3": lambda parcel, losses: pack(qti.write(parcel, V3, losses)),
}
