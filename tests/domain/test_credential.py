"""Our own model of a badge: what is missing or of the wrong kind is refused before anything is signed."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest

from lms.domain import credential as ob
from lms.domain import status_list

BASE = "https://policies.example.com"
MADE = ob.achievement(BASE, "small", "Ostrelle", "en", name="Posts", title="Posting", version="1.0", tested=True)
GOOD = ob.Values(
    id="6f1c1b52-0000-4000-8000-000000000000",
    issuer="did:web:policies.example.com",
    organisation="Ostrelle",
    base_url=BASE,
    achievement=MADE,
    holder=ob.Holder("Ana Duarte", "ana@ostrelle.example", "a1b2"),
    earned_at=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
    status=status_list.entry(BASE, 5),
)
BAD: list[tuple[dict[str, Any], str]] = [
    ({"organisation": " "}, "the issuer's name is missing"),
    ({"organisation": None}, "the issuer's name is no text"),
    ({"issuer": "https://a.example"}, "no DID"),
    ({"id": "7"}, "no UUID"),
    ({"base_url": "policies.example.com"}, "the issuer's address is no web address"),
    ({"achievement": replace(MADE, image="javascript:alert(1)")}, "the image is no web address"),
    ({"achievement": replace(MADE, id="https://a.example/a b")}, "the achievement's id is no web address"),
    ({"achievement": replace(MADE, name="x" * 2001)}, "longer than 2000"),
    ({"achievement": replace(MADE, language="English!")}, "no language tag"),
    ({"holder": ob.Holder("Ana\ud800", "a@b.example", "s")}, "the holder's name has characters that cannot be written"),
    ({"holder": ob.Holder("Ana", "a@b.example", "")}, "the salt is missing"),
    ({"earned_at": datetime(2026, 11, 23)}, "no time zone"),
    ({"status": {}}, "the status list is no web address"),
    ({"status": {**GOOD.status, "statusListIndex": "x"}}, "no place in the list"),
]


@pytest.mark.parametrize(("change", "reason"), BAD, ids=[reason for _, reason in BAD])
def test_a_bad_value_is_refused_with_its_reason(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(ob.BadModel, match=reason.replace("!", "")):
        ob.unsigned(replace(GOOD, **change))


def test_the_address_is_there_as_a_salted_hash_only() -> None:
    found = ob.unsigned(GOOD)
    digest = sha256(b"ana@ostrelle.examplea1b2").hexdigest()
    assert "ana@" not in str(found)
    assert found["credentialSubject"]["identifier"][1]["identityHash"] == f"sha256${digest}"


def test_the_name_is_there_as_its_holder_writes_it() -> None:
    held = replace(GOOD, holder=replace(GOOD.holder, name="Zoë «\"O'Neil\"» אב"))
    assert ob.unsigned(held)["credentialSubject"]["identifier"][0]["identityHash"] == "Zoë «\"O'Neil\"» אב"


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Read “T”"), ("fr", "Avoir lu «\u00a0T\u00a0»"), ("de", "Read “T”")]
)
def test_the_criteria_are_in_the_language_of_the_course(language: str, words: str) -> None:
    made = ob.achievement(BASE, "small", "O", language, name="B", title="T", version="1.0", tested=False)
    assert made.narrative.startswith(words)


def test_a_course_without_a_quiz_claims_no_questions() -> None:
    made = ob.achievement(BASE, "small", "O", "en", name="B", title="T", version="1.0", tested=False)
    assert "questions" not in made.narrative and "questions" in MADE.narrative


def test_a_title_with_braces_is_only_a_title() -> None:
    made = ob.achievement(BASE, "small", "O", "en", name="B", title="{0} {organisation} %s", version="1", tested=False)
    assert "“{0} {organisation} %s”" in made.narrative


def test_a_moment_is_written_in_whole_seconds_of_utc() -> None:
    assert ob.instant(datetime(2026, 11, 23, 9, 30, 1, 5000, tzinfo=UTC)) == "2026-11-23T09:30:01Z"
