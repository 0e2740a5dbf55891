"""XML of other systems: parsed with the line of every element, and without anything that XML can hide."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

MOST = 20 * 1024 * 1024
DEEPEST = 100


class BadXml(ValueError):
    """Not well-formed, too large or too deep, or with a DOCTYPE: entities can name files and grow without end."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


@dataclass(slots=True)
class Tree:
    """A parsed document; `lines` tells on which line each element starts."""

    root: Element
    lines: dict[int, int] = field(default_factory=dict)

    def line(self, element: Element) -> int:
        return self.lines.get(id(element), 0)


def parse(data: bytes) -> Tree:
    """The document; namespaces are taken off the names. Raises BadXml."""
    if len(data) > MOST:
        raise BadXml(1, f"it is larger than {MOST // 1024 // 1024} MB")
    builder, lines, parser = TreeBuilder(), {}, expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise BadXml(parser.CurrentLineNumber, "its elements are nested too deep")
        own = {name.rpartition("}")[2]: value for name, value in attributes.items()}
        lines[id(builder.start(tag.rpartition("}")[2], own))] = parser.CurrentLineNumber

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag.rpartition("}")[2])

    def refuse(*_: object) -> None:
        raise BadXml(parser.CurrentLineNumber, "it has a DOCTYPE, which is not accepted")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise BadXml(error.lineno, expat.errors.messages[error.code]) from error
    return Tree(builder.close(), lines)


def inner(element: Element) -> str:
    """What stands inside an element, as HTML source without its own tag."""
    return "".join(_pieces(element))


def _pieces(element: Element) -> Iterator[str]:
    yield escape(element.text or "", quote=False)
    for child in element:
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in child.attrib.items())
        yield f"<{child.tag}{attributes}>{inner(child)}</{child.tag}>"
        yield escape(child.tail or "", quote=False)
