"""What people ask about us, and about the line they were given: yes or no first, one screen, nothing invented."""

from __future__ import annotations

import datetime

import pytest

from bot.i18n.catalogues import available_languages, catalogue_of
from bot.replies import lines
from bot.replies.compose import compose
from bot.replies.phrases import talk as say
from bot.replies.situation import Situation
from tests.replies.conftest import MakeCountry, MakeVoice, contact

MONDAY_NOON = datetime.datetime(2026, 11, 30, 12, tzinfo=datetime.timezone.utc)
MONDAY_NIGHT = datetime.datetime(2026, 11, 30, 23, tzinfo=datetime.timezone.utc)
OFFICE_HOURS = [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:00"}]


def asked(
    voice: MakeVoice, country: MakeCountry, question: str, now: datetime.datetime | None = None, **line: object
) -> str:
    """The first paragraph of the answer about a line like this."""
    reply = lines.about_line(voice(country(contact("a", **line))), question, "shelter", now or MONDAY_NOON)
    return reply.paragraphs[0]


def test_what_it_costs_is_told_in_words_that_fit_both_ways_of_asking(voice: MakeVoice, country: MakeCountry) -> None:
    free = [{"dial": "116 006", "free_call": True}]
    assert asked(voice, country, "line_cost", numbers=free, free=True) == "The call is free."
    assert asked(voice, country, "line_cost", numbers=[{"dial": "1", "free_call": False}]) == "The call costs money."
    assert asked(voice, country, "line_cost") == "I do not know that. Ask them before you say your name."


@pytest.mark.parametrize(
    ("line", "if_free", "if_charged"),
    [
        ({"numbers": [{"dial": "116 006", "free_call": True}], "free": True}, "Yes. The", "No. The"),
        ({"numbers": [{"dial": "116 006", "free_call": True}]}, "Yes. The", "No. The"),
        ({"numbers": [{"dial": "1", "free_call": False}]}, "No. The", "Yes. The"),
        ({"numbers": [{"dial": "116 006", "free_call": True}], "free": False}, "The", "The"),
        ({"free": True}, "The", "The"),
        ({}, "I do not know", "I do not know"),
    ],
)
def test_is_it_free_and_does_it_cost_get_opposite_words_and_none_where_no_one_word_is_true(
    line: dict[str, object], if_free: str, if_charged: str, voice: MakeVoice, country: MakeCountry
) -> None:
    record = country(contact("a", **line))
    for cost, begins in ((lines.IF_FREE, if_free), (lines.IF_CHARGED, if_charged)):
        said = lines.about_line(voice(record), "line_cost", "shelter", MONDAY_NOON, cost=cost)
        assert said.paragraphs[0].startswith(begins)


def test_whether_they_are_open_is_told_by_the_clock_of_their_country(voice: MakeVoice, country: MakeCountry) -> None:
    assert asked(voice, country, "line_hours", hours={"always": True}).startswith("Yes, they are open now.")
    assert asked(voice, country, "line_hours", MONDAY_NOON, hours=OFFICE_HOURS).startswith("Yes, they are open now.")
    assert asked(voice, country, "line_hours", MONDAY_NIGHT, hours=OFFICE_HOURS).startswith("No, they are closed now.")
    assert asked(voice, country, "line_hours") == "I do not know that. Ask them before you say your name."


def test_a_line_that_is_open_in_another_language_only_is_closed_to_the_reader(
    voice: MakeVoice, country: MakeCountry
) -> None:
    mornings = {"days": ["mon"], "from": "06:00", "to": "09:00", "languages": ["en"]}
    all_day = {"days": ["mon"], "from": "06:00", "to": "22:00", "languages": ["fi"]}
    said = asked(voice, country, "line_hours", MONDAY_NOON, hours=[mornings, all_day])
    assert said.startswith("No, they are closed now. Open: Mon 6:00")
    assert "10:00" not in said, "the Finnish hours"


def test_in_a_country_of_several_times_the_hours_are_told_and_not_whether_it_is_open(
    voice: MakeVoice, country: MakeCountry
) -> None:
    record = country(contact("a", hours=OFFICE_HOURS), country="US")
    said = lines.about_line(voice(record), "line_hours", "shelter", MONDAY_NOON).paragraphs[0]
    assert said.startswith("Open: ")


def test_which_language_they_speak(voice: MakeVoice, country: MakeCountry) -> None:
    assert asked(voice, country, "line_language", languages=["en", "de"]) == "Yes, they speak your language."
    assert asked(voice, country, "line_language", interpreters=True) == "They can find an interpreter."
    assert asked(voice, country, "line_language", languages=["de"]) == "No. Languages: German."
    assert asked(voice, country, "line_language") == "I do not know that. Ask them before you say your name."


@pytest.mark.parametrize(
    ("named", "line", "told"),
    [
        ("tl", {"languages": ["en"]}, "No. Languages: English."),
        ("tl", {"languages": ["en", "fil"]}, "Yes. Languages: Tagalog."),
        ("tl", {"languages": ["en"], "interpreters": True}, "They can find an interpreter."),
        ("tl", {}, "I do not know that. Ask them before you say your name."),
        ("en", {"languages": ["en"]}, "Yes, they speak your language."),
    ],
)
def test_who_names_a_language_is_answered_about_that_one(
    voice: MakeVoice, country: MakeCountry, named: str, line: dict[str, object], told: str
) -> None:
    reply = lines.about_line(voice(country(contact("a", **line))), "line_language", "shelter", MONDAY_NOON, named=named)
    assert reply.paragraphs[0] == told


def test_whom_they_tell_is_never_better_than_the_record(voice: MakeVoice, country: MakeCountry) -> None:
    def passes(**answers: str) -> list[dict[str, object]]:
        return [{"to": to, "answer": answer, "sources": ["S1"]} for to, answer in answers.items()]

    told = asked(voice, country, "line_tells", passes_to=passes(police="yes"))
    assert told.startswith("Yes.")
    nobody = asked(voice, country, "line_tells", passes_to=passes(police="no", immigration_authority="no"))
    assert nobody == "No. They do not tell the police or the immigration authority about you."
    half = asked(voice, country, "line_tells", passes_to=passes(police="no"))
    assert half == "They do not tell the police about you. I do not know that. Ask them before you say your name."


@pytest.mark.parametrize("question", sorted(lines.QUESTIONS_ABOUT))
def test_the_number_stands_beside_every_answer_about_a_line(
    question: str, voice: MakeVoice, country: MakeCountry
) -> None:
    reply = lines.about_line(voice(country(contact("a"))), question, "shelter", MONDAY_NOON)
    assert "0800 808 3733" in reply.paragraphs[1]
    assert len(reply.paragraphs) == 2


def test_an_answer_about_a_line_in_short_is_the_line_and_its_number(voice: MakeVoice, country: MakeCountry) -> None:
    reply = lines.in_short(voice(country(contact("a"))), "shelter")
    assert len(reply.paragraphs) == 1
    assert reply.paragraphs[0].startswith(say.IN_SHORT.source)
    assert "0800 808 3733" in reply.text
    assert lines.in_short(voice(None)).paragraphs == (say.NONE_YET.source,)


def test_whom_a_line_tells_stands_before_its_number_in_short_too(voice: MakeVoice, country: MakeCountry) -> None:
    tells = [{"to": "police", "answer": "yes", "when": ["always"], "sources": ["S1"]}]
    said = lines.in_short(voice(country(contact("a", passes_to=tells))), "shelter").text
    assert said.index("police") < said.index("0800 808 3733")


def test_before_any_line_was_given_the_country_is_asked(voice: MakeVoice) -> None:
    assert lines.about_line(voice(None), "line_cost").paragraphs == (say.NONE_YET.source,)


@pytest.mark.parametrize("language", available_languages())
@pytest.mark.parametrize("channel", ["sms", "telegram", "webchat"])
def test_who_asks_yes_or_no_reads_a_number_or_a_menu_never_the_long_text_about_us(language: str, channel: str) -> None:
    for question in ("are_you_a_computer", "are_you_police", "can_they_find_me", "how_you_got_my_number"):
        reply = compose(f"utter_{question}", Situation(language, "DE", channel=channel))
        assert len(reply.paragraphs) == 1
        assert reply.choices[-1].payload == "/talk_to_human"


@pytest.mark.parametrize("language", available_languages())
def test_who_cannot_speak_is_never_told_to_call(language: str) -> None:
    reply = compose("utter_cannot_talk", Situation(language, "GB", channel="sms"))
    assert reply.paragraphs[0] == catalogue_of(language).say(say.DO_NOT_CALL)
    assert "999" not in reply.text


def test_where_the_emergency_number_takes_texts_it_is_given_to_who_cannot_speak() -> None:
    assert "112" in compose("utter_cannot_talk", Situation("en", "IS")).text


@pytest.mark.parametrize("language", available_languages())
def test_a_cry_for_help_gets_the_number_on_the_first_line(language: str) -> None:
    assert "999" in compose("utter_cry_for_help", Situation(language, "GB", channel="sms")).paragraphs[0]


def test_what_is_explained_again_is_the_last_answer_in_short_with_its_number() -> None:
    short = compose("utter_explain_again", Situation("en", "DE"), topic="unpaid_wages")
    whole = compose("utter_unpaid_wages", Situation("en", "DE"))
    assert short.paragraphs[0].startswith(say.IN_SHORT.source)
    assert whole.paragraphs[0] in short.paragraphs[0]
    assert len(short.text) < len(whole.text) / 2
    assert compose("utter_explain_again", Situation("en", "DE"), topic=None).paragraphs == (say.WHAT_I_DO.source,)


def test_a_wrong_number_gets_one_line_and_nothing_to_choose() -> None:
    for response in ("utter_wrong_number", "utter_no_thanks"):
        reply = compose(response, Situation("en", "DE"))
        assert len(reply.paragraphs) == 1
        assert reply.choices == ()


def test_channels_without_phone_numbers_do_not_claim_to_have_one() -> None:
    assert "do not have" in compose("utter_how_you_got_my_number", Situation("en", channel="telegram")).text
    assert "your number" in compose("utter_how_you_got_my_number", Situation("en", channel="sms")).text
