"""What every view may ask of the app it runs in: the time and the settings."""

from datetime import datetime
from typing import cast

from flask import current_app

from lms.config import Settings
from lms.domain.facts import to_the_millisecond


def now() -> datetime:
    """The present instant (aware UTC), in whole milliseconds, as the app's CLOCK tells it; tests set that."""
    return to_the_millisecond(cast(datetime, current_app.config["CLOCK"]()))


def settings() -> Settings:
    """The settings this app was made with."""
    return cast(Settings, current_app.config["PARAPH"])
