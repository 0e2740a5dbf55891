"""Guessing gets slower; nobody outside can lock anybody out for good."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask

from lms.domain.refusal import Refusal
from lms.services import links, sign_in
from lms.services.throttle import Caller
from tests.cast import NOW, Player, add_cast
from tests.passwords import GOOD, give_password

HOME, ELSEWHERE = Caller("192.0.2.1"), Caller("198.51.100.7")


@pytest.fixture
def ana(app: Flask) -> Player:
    cast = add_cast()
    give_password(cast.ana)
    return cast.ana


def outcome(call: Callable[[], object]) -> str:
    try:
        call()
    except Refusal as refusal:
        return refusal.code
    return "in"


def guess(player: Player, caller: Caller, times: int = 1, after: timedelta = timedelta(), password: str = "no") -> str:
    codes = [outcome(lambda: sign_in.sign_in(player.email, password, caller, NOW + after)) for _ in range(times)]
    return codes[-1]


def test_five_wrong_guesses_from_one_place_close_it_for_a_minute(ana: Player) -> None:
    assert guess(ana, HOME, 5) == "sign-in-failed"
    assert guess(ana, HOME, password=GOOD) == "too-many-tries"
    assert guess(ana, HOME, after=timedelta(seconds=61), password=GOOD) == "in"


def test_each_further_guess_doubles_the_window(ana: Player) -> None:
    guess(ana, HOME, 5)
    assert guess(ana, HOME, after=timedelta(minutes=1)) == "sign-in-failed"
    assert guess(ana, HOME, after=timedelta(minutes=2)) == "too-many-tries"
    assert guess(ana, HOME, after=timedelta(minutes=3)) == "sign-in-failed"


def test_tries_inside_a_window_do_not_make_it_longer(ana: Player) -> None:
    guess(ana, HOME, 40)
    assert guess(ana, HOME, after=timedelta(minutes=1), password=GOOD) == "in"


def test_guessing_elsewhere_does_not_stop_the_owner(ana: Player) -> None:
    guess(ana, ELSEWHERE, 10)
    assert guess(ana, HOME, password=GOOD) == "in"


def test_guessing_from_many_places_slows_strangers_and_not_a_browser_that_knows_the_account(ana: Player) -> None:
    for number in range(25):
        guess(ana, Caller(f"203.0.113.{number}"))
    assert guess(ana, HOME, password=GOOD) == "too-many-tries"
    assert guess(ana, Caller("192.0.2.1", browser="known"), password=GOOD) == "in"


def test_the_longest_an_attack_can_hold_a_stranger_is_a_quarter_of_an_hour(ana: Player) -> None:
    for number in range(200):
        guess(ana, Caller(f"203.0.113.{number}"), after=timedelta(minutes=number))
    assert guess(ana, HOME, after=timedelta(minutes=215), password=GOOD) == "in"


def test_one_place_cannot_try_every_account(ana: Player) -> None:
    codes = [outcome(lambda n=n: sign_in.sign_in(f"p{n}@x.example", "no", HOME, NOW)) for n in range(51)]
    assert (codes[49], codes[50]) == ("sign-in-failed", "too-many-tries")


def test_an_ipv6_customer_is_one_place(ana: Player) -> None:
    for number in range(5):
        guess(ana, Caller(f"2001:db8::{number:x}"))
    assert guess(ana, Caller("2001:db8::ffff"), password=GOOD) == "too-many-tries"
    assert guess(ana, Caller("2001:db8:0:1::1"), password=GOOD) == "in"


def test_a_right_password_clears_the_count(ana: Player) -> None:
    guess(ana, HOME, 4)
    guess(ana, HOME, password=GOOD)
    assert guess(ana, HOME, 5) == "sign-in-failed"


def test_a_day_later_all_is_forgotten(ana: Player) -> None:
    guess(ana, HOME, 5)
    assert guess(ana, HOME, 5, after=timedelta(hours=25)) == "sign-in-failed"


def test_a_clock_that_was_set_back_makes_nobody_wait_for_days(ana: Player) -> None:
    guess(ana, HOME, 5)
    with pytest.raises(Refusal) as caught:
        sign_in.sign_in(ana.email, GOOD, HOME, NOW - timedelta(days=3))
    assert caught.value.arguments == {"minutes": 1}


def test_twenty_parallel_guesses_count_as_twenty(app: Flask, ana: Player) -> None:
    def one(_: int) -> str:
        with app.app_context():
            return guess(ana, HOME)

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(one, range(20)))
    assert sorted(codes) == ["sign-in-failed"] * 5 + ["too-many-tries"] * 15


def test_asking_for_links_is_slowed_by_place_but_a_mailbox_never_tells(ana: Player) -> None:
    asked = [outcome(lambda: links.request_reset(ana.email, HOME, NOW)) for _ in range(21)]
    assert asked == ["in"] * 20 + ["too-many-tries"]


def test_load_tests_may_switch_it_off(ana: Player) -> None:
    assert guess(ana, Caller("192.0.2.1", limited=False), 30) == "sign-in-failed"
