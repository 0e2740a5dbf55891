"""The roof over `lms course preview`: an app with three pages and no database, for this machine only."""

import logging
import secrets
from pathlib import Path

from flask import Flask
from werkzeug.serving import run_simple

from lms import config
from lms.app import create_app
from lms.web import language, previewing, static_files


def preview_app(folder: Path, port: int) -> Flask:
    """The app that shows one course folder; nobody can sign in, and nothing is written anywhere."""
    settings = config.load(
        {
            "LMS_SECRET_KEY": secrets.token_urlsafe(32),
            "LMS_BASE_URL": f"http://127.0.0.1:{port}",
            "LMS_DATABASE_URL": "sqlite:///:memory:",  # never asked
            "LMS_ORGANISATION": folder.name,
        }
    )
    app = create_app(settings, (static_files.bp, language.bp, previewing.bp))
    app.config[previewing.FOLDER] = folder
    return app


def serve(folder: Path, port: int) -> None:
    """Shows a course folder until it is interrupted."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # the page asks every second
    run_simple("127.0.0.1", port, preview_app(folder, port), threaded=True)
