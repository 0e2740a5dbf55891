"""Time zones as people choose them: cities in the reader's language, grouped by region."""

from collections.abc import Iterator
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from flask_babel import gettext as _

from lms.domain.names import name_key
from lms.web.language import language

Options = list[tuple[str, str]]

# The technical names of the zone database, such as Etc/GMT+3 or US/Eastern, are no places people look for.
REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def zone_choices(chosen: str | None) -> tuple[Options, list[tuple[str, Options]]]:
    """The options outside any group and the groups of a select; what is chosen is always among them."""
    groups = _groups(language())
    offered = {name for _region, options in groups for name, _city in options}
    alone = [("UTC", "UTC")]
    if chosen and chosen != "UTC" and chosen not in offered:
        alone.append((chosen, _city(chosen, language())))
    words = _region_words()
    return alone, sorted(((words[region], options) for region, options in groups), key=lambda group: name_key(group[0]))


def _region_words() -> dict[str, str]:
    return {
        "Africa": _("Africa"),
        "America": _("America"),
        "Antarctica": _("Antarctica"),
        "Arctic": _("Arctic"),
        "Asia": _("Asia"),
        "Atlantic": _("Atlantic Ocean"),
        "Australia": _("Australia"),
        "Europe": _("Europe"),
        "Indian": _("Indian Ocean"),
        "Pacific": _("Pacific Ocean"),
    }


@cache
def _groups(lang: str) -> list[tuple[str, Options]]:
    """Region → its zones by city. Of several names for one city, the one that is written like the city."""
    return [(region, sorted(_cities(region, lang), key=lambda option: name_key(option[1]))) for region in REGIONS]


def _cities(region: str, lang: str) -> Iterator[tuple[str, str]]:
    found: dict[str, list[str]] = {}
    for name in available_timezones():
        if name.startswith(region + "/"):
            found.setdefault(_city(name, lang), []).append(name)
    for city, names in found.items():
        yield min(names, key=_unlike), city


def _unlike(name: str) -> tuple[bool, int, str]:
    return _last(name) != _city(name, "en"), -name.count("/"), name


def _city(name: str, lang: str) -> str:
    canonical = get_global("zone_aliases").get(name, name)
    return Locale.parse(lang).time_zones.get(canonical, {}).get("city") or _last(canonical)


def _last(name: str) -> str:
    return name.rpartition("/")[2].replace("_", " ")
