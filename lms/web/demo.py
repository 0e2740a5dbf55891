"""The demonstration's accounts, offered at the door of a demonstration and nowhere else."""

import json
import stat
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l

from lms.web.clock import settings

TITLES = {
    "Administrator": _l("Administrator"),
    "HR": _l("HR"),
    "Author": _l("Author"),
    "Approver": _l("Approver"),
    "Auditor": _l("Auditor"),
    "Manager": _l("Manager"),
    "Another team's manager": _l("Another team's manager"),
    "New hire": _l("New hire"),
    "New hire, first day": _l("New hire, first day"),
}
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the demonstration; its password never reaches a page."""

    name: str
    email: str
    password: str
    role: str

    @property
    def title(self) -> str:
        """What they are, in the reader's language."""
        return str(TITLES.get(self.role, self.role))


def accounts() -> list[Account]:
    """The accounts in `demo.json`; none unless the app is reached on this machine and only its owner reads the file."""
    path = settings().instance / "demo.json"
    if urlsplit(settings().base_url).hostname not in LOOPBACK:
        return []
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            return []
        rows = json.loads(path.read_text(encoding="utf-8"))
        rows = rows["accounts"] if isinstance(rows, dict) else rows
        return [Account(row["name"], row["email"], row["password"], row["role"]) for row in rows]
    except (OSError, ValueError, KeyError, TypeError):
        return []
