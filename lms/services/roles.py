"""Roles: granted and revoked by an administrator, never to oneself; each change ends the person's sessions."""

from datetime import datetime

import sqlalchemy as sa

from lms.domain.kinds import RoleGranted, RoleRevoked
from lms.domain.refusal import Refusal
from lms.services import organisation
from lms.services.record import draft, person, seal
from lms.services.sessions import drop_access
from lms.store import record as log
from lms.store import writing
from lms.store.models import Role
from lms.store.models.people import ROLES


def grant(actor: str, person_id: str, role: str, now: datetime) -> None:
    """Gives a role; a role already held changes nothing."""
    _change(actor, person_id, role, True, now)


def revoke(actor: str, person_id: str, role: str, now: datetime) -> None:
    """Takes a role; the last administrator keeps it."""
    _change(actor, person_id, role, False, now)


def set_roles(actor: str, person_id: str, wanted: frozenset[str], now: datetime) -> None:
    """Gives and takes until the person holds exactly these roles: what a form of ticks asks for."""
    _apply(actor, person_id, {role: role in wanted for role in (*ROLES, *sorted(wanted - set(ROLES)))}, now)


def _change(actor: str, person_id: str, role: str, holds: bool, now: datetime) -> None:
    _apply(actor, person_id, {role: holds}, now)


def _apply(actor: str, person_id: str, wanted: dict[str, bool], now: datetime) -> None:
    if not set(wanted) <= set(ROLES):
        raise Refusal("role-unknown")
    with writing() as session:
        log.lock_head(session)
        row = organisation.person(session, person_id)
        held = organisation.roles_of(session, row.id)
        changes = {role: holds for role, holds in wanted.items() if holds != (role in held)}
        if not changes:
            return
        if "admin" not in organisation.roles_of(session, actor):
            raise Refusal("forbidden")
        if row.id == actor:
            raise Refusal("not-yourself")
        if not row.active:
            raise Refusal("left")
        if changes.get("admin") is False:
            organisation.require_other_admin(session, row.id)
        for role, holds in changes.items():
            if holds:
                session.add(Role(person_id=row.id, name=role))
            else:
                session.execute(sa.delete(Role).where(Role.person_id == row.id, Role.name == role))
        session.flush()
        drop_access(session, row.id)
        facts = [RoleGranted(role) if holds else RoleRevoked(role) for role, holds in changes.items()]
        seal(session, *(draft(fact, actor=person(actor), now=now, subject=row.id) for fact in facts))
