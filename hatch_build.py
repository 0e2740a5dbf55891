"""Compiles the gettext catalogues, and packs templates, static files and courses into the wheel."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class HouseHook(BuildHookInterface):
    """Makes a wheel whole; an editable install gets the catalogues only and finds the rest in the checkout."""

    def initialize(self, version: str, build_data: dict) -> None:
        for po in sorted(Path(self.root).glob("lms/translations/*/LC_MESSAGES/*.po")):
            with po.open("rb") as source, po.with_suffix(".mo").open("wb") as target:
                write_mo(target, read_po(source, locale=po.parts[-3]))
        if version != "editable":
            for folder in ("templates", "static", "courses"):
                build_data["force_include"][folder] = f"lms/_house/{folder}"
