"""Alembic's environment: runs the one history of migrations on whichever engine the app has."""

from alembic import context
from flask import current_app

from lms.store import Base, db

config = context.config


def run() -> None:
    engine = db.engine
    with engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:  # batch rebuilds would otherwise fire foreign keys; checked again at the end
            connection.exec_driver_sql("PRAGMA query_only=OFF")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection = connection.execution_options(paraph_write=True)
        connection.rollback()
        context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"foreign keys broken after migration: {broken[:5]}")
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


assert current_app, "migrations run inside the app"
run()
