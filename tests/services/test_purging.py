"""What is older than its period goes, in the night, and nothing else does."""

import json
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from lms.domain import retention as rules
from lms.domain.refusal import Refusal
from lms.services import attempts, doctor, opening, progress, purging, retention, sessions
from lms.services import record as log
from lms.store import reading
from lms.store.models import Answer, FactPii, Mail, RecordEntry, SectionView, SignIn
from tests.cast import NOW, Cast
from tests.journey import HOUSE, finish, read_all
from tests.obligations import assign_to, differences

YEARS = timedelta(days=3 * 365 + 2)


def number(model: type) -> int:
    with reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def last_fact() -> dict[str, object]:
    with reading() as session:
        body = session.scalars(sa.select(RecordEntry.body).order_by(RecordEntry.seq.desc()).limit(1)).one()
    fact: dict[str, object] = json.loads(body)
    return fact


@pytest.fixture
def done(cast: Cast, small: str) -> Cast:
    """Ana has finished, Omar is in the middle."""
    assign_to(cast, "small", cast.ana.id, cast.omar.id)
    finish(cast.ana)
    opening.open_course(cast.omar.id, "small", "en", NOW)
    read_all(cast.omar)
    return cast


def test_today_nothing_is_old_enough(done: Cast) -> None:
    assert not any(purging.look(NOW).values())
    size = log.head().size
    assert not any(purging.purge(NOW).values()) and log.head().size == size


def test_the_dry_run_says_what_the_purge_then_does(done: Cast) -> None:
    later = NOW + YEARS
    told = purging.look(later)
    assert told["answers"] > 0
    assert purging.purge(later) == told
    assert not any(purging.look(later).values())


def test_answers_go_with_their_side_rows_and_scores_stay(done: Cast) -> None:
    signatures = number(FactPii)
    purging.purge(NOW + YEARS)
    assert number(Answer) == 0 and 0 < number(FactPii) < signatures
    assert progress.of(done.ana.id, "small").completed
    assert differences() == [] and log.verify().problem is None
    problems = [found for found in doctor.examine(HOUSE, NOW + YEARS) if found.problem]
    assert [found for found in problems if found.about in ("side rows", "record", "enrolment")] == []


def test_what_somebody_is_still_doing_is_left_alone(done: Cast) -> None:
    before = number(SectionView)
    purging.purge(NOW + YEARS)
    assert number(SectionView) == before


def test_the_record_says_how_much_went_and_never_what(done: Cast) -> None:
    sessions.start(done.ana.id, "password", NOW)
    purging.purge(NOW + timedelta(days=3))
    assert number(SignIn) == 0
    fact = last_fact()
    assert (fact["kind"], fact["data"]) == (
        "data purged",
        {"what": "sign-ins", "rows": 1, "before": "2026-11-25T09:30:00.000Z"},
    )


def test_a_changed_period_is_a_fact_and_holds(done: Cast) -> None:
    retention.change(done.ines.id, "mail", "90", NOW)
    assert last_fact()["data"] == {"what": "mail", "days": 90}
    assert retention.in_force()["mail"] == 90
    retention.change(done.ines.id, "mail", "", NOW)
    assert retention.in_force()["mail"] is None and "mail" not in purging.look(NOW + YEARS)
    assert number(Mail) > 0


def test_the_same_period_again_is_no_fact(done: Cast) -> None:
    size = log.head().size
    retention.change(done.ines.id, "mail", str(rules.BY_CODE["mail"].days), NOW)
    assert log.head().size == size


@pytest.mark.parametrize("days", ["-1", "0", "89", "many", "٣٠٠", "1e3", "99999999999"])
def test_a_period_must_be_sensible(done: Cast, days: str) -> None:
    with pytest.raises(Refusal) as refused:
        retention.change(done.ines.id, "mail", days, NOW)
    assert refused.value.code == "retention-days"


@pytest.mark.parametrize(("who", "kind", "code"), [("hana", "mail", "forbidden"), ("ines", "facts", "not-found")])
def test_only_administrators_change_only_what_there_is(done: Cast, who: str, kind: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        retention.change(getattr(done, who).id, kind, "400", NOW)
    assert refused.value.code == code


def test_an_attempt_without_its_answers_can_still_be_opened(done: Cast) -> None:
    with reading() as session:
        attempt = session.scalars(sa.select(Answer.attempt_id)).first()
    purging.purge(NOW + YEARS)
    assert attempt is not None
    page = attempts.again(done.ana.id, "small", "quiz-check", attempt)
    assert page.finished and all(item.given is None for item in page.items)


@pytest.mark.parametrize("days", [None, 10])
def test_for_ever_means_for_ever(days: int | None) -> None:
    with pytest.raises(Refusal) as refused:
        held = {"signatures": True, "certificates": False}
        rules.require_over(date(2026, 1, 1), date(2026, 1, 5), held, {"signatures": days})
    assert refused.value.code == ("erasure-never" if days is None else "erasure-too-early")
