"""Sentences in templates: in the language in force, safe themselves, their words escaped."""

from flask import render_template_string
from flask_babel import force_locale


def test_a_sentence_is_kept_for_its_language_only(app):
    page = "{{ _('Home') }}"
    with app.test_request_context("/"):
        with force_locale("fr"):
            french = render_template_string(page)
        with force_locale("en"):
            english = render_template_string(page)
    assert (english, french) == ("Home", "Accueil")


def test_the_words_of_a_sentence_are_escaped(app):
    with app.test_request_context("/"):
        said = render_template_string("{{ _('Hosted by %(organisation)s', organisation='<b>') }}")
    assert said == "Hosted by &lt;b&gt;"


def test_every_sentence_is_a_format(app):
    with app.test_request_context("/"):
        assert render_template_string("{{ _('100 %% of it') }}") == "100 % of it"
