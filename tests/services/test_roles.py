"""Roles: who grants them, and what nobody can do to themselves."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from lms.domain.refusal import Refusal
from lms.services import organisation, roles, sessions
from lms.store import reading
from lms.store.models import RecordEntry, SignIn
from tests.cast import NOW, Cast, add_person


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value.code


def test_an_administrator_grants_a_role_and_the_person_signs_in_anew(cast: Cast) -> None:
    sessions.start(cast.ana.id, "password", NOW)
    roles.grant(cast.ines.id, cast.ana.id, "author", NOW)
    with reading() as session:
        assert organisation.roles_of(session, cast.ana.id) == {"author"}
        assert session.scalars(sa.select(SignIn).where(SignIn.person_id == cast.ana.id)).all() == []


def test_ticks_become_one_fact_for_each_change(cast: Cast) -> None:
    roles.set_roles(cast.ines.id, cast.paul.id, frozenset({"hr", "auditor"}), NOW)
    with reading() as session:
        query = sa.select(RecordEntry.kind).where(RecordEntry.subject == cast.paul.id).order_by(RecordEntry.seq)
        assert list(session.scalars(query)) == ["role revoked", "role granted", "role granted"]


def test_a_role_already_held_changes_nothing(cast: Cast) -> None:
    sessions.start(cast.paul.id, "password", NOW)
    roles.grant(cast.ines.id, cast.paul.id, "author", NOW)
    with reading() as session:
        assert len(session.scalars(sa.select(SignIn)).all()) == 1


def test_only_an_administrator_grants(cast: Cast) -> None:
    assert code_of(lambda: roles.grant(cast.hana.id, cast.ana.id, "hr", NOW)) == "forbidden"


def test_nobody_gives_themselves_a_role(cast: Cast) -> None:
    assert code_of(lambda: roles.grant(cast.ines.id, cast.ines.id, "approver", NOW)) == "not-yourself"


def test_a_role_that_does_not_exist_is_refused(cast: Cast) -> None:
    assert code_of(lambda: roles.grant(cast.ines.id, cast.ana.id, "emperor", NOW)) == "role-unknown"


def test_the_last_administrator_stays_one(cast: Cast) -> None:
    second = add_person("Igor", "Admin", roles=("admin",))
    roles.revoke(second.id, cast.ines.id, "admin", NOW)
    with reading() as session, pytest.raises(Refusal, match="last administrator"):
        organisation.require_other_admin(session, second.id)


def test_who_has_left_gets_no_role(cast: Cast) -> None:
    gone = add_person("Greta", "Gone", active=False)  # type: ignore[arg-type]
    assert code_of(lambda: roles.grant(cast.ines.id, gone.id, "hr", NOW)) == "left"
