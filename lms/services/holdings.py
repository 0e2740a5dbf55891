"""Which rows are about whom: one line for each table, so that what is handed out to a person leaves none out.

A test of the house compares this list with the tables: a new column that names a person must be entered here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.facts import timestamp
from lms.store.database import Base


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one table: those where any of `whose` is the person, or that hang on such a row of another part."""

    name: str
    table: str
    whose: tuple[str, ...]
    columns: str  # what is handed out of each row, by blanks
    through: tuple[str, str, str] | None = None  # own column, other table, its column: rows that hang on the other's

    @property
    def shown(self) -> tuple[str, ...]:
        return tuple(self.columns.split())


PARTS = (
    Part(
        "account",
        "person",
        ("id",),
        "id hr_id email given_name family_name department location job_title language timezone "
        "started_on active created_at",
    ),
    Part("roles", "role", ("person_id",), "name"),
    Part("password", "password", ("person_id",), "changed_at"),
    Part("sign_ins", "sign_in", ("person_id",), "method created_at authenticated_at last_seen_at expires_at"),
    Part("links", "one_time_link", ("person_id",), "purpose created_at expires_at used_at"),
    Part(
        "enrolments",
        "enrolment",
        ("person_id",),
        "id course cycle state due_on assigned_at notified_at opened_at displayed_at tested_at walked_at "
        "signed_at declined_at completed_at ended_at score_got score_of",
    ),
    Part("sections", "section_view", ("person_id",), "course section displayed_at how"),
    Part(
        "attempts",
        "attempt",
        ("person_id",),
        "id course quiz number language questions started_at finished_at got of held total passed",
    ),
    Part("answers", "answer", (), "attempt_id question given got of answered_at", ("attempt_id", "attempt", "id")),
    Part("scenarios", "scenario_run", ("person_id",), "course scenario number language path started_at finished_at"),
    Part("badges", "award", ("person_id",), "badge earned_at"),
    Part(
        "certificates",
        "certificate",
        ("person_id",),
        "code course language holder_short values issued_at expires_on revoked_at revoked_for replaces "
        "frozen_at sha256",
    ),
    Part(
        "certificates_taken_back",
        "revocation",
        (),
        "reason state asked_at decided_at",
        ("certificate_id", "certificate", "id"),
    ),
    Part(
        "credentials",
        "credential",
        ("person_id",),
        "id badge language issued_at revoked_at revoked_for frozen_at sha256",
    ),
    Part("scans", "signature_scan", ("person_id",), "fact_id media_type sha256"),
    Part("mail", "mail", ("person_id",), "kind created_at due_at sent_at dropped_at"),
    Part("jobs", "job", ("wanted_by",), "kind state created_at finished_at expires_at"),
    Part("erasure", "erasure", ("person_id",), "reason state asked_at decided_at"),
    # What they did for others: when, and what; never about whom.
    Part("drafts", "course_draft", ("created_by",), "course created_at closed_at closed_why"),
    Part("draft_files", "draft_file", ("edited_by",), "path edited_at"),
    Part("draft_versions", "draft_revision", ("edited_by", "ended_by"), "path edited_at ended_at how"),
    Part("writing_now", "draft_lock", ("holder_id",), "path until"),
    Part("proposals", "proposal", ("proposed_by",), "course titles kind because proposed_at state decided_at"),
    Part("decisions", "proposal", ("decided_by",), "course titles state decided_at"),
    Part("editions_published", "edition", ("published_by", "approved_by"), "course titles kind published_at"),
    Part("withdrawals", "withdrawal", ("asked_by",), "reason asked_at state decided_at"),
    Part("withdrawals_decided", "withdrawal", ("decided_by",), "state decided_at"),
    Part("assignments", "assignment", ("created_by",), "course due_on created_at withdrawn_at"),
    Part("revocations_asked", "revocation", ("asked_by", "decided_by"), "state asked_at decided_at"),
    Part("erasures_asked", "erasure", ("asked_by", "decided_by"), "state asked_at decided_at"),
    Part("alarms_settled", "record_alarm", ("settled_by",), "problem found_at settled_at"),
    Part("periods_changed", "retention", ("changed_by",), "kind days changed_at"),
)

ELSEWHERE: Mapping[str, str] = {
    "person.manager_id": "the line of those who report to somebody is theirs; one's own manager is told by name",
    "record_entry.subject": "handed out as `facts`, byte for byte",
    "fact_pii.person_id": "handed out as `beside_facts`, opened",
    "throttle.key": "a hash that nobody can turn back, gone within a day",
}
"""Columns that name a person and stand in no part, each with the reason."""


def rows(session: Session, part: Part, person_id: str) -> Iterator[dict[str, Any]]:
    """The rows of a part that are this person's, as plain values."""
    table = Base.metadata.tables[part.table]
    columns = [table.c[name] for name in part.shown]
    query = sa.select(*columns).where(belongs(part, person_id)).order_by(*table.primary_key.columns)
    for row in session.execute(query):
        yield {name: plain(value) for name, value in zip(part.shown, row, strict=True)}


def belongs(part: Part, person_id: str) -> sa.ColumnElement[bool]:
    """The condition that a row of this part is the person's."""
    table = Base.metadata.tables[part.table]
    if part.through is None:
        return sa.or_(*(table.c[name] == person_id for name in part.whose))
    own, other, column = part.through
    there = Base.metadata.tables[other]
    return table.c[own].in_(sa.select(there.c[column]).where(there.c.person_id == person_id))


def plain(value: Any) -> Any:
    """A value as JSON can hold it: instants in RFC 3339, dates as YYYY-MM-DD, bytes in hexadecimal."""
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value
