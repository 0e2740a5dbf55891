"""Two texts as one: HTML in which <del> holds words that are gone and <ins> those that are new.

Both sides are HTML that our own renderer made and nh3 cleaned. They are compared as trees, so that no mark ever
stands across a tag; without <ins> the result is the old text, without <del> the new one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lms.domain.course.fragments import BLOCKS, HOLDERS, Item, Node, parsed
from lms.domain.course.sequences import runs

LONGEST = 600_000  # characters of both sides together; a longer section is shown whole, old before new
WINDOW = 40  # so many elements of a stretch look for a partner among as many
ALIKE = 0.3  # the share of words that two blocks have in common to count as one that was reworded
BESIDE = {"td", "th", "thead", "tbody", "tr", "table", "ul", "ol"}  # such a part is its counterpart whatever it says
SHORT = 2  # words: an equal stretch of fewer, between two changes, reads better as part of them

Pair = tuple[int, int]
Marks = Mapping[str, tuple[str, str]]  # "ins" and "del": what stands before and after
PLAIN: Marks = {"ins": ("<ins>", "</ins>"), "del": ("<del>", "</del>")}


def marked(before: str, after: str, marks: Marks = PLAIN) -> str:
    """The text as it is now, with everything that differs marked.

    `marks` may add words for those who cannot see a colour: they must not be put in afterwards, because an attribute
    of the text may hold what looks like a mark.
    """
    if before == after:
        return "".join(map(str, parsed(after)))
    if len(before) + len(after) > LONGEST:
        return "".join([*_whole(marks["del"], parsed(before)), *_whole(marks["ins"], parsed(after))])
    return "".join(_beside(parsed(before), parsed(after), marks))


def _beside(old: Sequence[Item], new: Sequence[Item], marks: Marks) -> Iterator[str]:
    """The children of one element beside those of its counterpart."""
    for same, i, j, k, m in _readable(old, runs(list(map(str, old)), list(map(str, new)))):
        if same:
            yield from map(str, new[k:m])
        else:
            yield from _differ(old[i:j], new[k:m], marks)


def _readable(
    old: Sequence[Item], found: Iterable[tuple[str, int, int, int, int]]
) -> list[tuple[bool, int, int, int, int]]:
    """The stretches, without equal crumbs between two changes: a word that only happens to be on both sides."""
    kept: list[tuple[bool, int, int, int, int]] = []
    stretches = list(found)
    for at, (verb, i, j, k, m) in enumerate(stretches):
        same = verb == "equal" and not (0 < at < len(stretches) - 1 and _crumb(old[i:j]))
        if kept and not same and not kept[-1][0]:
            kept[-1] = (False, kept[-1][1], j, kept[-1][3], m)
        else:
            kept.append((same, i, j, k, m))
    return kept


def _crumb(items: Sequence[Item]) -> bool:
    words = [item for item in items if isinstance(item, str)]
    return len(words) == len(items) < 2 * SHORT + 1 and sum(any(map(str.isalnum, word)) for word in words) < SHORT


def _differ(old: Sequence[Item], new: Sequence[Item], marks: Marks) -> Iterator[str]:
    """A stretch that differs: elements that were only reworded are looked into, everything else went or came."""
    i = k = 0
    for x, y in _partners(old, new):
        yield from _whole(marks["del"], old[i:x])
        yield from _whole(marks["ins"], new[k:y])
        was, now = old[x], new[y]
        assert isinstance(was, Node) and isinstance(now, Node)
        yield from (now.opening, *_beside(was.items, now.items, marks), now.closing)
        i, k = x + 1, y + 1
    yield from _whole(marks["del"], old[i:])
    yield from _whole(marks["ins"], new[k:])


def _partners(old: Sequence[Item], new: Sequence[Item]) -> Iterator[Pair]:
    """Which element became which, in order."""
    ours, theirs = ([at for at, item in enumerate(side) if _paired(item)] for side in (old, new))
    for start in range(0, min(len(ours), len(theirs)), WINDOW):
        some, others = ours[start : start + WINDOW], theirs[start : start + WINDOW]
        for x, y in _best([[_likeness(old[x], new[y]) for y in others] for x in some]):
            yield some[x], others[y]


def _best(like: Sequence[Sequence[float]]) -> Iterator[Pair]:
    """The pairs in order whose likeness is the most in sum, by the table."""
    rows, columns = len(like), len(like[0])
    score = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for x in reversed(range(rows)):
        for y in reversed(range(columns)):
            both = like[x][y] + score[x + 1][y + 1] if like[x][y] else 0.0
            score[x][y] = max(both, score[x + 1][y], score[x][y + 1])
    x = y = 0
    while x < rows and y < columns:
        if like[x][y] and score[x][y] == like[x][y] + score[x + 1][y + 1]:
            yield x, y
            x, y = x + 1, y + 1
        elif score[x + 1][y] >= score[x][y + 1]:
            x += 1
        else:
            y += 1


def _paired(item: Item) -> bool:
    return isinstance(item, Node) and bool(item.items)


def _likeness(was: Item, now: Item) -> float:
    """0 where the one cannot have become the other; else how much they share, up to 1 and a little."""
    assert isinstance(was, Node) and isinstance(now, Node)
    if was.tag != now.tag or (was.tag not in BLOCKS and was.opening != now.opening):
        return 0.0
    most = max(len(was.words), len(now.words))
    shared = len(was.words & now.words) / most if most else 1.0
    return shared + 0.01 if shared >= ALIKE or was.tag in BESIDE else 0.0


def _whole(mark: tuple[str, str], items: Sequence[Item]) -> Iterator[str]:
    """All of it marked; inside lists and tables the mark stands in their cells, where HTML allows it."""
    waiting: list[str] = []
    for item in items:
        if isinstance(item, Node) and item.tag in HOLDERS:
            yield from _marked(mark, waiting)
            waiting = []
            yield from (item.opening, *_whole(mark, item.items), item.closing)
        else:
            waiting.append(str(item))
    yield from _marked(mark, waiting)


def _marked(mark: tuple[str, str], parts: list[str]) -> Iterator[str]:
    text = "".join(parts)
    if text.strip():
        yield f"{mark[0]}{text}{mark[1]}"
    elif text:
        yield text
