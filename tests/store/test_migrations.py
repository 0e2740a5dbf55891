"""One history of migrations, and it ends where the models are: columns, constraints, indexes and triggers."""

import json
from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from lms.app import create_app
from lms.store import Base, db
from tests.engines import settings_for


def triggers(app: Flask) -> list[tuple[str, ...]]:
    """Every trigger of the database with its full text."""
    if db.engine.dialect.name == "sqlite":
        query = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    else:
        query = (
            "SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(pg_trigger.oid), prosrc FROM pg_trigger "
            "JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal ORDER BY tgname"
        )
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def schema(app: Flask) -> dict[str, object]:
    """Tables as the database itself describes them."""
    inspector = sa.inspect(db.engine)
    return {
        table: (
            sorted((c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)),
            inspector.get_pk_constraint(table),
            sorted(map(str, inspector.get_foreign_keys(table))),
            sorted(map(str, inspector.get_unique_constraints(table))),
            sorted(json.dumps(index, default=str) for index in inspector.get_indexes(table)),
            sorted(check["name"] or "" for check in inspector.get_check_constraints(table)),
        )
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def migrated(app: Flask, tmp_path: Path, empty: str) -> Flask:
    other = create_app(settings_for(tmp_path, empty))
    with other.app_context():
        flask_migrate.upgrade()
    return other


def test_a_migrated_schema_equals_a_fresh_one(app: Flask, tmp_path: Path, empty_database: str) -> None:
    fresh_schema, fresh_triggers = schema(app), triggers(app)
    other = migrated(app, tmp_path, empty_database)
    with other.app_context():
        assert schema(other) == fresh_schema
        assert triggers(other) == fresh_triggers
        assert len(fresh_triggers) > 10
        db.engine.dispose()


def test_nothing_is_left_for_a_new_migration_to_do(app: Flask, tmp_path: Path, empty_database: str) -> None:
    other = migrated(app, tmp_path, empty_database)
    with other.app_context():
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == []
        db.engine.dispose()


def test_migrating_again_changes_nothing(app: Flask, tmp_path: Path, empty_database: str) -> None:
    other = migrated(app, tmp_path, empty_database)
    with other.app_context():
        before = schema(other)
        flask_migrate.upgrade()
        assert schema(other) == before
        db.engine.dispose()
