from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.conversations.offers import with_tokens
from bot.i18n.catalogues import available_languages
from bot.replies.compose import (
    CANNOT_READ,
    CHOICES,
    COUNTRY_TOPICS,
    GUIDED,
    RESPONSES,
    Situation,
    compose,
    topic_title,
    with_language_offered,
)
from bot.replies.phrases.titles import TITLES
from bot.replies.questions import FAMILY_PLACE, SAFE_AT_HOME
from bot.replies.reply import Reply, merge
from bot.replies.service import first_note
from bot.replies.text_messages import menu_lines, pages_of, wording_of
from bot.replies.voice import voice_for
from bot.text.gsm7_folding import fold_to_gsm7
from tests.replies.words import COUNTRIES, PHONE_NUMBER

ROOT = Path(__file__).parents[2]
CHANNELS = ("sms", "telegram", "webchat")
TITLE_CHARACTERS = 24


def names_of_responses() -> set[str]:
    return set(YAML(typ="safe").load((ROOT / "domain.yml").read_text("utf-8"))["responses"])


def test_every_response_of_the_domain_is_composed_and_no_other() -> None:
    assert names_of_responses() <= {*RESPONSES, *GUIDED, CHOICES}
    with pytest.raises(KeyError):
        compose("utter_weather", Situation("en"))


def test_every_intent_has_a_title() -> None:
    intents = YAML(typ="safe").load((ROOT / "domain.yml").read_text("utf-8"))["intents"]
    assert {str(intent) for intent in intents} - {"inform"} == set(TITLES)  # `inform` is what a picked answer sends


@pytest.mark.parametrize("language", available_languages())
@pytest.mark.parametrize("channel", CHANNELS)
def test_112_is_never_given_in_bosnia_and_herzegovina(language: str, channel: str) -> None:
    for first in (True, False):
        situation = Situation(language, "BA", phone_country="BA", channel=channel, first=first)
        for response in RESPONSES:
            assert not re.search(r"(?<!\d)112(?!\d)", compose(response, situation).text), response


def test_an_unknown_country_gets_no_number_but_that_of_most_of_europe() -> None:
    for channel in CHANNELS:
        for response in RESPONSES:
            text = compose(response, Situation("en", None, channel=channel)).text
            assert not PHONE_NUMBER.search(text), response
            assert len(re.findall(r"(?<!\d)112(?!\d)", text)) == text.count("In most of Europe it is 112"), response


@pytest.mark.long("composes all answers for all countries")
def test_the_number_to_call_is_beside_the_answer() -> None:
    for country in COUNTRIES:
        situation = Situation("en", country, phone_country=country, channel="sms")
        for topic in COUNTRY_TOPICS:
            second = compose(f"utter_{topic}", situation).paragraphs[1]
            assert re.search(r"\d{2}", second) or "I do not know" in second, (country, topic, second)


@pytest.mark.parametrize("language", available_languages())
def test_titles_fit_a_button(language: str) -> None:
    for topic in TITLES:
        assert 0 < len(topic_title(topic, language)) <= TITLE_CHARACTERS, topic
    for channel in CHANNELS:
        for response in ("utter_menu", *(f"utter_{topic}" for topic in COUNTRY_TOPICS)):
            for choice in compose(response, Situation(language, "DE", channel=channel)).choices:
                assert len(choice.title) <= TITLE_CHARACTERS, choice


def test_titles_tell_topics_apart() -> None:
    for language in available_languages():
        titles = [topic_title(topic, language) for topic in TITLES]
        assert len(set(titles)) == len(titles), language


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_first_answer_says_in_one_sentence_who_answers(channel: str) -> None:
    situation = Situation("en", "DE", channel=channel)
    before = compose("utter_shelter", situation).paragraphs
    first = compose("utter_shelter", Situation("en", "DE", channel=channel, first=True)).paragraphs
    assert first[:2] == before[:2]
    assert "A computer answers" in first[2]
    assert first[3:] == before[2:]


def test_a_country_just_named_is_no_guess() -> None:
    situation = Situation("en", "DE", country_guessed=True, channel="webchat")
    text = compose("utter_shelter", situation, country="FR").text
    assert "I take it" not in text
    assert "France" not in text or "Germany" not in text
    assert compose("utter_emergency", situation, country="FR").text.startswith("If you can, call now: police: 112 / 17")


def test_a_guess_that_nothing_is_known_about_counts_as_not_known() -> None:
    situation = Situation("en", "NP", country_guessed=True, channel="sms")
    assert compose("utter_shelter", situation).paragraphs[1].startswith("Write the name of the country you are in.")


def test_a_language_just_chosen_is_spoken() -> None:
    assert compose("utter_language_changed", Situation("en"), language="fr").language == "fr"


def test_rasa_s_own_values_are_ignored() -> None:
    reply = compose("utter_menu", Situation("en"), text="x", buttons=[], template="utter_menu")
    assert reply.paragraphs[0].startswith("What do you need?")


def test_replies_import_nothing_but_what_is_known_and_settings() -> None:
    allowed = ("bot.replies", "bot.knowledge", "bot.hotline", "bot.settings", "bot.i18n", "bot.text")
    for path in (ROOT / "bot" / "replies").rglob("*.py"):
        imported = re.findall(
            r"^\s*(?:from|import) (bot\.\w+|rasa\w*|tensorflow)", path.read_text("utf-8"), re.MULTILINE
        )
        assert set(imported) <= set(allowed), path


@pytest.mark.parametrize("language", ["ar", "fa", "hi", "ru", "zh"])
def test_who_writes_in_latin_letters_is_told_once_how_to_get_english(language: str) -> None:
    situation = Situation(language, "DE", channel="telegram", first=True, latin_letters=True)
    for response in ("utter_greet", "utter_shelter", "utter_emergency"):
        assert CANNOT_READ in compose(response, situation).text
        assert CANNOT_READ not in compose(response, replace(situation, first=False)).text
        assert CANNOT_READ not in compose(response, replace(situation, latin_letters=False)).text


@pytest.mark.parametrize("language", ["en", "pl", "tr", "vi"])
def test_a_language_of_latin_letters_needs_no_such_line(language: str) -> None:
    situation = Situation(language, "DE", channel="telegram", first=True, latin_letters=True)
    assert CANNOT_READ not in compose("utter_shelter", situation).text


@pytest.mark.parametrize("language", ["ar", "bg", "bn", "fa", "hi", "ne", "ru", "uk", "ur", "zh"])
@pytest.mark.parametrize("response", ["utter_documents_taken", "utter_unpaid_wages", "utter_out_of_scope"])
def test_the_way_to_english_stands_in_the_first_text_message_beside_the_number(language: str, response: str) -> None:
    reply = compose(response, Situation(language, "DE", channel="sms", first=True, latin_letters=True))
    first = pages_of(reply, ())[0]
    assert CANNOT_READ in first
    assert response == "utter_out_of_scope" or "116 006" in first


SHORT_QUESTIONS = [
    (CHOICES, {"topics": ["shelter", "unpaid_wages", "legal_aid"]}),
    ("utter_ask_question", {"question": SAFE_AT_HOME, "number": 1, "of": 2}),
    ("utter_ask_question", {"question": FAMILY_PLACE, "again": True}),
    ("utter_ask_delete_confirmed", {"again": False}),
    ("utter_ask_delete_confirmed", {"again": True}),
    ("utter_ask_country", {}),
    ("utter_country_unknown", {}),
]


@pytest.mark.parametrize("language", available_languages())
@pytest.mark.parametrize(("response", "told"), SHORT_QUESTIONS)
def test_who_is_asked_in_a_first_text_message_sees_all_choices_in_it(
    language: str, response: str, told: dict[str, Any]
) -> None:
    reply = compose(response, Situation(language, "DE", channel="sms", first=True, latin_letters=True), **told)
    choices = with_tokens(reply.choices)
    first, *rest = pages_of(reply, choices)
    assert fold_to_gsm7("\n".join(menu_lines(choices, wording_of(language))), language) in first
    assert not any(re.search(r"^\d = ", page, re.MULTILINE) for page in rest)
    assert not re.match(r"\d/\d", first)


@pytest.mark.parametrize("language", available_languages())
def test_that_there_is_no_more_is_one_text_message(language: str) -> None:
    for first in (True, False):
        reply = compose("utter_no_more", Situation(language, "DE", channel="sms", first=first, latin_letters=True))
        assert len(pages_of(reply, with_tokens(reply.choices))) == 1


@pytest.mark.parametrize("language", available_languages())
def test_the_numbers_of_choices_begin_with_one(language: str) -> None:
    for response in RESPONSES:
        reply = compose(response, Situation(language, "DE", channel="sms"))
        if numbers := re.findall(r"^(\d) = ", "\n".join(pages_of(reply, with_tokens(reply.choices))), re.MULTILINE):
            assert numbers == [str(n) for n in range(1, len(numbers) - 1)] + ["9", "0"], response


def test_a_first_note_does_not_part_a_number_from_what_is_told_of_its_line() -> None:
    for language in available_languages():
        situation = Situation(language, "GB", channel="sms", first=True)
        paragraphs = compose("utter_legal_aid", situation).paragraphs
        assert "0345 345 4345" in paragraphs[1]
        assert "80010" in paragraphs[1]
        assert paragraphs[2] == first_note(voice_for(situation))


def test_what_was_said_before_a_question_stays_with_it_when_replies_become_one() -> None:
    question = compose("utter_ask_question", Situation("en"), question=SAFE_AT_HOME)
    merged = merge([Reply(("Call 112.", "A line."), "en", asides=("A line.",)), question])
    assert merged == replace(
        question,
        paragraphs=("Call 112.", "A line.", *question.paragraphs),
        asks=("Call 112.", *question.asks),
        asides=("A line.",),
    )


def test_an_offered_language_is_named_in_itself_and_kept_apart_in_a_text_of_the_other_direction() -> None:
    arabic = compose("utter_shelter", Situation("ar", "DE", channel="sms"))
    offered = with_language_offered(arabic, "de", "webchat")
    line = "Welche Sprache möchten Sie? Wählen Sie aus, oder schreiben Sie den Namen. Deutsch / العربية"
    assert offered.paragraphs == (*arabic.paragraphs[:2], f"\u2068{line}\u2069", *arabic.paragraphs[2:])
    assert [choice.title for choice in offered.choices[-2:]] == ["Deutsch", arabic.choices[-1].title]
    german = with_language_offered(compose("utter_shelter", Situation("en", "DE")), "de", "webchat")
    assert "\u2068" not in german.text


@pytest.mark.parametrize("language", ["ar", "bn", "en", "hi", "pl", "ru", "ur", "zh"])
@pytest.mark.parametrize("response", ["utter_legal_aid", "utter_unpaid_wages", "utter_shelter"])
def test_an_offered_language_leaves_the_number_to_call_in_the_first_text_message(language: str, response: str) -> None:
    reply = compose(response, Situation(language, "DE", channel="sms"))
    first = pages_of(with_language_offered(reply, "uk", "sms"), ())[0]
    assert "Українська" in first
    assert "116 006" in first
