"""What a signature asks of the database while everybody else waits for the record's head."""

from lms.services import opening, signing
from tests.cast import NOW, Cast
from tests.journey import HOUSE, SLUG, act, answer_all, read_all
from tests.queries import counted

MOST = 16  # seven to look and nine to write


def ready(small: str, cast: Cast) -> signing.Act:
    opening.open_course(cast.ana.id, SLUG, "en", NOW)
    read_all(cast.ana)
    answer_all(cast.ana)
    return act(cast.ana)


def test_a_signature_asks_sixteen_statements_at_most(small: str, cast: Cast) -> None:
    sent = ready(small, cast)
    with counted() as statements:
        signing.sign(HOUSE, cast.ana.id, SLUG, sent, NOW)
    assert len(statements) <= MOST


def test_a_signature_locks_the_head_and_appends_once(small: str, cast: Cast) -> None:
    sent = ready(small, cast)
    with counted() as statements:
        signing.sign(HOUSE, cast.ana.id, SLUG, sent, NOW)
    about_the_head = [statement.split()[0] for statement in statements if "record_head" in statement]
    assert about_the_head == ["SELECT", "UPDATE"]


def test_a_signature_reads_the_facts_once(small: str, cast: Cast) -> None:
    sent = ready(small, cast)
    with counted() as statements:
        signing.sign(HOUSE, cast.ana.id, SLUG, sent, NOW)
    assert sum("FROM record_entry" in statement for statement in statements) == 1
