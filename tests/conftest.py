"""Fixtures of every test: an app on a fresh database of each engine, the cast, and clients that check each page."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from lms.app import create_app
from lms.store import db
from tests.cast import NOW, Cast, Player, add_cast
from tests.engines import ENGINES, Postgresql, Sqlite, settings_for
from tests.page import PageClient

pytest_plugins = ["tests.house.skips"]
SMALL = Path(__file__).parent / "courses" / "small"


class Clock:
    """The time of the app under test; only tests move it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **parts: float) -> datetime:
        self.now += timedelta(**parts)
        return self.now


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Sqlite:
    return Sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgresql]:
    server = Postgresql(tmp_path_factory.mktemp("postgresql"))
    yield server
    server.close()


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database; every test that touches data runs once for each engine."""
    with request.getfixturevalue(f"{request.param}_template").fresh(tmp_path) as url:
        yield url


@pytest.fixture
def empty_database(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[str]:
    """A second database of the same engine without any table."""
    engine = "sqlite" if database_url.startswith("sqlite") else "postgresql"
    with request.getfixturevalue(f"{engine}_template").empty(tmp_path) as url:
        yield url


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Flask]:
    app = create_app(settings_for(tmp_path, database_url))
    app.config["CLOCK"] = clock
    app.test_client_class = PageClient
    with app.app_context():
        yield app
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def cast(app: Flask) -> Cast:
    return add_cast()


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A visitor's browser."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


@pytest.fixture
def as_(app: Flask) -> Callable[[Player], PageClient]:
    """A browser in which that person is signed in."""

    def signed_in(player: Player) -> PageClient:
        client = app.test_client()
        assert isinstance(client, PageClient)
        return client.sign_in_as(player.id)

    return signed_in


@pytest.fixture
def small(cast: Cast) -> str:
    """The small course, published; its slug."""
    from lms.services import publishing
    from lms.store.folder import read_folder

    publishing.publish(read_folder(SMALL), by=cast.paul.email, approved_by=cast.aline.email, now=NOW)
    return "small"


@pytest.fixture
def story(cast: Cast) -> str:
    """The course with a scenario, published; its slug."""
    from tests import storyline

    storyline.publish(cast)
    return storyline.SLUG
