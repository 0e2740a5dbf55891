"""The exact bytes the record keeps."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from lms.domain import facts
from lms.domain.facts import Actor, Fact, canonical, commitment, foreseen, read
from lms.domain.kinds import Data, Notified, Opened, Signed, Waived

AT = datetime(2026, 11, 23, 9, 30, 0, 123_000, tzinfo=UTC)
FACT = Fact("f-1", AT, Actor("person", "p-1"), Opened("fr"), subject="p-1", course="small", edition="e-1")


def test_a_body_is_canonical_json_without_nulls() -> None:
    assert FACT.body() == (
        b'{"actor":{"id":"p-1","kind":"person"},"at":"2026-11-23T09:30:00.123Z","course":"small",'
        b'"data":{"language":"fr"},"edition":"e-1","id":"f-1","kind":"opened","subject":"p-1","v":1}'
    )


def test_a_body_is_read_back_as_it_was_written() -> None:
    entry = read(7, FACT.body())
    assert (entry.seq, entry.kind, entry.at, entry.data) == (7, "opened", AT, {"language": "fr"})
    assert entry.enrolment is None


HERE = {"text": "signe\u0301"}  # two characters that become one
SIGNED = Signed(HERE, (HERE, HERE), HERE, "typed", HERE, "then", 3, None, ("a", "b"), "0.1.0")


@pytest.mark.parametrize("data", [Opened("fr"), Waived(), SIGNED])
@pytest.mark.parametrize("actor", [Actor("person", "p-1"), Actor("system")])
def test_what_is_foreseen_is_what_will_be_read(data: Data, actor: Actor) -> None:
    fact = Fact("f-1", AT.astimezone(timezone(timedelta(hours=2))), actor, data, "p-1", "small", pii_sha256="00")
    assert foreseen(7, fact) == read(7, fact.body())


def test_times_are_written_in_utc() -> None:
    paris = timezone(timedelta(hours=1))
    assert facts.timestamp(datetime(2026, 11, 23, 10, 30, tzinfo=paris)) == "2026-11-23T09:30:00.000Z"


def test_an_instant_finer_than_a_millisecond_is_refused() -> None:
    fact = Fact("f", AT + timedelta(microseconds=1), facts.SYSTEM, Waived())
    with pytest.raises(ValueError, match="milliseconds"):
        fact.body()


def test_strings_are_normalised_so_that_equal_looks_are_equal_bytes() -> None:
    assert canonical({"name": "Zoe\u0308"}) == canonical({"name": "Zoë"})


@pytest.mark.parametrize("value", [1.5, "\ud800", {"a": [0.1]}, object(), b"bytes"])
def test_what_cannot_be_canonical_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="recorded"):
        canonical({"value": value})


def test_a_commitment_changes_with_salt_and_value() -> None:
    made = {commitment(salt, {"n": value}) for salt in (b"a" * 32, b"b" * 32) for value in (1, 2)}
    assert len(made) == 4


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b'"x"', b'{"v":2}', b'{"v":1,"kind":"bribed"}'])
def test_bytes_that_are_no_fact_are_named_as_such(body: bytes) -> None:
    with pytest.raises(ValueError, match="entry 3"):
        read(3, body)


def test_an_unknown_kind_is_refused() -> None:
    raw = json.loads(FACT.body()) | {"kind": "liked"}
    with pytest.raises(ValueError, match="unknown version or kind"):
        read(0, json.dumps(raw).encode())


def test_every_kind_has_a_name_of_its_own() -> None:
    assert len(facts.KINDS) == len({cls.__name__ for cls in facts.Data.__subclasses__()})
    assert facts.KINDS["notified"] is Notified
