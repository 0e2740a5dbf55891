"""The roof: puts the house together into one Flask app."""

import importlib
import importlib.util
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from lms import config
from lms.config import HOUSE, Settings
from lms.store import db
from lms.store.database import prepare_engine
from lms.web import context, errors, guards, language, me, room, wsgi
from lms.web.routes import BLUEPRINTS

MAX_REQUEST = 2 * 1024 * 1024
csrf = CSRFProtect()
migrate = Migrate(directory=str(config.CHECKOUT / "lms" / "store" / "migrations"), render_as_batch=True)


def create_app(settings: Settings | None = None, blueprints: Sequence[Blueprint] = BLUEPRINTS) -> Flask:
    """The app for one process; make it after a fork, since it opens the database engine."""
    settings = settings or config.load()
    app = Flask(
        "lms",
        template_folder=str(HOUSE / "templates"),
        static_folder=None,
        instance_path=str(settings.instance),
    )
    app.config.from_mapping(_flask_settings(settings))
    app.jinja_environment = context.PageEnvironment
    app.jinja_env.undefined = StrictUndefined
    _open_database(app)
    for part in (errors, me, language, context):
        part.set_up(app)
    wsgi.set_up(app, settings)  # before the token is checked: a foreign site is refused first
    room.set_up(app)  # before the token is looked for in the form
    csrf.init_app(app)
    guards.set_up(app)
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    guards.require_policies(app)
    return app


def _flask_settings(settings: Settings) -> dict[str, Any]:
    prefix = "__Host-" if settings.https else ""
    return {
        "PARAPH": settings,
        "CLOCK": lambda: datetime.now(UTC),
        "DEBUG": settings.debug,
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings),
        "SESSION_COOKIE_NAME": f"{prefix}paraph-visitor",
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=180),
        "MAX_CONTENT_LENGTH": MAX_REQUEST,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "MAX_FORM_PARTS": 500,
        "WTF_CSRF_TIME_LIMIT": 12 * 60 * 60,  # as long as a session can last
        "WTF_CSRF_SSL_STRICT": False,  # Origin and Sec-Fetch-Site are checked instead of the Referer
        "TEMPLATES_AUTO_RELOAD": settings.debug,
    }


def _open_database(app: Flask) -> None:
    db.init_app(app)
    migrate.init_app(app, db)
    with app.app_context():
        for engine in db.engines.values():
            prepare_engine(engine)


def _engine_options(settings: Settings) -> dict[str, Any]:
    """SQLite through pysqlite3 where there is one: it brings a newer SQLite than most systems have.

    What a failed statement was about (names, addresses, hashes of tokens) is kept out of traces, and so of the log.
    """
    if settings.sqlite:
        newer = importlib.util.find_spec("pysqlite3") is not None
        module = {"module": importlib.import_module("pysqlite3.dbapi2")} if newer else {}
        return {"hide_parameters": True, **module}
    return {
        "hide_parameters": True,
        "pool_size": 5,
        "max_overflow": 10,
        "pool_timeout": 10,
        "pool_recycle": 1800,
        "pool_pre_ping": True,
        "connect_args": {"connect_timeout": 5, "application_name": "paraph"},
    }
