"""A password that the rules accept, and giving it to somebody of the cast."""

from functools import cache

from lms.services import hashing
from lms.store import writing
from lms.store.models import Password
from tests.cast import NOW, Player

GOOD = "violet grenouille tambour"
OTHER = "seven wet umbrellas hum"


@cache
def good_hash() -> str:
    return hashing.hash_new(GOOD)


def give_password(player: Player) -> None:
    with writing() as session:
        session.add(Password(person_id=player.id, hash=good_hash(), changed_at=NOW))
