"""Home: what is mine, by when, and what comes next."""


def test_a_visitor_is_led_to_the_door(client):
    response = client.get("/")
    assert (response.status_code, response.location) == (303, "/sign-in")


def test_home_without_anything_says_so(cast, as_):
    page = as_(cast.ana).get("/").text
    assert "Nothing to read or sign yet" in page
