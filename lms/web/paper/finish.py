"""What is done to a page after layout, with pikepdf: ornaments, attachment, and the repairs archives ask for."""

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Pdf, Stream

from lms.domain import ink, rosette
from lms.web.paper import engraving

_SQUARE = (0, 0, 100, 100)
_RECEIPT = "receipt.json"


@dataclass(frozen=True, slots=True)
class Form:
    """A Form XObject that is not yet part of any file: compressed operators and the forms it draws."""

    box: tuple[float, float, float, float]
    packed: bytes
    inner: dict[str, "Form"] = field(default_factory=dict)

    def into(self, pdf: Pdf) -> pikepdf.Object:
        """The form as an object of this file."""
        resources = Dictionary()
        if self.inner:
            resources.XObject = Dictionary({f"/{name}": form.into(pdf) for name, form in self.inner.items()})
        return pdf.make_indirect(
            Stream(
                pdf,
                self.packed,
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=Array(self.box),
                Resources=resources,
                Filter=Name.FlateDecode,
            )
        )


def form(operators: str, box: tuple[float, float, float, float], **inner: Form) -> Form:
    return Form(box, zlib.compress(operators.encode("ascii"), 9), inner)


@cache
def background(course_id: str) -> Form:
    """Band, engraving and the seal of one course; computed once in the life of the process."""
    lobes, depth = rosette.engraving(course_id).lobes, rosette.engraving(course_id).depth
    waves = {
        "Outer": form(f"{engraving.LINES} RG 0.2 w {_wave(38.5, 10, 13)} S", _SQUARE),
        "Inner": form(f"{engraving.LINES} RG 0.2 w {_wave(24.6, 3.44, 17)} S", _SQUARE),
        "Thread": form(f"{engraving.THREAD} RG 0.55 w {_wave(36, depth, lobes)} S", _SQUARE),
    }
    lace = engraving.turned("Outer", 12, 360 / 13 / 12) + "\n" + engraving.turned("Inner", 7, 360 / 17 / 7)
    scallops = _wave(46, 2, lobes * 2 if lobes < 14 else lobes)
    seal = "\n".join(
        [
            f"{engraving.VIOLET} rg {scallops} f",
            engraving.turned("Thread", 6, 360 / lobes / 6),
            f"1 g {engraving.circle(27)} f",
            f"q .37 0 0 .37 31.5 31 cm {engraving.VIOLET} rg {engraving.from_svg(ink.mark())} f Q",
        ]
    )
    page = (0, 0, engraving.PAGE_WIDTH, engraving.PAGE_HEIGHT)
    band = f"{engraving.BAND} rg 0 0 {5 * 72 / 25.4:.4f} {engraving.PAGE_HEIGHT:.4f} re f"
    return form(
        "\n".join([band, engraving.placed(192, 15, 122, lace), engraving.placed(229, 52, 48, seal)]), page, **waves
    )


def _wave(radius: float, amplitude: float, lobes: int) -> str:
    return engraving.from_svg(rosette.wave(radius, amplitude, lobes))


@cache
def flourish() -> Form:
    return form(f"{engraving.VIOLET} rg {engraving.from_svg(ink.flourish())} f", engraving.FLOURISH_BOX)


def ornament(pdf: Pdf, course_id: str, flourish_at: tuple[float, float]) -> None:
    """Puts the background and the flourish under the text of the first page, as an artifact no reader reads aloud."""
    page = pdf.pages[0]
    page.add_resource(background(course_id).into(pdf), Name.XObject, Name.Ground)
    page.add_resource(flourish().into(pdf), Name.XObject, Name.Flourish)
    x, y = flourish_at
    scale = 84 / 280 * 72 / 25.4
    pen = f"q {scale:.5f} 0 0 {-scale:.5f} {x:.3f} {engraving.PAGE_HEIGHT - y:.3f} cm /Flourish Do Q"
    drawn = f"/Artifact << /Type /Background >> BDC q /Ground Do {pen} Q EMC"
    page.contents_add(drawn.encode("ascii"), prepend=True)


def attach(pdf: Pdf, receipt: bytes, description: str, made: str) -> None:
    """The receipt as an associated file, listed once; `made` is a PDF date."""
    file = AttachedFileSpec(
        pdf,
        receipt,
        filename=_RECEIPT,
        mime_type="application/json",
        description=description,
        creation_date=made,
        mod_date=made,
    )
    file.obj.AFRelationship = Name.Data
    pdf.attachments[_RECEIPT] = file
    pdf.Root.AF = Array([pdf.attachments[_RECEIPT].obj])


def saved(pdf: Pdf) -> bytes:
    """The finished bytes, with what the layout gets wrong put right."""
    for item in pdf.objects:
        if isinstance(item, Stream) and item.get("/Interpolate"):
            item.Interpolate = False  # archives forbid smoothing
        elif isinstance(item, Dictionary) and item.get("/S") == Name.Figure and "/Pg" in item and "/A" in item:
            _turn_over(item)
        elif isinstance(item, Dictionary) and item.get("/Subtype") == Name.Link and "/A" in item:
            item.Contents = item.A.get("/URI", pikepdf.String(""))  # what a screen reader says of the link
    for page in pdf.pages:
        for kind in ("/Pattern", "/Shading", "/ExtGState"):
            if kind in page.obj.Resources and not len(page.obj.Resources[kind]):
                del page.obj.Resources[kind]
    target = io.BytesIO()
    pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def _turn_over(figure: Dictionary) -> None:
    """The place of a figure arrives in CSS pixels from the top; PDF counts points from the bottom."""
    height = float(figure.Pg.MediaBox[3])
    left, top, right, bottom = (float(value) * 0.75 for value in figure.A.BBox)
    figure.A.BBox = Array([left, height - bottom, right, height - top])


def hide_running_lines(pdf: Pdf) -> None:
    """Headers and page numbers arrive tagged but outside the tree of the document; they become artifacts."""
    pages = pdf.Root.StructTreeRoot.ParentTree.Nums
    for page in pdf.pages:
        listed = _listed(pages, int(page.obj.StructParents))
        loose = {index for index, element in enumerate(listed) if not _in_tree(element)}
        if not loose:
            continue
        page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(list(_without(page, loose))))
        for index in loose:
            listed[index] = None


def _without(page: pikepdf.Page, loose: set[int]) -> Iterator[Any]:
    """The instructions of the page, with the marks of some contents changed into artifacts."""
    for step in pikepdf.parse_content_stream(page):
        if str(step.operator) == "BDC" and int(step.operands[1].get("/MCID", -1)) in loose:
            mark: list[pikepdf.Object] = [Name.Artifact, Dictionary(Type=Name.Pagination)]
            yield pikepdf.ContentStreamInstruction(mark, step.operator)
        else:
            yield step


def _listed(pages: pikepdf.Object, number: int) -> pikepdf.Object:
    """The elements of one page, in the flat list of number and list in turn."""
    return next(pages[index + 1] for index in range(0, len(pages), 2) if int(pages[index]) == number)


def _in_tree(element: pikepdf.Object) -> bool:
    """Whether every element up to the root names the next as its child."""
    while "/P" in element:
        parent = element.P
        kids = parent.get("/K", Array())
        own = [kids] if not isinstance(kids, Array) else kids
        if not any(isinstance(kid, Dictionary) and kid.objgen == element.objgen for kid in own):
            return False
        element = parent
    return True
