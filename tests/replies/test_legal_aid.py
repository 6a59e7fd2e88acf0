from __future__ import annotations

from typing import Any

from bot.replies.legal_aid import legal_aid_reply
from tests.replies.conftest import MakeCountry, MakeVoice, contact


def lawyer(number: int, **fields: Any) -> dict[str, Any]:
    numbers = [{"dial": f"020 7946 000{number}"}]
    return contact(f"lawyer_{number}", roles=["legal_aid"], **{"numbers": numbers, **fields})


def test_the_first_lawyer_is_in_the_second_paragraph_and_the_others_follow(
    country: MakeCountry, voice: MakeVoice
) -> None:
    record = country(*(lawyer(number) for number in range(1, 5)))
    paragraphs = legal_aid_reply(voice(record, channel="sms")).paragraphs
    assert [f"020 7946 000{number}" in paragraphs[number] for number in range(1, 5)] == [True] * 4


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
    assert "against-trafficking" in paragraphs[-2]
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
        "The law gives you: legal advice and a lawyer in court (Legal Aid Act). It is free. "
        "It is for people with little money. Ask here: court or police."
    ) in text


def test_without_a_country_no_number_is_given(voice: MakeVoice) -> None:
    assert "Write the name of your country" in legal_aid_reply(voice(None)).paragraphs[1]
