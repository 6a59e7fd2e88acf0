"""The results of guided dialogues: never a verdict, but what was named, what can be done now, whom to call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.i18n.catalogues import Phrase
from bot.knowledge.rights import JobOfferQuestion, Sign
from bot.replies import abroad, contacts, numbers, questions, topics
from bot.replies.citations import SIGNS
from bot.replies.known import indicators
from bot.replies.phrases import guides as say
from bot.replies.phrases import service
from bot.replies.questions import NO_ANSWER, YES_ANSWER
from bot.replies.reply import Choice, Reply
from bot.replies.voice import Voice

Answers = Mapping[str, str]
YES_OR_NO = frozenset({YES_ANSWER, NO_ANSWER})

SIGNS_TOPIC, CHILD_TOPIC, JOB_TOPIC, HOME_TOPIC = "am_i_trafficked", "child_victim", "job_offer_check", "return_home"
FAMILY_TOPIC = "family_safety"
TOPICS_OFFERED = 3

# What can be asked next about a sign that was named, the most pressing first.
TOPIC_OF_SIGN: dict[str, str] = {
    "physical_and_sexual_violence": "threats_violence",
    "intimidation_and_threats": "threats_violence",
    "restriction_of_movement": "cannot_leave",
    "retention_of_identity_documents": "documents_taken",
    "debt_bondage": "debt_bondage",
    "withholding_of_wages": "unpaid_wages",
    "abusive_conditions": "working_conditions",
    "excessive_overtime": "working_conditions",
    "isolation": "cannot_leave",
    "deception": "working_conditions",
    "abuse_of_vulnerability": "police_fear",
}
DANGEROUS = frozenset({"physical_and_sexual_violence", "intimidation_and_threats", "restriction_of_movement"})

# What to check about a job offer, by the question that was not answered well; and what everybody should do.
STEPS_OF_JOB_QUESTION: dict[str, str] = {
    "job_offer.1": "job_offer_check.step.2",
    "job_offer.2": "job_offer_check.step.7",
    "job_offer.3": "job_offer_check.step.7",
    "job_offer.4": "job_offer_check.step.7",
    "job_offer.5": "job_offer_check.step.1",
    "job_offer.6": "job_offer_check.step.3",
    "job_offer.7": "job_offer_check.step.4",
    "job_offer.8": "job_offer_check.step.8",
}
JOB_STEPS_FOR_ALL = ("job_offer_check.step.4", "job_offer_check.step.5", "job_offer_check.step.6")
QUESTIONS_EXIST = "am_i_trafficked.step.1"
EMBASSY = "return_home.step.3"  # no advice to somebody who is in danger there

HOME_ANSWERS: dict[str, Phrase] = {YES_ANSWER: say.HOME_IS_SAFE, NO_ANSWER: say.HOME_IS_DANGEROUS}


def counts_signs(topic: str) -> bool:
    """Whether a guide counts signs: what was not answered there may have been one."""
    return bool(_signs_asked(topic))


def too_few_answers(topic: str, answers: Answers) -> bool:
    """Whether no sign was named and one may have been left out: then that none was named says nothing."""
    asked = _signs_asked(topic)
    named = any(answers.get(name) == sign_when for name, sign_when in asked.items())
    return not named and any(answers.get(name) not in YES_OR_NO for name in asked)


def signs_result(voice: Voice, answers: Answers, more_questions: bool = False) -> Reply:
    """Which signs were named; help first for a child, the emergency number first where there is danger."""
    child = answers.get(indicators().child_question.id) == YES_ANSWER
    named = [sign for sign in indicators().signs if answers.get(sign.id) == sign.sign_when]
    serious = child or any(sign.severity == "high" for sign in named)
    topic = CHILD_TOPIC if child else SIGNS_TOPIC
    about = topics.topic_rights(topic)
    none = say.TOO_FEW_ANSWERS if too_few_answers(SIGNS_TOPIC, answers) else say.SIGNS_NONE
    first = topics.answer(voice, about) if child else _counted(voice, len(named), say.SIGNS_NAMED, none)
    danger = child or any(sign.id in DANGEROUS for sign in named)
    call = topics.call(voice, first, topic, danger=numbers.in_danger(voice) if danger else None)
    steps = [step for step in about.steps if step.id != QUESTIONS_EXIST]
    told = [
        *_named(voice, named),
        voice.say(say.PERSON_CAN_HELP_NOW if serious else say.PERSON_CAN_HELP),
        *topics.country_line(voice),
        *(
            topics.background(voice, about, steps=about.steps)
            if child
            else topics.listed(voice, [*steps, *about.cautions])
        ),
    ]
    urgent = [questions.urgent_person(voice)] if serious else []
    more = [questions.go_on_choice(voice)] if more_questions else []
    related = dict.fromkeys(TOPIC_OF_SIGN[sign.id] for sign in sorted(named, key=_pressing))
    topics_offered = (CHILD_TOPIC,) if child else (*related, *(topic for topic in about.next if topic not in related))
    law = topics.law_choice(voice, about) if child else []
    return _reply(voice, first, call, told, [*urgent, *more], topics_offered, law)


def job_offer_result(voice: Voice, answers: Answers, more_questions: bool = False) -> Reply:
    """Which warning signs were named, what to check, whom to ask in both countries; never that an offer is safe."""
    asked = indicators().job_offer
    named = [question for question in asked if answers.get(question.id) == question.sign_when]
    about = topics.topic_rights(JOB_TOPIC)
    none = say.TOO_FEW_ANSWERS if too_few_answers(JOB_TOPIC, answers) else say.JOB_NO_SIGNS
    first = _counted(voice, len(named), say.JOB_SIGNS, none)
    call = topics.call(voice, first, JOB_TOPIC)
    well = {question.id for question in asked if answers.get(question.id) in _good_answers(question)}
    wanted = {step for question, step in STEPS_OF_JOB_QUESTION.items() if question not in well}
    steps = [step for step in about.steps if step.id in wanted | set(JOB_STEPS_FOR_ALL)]
    told = [
        *_named(voice, named),
        *topics.listed(voice, steps),
        *abroad.help_there(voice, _country(answers, questions.JOB_COUNTRY), say.ASK_THERE, JOB_TOPIC),
        *topics.country_line(voice),
        *topics.listed(voice, about.cautions),
        voice.say(say.PERSON_CAN_HELP),
    ]
    more = [questions.go_on_choice(voice)] if more_questions else []
    return _reply(voice, first, call, told, more, about.next)


def return_home_result(voice: Voice, answers: Answers, more_questions: bool = False) -> Reply:
    """What to do first, by whether home is safe; help where they are and where home is."""
    safe = answers.get(questions.SAFE_AT_HOME)
    about = topics.topic_rights(HOME_TOPIC)
    first = voice.say(HOME_ANSWERS.get(str(safe), say.HOME_IS_UNKNOWN))
    # Somebody whom home endangers needs to hear of ways to stay, from a lawyer.
    call = topics.call(voice, first, "residence_permit" if safe == NO_ANSWER else HOME_TOPIC)
    steps = [step for step in about.steps if step.id != EMBASSY or safe == YES_ANSWER]
    told = [
        *abroad.help_there(voice, _country(answers, questions.HOME), say.HELP_AT_HOME, HOME_TOPIC),
        voice.say(say.PERSON_CAN_HELP),
        *topics.country_line(voice),
        *topics.background(voice, about, steps=steps),
    ]
    offered = ("residence_permit", "police_fear", "family_safety") if safe == NO_ANSWER else about.next
    return _reply(voice, first, call, told, [], offered, topics.law_choice(voice, about))


def family_safety_result(voice: Voice, answers: Answers, more_questions: bool = False) -> Reply:
    """What can be done; help where the contact is and where the family is, and whom the family can call there."""
    about = topics.topic_rights(FAMILY_TOPIC)
    first = topics.answer(voice, about)
    place = answers.get(questions.FAMILY_PLACE)
    danger = numbers.in_danger(voice) if place == questions.HERE or place == voice.situation.country else None
    call = topics.call(voice, first, FAMILY_TOPIC, danger=danger)
    country = _country(answers, questions.FAMILY_COUNTRY) or _country(answers, questions.FAMILY_PLACE)
    told = [
        *abroad.help_there(voice, country, say.HELP_WHERE_FAMILY_IS, FAMILY_TOPIC),
        *abroad.danger_there(voice, country),
        voice.say(say.PERSON_CAN_HELP),
        *topics.country_line(voice),
        *topics.background(voice, about, steps=about.steps),
    ]
    return _reply(voice, first, call, told, [], about.next, topics.law_choice(voice, about))


def child_reply(voice: Voice) -> Reply:
    """Under 18: the help line for children first, a person at once as the first choice, then all other child lines."""
    about = topics.topic_rights(CHILD_TOPIC)
    first = topics.answer(voice, about)
    call = topics.first_call(voice, CHILD_TOPIC)
    others = [contacts.entry(voice, contact) for contact in contacts.other_child_lines(voice)]
    told = [
        voice.say(say.PERSON_CAN_HELP_NOW),
        *topics.step_now(voice, about),
        *([voice.say(say.OTHER_CHILD_LINES), *others] if others else []),
        *topics.country_line(voice),
        *topics.background(voice, about),
    ]
    return _reply(
        voice, first, call, told, [questions.urgent_person(voice)], about.next, topics.law_choice(voice, about)
    )


def with_questions(voice: Voice, topic: str) -> Reply:
    """The topic's answer, with the offer of questions early enough to be seen."""
    plain = topics.topic_reply(voice, topic)
    offer = voice.say(say.START_SMS if voice.is_sms else say.START_BUTTON, enough=voice.say(say.ENOUGH))
    noted = plain.with_note(offer)
    return Reply(noted.paragraphs, voice.language, (questions.start_choice(voice), *plain.choices))


def with_questions_to_go_on(voice: Voice, reply: Reply) -> Reply:
    """The answer to another topic, with the way back to the open question early enough to be seen.

    The way back is the first choice: a digit that was meant for the open question leads to it at once.
    """
    go_on = voice.say(say.GO_ON_SMS if voice.is_sms else say.GO_ON)
    return replace(reply.with_note(go_on), choices=(questions.resume_choice(voice), *reply.choices))


def with_questions_again(voice: Voice, reply: Reply) -> Reply:
    """The result once more, with the choice to answer the questions anew."""
    return replace(reply, choices=(*reply.choices[:-1], questions.start_again_choice(voice), *reply.choices[-1:]))


def questions_left(voice: Voice, topic: str, *, more_questions: bool = False) -> Reply:
    """That the questions are over, and how to end all messages: short, and nothing of what was asked or answered.

    `topic`: of the questions; `more_questions`: they can be gone on with, else they begin anew.
    """
    said = tuple(voice.say_all([service.QUESTIONS_LEFT, service.HOW_TO_STOP]))
    again = questions.go_on_choice(voice) if more_questions else voice.choice(topic)
    return Reply(said, voice.language, (again, *voice.choices(("menu",))), asks=said)


def _reply(
    voice: Voice,
    first: str,
    call: str,
    told: Sequence[str],
    choices: Sequence[Choice],
    offered: Sequence[str],
    last: Sequence[Choice] = (),
) -> Reply:
    paragraphs = (first, call, *told, *topics.ending(voice))
    *following, person = voice.choices(tuple(offered)[:TOPICS_OFFERED])
    return Reply(paragraphs, voice.language, (*choices, *following, *last, person))


def _counted(voice: Voice, number: int, some: Phrase, none: Phrase) -> str:
    return voice.say(some, number=str(number)) if number else voice.say(none)


def _named(voice: Voice, named: Sequence[Sign | JobOfferQuestion]) -> list[str]:
    if not named:
        return []
    voice.cite(*(f"{SIGNS}:{sign.id}" for sign in named))
    said = [voice.catalogue.text(f"{sign.id}.named", sign.signs_named) for sign in named]
    return ["\n".join([voice.say(say.YOU_NAMED), *(f"- {sign}" for sign in said)])]


def _signs_asked(topic: str) -> dict[str, str]:
    """Which answer to each question of a guide is a sign; empty for a guide that counts none."""
    known = indicators()
    asked = {SIGNS_TOPIC: (*known.signs, known.child_question), JOB_TOPIC: known.job_offer}
    return {question.id: question.sign_when for question in asked.get(topic, ())}


def _good_answers(question: JobOfferQuestion) -> frozenset[str]:
    return frozenset({NO_ANSWER if question.sign_when == YES_ANSWER else YES_ANSWER})


def _pressing(sign: Sign) -> int:
    return list(TOPIC_OF_SIGN).index(sign.id)


def _country(answers: Answers, question: str) -> str | None:
    answer = answers.get(question, "")
    return answer if len(answer) == 2 and answer.isupper() else None
