"""The text a signature binds, shown on a page: its bytes as stored, with links and pictures that lead somewhere."""

import nh3
from markupsafe import Markup

from lms.domain.course.addresses import target_kind
from lms.domain.course.markdown_text import ATTRIBUTES, REL, SCHEMES, TAGS
from lms.store.library import Published
from lms.web.content import address

AROUND = {"article", "h1", "h2"}


def shown_document(edition: Published, body: bytes) -> Markup:
    """The document of that edition; only addresses inside the course are changed, never a word."""

    def inside(tag: str, name: str, value: str) -> str | None:
        own = name in ("href", "src") and target_kind(value) in ("file", "tag")
        return address(edition, value) if own else value

    attributes = {**ATTRIBUTES, "article": {"lang"}}
    tags = TAGS | AROUND
    return Markup(
        nh3.clean(
            body.decode(), tags=tags, attributes=attributes, url_schemes=SCHEMES, link_rel=REL, attribute_filter=inside
        )
    )
