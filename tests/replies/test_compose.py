from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.knowledge.records import Country
from bot.replies.budget import fits_first_texts
from bot.replies.catalogues import available_languages
from bot.replies.compose import CHOICES, COUNTRY_TOPICS, GUIDED, RESPONSES, Situation, compose, topic_title
from bot.replies.known import KNOWLEDGE, country_record
from bot.replies.phrases.titles import TITLES
from bot.replies.reply import Reply

ROOT = Path(__file__).parents[2]
COUNTRIES = sorted(path.stem.upper() for path in (KNOWLEDGE / "countries").glob("*.yml"))
CHANNELS = ("sms", "telegram", "webchat")
TITLE_CHARACTERS = 24

# Paragraph 6(d) of Decision 14/06: no words that add stigma. "Victim" is for laws and names of authorities only.
AVOID = re.compile(
    r"illegal (im)?migrant|illegals\b|illegal entry|\balien\b|prostitute\b|sex slave|modern slave|\bvictims?\b|rescue|"
    r"\bsave you|so-called|alleged|you agreed|you should have|why did you",
    re.IGNORECASE,
)
# What a reader over the shoulder must not see on the first page.
TELLING = re.compile(r"traffick|exploit|victim|slave|prostitut|forced|\bsex", re.IGNORECASE)
PHONE_NUMBER = re.compile(r"(?<![\d:/.\-])\+?\(?\d[\d ()-]{5,}\d(?![\d:])")


def situations(language: str) -> Iterator[Situation]:
    for country in [*COUNTRIES, None]:
        for channel in CHANNELS:
            yield Situation(language, country, phone_country=country, channel=channel)


def names_of_responses() -> set[str]:
    return set(YAML(typ="safe").load((ROOT / "domain.yml").read_text("utf-8"))["responses"])


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def numbers_of(record: Country) -> set[str]:
    """Every number of a country, in every form."""
    listed = [form for contact in record.contacts for n in contact.numbers for form in (n.dial, n.e164 or "")]
    return {digits(number) for number in [*listed, *(entry.number for entry in record.emergency)]}


def test_every_response_of_the_domain_is_composed_and_no_other() -> None:
    assert names_of_responses() <= {*RESPONSES, *GUIDED, CHOICES}
    with pytest.raises(KeyError):
        compose("utter_weather", Situation("en"))


def test_every_intent_has_a_title() -> None:
    intents = YAML(typ="safe").load((ROOT / "domain.yml").read_text("utf-8"))["intents"]
    assert {str(intent) for intent in intents} - {"inform"} == set(TITLES)  # `inform` is what a picked answer sends


@pytest.mark.parametrize("language", available_languages())
def test_every_reply_is_made_for_every_country_and_channel(language: str) -> None:
    for situation in situations(language):
        for response in {*RESPONSES, CHOICES}:
            reply = compose(response, situation, topics=["shelter"])
            assert reply.paragraphs, (response, situation)
            assert all(text.strip() == text != "" for text in reply.paragraphs), (response, situation)
            assert "\n\n" not in "".join(reply.paragraphs), (response, situation)
            assert reply.language == language


@pytest.mark.parametrize("language", available_languages())
def test_a_country_s_reply_names_only_numbers_of_that_country(language: str) -> None:
    for situation in situations(language):
        record = country_record(situation.country) if situation.country else None
        own = numbers_of(record) if record else set()
        for response in RESPONSES:
            text = re.sub(r"https?://\S+|\S+@\S+", "", compose(response, situation).text)
            for found in PHONE_NUMBER.findall(text):
                assert digits(found) in own or _is_no_phone_number(found), (response, situation, found)


def _is_no_phone_number(found: str) -> bool:
    return len(digits(found)) < 5 or bool(re.fullmatch(r"(19|20)\d\d-(19|20)\d\d", found))


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


@pytest.mark.parametrize("language", available_languages())
def test_answer_and_number_fit_three_segments(language: str) -> None:
    for country in COUNTRIES:
        for phone in (country, "MA", None):
            situation = Situation(language, country, phone_country=phone, channel="sms")
            for topic in COUNTRY_TOPICS:
                paragraphs = compose(f"utter_{topic}", situation).paragraphs
                if re.search(r"\d{2}", paragraphs[1]):
                    assert fits_first_texts(paragraphs[:2], language), (country, phone, topic, paragraphs[:2])


def test_the_number_to_call_is_beside_the_answer() -> None:
    for country in COUNTRIES:
        situation = Situation("en", country, phone_country=country, channel="sms")
        for topic in COUNTRY_TOPICS:
            second = compose(f"utter_{topic}", situation).paragraphs[1]
            assert re.search(r"\d{2}", second) or "I do not know" in second, (country, topic, second)


def test_no_reply_has_a_word_that_adds_stigma() -> None:
    for country in [*COUNTRIES, None]:
        for response in RESPONSES:
            text = _without_names(compose(response, Situation("en", country, channel="sms")), country)
            assert not AVOID.search(text), (response, country, AVOID.findall(text))


def _without_names(reply: Reply, country: str | None) -> str:
    """The text without the names that authorities and funds give themselves, and without addresses."""
    text = re.sub(r"https?://\S+|\S+@\S+", "", reply.text)
    record = country_record(country) if country else None
    if record is None:
        return text
    known = record.compensation
    funds = [known.state_fund, *known.other_funds, *(known.state_fund.by_region if known.state_fund else ())]
    names = [name for fund in funds if fund for name in (fund.name, fund.authority) if name]
    names += [known.unpaid_wages.authority_name] if known.unpaid_wages and known.unpaid_wages.authority_name else []
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    return text


def test_the_first_page_of_a_text_message_tells_nothing_to_a_reader_over_the_shoulder() -> None:
    for country in [*COUNTRIES, None]:
        for response in RESPONSES:
            first_page = " ".join(compose(response, Situation("en", country, channel="sms")).paragraphs[:2])
            # These answers say what the contact has just asked about.
            if response not in {"utter_debt_bondage", "utter_sexual_exploitation"}:
                assert not TELLING.search(first_page), (response, country, first_page)


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
    assert compose("utter_shelter", situation).paragraphs[1].startswith("Write the name of your country.")


def test_a_language_just_chosen_is_spoken() -> None:
    assert compose("utter_language_changed", Situation("en"), language="fr").language == "fr"


def test_rasa_s_own_values_are_ignored() -> None:
    reply = compose("utter_menu", Situation("en"), text="x", buttons=[], template="utter_menu")
    assert reply.paragraphs[0].startswith("What do you need?")


def test_replies_import_nothing_but_what_is_known_and_settings() -> None:
    allowed = ("bot.replies", "bot.knowledge", "bot.settings")
    for path in (ROOT / "bot" / "replies").rglob("*.py"):
        imported = re.findall(
            r"^\s*(?:from|import) (bot\.\w+|rasa\w*|tensorflow)", path.read_text("utf-8"), re.MULTILINE
        )
        assert set(imported) <= set(allowed), path
