"""The lms command: each subcommand is a few lines around a service, errors go to stderr, 0 means that it worked."""

import logging
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from lms import config, instance, parent, serving
from lms.domain.refusal import Refusal
from lms.ports import PortTaken, check_port

# What a command works with is imported inside it: the app, its libraries and gunicorn together take a second to load,
# and `lms serve`, which stays as the parent of both halves, needs none of them.

LITTLE_DISK = 200_000_000
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class House(click.Group):
    """Turns the errors that are meant for people into one sentence on stderr and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        os.umask(0o077)  # what any command writes is for this user only
        try:
            return super().invoke(ctx)
        except (config.SettingsError, Refusal, PortTaken, instance.InstanceError) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=House, context_settings={"help_option_names": ["-h", "--help"]}, epilog="Example: lms serve --help")
@click.version_option(config.VERSION, prog_name="Paraph")
def main() -> None:
    """Paraph: company policies that people read, understand, sign and can prove."""


@contextmanager
def inside_app() -> Iterator[config.Settings]:
    """The app's context, for commands that call a service."""
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from lms.app import create_app
    from lms.store import db

    settings = config.load()
    try:
        with create_app(settings).app_context():
            yield settings
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()
    except (OperationalError, ProgrammingError) as error:
        raise click.ClickException(
            f"The database does not answer, or lacks its tables: {error.orig}. Run lms init, or lms db upgrade."
        ) from error


def read_course(path: Path) -> dict[str, bytes]:
    from lms.store.folder import FolderError, read_folder

    try:
        return read_folder(path)
    except FolderError as error:
        raise click.ClickException(f"{error}.") from error


def now() -> datetime:
    return datetime.now(UTC)


def web_options(command: Any) -> Any:
    """The options that `serve` and `web` share."""
    for option in (
        click.option("--access-log", is_flag=True, help="Write a line of JSON for each request to stdout."),
        click.option("--workers", default=2, show_default=True, help="Processes that answer requests."),
        click.option("--port", default=8000, show_default=True, help="Port to listen on."),
        click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all."),
    ):
        command = option(command)
    return command


follow_option = click.option("--follow", type=int, hidden=True, help="End with this process.")


def begin(follow: int | None, access_log: bool = False) -> None:
    """What both halves do first."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    if access_log:
        access = logging.getLogger("lms.access")
        access.addHandler(logging.StreamHandler(sys.stdout))  # each line is JSON already
        access.setLevel(logging.INFO)
        access.propagate = False
    if follow:
        parent.follow(follow)


def answer_at(host: str, port: int) -> None:
    """Without LMS_BASE_URL, links lead to where this command listens."""
    if host in LOOPBACK and not os.environ.get("LMS_BASE_URL"):
        os.environ["LMS_BASE_URL"] = f"http://{f'[{host}]' if ':' in host else host}:{port}"


@main.command(epilog="Example: lms serve --port 8001")
@web_options
@click.option("--check", "only_check", is_flag=True, help="See whether the address is free, and start nothing.")
def serve(host: str, port: int, workers: int, access_log: bool, only_check: bool) -> None:
    """Serve: the web half and the worker in one command."""
    if only_check:
        check_port(host, port)
        return
    answer_at(host, port)
    settings = config.load()
    if host in LOOPBACK and instance.is_demonstration(settings):
        click.echo(instance.accounts_as_text(instance.accounts(settings)))
    sys.exit(serving.serve(host, port, workers, access_log))


@main.command(epilog="Example: lms web --host 0.0.0.0 --workers 4")
@web_options
@follow_option
def web(host: str, port: int, workers: int, access_log: bool, follow: int | None) -> None:
    """Serve pages only; run `lms worker` beside it, here or on another machine."""
    from lms import waking, webserver
    from lms.app import create_app

    begin(follow, access_log)
    answer_at(host, port)
    settings = config.load()
    check_port(host, port)

    def ready() -> None:
        click.echo(f"Paraph is at {settings.base_url} (Ctrl-C ends it)")

    webserver.run(
        webserver.gunicorn_settings(host, port, workers, ready),
        lambda: waking.ring_after_posts(create_app(settings), settings),
    )


@main.command(epilog="Example: lms worker")
@follow_option
def worker(follow: int | None) -> None:
    """Do the work behind the pages: draw certificates, send mail."""
    from lms import worker as half
    from lms.app import create_app
    from lms.sweeps import sweeps

    begin(follow)
    settings = config.load()
    with sweeps(settings) as found:
        half.run(create_app(settings), settings, found)


@main.command(epilog='Example: lms init --email hana@example.com --name "Hana Holm"')
@click.option("--email", prompt="E-mail of the first administrator", help="Their e-mail address.")
@click.option("--name", prompt="Their given and family name", help="Their given and family name.")
def init(email: str, name: str) -> None:
    """Make the instance: keys, database, first administrator (password from a prompt or LMS_ADMIN_PASSWORD)."""
    from lms.services import setup

    instance.make_keys()
    password = os.environ.get("LMS_ADMIN_PASSWORD") or click.prompt(
        "Password (12 characters or more)", hide_input=True, confirmation_prompt=True
    )
    given, _, family = name.strip().partition(" ")
    with inside_app() as settings:
        bring_up_to_date()
        setup.initialise(
            email=email, given_name=given, family_name=family, password=password, origin=settings.base_url, now=now()
        )
    click.echo(f"The instance is ready in {settings.instance}. Next: lms serve")


@main.command(epilog="Example: lms demo --reset")
@click.option("--reset", is_flag=True, help="Throw the demonstration away and build it anew.")
@click.option("--if-empty", is_flag=True, help="Do nothing when the instance holds an organisation already.")
def demo(reset: bool, if_empty: bool) -> None:
    """Build a demonstration organisation: people of every role, a course, some months of history."""
    instance.make_keys()
    settings, people = _look_inside()
    if people and not instance.is_demonstration(settings):
        if if_empty:
            return
        raise click.ClickException("This instance holds real people. Set LMS_INSTANCE to another, empty folder.")
    complete = bool(instance.accounts(settings))
    if people and (reset or not complete):
        instance.clear_demonstration(settings)
        people = False
    if not people:
        click.echo("Building the demonstration (some seconds)", err=True)
        with inside_app():
            bring_up_to_date()
            instance.build_demonstration(settings, now())
    if not if_empty:
        click.echo(instance.accounts_as_text(instance.accounts(settings)))
        click.echo("Next: lms serve")


def _look_inside() -> tuple[config.Settings, bool]:
    """The settings, and whether the instance holds people; its tables are made on the way."""
    from lms.services import setup

    with inside_app() as settings:
        bring_up_to_date()
        return settings, setup.has_people()


def bring_up_to_date() -> None:
    """Makes or changes the tables; needs the app's context."""
    from flask_migrate import upgrade

    upgrade()


@main.group(epilog="Example: lms course check courses/social-media")
def course() -> None:
    """Check and publish courses."""


@course.command(epilog="Example: lms course check courses/social-media --format github")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--format", "kind", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option("--language", default="en", show_default=True, help="Language of the messages: en or fr.")
def check(paths: tuple[Path, ...], kind: str, language: str) -> None:
    """Check course folders; exit code 1 when one of them has errors."""
    from lms.domain.course import report
    from lms.domain.course.parse import parse_course

    write = {"text": report.text, "json": report.as_json, "github": report.as_github}[kind]
    files: dict[str, bytes] = {}
    notes: list[Any] = []
    for path in paths:
        found = read_course(path)
        files |= {f"{path}/{name}": body for name, body in found.items()}
        notes += [_placed(note, path) for note in parse_course(found).diagnostics]
    click.echo(write(notes, files, language), nl=kind == "json")
    errors = sum(note.level == "error" for note in notes)
    click.echo(f"{len(paths)} checked: {errors} errors, {len(notes) - errors} warnings.", err=True)
    sys.exit(1 if errors else 0)


def _placed(note: Any, path: Path) -> Any:
    """A message that names its file from here, not from inside the course: editors and forges can jump to it."""
    return replace(note, span=replace(note.span, file=f"{path}/{note.span.file}"))


@course.command(
    epilog="Example: lms course publish courses/social-media --by cleo@example.com --approved-by lena@example.com"
)
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--by", required=True, help="E-mail of the author who publishes.")
@click.option("--approved-by", required=True, help="E-mail of another person, who has approved it.")
def publish(path: Path, by: str, approved_by: str) -> None:
    """Publish a course folder as a new edition that learners read from then on."""
    from lms.services import publishing

    with inside_app():
        publishing.publish(read_course(path), by=by, approved_by=approved_by, now=now())
    click.echo(f"Published {path.name}.")


@main.group(epilog="Example: lms db upgrade")
def db() -> None:
    """Look after the database."""


@db.command(epilog="Example: lms db upgrade")
def upgrade() -> None:
    """Bring the database's tables up to date; take a backup first."""
    with inside_app():
        bring_up_to_date()
    click.echo("The database is up to date.")


@main.group(epilog="Example: lms record verify")
def record() -> None:
    """Check the record of everything that happened."""


@record.command(epilog="Example: lms record verify")
def verify() -> None:
    """Recompute the whole record; exit code 1, and the first bad entry, when something was changed."""
    from lms.services import record as log

    with inside_app():
        found = log.verify()
    if found.problem:
        raise click.ClickException(f"Entry {found.bad_seq} of the record does not hold: {found.problem}.")
    click.echo(f"All {found.head.size} entries of the record agree with each other. Root: {found.head.root.hex()}")
    click.echo(
        "Not provable without a checkpoint kept elsewhere: that the end was not cut off, or all of it rewritten."
    )


@main.command(epilog="Example: lms doctor")
def doctor() -> None:
    """Examine the instance: database, record, enrolments, libraries, disk; exit code 1 when something is wrong."""
    from lms.services import doctor as physician
    from lms.web.paper.child import available

    with inside_app() as settings:
        findings = physician.examine(settings.house, now(), available())
    lines = [(f"{found.about}: {found.told}", found.problem) for found in findings]
    free = shutil.disk_usage(settings.instance).free
    little = "too little for new certificates and backups" if free < LITTLE_DISK else None
    for told, problem in [*lines, (f"disk: {free // 1_000_000} MB free", little)]:
        click.echo(f"{'bad' if problem else 'ok':<4}{told}{f': {problem}' if problem else ''}")
    sys.exit(1 if little or any(problem for _, problem in lines) else 0)


if __name__ == "__main__":
    main()
