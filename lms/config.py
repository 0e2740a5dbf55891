"""Settings: read once from LMS_* variables and the instance folder, then passed on as one frozen value."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from lms.domain.house import House

_PACKAGE = Path(__file__).resolve().parent
CHECKOUT = _PACKAGE.parent
# In a checkout, templates, static files and courses stand at its top; in a wheel they travel inside the package.
HOUSE = CHECKOUT if (CHECKOUT / "templates" / "base.html").exists() else _PACKAGE / "_house"
VERSION = version("paraph")
SECRET_BYTES = 32
_SAMPLES = {"changeme", "change-me", "secret", "dev", "development", "password"}


class SettingsError(Exception):
    """A setting cannot be used; the sentence says which one and what to write instead."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the app may be told from outside."""

    instance: Path
    database_url: str
    base_url: str
    secret_key: str
    smtp_url: str | None
    mail_from: str
    courses: Path
    organisation: str
    languages: tuple[str, ...]
    timezone: ZoneInfo
    proxy_hops: int
    throttle: bool
    debug: bool
    seal_pkcs12: Path | None
    seal_password: str | None
    checkpoint_folder: Path | None
    timestamp_url: str | None

    @property
    def house(self) -> House:
        return House(self.organisation, self.base_url, self.timezone)

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).netloc

    @property
    def sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Reads the settings. Raises SettingsError with one sentence that says what to do."""
    env = os.environ if environ is None else environ
    instance = instance_folder(env)
    base_url = (env.get("LMS_BASE_URL") or "http://127.0.0.1:8000").rstrip("/")
    if urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).netloc:
        raise SettingsError(f"LMS_BASE_URL must look like https://policies.example.com, not {base_url!r}.")
    debug = _flag(env, "LMS_DEBUG")
    if debug and urlsplit(base_url).hostname not in ("127.0.0.1", "localhost", "::1"):
        raise SettingsError("LMS_DEBUG is for your own machine only; LMS_BASE_URL names another one.")
    throttle = not _flag(env, "LMS_NO_THROTTLE")
    if not throttle and base_url.startswith("https://"):
        raise SettingsError("LMS_NO_THROTTLE is for load tests on plain http only; remove it.")
    return Settings(
        instance=instance,
        database_url=_database_url(env.get("LMS_DATABASE_URL"), instance),
        base_url=base_url,
        secret_key=_secret_key(env, instance),
        smtp_url=_smtp_url(env.get("LMS_SMTP_URL")),
        mail_from=env.get("LMS_MAIL_FROM") or f"paraph@{urlsplit(base_url).hostname}",
        courses=courses_folder(env),
        organisation=_organisation(env, instance, urlsplit(base_url).hostname or ""),
        languages=_languages(env.get("LMS_LANGUAGES") or "en,fr"),
        timezone=_timezone(env.get("LMS_TIMEZONE") or "Europe/Paris"),
        proxy_hops=_number(env, "LMS_PROXY_HOPS", 0),
        throttle=throttle,
        debug=debug,
        seal_pkcs12=Path(env["LMS_SEAL_PKCS12"]).resolve() if env.get("LMS_SEAL_PKCS12") else None,
        seal_password=_seal_password(env),
        checkpoint_folder=_folder(env.get("LMS_CHECKPOINT_FOLDER")),
        timestamp_url=_timestamp_url(env.get("LMS_TIMESTAMP_URL")),
    )


def instance_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Where keys and, by default, the database live."""
    env = os.environ if environ is None else environ
    return Path(env.get("LMS_INSTANCE") or Path.cwd() / "instance").resolve()


def courses_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Where courses are looked for: those that come with Paraph, unless another folder is named."""
    env = os.environ if environ is None else environ
    return Path(env.get("LMS_COURSES") or HOUSE / "courses").resolve()


def own_courses_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Where a new course goes: never among those inside an installed package."""
    env = os.environ if environ is None else environ
    return Path(env.get("LMS_COURSES") or Path.cwd() / "courses").resolve()


def make_secret_key(instance: Path) -> None:
    """Writes a new random key into the instance folder (mode 0600) unless one is there."""
    path = instance / "secret.key"
    try:
        instance.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"The instance folder {instance} cannot be made: {error.strerror}.") from error
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(SECRET_BYTES))


def keep_organisation(instance: Path, name: str) -> None:
    """Writes the organisation's name into the instance folder; LMS_ORGANISATION overrides it."""
    instance.mkdir(parents=True, exist_ok=True)
    (instance / "organisation").write_text(f"{' '.join(name.split())}\n", encoding="utf-8")


def _organisation(env: Mapping[str, str], instance: Path, host: str) -> str:
    """As `lms init` was told; until then the host of the base URL, which is nobody else's name."""
    path = instance / "organisation"
    name = env.get("LMS_ORGANISATION") or (path.read_text(encoding="utf-8") if path.exists() else "")
    return " ".join(name.split()) or host


def _secret_key(env: Mapping[str, str], instance: Path) -> str:
    path = instance / "secret.key"
    key = env.get("LMS_SECRET_KEY") or (path.read_text().strip() if path.exists() else "")
    if not key:
        raise SettingsError("There is no secret key yet. Run `lms init` first, or set LMS_SECRET_KEY.")
    if len(key) < SECRET_BYTES or key.lower() in _SAMPLES or len(set(key)) < 8:
        raise SettingsError(f"LMS_SECRET_KEY is too short or too simple: at least {SECRET_BYTES} random characters.")
    return key


def _database_url(url: str | None, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'paraph.sqlite'}"
    if url.startswith(("postgres://", "postgresql://")):
        return "postgresql+psycopg://" + url.split("://", 1)[1]
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingsError("LMS_DATABASE_URL must start with sqlite:/// or postgresql://.")
    return url


def _smtp_url(url: str | None) -> str | None:
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise SettingsError("LMS_SMTP_URL must look like smtp://user:password@mail.example.com:587 or smtps://….")
    return url


def _seal_password(env: Mapping[str, str]) -> str | None:
    if not env.get("LMS_SEAL_PASSWORD_FILE"):
        return env.get("LMS_SEAL_PASSWORD") or None
    try:
        return Path(env["LMS_SEAL_PASSWORD_FILE"]).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"The file of LMS_SEAL_PASSWORD_FILE cannot be read: {error.strerror}.") from error


def _timestamp_url(url: str | None) -> str | None:
    if not url:
        return None
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise SettingsError("LMS_TIMESTAMP_URL must look like https://timestamp.example.com/tsr.")
    return url


def _folder(path: str | None) -> Path | None:
    """Absolute, or the two halves and the command line could mean different places."""
    if path and not Path(path).is_absolute():
        raise SettingsError(f"LMS_CHECKPOINT_FOLDER must be a whole path such as /mnt/audit/paraph, not {path!r}.")
    return Path(path) if path else None


def _languages(text: str) -> tuple[str, ...]:
    chosen = tuple(part.strip() for part in text.split(",") if part.strip())
    unknown = [language for language in chosen if language not in ("en", "fr")]
    if unknown or not chosen:
        raise SettingsError(f"LMS_LANGUAGES knows en and fr, not {', '.join(unknown) or 'nothing'}.")
    return chosen


def _timezone(name: str) -> ZoneInfo:
    if name not in available_timezones():
        raise SettingsError(f"LMS_TIMEZONE must be a name such as Europe/Paris, not {name!r}.")
    return ZoneInfo(name)


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdigit():
        raise SettingsError(f"{name} must be a whole number, not {text!r}.")
    return int(text)


def _flag(env: Mapping[str, str], name: str) -> bool:
    return env.get(name, "").lower() in ("1", "true", "yes")
