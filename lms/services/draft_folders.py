"""A course as a folder: which files an export writes, and a ZIP archive as the folder it holds."""

import io
import zipfile
import zlib
from collections.abc import Mapping

import sqlalchemy as sa

from lms.domain import drafting as rules
from lms.domain.course.parse import parse_course
from lms.domain.refusal import Refusal
from lms.services import drafting
from lms.store import library, reading
from lms.store.models import Edition, EditionFile

MOST_READ = rules.ALL + 1


def edition_files(slug: str, number: str | None = None) -> dict[str, bytes]:
    """The files of the current version of a course, or of a named one. Raises Refusal("not-found")."""
    with reading() as session:
        query = sa.select(Edition.id).where(Edition.course == slug)
        if number is None:
            query = query.where(Edition.id == library.current_ids(session, [slug]).get(slug))
        else:
            major, _, minor = number.partition(".")
            if not (major.isdecimal() and minor.isdecimal() and len(number) < 12):
                raise Refusal("not-found")
            query = query.where(Edition.major == int(major), Edition.minor == int(minor))
        edition_id = session.execute(query).scalar_one_or_none()
        if edition_id is None:
            raise Refusal("not-found")
        rows = session.execute(
            sa.select(EditionFile.path, EditionFile.body).where(EditionFile.edition_id == edition_id)
        )
        return {row.path: row.body for row in rows}


def draft_files(slug: str) -> dict[str, bytes]:
    """The files of the open draft. Raises Refusal("not-found")."""
    return drafting.files(slug)


def unzipped(data: bytes) -> dict[str, bytes]:
    """The one course folder in an archive: counted while it is read, no name of it is believed. Raises Refusal."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _course_in(_read(archive))
    except (
        zlib.error,
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
        OSError,
    ):
        raise Refusal("archive-broken") from None


def _read(archive: zipfile.ZipFile) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    left = MOST_READ
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    rules.refuse_total(len(entries), 0)
    for entry in entries:
        if any(part.startswith((".", "__MACOSX")) for part in entry.filename.split("/") if part not in ("..", "")):
            continue
        with archive.open(entry) as stream:
            body = stream.read(min(left, rules.IMAGE + 1))
        left -= len(body)
        rules.refuse_size(entry.filename[: rules.LONGEST_PATH], len(body))
        rules.refuse_total(len(entries), MOST_READ - left)
        found[entry.filename] = body
    return found


def _course_in(found: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files below the folder that holds course.md, the one nearest to the top."""
    tops = sorted((name[: -len("course.md")] for name in found if name.split("/")[-1] == "course.md"), key=len)
    if not tops:
        raise Refusal("no-course-file")
    files = {name.removeprefix(tops[0]): body for name, body in found.items() if name.startswith(tops[0])}
    rules.refuse_unsafe(files)
    return files


def slug_of(files: Mapping[str, bytes]) -> str:
    """The short name a folder gives itself. Raises Refusal when it has none that can be used."""
    course = parse_course(files).course
    if course is None:
        raise Refusal("no-course-file")
    return rules.course_slug(course.id)
