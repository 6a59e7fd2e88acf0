from __future__ import annotations

from dataclasses import replace

import pytest

from bot.i18n.catalogues import available_languages, catalogue_of
from bot.i18n.formats import country_name
from bot.knowledge.rights import TopicRights, rules_for
from bot.replies import contacts, topics
from bot.replies.budget import fits_first_texts, up_to_the_number
from bot.replies.compose import compose
from bot.replies.known import rights
from bot.replies.phrases.contacts import UNVERIFIED
from bot.replies.phrases.law import TITLE
from bot.replies.phrases.service import NO_NUMBER_KNOWN
from bot.replies.situation import SMS, Situation
from bot.replies.text_messages import pages_of
from bot.replies.voice import voice_for
from tests.replies.conftest import MakeCountry, MakeVoice, contact
from tests.replies.in_parts import told_in_parts


def test_the_answer_comes_first_then_whom_to_call_then_rules_steps_and_cautions(
    country: MakeCountry, voice: MakeVoice
) -> None:
    about = topics.topic_rights("documents_taken")
    paragraphs = topics.topic_reply(voice(country(contact("line"))), "documents_taken").paragraphs
    assert paragraphs[0] == about.answer
    assert "0800 808 3733" in paragraphs[1]
    rules = rules_for(rights(), "documents_taken", "GB")
    assert [rules[0].text in text for text in paragraphs].index(True) == 2
    assert [about.steps[0].text in text for text in paragraphs].index(True) == 3
    assert [about.cautions[0].text in text for text in paragraphs].index(True) == 4


@pytest.mark.parametrize("language", ["en", "ar", "hi", "ru", "zh"])
@pytest.mark.parametrize("topic", ["unpaid_wages", "return_home", "child_victim", "legal_aid", "report_concern"])
def test_on_sms_long_law_is_a_choice_of_its_own_and_none_of_it_is_lost(topic: str, language: str) -> None:
    situation = Situation(language, country="DE", channel="sms")
    told_now = told_in_parts(topic, situation)
    text = "\n".join(part.text for part in told_now)
    on_the_web = compose(f"utter_{topic}", replace(situation, channel="webchat"))
    catalogue = catalogue_of(language)
    law = [catalogue.text(rule.id, rule.text) for rule in rules_for(rights(), topic, "DE")]
    offered = [choice for choice in told_now[-1].choices if choice.title == catalogue.say(TITLE)]
    assert all(text in on_the_web.text for text in law)
    assert not any(choice.title == catalogue.say(TITLE) for choice in on_the_web.choices)
    if not offered:
        assert all(rule in text for rule in law)
        return
    assert offered[0].payload == f'/inform{{"answer": "law.{topic}"}}'
    assert not any(rule in text for rule in law)
    told = compose("utter_law", situation, topic=topic)
    assert all(text in told.text for text in law)
    assert told.choices[0].payload == f"/{topic}"
    assert told.sources


def test_on_sms_what_to_do_comes_before_what_the_law_says(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(contact("line"), country="US")
    about = topics.topic_rights("documents_taken")
    text = topics.topic_reply(voice(record, channel="sms"), "documents_taken").text
    (rule,) = rules_for(rights(), "documents_taken", "US")
    assert text.index(about.steps[0].text) < text.index(about.cautions[0].text) < text.index(rule.text)


@pytest.mark.parametrize("about", rights().topics, ids=lambda about: about.topic)
def test_what_the_answer_says_is_not_said_again_as_a_step(about: TopicRights) -> None:
    voice = voice_for(Situation("en", "GB", channel="sms"))
    told = "\n".join([*topics.step_now(voice, about), *topics.background(voice, about)])
    assert not [step.text for step in about.steps if step.text in about.answer and step.text in told]


def test_who_asks_for_their_rights_on_sms_is_told_the_law_at_once() -> None:
    parts = told_in_parts("rights_overview", Situation("ru", country="DE", channel="sms"))
    law = [catalogue_of("ru").text(rule.id, rule.text) for rule in rules_for(rights(), "rights_overview", "DE")]
    assert law[0] in parts[0].text
    assert all(any(rule in part.text for part in parts) for rule in law)


@pytest.mark.parametrize("country_code", ["US", "RU"])
def test_a_rule_is_told_only_where_it_binds(country: MakeCountry, voice: MakeVoice, country_code: str) -> None:
    record = country(contact("line"), country=country_code)
    text = topics.topic_reply(voice(record), "recovery_period").text
    assert "at least 30 days to rest" not in text
    assert "at least 30 days to rest" in topics.topic_reply(voice(country(contact("line"))), "recovery_period").text


def test_operator_rules_are_never_told(country: MakeCountry, voice: MakeVoice) -> None:
    for about in rights().topics:
        told = topics.topic_reply(voice(country(contact("line"))), about.topic).text
        for rule in about.rules:
            if rule.operator_only:
                assert rule.text not in told


def test_without_a_country_only_what_binds_all_states_is_told(voice: MakeVoice) -> None:
    reply = topics.topic_reply(voice(None), "compensation")
    assert reply.paragraphs[1].startswith("Write the name of the country you are in.")
    assert "The country's law must give you a way to ask for money for the harm." in reply.text
    assert "You have a right to compensation from the people who did it." not in reply.text


def test_a_guessed_country_is_said(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(contact("line"))
    guess = "I think you are in this country: United Kingdom."
    assert guess in topics.topic_reply(voice(record, country_guessed=True), "shelter").text
    assert guess not in topics.topic_reply(voice(record), "shelter").text


def test_what_tells_a_reader_over_the_shoulder_comes_last_on_sms(country: MakeCountry, voice: MakeVoice) -> None:
    record = country(contact("line"))
    for about in rights().topics:
        paragraphs = topics.topic_reply(voice(record, channel="sms"), about.topic).paragraphs
        telling = [text.text for text in (*about.rules, *about.steps, *about.cautions) if text.telling]
        told = [i for i, paragraph in enumerate(paragraphs) if any(text in paragraph for text in telling)]
        quiet = [text.text for text in (*about.steps, *about.cautions) if not text.telling]
        silent = [i for i, paragraph in enumerate(paragraphs) if any(text in paragraph for text in quiet)]
        assert not told or not silent or min(told) > max(silent), about.topic


@pytest.mark.parametrize("topic", sorted(topics.DANGER_FIRST))
def test_where_danger_is_near_the_emergency_number_comes_before_the_line(
    country: MakeCountry, voice: MakeVoice, topic: str
) -> None:
    record = country(contact("line", roles=["hotline", "child_line"]))
    second = topics.topic_reply(voice(record), topic).paragraphs[1]
    assert second.index("999") < second.index("0800 808 3733")


def test_medical_help_gives_the_ambulance(country: MakeCountry, voice: MakeVoice) -> None:
    assert "ambulance: 999" in topics.topic_reply(voice(country(contact("line"))), "medical_help").paragraphs[1]


def test_what_is_told_of_a_line_is_one_paragraph_and_the_next_text_begins_with_what_does_not_fit(
    country: MakeCountry, voice: MakeVoice
) -> None:
    languages = ["pl", "ro", "bg", "uk", "ru", "sq", "ar", "fa"]
    week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    hours = [{"days": [day], "from": f"0{number}:10", "to": f"1{number}:40"} for number, day in enumerate(week)]
    fields = {"interpreters": True, "free": True, "cautions": ["calls_are_recorded", "works_with_police"]}
    record = country(contact("line", languages=languages, hours=hours, **fields))
    reply = topics.topic_reply(voice(record, channel="sms"), "shelter")
    call = reply.paragraphs[1]
    first, second, *_ = pages_of(reply, ())
    assert call.index("They work together with the police.") < call.index("0800 808 3733")
    assert "0800 808 3733. The help is free. Open:" in first
    rest = next(call[start:] for start in range(len(call)) if second.startswith(call[start:]))
    assert rest.endswith("Calls are recorded.")
    assert len(rest) < len(call)


def test_every_answer_offers_what_comes_next_and_a_person(country: MakeCountry, voice: MakeVoice) -> None:
    for about in rights().topics:
        payloads = [choice.payload for choice in topics.topic_reply(voice(None), about.topic).choices]
        assert payloads == [*(f"/{topic}" for topic in about.next), "/talk_to_human"]


def test_another_topic_is_refused(voice: MakeVoice) -> None:
    with pytest.raises(KeyError):
        topics.topic_reply(voice(None), "weather")


@pytest.mark.parametrize("channel", ["sms", "webchat"])
def test_where_no_line_for_the_topic_is_known_that_is_said_before_the_best_known(channel: str) -> None:
    second = topics.topic_reply(voice_for(Situation("en", "RU", channel=channel)), "documents_taken").paragraphs[1]
    assert second.startswith("Russia: I do not know a sure number for this.")
    assert "8 499 901 0201" in second


@pytest.mark.parametrize("language", available_languages())
def test_where_that_does_not_fit_beside_the_number_it_follows(language: str) -> None:
    reply = topics.topic_reply(voice_for(Situation(language, "RU", channel="sms")), "documents_taken")
    gap = catalogue_of(language).say(NO_NUMBER_KNOWN, country=country_name("RU", language))
    assert gap in reply.text
    assert fits_first_texts((reply.paragraphs[0], up_to_the_number(reply.paragraphs[1])), language)


@pytest.mark.parametrize("channel", ["sms", "webchat"])
def test_a_doubtful_line_follows_the_sure_one_and_says_that_it_is_doubtful(channel: str) -> None:
    paragraphs = topics.topic_reply(voice_for(Situation("ro", "DE", channel=channel)), "unpaid_wages").paragraphs
    doubt = catalogue_of("ro").say(UNVERIFIED)
    place = next(place for place, text in enumerate(paragraphs) if "0800 0005602" in text)
    assert "116 006" in paragraphs[1]
    assert place > 1
    assert f"0800 0005602. {doubt}" in paragraphs[place]


def test_a_line_in_other_languages_is_not_told() -> None:
    assert "0800 000" not in topics.topic_reply(voice_for(Situation("vi", "DE")), "unpaid_wages").text


def test_inspectors_are_not_given_for_pay_where_it_is_claimed_elsewhere() -> None:
    voice = voice_for(Situation("en", "SE", phone_country="SE", channel=SMS))
    assert contacts.inspectors(voice, "unpaid_wages") == []
    (line,) = contacts.inspectors(voice, "working_conditions")
    assert "010-730 90 00" in line
