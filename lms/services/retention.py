"""The periods that are in force, and changing them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain import retention
from lms.domain.kinds import RetentionChanged
from lms.domain.refusal import Refusal
from lms.services import organisation
from lms.services.record import draft, person, seal
from lms.store import reading, writing
from lms.store import record as log
from lms.store.models import Retention


def changed(session: Session) -> dict[str, int | None]:
    """Kind → days, for what the organisation changed; None is for ever."""
    return {kind: days for kind, days in session.execute(sa.select(Retention.kind, Retention.days))}


def in_force() -> dict[str, int | None]:
    """Kind → days, for every kind."""
    with reading() as session:
        own = changed(session)
    return {kind.code: retention.period(kind.code, own) for kind in retention.KINDS}


def change(actor: str, kind: str, days: str, now: datetime) -> None:
    """Keeps another period, as typed; blank is for ever. Raises Refusal: forbidden, not-found, retention-days."""
    if kind not in retention.BY_CODE:
        raise Refusal("not-found")
    wanted = retention.sensible_days(kind, days)
    with writing() as session:
        log.lock_head(session)
        if "admin" not in organisation.roles_of(session, actor):
            raise Refusal("forbidden")
        if wanted == retention.period(kind, changed(session)):
            return
        session.merge(Retention(kind=kind, days=wanted, changed_by=actor, changed_at=now))
        session.flush()
        seal(session, draft(RetentionChanged(kind, wanted), actor=person(actor), now=now))
