"""Guided dialogues with the real Rasa: answered, skipped, stopped, interrupted; in two languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.dialogue.answer import Answer
from bot.dialogue.effects import Handoff, SetCountry
from bot.dialogue.interviews.engine import is_interrupted, open_in, waits
from bot.dialogue.interviews.kind import INTERRUPTED, OVER, PAUSED, Interview
from bot.dialogue.interviews.registry import KINDS
from bot.dialogue.unreadable import IN_ENGLISH
from bot.i18n.catalogues import Phrase, catalogue_of
from bot.knowledge.rights import rules_for
from bot.replies.known import indicators, rights
from bot.replies.phrases import guides as say
from bot.replies.phrases import service
from bot.replies.questions import LEAVE_PAYLOAD, START_PAYLOAD, payload
from bot.replies.topics import topic_rights
from tests.small_rasa import Talk

Begin = Callable[..., Talk]
LANGUAGES = ("en", "fr")

# What each guide needs before its first question, and how a contact answers every one.
ANSWERS: dict[str, list[str]] = {
    "am_i_trafficked": ["no"] * 12,
    "job_offer_check": ["yes"] * 8 + ["DE"],
    "return_home": ["unknown", "RO"],
    "family_safety": ["elsewhere", "UA"],
    "professional_guidance": ["health_workers"],
}
GUIDES = sorted(ANSWERS)


def status_of(talk: Talk) -> str | None:
    """How far a guide has come."""
    interview = guide_of(talk)
    return interview.status if interview else None


def answers_of(talk: Talk) -> dict[str, str]:
    """What was answered so far."""
    interview = guide_of(talk)
    return interview.answers if interview else {}


def guide_of(talk: Talk) -> Interview | None:
    """What Rasa remembers of a guide that is not over."""
    interview = open_in(talk.remembered.slots)
    return interview if interview and interview.status != OVER else None


def question_of(talk: Talk) -> str | None:
    """What the guide asks now."""
    interview = guide_of(talk)
    question = KINDS[interview.topic].question_of(interview) if interview and waits(interview) else None
    return question.name if question else None


def question_is_open(talk: Talk) -> bool:
    """Whether something is asked, or was before another topic."""
    return waits(guide_of(talk)) or is_interrupted(guide_of(talk))


async def answer(talk: Talk, value: str) -> Answer:
    """Pick an answer to what is asked now."""
    return await talk.say(payload(str(question_of(talk)), value))


async def begun(begin: Begin, topic: str, **known: Any) -> Talk:
    """A talk in which the guide's first question has been asked."""
    talk = begin(**known)
    await talk.say(f"/{topic}")
    if KINDS[topic].answer_first:
        await talk.say(START_PAYLOAD)
    return talk


def effects(talk: Talk) -> list[type]:
    assert talk.last is not None
    return [type(effect) for effect in talk.last.effects]


def offers_a_person(talk: Talk) -> bool:
    assert talk.last is not None
    assert talk.last.reply is not None
    return talk.last.reply.choices[-1].payload == "/talk_to_human"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", GUIDES)
async def test_answered_wholly_a_guide_ends_in_something_to_do_and_a_person(
    talk: Begin, topic: str, language: str
) -> None:
    talking = await begun(talk, topic, language=language)
    for value in ANSWERS[topic]:
        assert offers_a_person(talking)
        assert guide_of(talking) is not None, talking.text
        await answer(talking, value)
    assert guide_of(talking) is None
    assert offers_a_person(talking)
    assert catalogue_of(language).say(service.ASK_MORE) in talking.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", GUIDES)
async def test_every_question_can_be_skipped_by_button_and_by_word(talk: Begin, topic: str, language: str) -> None:
    talking = await begun(talk, topic, language=language)
    for number in range(15):
        if question_of(talking) is None:
            break
        await (answer(talking, "skip") if number % 2 else talking.say("Skip!"))
    assert question_of(talking) is None
    assert catalogue_of(language).say(service.ASK_MORE) in talking.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wish", [payload("job_offer.2", "enough"), "that's all", "/stop"])
async def test_stopped_in_the_middle_the_result_tells_what_was_named_so_far(
    talk: Begin, wish: str, language: str
) -> None:
    talking = await begun(talk, "job_offer_check", language=language)
    await answer(talking, "yes")
    await talking.say(wish)
    named = indicators().job_offer[0]
    assert catalogue_of(language).text(f"{named.id}.named", named.signs_named) in talking.text
    assert status_of(talking) == PAUSED


@pytest.mark.parametrize("channel", ["sms", "webchat"])
@pytest.mark.parametrize("topic", GUIDES)
async def test_left_by_a_word_such_as_cancel_it_is_over_and_how_to_stop_is_said(
    talk: Begin, topic: str, channel: str
) -> None:
    talking = await begun(talk, topic)
    talking.channel = channel
    await answer(talking, "skip")
    await talking.say(LEAVE_PAYLOAD)
    assert talking.text == f"{service.QUESTIONS_LEFT.source}\n\n{service.HOW_TO_STOP.source}"
    assert effects(talking) == []
    assert question_of(talking) is None
    assert not question_is_open(talking)
    assert offers_a_person(talking)
    await talking.say("/legal_aid")
    assert service.HOW_TO_STOP.source not in talking.text
    assert guide_of(talking) is None


async def test_left_in_the_middle_the_questions_can_be_gone_on_with(talk: Begin) -> None:
    talking = await begun(talk, "am_i_trafficked")
    await answer(talking, "yes")
    second = talking.text.split(" ", 1)[1]
    await talking.say(LEAVE_PAYLOAD)
    assert talking.last is not None
    assert talking.last.reply is not None
    await talking.say(talking.last.reply.choices[0].payload)
    assert talking.text.split(" ", 1)[1] == second
    await talking.say(LEAVE_PAYLOAD)
    await talking.say("/talk_to_human")
    assert talking.handoff is not None
    assert talking.handoff.urgent is True


async def test_an_interrupted_guide_is_left_for_good(talk: Begin) -> None:
    talking = await begun(talk, "job_offer_check")
    await talking.say("/legal_aid")
    assert question_is_open(talking)
    await talking.say(LEAVE_PAYLOAD)
    assert not question_is_open(talking)
    await talking.say("/legal_aid")
    assert say.GO_ON.source not in talking.text


async def test_what_the_law_says_is_told_where_it_is_picked_and_the_open_question_stays_open(talk: Begin) -> None:
    talking = await begun(talk, "job_offer_check", country="DE")
    await talking.say("/legal_aid")
    await talking.say('/inform{"answer": "law.legal_aid"}')
    law = rules_for(rights(), "legal_aid", "DE")
    assert all(rule.text in talking.text for rule in law if not rule.operator_only)
    assert say.GO_ON.source in talking.text
    assert status_of(talking) == INTERRUPTED


async def test_the_rest_of_a_long_answer_is_told_where_it_is_picked(talk: Begin) -> None:
    talking = await begun(talk, "job_offer_check", country="DE")
    await talking.say("/legal_aid")
    await talking.say('/inform{"answer": "more.legal_aid.3"}')
    advice = topic_rights("legal_aid").cautions
    assert all(text.text in talking.text for text in advice)
    assert say.GO_ON.source in talking.text
    assert status_of(talking) == INTERRUPTED


async def test_a_result_for_who_wrote_to_stop_says_how_to_stop_all_messages(talk: Begin) -> None:
    for wish, is_said in ((payload("child", "enough"), False), ("/stop", True)):
        talking = await begun(talk, "job_offer_check")
        await answer(talking, "yes")
        await talking.say(wish)
        assert (service.HOW_TO_STOP.source in talking.text) is is_said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", GUIDES)
@pytest.mark.parametrize("interruption", ["emergency", "distress", "talk_to_human"])
async def test_danger_and_the_wish_for_a_person_end_every_guide(
    talk: Begin, topic: str, interruption: str, language: str
) -> None:
    talking = await begun(talk, topic, language=language)
    await talking.say(f"/{interruption}")
    assert talking.handoff is not None
    assert talking.handoff.urgent == (interruption != "talk_to_human")
    assert guide_of(talking) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", GUIDES)
@pytest.mark.parametrize("other", ["legal_aid", "menu", "about_service"])
async def test_another_topic_is_answered_and_the_question_can_be_gone_on_with(
    talk: Begin, topic: str, other: str, language: str
) -> None:
    talking = await begun(talk, topic, language=language)
    question = talking.text
    alone = talk(language=language)
    await alone.say(f"/{other}")
    for _ in range(2):
        await talking.say(f"/{other}")
        go_on = catalogue_of(language).say(say.GO_ON)
        assert go_on in talking.text
        assert "".join(talking.text.split(go_on)).split() == alone.text.split()
    assert talking.last is not None
    assert talking.last.reply is not None
    await talking.say(talking.last.reply.choices[0].payload)
    assert talking.text == question


async def test_by_sms_the_way_back_to_the_question_is_the_first_digit(talk: Begin) -> None:
    talking = await begun(talk, "am_i_trafficked", channel="sms")
    answered = await talking.say("/legal_aid")
    assert answered.reply is not None
    assert answered.reply.paragraphs[2] == say.GO_ON_SMS.source
    await talking.say(answered.reply.choices[0].payload)
    assert talking.text.startswith("Are you locked in")


@pytest.mark.parametrize("topic", GUIDES)
async def test_who_wants_everything_erased_is_not_asked_to_go_on(talk: Begin, topic: str) -> None:
    talking = await begun(talk, topic)
    alone = talk()
    for each in (talking, alone):
        await each.say("/delete_my_data")
    assert talking.text == alone.text
    assert guide_of(talking) == guide_of(alone)


@pytest.mark.parametrize("text", ["/affirm", "yes go on"])
async def test_a_yes_after_the_interruption_goes_on_and_a_no_ends_the_questions(talk: Begin, text: str) -> None:
    talking = await begun(talk, "am_i_trafficked")
    await answer(talking, "no")
    await talking.say("/legal_aid")
    await talking.say(text)
    assert talking.text.startswith("2/12 ")
    await talking.say("/legal_aid")
    await talking.say("/deny")
    assert guide_of(talking) is None


async def test_what_is_not_understood_after_an_interruption_leaves_the_question_open(talk: Begin) -> None:
    talking = await begun(talk, "am_i_trafficked")
    await talking.say("/legal_aid")
    await talking.say("/nlu_fallback")
    await talking.pick("More questions")
    assert talking.text.startswith("1/12 ")


async def test_the_topic_of_interrupted_questions_goes_on_with_them(talk: Begin) -> None:
    talking = await begun(talk, "return_home")
    await talking.pick("Yes")
    await talking.say("/legal_aid")
    await talking.say("/return_home")
    assert talking.text.startswith("2/2 ")


async def test_asked_about_right_after_its_result_a_topic_is_answered_and_the_questions_are_a_choice(
    talk: Begin,
) -> None:
    talking = await begun(talk, "return_home", country="DE")
    await talking.pick("No")
    await answer(talking, "RO")
    result = talking.text
    await talking.say("/return_home")
    assert talking.text == result
    await talking.pick("Start the questions")
    assert talking.text == "1/2 Is it safe for you to go home?"


async def test_after_another_topic_it_is_asked_anew(talk: Begin) -> None:
    talking = await begun(talk, "return_home", country="DE")
    await talking.pick("No")
    await answer(talking, "RO")
    await talking.say("/legal_aid")
    await talking.say("/return_home")
    assert talking.text == "1/2 Is it safe for you to go home?"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("topic", "none"), [("am_i_trafficked", say.SIGNS_NONE), ("job_offer_check", say.JOB_NO_SIGNS)]
)
@pytest.mark.parametrize("last", ["skip", "enough"])
async def test_too_few_answers_are_no_all_clear(
    talk: Begin, topic: str, none: Phrase, last: str, language: str
) -> None:
    talking = await begun(talk, topic, language=language)
    while question_of(talking) not in (None, "job_offer.country"):
        good = question_of(talking) in ("job_offer.4", "job_offer.5", "job_offer.6", "job_offer.8")
        open_one = len(answers_of(talking)) == 3
        await answer(talking, last if open_one else "yes" if good else "no")
        if status_of(talking) == PAUSED:
            break
    if question_of(talking):
        await answer(talking, "skip")
    catalogue = catalogue_of(language)
    assert catalogue.say(none) not in talking.text
    assert catalogue.say(say.TOO_FEW_ANSWERS) in talking.text
    await talking.pick(catalogue.say(say.GO_ON_TITLE))
    assert question_of(talking) is not None
    await answer(talking, "enough")
    assert offers_a_person(talking)


async def test_yes_and_no_with_more_words_answer_a_question(talk: Begin) -> None:
    talking = await begun(talk, "am_i_trafficked")
    await talking.say("yes they lock the door at night")
    assert "2/12 " in talking.text
    await talking.say("noooo")
    await talking.say("yeah, my passport is with him")
    assert list(answers_of(talking).values()) == ["yes", "no", "yes"]


async def test_a_yes_to_the_offer_of_questions_begins_them(talk: Begin) -> None:
    talking = talk()
    await talking.say("/am_i_trafficked")
    await talking.say("/affirm")
    assert talking.text.startswith("1/12 ")


async def test_a_no_to_the_offer_of_questions_is_no_answer_to_one(talk: Begin) -> None:
    talking = talk()
    await talking.say("/am_i_trafficked")
    await talking.say("/deny")
    assert guide_of(talking) is None
    assert "Write what you need in other words" in talking.text


async def test_yes_and_no_in_words_answer_a_question(talk: Begin) -> None:
    talking = await begun(talk, "am_i_trafficked")
    await talking.say("Yes")
    await talking.say("no.")
    await talking.say("Oui")
    assert talking.text.startswith("4/12 ")
    values = list(answers_of(talking).values())
    assert values == ["yes", "no", "yes"]


async def test_strong_signs_come_first_and_few_questions_are_enough(talk: Begin) -> None:
    talking = await begun(talk, "am_i_trafficked")
    for value in ("yes", "no", "no", "no", "no", "no"):  # five strong signs, and the age
        await answer(talking, value)
    assert "Signs you named: 1." in talking.text
    assert "You are not free to go out when you want" in talking.text
    await talking.pick("More questions")
    assert talking.text.startswith("7/12 ")
    for _ in range(6):
        await answer(talking, "no")
    assert "Signs you named: 1." in talking.text


async def test_a_strong_sign_makes_the_wish_for_a_person_urgent_and_nobody_is_handed_over_unasked(talk: Begin) -> None:
    talking = await begun(talk, "am_i_trafficked")
    await answer(talking, "yes")
    assert talking.handoff is None
    await answer(talking, "enough")
    assert talking.handoff is None
    await talking.say("/talk_to_human")
    assert talking.handoff == Handoff("human", urgent=True)


async def test_a_weak_sign_does_not_make_it_urgent(talk: Begin) -> None:
    talking = await begun(talk, "am_i_trafficked")
    for value in ["no"] * 11 + ["yes"]:
        await answer(talking, value)
    assert "Signs you named: 1." in talking.text
    await talking.say("/talk_to_human")
    assert talking.handoff is not None
    assert talking.handoff.urgent is False


async def test_under_18_ends_the_questions_with_help_for_children(talk: Begin) -> None:
    talking = await begun(talk, "am_i_trafficked", country="GB")
    for value in ("no", "no", "no", "no", "no", "yes"):
        await answer(talking, value)
    assert "A child is never to blame. People under 18 have extra rights." in talking.text
    assert "0800 1111" in talking.text
    await talking.pick("A person now")
    assert talking.handoff == Handoff("human", urgent=True)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_child_is_asked_nothing_and_offered_a_person_first(talk: Begin, language: str) -> None:
    talking = talk(language=language, country="GB", channel="sms")
    answered = await talking.say("/child_victim")
    assert answered.reply is not None
    assert answered.reply.choices[0].title == catalogue_of(language).say(say.PERSON_NOW)
    assert "0800 1111" in answered.reply.paragraphs[1]
    assert talking.handoff is None
    await talking.say(answered.reply.choices[0].payload)
    assert talking.handoff is not None
    assert talking.handoff.urgent is True


async def test_going_home_asks_about_danger_before_anything(talk: Begin) -> None:
    talking = talk()
    await talking.say("/return_home")
    assert talking.text == "1/2 Is it safe for you to go home?"


async def test_a_dangerous_home_is_answered_without_the_embassy_and_with_help_in_both_countries(talk: Begin) -> None:
    talking = await begun(talk, "return_home", country="DE", phone_country="DE")
    await talking.pick("No")
    await answer(talking, "RO")
    assert talking.text.startswith("Tell a lawyer or helper about the danger at home")
    assert "116 006" in talking.text
    assert "In your home country: Romania." in talking.text
    assert "+40800800678" in talking.text
    assert "Your embassy can help" not in talking.text


async def test_the_country_of_home_is_not_taken_for_where_the_contact_is(talk: Begin) -> None:
    talking = talk(country="DE", country_chosen=False)
    await talking.say('/return_home{"country": "RO"}')
    await talking.pick("Yes")
    assert "In your home country: Romania." in talking.text
    assert talking.last is not None
    assert talking.last.country == "DE"


@pytest.mark.parametrize("text", ["Romania", '/change_country{"country": "RO"}', '/return_home{"country": "RO"}'])
async def test_the_country_of_home_is_understood_in_words(talk: Begin, text: str) -> None:
    talking = await begun(talk, "return_home", country="DE")
    await talking.pick("I do not know")
    await talking.say(text)
    assert "In your home country: Romania." in talking.text
    assert talking.last is not None
    assert talking.last.country == "DE"
    assert not any(isinstance(effect, SetCountry) for effect in talking.last.effects)


async def test_what_is_not_understood_is_asked_again_with_the_ways_out(talk: Begin) -> None:
    talking = await begun(talk, "am_i_trafficked")
    for topic in ("out_of_scope", "nlu_fallback", "nlu_fallback"):
        await talking.say(f"/{topic}")
        assert talking.text.startswith("I did not understand.")
        assert "1/12 " in talking.text
        assert offers_a_person(talking)
    await talking.pick("That is all")
    assert "There are too few answers for a result." in talking.text


async def test_another_language_in_the_middle_asks_the_question_again_in_it(talk: Begin) -> None:
    talking = await begun(talk, "am_i_trafficked")
    await answer(talking, "no")
    await talking.say('/change_language{"language": "fr"}')
    sign = [sign for sign in indicators().signs if sign.severity == "high"][1]
    assert f"2/12 {catalogue_of('fr').text(sign.id, sign.question)}" in talking.text


async def test_who_chose_a_language_and_writes_another_twice_is_offered_it_and_can_pick_it(talk: Begin) -> None:
    talking = talk(language="en", channel="sms")
    for text in ("je voudrais parler de mon salaire impayé", "le patron a pris mon passeport depuis deux mois"):
        answered = await talking.say(text)
        assert answered.language == "en"
    asked = "Quelle langue voulez-vous\u00a0? Choisissez, ou écrivez son nom. Français / English"
    assert answered.reply is not None
    assert answered.reply.asides == (asked,)
    assert asked in answered.reply.paragraphs
    assert answered.reply.choices[-1].payload == "/talk_to_human"
    changed = await talking.pick("Français")
    assert changed.language == "fr"
    assert talking.text.startswith("Un patron, mari, femme ou ami n'a pas le droit de garder vos papiers")


async def test_who_could_not_read_the_answer_gets_it_again_in_english(talk: Begin) -> None:
    talking = talk(language="fr")
    await talking.say("/documents_taken")
    await talking.say(IN_ENGLISH)
    assert talking.text.startswith("A boss, husband, wife or friend has no right to keep your papers")


async def test_who_could_not_read_a_question_is_asked_it_in_english(talk: Begin) -> None:
    talking = await begun(talk, "am_i_trafficked", language="fr")
    await talking.say(IN_ENGLISH)
    sign = next(sign for sign in indicators().signs if sign.severity == "high")
    assert talking.text.startswith(catalogue_of("en").say(service.LANGUAGE_CHANGED, language="English"))
    assert f"1/12 {sign.question}" in talking.text


async def test_another_country_in_the_middle_is_taken_and_the_question_asked_again(talk: Begin) -> None:
    talking = await begun(talk, "am_i_trafficked")
    await talking.say('/change_country{"country": "FR"}')
    assert "I now answer for this country: France." in talking.text
    assert "1/12 " in talking.text
    await answer(talking, "no")
    assert talking.text.startswith("2/12 ")


async def test_the_kind_of_work_is_understood_in_words(talk: Begin) -> None:
    talking = await begun(talk, "professional_guidance", country="SE", phone_country="SE")
    await talking.say("a nurse")
    assert "See the person alone, without anyone who came along." in talking.text


async def test_another_kind_of_work_gets_what_holds_for_all(talk: Begin) -> None:
    talking = await begun(talk, "professional_guidance", country="GB")
    await talking.pick("Another job")
    assert "Speak to the person in private" in talking.text
    assert "What you may notice:" in talking.text


async def test_what_an_answer_rests_on_reaches_who_asked_for_it(talk: Begin) -> None:
    talking = await begun(talk, "return_home", country="DE")
    await talking.pick("Yes")
    answered = await answer(talking, "RO")
    assert answered.reply is not None
    assert "RO:contacts.anitp_telverde" in answered.reply.sources
    assert "rights:return_home.step.1" in answered.reply.sources


async def test_a_line_for_professionals_is_given_to_professionals_only(talk: Begin) -> None:
    talking = await begun(talk, "professional_guidance", country="SE", phone_country="SE")
    await answer(talking, "social_workers")
    assert "020-390 000" in talking.text
    assert "This line is for professionals only." in talking.text
    await talking.say("/report_concern")
    assert "020-390 000" not in talking.text


async def test_a_button_of_a_guide_that_is_over_says_so(talk: Begin) -> None:
    talking = talk()
    await answer(talking, "yes")
    assert "That button is from an earlier message." in talking.text


async def test_a_talk_survives_that_only_the_last_turns_are_kept(talk: Begin) -> None:
    talking = await begun(talk, "am_i_trafficked")
    for number in range(1, 12):
        assert talking.text.startswith(f"{number}/12 ")
        await answer(talking, "no")
    assert len(answers_of(talking)) == 11
