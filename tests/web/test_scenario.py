"""The pages of a scenario: what they show, what they keep to themselves, and every odd way to post to them."""

import re

import pytest
from werkzeug.test import TestResponse

from lms.services import scenario
from tests import storyline
from tests.cast import Player
from tests.page import PageClient
from tests.web.counting import counted

MODULE = "/courses/story/leak"
STORY = f"{MODULE}/friday"
SECRETS = ("best", "poor", "verdict", "sam-answers", "spreads", "hidden", "handled", "Sam can act", "more people")
BEST, WORST = ("b", "b"), ("a", "b")


def begin(client: PageClient) -> PageClient:
    client.post("/courses/story")
    client.post(STORY)
    return client


def form_of(client: PageClient) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(run|place)" value="([^"]*)">', client.get(STORY).text))


def choose(client: PageClient, letter: str, **changed: str) -> TestResponse:
    return client.post(STORY, data={**form_of(client), "choice": letter, **changed})


def walk(client: PageClient, letters: tuple[str, ...] = BEST) -> PageClient:
    begin(client)
    for letter in letters:
        choose(client, letter)
    return client


def place_of(person: Player) -> str:
    found = scenario.page(person.id, "story", "friday").walk
    assert found is not None
    return found.node.id


def told(page: str) -> str:
    """What the page says and holds, without the words of HTML itself."""
    return page.replace('type="hidden"', "").replace("aria-hidden", "")


def test_a_course_that_was_not_started_leads_to_its_front_page(story, cast, as_):
    response = as_(cast.ana).get(STORY)
    assert (response.status_code, response.location) == (303, "/courses/story")


def test_the_story_begins_with_a_button(story, cast, as_):
    client = as_(cast.ana)
    client.post("/courses/story")
    page = client.get(STORY).text
    assert "The Friday screenshot" in page and "It may end in 2 ways." in page and "Sam" not in page
    assert client.post(STORY).location == STORY


def test_a_step_shows_the_post_first_and_its_choices(story, cast, as_):
    page = begin(as_(cast.ana)).get(STORY).text
    assert page.index("Simulation, not a real network") < page.index("<h1") < page.index('value="a"')
    assert "What do you do, Ana Duarte?" in page
    assert re.findall(r'type="radio" name="choice" value="(\w)"', page) == ["a", "b", "c"]


def test_nothing_tells_the_good_choice_before_it_is_made(story, cast, as_):
    page = told(begin(as_(cast.ana)).get(STORY).text)
    assert not [secret for secret in SECRETS if secret in page]


def test_after_a_choice_the_page_says_how_wise_it_was_and_nothing_about_the_others(story, cast, as_):
    client = begin(as_(cast.ana))
    response = choose(client, "b")
    assert response.location == f"{STORY}?chosen=1"
    page = told(client.get(response.location).text)
    assert "That is the best way." in page and "Sam can act in seconds." in page
    assert "more people" not in page and "hidden" not in page


@pytest.mark.parametrize(("letter", "words"), [("a", "Not the best way."), ("b", "That is the best way.")])
def test_a_verdict_is_said_in_words(story, cast, as_, letter, words):
    client = begin(as_(cast.ana))
    assert words in client.get(choose(client, letter).location).text


def test_a_choice_about_which_nothing_is_said_leads_straight_on(story, cast, as_):
    client = begin(as_(cast.ana))
    response = client.get(choose(client, "c").location)
    assert (response.status_code, response.location) == (303, STORY)


def test_the_next_step_remembers_the_choice_and_shows_the_way(story, cast, as_):
    client = begin(as_(cast.ana))
    choose(client, "b")
    page = client.get(STORY).text
    assert "You chose:" in page and "Send Sam a private message" in page
    assert re.search(r'class="done".*You see this post.*class="now" aria-current="step".*Sam answers', page, re.DOTALL)


def test_the_end_tells_the_whole_way_with_its_reasons(story, cast, as_):
    page = walk(as_(cast.ana), WORST).get(STORY).text
    assert "Monday starts badly" in page and "It ended badly" in page
    assert "A like shows the post to more people." in page and "Anyone who sees a leak should report it." in page
    assert "Sam can act" not in page


def test_the_end_offers_to_walk_again_and_to_go_on(story, cast, as_):
    client = walk(as_(cast.ana))
    page = client.get(STORY).text
    assert "Walk it again" in page and 'href="/courses/story' in page
    client.post(STORY)
    assert place_of(cast.ana) == "start"


@pytest.mark.parametrize("chosen", ["0", "2", "99999", "-1", "x", "१"])
def test_what_was_not_chosen_yet_is_not_told_by_the_address(story, cast, as_, chosen):
    client = begin(as_(cast.ana))
    choose(client, "b")
    page = client.get(f"{STORY}?chosen={chosen}").text
    assert "Sam answers" in page and "Copies may exist" not in page


def test_without_a_choice_the_page_says_so_and_keeps_the_place(story, cast, as_):
    client = begin(as_(cast.ana))
    response = client.post(STORY, data=form_of(client))
    assert response.status_code == 422 and "Choose what you would do first." in response.text
    assert "<title>Error:" in response.text and place_of(cast.ana) == "start"


def test_a_choice_that_is_not_there_is_refused(story, cast, as_):
    client = begin(as_(cast.ana))
    assert choose(client, "z").status_code == 422 and place_of(cast.ana) == "start"


@pytest.mark.parametrize("place", ["", "7", "-1", "two", "99999999"])
def test_a_page_that_is_behind_leads_to_where_the_walk_stands(story, cast, as_, place):
    client = begin(as_(cast.ana))
    choose(client, "b")
    assert choose(client, "a", place=place).location == STORY and place_of(cast.ana) == "sam-answers"


def test_a_double_click_shows_what_came_of_the_first_click(story, cast, as_):
    client = begin(as_(cast.ana))
    form = form_of(client)
    choose(client, "b")
    assert client.post(STORY, data={**form, "choice": "a"}).location == f"{STORY}?chosen=1"
    assert place_of(cast.ana) == "sam-answers"


def test_the_client_cannot_say_where_a_choice_leads(story, cast, as_):
    client = begin(as_(cast.ana))
    choose(client, "a", goto="handled", step="handled", end="handled", verdict="best")
    assert place_of(cast.ana) == "spreads"


@pytest.mark.parametrize("run", ["", "nothing", "6f1c1b52-0000-4000-8000-000000000000"])
def test_an_unknown_walk_is_not_found(story, cast, as_, run):
    client = begin(as_(cast.ana))
    assert choose(client, "b", run=run).status_code == 404


def test_somebody_elses_walk_is_not_found(story, cast, as_):
    form = form_of(begin(as_(cast.ana)))
    omar = begin(as_(cast.omar))
    assert omar.post(STORY, data={**form, "choice": "b"}).status_code == 404 and place_of(cast.ana) == "start"


def test_a_story_that_was_changed_meanwhile_says_so(story, cast, as_):
    client = begin(as_(cast.ana))
    form = form_of(client)
    storyline.publish(cast, "2.0", way=("-> hidden (poor)", "-> spreads (poor)"))
    response = client.post(STORY, data={**form, "choice": "b"})
    assert response.status_code == 409 and "A newer edition was published" in response.text


@pytest.mark.parametrize("address", ["/courses/story/other/friday", f"{MODULE}/nothing"])
def test_there_is_nothing_at_an_address_that_does_not_fit(story, cast, as_, address):
    client = begin(as_(cast.ana))
    assert client.get(address).status_code == 404 and client.post(address).status_code == 404


def test_a_reading_cannot_be_posted_to(story, cast, as_):
    client = begin(as_(cast.ana))
    assert client.post(f"{MODULE}/tell").status_code == 404
    assert client.get(f"{MODULE}/tell").location == f"{MODULE}#tell"


def test_the_module_leads_to_the_story_and_back(story, cast, as_):
    client = as_(cast.ana)
    client.post("/courses/story")
    page = client.get(MODULE).text
    assert "Scenario: The Friday screenshot" in page and "To the scenario" in page and "Sam" not in page
    assert "See how it went" in walk(client).get(MODULE).text


def test_home_says_that_the_story_is_next(story, cast, as_):
    client = as_(cast.ana)
    client.post("/courses/story")
    storyline.read_all(cast.ana)
    page = client.get("/").text
    assert "Next: the scenario “The Friday screenshot”." in page and STORY in page


def test_the_story_is_told_in_french(story, cast, as_):
    client = begin(as_(cast.ana))
    client.post("/language", data={"language": "fr", "next": "/"})
    page = client.get(STORY).text
    assert "Vous voyez ce message" in page and "Simulation" in page and "You see" not in page


def test_an_image_in_a_step_has_its_address(story, cast, as_):
    page = begin(as_(cast.ana)).get(STORY).text
    (source,) = re.findall(r'<img alt="A screen[^"]*" src="([^"]+)"', page)
    assert as_(cast.ana).get(source.replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize("letters", [(), ("b",), BEST])
def test_no_page_of_a_story_costs_more_than_six_queries(story, cast, as_, letters):
    client = walk(as_(cast.ana), letters)
    for address in (STORY, f"{STORY}?chosen=1", MODULE, "/"):
        client.get(address)
        with counted() as statements:
            client.get(address)
        assert len(statements) <= 6, address
