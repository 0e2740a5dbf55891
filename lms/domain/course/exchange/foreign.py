"""HTML of other systems as Markdown of ours: the tags that have a counterpart, the words of all others."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser

MARKUP = re.compile(r"<[a-zA-Z/!]|&#?\w+;")
SIGNS = re.compile(r"([\\*`\[\]<>])|(?<!\w)_|_(?!\w)")
INLINE = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~"}
BLOCKS = {"p", "div", "section", "article", "table", "tr", "blockquote", "pre", "ul", "ol", "li", "hr"}
HEADINGS = {f"h{level}" for level in range(1, 7)}
SILENT = {"script", "style", "head", "title"}
FILE = re.compile(r"@@PLUGINFILE@@/?")
ITEM = re.compile(r"[\s>]*(?:-|\d+\.) ")
DEEPEST = 12


def markdown_of(text: str) -> str:
    """The text as Markdown; one without any HTML is taken as it is."""
    if not MARKUP.search(text):
        return text.strip()
    writer = _Writer()
    writer.feed(text)
    writer.close()
    return writer.result()


class _Writer(HTMLParser):
    """Collects blocks of lines; lists indent what stands in them by two columns a level."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[int, str]] = []  # in which quotation of the text (0: none), and its lines
        self.line = ""
        self.lists: list[int] = []  # 0 for bullets, else the number of the next item
        self.item = ""
        self.quote = self.quotes = self.silent = 0
        self.code = False
        self.href: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in SILENT:
            self.silent += 1
        elif tag in INLINE:
            self.line += INLINE[tag]
        elif tag == "br":
            self.line += "\\\n"
        elif tag == "img":
            self.line += f"![{given.get('alt', '')}]({FILE.sub('images/', given.get('src', ''))})"
        elif tag == "a":
            self.href.append(given.get("href", ""))
            self.line += "["
        elif tag == "code" and not self.code:
            self.line += "`"
        elif tag in BLOCKS | HEADINGS:
            self._open(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in INLINE:
            self.line += INLINE[tag]
        elif tag == "a" and self.href:
            self.line += f"]({self.href.pop()})"
        elif tag == "code" and not self.code:
            self.line += "`"
        elif tag in BLOCKS | HEADINGS:
            self._close(tag)

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        if self.code:
            self.line += data
        elif "`" in self.line and self.line.count("`") % 2:
            self.line += " ".join(data.split())
        else:
            said = re.sub(r"[ \t\r\n\f]+", " ", data)
            said = said.lstrip(" ") if not self.line or self.line.endswith("\n") else said
            self.line += SIGNS.sub(lambda found: "\\" + found[0], said)

    def _open(self, tag: str) -> None:
        self._flush()
        if tag in ("ul", "ol") and len(self.lists) < DEEPEST:
            self.lists.append(1 if tag == "ol" else 0)
        elif tag == "li":
            number = self.lists[-1] if self.lists else 0
            self.item = f"{number}. " if number else "- "
            if number:
                self.lists[-1] += 1
        elif tag == "blockquote":
            self.quotes += not self.quote
            self.quote += 1
        elif tag == "pre":
            self.code = True
        elif tag in HEADINGS:
            self.line = "#### "

    def _close(self, tag: str) -> None:
        self._flush()
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "blockquote":
            self.quote = max(0, self.quote - 1)
        elif tag == "pre":
            self.code = False

    def _flush(self) -> None:
        text, self.line = self.line.strip("\n" if self.code else " \n"), ""
        if not text or text == "####":
            return
        if self.code:
            text = f"```\n{text}\n```"
        indent = "  " * (len(self.lists) - 1) if self.lists else ""
        hang = indent + " " * len(self.item) if self.item else "  " * len(self.lists)
        first, *more = text.split("\n")
        rows = [f"{indent}{self.item}{first}" if self.item else f"{hang}{first}", *(hang + row for row in more)]
        self.item = ""
        text = "\n".join("> " * self.quote + row for row in rows)
        self.blocks.append((self.quotes if self.quote else 0, text))

    def result(self) -> str:
        self._flush()
        text, before = "", 0
        for quotation, block in self.blocks:
            tight = ITEM.match(block) and ITEM.match(text.rpartition("\n")[2])
            between = "\n" if tight else "\n>\n" if quotation and quotation == before else "\n\n"
            text += between * bool(text) + block
            before = quotation
        return text
