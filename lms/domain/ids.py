"""Ids as they come in from addresses and forms."""

from uuid import UUID

from lms.domain.refusal import Refusal


def known(text: str) -> str:
    """An id in its canonical form. Raises Refusal("not-found") on anything that cannot be one."""
    try:
        return str(UUID(text))
    except ValueError:
        raise Refusal("not-found") from None
