"""What every view may ask of the app it runs in: the time and the settings."""

from datetime import datetime
from typing import cast

from flask import current_app

from lms.config import Settings


def now() -> datetime:
    """The present instant (aware UTC), as the app's CLOCK tells it, so that a test can set it."""
    return cast(datetime, current_app.config["CLOCK"]())


def settings() -> Settings:
    """The settings this app was made with."""
    return cast(Settings, current_app.config["PARAPH"])
