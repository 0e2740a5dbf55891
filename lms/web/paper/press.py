"""Lays HTML out as a tagged PDF/A-3a with WeasyPrint; importing this module costs 0.7 s, so import it late."""

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from lms.web.paper.sheets import SHEETS
from lms.web.paper.typeface import FONTS

BASE = "https://paper.invalid/"
VARIANT = "pdf/a-3a"
_RDF, _DESCRIPTION = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "<rdf:Description"
_CLAIMS = Path(__file__).parent / "pdfua.xml"
_TYPES = {".ttf": "font/ttf", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}


class NotOnTheShelf(ValueError):
    """The page asked for something that was not laid out for it."""


class Shelf(URLFetcher):  # type: ignore[misc]
    """Hands out what lies in memory under our own address and refuses everything else: no network, no disk."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._files = dict(files)

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
        name = url.removeprefix(BASE)
        if name == url or name not in self._files:
            raise NotOnTheShelf(f"refused on paper: {url[:200]}")
        kind = _TYPES.get(Path(name).suffix.lower(), "application/octet-stream")
        return URLFetcherResponse(url, self._files[name], {"Content-Type": kind})


@dataclass(frozen=True, slots=True)
class Printed:
    """The finished bytes and, in points from the top left, where the elements with an id stand on the first page."""

    pdf: bytes
    places: dict[str, tuple[float, float]]


@cache
def fonts() -> FontConfiguration:
    """One for the life of the process: making it anew costs 80 ms a page."""
    return FontConfiguration()


@cache
def stylesheet(name: str) -> weasyprint.CSS:
    """Parsed once; the fonts are read from the disk here and nowhere else."""
    shelf = Shelf({f"fonts/{path.name}": path.read_bytes() for path in FONTS.glob("*.ttf")})
    return weasyprint.CSS(
        string=(SHEETS / name).read_text(), base_url=BASE, url_fetcher=shelf, font_config=fonts(), media_type="print"
    )


def print_page(html: str, sheets: tuple[str, ...], files: Mapping[str, bytes] | None = None) -> Printed:
    """`files` by the name the page uses."""
    shelf = Shelf(files or {})
    options: dict[str, Any] = {
        "stylesheets": [stylesheet(name) for name in sheets],
        "pdf_variant": VARIANT,
        "pdf_tags": True,
    }
    document = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=shelf).render(font_config=fonts(), **options)
    _claim_both(document.metadata)
    places = {name: (x * 0.75, y * 0.75) for name, (x, y, *_) in document.pages[0].anchors.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint 70 leaves its colour profile for others to close
        return Printed(document.write_pdf(**options), places)


def _claim_both(metadata: Any) -> None:
    """PDF/A and PDF/UA in one packet; PDF/A wants the PDF/UA schema described in it."""
    original = metadata.generate_rdf_metadata

    def both(variant: str, version: int, conformance: str) -> bytes:
        packet = original(variant, version, conformance).decode()
        head, _, inside = packet.partition(">")
        described = [_with_namespaces(each, head) for each in inside.removesuffix("</rdf:RDF>").split(_DESCRIPTION)[1:]]
        return f'<rdf:RDF xmlns:rdf="{_RDF}">{"".join(described)}{_claims()}</rdf:RDF>'.encode()

    metadata.generate_rdf_metadata = both


def _with_namespaces(description: str, head: str) -> str:
    """Each namespace declared where it is used: checkers that read no further than the element would miss it."""
    declared = (each for each in re.findall(r'xmlns:\w+="[^"]*"', head) if f"{each[6:].split('=')[0]}:" in description)
    return f"{_DESCRIPTION} {' '.join(each for each in declared if not each.startswith('xmlns:rdf='))}{description}"


@cache
def _claims() -> str:
    """The descriptions inside the file."""
    inside = _CLAIMS.read_text(encoding="utf-8").partition(">")[2]
    return inside.rpartition("</rdf:RDF>")[0]
