"""A fresh database for every test, on each engine: copied from a template, never emptied."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from lms.app import create_app
from lms.config import Settings, load
from lms.services import record
from lms.store import Base, db
from tests.cast import NOW

SECRET = "only-for-tests-0123456789abcdefghij"
SERVER = os.environ.get("LMS_TEST_DATABASE_URL")
ENGINES = ("sqlite", "postgresql") if SERVER else ("sqlite",)


def settings_for(instance: Path, url: str | None = None, **more: str) -> Settings:
    """Settings of a test instance; `more` are LMS_* variables."""
    environ = {
        "LMS_INSTANCE": str(instance),
        "LMS_SECRET_KEY": SECRET,
        "LMS_BASE_URL": "http://localhost",
        "LMS_ORGANISATION": "Ostrelle",
    }
    return load(environ | ({"LMS_DATABASE_URL": url} if url else {}) | more)


def fill(app: Flask) -> None:
    """The schema with its triggers, and the first fact."""
    with app.app_context():
        with db.engine.connect().execution_options(paraph_write=True) as connection:
            Base.metadata.create_all(connection)
            connection.commit()
        record.open_record("localhost", NOW)
        for engine in db.engines.values():
            engine.dispose()


class Sqlite:
    """Copies a template file."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "template.sqlite"
        fill(create_app(settings_for(folder, f"sqlite:///{self.template}")))

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        path = folder / "paraph.sqlite"
        shutil.copy(self.template, path)
        yield f"sqlite:///{path}"

    @contextmanager
    def empty(self, folder: Path) -> Iterator[str]:
        yield f"sqlite:///{folder / 'empty.sqlite'}"


class Postgresql:
    """Copies a template database on the server that LMS_TEST_DATABASE_URL names."""

    def __init__(self, folder: Path) -> None:
        assert SERVER is not None
        self.server = sa.make_url(load({"LMS_DATABASE_URL": SERVER, "LMS_SECRET_KEY": SECRET}).database_url)
        self.admin = sa.create_engine(self.server, isolation_level="AUTOCOMMIT")
        self.template = f"paraph_template_{uuid.uuid4().hex[:12]}"
        self._run(f'CREATE DATABASE "{self.template}"')
        fill(create_app(settings_for(folder, self._url(self.template))))

    @contextmanager
    def fresh(self, folder: Path, template: str | None = None) -> Iterator[str]:
        name = f"paraph_test_{uuid.uuid4().hex[:12]}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template or self.template}" STRATEGY FILE_COPY')
        try:
            yield self._url(name)
        finally:
            self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    @contextmanager
    def empty(self, folder: Path) -> Iterator[str]:
        with self.fresh(folder, "template0") as url:
            yield url

    def close(self) -> None:
        self._run(f'DROP DATABASE "{self.template}" WITH (FORCE)')
        self.admin.dispose()

    def _run(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.exec_driver_sql(statement)

    def _url(self, name: str) -> str:
        return self.server.set(database=name).render_as_string(hide_password=False)
