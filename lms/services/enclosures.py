"""Which files travel with which kind of mail."""

from collections.abc import Callable, Sequence

from lms.services import delivering
from lms.services.post import Enclosure, Letter

OF_KIND: dict[str, Callable[[Letter], Sequence[Enclosure]]] = {"checkpoint": delivering.enclosed}


def enclose(letter: Letter) -> Sequence[Enclosure]:
    """The files of a letter; most have none."""
    wanted = OF_KIND.get(letter.kind)
    return wanted(letter) if wanted else ()
