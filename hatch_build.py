"""Compiles the gettext catalogues before a wheel or an editable install is made."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):
    """Writes `messages.mo` beside every `messages.po`, so that the wheel carries them."""

    def initialize(self, version: str, build_data: dict) -> None:
        for po in sorted(Path(self.root).glob("lms/translations/*/LC_MESSAGES/*.po")):
            with po.open("rb") as source, po.with_suffix(".mo").open("wb") as target:
                write_mo(target, read_po(source, locale=po.parts[-3]))
