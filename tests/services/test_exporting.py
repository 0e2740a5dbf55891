"""Everything that is held about a person, and nothing about anybody else."""

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.domain.facts import OPERATOR
from lms.domain.refusal import Refusal
from lms.services import certificates, exporting
from lms.services import record as log
from lms.store import reading
from lms.store.models import RecordEntry
from lms.web import personal_words
from tests.cast import NOBODY, NOW, Cast, Player
from tests.engines import settings_for
from tests.journey import finish
from tests.obligations import assign_to


@pytest.fixture
def export(app: Flask, small: str, tmp_path: Path, database_url: str) -> Any:
    def made(player: Player) -> zipfile.ZipFile:
        target = tmp_path / "data.zip"
        render = personal_words.renderer(settings_for(tmp_path, database_url))
        exporting.export(OPERATOR, player.id, "Ostrelle", target, render, NOW)
        return zipfile.ZipFile(target)

    return made


def data(archive: zipfile.ZipFile) -> dict[str, Any]:
    parts: dict[str, Any] = json.loads(archive.read("data.json"))["parts"]
    return parts


def test_it_holds_what_she_did_and_who_she_is(cast: Cast, export: Any) -> None:
    code = finish(cast.ana)
    certificates.freeze_pending(lambda values, proof: b"%PDF-", NOW)
    archive = export(cast.ana)
    parts = data(archive)
    assert parts["account"][0] | {"email": cast.ana.email, "manager": cast.marc.full_name} == parts["account"][0]
    assert {"sections", "attempts", "answers", "enrolments"} <= {name for name, rows in parts.items() if rows}
    assert archive.read(f"certificates/{code}.pdf") == b"%PDF-"


def test_the_entries_are_the_very_bytes_and_their_salt_opens_the_commitment(cast: Cast, export: Any) -> None:
    finish(cast.ana)
    parts = data(export(cast.ana))
    bodies = {row["seq"]: json.loads(row["body"]) for row in parts["facts"]}
    for beside in parts["beside_facts"]:
        told = json.dumps(beside["told"], ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
        digest = hashlib.sha256(bytes.fromhex(beside["salt"]) + told).hexdigest()
        assert digest == bodies[beside["seq"]]["pii_sha256"]


def test_nothing_about_others_comes_along(cast: Cast, export: Any) -> None:
    finish(cast.ana)
    finish(cast.omar)
    archive = export(cast.omar)
    read = b"".join(archive.read(name) for name in archive.namelist())
    for other in (cast.ana, cast.marc, cast.hana):
        assert other.id.encode() not in read
        assert other.family_name.encode() not in read


def test_of_what_hr_did_for_others_it_tells_when_but_not_for_whom(cast: Cast, export: Any) -> None:
    assign_to(cast, "small", cast.ana.id)
    parts = data(export(cast.hana))
    assert [row["kind"] for row in parts["facts"]] == ["assigned"]
    assert "body" not in parts["facts"][0] and cast.ana.id not in json.dumps(parts)


def test_the_page_is_in_her_language_and_needs_nothing_else(cast: Cast, export: Any) -> None:
    assign_to(cast, "small", cast.marc.id)
    finish(cast.marc)
    page = export(cast.marc).read("data.html").decode()
    assert '<html lang="fr">' in page and "Lefèvre" in page
    assert "Ce qui est conservé" in page
    assert "Quiz passé" in page and "<th scope=\"col\">Nature</th>" in page
    assert "src=" not in page and "href=\"http" not in page


def test_handing_it_out_is_a_fact_with_the_hash_of_the_file(cast: Cast, export: Any, tmp_path: Path) -> None:
    export(cast.ana)
    with reading() as session:
        last = session.scalars(sa.select(RecordEntry).order_by(RecordEntry.seq.desc()).limit(1)).one()
    fact = json.loads(last.body)
    assert (fact["kind"], fact["subject"], fact["data"]["what"]) == ("evidence exported", cast.ana.id, "personal-data")
    assert fact["data"]["sha256"] == hashlib.sha256((tmp_path / "data.zip").read_bytes()).hexdigest()
    assert log.verify().problem is None


def test_who_looked_is_told_by_name(cast: Cast, export: Any) -> None:
    export(cast.ana)
    assert data(export(cast.ana))["looked_at"][0]["by"] == "operator"


@pytest.mark.parametrize("told", [NOBODY, "nobody@ostrelle.example", "no id"])
def test_nobody_is_refused(app: Flask, told: str) -> None:
    with pytest.raises(Refusal) as refused:
        exporting.person_of(told)
    assert refused.value.code == "not-found"
