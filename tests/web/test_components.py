"""The shared parts, drawn without an app: what they say, what they refuse, and that both languages are whole."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from lms.web.pattern_samples import samples
from tests.page import problems_of

ROOT = Path(__file__).parents[2]
PO = ROOT / "lms" / "translations" / "fr" / "LC_MESSAGES" / "messages.po"
CAMILLE = SimpleNamespace(id="3f2a0", full_name="Camille Aubert", initials="CA", roles={"hr"}, is_manager=True)


def catalogue(language: str) -> Translations:
    compiled = BytesIO()
    if language == "fr":
        with PO.open("rb") as source:
            write_mo(compiled, read_po(source, locale="fr"))
        compiled.seek(0)
        return Translations(compiled)
    return Translations()


def environment(language: str = "en", messages: tuple[tuple[str, str], ...] = ()) -> jinja2.Environment:
    """What the app gives to every template, and nothing more."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    words = catalogue(language)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        words.ugettext, words.ungettext, newstyle=True, pgettext=words.upgettext, npgettext=words.unpgettext
    )
    env.globals.update(
        static_url=lambda path: f"/static/{path}",
        csrf_token=lambda: "token",
        get_flashed_messages=lambda with_categories: messages,
        integrity_alarms=lambda: 0,
    )
    env.filters.update(date=str, date_short=str, datetime=str)
    return env


@pytest.fixture
def draw() -> Callable[..., str]:
    def draw_macro(file: str, call: str, language: str = "en", **values: Any) -> str:
        name = call.split("(")[0]
        source = f'{{% from "components/{file}.html" import {name} %}}{{{{ {call} }}}}'
        return environment(language).from_string(source).render(**values)

    return draw_macro


def page(layout: str, language: str = "en", messages: tuple[tuple[str, str], ...] = (), path: str = "/") -> str:
    blocks = "{% block title %}T{% endblock %}{% block content %}<h1>T</h1>{% endblock %}"
    source = f'{{% extends "layouts/{layout}.html" %}}{blocks}'
    return (
        environment(language, messages)
        .from_string(source)
        .render(
            me=CAMILLE,
            organisation="Ostrelle",
            language=language,
            languages=[("en", "English", "?lang=en"), ("fr", "Français", "?lang=fr")],
            request=SimpleNamespace(path=path),
        )
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_component_sheet_is_a_sound_page(language):
    html = environment(language).get_template("patterns.html").render(organisation="O", language=language, **samples())
    assert list(problems_of(html)) == []


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("layout", ["learner", "focus", "admin", "public", "signin"])
def test_a_layout_is_a_sound_page_with_messages_too(layout, language):
    assert list(problems_of(page(layout, language, (("success", "Saved."), ("danger", "Not saved."))))) == []


def test_the_place_one_is_at_is_marked_once_in_each_menu():
    assert page("admin", path="/hr/people/17").count('aria-current="page"') == 1


def test_an_error_is_never_a_toast():
    html = page("learner", messages=(("danger", "We could not save it."),))
    assert 'role="alert"' in html and 'class="toast"' not in html


def test_somebody_without_a_role_sees_no_door_to_hr(monkeypatch):
    monkeypatch.setattr(CAMILLE, "roles", set())
    monkeypatch.setattr(CAMILLE, "is_manager", False)
    assert "/hr" not in page("learner") and "/team" not in page("learner")


@pytest.mark.parametrize(
    ("call", "word"),
    [
        ("due_pill('assigned', day, -6)", "6 jours de retard"),
        ("due_pill('in_progress', day, 3)", "Dans 3 jours"),
        ("due_pill('in_progress', day, 0)", "Pour aujourd’hui"),
        ("due_pill('assigned', day, 40)", "Pour le"),
        ("due_pill('completed', day, -40)", "Signé"),
        ("pill('waived')", "Dispensé"),
    ],
)
def test_a_status_says_the_distance_in_the_readers_language(draw, call, word):
    assert word in draw("status", call, "fr", day=date(2026, 11, 27))


@pytest.mark.parametrize(("percent", "says"), [(0, "Not started"), (35, "35% complete"), (100, "Done")])
def test_a_ring_is_read_aloud(draw, percent, says):
    assert f'aria-label="{says}"' in draw("progress", f"ring({percent})")


def test_a_ring_is_never_full_before_the_end(draw):
    assert "done" not in draw("progress", "ring(99.6)")


def test_a_bar_of_nothing_is_empty_and_one_of_too_much_is_full(draw):
    assert "rect" not in draw("progress", "bar(0, 0)")
    assert 'width="100%"' in draw("progress", "bar(7, 5)")


@pytest.mark.parametrize(("number", "fives", "ones"), [(0, 0, 0), (3, 0, 3), (9, 1, 4), (20, 4, 0), (43, 3, 3)])
def test_a_tally_counts_in_fives_and_keeps_its_size(draw, number, fives, ones):
    svg = draw("rewards", f"tally({number})")
    assert svg.count("tally-five") == fives and svg.count("#tally-") - fives == ones


def test_hostile_words_are_shown_and_not_run(draw):
    html = draw("people", "person('a1', name, 'X', name)", name='<script>"hi"</script>')
    assert "<script>" not in html and "&lt;script&gt;" in html


def test_an_option_before_the_answer_tells_nothing(draw):
    right, wrong = draw("quiz", "option_input('q', 'a', 'Same')"), draw("quiz", "option_input('q', 'a', 'Same')")
    assert right == wrong and "right" not in right and "verdict" not in right


def test_a_field_says_hint_and_error_in_that_order(draw):
    html = draw("fields", "input('mark', 'Pass mark', '800', hint='To 100', error='Too high')")
    assert 'aria-describedby="mark-hint mark-error"' in html and 'aria-invalid="true"' in html
    assert html.index("To 100") < html.index("<input") < html.index("Too high")


def test_a_password_is_never_written_back(draw):
    assert "hunter2" not in draw("fields", "input('secret', 'Password', 'hunter2', type='password')")


@pytest.mark.parametrize("name", ["person", "role", "note", "agreed", "day_off", "size", "sites", "typed_name"])
def test_any_form_field_is_drawn_with_its_label(draw, name):
    control = samples()["form"][name]  # type: ignore[index]
    html = draw("fields", "field(control)", control=control)
    assert control.label.text in html and f'name="{name}"' in html


def test_an_icon_is_hidden_unless_it_speaks(draw):
    assert 'aria-hidden="true"' in draw("icons", "icon('check')")
    assert 'role="img" aria-label="Done"' in draw("icons", "icon('check', label='Done')")


def test_a_fingerprint_is_grouped_by_four(draw):
    assert draw("signing", "fingerprint('7f3a91c4d2085be10c6e', 16)") == "<code>7f3a 91c4 d208 5be1</code>"
