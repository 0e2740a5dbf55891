"""`python -m bench`: builds a fresh demonstration, measures it against the reference, prints one table."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from bench import certificate, machine, pages, reference, report, rounds, submit
from bench.report import Row
from bench.serving import REFERENCE_URL, Server, free_port
from bench.world import World, world
from tools.with_postgres import scratch_database

MEMORY_MB, START_SECONDS = 150, 2


def main() -> int:
    asked = _arguments()
    most = asked.rounds * 4
    print(f"{machine.describe()}; {datetime.now().astimezone():%d %B %Y, %H:%M}", flush=True)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="paraph-bench-") as folder:
        with _both(Path(folder) / "sqlite", None, f"sqlite:///{folder}/reference.sqlite") as (house, ours, theirs):
            rows += pages.bench(house, ours, theirs, "SQLite", asked.seconds, asked.rounds, most)
            if not asked.quick:
                rows += submit.bench(house, ours, theirs, asked.learners, asked.rounds, asked.rounds * 2)
            rows += _process(ours, theirs)
        if not asked.quick:
            rows += _postgresql(Path(folder) / "postgresql", asked.seconds, asked.rounds, most)
    rows.append(report.bounded("certificate: CPU", certificate.bench(), "ms", certificate.TARGET_MS))
    print(f"\n{report.table(rows)}\n\n{_legend()}")
    if asked.json:
        asked.json.write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2), "utf-8")
    return 1 if any(row.ok is False for row in rows) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures Paraph against a small Flask app.")
    parser.add_argument("--rounds", type=int, default=3, help="calm rounds wanted of each comparison (default 3)")
    parser.add_argument("--seconds", type=float, default=4.0, help="length of one load (default 4)")
    parser.add_argument("--learners", type=int, default=40, help="people who answer or sign in a round (default 40)")
    parser.add_argument("--quick", action="store_true", help="pages on SQLite only")
    parser.add_argument("--json", type=Path, help="write the table to this file too")
    return parser.parse_args()


@contextmanager
def _both(folder: Path, database: str | None, reference_url: str) -> Iterator[tuple[World, Server, Server]]:
    """Paraph and the reference, each on its own fresh database (SQLite where none is given), both running."""
    names = [sa.make_url(url).database for url in (database, reference_url)] if database else [None, None]
    reference.fill(reference_url)
    with ExitStack() as stack:
        house = stack.enter_context(world(folder, free_port(), database))
        ours = stack.enter_context(Server("paraph", house.port, house.environ, "/sign-in", names[0]))
        known = {REFERENCE_URL: reference_url}
        theirs = stack.enter_context(Server("reference", free_port(), known, pages.ENTRANCE, names[1]))
        yield house, ours, theirs


def _process(ours: Server, theirs: Server) -> list[Row]:
    """Memory after all that load, and how long the start took."""
    memory = max(map(machine.resident_mb, ours.workers))
    rows = [
        report.bounded("memory of a web process", memory, "MB", MEMORY_MB),
        report.bounded("start to first answer", ours.first_answer, "s", START_SECONDS),
    ]
    beside = (f"{max(map(machine.resident_mb, theirs.workers)):.3g} MB", f"{theirs.first_answer:.3g} s")
    return [Row(row.what, row.ours, other, "", row.goal, row.ok) for row, other in zip(rows, beside, strict=True)]


def _postgresql(folder: Path, seconds: float, wanted: int, most: int) -> list[Row]:
    """The pages once more where a PostgreSQL server answers; its databases are dropped at the end."""
    with scratch_database() as first, scratch_database() as second:
        if first is None or second is None:
            print("PostgreSQL: no server answers, so its pages are left out.", file=sys.stderr)
            return []
        driven = sa.make_url(second).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        with _both(folder, first, driven) as (house, ours, theirs):
            return pages.bench(house, ours, theirs, "PostgreSQL", seconds, wanted, most)


def _legend() -> str:
    return (
        "Middle of the rounds (lowest to highest). Throughput is a ratio of answers, CPU and p95 are theirs by ours:\n"
        f"more is better in every ratio. Rounds in which others used more than {rounds.CALM} of a core are dropped."
    )


if __name__ == "__main__":
    sys.exit(main())
