from __future__ import annotations

import re
from typing import Any

import pytest

from bot.i18n.catalogues import catalogue_of
from bot.replies.legal_aid import legal_aid_reply
from bot.replies.phrases.guides import ASK_FOR_LANGUAGE
from tests.replies.conftest import MakeCountry, MakeVoice, contact
from tests.replies.golden_legal_aid import COUNTRIES, dialogue, path_of


def lawyer(number: int, **fields: Any) -> dict[str, Any]:
    numbers = [{"dial": f"020 7946 000{number}"}]
    return contact(f"lawyer_{number}", roles=["legal_aid"], **{"numbers": numbers, **fields})


def test_the_first_lawyer_is_in_the_second_paragraph_and_the_others_follow(
    country: MakeCountry, voice: MakeVoice
) -> None:
    record = country(*(lawyer(number) for number in range(1, 5)))
    paragraphs = legal_aid_reply(voice(record, channel="sms")).paragraphs
    lawyers = [(1, 1), (2, 2), (3, 3), (4, 5)]  # what to do now stands before the fourth: a long answer is parted there
    assert all(f"020 7946 000{number}" in paragraphs[place] for number, place in lawyers)


def test_a_country_without_a_free_lawyer_is_said_plainly_with_the_best_known_line(
    country: MakeCountry, voice: MakeVoice
) -> None:
    second = legal_aid_reply(voice(country(contact("line")))).paragraphs[1]
    assert second.startswith("United Kingdom: I do not know a free lawyer there.")
    assert "0800 808 3733" in second


def test_a_lawyer_without_a_number_does_not_push_the_number_to_call_away(
    country: MakeCountry, voice: MakeVoice
) -> None:
    record = country(contact("line"), lawyer(1, numbers=[], url="https://lawyers.example"))
    reply = legal_aid_reply(voice(record))
    assert "0800 808 3733" in reply.paragraphs[1]
    assert "I do not know a free lawyer" not in reply.text
    assert "https://lawyers.example" in reply.text


def test_an_address_that_can_tell_what_this_is_about_comes_last_on_sms(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(contact("line"), lawyer(1, numbers=[], url="https://against-trafficking.example"))
    paragraphs = legal_aid_reply(voice(record, channel="sms")).paragraphs
    assert "against-trafficking" in paragraphs[-1]
    assert all("against-trafficking" not in text for text in paragraphs[:-2])


def test_the_right_to_a_lawyer_by_law_is_told(country: MakeCountry, voice: MakeVoice) -> None:
    law = {
        "name": "Legal Aid Act",
        "gives": ["advice", "lawyer_in_court"],
        "conditions": ["low_income"],
        "free": "yes",
        "asked_at": ["court", "police"],
        "sources": ["S1"],
    }
    text = legal_aid_reply(voice(country(contact("line"), legal_help_by_law=[law]))).text
    assert (
        "The law gives you: legal advice and a lawyer in court (Legal Aid Act). The help is free. "
        "The help is for people with little money. Ask here: court or police."
    ) in text


def test_without_a_country_no_number_is_given(voice: MakeVoice) -> None:
    assert "Write the name of the country you are in" in legal_aid_reply(voice(None)).paragraphs[1]


def test_free_lawyers_come_before_those_that_cost(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(lawyer(1, free=False), lawyer(2, free=True), lawyer(3))
    second = legal_aid_reply(voice(record)).paragraphs[1]
    assert "020 7946 0002" in second
    assert "020 7946 0001" in legal_aid_reply(voice(record)).paragraphs[3]


def test_what_the_call_costs_does_not_hide_that_the_help_is_free(country: MakeCountry, voice: MakeVoice) -> None:
    second = legal_aid_reply(voice(country(lawyer(1, free=True, cost="call_is_charged")))).paragraphs[1]
    assert "The call costs money. The help is free." in second


def test_for_whom_it_is_said_on_sms_too_unless_it_tells_what_this_is_about(
    country: MakeCountry, voice: MakeVoice
) -> None:
    told = legal_aid_reply(voice(country(lawyer(1, audience=["low_income"])), channel="sms")).text
    assert "For: people with little money." in told
    silent = legal_aid_reply(voice(country(lawyer(1, audience=["low_income", "sexual_exploitation"])), channel="sms"))
    assert "For:" not in silent.text


def test_how_to_be_understood_is_said_where_the_line_does_not_speak_the_language(
    country: MakeCountry, voice: MakeVoice
) -> None:
    hint = catalogue_of("fr").say(ASK_FOR_LANGUAGE)
    assert hint in legal_aid_reply(voice(country(lawyer(1, languages=["en", "pl"])), language="fr")).text
    assert hint not in legal_aid_reply(voice(country(lawyer(1, languages=["fr"])), language="fr")).text
    assert hint not in legal_aid_reply(voice(country(lawyer(1, interpreters=True)), language="fr")).text
    english = ASK_FOR_LANGUAGE.source
    assert english not in legal_aid_reply(voice(country(lawyer(1, languages=["pl"])))).text  # spoken everywhere there


@pytest.mark.parametrize("code", COUNTRIES)
def test_what_is_sent_is_what_was_read_and_kept(code: str) -> None:
    kept = path_of(code).read_text("utf-8")
    assert dialogue(code) == kept, "read the difference; if it is right: python -m tests.replies.golden_legal_aid"


@pytest.mark.parametrize("code", COUNTRIES)
def test_a_golden_dialogue_begins_with_a_number_or_says_the_gap_and_offers_a_person(code: str) -> None:
    kept = path_of(code).read_text("utf-8")
    first_page = kept.split("> MORE")[0]
    assert re.search(r"\d{3}", first_page) or "I do not know a sure number for this." in first_page
    assert "9 = a person" in kept
    assert kept.rstrip().endswith("[A person]")
