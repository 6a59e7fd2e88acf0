"""The questions on money with the real Rasa: answered, skipped, interrupted, in free text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot.conversations.offers import with_tokens
from bot.dates.when import when_in
from bot.dialogue.effects import Erase, SetLanguage
from bot.dialogue.interviews.compensation import KIND
from bot.dialogue.interviews.compensation import QUESTIONS as ASKED
from bot.dialogue.interviews.engine import answer_of, is_interrupted, open_in, waits
from bot.dialogue.interviews.kind import Interview, Turn
from bot.i18n.catalogues import available_languages, catalogue_of
from bot.i18n.formats import country_name, month
from bot.replies.compensation.incident import COUNTRY, HARM, HERE, REGION, REPORTED, STILL_THERE, WHEN
from bot.replies.compose import Situation, compose
from bot.replies.phrases import guides as say
from bot.replies.phrases.service import HOW_TO_STOP, QUESTIONS_LEFT
from bot.replies.questions import LEAVE_PAYLOAD, START_PAYLOAD, payload
from bot.replies.text_messages import MAX_SEGMENTS, pages_of
from bot.replies.today import today_utc
from bot.text.gsm7 import segments
from tests.small_rasa import Talk

Begin = Callable[..., Talk]

RESULT = "Money for the harm and for pay"
QUESTIONS = {
    HERE: "Did it happen in this country",
    COUNTRY: "In which country did it happen?",
    REGION: "In which state or province",
    HARM: "What happened?",
    WHEN: "When did it last happen?",
    REPORTED: "Did you tell the police",
    STILL_THERE: "Are you still in this country",
}


NAMES = tuple(question.name for question in ASKED)


def answers(talk: Talk) -> dict[str, str]:
    """What was answered so far."""
    interview = open_in(talk.remembered.slots)
    return interview.answers if interview and interview.topic == "compensation" else {}


def is_asking(talk: Talk) -> bool:
    """Whether a question waits for its answer."""
    return waits(open_in(talk.remembered.slots))


def question_is_open(talk: Talk) -> bool:
    """Whether something is asked, or was before another topic."""
    return is_asking(talk) or is_interrupted(open_in(talk.remembered.slots))


def answer_in(question: str, parse: dict[str, Any], language: str, country: str) -> str | None:
    """What a text answers to a question."""
    before = dict.fromkeys(NAMES[: NAMES.index(question)], "skip")
    meant = answer_of(Interview("compensation", before), parse, language, country)
    return meant["answer"] if meant else None


async def asked(talk: Talk, slot: str) -> None:
    """Answer what comes before a question, so that this one is asked."""
    await talk.say("/compensation")
    for before in NAMES:
        if QUESTIONS[slot] in talk.text:
            return
        if QUESTIONS[before] in talk.text:
            await talk.say(payload(before, "skip"))
    raise AssertionError(f"{slot} was not asked")


async def test_the_first_question_brings_the_answer_and_a_number_with_it(talk: Begin) -> None:
    spoken = talk(country="DE")
    answer = await spoken.say("/compensation")
    assert answer.reply is not None
    assert answer.reply.paragraphs[0].startswith("You can ask for money for the harm and for lost pay.")
    assert "116 006" in answer.reply.paragraphs[1]
    assert answer.reply.paragraphs[2].startswith("What happened?")
    assert [choice.payload for choice in answer.reply.choices][-1] == "/talk_to_human"


async def test_a_country_that_was_said_is_not_asked_again(talk: Begin) -> None:
    spoken = talk(country="DE")
    await spoken.say("/compensation")
    assert QUESTIONS[HERE] not in spoken.text


@pytest.mark.parametrize("country", ["DE", None])
async def test_a_guessed_or_unknown_country_is_asked(talk: Begin, country: str | None) -> None:
    spoken = talk(country=None, country_chosen=False, country_guess=country)
    await spoken.say("/compensation")
    assert QUESTIONS[HERE if country else COUNTRY] in spoken.text


async def test_every_question_answered_ends_in_a_result_with_dates(talk: Begin) -> None:
    spoken = talk(country=None, country_chosen=False, country_guess="DE")
    await spoken.say("/compensation")
    titles = ["Yes", "I was not paid", "2025", "No", "Yes"]
    for title in titles:
        assert RESULT not in spoken.text
        await spoken.pick(title)
    assert spoken.text.startswith(RESULT)
    assert "31, 2028" in spoken.text  # three years from the end of 2025
    assert "I was not paid" in spoken.text
    assert open_in(spoken.remembered.slots) is None


@pytest.mark.parametrize("country", ["DE", "US", None])
async def test_every_question_can_be_skipped_and_at_most_five_are_asked(talk: Begin, country: str | None) -> None:
    spoken = talk(country=None, country_chosen=False, country_guess=country)
    await spoken.say("/compensation")
    count = 0
    while RESULT not in spoken.text:
        count += 1
        assert count <= 5
        await spoken.say("skip")
    assert not is_asking(spoken)


async def test_country_and_state_together_are_still_at_most_five_questions(talk: Begin) -> None:
    spoken = talk(country=None, country_chosen=False, country_guess="US")
    await spoken.say("/compensation")
    seen = []
    for text in (payload(HERE, "yes"), "texas", payload(HARM, "injury"), "2025", "no"):
        seen.append(spoken.text)
        await spoken.say(text)
    assert [any(words in text for text in seen) for words in QUESTIONS.values()] == [
        True,
        False,
        True,
        True,
        True,
        True,
        False,
    ]
    assert "For Texas: Crime Victims Compensation (CVC)." in spoken.text
    assert "For Florida" not in spoken.text


@pytest.mark.parametrize(
    ("country", "text", "region"),
    [
        ("US", "California", "US-CA"),
        ("US", "in new york city", "US-NY"),
        ("US", "TX", "US-TX"),
        ("CA", "ontario", "CA-ON"),
        ("US", "Houston", "US-TX"),
        ("US", "Хьюстон", "US-TX"),
    ],
)
async def test_a_state_or_province_is_understood(talk: Begin, country: str, text: str, region: str) -> None:
    spoken = talk(country=country)
    await spoken.say("/compensation")
    await spoken.say(text)
    assert answers(spoken)[REGION] == region
    assert "What happened?" in spoken.text


@pytest.mark.parametrize(("region", "answer"), [("US-TX", "US-TX"), ("US-NV", "other"), ("GB-NIR", None), (None, None)])
def test_the_part_of_the_country_that_is_known_is_not_asked_for_again(region: str | None, answer: str | None) -> None:
    begun = KIND.begin(Turn({}, "en", "US", region=region), {})
    assert begun.get(REGION) == answer


def test_it_is_kept_too_where_the_only_fund_is_not_for_all_of_the_country() -> None:
    assert KIND.begin(Turn({}, "en", "GB", region="GB-NIR"), {})[REGION] == "GB-NIR"


async def test_a_state_without_a_known_fund_is_said_to_be_not_known(talk: Begin) -> None:
    spoken = talk(country="US")
    await spoken.say("/compensation")
    for text in ("Nevada", "skip", "skip", "skip", "skip"):
        await spoken.say(text)
    assert "I do not know the fund of that part of the country." in spoken.text
    assert "For California" not in spoken.text


async def test_it_happened_elsewhere_gives_that_country_s_result_and_changes_nothing_else(talk: Begin) -> None:
    spoken = talk(country=None, country_chosen=False, country_guess="RO", phone_country="RO")
    await spoken.say("/compensation")
    await spoken.say("no")
    assert spoken.text.startswith("In which country did it happen?")
    answer = await spoken.say("Italy")
    assert answers(spoken)[COUNTRY] == "IT"
    assert answer.country == "RO"
    for _ in range(3):
        await spoken.say("skip")
    answer = await spoken.say("no")
    assert "Presidenza del Consiglio dei Ministri" in spoken.text
    assert answer.country == "RO"


async def test_who_is_still_there_is_there(talk: Begin) -> None:
    spoken = talk(country=None, country_chosen=False, country_guess="RO", phone_country="RO")
    await spoken.say("/compensation")
    for text in ("no", "Italy", "skip", "skip", "skip"):
        await spoken.say(text)
    answer = await spoken.say("yes")
    assert (answer.country, answer.country_guessed) == ("IT", False)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2024", "2024-01-01/2024-12-31"),
        ("it was in may 2025", "2025-05-01/2025-05-31"),
        ("٢٠٢٤", "2024-01-01/2024-12-31"),
        ("they beat me in 2024", "2024-01-01/2024-12-31"),
        ("last year", f"{today_utc().year - 1}-01-01/{today_utc().year - 1}-12-31"),
        ("I don't know", "skip"),
    ],
)
async def test_a_year_is_enough_and_what_is_not_clear_is_not_computed(talk: Begin, text: str, period: str) -> None:
    spoken = talk()
    await asked(spoken, WHEN)
    await spoken.say(text)
    assert answers(spoken)[WHEN] == period
    assert QUESTIONS[REPORTED] in spoken.text


async def test_what_happened_is_understood_in_words(talk: Begin) -> None:
    spoken = talk()
    await asked(spoken, HARM)
    await spoken.say("they never paid me my wages")
    assert answers(spoken)[HARM] == "unpaid_wages"
    assert QUESTIONS[WHEN] in spoken.text


@pytest.mark.parametrize("text", ["xyzzy last summer", "2082 asar", "1403"])
async def test_a_time_that_is_not_understood_is_asked_again_once_with_an_example(talk: Begin, text: str) -> None:
    spoken = talk()
    await asked(spoken, WHEN)
    await spoken.say(text)
    assert "I did not understand" in spoken.text
    assert f"(May {today_utc().year - 1})" in spoken.text
    assert answers(spoken).get(WHEN) is None
    await spoken.say("xyzzy last summer")
    assert answers(spoken)[WHEN] == "skip"
    assert QUESTIONS[REPORTED] in spoken.text


@pytest.mark.parametrize("language", available_languages())
def test_the_example_of_a_time_is_understood_itself(language: str) -> None:
    example = month(date(2025, 5, 1), language)
    assert str(when_in(example, language, date(2026, 1, 1))) == "2025-05-01/2025-05-31"


@pytest.mark.parametrize(
    ("text", "language", "intent", "answer"),
    [
        ("yes but they laughed", "en", "police_fear", "yes"),
        ("no, I was afraid", "en", "police_fear", "no"),
        ("polizia no", "it", "police_fear", "no"),
        ("no money for it", "en", "nlu_fallback", "no"),
        ("no papers so I cannot", "en", "documents_taken", None),  # "no" may be part of what follows
        ("I don't know if she did", "en", "nlu_fallback", "skip"),
        ("no, he will kill me", "en", "emergency", None),
        ("the police took my passport", "en", "documents_taken", None),
    ],
)
def test_yes_and_no_with_more_words_are_answers(text: str, language: str, intent: str, answer: str | None) -> None:
    assert answer_in(REPORTED, {"text": text, "intent": {"name": intent}}, language, "DE") == answer


@pytest.mark.parametrize(
    ("ranking", "harm"),
    [
        ({"unpaid_wages": 0.66, "debt_bondage": 0.17}, "unpaid_wages"),
        ({"threats_violence": 0.77}, "injury"),
        ({"unpaid_wages": 0.4, "threats_violence": 0.39}, None),  # beaten and unpaid
        ({"out_of_scope": 0.45}, None),
        ({"legal_aid": 0.7, "unpaid_wages": 0.2}, None),
    ],
)
def test_what_happened_is_taken_in_words_that_are_likeliest_about_it(ranking: dict[str, float], harm: str) -> None:
    found = [{"name": name, "confidence": sure} for name, sure in ranking.items()]
    message = {"text": "non pagato", "intent": {"name": "nlu_fallback"}, "intent_ranking": found}
    assert answer_in(HARM, message, "it", "IT") == harm


@pytest.mark.parametrize(
    ("text", "intent", "country"),
    [
        ("não, foi na Espanha, agora to em Portugal", "change_country", "ES"),
        ("não, foi na Espanha, agora to em Portugal", "deny", "ES"),
        ("foi em Portugal ou na Espanha", "nlu_fallback", None),
    ],
)
def test_of_two_countries_a_no_tells_where_it_happened(text: str, intent: str, country: str | None) -> None:
    entities = [{"entity": "country", "value": code} for code in ("ES", "PT")]
    parse = {"text": text, "intent": {"name": intent}, "entities": entities}
    assert answer_in(HERE, parse, "pt", "PT") == country


@pytest.mark.parametrize("word", ["yes", "oui", "ja", "sí", "да"])
async def test_yes_is_understood_in_every_language(talk: Begin, word: str) -> None:
    spoken = talk()
    await asked(spoken, REPORTED)
    await spoken.say(word)
    assert answers(spoken)[REPORTED] == "yes"


async def test_a_text_that_is_no_answer_is_asked_again_once_and_then_the_topics_are_offered(talk: Begin) -> None:
    spoken = talk()
    await asked(spoken, REPORTED)
    await spoken.say("qwzx vbnm")
    assert "I did not understand" in spoken.text
    assert QUESTIONS[REPORTED] in spoken.text
    await spoken.say("qwzx vbnm")
    assert QUESTIONS[REPORTED] not in spoken.text
    assert not is_asking(spoken)


@pytest.mark.parametrize(
    ("topic", "said", "urgent"),
    [("emergency", "call now", True), ("distress", "You are not alone", True), ("talk_to_human", "A person", False)],
)
@pytest.mark.parametrize("question", [HARM, STILL_THERE])
async def test_danger_despair_and_a_wish_for_a_person_end_the_questions(
    talk: Begin, topic: str, said: str, urgent: bool, question: str
) -> None:
    spoken = talk()
    await asked(spoken, question)
    await spoken.say(f"/{topic}")
    assert said in spoken.text
    assert spoken.handoff is not None
    assert spoken.handoff.urgent is urgent
    assert not is_asking(spoken)
    assert "?" not in spoken.text.splitlines()[-1]


async def test_deleting_is_asked_at_once_and_yes_means_delete(talk: Begin) -> None:
    spoken = talk()
    await asked(spoken, REPORTED)
    await spoken.say("/delete_my_data")
    assert "Shall I delete" in spoken.text
    assert QUESTIONS[REPORTED] not in spoken.text
    answer = await spoken.say("/affirm")
    assert any(isinstance(effect, Erase) for effect in answer.effects)


@pytest.mark.parametrize(
    "topic",
    ["shelter", "police_fear", "menu", "stop", "goodbye", "rights_overview", "about_service", "am_i_trafficked"],
)
@pytest.mark.parametrize("question", [HERE, REPORTED, STILL_THERE])
async def test_another_topic_is_answered_alone_and_ends_the_questions(talk: Begin, topic: str, question: str) -> None:
    spoken = talk(country=None, country_chosen=False, country_guess="DE")
    await asked(spoken, question)
    await spoken.say(f"/{topic}")
    assert QUESTIONS[question] not in spoken.text
    assert RESULT not in spoken.text
    assert not is_asking(spoken)


@pytest.mark.parametrize("question", [HERE, HARM, WHEN, REPORTED])
async def test_left_by_a_word_such_as_cancel_they_are_over_and_how_to_stop_is_said(talk: Begin, question: str) -> None:
    spoken = talk(country=None, country_chosen=False, country_guess="DE")
    await asked(spoken, question)
    assert question_is_open(spoken)
    answer = await spoken.say(LEAVE_PAYLOAD)
    assert spoken.text == f"{QUESTIONS_LEFT.source}\n\n{HOW_TO_STOP.source}"
    assert answer.effects == ()
    assert not is_asking(spoken)
    assert not question_is_open(spoken)
    assert answer.reply is not None
    await spoken.say(answer.reply.choices[0].payload)
    assert QUESTIONS[question] in spoken.text


async def test_after_an_interruption_the_questions_go_on_where_they_were(talk: Begin) -> None:
    spoken = talk()
    await spoken.say("/compensation")
    await spoken.say(payload(HARM, "injury"))
    await spoken.say("/shelter")
    await spoken.say("/compensation")
    assert QUESTIONS[WHEN] in spoken.text
    assert answers(spoken)[HARM] == "injury"


def offers_to_go_on(talk: Talk, language: str = "en") -> bool:
    assert talk.last is not None
    assert talk.last.reply is not None
    said = catalogue_of(language).say(say.GO_ON) in talk.text
    assert said == (talk.last.reply.choices[:1] and talk.last.reply.choices[0].payload == START_PAYLOAD)
    return said


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("other", ["shelter", "menu", "about_service", "rights_overview"])
async def test_after_another_topic_the_open_question_can_be_gone_on_with(
    talk: Begin, other: str, language: str
) -> None:
    spoken, alone = talk(language=language), talk(language=language)
    await spoken.say("/compensation")
    await spoken.say(payload(HARM, "injury"))
    question = spoken.text
    await alone.say(f"/{other}")
    for _ in range(2):
        await spoken.say(f"/{other}")
        assert offers_to_go_on(spoken, language)
        assert spoken.text.replace(catalogue_of(language).say(say.GO_ON), "").split() == alone.text.split()
    await spoken.pick(catalogue_of(language).say(say.GO_ON_TITLE))
    assert spoken.text == question
    assert answers(spoken)[HARM] == "injury"
    await spoken.say("2025")
    assert answers(spoken)[WHEN] == "2025-01-01/2025-12-31"
    assert not offers_to_go_on(spoken, language)


async def test_by_sms_the_way_back_to_the_question_is_the_first_digit(talk: Begin) -> None:
    spoken = talk(channel="sms")
    await asked(spoken, WHEN)
    answered = await spoken.say("/shelter")
    assert answered.reply is not None
    assert answered.reply.paragraphs[2] == say.GO_ON_SMS.source
    await spoken.say(answered.reply.choices[0].payload)
    assert spoken.text.startswith(QUESTIONS[WHEN])


@pytest.mark.parametrize("text", ["/affirm", "yes", "yes go on"])
async def test_a_yes_after_the_interruption_goes_on_and_a_no_ends_the_questions(talk: Begin, text: str) -> None:
    spoken = talk()
    await asked(spoken, REPORTED)
    await spoken.say("/shelter")
    await spoken.say(text)
    assert QUESTIONS[REPORTED] in spoken.text
    assert answers(spoken).get(REPORTED) is None
    await spoken.say("/shelter")
    await spoken.say("/deny")
    assert not offers_to_go_on(spoken)
    await spoken.say("/affirm")
    assert QUESTIONS[REPORTED] not in spoken.text


@pytest.mark.parametrize(
    "topic", ["emergency", "distress", "talk_to_human", "delete_my_data", "goodbye", "stop", "am_i_trafficked"]
)
@pytest.mark.parametrize("interrupted", [False, True])
async def test_nobody_is_asked_to_go_on_with_money_after_danger_an_end_or_other_questions(
    talk: Begin, topic: str, interrupted: bool
) -> None:
    spoken = talk()
    await asked(spoken, WHEN)
    if interrupted:
        await spoken.say("/shelter")
        assert offers_to_go_on(spoken)
    await spoken.say(f"/{topic}")
    assert say.GO_ON.source not in spoken.text
    await spoken.say("/shelter")
    assert not offers_to_go_on(spoken)


async def test_asked_about_once_more_money_is_asked_about_and_no_longer_interrupted(talk: Begin) -> None:
    spoken = talk()
    await asked(spoken, WHEN)
    await spoken.say("/shelter")
    await spoken.say("/compensation")
    assert QUESTIONS[WHEN] in spoken.text
    assert not offers_to_go_on(spoken)


async def test_a_text_that_is_not_understood_leaves_interrupted_questions_open(talk: Begin) -> None:
    spoken = talk()
    await asked(spoken, WHEN)
    await spoken.say("/shelter")
    await spoken.say("/nlu_fallback")
    assert offers_to_go_on(spoken)
    await spoken.pick("More questions")
    assert spoken.text.startswith(QUESTIONS[WHEN])


async def test_after_another_country_the_interrupted_questions_are_over_and_begin_anew(talk: Begin) -> None:
    spoken = talk()
    await asked(spoken, REPORTED)
    await spoken.say("/shelter")
    await spoken.say('/change_country{"country": "FR"}')
    assert not offers_to_go_on(spoken)
    await spoken.say("/compensation")
    assert QUESTIONS[HARM] in spoken.text


async def test_another_language_is_taken_and_the_question_is_asked_again_in_it(talk: Begin) -> None:
    spoken = talk()
    await asked(spoken, REPORTED)
    answer = await spoken.say('/change_language{"language": "fr"}')
    assert any(isinstance(effect, SetLanguage) for effect in answer.effects)
    assert is_asking(spoken)
    assert answer.reply is not None
    assert "Oui" in [choice.title for choice in answer.reply.choices]


async def test_another_country_in_the_middle_is_answered_and_nothing_of_the_old_one_stays(talk: Begin) -> None:
    spoken = talk()
    await asked(spoken, REPORTED)
    await spoken.say('/change_country{"country": "FR"}')
    assert "CIVI" in spoken.text
    assert answers(spoken) == {}


async def test_an_old_button_never_answers_another_question(talk: Begin) -> None:
    spoken = talk()
    await asked(spoken, WHEN)
    await spoken.say(payload(REPORTED, "yes"))
    assert answers(spoken)[REPORTED] == "yes"
    assert QUESTIONS[WHEN] in spoken.text
    assert answers(spoken).get(WHEN) is None


async def test_a_button_of_a_finished_form_does_no_harm(talk: Begin) -> None:
    spoken = talk()
    await spoken.say(payload(REPORTED, "yes"))
    assert answers(spoken).get(REPORTED) is None
    assert not is_asking(spoken)


async def test_asked_for_again_the_question_comes_with_the_number(talk: Begin) -> None:
    spoken = talk()
    await asked(spoken, WHEN)
    await spoken.say("/compensation")
    assert "116 006" in spoken.text
    assert QUESTIONS[WHEN] in spoken.text


async def test_after_the_result_the_questions_begin_anew(talk: Begin) -> None:
    spoken = talk()
    await spoken.say("/compensation")
    for _ in range(4):
        await spoken.say("skip")
    assert RESULT in spoken.text
    await spoken.say("/compensation")
    assert QUESTIONS[HARM] in spoken.text


@pytest.mark.parametrize("language", available_languages())
@pytest.mark.parametrize("question", NAMES)
@pytest.mark.parametrize("again", [False, True])
def test_a_question_and_its_choices_are_at_most_three_segments(language: str, question: str, again: bool) -> None:
    situation = Situation(language, "DE", channel="sms", phone_country="DE")
    reply = compose("utter_ask_compensation", situation, question=question, again=again)
    (page,) = pages_of(reply, with_tokens(reply.choices))
    assert segments(page).count <= MAX_SEGMENTS


@pytest.mark.parametrize("language", available_languages())
def test_with_the_first_question_the_number_is_on_the_first_page(language: str) -> None:
    situation = Situation(language, "DE", channel="sms", phone_country="DE")
    reply = compose("utter_ask_compensation", situation, question=HARM, opening=True)
    assert "116 006" in pages_of(reply, with_tokens(reply.choices))[0]


@pytest.mark.parametrize("language", available_languages())
def test_who_writes_for_the_first_time_is_asked_on_the_first_page(language: str) -> None:
    situation = Situation(language, "DE", channel="sms", phone_country="DE", first=True)
    reply = compose("utter_ask_compensation", situation, question=HERE, opening=True)
    first = pages_of(reply, with_tokens(reply.choices))[0]
    assert "116 006" in first
    assert country_name("DE", language) in first


async def test_an_answer_in_another_language_changes_the_language(talk: Begin) -> None:
    spoken = talk(language_chosen=False)
    await asked(spoken, HARM)
    answer = await spoken.say("le patron ne m'a pas payé mon salaire depuis trois mois")
    assert answers(spoken)[HARM] == "unpaid_wages"
    assert answer.language == "fr"


async def test_a_country_named_beside_an_answer_is_where_the_contact_is(talk: Begin) -> None:
    spoken = talk(country="DE", country_chosen=False)
    await asked(spoken, STILL_THERE)
    answer = await spoken.say("no, I am in Romania now")
    assert answer.country == "RO"
