"""No table with people in it is forgotten when somebody asks for their data, and every column shown has its words."""

import sqlalchemy as sa

from lms.services.erased_rows import KEPT, TOUCHED
from lms.services.holdings import ELSEWHERE, PARTS
from lms.store.database import Base
from lms.web.personal_words import COLUMNS, TITLES

PEOPLE = ("person_id", "subject", "actor", "holder_id", "signer", "recorder", "wanted_by")


def names_a_person(column: sa.Column[object]) -> bool:
    refers = any(key.column.table.name == "person" for key in column.foreign_keys)
    return refers or column.name in PEOPLE or column.name.endswith("_by")


def test_every_column_that_names_a_person_is_handed_out_or_has_its_reason() -> None:
    covered = {f"{part.table}.{column}" for part in PARTS for column in part.whose} | set(ELSEWHERE)
    tables = Base.metadata.tables.values()
    found = {f"{table.name}.{column.name}" for table in tables for column in table.columns if names_a_person(column)}
    assert found - covered == set()


def test_every_table_that_names_a_person_is_emptied_by_an_erasure_or_has_its_reason() -> None:
    tables = Base.metadata.tables.values()
    found = {table.name for table in tables if any(names_a_person(column) for column in table.columns)}
    assert found - set(TOUCHED) - set(KEPT) == set()


def test_no_part_shows_a_token_a_hash_of_one_or_the_notes_of_others() -> None:
    secret = {"token_hash", "hash", "note", "last_error", "dedupe_key", "reviewers"}
    assert not [part.name for part in PARTS if secret & set(part.shown)]


def test_every_part_and_column_has_its_words() -> None:
    shown = {column for part in PARTS for column in part.shown}
    assert {part.name for part in PARTS} <= set(TITLES)
    assert shown <= set(COLUMNS)
