"""What two lists have in common, in time that grows with their length: good enough for reading, never the square."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

Verb = Literal["equal", "differ"]
Run = tuple[Verb, int, int, int, int]  # a[i:j] beside b[k:m]

CELLS = 2_500  # a stretch of this many pairs is compared in full
DEEPEST = 8  # how often a stretch between two landmarks is searched for landmarks again


def runs(a: Sequence[str], b: Sequence[str]) -> list[Run]:
    """Both lists cut into stretches that are equal and stretches that differ, by turns."""
    found: list[Run] = []
    i = k = 0
    for x, y in [*_pairs(a, b), (len(a), len(b))]:
        if x > i or y > k:
            found.append(("differ", i, x, k, y))
        if x < len(a) and y < len(b):
            _grow(found, x, y)
        i, k = x + 1, y + 1
    return found


def _grow(found: list[Run], x: int, y: int) -> None:
    """Adds an equal pair to the stretch before it, or begins one."""
    if found and found[-1][0] == "equal" and (found[-1][2], found[-1][4]) == (x, y):
        found[-1] = ("equal", found[-1][1], x + 1, found[-1][3], y + 1)
    else:
        found.append(("equal", x, x + 1, y, y + 1))


def _pairs(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Positions of equal items, growing on both sides."""
    stack = [(0, len(a), 0, len(b), DEEPEST)]
    while stack:
        i, j, k, m, deep = stack.pop()
        while i < j and k < m and a[i] == b[k]:
            yield i, k
            i, k = i + 1, k + 1
        tail = 0
        while i < j - tail and k < m - tail and a[j - tail - 1] == b[m - tail - 1]:
            tail += 1
        if tail:
            stack.append((j - tail, j, m - tail, m, 0))
            stack.append((i, j - tail, k, m - tail, deep))
        elif i < j and k < m and (j - i) * (m - k) <= CELLS:
            yield from ((i + x, k + y) for x, y in _longest(a[i:j], b[k:m]))
        elif i < j and k < m and deep:
            stack += reversed(_between(_landmarks(a, b, i, j, k, m), (i, j, k, m), deep - 1))


def _between(
    marks: list[tuple[int, int]], within: tuple[int, int, int, int], deep: int
) -> list[tuple[int, int, int, int, int]]:
    """The stretches from one landmark to the next, each beginning with the landmark itself; none without any."""
    if not marks:
        return []
    i, j, k, m = within
    starts = [(i, k), *marks]
    ends = [*marks, (j, m)]
    return [(x, u, y, v, deep) for (x, y), (u, v) in zip(starts, ends, strict=True)]


def _landmarks(a: Sequence[str], b: Sequence[str], i: int, j: int, k: int, m: int) -> list[tuple[int, int]]:
    """Items that stand once on both sides, as many as keep their order (patience sorting)."""
    here, there = Counter(a[i:j]), {item: at for at, item in enumerate(b[k:m], k)}
    often = Counter(b[k:m])
    both = [(x, there[a[x]]) for x in range(i, j) if here[a[x]] == 1 and often[a[x]] == 1]
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, y) in enumerate(both):
        pile = bisect_left(tops, y)
        before.append(last[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [y]
        last[pile : pile + 1] = [number]
    chain, number = [], last[-1] if last else -1
    while number >= 0:
        chain.append(both[number])
        number = before[number]
    return chain[::-1]


def _longest(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The longest common subsequence, by the table."""
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for x in reversed(range(len(a))):
        row, below = table[x], table[x + 1]
        for y in reversed(range(len(b))):
            row[y] = below[y + 1] + 1 if a[x] == b[y] else max(below[y], row[y + 1])
    x = y = 0
    while x < len(a) and y < len(b):
        if a[x] == b[y]:
            yield x, y
            x, y = x + 1, y + 1
        elif table[x + 1][y] >= table[x][y + 1]:
            x += 1
        else:
            y += 1
