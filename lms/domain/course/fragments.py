"""Clean HTML as a tree of words and elements, for comparing."""

import re
from dataclasses import dataclass, field

BLOCKS = {
    "p", "hr", "pre", "blockquote", "ul", "ol", "li", "h3", "h4", "h5", "h6",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
HOLDERS = {"ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}  # a mark stands inside them, never around
ROWS = {"ul", "ol", "table", "thead", "tbody", "tr"}  # between their children there is nothing but layout
VOID = {"br", "hr", "img"}
DEEPEST = 24  # elements inside elements that are told apart; what is deeper is one piece

PIECE = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[^\s=>/]+="[^"]*")*)\s*/?>|[^<]+')
WORD = re.compile(r"\s+|&#?\w+;|\w+(?:[.,:'’-]\w+)*|.", re.DOTALL)  # 2.0, 12:30, e-mail and don't are one word


@dataclass(slots=True)
class Node:
    """An element; `words` are all that stand in it, however deep."""

    tag: str
    opening: str
    items: "list[Item]" = field(default_factory=list)
    closing: str = ""
    words: frozenset[str] = frozenset()
    html: str = ""

    def __str__(self) -> str:
        return self.html

    def close(self) -> None:
        """Makes the element what its items say."""
        self.items = _without_layout(self)
        self.html = "".join((self.opening, *map(str, self.items), self.closing))
        inner = (item.words if isinstance(item, Node) else (item,) if item.strip() else () for item in self.items)
        self.words = frozenset(word for words in inner for word in words)


Item = str | Node


def parsed(html: str) -> list[Item]:
    """The children of a fragment. What an author struck through becomes <s>: <del> is ours."""
    root = Node("", "")
    open_ones = [root]
    for found in PIECE.finditer(html):
        ending, tag, attributes = found[1], "s" if found[2] == "del" else found[2], found[3]
        if not tag:
            open_ones[-1].items += WORD.findall(found[0])
        elif ending:
            _end(open_ones, tag)
        else:
            node = Node(tag, f"<{tag}{attributes}>", closing="" if tag in VOID else f"</{tag}>")
            if tag in VOID:
                node.close()
                open_ones[-1].items.append(node)
            else:
                open_ones.append(node)
    while len(open_ones) > 1:
        _end(open_ones, open_ones[-1].tag)
    root.items = _without_layout(root)
    return root.items


def _end(open_ones: list[Node], tag: str) -> None:
    """Closes the innermost element when it is this one; a stray end is dropped."""
    if open_ones[-1].tag != tag:
        return
    node = open_ones.pop()
    node.close()
    if len(open_ones) > DEEPEST:  # one piece: its items are not looked at any more
        node = Node(node.tag, node.opening, [], node.closing, node.words, node.html)
    open_ones[-1].items.append(node)


def _without_layout(node: Node) -> "list[Item]":
    """The items without blanks between blocks, which say nothing."""
    if node.tag in ROWS:
        return [item for item in node.items if isinstance(item, Node) or item.strip()]
    if not any(isinstance(item, Node) and item.tag in BLOCKS for item in node.items):
        return node.items
    last = len(node.items) - 1
    return [
        item
        for at, item in enumerate(node.items)
        if not (
            isinstance(item, str)
            and item.isspace()
            and (at in (0, last) or _block(node.items[at - 1]) or _block(node.items[at + 1]))
        )
    ]


def _block(item: "Item") -> bool:
    return isinstance(item, Node) and item.tag in BLOCKS
