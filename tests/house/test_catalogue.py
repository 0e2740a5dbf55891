"""Both languages say everything: no text without French, none translated twice, the same placeholders on both sides."""

import ast
import re
from collections import Counter
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
FRENCH = ROOT / "lms" / "translations" / "fr" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "_l": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
UNSPACED = re.compile(r"[^\s\u00a0\u202f][;:!?»](\s|$)|«[^\s\u00a0\u202f]| [;:!?»]")


def extracted() -> dict[tuple[str | None, str], list[str]]:
    """Every text of the code and the templates: (context, msgid) → where it stands."""
    with (ROOT / "tools" / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found: dict[tuple[str | None, str], list[str]] = {}
    for name, line, message, _comments, context in extract_from_dir(str(ROOT), methods, options, KEYWORDS):
        id = message[0] if isinstance(message, tuple) else message
        found.setdefault((context, id), []).append(f"{name}:{line}")
    return found


def catalogue() -> Catalog:
    with FRENCH.open("rb") as file:
        return read_po(file, locale="fr", abort_invalid=True)


def singular(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else message.id


def texts(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


def messages() -> list[Message]:
    return [message for message in catalogue() if message.id]


def test_every_text_is_translated() -> None:
    known = {(m.context, singular(m)) for m in messages() if all(texts(m)) and not m.fuzzy}
    missing = {key: places for key, places in extracted().items() if key not in known}
    assert missing == {}


def test_no_translation_is_left_over() -> None:
    wanted = set(extracted())
    assert [m.id for m in messages() if (m.context, singular(m)) not in wanted] == []


def test_nothing_is_translated_twice() -> None:
    rows = re.findall(r'^(?:msgctxt "(.*)"\n)?msgid ((?:".*"\n)+)', FRENCH.read_text(encoding="utf-8"), re.MULTILINE)
    assert [key for key, count in Counter(rows).items() if count > 1] == []


def test_placeholders_are_the_same_on_both_sides() -> None:
    for message in messages():
        ids = message.id if isinstance(message.id, tuple | list) else [message.id]
        wanted = {name for id in ids for name in PLACEHOLDER.findall(id)}
        for text in texts(message):
            assert set(PLACEHOLDER.findall(text)) <= wanted, message.id
            assert wanted - set(PLACEHOLDER.findall(text)) <= {"num"}, message.id


def test_french_marks_are_spaced_as_in_french() -> None:
    wrong = [text for message in messages() for text in texts(message) if UNSPACED.search(strip_code(text))]
    assert wrong == []


def strip_code(text: str) -> str:
    """Without placeholders, addresses, times and names of settings, whose colons are not French."""
    return re.sub(r"%\(\w+\)[sd]|\w+:\w+|https?:\S+|\S+@\S+", "x", text)


def test_no_text_hides_inside_an_f_string_where_it_would_not_be_collected() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sorted((ROOT / "lms").rglob("*.py"))
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS
    ]
    assert found == []
