"""Whether this page carries the banner of an integrity alarm."""

from flask import g
from sqlalchemy.exc import SQLAlchemyError

from lms.services import alarms
from lms.web.me import known_me


def integrity_alarms() -> int:
    """How many alarms this reader has to see on every page: one query, for auditors and administrators only.

    Pages that must work without the database, such as those of errors, show none.
    """
    reader = known_me()
    if reader is None or g.get("without_me") or reader.roles.isdisjoint(alarms.TOLD):
        return 0
    try:
        return alarms.count_open()
    except SQLAlchemyError:
        return 0
