from __future__ import annotations

from bot.replies import numbers
from tests.replies.conftest import MakeCountry, MakeVoice

POLICE_122 = [
    {"number": "122", "services": ["police"], "sources": ["S1"]},
    {"number": "124", "services": ["ambulance"], "sources": ["S1"]},
    {"number": "112", "services": ["police", "ambulance"], "sources": ["S1"]},
]


def test_one_number_for_both_is_said_once(country: MakeCountry, voice: MakeVoice) -> None:
    assert numbers.police_and_ambulance(voice(country())) == "police and ambulance: 999"


def test_112_is_never_given_where_it_does_not_work(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(emergency=POLICE_122, emergency_112={"works": "no", "sources": ["S1"]})
    for channel in ("sms", "telegram", "webchat"):
        speaker = voice(record, channel=channel)
        said = f"{numbers.police_and_ambulance(speaker)} {numbers.ambulance(speaker)} {numbers.in_danger(speaker)}"
        assert "112" not in said
        assert "police: 122, ambulance: 124" in said


def test_a_text_message_gives_only_the_surest_number(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(emergency=POLICE_122)
    assert numbers.ambulance(voice(record, channel="sms")) == "ambulance: 124"
    assert numbers.ambulance(voice(record)) == "ambulance: 124 / 112"


def test_where_lists_disagree_a_text_message_gives_two_numbers(country: MakeCountry, voice: MakeVoice) -> None:
    disputed = [{"number": number, "services": ["police"], "sources": ["S1"]} for number in ("102", "002")]
    record = country(emergency=disputed, emergency_112={"works": "unknown", "sources": ["S1"]})
    assert numbers.police_and_ambulance(voice(record, channel="sms")) == "police: 102 / 002"
    assert numbers.surest(voice(record, channel="sms")) == "102"


def test_112_is_called_the_number_of_most_of_europe_while_the_country_is_unknown(voice: MakeVoice) -> None:
    assert "In most of Europe it is 112" in numbers.in_danger(voice(None))
    assert "112" not in numbers.in_danger(voice(None, country="NP"))
    assert numbers.surest(voice(None)) is None
