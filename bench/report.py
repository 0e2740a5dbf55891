"""What is printed: one line for each thing measured, with its goal, the spread of the rounds and how calm they were."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.rounds import Pair, Run

FEWEST = 3  # calm rounds that a judgement needs
Figure = Callable[[Run], float]


@dataclass(frozen=True)
class Row:
    """`ok` is None where there is no goal, or where too few rounds were calm enough to judge."""

    what: str
    ours: str
    theirs: str = ""
    ratio: str = ""
    goal: str = ""
    ok: bool | None = None
    rounds: str = ""


def compared(what: str, pairs: Sequence[Pair], figure: Figure, unit: str, at_least: float, inverse: bool) -> Row:
    """A ratio of the two, the middle of the rounds: ours by theirs, or where less is better (`inverse`) theirs by ours.

    Disturbed rounds are dropped. With too few calm ones the line passes no judgement; with none it shows them all.
    """
    calm = [pair for pair in pairs if pair.calm]
    used = calm or list(pairs)
    ours, theirs = [figure(pair.ours) for pair in used], [figure(pair.theirs) for pair in used]
    ratios = [b / a if inverse else a / b for a, b in zip(ours, theirs, strict=True)]
    middle = statistics.median(ratios)
    return Row(
        what,
        f"{spread(ours)} {unit}",
        f"{spread(theirs)} {unit}",
        f"{middle:.0%} ({min(ratios):.0%} to {max(ratios):.0%})",
        f"≥ {at_least:.0%}",
        middle >= at_least if len(calm) >= FEWEST else None,
        f"{len(calm)} of {len(pairs)} calm" if calm else f"none of {len(pairs)} calm",
    )


def bounded(what: str, figure: float, unit: str, at_most: float) -> Row:
    """One figure with an upper bound."""
    return Row(what, f"{figure:.3g} {unit}", goal=f"≤ {at_most:g} {unit}", ok=figure <= at_most)


def spread(figures: Sequence[float]) -> str:
    return f"{statistics.median(figures):.3g} ({min(figures):.3g} to {max(figures):.3g})"


def table(rows: Sequence[Row]) -> str:
    """Markdown, so that a clean run can be kept in the documentation as it is."""
    head = ("what", "Paraph", "reference", "ratio", "goal", "", "rounds")
    lines = [head, *((r.what, r.ours, r.theirs, r.ratio, r.goal, _verdict(r), r.rounds) for r in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    padded = [[cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines]
    drawn = [f"| {' | '.join(cells)} |" for cells in padded]
    return "\n".join([drawn[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *drawn[1:]])


def _verdict(row: Row) -> str:
    if not row.goal:
        return ""
    return {True: "reached", False: "MISSED", None: "not judged"}[row.ok]
