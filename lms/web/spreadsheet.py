"""CSV as a stream: rows leave as they are read, so that an export may have any size."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from flask import Response, stream_with_context

from lms.domain.spreadsheet import cell

BOM = "\ufeff"  # without it, spreadsheets take UTF-8 for something else
ROWS_AT_ONCE = 200


def download(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A download called `name`.csv; every cell is guarded against being taken for a formula.

    The first rows are read before the answer begins: a database that is down can still become an error page.
    """
    chunks = _chunks(header, rows)
    response = Response(stream_with_context(_go_on(next(chunks), chunks)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _chunks(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BOM)
    writer.writerow(header)
    for number, row in enumerate(rows, 1):
        writer.writerow([cell(value) for value in row])
        if number % ROWS_AT_ONCE == 0:
            yield _emptied(buffer)
    yield _emptied(buffer)


def _go_on(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _emptied(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
