"""Rounds: our app and the reference, one after the other, until enough rounds were undisturbed."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass

from bench import load, machine
from bench.load import Request
from bench.serving import Server

CONNECTIONS = 4
CALM = 0.25  # of a core: above it, what others did is part of the figure


@dataclass(frozen=True)
class Run:
    """One load: answers per second, CPU milliseconds of the web processes for each, p95, and the neighbours' cores."""

    rate: float
    cpu: float
    p95: float
    neighbours: float


@dataclass(frozen=True)
class Pair:
    """One round."""

    ours: Run
    theirs: Run

    @property
    def calm(self) -> bool:
        return max(self.ours.neighbours, self.theirs.neighbours) <= CALM


Loading = Callable[[], Run]


def run(server: Server, requests: list[Request], seconds: float | None, connections: int = CONNECTIONS) -> Run:
    """Loads a server, over and over for some seconds or each request once."""
    workers = server.workers
    neighbours, before = machine.Neighbours(server.pids), machine.cpu_seconds(workers)
    outcome = load.send(load.Job(server.port, connections, requests, seconds))
    used = machine.cpu_seconds(workers) - before
    return Run(outcome.rate, used * 1000 / len(outcome.milliseconds), p95(outcome.milliseconds), neighbours.cores())


def alternate(ours: Loading, theirs: Loading, wanted: int, most: int) -> list[Pair]:
    """Rounds until `wanted` of them were calm, `most` at the outside; who begins changes with every round."""
    pairs: list[Pair] = []
    while len(pairs) < most and sum(pair.calm for pair in pairs) < wanted:
        if len(pairs) % 2:
            second = theirs()
            pairs.append(Pair(ours(), second))
        else:
            pairs.append(Pair(ours(), theirs()))
    return pairs


def p95(figures: list[float]) -> float:
    return statistics.quantiles(figures, n=20)[-1]
