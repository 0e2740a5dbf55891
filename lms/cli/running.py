"""`lms serve` and its halves, `lms web` and `lms worker`."""

import logging
import os
import sys
from typing import Any

import click

from lms import config, instance, parent, serving
from lms.cli.group import main
from lms.ports import check_port

LOOPBACK = ("127.0.0.1", "localhost", "::1")


AT_LEAST_ONE, PORTS = click.IntRange(min=1), click.IntRange(1, 65_535)


def web_options(command: Any) -> Any:
    """The options that `serve` and `web` share."""
    for option in (
        click.option("--access-log", is_flag=True, help="Write a line of JSON for each request to stdout."),
        click.option("--workers", default=2, type=AT_LEAST_ONE, show_default=True, help="Processes that answer."),
        click.option("--port", default=8000, type=PORTS, show_default=True, help="Port to listen on."),
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
