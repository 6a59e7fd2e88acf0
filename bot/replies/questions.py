"""The questions of guided dialogues: their words, and what can be picked. Every one can be skipped."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.i18n.catalogues import Phrase
from bot.replies.citations import SIGNS
from bot.replies.known import country_record, indicators
from bot.replies.phrases import absence
from bot.replies.phrases import guides as say
from bot.replies.phrases.service import NO, YES
from bot.replies.reply import Choice, Reply
from bot.replies.voice import Voice

YES_ANSWER, NO_ANSWER, SKIPPED, UNKNOWN, ENOUGH = "yes", "no", "skip", "unknown", "enough"
HERE, ELSEWHERE, OTHER_ROLE = "here", "elsewhere", "other"

SAFE_AT_HOME = "return_home.safe"
HOME = "return_home.country"
FAMILY_PLACE = "family_safety.place"
FAMILY_COUNTRY = "family_safety.country"
JOB_COUNTRY = "job_offer.country"
ROLE = "professional_guidance.role"
ERASE = "delete_my_data.sure"

CALL_BACK_SAFE = "call_back.safe"
CALL_BACK_TIME = "call_back.time"
CALL_BACK_NUMBER = "call_back.number"
CALL, WRITE, NEITHER, THIS_NUMBER = "call", "write", "neither", "this"

COUNTRY_QUESTIONS = frozenset({HOME, FAMILY_COUNTRY, JOB_COUNTRY})
# A country can be the answer here: it says where the family is.
TAKES_A_COUNTRY = COUNTRY_QUESTIONS | {FAMILY_PLACE}
# What is wished of the questions as a whole; to leave them is to end them without their result.
START, MORE, ANEW, LEAVE = "start", "more", "again", "leave"


def inform(entities: Mapping[str, str]) -> str:
    """What Rasa gets for a choice that was picked."""
    return "/inform" + json.dumps(entities)


def payload(question: str, answer: str) -> str:
    """An answer that is picked; it names its question, so that an old one is never taken for another's answer."""
    return inform({"question": question, "answer": answer})


START_PAYLOAD, MORE_PAYLOAD, AGAIN_PAYLOAD, LEAVE_PAYLOAD = (
    inform({"interview": wish}) for wish in (START, MORE, ANEW, LEAVE)
)

OWN_QUESTIONS: dict[str, Phrase] = {
    SAFE_AT_HOME: say.SAFE_TO_GO_HOME,
    HOME: say.WHICH_HOME,
    FAMILY_PLACE: say.WHERE_IS_FAMILY,
    FAMILY_COUNTRY: say.WHICH_FAMILY_COUNTRY,
    JOB_COUNTRY: say.WHICH_JOB_COUNTRY,
    ROLE: say.WHICH_ROLE,
    CALL_BACK_SAFE: absence.ASK_SAFE,
    CALL_BACK_TIME: absence.ASK_TIME,
    CALL_BACK_NUMBER: absence.ASK_NUMBER,
}
# What can be picked where no question of a guide has the same answers.
CALL_BACK_PICKS: dict[str, dict[str, Phrase]] = {
    CALL_BACK_SAFE: {CALL: absence.CALL_ME, WRITE: absence.WRITE_TO_ME, NEITHER: absence.NEITHER},
    CALL_BACK_TIME: absence.TIMES,
    CALL_BACK_NUMBER: {THIS_NUMBER: absence.THIS_NUMBER},
}


def answers_to(question: str) -> frozenset[str]:
    """What can be picked; a country question also takes ISO 3166-1 codes."""
    if question in COUNTRY_QUESTIONS:
        return frozenset({SKIPPED})
    if question == FAMILY_PLACE:
        return frozenset({HERE, ELSEWHERE, SKIPPED})
    if question == ROLE:
        return frozenset({role.id for role in indicators().professionals} | {OTHER_ROLE, SKIPPED})
    if question in CALL_BACK_PICKS:
        return frozenset(CALL_BACK_PICKS[question])
    own = {UNKNOWN} if question == SAFE_AT_HOME else {ENOUGH}
    return frozenset({YES_ANSWER, NO_ANSWER, SKIPPED} | own)


def ask(voice: Voice, question: str, *, number: int = 1, of: int = 1, again: bool = False) -> Reply:
    """A question with its choices; `again`: the last answer was not understood. KeyError for an unknown question.

    `number` and `of` tell how far the questions have come; left out on SMS, whose pages are counted in the same way.
    """
    text, choices = _words(voice, question), (*_picks(voice, question), voice.person())
    if of > 1 and not voice.is_sms:
        text = f"{number}/{of} {text}"
    before = [voice.say(_hint(question))] if again else []
    return Reply((*before, text), voice.language, choices, asks=(text,))


def start_choice(voice: Voice) -> Choice:
    """The choice that begins the questions."""
    return Choice(voice.say(say.START_TITLE), START_PAYLOAD)


def start_again_choice(voice: Voice) -> Choice:
    """The choice that begins the questions anew after their result."""
    return Choice(voice.say(say.START_TITLE), AGAIN_PAYLOAD)


def resume_choice(voice: Voice) -> Choice:
    """The choice that asks the open question again after another topic was answered."""
    return Choice(voice.say(say.GO_ON_TITLE), START_PAYLOAD)


def go_on_choice(voice: Voice) -> Choice:
    """The choice that goes on with the questions that are left."""
    return Choice(voice.say(say.GO_ON_TITLE), MORE_PAYLOAD)


def urgent_person(voice: Voice) -> Choice:
    """A person, before others who wait."""
    return Choice(voice.say(say.PERSON_NOW), '/talk_to_human{"urgent": true}')


def _words(voice: Voice, question: str) -> str:
    if question in OWN_QUESTIONS:
        return voice.say(OWN_QUESTIONS[question])
    known = indicators()
    questions = {str(q.id): q.question for q in (*known.signs, known.child_question, *known.job_offer)}
    voice.cite(f"{SIGNS}:{question}")
    return voice.catalogue.text(question, questions[question])


def _picks(voice: Voice, question: str) -> list[Choice]:
    if question in COUNTRY_QUESTIONS:
        likely = voice.situation.phone_country
        offered = [likely] if likely and likely != voice.situation.country and country_record(likely) else []
        countries = [(voice.country(code), code) for code in offered]
        return [Choice(title, payload(question, code)) for title, code in (*countries, (voice.say(say.SKIP), SKIPPED))]
    if question in CALL_BACK_PICKS:
        titles = CALL_BACK_PICKS[question] if question != CALL_BACK_NUMBER or voice.is_sms else {}
    elif question == FAMILY_PLACE:
        titles = {HERE: say.IN_THIS_COUNTRY, ELSEWHERE: say.IN_HOME_COUNTRY, SKIPPED: say.SKIP}
    elif question == SAFE_AT_HOME:
        titles = {YES_ANSWER: YES, NO_ANSWER: NO, UNKNOWN: say.DO_NOT_KNOW, SKIPPED: say.SKIP}
    elif question == ROLE:
        roles = indicators().professionals
        named = [(voice.catalogue.text(f"{role.id}.name", role.name), role.id) for role in roles]
        return [
            Choice(title, payload(question, role)) for title, role in (*named, (voice.say(say.ANOTHER_JOB), OTHER_ROLE))
        ]
    else:
        titles = {YES_ANSWER: YES, NO_ANSWER: NO, SKIPPED: say.SKIP, ENOUGH: say.ENOUGH}
    return [Choice(voice.say(title), payload(question, answer)) for answer, title in titles.items()]


def _hint(question: str) -> Phrase:
    if question == CALL_BACK_NUMBER:
        return absence.WRITE_NUMBER
    return say.WRITE_COUNTRY_OR_SKIP if question in COUNTRY_QUESTIONS else say.NOT_UNDERSTOOD
