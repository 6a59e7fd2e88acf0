"""What hotline.yml changes in what people read."""

from __future__ import annotations

import datetime

import pytest

from bot.channels.webchat.languages import country_choices
from bot.desk.card import card_of
from bot.i18n.catalogues import catalogue_of, offered_languages, spellings
from bot.knowledge.lookup import best_number
from bot.replies import contacts, phrasebook
from bot.replies.citations import look_up
from bot.replies.compose import compose
from bot.replies.known import country_record
from bot.replies.open_lines import as_of
from bot.replies.phrases.service import KEYWORDS
from bot.replies.phrases.talk import NO
from bot.replies.situation import Situation
from bot.replies.voice import voice_for
from bot.running.hotline_checks import problems
from tests.named_hotline import Named

OWN = """
name: Example Helpline
lines:
  - name: Example Helpline
    countries: [DE, NL]
    dial: 030 5550100
    e164: "+49305550100"
    languages: [en, pl]
    tells_police: only_if_the_caller_agrees
    tells_immigration: "no"
    confirmed_on: 2026-12-01
    hours: [{days: [mon, tue, wed, thu, fri], from: "09:00", to: "17:00"}]
"""
ALWAYS = OWN.replace('hours: [{days: [mon, tue, wed, thu, fri], from: "09:00", to: "17:00"}]', "always: true")
OWN_NUMBER = "030 5550100"
WEDNESDAY = datetime.datetime(2026, 12, 2, 10, tzinfo=datetime.timezone.utc)
SUNDAY = datetime.datetime(2026, 12, 6, 10, tzinfo=datetime.timezone.utc)


def number(
    moment: datetime.datetime, topic: str = "document_retention", language: str = "en", country: str = "DE"
) -> str:
    record = country_record(country)
    assert record is not None
    found = best_number(as_of(record, moment), topic, language=language)
    assert found is not None
    return found.number.dial


def test_the_own_number_comes_first_while_it_serves(named_hotline: Named) -> None:
    before = number(WEDNESDAY)
    named_hotline(OWN)
    assert number(WEDNESDAY) == OWN_NUMBER
    assert number(WEDNESDAY, language="pl") == OWN_NUMBER
    assert number(SUNDAY) == before, "a closed line keeps nobody from one that answers"
    assert number(WEDNESDAY, language="vi") == before, "nobody there speaks it"


def test_a_lawyer_is_not_replaced_by_a_hotline(named_hotline: Named) -> None:
    before = number(WEDNESDAY, "legal_aid", country="NL")
    named_hotline(ALWAYS)
    assert number(WEDNESDAY, country="NL") == OWN_NUMBER
    assert number(WEDNESDAY, "legal_aid", country="NL") == before


def test_the_own_number_is_told_with_what_is_known_of_it_and_who_says_so(named_hotline: Named) -> None:
    named_hotline(ALWAYS)
    voice = voice_for(Situation("en", "DE", phone_country="DE", channel="sms"))
    line = contacts.best_line(voice, "document_retention")
    assert line is not None
    said = contacts.entry(voice, line)
    assert OWN_NUMBER in said
    citation = look_up(voice.cited[-1])
    assert citation is not None
    assert citation.sources[0].title == "hotline.yml: Example Helpline"
    card = card_of("DE", language="en", phone_country="DE")
    assert card is not None
    assert card.groups[0][1][0].name == "Example Helpline"


def test_other_countries_keep_their_lines(named_hotline: Named) -> None:
    before = country_record("FR")
    named_hotline(OWN)
    assert country_record("FR") == before


def test_nobody_is_answered_in_a_language_that_is_not_named_and_stop_is_obeyed_in_all(named_hotline: Named) -> None:
    stop = spellings(KEYWORDS["stop"])
    polish = catalogue_of("pl").say(NO)
    named_hotline("languages: [de]")
    assert offered_languages() == ("en", "de")
    assert catalogue_of("pl").language == "en"
    assert catalogue_of("pl").say(NO) != polish
    assert catalogue_of("de").language == "de"
    assert spellings(KEYWORDS["stop"]) == stop


def test_the_countries_that_are_served_stand_first(named_hotline: Named) -> None:
    named_hotline("countries: [PL, GB]")
    assert [code for code, _ in country_choices("en")[:2]] == ["PL", "GB"]
    assert sorted(country_choices("en")[2:], key=lambda each: each[1])[0] == country_choices("en")[2]


NOTICE = """
privacy:
  short: {en: We keep your messages 30 days., pl: Przechowujemy wiadomości 30 dni.}
  page: {en: The page.}
"""


@pytest.mark.parametrize("channel", ["sms", "telegram", "webchat"])
@pytest.mark.parametrize("response", ["utter_greet", "utter_unpaid_wages"])
def test_the_line_on_privacy_is_read_once_at_first_contact(named_hotline: Named, channel: str, response: str) -> None:
    named_hotline(NOTICE)
    said = "We keep your messages 30 days."
    first = compose(response, Situation("en", "DE", channel=channel, first=True))
    assert "\n".join(first.paragraphs).count(said) == 1
    assert "\n".join(compose(response, Situation("en", "DE", channel=channel)).paragraphs).count(said) == 0
    german = compose(response, Situation("de", "DE", channel=channel, first=True))
    assert "30 days" not in "\n".join(german.paragraphs), "half an answer in another language is none"


@pytest.mark.parametrize("response", ["utter_greet", "utter_unpaid_wages"])
def test_by_sms_a_line_that_names_nobody_stands_in_its_place(named_hotline: Named, response: str) -> None:
    named_hotline(
        "name: Blue Door\n"
        "privacy: {short: {en: Blue Door keeps it 30 days.}, short_sms: {en: Kept 30 days.}, page: {en: The page.}}"
    )
    for channel, said, left_out in (("sms", "Kept 30 days.", "Blue Door"), ("webchat", "Blue Door keeps", "Kept 30")):
        first = "\n".join(compose(response, Situation("en", "DE", channel=channel, first=True)).paragraphs)
        assert first.count(said) == 1
        assert left_out not in first
    german = compose(response, Situation("de", "DE", channel="sms", first=True))
    assert "Blue Door" not in "\n".join(german.paragraphs), "nor in a language that has no such line"


def test_own_ready_sentences_stand_beside_ours_and_are_read_in_the_language_they_have(named_hotline: Named) -> None:
    ours = [section.code for section in phrasebook.sections()]
    named_hotline("ready_sentences: [{code: our_office, text: {en: Our office is open., pl: Biuro jest otwarte.}}]")
    assert [section.code for section in phrasebook.sections()] == ["own", *ours]
    sentence = phrasebook.rendered("our_office", "pl")
    assert (sentence.lines, sentence.language) == ("Biuro jest otwarte.", "pl")
    assert phrasebook.rendered("our_office", "de").language == "en"
    assert phrasebook.english_of([sentence.citation]) == "Our office is open."


def test_an_own_question_brings_its_answers_and_takes_the_place_of_ours(named_hotline: Named) -> None:
    tea = "{tea: {en: Tea, pl: Herbata}, none: {en: Nothing, pl: Nic}}"
    named_hotline(
        f"ready_sentences: [{{code: food, answer: choices, choices: {tea}, text: {{en: Some tea, pl: Herbata}}}}]\n"
        "hidden_sentences: [police_not_alone]"
    )
    offered = [sentence.code for section in phrasebook.sections() for sentence in section.sentences]
    assert (offered.count("food"), "police_not_alone" in offered) == (1, False)
    assert [choice.code for choice in phrasebook.rendered("food", "en").choices] == ["tea", "none"]
    assert phrasebook.rendered("police_not_alone", "en").text, "what was sent before is still known"


def test_what_does_not_fit_what_is_here_is_named(named_hotline: Named) -> None:
    hotline = named_hotline(OWN.replace("+49305550100", "+4912345") + "country: BR\nlanguages: [en, sw]")
    assert [fault.split(":")[0] for fault in problems(hotline)] == ["country", "languages", "lines[0].e164"]
    assert not list(problems(named_hotline(OWN)))
