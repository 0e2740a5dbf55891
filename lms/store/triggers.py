"""Triggers that make evidence append-only on both engines; part of a fresh schema and of its migration."""

import sqlalchemy as sa
from sqlalchemy import event

from lms.store.database import Base

APPEND_ONLY = ("record_entry", "record_node", "record_checkpoint", "edition", "edition_file", "document")


def sqlite_statements() -> list[str]:
    """CREATE TRIGGER statements for SQLite. A BEFORE INSERT guard stops INSERT OR REPLACE as well."""
    statements = []
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            statements.append(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    for table, key in (("record_entry", "seq"), ("record_checkpoint", "size")):
        statements.append(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    statements.append(
        "CREATE TRIGGER record_head_grows BEFORE UPDATE ON record_head WHEN NEW.size < OLD.size OR NEW.id <> OLD.id "
        "BEGIN SELECT RAISE(ABORT, 'record_head may only grow'); END"
    )
    statements.append(
        "CREATE TRIGGER record_head_no_delete BEFORE DELETE ON record_head "
        "BEGIN SELECT RAISE(ABORT, 'record_head is append-only'); END"
    )
    return statements


def postgresql_statements() -> list[str]:
    """Functions and triggers for PostgreSQL; TRUNCATE skips row triggers, so it has its own."""
    statements = [
        "CREATE FUNCTION paraph_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        "CREATE FUNCTION paraph_head_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF NEW.size < OLD.size OR NEW.id <> OLD.id THEN "
        "RAISE EXCEPTION 'record_head may only grow'; END IF; RETURN NEW; END $$",
    ]
    for table in APPEND_ONLY:
        statements.append(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION paraph_append_only()"
        )
    statements.append(
        "CREATE TRIGGER record_head_grows BEFORE UPDATE ON record_head "
        "FOR EACH ROW EXECUTE FUNCTION paraph_head_grows()"
    )
    statements.append(
        "CREATE TRIGGER record_head_no_delete BEFORE DELETE ON record_head "
        "FOR EACH ROW EXECUTE FUNCTION paraph_append_only()"
    )
    for table in (*APPEND_ONLY, "record_head"):
        statements.append(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION paraph_append_only()"
        )
    return statements


@event.listens_for(Base.metadata, "after_create")
def _create(_target: object, connection: sa.Connection, **_: object) -> None:
    statements = sqlite_statements() if connection.dialect.name == "sqlite" else postgresql_statements()
    for statement in statements:
        connection.execute(sa.text(statement))
