"""L: images, links, words and HTML, looked at line by line so that the column is exact."""

import posixpath
import re

from lms.domain.course.addresses import Address, addresses, file_path, target_kind
from lms.domain.course.keywords import nearest
from lms.domain.course.messages import Log
from lms.domain.course.rules.rule import Desk, Rule
from lms.domain.course.source import Line, SourceFile, plain_parts

RULES = (
    Rule(
        "L01",
        "error",
        'Image "{target}" does not exist (file names are case-sensitive).',
        "L'image « {target} » n'existe pas (majuscules et minuscules comptent).",
        "{meant}",
    ),
    Rule(
        "L02",
        "error",
        "This image has no description for people who cannot see it.",
        "Cette image n'a pas de description pour les personnes qui ne la voient pas.",
        "![What the image shows]({target})",
        "![Ce que montre l'image]({target})",
    ),
    Rule(
        "L03",
        "error",
        'This link to "{target}" leads nowhere.',
        "Ce lien vers « {target} » ne mène nulle part.",
        "{meant}",
    ),
    Rule(
        "L04",
        "error",
        "This address is not allowed (only https and mailto).",
        "Cette adresse n'est pas permise (seulement https et mailto).",
        "https://…",
    ),
    Rule(
        "L05",
        "error",
        "Files must stay inside the course folder.",
        "Les fichiers doivent rester dans le dossier du cours.",
        "images/{name}",
    ),
    Rule(
        "L06",
        "warning",
        "HTML is shown as text here; use Markdown.",
        "Le HTML est affiché comme du texte ici ; utilisez Markdown.",
        "{markdown}",
    ),
    Rule(
        "L07",
        "warning",
        "Notes inside lists or quotes are not shown as notes on GitHub.",
        "Une note placée dans une liste ou une citation n'apparaît pas comme une note sur GitHub.",
        "> [!{kind}] at the start of the line",
        "> [!{kind}] au début de la ligne",
    ),
    Rule("L08", "error", "Unknown word {{{word}}}.", "Mot inconnu : {{{word}}}.", "{{{meant}}}"),
)

HTML = re.compile(r"</?([A-Za-z][A-Za-z0-9-]{0,30})(?:[ \t/][^<>]{0,500})?/?>")
MARKDOWN = {"b": "**…**", "strong": "**…**", "i": "*…*", "em": "*…*", "code": "`…`", "a": "[…](https://…)",
            "img": "![…](images/…)", "br": "two spaces at the end of the line", "del": "~~…~~"}  # fmt: skip
SIGNS = re.compile(r"\[!|\]\(|\]:|<|\{\{")
NOTE = re.compile(r"(?:[ \t]+|[ \t]*(?:[-*+]|\d{1,9}[.)]|>)[ \t]*)>[ \t]*\[!(\w{1,20})\]")
WORD = re.compile(r"\{\{([^{}\n]{0,60})\}\}")
BUILT_IN = ("version", "today", "learner")


def check(desk: Desk, log: Log) -> None:
    """All living lines of all files of the course."""
    tags = {section.id for _, section in desk.course.sections()} | {item.id for item in desk.course.questions()}
    words = frozenset([*desk.course.words, *BUILT_IN])
    for path in sorted(desk.sources):
        file = desk.sources[path]
        for line in file.lines:
            if not SIGNS.search(line.text) or line.dead:
                continue
            for address in addresses(line.text) if "](" in line.text or "<" in line.text or "]:" in line.text else ():
                _check_address(address, file, line, desk.names, tags, log)
            _check_line(file, line, words, log)
    _check_badge(desk, log)


def _check_badge(desk: Desk, log: Log) -> None:
    badge = desk.course.badge
    if badge is None or badge.image is None or badge.image in desk.names:
        return
    file = desk.sources["course.md"]
    line = next((line for line in file.lines if line.text.strip().startswith("image:")), file.lines[0])
    meant = nearest(badge.image, [name for name in desk.names if not name.endswith(".md")])
    place = file.span(line.number, max(line.text.find(badge.image), 0) + 1, len(badge.image))
    log.add("L01", place, target=badge.image, meant=meant, attempt=f"image: {meant or 'images/…'}")


def _check_address(
    address: Address, file: SourceFile, line: Line, names: frozenset[str], tags: set[str], log: Log
) -> None:
    if log.full("L01" if address.image else "L03", file.path):
        return
    place = file.span(line.number, address.at + 1, max(len(address.target), 1))
    if address.image and not address.text.strip():
        log.add("L02", file.span(line.number, address.start + 1, 4), target=address.target)
    kind = target_kind(address.target)
    path = file_path(address.target)
    if kind == "refused" or (address.image and kind in ("web", "mail", "tag")):
        log.add("L04", place, attempt=f"images/{posixpath.basename(address.target)}" if address.image else None)
    elif kind == "outside":
        log.add("L05", place, name=posixpath.basename(address.target) or "…")
    elif kind == "tag" and address.target[1:] not in tags:
        meant = f"#{near}" if (near := nearest(address.target[1:], tags)) else None
        log.add("L03", place, target=address.target, meant=meant, attempt=None if meant else "#…")
    elif kind == "file" and path not in names and "{{" not in address.target:
        meant = nearest(path or "", (name for name in names if "." in name))
        code = "L01" if address.image else "L03"
        log.add(code, place, target=address.target, meant=meant, attempt=None if meant else "images/…")
    elif kind == "file" and (tag := address.target.partition("#")[2]) and tag not in tags:
        meant = f"{path}#{near}" if (near := nearest(tag, tags)) else None
        log.add("L03", place, target=address.target, meant=meant, attempt=None if meant else path)


def _check_line(file: SourceFile, line: Line, words: frozenset[str], log: Log) -> None:
    text = line.text
    if "[!" in text and (note := NOTE.match(text)):
        log.add("L07", file.span(line.number, text.index("[!") + 1, len(note[1]) + 3), kind=note[1])
    if "<" not in text and "{{" not in text:
        return
    for offset, part in plain_parts(text):
        for tag in HTML.finditer(part) if "<" in part else ():
            place = file.span(line.number, offset + tag.start() + 1, len(tag[0]))
            log.add("L06", place, markdown=MARKDOWN.get(tag[1].lower(), "**…**, *…*, [text](https://…)"))
        for word in WORD.finditer(part) if "{{" in part else ():
            _check_word(word, offset, file, line, words, log)


def _check_word(
    found: re.Match[str], offset: int, file: SourceFile, line: Line, words: frozenset[str], log: Log
) -> None:
    name = found[1].strip()
    if name in words or log.full("L08", file.path):
        return
    meant = nearest(name, words)
    place = file.span(line.number, offset + found.start() + 1, len(found[0]))
    log.add("L08", place, word="{" + name + "}", meant=meant, attempt="{{" + (meant or "…") + "}}")
