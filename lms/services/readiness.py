"""Whether this process can do its work: the database, and how long things have been waiting."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.services import alarms
from lms.store import reading
from lms.store import record as log
from lms.store.models import Certificate, Mail, RecordHead

SAFE_SQLITE = (3, 51, 3)  # before it, several connections that write and checkpoint at once can damage a WAL database


@dataclass(frozen=True, slots=True)
class Readiness:
    """What the database tells; ages are of the oldest that waits, in seconds, 0 when nothing does."""

    engine: str
    version: str
    warning: str | None
    record_size: int
    record_root: str | None
    mail_age: int
    certificate_age: int
    record_alarms: int  # that nobody has settled


def look(now: datetime) -> Readiness:
    """One short reading transaction; the database's own errors pass through."""
    with reading() as session:
        engine, version = _engine(session)
        begun = session.scalar(sa.select(sa.func.count()).select_from(RecordHead))
        head = log.head(session) if begun else None
        waiting = sa.and_(Mail.sent_at.is_(None), Mail.dropped_at.is_(None))
        return Readiness(
            engine=engine,
            version=version,
            warning=sqlite_warning(version) if engine == "sqlite" else None,
            record_size=head.size if head else 0,
            record_root=head.root.hex() if head else None,
            mail_age=_age(session, sa.select(sa.func.min(Mail.due_at)).where(waiting), now),
            record_alarms=alarms.open_within(session),
            certificate_age=_age(
                session, sa.select(sa.func.min(Certificate.issued_at)).where(Certificate.frozen_at.is_(None)), now
            ),
        )


def sqlite_warning(version: str) -> str | None:
    """A sentence when this SQLite is too old to be trusted with several writers."""
    numbers = tuple(int(part) for part in version.split(".")[:3] if part.isdigit())
    if numbers >= SAFE_SQLITE:
        return None
    wanted = ".".join(map(str, SAFE_SQLITE))
    return f"SQLite {version} can damage the database when several processes write; install one from {wanted} on."


def _engine(session: Session) -> tuple[str, str]:
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        return "sqlite", str(connection.exec_driver_sql("SELECT sqlite_version()").scalar_one())
    return connection.dialect.name, str(connection.exec_driver_sql("SHOW server_version").scalar_one())


def _age(session: Session, oldest: sa.Select[datetime], now: datetime) -> int:
    since = session.scalar(oldest)
    return max(0, int((now - since).total_seconds())) if since else 0
