from __future__ import annotations

import pytest

from bot.i18n.catalogues import available_languages
from bot.replies import service
from bot.replies.budget import fits_one_text
from bot.replies.questions import ERASE, NO_ANSWER, YES_ANSWER, payload
from tests.replies.conftest import MakeCountry, MakeVoice, contact


def test_the_first_message_says_who_we_are_that_it_is_free_and_that_a_person_is_one_word_away(
    voice: MakeVoice,
) -> None:
    text = service.greet(voice(None, first=True)).text
    for part in ("This is Rightsline", "free and confidential", "A computer answers", "write 9", "safely now"):
        assert part in text


def test_the_first_text_message_does_not_say_what_it_is_for(voice: MakeVoice) -> None:
    text = service.greet(voice(None, first=True, channel="sms")).text.lower()
    for word in ("rights", "lawyer", "papers", "pay", "safe place", "work"):
        assert word not in text
    assert "delete these messages" in text
    assert "stay on this phone" in text


def test_telegram_says_once_that_others_can_read_the_chat(voice: MakeVoice) -> None:
    for text in (
        service.greet(voice(None, first=True, channel="telegram")).text,
        service.first_note(voice(None, channel="telegram")),
    ):
        assert text.count("end-to-end encrypted") == 1
        assert "this phone can read" in text
    assert "Telegram" not in service.greet(voice(None, first=True, channel="webchat")).text


@pytest.mark.parametrize("channel", ["sms", "telegram", "webchat"])
def test_the_first_note_is_one_sentence(voice: MakeVoice, channel: str) -> None:
    note = service.first_note(voice(None, channel=channel))
    assert note.endswith(".")
    assert note.count(".") == 1


def test_emergency_numbers_come_first_then_that_a_person_sees_it(country: MakeCountry, voice: MakeVoice) -> None:
    first, _, second, *_ = service.emergency(voice(country(contact("line")))).paragraphs
    assert "999" in first
    assert "A person will answer you here." in second


def test_the_country_s_caution_follows_the_number_in_an_emergency(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(cautions=[{"code": "victims_were_punished", "sources": ["S1"]}])
    paragraphs = service.emergency(voice(record)).paragraphs
    assert "999" in paragraphs[0]
    assert any("sometimes punished" in text for text in paragraphs[1:])


def test_despair_is_met_warmly_with_a_number_and_a_person(country: MakeCountry, voice: MakeVoice) -> None:
    reply = service.distress(voice(country(contact("line"))))
    assert "You are not alone." in reply.paragraphs[0]
    assert "A person from our team" in reply.paragraphs[0]
    assert "ambulance: 999" in reply.paragraphs[1]
    assert "112" not in service.distress(voice(None, country="NP")).text


def test_whoever_waits_for_a_person_hears_whom_to_call_meanwhile(country: MakeCountry, voice: MakeVoice) -> None:
    for reply in (service.human_comes, service.apology):
        text = reply(voice(country(contact("line")))).text
        assert "A person from our team" in text
        assert "999" in text
        assert "0800 808 3733" in text
    assert "Write the name of the country you are in" in service.human_comes(voice(None)).text


@pytest.mark.parametrize("language", available_languages())
def test_stop_is_confirmed_in_one_text_with_the_way_back_and_the_number(
    country: MakeCountry, voice: MakeVoice, language: str
) -> None:
    (text,) = service.stopped(voice(country(), channel="sms", language=language)).paragraphs
    assert fits_one_text(text, language)
    assert "START" in text
    assert "999" in text
    (unknown,) = service.stopped(voice(None, channel="sms", language=language)).paragraphs
    assert "START" in unknown
    assert not any(character.isdigit() for character in unknown)


def test_deleting_is_asked_with_yes_and_no(voice: MakeVoice) -> None:
    assert [choice.payload for choice in service.ask_delete(voice(None)).choices] == [
        payload(ERASE, YES_ANSWER),
        payload(ERASE, NO_ANSWER),
    ]


def test_after_deleting_the_phone_s_own_copy_is_named(voice: MakeVoice) -> None:
    assert "on your own phone are still there" in service.deleted(voice(None)).text


def test_the_service_says_that_it_is_neither_police_nor_a_lawyer(voice: MakeVoice) -> None:
    text = service.about_service(voice(None)).text
    assert "not the police" in text
    assert "not lawyers" in text
    assert "cost you money" in service.about_service(voice(None, channel="sms")).text


def test_what_is_said_of_us_is_not_taken_for_the_help_line(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(contact("line", free=False))
    text = service.about_service(voice(record)).text
    places = [text.index(part) for part in ("helplines I name do not belong to us", "0800 808 3733", "is confidential")]
    assert places == sorted(places)
    assert "do not belong to us" not in service.about_service(voice(None)).text


def test_who_asks_in_words_whether_a_person_can_come_reads_yes_first(voice: MakeVoice) -> None:
    assert service.human_comes(voice(None, said="can i talk to somebody")).text.startswith("Yes. A person")
    assert service.human_comes(voice(None)).text.startswith("A person")
