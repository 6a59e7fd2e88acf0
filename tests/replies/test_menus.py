from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.conversations.offers import with_tokens
from bot.i18n.catalogues import available_languages
from bot.replies import menus
from bot.replies.compose import compose
from bot.replies.floor import with_number_above
from bot.replies.phrases import service as say
from bot.replies.situation import Situation
from bot.replies.text_messages import pages_of
from bot.text.gsm7_folding import fold_to_gsm7
from tests.replies.conftest import MakeCountry, MakeVoice


def test_the_menu_has_eight_topics_so_that_nine_stays_the_person(voice: MakeVoice) -> None:
    choices = menus.menu(voice(None)).choices
    assert len(choices) == 9
    assert choices[-1].payload == "/talk_to_human"


@pytest.mark.parametrize("is_first", [True, False], ids=["first", "known"])
@pytest.mark.parametrize("language", available_languages())
def test_the_first_screen_of_a_greeting_by_sms_asks_and_has_a_number_and_topics(language: str, is_first: bool) -> None:
    situation = Situation(language, "DE", phone_country="DE", channel="sms", first=is_first)
    reply = compose("utter_greet", situation)
    screen = pages_of(reply, reply.choices)[0]
    assert "110" in screen
    offered = (f"{number} = {choice.title}" for number, choice in enumerate(reply.choices[:2], start=1))
    assert all(fold_to_gsm7(line, language) in fold_to_gsm7(screen, language) for line in (*offered, "9 = "))
    assert any(mark in screen for mark in "?؟？")


def test_what_may_be_meant_is_offered_with_a_person(voice: MakeVoice) -> None:
    payloads = [choice.payload for choice in menus.choices(voice(None), ["unpaid_wages", "shelter"]).choices]
    assert payloads == ["/unpaid_wages", "/shelter", "/talk_to_human"]


def test_nothing_that_has_no_title_is_offered(voice: MakeVoice) -> None:
    payloads = [choice.payload for choice in menus.choices(voice(None), ["nlu_fallback", "talk_to_human"]).choices]
    assert "/nlu_fallback" not in payloads
    assert payloads.count("/talk_to_human") == 1
    assert len(payloads) == 9


@pytest.mark.parametrize("topics", [["medical_help"], []])
def test_who_writes_none_of_our_languages_gets_numbers_languages_and_a_person(
    country: MakeCountry, voice: MakeVoice, topics: list[str]
) -> None:
    reply = menus.unknown_language(voice(country(), channel="sms"), topics)
    assert "999" in reply.paragraphs[1]
    payloads = [choice.payload for choice in reply.choices]
    assert payloads[-2:] == ["/change_language", "/talk_to_human"]
    assert payloads[:5] == [f"/{topic}" for topic in [*topics, *menus.MAIN_TOPICS][:5]]
    assert len(payloads) < 9  # a language that is offered with it has room, and nine stays the person


def test_a_title_on_sms_says_nothing_to_a_reader_over_the_shoulder(voice: MakeVoice) -> None:
    (choice, _) = menus.choices(voice(None, channel="sms"), ["sexual_exploitation"]).choices
    assert choice.title == "Something private"
    (choice, _) = menus.choices(voice(None), ["sexual_exploitation"]).choices
    assert choice.title == "Forced to sell sex"


def test_languages_are_offered_in_their_own_names_the_nearest_first(voice: MakeVoice) -> None:
    choices = menus.choose_language(voice(None, phone_country="CH")).choices
    assert {choice.title for choice in choices[:3]} == {"Deutsch", "Français", "Italiano"}
    assert choices[0].payload == '/change_language{"language": "de"}'
    assert len(choices) == len(available_languages())  # all but English, and a person


def test_a_changed_language_is_said_in_its_own_name(voice: MakeVoice) -> None:
    assert "Français" in menus.language_changed(voice(None, language="fr")).text


def test_who_wrote_for_another_language_reads_yes_or_no_first(voice: MakeVoice) -> None:
    assert menus.language_changed(voice(None, language="fr", said="parlez-vous français ?")).text.startswith("Oui. ")
    assert menus.language_changed(voice(None, language="sw", said="do you speak Swahili")).text.startswith("No. I")
    assert not menus.language_changed(voice(None, language="fr")).text.startswith("Oui")  # picked


@pytest.mark.parametrize("language", available_languages())
@pytest.mark.parametrize("is_written", [True, False])
def test_each_page_of_the_menu_by_sms_has_choices_and_all_topics_are_reached_once(
    language: str, is_written: bool
) -> None:
    situation = Situation(language, "DE", channel="sms", said="menu" if is_written else "")
    reply, reached = compose("utter_menu", situation), []
    if is_written:
        reply = with_number_above(reply, situation)
    while True:
        first, *others = pages_of(reply, reply.choices)
        assert "1 = " in first
        assert not others or not is_written
        answers = {choice: menus.rest_of_menu_in(picked_answer(choice.payload)) for choice in reply.choices}
        reached += [choice.payload for choice, start in answers.items() if start is None][:-1]
        starts = [start for start in answers.values() if start is not None]
        if not starts:
            break
        reply = compose("utter_rest_of_menu", replace(situation, said=""), start=starts[0])
    assert reached == [f"/{topic}" for topic in menus.MAIN_TOPICS]


def picked_answer(payload: str) -> str:
    _, _, entities = payload.partition("{")
    return str(json.loads("{" + entities)["answer"]) if entities else ""


def test_a_language_we_cannot_write_is_said_plainly_with_those_we_can(voice: MakeVoice) -> None:
    reply = menus.language_changed(voice(None, language="sw"))
    assert "I cannot write in this language yet: Swahili." in reply.paragraphs[0]
    assert reply.language == "en"
    assert any(choice.payload == '/change_language{"language": "fr"}' for choice in reply.choices)


def test_the_likeliest_countries_are_offered(voice: MakeVoice) -> None:
    choices = menus.ask_country(voice(None, country=None, phone_country="DE")).choices
    assert [choice.payload for choice in choices] == ['/change_country{"country": "DE"}', "/talk_to_human"]
    assert len(menus.ask_country(voice(None, phone_country="NP")).choices) == 1


def test_the_countries_just_named_are_offered_before_the_known_one(voice: MakeVoice) -> None:
    choices = menus.ask_country(voice(None, country="IT"), countries=("CH", "FR", "IT")).choices
    offered = [f'/change_country{{"country": "{code}"}}' for code in ("CH", "FR", "IT")]
    assert [choice.payload for choice in choices] == [*offered, "/talk_to_human"]


def test_a_new_country_is_named(country: MakeCountry, voice: MakeVoice) -> None:
    assert "United Kingdom" in menus.country_changed(voice(country())).text
    assert menus.country_changed(voice(None, country="NP")).text.startswith("Nepal: I do not know")
    assert menus.country_changed(voice(None)).text == "Which country are you in? Write its name."


@pytest.mark.parametrize("language", available_languages())
def test_who_names_the_country_gets_the_number_that_was_promised_for_it(language: str) -> None:
    reply = compose("utter_country_changed", Situation(language, "PL", channel="sms", phone_country="PL"))
    first = pages_of(reply, with_tokens(reply.choices))[0]
    assert "22 628 01 20" in first
    assert "112" in compose("utter_country_changed", Situation(language, "PL", channel="telegram")).text


def test_what_cannot_be_read_is_said_with_what_can_be_done(voice: MakeVoice) -> None:
    reply = menus.unusable(voice(None), say.MEDIA)
    assert "I cannot see pictures" in reply.text
    assert reply.choices[-1].payload == "/talk_to_human"


@pytest.mark.parametrize("language", available_languages())
def test_asked_back_in_danger_the_first_text_message_has_the_number_whatever_stands_beside_it(language: str) -> None:
    situation = Situation(language, "CZ", channel="sms", first=True, latin_letters=True)
    topics = ["threats_violence", "report_concern", "cannot_leave"]
    reply = compose("utter_choices", situation, topics=topics, family="danger")
    assert "112" in pages_of(reply, with_tokens(reply.choices))[0]
