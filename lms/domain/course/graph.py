"""Where the arrows of a scenario lead: what can be reached, what is a dead end, and the way of the best answers.

Everything here walks lists, never itself: a story may have ten thousand steps in a row.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from lms.domain.course.places import Id
from lms.domain.course.scenario_model import Choice, End, ScenarioNode, Step

RANKS = {"best": 0, "ok": 1, None: 2, "poor": 3}

Nodes = Mapping[Id, ScenarioNode]


def choices(nodes: Nodes) -> Iterator[tuple[Step, Choice]]:
    """Every choice of every step, in order."""
    return ((node, choice) for node in nodes.values() if isinstance(node, Step) for choice in node.choices)


def complete(nodes: Nodes) -> bool:
    """Whether every arrow leads to something; otherwise nothing can be said about what is reached."""
    return all(choice.goto in nodes for _, choice in choices(nodes))


def reached(nodes: Nodes, start: Id) -> set[Id]:
    """The names of everything a reader can come to."""
    ways = defaultdict(list)
    for step, choice in choices(nodes):
        ways[step.id].append(choice.goto)
    return _spread(ways, [start] if start in nodes else [])


def escaping(nodes: Nodes) -> set[Id]:
    """The names from which the story can come to an end, or at least to a step without answers."""
    back = defaultdict(list)
    for step, choice in choices(nodes):
        back[choice.goto].append(step.id)
    return _spread(back, [id for id, node in nodes.items() if not isinstance(node, Step) or not node.choices])


def _spread(ways: Mapping[Id, list[Id]], first: Iterable[Id]) -> set[Id]:
    found = set(first)
    waiting = list(found)
    while waiting:
        for id in ways.get(waiting.pop(), ()):
            if id not in found:
                found.add(id)
                waiting.append(id)
    return found


def best_way(nodes: Nodes, start: Id) -> tuple[list[tuple[Step, Choice]], End | None]:
    """The steps of a reader who always takes the best answer that leads somewhere new, and the end they come to."""
    way: list[tuple[Step, Choice]] = []
    seen = {start}
    node = nodes.get(start)
    while isinstance(node, Step):
        fresh = [choice for choice in node.choices if choice.goto in nodes and choice.goto not in seen]
        if not fresh:
            return way, None
        choice = min(fresh, key=lambda choice: RANKS[choice.verdict])
        way.append((node, choice))
        seen.add(choice.goto)
        node = nodes[choice.goto]
    return way, node if isinstance(node, End) else None
