"""The evidence pack: opened, counted, and checked offline with the commands that its own read-me gives."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.config import Settings
from lms.domain.checkpoint import read_checkpoint, read_note
from lms.domain.merkle import leaf_hash, root_from_path
from lms.domain.refusal import Refusal
from lms.services import assigning, certificates, declining, evidence_scope, people, receipts, unsigning
from lms.services.evidence_scope import Scope
from lms.store import db, reading, writing
from lms.store.models import Certificate, Course, FactPii, Person, RecordEntry
from tests.cast import NOW, Cast, add_person
from tests.journey import finish
from tests.obligations import HOUSE, assign_to, enrolment_of
from tests.packs import check, key_lies_elsewhere, numbers, pack, rows, sha256sum, sign_record
from tests.services import test_paper_signatures
from tests.services.test_declining import ready

SMALL = Scope(course="small")
LATER = NOW + timedelta(days=10)
THAT_DAY = NOW.date()


@pytest.fixture
def settings(app: Flask) -> Settings:
    found: Settings = app.config["PARAPH"]
    return found


@pytest.fixture
def mixed(cast: Cast, small: str) -> str:
    """Ana signed, Marc has it open, Paul is waived, Omar left with it open, Ines was let off; the assignment's id."""
    everybody = (cast.ana, cast.marc, cast.paul, cast.omar)
    id = assign_to(cast, small, *(player.id for player in everybody))
    other = assign_to(cast, small, cast.ines.id)
    finish(cast.ana)
    certificates.freeze_pending(lambda values, receipt: b"%PDF of " + values.encode(), NOW)
    assigning.waive(cast.hana.id, enrolment_of(cast.paul.id).id, '=HYPERLINK(1), he said;\n"wrote it"', NOW)
    people.deactivate(cast.hana.id, cast.omar.id, NOW)
    assigning.withdraw(cast.hana.id, other, NOW)
    return id


def test_it_holds_together_as_its_own_read_me_says(mixed: str, settings: Settings, tmp_path: Path) -> None:
    sign_record(settings)
    folder = pack(settings, SMALL, tmp_path)
    sums, script = sha256sum(folder), check(folder)
    assert sums.returncode == 0 and "FAILED" not in sums.stdout
    assert script.returncode == 0, script.stdout + script.stderr
    said = script.stdout.splitlines()
    assert not [line for line in said if line.startswith("BAD")]
    assert [line for line in said if line.startswith("ok  checkpoints and the list of files are signed by ")]
    assert sums.stdout.count(": OK") == len([path for path in folder.rglob("*") if path.is_file()]) - 1


def test_the_denominator_is_told_with_all_its_parts(mixed: str, settings: Settings, tmp_path: Path) -> None:
    folder = pack(settings, SMALL, tmp_path)
    assert numbers(folder) == {"obliged": 3, "signed": 1, "open": 1, "waived": 1, "left": 1, "no longer obliged": 1}
    text = (folder / "README.md").read_text()
    assert "| **obliged** | **3** | |" in text
    assert "| signed | 1 | 33.3 % |" in text and "| declined | 0 | 0.0 % |" in text
    assert {row["name"]: row["status"] for row in rows(folder)} == {
        "Ana Duarte": "signed",
        "Marc Lefèvre": "open",
        "Paul Keller": "waived",
        "Omar Haddad": "left",
        "Ines Moreau": "no longer obliged",
    }


def test_each_line_has_the_rungs_and_the_certificate(
    cast: Cast, mixed: str, settings: Settings, tmp_path: Path
) -> None:
    ana = next(row for row in rows(pack(settings, SMALL, tmp_path)) if row["person_id"] == cast.ana.id)
    at = "2026-11-23T09:30:00.000Z"
    rungs = [ana[name] for name in ("assigned", "opened", "displayed", "tested", "signed", "completed")]
    assert rungs == [at] * 6
    assert (ana["notified"], ana["due"], ana["on_leave"]) == ("", "2026-12-14", "not recorded")
    assert (ana["manager"], ana["edition"], ana["method"]) == ("Marc Lefèvre", "1.0", "typed")
    assert ana["certificate"] == certificates.of(cast.ana.id)[0].code


def test_an_assignment_has_its_own_people_only(mixed: str, settings: Settings, tmp_path: Path) -> None:
    folder = pack(settings, Scope(assignment=mixed), tmp_path)
    assert numbers(folder) == {"obliged": 3, "signed": 1, "open": 1, "waived": 1, "left": 1}
    assert check(folder).returncode == 0


def test_a_person_has_their_own_courses_only(cast: Cast, mixed: str, settings: Settings, tmp_path: Path) -> None:
    folder = pack(settings, Scope(person=cast.ana.id), tmp_path)
    assert [row["name"] for row in rows(folder)] == ["Ana Duarte"]
    assert "Marc" not in (folder / "population.csv").read_text().replace("Marc Lefèvre", "")
    assert cast.omar.id not in (folder / "facts.jsonl").read_text()


def test_reasons_of_waivers_come_along_and_start_no_formula(mixed: str, settings: Settings, tmp_path: Path) -> None:
    [waiver] = rows(pack(settings, SMALL, tmp_path), "exemptions.csv")
    assert waiver["name"] == "Paul Keller"
    assert waiver["reason"].startswith("'=HYPERLINK(1), he said;") and waiver["reason"].endswith('"wrote it"')


def test_hard_names_stay_one_cell(cast: Cast, small: str, settings: Settings, tmp_path: Path) -> None:
    odd = add_person('=1+1,"X"', "O’Hara;\nJr, 明", department="+cmd|' /C calc'!A0")
    assign_to(cast, small, odd.id)
    folder = pack(settings, SMALL, tmp_path)
    [row] = rows(folder)
    assert row["name"] == '\'=1+1,"X" O’Hara;\nJr, 明'
    assert row["department"].startswith("'+cmd")
    assert check(folder).returncode == 0


def test_the_population_is_frozen_as_of_the_day(cast: Cast, mixed: str, settings: Settings, tmp_path: Path) -> None:
    """Whoever was assigned, signed, left or was waived later is as they were on that day, and nobody more is in it."""
    aline = assign_to(cast, "small", cast.aline.id, now=LATER)
    finish(cast.marc, now=LATER)
    people.deactivate(cast.hana.id, cast.ana.id, LATER)
    folder = pack(settings, Scope(course="small", as_of=THAT_DAY), tmp_path, now=LATER + timedelta(hours=1))
    assert numbers(folder) == {"obliged": 3, "signed": 1, "open": 1, "waived": 1, "left": 1, "no longer obliged": 1}
    by_name = {row["name"]: row for row in rows(folder)}
    assert "Aline Roche" not in by_name
    assert (by_name["Marc Lefèvre"]["status"], by_name["Marc Lefèvre"]["signed"]) == ("open", "")
    assert "signed 2026-12-03" in by_name["Marc Lefèvre"]["later"]
    assert "person deactivated 2026-12-03" in by_name["Ana Duarte"]["later"]
    assert check(folder).returncode == 0
    assert aline


def test_the_day_ends_where_the_organisation_is(cast: Cast, small: str, settings: Settings, tmp_path: Path) -> None:
    """23:30 in Paris on the 23rd is that day; half past midnight is the next."""
    assign_to(cast, small, cast.ana.id, now=datetime(2026, 11, 23, 22, 30, tzinfo=UTC))
    assign_to(cast, small, cast.omar.id, now=datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    folder = pack(settings, Scope(course="small", as_of=date(2026, 11, 23)), tmp_path, now=LATER)
    assert [row["name"] for row in rows(folder)] == ["Ana Duarte"]


@pytest.mark.parametrize("days", [0, 1, 2, 3])
def test_any_day_equals_what_the_facts_say_when_they_are_counted_another_way(
    cast: Cast, small: str, settings: Settings, tmp_path: Path, days: int
) -> None:
    crowd = [add_person(f"P{number}", "Test") for number in range(12)]
    for number, person in enumerate(crowd):
        start = NOW + timedelta(days=number % 3)
        assign_to(cast, small, person.id, now=start)
        act = number % 5
        if act == 1:
            finish(person, now=start + timedelta(days=1))
        elif act == 2:
            assigning.waive(cast.hana.id, enrolment_of(person.id).id, "On a ship", start + timedelta(days=1))
        elif act == 3:
            people.deactivate(cast.hana.id, person.id, start + timedelta(days=1))
    day = (NOW + timedelta(days=days)).date()
    folder = pack(settings, Scope(course="small", as_of=day), tmp_path, now=LATER)
    counted = counted_otherwise(datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=23))
    assert {word: count for word, count in numbers(folder).items() if word != "obliged"} == counted
    assert check(folder).returncode == 0


def counted_otherwise(end: datetime) -> dict[str, int]:
    """From the bytes of the record alone: the last word that each person's facts say before the instant."""
    word: dict[str, str] = {}
    said = {"assigned": "open", "signed": "signed", "waived": "waived", "person deactivated": "left"}
    with db.engine.connect() as connection:
        for (body,) in connection.execute(sa.text("SELECT body FROM record_entry ORDER BY seq")):
            fact = json.loads(bytes(body))
            known = fact["kind"] in said and (fact["kind"] == "assigned" or fact.get("subject") in word)
            if known and datetime.fromisoformat(fact["at"]) < end:
                word[fact["subject"]] = said[fact["kind"]]
    return dict(Counter(word.values()))


def test_an_empty_population_is_a_pack_too(cast: Cast, small: str, settings: Settings, tmp_path: Path) -> None:
    folder = pack(settings, SMALL, tmp_path)
    assert numbers(folder) == {} and rows(folder) == []
    assert "| signed | 0 | – |" in (folder / "README.md").read_text()
    assert check(folder).returncode == 0


def test_a_person_who_was_never_assigned_anything_has_an_empty_pack(
    cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    folder = pack(settings, Scope(person=cast.omar.id), tmp_path)
    assert json.loads((folder / "summary.json").read_bytes())["courses"] == []
    assert check(folder).returncode == 0 and sha256sum(folder).returncode == 0


def test_the_editions_are_in_it_with_what_was_shown(mixed: str, settings: Settings, tmp_path: Path) -> None:
    base = pack(settings, SMALL, tmp_path) / "editions" / "small-1.0"
    assert (base / "source" / "course.md").read_bytes() == (
        Path(__file__).parents[1] / "courses/small/course.md"
    ).read_bytes()
    edition = json.loads((base / "edition.json").read_bytes())
    assert sorted(edition["documents"]) == sorted(path.name.split(".")[1] for path in base.glob("document.*.html"))
    assert edition["published_by"]["name"] == "Paul Keller"


def test_certificates_are_the_frozen_bytes_and_may_be_left_out(
    cast: Cast, mixed: str, settings: Settings, tmp_path: Path
) -> None:
    code = certificates.of(cast.ana.id)[0].code
    with_them = pack(settings, SMALL, tmp_path)
    assert (with_them / "certificates" / f"{code}.pdf").read_bytes().startswith(b"%PDF of ")
    without = pack(settings, Scope(course="small", certificates=False), tmp_path)
    assert not (without / "certificates").exists()
    assert "left out of this pack on request" in (without / "README.md").read_text()


def test_somebody_erased_is_counted_and_not_named(cast: Cast, mixed: str, settings: Settings, tmp_path: Path) -> None:
    with writing() as session:
        ana = session.get_one(Person, cast.ana.id)
        ana.given_name = ana.family_name = ana.email = ana.email_key = ana.name_key = "x"
        ana.erased_at = NOW
        session.execute(sa.delete(FactPii).where(FactPii.person_id == cast.ana.id))
        session.execute(
            sa.update(Certificate).where(Certificate.person_id == cast.ana.id).values(pdf=None, erased_at=NOW)
        )
    folder = pack(settings, SMALL, tmp_path)
    row = next(row for row in rows(folder) if row["person_id"] == cast.ana.id)
    assert (row["name"], row["status"]) == ("(erased)", "signed")
    assert not any(b"Duarte" in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert check(folder).returncode == 0


def test_refusals_papers_and_signatures_taken_back_are_told(
    cast: Cast, small: str, settings: Settings, tmp_path: Path
) -> None:
    """Declined and taken back are obligations still; a signature by hand fulfils one and climbs no other rung."""
    assign_to(cast, small, cast.ana.id, cast.marc.id, cast.omar.id)
    declining.decline(cast.ana.id, small, ready(cast.ana), "I was not consulted.", NOW)
    unsigning.withdraw(HOUSE, cast.marc.id, finish(cast.marc), "I misread it.", NOW, NOW)
    test_paper_signatures.record(cast, enrolment_of(cast.omar.id).id)
    folder = pack(settings, SMALL, tmp_path)
    assert numbers(folder) == {"obliged": 3, "signed": 1, "declined": 1, "signature withdrawn": 1}
    by_name = {row["name"]: row for row in rows(folder)}
    assert (by_name["Ana Duarte"]["status"], by_name["Ana Duarte"]["method"]) == ("declined", "")
    assert by_name["Marc Lefèvre"]["status"] == "signature withdrawn"
    omar = by_name["Omar Haddad"]
    assert (omar["method"], omar["tested"], omar["signed"] != "") == ("paper", "", True)
    acts = {(row["name"], row["kind"]): row["reason"] for row in rows(folder, "signatures.csv")}
    assert acts["Ana Duarte", "declined"] == "I was not consulted."
    assert acts["Marc Lefèvre", "signature withdrawn"] == "I misread it."
    assert len(list((folder / "scans").iterdir())) == 1
    script = check(folder)
    assert script.returncode == 0, script.stdout


def test_a_french_asker_gets_both_read_mes(mixed: str, settings: Settings, tmp_path: Path) -> None:
    folder = pack(settings, SMALL, tmp_path, language="fr")
    assert "Ce que chaque échelon prouve" in (folder / "LISEZMOI.md").read_text()
    assert "What each rung proves" in (folder / "README.md").read_text()


def test_one_signature_can_be_handed_on_as_a_receipt(mixed: str, settings: Settings, tmp_path: Path) -> None:
    folder = pack(settings, SMALL, tmp_path)
    [signed] = [row for row in rows(folder, "signatures.csv") if row["kind"] == "signed"]
    told = json.loads(check(folder, "--receipt", signed["fact_id"]).stdout)
    with reading() as session:
        own = json.loads(receipts.receipt(session, signed["fact_id"]))
    point = read_checkpoint(read_note(told["checkpoint"].encode()).text)
    leaf, path = bytes.fromhex(told["leaf_sha256"]), [bytes.fromhex(step) for step in told["path"]]
    assert root_from_path(told["index"], told["size"], leaf, path) == point.root
    assert told == own
    assert check(folder, "--receipt", "nothing").returncode == 1


def test_without_a_checkpoint_it_says_what_it_does_not_show(mixed: str, settings: Settings, tmp_path: Path) -> None:
    key_lies_elsewhere()
    folder = pack(settings, SMALL, tmp_path)
    assert "There is no checkpoint in this pack" in (folder / "README.md").read_text()
    script = check(folder)
    assert script.returncode == 0 and "--  no checkpoint is in this pack" in script.stdout


def test_a_checkpoint_kept_outside_is_compared(cast: Cast, mixed: str, settings: Settings, tmp_path: Path) -> None:
    kept, forged = tmp_path / "kept.note", tmp_path / "forged.note"
    kept.write_bytes(sign_record(settings))
    finish(cast.marc)
    sign_record(settings)
    lines = kept.read_bytes().split(b"\n")
    forged.write_bytes(b"\n".join([lines[0], lines[1], b"A" * 43 + b"=", *lines[3:]]))
    folder = pack(settings, SMALL, tmp_path)
    good, bad = check(folder, "--checkpoint", str(kept)), check(folder, "--checkpoint", str(forged))
    assert good.returncode == 0 and "which you kept yourself, agrees" in good.stdout
    assert bad.returncode == 1 and "BAD" in bad.stdout
    for mistake in (folder / "nowhere.note", folder / "README.md"):
        wrong = check(folder, "--checkpoint", str(mistake))
        assert (wrong.returncode, wrong.stderr) == (1, "") and f"can be read: {mistake}" in wrong.stdout


TAMPERED = {
    "population.csv": (b",open,yes,", b",signed,yes,"),
    "facts.jsonl": (b'\\"method\\":\\"typed\\"', b'\\"method\\":\\"drawn\\"'),
    "side_rows.jsonl": (b"Ana Duarte", b"Ana Duarta"),
    "inclusion.jsonl": (b'"path":["', b'"path":["00'),
    "editions/small-1.0/source/course.md": (b"\n", b"\n\n"),
}


@pytest.mark.parametrize("name", sorted(TAMPERED))
def test_whatever_is_changed_is_found_even_when_the_sums_are_made_anew(
    mixed: str, settings: Settings, tmp_path: Path, name: str
) -> None:
    sign_record(settings)
    folder = pack(settings, SMALL, tmp_path)
    before, after = TAMPERED[name]
    changed = (folder / name).read_bytes().replace(before, after, 1)
    assert changed != (folder / name).read_bytes()
    (folder / name).write_bytes(changed)
    assert sha256sum(folder).returncode == 1
    forge_sums(folder)
    assert sha256sum(folder).returncode == 0
    assert check(folder).returncode == 1


def forge_sums(folder: Path) -> None:
    """SHA256SUMS and manifest.json as somebody makes them who may change the pack but has no key."""
    from hashlib import sha256

    manifest = json.loads((folder / "manifest.json").read_bytes())
    for path in manifest["files"]:
        manifest["files"][path]["sha256"] = sha256((folder / path).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS"]
    lines = (f"{sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n" for path in files)
    (folder / "SHA256SUMS").write_text("".join(lines))


def test_a_day_to_come_and_what_is_not_there_are_refused(cast: Cast, small: str) -> None:
    for code, scope in {
        "as-of-future": Scope(course="small", as_of=THAT_DAY + timedelta(days=1)),
        "not-found": Scope(course="nothing"),
    }.items():
        with pytest.raises(Refusal) as refusal:
            evidence_scope.ask(HOUSE, scope, cast.hana.id, "en", NOW)
        assert refusal.value.code == code
    with pytest.raises(Refusal):
        evidence_scope.about(Scope(assignment="not an id"))
    with pytest.raises(Refusal):
        evidence_scope.person_of("nobody@ostrelle.example")


def test_entries_are_the_bytes_of_the_record(mixed: str, settings: Settings, tmp_path: Path) -> None:
    folder = pack(settings, SMALL, tmp_path)
    lines = [json.loads(line) for line in (folder / "facts.jsonl").read_text().splitlines()]
    with reading() as session:
        stored = {seq: bytes(body) for seq, body in session.execute(sa.select(RecordEntry.seq, RecordEntry.body))}
    assert len(lines) > 15
    assert all(stored[line["seq"]] == line["entry"].encode() for line in lines)


@pytest.fixture(autouse=True)
def nothing_is_left_aside(settings: Settings) -> Iterator[None]:
    """What waits aside while a pack is made has no name, so nothing can be left behind."""
    yield
    assert list((settings.instance / "jobs").glob("*")) == []


def test_a_course_that_was_never_published_has_an_empty_pack(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    with writing() as session:
        session.add(Course(slug="unborn"))
    folder = pack(settings, Scope(course="unborn"), tmp_path)
    assert (numbers(folder), rows(folder)) == ({}, [])
    assert check(folder).returncode == 0 and sha256sum(folder).returncode == 0


@pytest.mark.parametrize("own_number", [False, True])
def test_a_signature_that_was_added_to_the_pack_cannot_be_proven(
    mixed: str, settings: Settings, tmp_path: Path, own_number: bool
) -> None:
    sign_record(settings)
    folder = pack(settings, Scope(course="small"), tmp_path)
    lines = (folder / "facts.jsonl").read_text().splitlines()
    true = next(json.loads(line) for line in lines if '"kind\\":\\"signed' in line)
    entry = true["entry"].replace("2026", "2025")
    false = true | {"entry": entry, "leaf_sha256": leaf_hash(entry.encode()).hex()} | ({} if own_number else {"seq": 1})
    (folder / "facts.jsonl").write_text("\n".join([json.dumps(false), *lines]) + "\n")
    forge_sums(folder)
    said = check(folder).stdout.splitlines()
    named = "every entry of the record" if own_number else "signatures, refusals and waivers stand"
    assert [line for line in said if line.startswith("BAD") and named in line and str(false["seq"]) in line]


def test_a_pack_that_cannot_be_read_is_bad_in_one_line(mixed: str, settings: Settings, tmp_path: Path) -> None:
    folder = pack(settings, Scope(course="small"), tmp_path)
    (folder / "facts.jsonl").write_bytes(b"\xff\n")
    done = check(folder)
    assert done.returncode == 1 and "BAD this pack cannot be read" in done.stdout and not done.stderr


def test_a_kept_checkpoint_is_never_passed_over(mixed: str, settings: Settings, tmp_path: Path) -> None:
    key_lies_elsewhere()
    folder = pack(settings, SMALL, tmp_path)
    assert "kept.note: nothing here can be compared" in check(folder, "--checkpoint", "kept.note").stdout
