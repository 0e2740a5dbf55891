"""Fragments of Markdown to safe HTML: raw HTML off, our own links and words, nh3 last."""

import html
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import SimpleTagInlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from lms.domain.course.addresses import file_path, target_kind
from lms.domain.course.layout import arrange
from lms.domain.course.places import Lang
from lms.domain.course.typography import french

VERSION = 2
"""Raised whenever the same Markdown would give other HTML: caches carry it."""

TAGS = {
    "p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "h3", "h4", "h5", "h6",
    "a", "img", "table", "thead", "tbody", "tr", "th", "td", "sup", "sub",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "th": {"align"},
    "td": {"align"},
}
SCHEMES = {"https", "mailto"}
REL = "noopener noreferrer"

MOST_BRACKETS = 500
BRACKET = "\ue05b"  # stands in for a bracket that opens no link, in a text that has too many

LONGEST_PARAGRAPH = 20_000
PARAGRAPHS = re.compile(r"(?:[^\n]*\S[^\n]*\n?)+")

WORD = re.compile(r"\{\{[ \t]*([a-z][a-z0-9-]{0,39})[ \t]*\}\}")
TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class View:
    """For whom a fragment is drawn: the language, the words and where links and images lead."""

    lang: Lang
    words: Mapping[str, str] = field(default_factory=dict)
    link: Callable[[str], str] = str
    files: frozenset[str] = frozenset()


def to_html(text: str, view: View) -> str:
    """A fragment as blocks of HTML, cleaned."""
    machine = _machine()
    machine.view = view
    crowded = text.count("[") > MOST_BRACKETS
    if crowded:
        # Python-Markdown looks for the partner of each bracket through the whole text, and copies it for each escape.
        text = text.replace("[", BRACKET)
    try:
        raw = f"<p>{html.escape(text)}</p>" if too_long(text) else machine.reset().convert(text)
    except RecursionError:
        raw = f"<p>{html.escape(text)}</p>"
    clean = nh3.clean(raw, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=REL).strip()
    return clean.replace(BRACKET, "[") if crowded else clean


def too_long(text: str) -> bool:
    """Whether a paragraph is longer than any of people: Python-Markdown copies all of it for each sign inside."""
    return len(text) > LONGEST_PARAGRAPH and any(len(block) > LONGEST_PARAGRAPH for block in PARAGRAPHS.findall(text))


def to_text(fragment: str) -> str:
    """The words of an HTML fragment, without tags."""
    return " ".join(html.unescape(TAG.sub(" " if "</p>" in fragment else "", fragment)).split(" ")).strip()


def put_words(text: str, words: Mapping[str, str]) -> str:
    """The text with every known `{{name}}` replaced; unknown names stay as they are."""
    return WORD.sub(lambda found: words.get(found[1], found[0]), text) if "{{" in text else text


def local_image(path: str, view: View) -> str:
    """The image made for this language, where there is one: `badge.fr.svg` for `badge.svg`."""
    stem, dot, ending = path.rpartition(".")
    local = f"{stem}.{view.lang}.{ending}"
    return local if dot and local in view.files else path


class Machine(Markdown):
    """A Markdown converter that knows for whom it works."""

    view = View("en")


class _Ours(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.preprocessors.register(_Layout(md), "layout", 25)
        md.inlinePatterns.register(SimpleTagInlineProcessor(r"(~~)(?!~)(.{1,2000}?)~~", "del"), "del", 55)
        md.treeprocessors.register(_Finish(md), "finish", -10)


class _Layout(Preprocessor):
    """Re-indents lists and puts blocks of code away."""

    def run(self, lines: list[str]) -> list[str]:
        return arrange(lines, self._keep)

    def _keep(self, rows: list[str]) -> str:
        code = html.escape("\n".join(rows), quote=False)
        return self.md.htmlStash.store(f"<pre><code>{code}\n</code></pre>")


class _Finish(Treeprocessor):
    """Words, typography, headings and addresses, once the tree stands."""

    def run(self, root: Element) -> None:
        assert isinstance(self.md, Machine)
        self._walk(root, self.md.view, False)

    def _walk(self, element: Element, view: View, code: bool) -> None:
        code = code or element.tag in ("code", "pre")
        if element.tag in ("h1", "h2"):
            element.tag = "h3"
        if element.text and not code:
            element.text = self._words(element.text, view)
        for name in ("title", "alt"):
            if name in element.attrib:
                element.set(name, self._words(element.attrib[name], view))
        self._address(element, view)
        for child in element:
            self._walk(child, view, code)
            if child.tail and not code:
                child.tail = self._words(child.tail, view)

    def _words(self, text: str, view: View) -> str:
        text = put_words(text, view.words)
        return french(text) if view.lang.startswith("fr") else text

    def _address(self, element: Element, view: View) -> None:
        name = {"a": "href", "img": "src"}.get(element.tag)
        if name is None or name not in element.attrib:
            return
        target = put_words(html.unescape(element.attrib[name].replace(AMP_SUBSTITUTE, "&")), view.words)
        kind = target_kind(target)
        if kind == "file":
            path = file_path(target) or ""
            hash_, mark = target.partition("#")[2], "#" if "#" in target else ""
            path = local_image(path, view) if name == "src" else path + mark + hash_
            element.set(name, view.link(path))
        elif kind == "tag" and name == "href":
            element.set(name, view.link(target))
        elif kind in ("web", "mail") and name == "href":
            element.set(name, target)
        else:
            del element.attrib[name]


_local = threading.local()


def _machine() -> Machine:
    """One converter for each thread: building it costs more than most fragments."""
    if not hasattr(_local, "machine"):
        extensions: list[str | Extension] = [TableExtension(use_align_attribute=True), "sane_lists", _Ours()]
        _local.machine = Machine(extensions=extensions, output_format="html")
    machine: Machine = _local.machine
    return machine
