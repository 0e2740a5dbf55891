"""Who is above and below whom, and who may touch whose account: read inside the caller's transaction."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.ids import known
from lms.domain.refusal import Refusal
from lms.store.models import Person, Role


def person(session: Session, person_id: str) -> Person:
    """The row, locked, to be changed. Raises Refusal: not-found, erased."""
    row = session.get(Person, known(person_id), with_for_update=True)
    if row is None:
        raise Refusal("not-found")
    if row.erased_at is not None:
        raise Refusal("erased")
    return row


def below(person_id: str) -> sa.CTE:
    """Everybody who reports to this person at any level, and this person; a circle in the data ends by itself.

    Whoever has left is in it too: their reports still have somebody above them.
    """
    tree = sa.select(Person.id).where(Person.id == person_id).cte("below", recursive=True)
    return tree.union(sa.select(Person.id).join(tree, Person.manager_id == tree.c.id))


def line_above(session: Session, person_id: str) -> set[str]:
    """This person, their manager, the manager's manager and so on."""
    line = sa.select(Person.id, Person.manager_id).where(Person.id == person_id).cte("above", recursive=True)
    line = line.union(sa.select(Person.id, Person.manager_id).join(line, Person.id == line.c.manager_id))
    return set(session.scalars(sa.select(line.c.id)))


def roles_of(session: Session, person_id: str) -> set[str]:
    return set(session.scalars(sa.select(Role.name).where(Role.person_id == person_id)))


def require_role(session: Session, person_id: str, *roles: str) -> None:
    """One of these roles, held by somebody active. Raises Refusal("forbidden")."""
    holds = sa.select(Role.name).join(Person, Person.id == Role.person_id)
    if not session.scalar(holds.where(Role.person_id == person_id, Role.name.in_(roles), Person.active)):
        raise Refusal("forbidden")


def require_reach(session: Session, actor: str, person_id: str) -> None:
    """An administrator reaches every account, anybody else only those that hold no role beyond their own."""
    mine = roles_of(session, actor)
    if "admin" not in mine and not roles_of(session, person_id) <= mine:
        raise Refusal("roles-beyond")


def require_other_admin(session: Session, person_id: str) -> None:
    """Somebody active and administrator must remain. The caller holds the record's lock, so two cannot both go."""
    query = sa.select(Person.id).join(Role, Role.person_id == Person.id).where(Role.name == "admin", Person.active)
    if set(session.scalars(query)) == {person_id}:
        raise Refusal("last-admin")
