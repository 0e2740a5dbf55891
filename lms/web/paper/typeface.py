"""What the bundled fonts can print and how wide it is; asks the machine's fonts for the rest."""

import ctypes
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
REPLACEMENT = "\ufffd"
LONGEST = 320
_MARKS_IN_A_ROW = 4
_JOINERS = "\u200c\u200d"  # Persian and Indic names need them
_FIRST_PICTOGRAM = 0x1F000


@cache
def widths(name: str) -> Mapping[int, float]:
    """The advance of each character of one file, in parts of the font size."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # late: only where paper is printed

    with TTFont(FONTS / f"{name}.ttf", lazy=True) as font:
        advances, size = font["hmtx"].metrics, font["head"].unitsPerEm
        return {code: advances[glyph][0] / size for code, glyph in font.getBestCmap().items()}


@cache
def bundled() -> frozenset[int]:
    """Every character some bundled font has."""
    return frozenset().union(*(widths(each.stem) for each in FONTS.glob("*.ttf")))


def covers(name: str, text: str) -> bool:
    """Whether one bundled file has the whole text."""
    return all(ord(letter) in widths(name) for letter in text)


def clean(text: str, longest: int = LONGEST) -> str:
    """One line without anything invisible that could reorder, break or flood the page."""
    kept: list[str] = []
    marks = 0
    for letter in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(letter)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if kind in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif (kind == "Cf" and letter not in _JOINERS) or _is_selector(letter) or marks > _MARKS_IN_A_ROW:
            continue
        else:
            kept.append(letter)
    whole = " ".join("".join(kept).split(" ")).strip()
    whole = " ".join(part for part in whole.split(" ") if part)
    return whole if len(whole) <= longest else whole[: longest - 1].rstrip() + "…"


def printable(text: str, longest: int = LONGEST) -> str:
    """Clean, and with a visible sign for every character that no font can print."""
    return "".join(letter if can_print(letter) else REPLACEMENT for letter in clean(text, longest))


def missing(*texts: str) -> str:
    """The characters that are printed as a replacement sign, each once, in order."""
    return "".join(sorted({letter for text in texts for letter in clean(text) if not can_print(letter)}))


def can_print(letter: str) -> bool:
    """Pictograms never: colour fonts differ from machine to machine and do not belong into an archive."""
    code = ord(letter)
    if code in bundled():
        return True
    if unicodedata.category(letter) in ("Cn", "Co", "Cs") or _is_pictogram(letter):
        return False
    return machine_has(code)


def _is_selector(letter: str) -> bool:
    return 0xFE00 <= ord(letter) <= 0xFE0F or 0xE0100 <= ord(letter) <= 0xE01EF


def _is_pictogram(letter: str) -> bool:
    return ord(letter) >= _FIRST_PICTOGRAM and unicodedata.category(letter) in ("So", "Sk")


@lru_cache(4096)
def machine_has(code: int) -> bool:
    """Whether an installed outline font has the character; False where fontconfig is missing."""
    config = _fontconfig()
    if config is None:
        return False
    pattern, characters, wanted = config.FcPatternCreate(), config.FcCharSetCreate(), config.FcObjectSetCreate()
    config.FcCharSetAddChar(characters, code)
    config.FcPatternAddCharSet(pattern, b"charset", characters)
    config.FcPatternAddBool(pattern, b"outline", 1)
    config.FcObjectSetAdd(wanted, b"file")
    found = config.FcFontList(None, pattern, wanted)
    count = ctypes.cast(found, ctypes.POINTER(ctypes.c_int))[0] if found else 0
    if found:
        config.FcFontSetDestroy(found)
    config.FcObjectSetDestroy(wanted)
    config.FcCharSetDestroy(characters)
    config.FcPatternDestroy(pattern)
    return bool(count)


@cache
def _fontconfig() -> ctypes.CDLL | None:
    """The library WeasyPrint uses too; the few calls are typed, because untyped pointers are cut in half."""
    try:
        config = ctypes.CDLL("libfontconfig.so.1")
    except OSError:
        return None
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    calls: dict[str, tuple[object, list[object]]] = {
        "FcPatternCreate": (pointer, []),
        "FcCharSetCreate": (pointer, []),
        "FcObjectSetCreate": (pointer, []),
        "FcCharSetAddChar": (number, [pointer, ctypes.c_uint32]),
        "FcPatternAddCharSet": (number, [pointer, text, pointer]),
        "FcPatternAddBool": (number, [pointer, text, number]),
        "FcObjectSetAdd": (number, [pointer, text]),
        "FcFontList": (pointer, [pointer, pointer, pointer]),
        "FcFontSetDestroy": (None, [pointer]),
        "FcObjectSetDestroy": (None, [pointer]),
        "FcCharSetDestroy": (None, [pointer]),
        "FcPatternDestroy": (None, [pointer]),
    }
    for name, (gives, takes) in calls.items():
        call = getattr(config, name)
        call.restype, call.argtypes = gives, takes
    return config
