"""The demonstration as an instance: where its accounts are kept, when it may be built, and how it starts over."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from lms.config import Settings, SettingsError
from lms.services import demo, setup
from lms.services.demo import Account
from lms.services.post import forget_waiting
from lms.store.folder import read_folder

ACCOUNTS = "demo.json"  # 0600: the passwords of this demonstration, printed again at each start


def build(settings: Settings, now: datetime) -> list[Account]:
    """Builds the demonstration and keeps its accounts. Raises SettingsError when the instance holds anybody."""
    if setup.has_people():
        raise SettingsError("This instance holds an organisation already; the demonstration needs an empty one.")
    files = read_folder(settings.courses / demo.COURSE)
    _keep(settings, [])  # marks the instance as a demonstration before there is anybody in it
    accounts = demo.build(settings.house, files, now)
    forget_waiting(now)
    _keep(settings, accounts)
    return accounts


def unfinished(settings: Settings) -> bool:
    """Whether a demonstration was begun here and interrupted."""
    return (settings.instance / ACCOUNTS).exists() and not kept(settings)


def kept(settings: Settings) -> list[Account]:
    """The accounts of the demonstration in this instance; none when it is a real one."""
    path = settings.instance / ACCOUNTS
    return [Account(**row) for row in json.loads(path.read_text(encoding="utf-8"))] if path.exists() else []


def clear(settings: Settings) -> None:
    """Throws a demonstration away. Raises SettingsError when the instance is a real one, or not on SQLite."""
    if not (settings.instance / ACCOUNTS).exists():
        if (settings.instance / "paraph.sqlite").exists():
            raise SettingsError("This instance is no demonstration; nothing was thrown away.")
        return
    if not settings.sqlite:
        raise SettingsError("Drop and create the PostgreSQL database yourself, remove demo.json, then run lms demo.")
    for name in ("paraph.sqlite", "queue.sqlite", ACCOUNTS):  # the accounts last: they mark it as a demonstration
        for path in sorted(settings.instance.glob(f"{name}*"), reverse=True):
            path.unlink()


def _keep(settings: Settings, accounts: Sequence[Account]) -> None:
    path = settings.instance / ACCOUNTS
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump([asdict(account) for account in accounts], file, ensure_ascii=False, indent=2)


def told(accounts: Sequence[Account]) -> str:
    """The accounts as a table to print."""
    width = max((len(account.email) for account in accounts), default=0)
    rows = [f"  {account.email:<{width}}  {account.password}  {account.role}" for account in accounts]
    return "\n".join(["Demonstration accounts (their passwords belong to this instance alone):", *rows])
