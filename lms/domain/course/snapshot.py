"""`published.json`: what the last edition held, written by the machine and read from any bytes."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeAlias

from lms.domain.course.edition import SNAPSHOT
from lms.domain.course.everything import lettered
from lms.domain.course.model import Course, Snapshot
from lms.domain.course.places import Id, Letter
from lms.domain.course.schema import LANG, read_version
from lms.domain.course.tags import NAME

LARGEST = 4 * 1024 * 1024
Item: TypeAlias = tuple[str, str, str]
KEYS = ("version", "published_at", "items", "letters", "retired", "since", "statement_print", "files")


def snapshot_of(
    course: Course, files: Mapping[str, bytes], previous: Snapshot | None, published_at: datetime
) -> Snapshot:
    """What this edition holds; what the one before held and this one does not is retired for good."""
    items = fingerprints(course)
    letters = {id: tuple(sorted(letter for letter, _ in rows)) for id, rows in lettered(course)}
    retired, since = _retired(previous, items.keys(), letters, str(course.version))
    acknowledgement = course.acknowledgement
    return Snapshot(
        version=str(course.version),
        published_at=published_at.isoformat(),
        items=items,
        letters=letters,
        retired=retired,
        since=since,
        statement_print=dict(acknowledgement.statement_print) if acknowledgement else {},
        files={path: sha256(body).hexdigest() for path, body in sorted(files.items()) if _counts(path)},
    )


def fingerprints(course: Course) -> dict[Id, Item]:
    """Every section and every question: its kind and its two fingerprints."""
    found = {one.id: (one.kind, one.key_print, one.text_print) for _, one in course.sections()}
    return found | {one.id: (one.kind, one.key_print, one.text_print) for one in course.questions()}


def _counts(path: str) -> bool:
    """Whether a file is compared by its bytes: Markdown is compared by what it says."""
    return path != SNAPSHOT and not path.endswith(".md")


def _retired(
    previous: Snapshot | None, items: Iterable[Id], letters: Mapping[Id, tuple[Letter, ...]], version: str
) -> tuple[dict[Id, tuple[Letter, ...]], dict[str, str]]:
    """Names and letters that may never come back, and the version in which each was missed first.

    A removed item stands in `retired` without standing in `items`, with all the letters it ever had.
    """
    if previous is None:
        return {}, {}
    living = {*items, *letters}
    retired = {id: set(found) for id, found in previous.retired.items()}
    since = dict(previous.since)
    for id in {*previous.items, *previous.letters}:
        gone = set(previous.letters.get(id, ())) - set(letters.get(id, ()))
        if gone or id not in living:
            retired.setdefault(id, set()).update(gone)
        since.update({f"{id}/{letter}": version for letter in gone if f"{id}/{letter}" not in since})
        if id not in living:
            since.setdefault(id, version)
    return {id: tuple(sorted(found)) for id, found in sorted(retired.items())}, dict(sorted(since.items()))


def snapshot_bytes(snapshot: Snapshot) -> bytes:
    """The file, the same for the same snapshot: sorted, and with a line for each value so that it can be compared."""
    value = {key: getattr(snapshot, key) for key in KEYS}
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


# --- reading -----------------------------------------------------------------------------------------------------


def read_snapshot(data: bytes) -> Snapshot | None:
    """The snapshot in these bytes; None where they are not one."""
    if len(data) > LARGEST:
        return None
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return _read(value) if isinstance(value, dict) else None


def _read(value: dict[str, Any]) -> Snapshot | None:
    version, published_at = value.get("version"), value.get("published_at", "")
    items, letters, retired = (value.get(key, {}) for key in ("items", "letters", "retired"))
    words = [value.get(key, {}) for key in ("since", "statement_print", "files")]
    if not isinstance(version, str) or read_version(version) is None:
        return None
    sound = (
        isinstance(published_at, str)
        and published_at.isprintable()
        and _table(items, 3)
        and _table(letters)
        and _table(retired)
        and all(_words(one) for one in words)
        and all(LANG.match(lang) for lang in words[1])
    )
    if not sound:
        return None
    return Snapshot(
        version,
        published_at,
        {id: (row[0], row[1], row[2]) for id, row in items.items()},
        {id: tuple(row) for id, row in letters.items()},
        {id: tuple(row) for id, row in retired.items()},
        words[1],
        words[0],
        words[2],
    )


def _table(value: object, width: int | None = None) -> bool:
    """Whether it is a table of names with rows of words."""
    return isinstance(value, dict) and all(
        _name(id) and isinstance(row, list) and all(map(_word, row)) and width in (None, len(row))
        for id, row in value.items()
    )


def _name(id: str) -> bool:
    scenario, slash, step = id.partition("/")
    return bool(NAME.match(scenario)) and (not slash or bool(NAME.match(step)))


def _words(value: object) -> bool:
    return isinstance(value, dict) and all(_word(name) and _word(word) for name, word in value.items())


def _word(value: object) -> bool:
    return isinstance(value, str) and value.isprintable() and len(value) <= 1000
