"""What all kinds of facts have in common."""

from typing import ClassVar


class Data:
    """What one kind of fact tells beside the envelope."""

    kind: ClassVar[str]
