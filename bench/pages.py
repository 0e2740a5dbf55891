"""The learner's pages against the reference's page of the same size: throughput, CPU time, and p95 without load."""

from functools import partial

from bench import report, rounds
from bench.load import Request
from bench.report import Row
from bench.serving import Server
from bench.world import World, browser, get
from lms.instance import COURSE
from lms.services import progress

THROUGHPUT, SLOWER = 0.6, 0.5  # the goals: 60 % of its answers, and a p95 of twice its own
ENTRANCE = "/enter/2"


def learner_pages(world: World) -> dict[str, str]:
    """Home, a module that is not read yet, and the question that is open, all of the demonstration's Camille."""
    camille = world.person("Camille")
    stand = progress.of(camille, COURSE)
    unread = [module for module in stand.course.modules if not stand.module_read(module.id)]
    asked = next(unread[0].quizzes())
    world.read(camille, unread[0].id)
    next(world.answers(camille, asked.id))
    reader = f"/courses/{COURSE}/{unread[1].id}"
    return {"home": "/", "reader": reader, "quiz": f"/courses/{COURSE}/{unread[0].id}/{asked.id}"}


def bench(world: World, ours: Server, theirs: Server, engine: str, seconds: float, wanted: int, most: int) -> list[Row]:
    """Three lines for each page."""
    cookie = world.cookie(world.person("Camille"))
    rows = []
    for name, path in learner_pages(world).items():
        headers, _, html = browser(ours, path, cookie)
        pair = [get(path, headers)], [reference_page(theirs, len(html.encode()))]
        for server, requests in zip((ours, theirs), pair, strict=True):
            rounds.run(server, requests, 0.5)  # warms both up
        what = f"{name} ({len(html.encode()) / 1024:.1f} KB), {engine}"
        rows += _lines(what, (ours, theirs), pair, seconds, wanted, most)
    return rows


def reference_page(server: Server, size: int) -> Request:
    """The reference's page with as many rows as make it that long."""
    headers, _, _ = browser(server, ENTRANCE, "")
    few, many = (len(browser(server, f"/page/{rows}", headers["Cookie"])[2].encode()) for rows in (0, 20))
    rows = round(20 * (size - few) / (many - few))
    return get(f"/page/{max(0, rows)}", headers)


def _lines(
    what: str, servers: tuple[Server, Server], asked: tuple[list[Request], list[Request]], seconds: float, *most: int
) -> list[Row]:
    loaded = [partial(rounds.run, server, requests, seconds) for server, requests in zip(servers, asked, strict=True)]
    single = [
        partial(rounds.run, server, requests, seconds / 2, connections=1)
        for server, requests in zip(servers, asked, strict=True)
    ]
    busy, idle = rounds.alternate(*loaded, *most), rounds.alternate(*single, *most)
    return [
        report.compared(f"{what}: throughput", busy, lambda run: run.rate, "/s", THROUGHPUT, inverse=False),
        report.compared(f"{what}: CPU", busy, lambda run: run.cpu, "ms", THROUGHPUT, inverse=True),
        report.compared(f"{what}: p95 unloaded", idle, lambda run: run.p95, "ms", SLOWER, inverse=True),
    ]
