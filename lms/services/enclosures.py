"""Which files travel with which kind of mail."""

from collections.abc import Callable, Sequence

from lms.domain.house import House
from lms.services import delivering, receipt_copies
from lms.services.post import Enclose, Enclosure, Letter

OF_KIND: dict[str, Callable[[Letter], Sequence[Enclosure]]] = {"checkpoint": delivering.enclosed}


def enclosing(house: House, print_receipt: receipt_copies.Print) -> Enclose:
    """What gives a letter its files; most have none."""

    def enclose(letter: Letter) -> Sequence[Enclosure]:
        if letter.kind == receipt_copies.KIND:
            return receipt_copies.enclosed(house, letter, print_receipt)
        wanted = OF_KIND.get(letter.kind)
        return wanted(letter) if wanted else ()

    return enclose
