"""The reader: what is shown, what is noted, and who may."""

import pytest

from lms.services import progress
from tests import storyline
from tests.web.learning import finish, publish_next, read, start

MODULE = "/courses/small/posting"


@pytest.fixture
def ana(small, cast, as_):
    """Ana has started the small course."""
    client = as_(cast.ana)
    start(client)
    return client


def observed(client, person_id, *sections, **more):
    edition = progress.of(person_id, "small").edition.id
    return client.post(MODULE, data={"edition": edition, "how": "observed", "section": list(sections), **more})


def test_a_module_shows_its_parts(ana):
    page = ana.get(MODULE).text
    for part in (
        "What stays inside",
        "Simulation, not a real network",
        "Unsure? Wait an hour",
        "Share the press release",
    ):
        assert part in page


def test_right_answers_are_not_in_the_module(ana):
    page = ana.get(MODULE).text
    assert "Pass on the address" not in page and "One voice keeps" not in page


def test_words_of_the_course_are_put_in(ana):
    assert "until Ostrelle has published them" in ana.get(MODULE).text


def test_the_contact_is_one_click_away(ana):
    for address in ("/courses/small", MODULE, "/courses/small/text"):
        assert "mailto:communications@ostrelle.example?subject=Posting%20with%20care" in ana.get(address).text


def test_a_section_on_screen_is_noted(ana, cast):
    answer = observed(ana, cast.ana.id, "what-stays-inside")
    assert answer.json["read"] is False
    assert progress.of(cast.ana.id, "small").displayed == {"what-stays-inside"}


def test_the_last_section_finishes_the_module(ana, cast):
    observed(ana, cast.ana.id, "what-stays-inside")
    assert observed(ana, cast.ana.id, "everyday-posts").json["read"] is True


def test_sending_the_same_twice_is_harmless(ana, cast):
    first, second = (observed(ana, cast.ana.id, "what-stays-inside") for _ in range(2))
    assert first.json == second.json


def test_without_the_script_a_button_notes_the_module(ana, cast):
    assert "Mark as read" in ana.get(MODULE).text
    assert (read(ana, cast.ana.id).location, progress.of(cast.ana.id, "small").module_read("posting")) == (MODULE, True)


def test_a_made_up_section_is_not_found(ana, cast):
    assert observed(ana, cast.ana.id, "no-such-section").status_code == 404


@pytest.mark.parametrize("extra", [{"progress": "100"}, {"percent": "100"}, {"state": "completed"}, {"score": "9000"}])
def test_fields_nobody_asked_for_change_nothing(ana, cast, extra):
    before = progress.of(cast.ana.id, "small").percent
    observed(ana, cast.ana.id, **extra)
    assert progress.of(cast.ana.id, "small").percent == before


@pytest.mark.parametrize("field", ["member", "person", "person_id", "subject"])
def test_reading_counts_for_the_reader_alone(ana, cast, as_, field):
    omar = as_(cast.omar)
    start(omar)
    edition = progress.of(cast.ana.id, "small").edition.id
    ana.post(MODULE, data={"edition": edition, "how": "observed", "section": "what-stays-inside", field: cast.omar.id})
    assert progress.of(cast.omar.id, "small").displayed == frozenset()


def test_a_page_of_an_older_edition_notes_nothing(ana, cast):
    edition = progress.of(cast.ana.id, "small").edition.id
    publish_next(cast)
    answer = ana.post(MODULE, data={"edition": edition, "how": "observed", "section": "what-stays-inside"})
    assert (answer.status_code, progress.of(cast.ana.id, "small").displayed) == (409, frozenset())


def test_what_was_read_and_not_reworded_stays_read(ana, cast):
    read(ana, cast.ana.id)
    publish_next(cast)
    assert progress.of(cast.ana.id, "small").displayed == {"everyday-posts"}


def test_reading_needs_a_start(small, cast, as_):
    client = as_(cast.ana)
    assert observed(client, cast.ana.id, "what-stays-inside").status_code == 409


@pytest.mark.parametrize("address", ["/courses/nothing", "/courses/small/nothing", "/courses/small/posting/nothing"])
def test_what_is_not_there_is_not_found(ana, address):
    assert ana.get(address).status_code == 404


def test_a_section_has_an_address(ana):
    assert ana.get(f"{MODULE}/everyday-posts").location == f"{MODULE}#everyday-posts"


def test_the_module_of_the_statement_is_the_signature(ana):
    assert ana.get("/courses/small/promise").location == "/courses/small/sign"


def test_the_text_is_french_for_french_readers(ana):
    page = ana.get(f"{MODULE}?lang=fr").text
    assert "Ce qui reste à l" in page and "Simulation, pas un vrai réseau" in page


def test_the_kept_text_does_not_mix_languages(ana):
    ana.get(f"{MODULE}?lang=fr")
    assert "Simulation, not a real network" in ana.get(f"{MODULE}?lang=en").text


def test_a_file_that_is_no_picture_is_not_handed_out(ana):
    assert ana.get("/courses/small/files/10-posting.md").status_code == 404


def test_a_visitor_reads_nothing(small, client):
    assert client.get(MODULE).location.startswith("/sign-in")


def test_an_optional_module_says_so_everywhere_it_is_offered(cast, as_):
    storyline.publish(cast, optional=("id: leak\n", "id: leak\noptional: yes\n"))
    client = as_(cast.ana)
    client.post("/courses/story")
    assert "scenario · optional" in client.get("/courses/story").text
    assert "optional: nobody has to finish it" in client.get("/courses/story/leak?lang=en").text
    assert "facultatif" in client.get("/courses/story?lang=fr").text


def test_the_owner_is_named_in_the_language_of_the_source(ana):
    assert ana.get(MODULE + "?lang=fr").text.count('(<span lang="en">Communications team</span>)') == 1
    assert "(Communications team)" in ana.get(MODULE + "?lang=en").text


def test_a_course_without_an_owner_shows_no_empty_brackets(small, cast, as_, monkeypatch):
    monkeypatch.setattr("lms.web.content.Book.owner", "")
    client = as_(cast.ana)
    start(client)
    assert all("()" not in client.get(page).text.partition("<main")[2] for page in ("/courses/small", MODULE))
    assert "Whose it is" not in client.get("/courses/small").text


def test_no_minutes_are_left_once_all_is_done(ana, cast):
    assert " min left" in ana.get(MODULE).text
    finish(ana, cast.ana.id, cast.ana.full_name)
    assert " min left" not in ana.get(MODULE).text
