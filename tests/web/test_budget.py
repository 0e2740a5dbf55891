"""No learner page costs more than six queries, whatever stage the learner is at."""

import pytest

from tests.web.counting import counted
from tests.web.learning import QUIZ, RIGHT, answer, finish, read, ready_to_sign, start, start_quiz

MOST = 6
BEFORE = ["/", "/courses", "/courses/small", "/badges", "/certificates", "/me", "/courses/small/text"]
READING = [*BEFORE, "/courses/small/posting", QUIZ]


def cost(client, address):
    client.get(address)  # the first visit parses the edition, once for each process
    with counted() as statements:
        response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return len(statements)


@pytest.mark.parametrize("address", BEFORE)
def test_before_starting(small, cast, as_, address):
    assert cost(as_(cast.ana), address) <= MOST


@pytest.mark.parametrize("address", READING)
def test_while_reading(small, cast, as_, address):
    client = as_(cast.ana)
    start(client)
    assert cost(client, address) <= MOST


def test_in_the_middle_of_a_quiz(small, cast, as_):
    client = as_(cast.ana)
    start(client)
    read(client, cast.ana.id)
    start_quiz(client)
    answer(client, cast.ana.id, "q-share", RIGHT["q-share"])
    assert max(cost(client, QUIZ), cost(client, f"{QUIZ}?q=q-share")) <= MOST


def test_at_the_signature(small, cast, as_):
    client = as_(cast.ana)
    ready_to_sign(client, cast.ana.id)
    assert cost(client, "/courses/small/sign") <= MOST


@pytest.mark.parametrize("address", [*READING, "/courses/small/done"])
def test_after_signing(small, cast, as_, address):
    client = as_(cast.ana)
    finish(client, cast.ana.id, "Ana Duarte")
    assert cost(client, address) <= MOST
