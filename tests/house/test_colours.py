"""Colours have names: a literal one stands in tokens.css only."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOKENS = ROOT / "static" / "css" / "tokens.css"
LITERAL = re.compile(
    r"#[0-9a-f]{3,8}\b(?!\s*\{)|\b(?:rgb|rgba|hsl|hsla|hwb|lab|lch|oklab|oklch|color)\(", re.IGNORECASE
)
NAMED = re.compile(
    r"(?:color|background|fill|stroke|border[a-z-]*|outline[a-z-]*|shadow)\s*[:=]\s*[\"']?[^;\"'}]*"
    r"\b(?:white|black|red|green|blue|grey|gray|silver|purple|violet|gold|orange|yellow|pink|brown)\b(?!-)",
    re.IGNORECASE,
)
EXEMPT = ("templates/mail/", "templates/paper/", "static/art/", "static/vendor/")


def sheets() -> list[Path]:
    found = [*ROOT.glob("static/**/*.css"), *ROOT.glob("static/**/*.js"), *ROOT.glob("templates/**/*.html")]
    return [path for path in found if path != TOKENS and not str(path.relative_to(ROOT)).startswith(EXEMPT)]


def without_words(path: Path) -> str:
    """The file without comments, addresses and the names of tokens, which may sound like colours."""
    text = re.sub(r"/\*.*?\*/|\{#.*?#\}|^\s*//.*$", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"var\(--[\w-]+", "", text)
    return re.sub(r"(?:href|src)=\"[^\"]*\"|&#\w+;|url\([^)]*\)", "", text)


@pytest.mark.parametrize("path", sheets(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_names_its_colours(path):
    text = without_words(path)
    if path.suffix == ".html":  # in a text, #3 is a number and (red) a word; in a tag they are colours
        text = " ".join(re.findall(r"<[a-z][^>]*>", text))
        assert not re.search(r"(?:fill|stroke|color|stop-color)=[\"'](?!none|currentColor|\{\{)", text)
    assert LITERAL.findall(text) == []
    assert NAMED.findall(text) == []


def test_a_literal_colour_would_be_found():
    assert LITERAL.search("color: #fff;") and LITERAL.search("box-shadow: 0 0 1px rgb(0 0 0 / .3)")
    assert NAMED.search("background: white;") and not NAMED.search("color: var(--white-ish)".replace("var(--", ""))
