"""Makes the static TrueType files the paper is printed with, out of the web fonts and two Debian font packages.

`python -m tools.fonts WOFF2_FOLDER NOTO_FOLDER DEJAVU_SANS_MONO EMOJI` takes the folders of `*.woff2` and of Debian's
`fonts-noto-core`, the file `DejaVuSansMono.ttf` of `fonts-dejavu-core`, and `noto-emoji-emoji-400-normal.woff2` of the
npm package `@fontsource/noto-emoji` (outlines: colour fonts do not belong into an archive). Run by hand; the files it
writes are in the repository. Why convert at all: rendering with variable or compressed fonts costs several hundred
milliseconds more per page. Every family gets a name of its own: some licences reserve theirs for unchanged files.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fontTools.varLib.instancer import instantiateVariableFont

INTO = Path(__file__).parent.parent / "lms" / "web" / "paper" / "fonts"

# output: (web font, family, where it stands on the axes of the variable font)
WEB_FONTS: dict[str, tuple[str, str, dict[str, float]]] = {
    "serif-500": ("newsreader", "Paraph Serif", {"wght": 500, "opsz": 48}),
    "serif-600": ("newsreader", "Paraph Serif", {"wght": 600, "opsz": 32}),
    "serif-ext-500": ("newsreader-ext", "Paraph Serif Ext", {"wght": 500, "opsz": 48}),
    "serif-ext-600": ("newsreader-ext", "Paraph Serif Ext", {"wght": 600, "opsz": 32}),
    "serif-italic-400": ("newsreader-italic", "Paraph Serif", {"wght": 400, "opsz": 24}),
    "sans-400": ("atkinson-next", "Paraph Sans", {"wght": 400}),
    "sans-700": ("atkinson-next", "Paraph Sans", {"wght": 700}),
    "sans-ext-400": ("atkinson-next-ext", "Paraph Sans Ext", {"wght": 400}),
    "sans-ext-700": ("atkinson-next-ext", "Paraph Sans Ext", {"wght": 700}),
    "sans-italic-400": ("atkinson-next-italic", "Paraph Sans", {"wght": 400}),
    "signature": ("signature", "Paraph Signature", {}),
}
_GREEK_CYRILLIC = (
    "0020-007E 00A0-00FF 0300-036F 0370-03FF 0400-052F 1E00-1FFF 0180-024F 02B0-02FF 2000-206F 20A0-20BF 2116 2122 FFFD"
)
# output: (Noto file, family, the characters kept; empty: all)
NOTO: dict[str, tuple[str, str, str]] = {
    "noto-serif": ("NotoSerif-Regular", "Paraph Noto Serif", _GREEK_CYRILLIC),
    "noto-sans": ("NotoSans-Regular", "Paraph Noto Sans", _GREEK_CYRILLIC),
    "arabic": ("NotoNaskhArabic-Regular", "Paraph Arabic", ""),
    "hebrew": ("NotoSerifHebrew-Regular", "Paraph Hebrew", ""),
    "armenian": ("NotoSerifArmenian-Regular", "Paraph Armenian", ""),
    "georgian": ("NotoSerifGeorgian-Regular", "Paraph Georgian", ""),
    "devanagari": ("NotoSerifDevanagari-Regular", "Paraph Devanagari", ""),
    "bengali": ("NotoSerifBengali-Regular", "Paraph Bengali", ""),
    "tamil": ("NotoSerifTamil-Regular", "Paraph Tamil", ""),
    "thai": ("NotoSerifThai-Regular", "Paraph Thai", ""),
}
_MONO = "0020-017F 2010-2027 2030-203A 20AC 2190-2199 21D0-21D4 2200-2265 2500-257F 25A0-25FF 2610-2612 2713-2718 FFFD"


def characters(ranges: str) -> set[int]:
    """Hexadecimal ranges, written as in CSS but for the U+."""
    pairs = [each.partition("-") for each in ranges.split()]
    return {code for first, _, last in pairs for code in range(int(first, 16), int(last or first, 16) + 1)}


def narrowed(font: TTFont, ranges: str) -> TTFont:
    """Without hinting, without the tables a printed page never uses, and with the wanted characters only."""
    options = Options(hinting=False, layout_features=["*"], notdef_outline=True, name_IDs=["*"], glyph_names=False)
    options.drop_tables += ["STAT", "MVAR", "HVAR", "meta", "DSIG", "vhea", "vmtx"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters(ranges) if ranges else font.getBestCmap().keys())
    subsetter.subset(font)
    return font


def with_blanks(font: TTFont) -> TTFont:
    """Every file gets the blanks (a run of foreign letters would show a box for one) and U+2011 as the hyphen.

    U+202F, half a blank wide, stands before French punctuation; the web fonts lack it.
    """
    cmap = font.getBestCmap()
    advance = font["hmtx"][cmap[0x20]][0] if 0x20 in cmap else font["head"].unitsPerEm // 4
    for code, width in ((0x20, advance), (0xA0, advance), (0x202F, advance // 2)):
        if code in cmap:
            continue
        name = f"blank{code:04x}"
        font.setGlyphOrder([*font.getGlyphOrder(), name])
        font["glyf"][name] = Glyph()
        font["hmtx"][name] = (width, 0)
        for table in font["cmap"].tables:
            table.cmap[code] = name
    for table in font["cmap"].tables:
        if 0x2D in table.cmap:
            table.cmap.setdefault(0x2011, table.cmap[0x2D])
    return font


def written(font: TTFont, family: str, stem: str) -> int:
    """Renames the font and saves it; the number of bytes."""
    for record in list(font["name"].names):
        if record.nameID in (1, 3, 4, 6, 16, 17, 21, 22, 25):
            font["name"].removeNames(nameID=record.nameID)
    for name_id, text in ((1, family), (3, stem), (4, f"{family} {stem}"), (6, f"Paraph-{stem}")):
        font["name"].setName(text, name_id, 3, 1, 0x409)
    font.flavor = None
    target = INTO / f"{stem}.ttf"
    font.save(target)
    return target.stat().st_size


def main(web_fonts: Path, noto: Path, mono: Path, emoji: Path) -> None:
    """Writes every file and says how large they are together."""
    total = 0
    for stem, (source, family, place) in WEB_FONTS.items():
        font = TTFont(web_fonts / f"{source}.woff2")
        font = instantiateVariableFont(font, place) if place else font
        total += written(with_blanks(narrowed(font, "")), family, stem)
    for stem, (source, family, ranges) in NOTO.items():
        total += written(with_blanks(narrowed(TTFont(noto / f"{source}.ttf"), ranges)), family, stem)
    total += written(with_blanks(narrowed(TTFont(mono), _MONO)), "Paraph Mono", "mono")
    total += written(with_blanks(narrowed(TTFont(emoji), "")), "Paraph Emoji", "emoji")
    print(f"{INTO}: {total:,} bytes")


if __name__ == "__main__":
    main(*(Path(each) for each in sys.argv[1:5]))
