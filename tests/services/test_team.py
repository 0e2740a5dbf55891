"""A manager's people: every level below, at once, and nobody else."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from lms.domain.refusal import Refusal
from lms.services import team
from lms.store import writing
from lms.store.models import Person
from tests.cast import NOW, Cast, add_person
from tests.journey import finish
from tests.obligations import HOUSE, assign_to

LATE = NOW + timedelta(days=30)


def names(manager: str, query: str = "", state: str = "") -> list[str]:
    return [row.given_name for row in team.team(HOUSE, manager, query, state, 1, LATE).rows]


def under(person_id: str, manager_id: str | None) -> None:
    with writing() as session:
        session.execute(sa.update(Person).where(Person.id == person_id).values(manager_id=manager_id))


def test_all_levels_below_are_seen_and_nobody_else(cast: Cast) -> None:
    add_person("Deep", "Down", manager=cast.ana.id)
    assert names(cast.marc.id) == ["Deep", "Ana"] or sorted(names(cast.marc.id)) == ["Ana", "Deep"]
    assert names(cast.omar.id) == []


def test_a_circle_in_the_data_ends_by_itself(cast: Cast) -> None:
    under(cast.marc.id, cast.ana.id)
    assert names(cast.marc.id) == ["Ana"] and names(cast.ana.id) == ["Marc"]


def test_a_manager_who_left_still_joins_the_levels(cast: Cast) -> None:
    deep = add_person("Deep", "Down", manager=cast.ana.id)
    with writing() as session:
        session.execute(sa.update(Person).where(Person.id == cast.ana.id).values(active=False))
    assert names(cast.marc.id) == ["Deep"] and team.member(HOUSE, cast.marc.id, deep.id, NOW).given_name == "Deep"


def test_a_mover_is_seen_by_the_new_manager_and_not_by_the_old_one(cast: Cast) -> None:
    under(cast.ana.id, cast.omar.id)
    assert (names(cast.marc.id), names(cast.omar.id)) == ([], ["Ana"])


@pytest.mark.parametrize("who", ["marc", "omar", "nobody", "nonsense"])
def test_who_is_not_below_is_like_nobody(cast: Cast, who: str) -> None:
    ids = {"nobody": "7d1c0f6e-0000-4000-8000-000000000000", "nonsense": "../etc/passwd"}
    target = ids.get(who) or getattr(cast, who).id
    with pytest.raises(Refusal) as refused:
        team.member(HOUSE, cast.marc.id, target, NOW)
    assert refused.value.code == "not-found"


def test_the_overdue_come_first_then_what_is_due_soon(cast: Cast, small: str) -> None:
    soon, calm = add_person("Sara", "Aab", manager=cast.marc.id), add_person("Carl", "Aaa", manager=cast.marc.id)
    assign_to(cast, small, cast.ana.id)
    assign_to(cast, small, soon.id, due=(LATE + timedelta(days=3)).date())
    assert names(cast.marc.id) == ["Ana", "Sara", "Carl"]
    assert [names(cast.marc.id, state=state) for state in ("overdue", "soon", "done")] == [
        ["Ana"],
        ["Sara"],
        [calm.given_name],
    ]


def test_the_figures_count_people_and_courses(cast: Cast, small: str) -> None:
    zoe = add_person("Zoe", "Team", manager=cast.marc.id)
    assign_to(cast, small, cast.ana.id, zoe.id)
    finish(cast.ana)
    figures = team.team(HOUSE, cast.marc.id, "", "", 1, LATE).figures
    assert (figures.people, figures.overdue, figures.done, figures.signed, figures.duties) == (2, 1, 1, 1, 2)
    assert figures.minutes > 0


def test_a_members_page_holds_courses_and_certificates_and_no_score(cast: Cast, small: str) -> None:
    assign_to(cast, small, cast.ana.id)
    finish(cast.ana)
    card = team.member(HOUSE, cast.marc.id, cast.ana.id, NOW)
    assert [duty.standing.word for duty in card.duties] == ["completed"] and len(card.certificates) == 1
    assert "score" not in repr(card)


def test_the_export_has_the_whole_team(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(team, "BATCH", 1)
    add_person("Zoe", "Team", manager=cast.marc.id)
    assert len(list(team.every_row(HOUSE, cast.marc.id, NOW))) == 2
