"""The names of QTI 2.1 and of QTI 3, and texts as the XHTML that both allow."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder, indent, tostring

from lms.domain.course.markdown_text import View, to_html

VOID = {"br", "hr", "img"}
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
XHTML = {
    "p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "h3", "h4", "h5", "h6",
    "a", "img", "table", "thead", "tbody", "tr", "th", "td", "sup", "sub", "div", "span",
}  # fmt: skip
PACKAGE = {"manifest", "metadata", "schema", "schemaversion", "organizations", "resources", "resource", "file"}
PLAIN = View("", link=str)  # no words put in, no typography: the text comes back as it went


@dataclass(frozen=True, slots=True)
class Version:
    """What differs between the versions beside the names of elements."""

    name: str
    number: str
    namespace: str
    package: str
    schema: str
    item: str
    test: str


V2 = Version(
    "qti2",
    "2.1",
    "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "http://www.imsglobal.org/xsd/imscp_v1p1",
    "QTIv2.1 Package",
    "imsqti_item_xmlv2p1",
    "imsqti_test_xmlv2p1",
)
V3 = Version(
    "qti3",
    "3.0.0",
    "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    "QTI Package",
    "imsqti_item_xmlv3p0",
    "imsqti_test_xmlv3p0",
)


def document(root: Element, version: Version) -> bytes:
    """The tree as an XML file with the names of that version."""
    packaged = root.tag in PACKAGE
    indent_outer(root)
    if version is V3 and not packaged:
        root = _renamed(root)
    root.set("xmlns", version.package if packaged else version.namespace)
    text: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def indent_outer(root: Element) -> None:
    """Indents elements that hold no text of people: white space inside texts would come back as text."""
    prose = {"prompt", "simpleChoice", "simpleAssociableChoice", "modalFeedback", "rubricBlock", "div", "p"}
    kept = [(element, list(element)) for element in root.iter() if element.tag in prose]
    for element, children in kept:
        for child in children:
            element.remove(child)
    texts = [(element, element.text, element.tail) for element, _ in kept]
    indent(root)
    for (element, children), (_, text, _) in zip(kept, texts, strict=True):
        element.text = text
        element.extend(children)


def _renamed(element: Element) -> Element:
    """camelCase to qti-kebab-case, attributes too; XHTML keeps its names."""
    tag = element.tag if element.tag in XHTML else "qti-" + HUMP.sub("-", element.tag).lower()
    own = element.attrib if element.tag in XHTML else {_kebab(name): value for name, value in element.attrib.items()}
    renamed = Element(tag, own)
    renamed.text, renamed.tail = element.text, element.tail
    renamed.extend([_renamed(child) for child in element])
    return renamed


def _kebab(name: str) -> str:
    return HUMP.sub("-", name).lower()


def common(element: Element) -> Element:
    """An element of either version with the names of 2.1."""
    tag = _camel(element.tag.removeprefix("qti-")) if element.tag.startswith("qti-") else element.tag
    renamed = Element(tag, {_camel(name): value for name, value in element.attrib.items()})
    renamed.text, renamed.tail = element.text, element.tail
    renamed.extend([common(child) for child in element])
    return renamed


def _camel(name: str) -> str:
    first, *more = name.split("-")
    return first + "".join(part[:1].upper() + part[1:] for part in more)


def fill(parent: Element, text: str, *, inline: bool = False) -> None:
    """Puts a Markdown text into an element as XHTML; one paragraph alone goes in without its tag when `inline`."""
    builder = _Builder()
    builder.feed(to_html(text, PLAIN))
    root = builder.tree()
    if inline and len(root) == 1 and root[0].tag == "p" and not (root.text or "").strip():
        root = root[0]
    parent.text = root.text
    parent.extend(list(root))


class _Builder(HTMLParser):
    """Clean HTML of our own as elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = TreeBuilder()
        self.builder.start("div", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs if name != "rel"})
        if tag in VOID:
            self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)

    def tree(self) -> Element:
        self.close()
        self.builder.end("div")
        return self.builder.close()


