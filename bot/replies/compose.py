"""The reply to a topic, for one contact: `compose("utter_shelter", situation)`.

Every response of domain.yml has an entry in RESPONSES; a test says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from bot.i18n.catalogues import catalogue_of
from bot.i18n.formats import own_name
from bot.replies import (
    again,
    guided,
    legal_aid,
    likely,
    lines,
    menus,
    parts,
    professionals,
    questions,
    region,
    safe_word,
    service,
    talk,
    topics,
)
from bot.replies.budget import up_to_the_number
from bot.replies.compensation import answer as compensation
from bot.replies.compensation import questions as compensation_questions
from bot.replies.compensation import result as compensation_result
from bot.replies.known import rights
from bot.replies.phrases import absence
from bot.replies.phrases import service as say
from bot.replies.phrases.titles import TITLES
from bot.replies.reply import Choice, Reply
from bot.replies.situation import SMS, Situation
from bot.replies.voice import PERSON_PAYLOAD, Voice, voice_for
from bot.text.direction import direction_of, isolate
from bot.text.letters import is_latin
from bot.text.punctuation import as_written

__all__ = ["COUNTRY_TOPICS", "RESPONSES", "Situation", "compose", "topic_title"]

# The topics whose answer depends on the country: told again when the contact names another one.
COUNTRY_TOPICS = frozenset(about.topic for about in rights().topics)

ALARMS = frozenset({"utter_emergency", "utter_distress"})
# Those that are told what to offer.
CHOICES, ASK_COUNTRY, UNKNOWN_LANGUAGE = "utter_choices", "utter_ask_country", "utter_unknown_language"

# Where the first sentence about ourselves is not added: it is said already, or would break the one text message.
WITHOUT_FIRST_NOTE = frozenset({"utter_greet", "utter_about_service", "utter_stop", "utter_no_more"})
# For a phone that does not show the script of its owner's language: so in none of the catalogues.
CANNOT_READ = "Only ????? on your phone? Write: English"

Composer = Callable[[Voice], Reply]


def _responses() -> dict[str, Composer]:
    plain: dict[str, Composer] = {
        f"utter_{about.topic}": partial(topics.topic_reply, topic=about.topic) for about in rights().topics
    }
    return plain | {
        "utter_legal_aid": legal_aid.legal_aid_reply,
        "utter_child_victim": guided.child_reply,
        "utter_report_concern": professionals.concern_reply,
        "utter_compensation": compensation.compensation_reply,
        "utter_emergency": service.emergency,
        "utter_distress": service.distress,
        "utter_human_comes": service.human_comes,
        "utter_computer_again": lambda voice: menus.said(voice, say.COMPUTER_AGAIN),
        "utter_human_left": service.human_left,
        "utter_conversation_ends": service.conversation_ends,
        "utter_place_kept": lambda voice: menus.said(voice, absence.PLACE_KEPT),
        "utter_file_not_kept": lambda voice: menus.said(voice, absence.FILE_NOT_KEPT),
        "utter_file_kept": lambda voice: menus.said(voice, absence.FILE_KEPT),
        "utter_some_files_kept": lambda voice: menus.said(voice, absence.SOME_FILES_KEPT),
        "utter_apology": service.apology,
        "utter_stored": partial(service.stored, on_duty=False),
        "utter_stored_on_duty": partial(service.stored, on_duty=True),
        "utter_greet": service.greet,
        "utter_about_service": service.about_service,
        "utter_thank": service.thank,
        "utter_goodbye": service.goodbye,
        "utter_stop": service.stopped,
        "utter_not_counted": lambda voice: menus.said(voice, say.NOT_COUNTED),
        "utter_counted_before": lambda voice: menus.said(voice, say.COUNTED_BEFORE),
        "utter_deleted": service.deleted,
        "utter_kept": service.kept,
        "utter_menu": menus.menu,
        "utter_affirm": lambda voice: menus.short_menu(voice, say.YES_WHAT),
        "utter_deny": lambda voice: menus.short_menu(voice, say.NO_WHAT),
        "utter_out_of_scope": lambda voice: menus.short_menu(
            voice, say.OUT_OF_SCOPE_SMS if voice.is_sms else say.OUT_OF_SCOPE
        ),
        "utter_choose_language": menus.choose_language,
        "utter_language_changed": menus.language_changed,
        "utter_ask_country": menus.ask_country,
        "utter_country_changed": menus.country_changed,
        "utter_country_unknown": lambda voice: menus.ask_country(voice, say.COUNTRY_UNKNOWN),
        "utter_media": lambda voice: menus.unusable(voice, say.MEDIA),
        "utter_location": lambda voice: menus.ask_country(voice, say.LOCATION),
        "utter_empty": lambda voice: menus.unusable(voice, say.EMPTY),
        "utter_edited": lambda voice: menus.unusable(voice, say.EDITED),
        "utter_old_choice": lambda voice: menus.short_menu(voice, say.OLD_CHOICE),
        "utter_no_more": lambda voice: menus.said(voice, say.NO_MORE),
        "utter_too_many_messages": lambda voice: menus.said(voice, say.TOO_MANY_MESSAGES),
        "utter_unknown_language": lambda voice: menus.unknown_language(voice, ()),
        "utter_default": lambda voice: menus.choices(voice, ()),  # Rasa's own last resort
        "utter_cry_for_help": talk.cry,
        "utter_cannot_talk": talk.cannot_talk,
        "utter_wrong_number": talk.wrong_number,
        "utter_no_thanks": talk.no_thanks,
        "utter_are_you_a_computer": talk.robot,
        "utter_are_you_police": talk.police,
        "utter_can_they_find_me": talk.find,
        "utter_how_you_got_my_number": talk.number,
        "utter_ask_safe_word": safe_word.ask,
        "utter_ask_safe_word_again": partial(safe_word.ask, again=True),
        "utter_safe_word_stands": safe_word.stands,
        "utter_safe_word_set": safe_word.is_set,
        "utter_safe_word_removed": safe_word.is_removed,
        "utter_safe_word_right": safe_word.is_right,
        "utter_no_such_choice": lambda voice: menus.short_menu(voice, say.NO_SUCH_CHOICE),
    }


RESPONSES = _responses()

# Told what was asked or answered: bot/dialogue/interviews/.
GUIDED: dict[str, Callable[..., Reply]] = {
    "utter_ask_question": questions.ask,
    "utter_signs_result": guided.signs_result,
    "utter_job_offer_result": guided.job_offer_result,
    "utter_return_home_result": guided.return_home_result,
    "utter_family_safety_result": guided.family_safety_result,
    "utter_professional_guidance_result": professionals.guidance_result,
    "utter_ask_compensation": compensation_questions.ask,
    "utter_compensation_result": compensation_result.result,
    "utter_ask_delete_confirmed": service.ask_delete,
    "utter_questions_left": guided.questions_left,
    "utter_call_back_result": service.call_back_result,
    "utter_law": topics.law_reply,
    "utter_rest_of_menu": menus.rest_of_menu,
    "utter_more": lambda voice, topic, start: parts.rest(voice, topic, RESPONSES[f"utter_{topic}"](voice), start),
    "utter_explain_again": talk.explain,
    "utter_about_line": lines.about_line,
    "utter_line_in_short": lines.in_short,
    "utter_next_step": again.next_step,
    "utter_region_known": region.known,
}
TOLD = frozenset(
    {
        *("question", "number", "of", "again", "answers", "more_questions"),
        *("opening", "place", "today", "topic", "start", "named", "times", "cost"),
    }
)


def compose(
    response: str,
    situation: Situation,
    *,
    country: str | None = None,
    language: str | None = None,
    topics: Sequence[str] = (),
    languages: Sequence[str] = (),
    countries: Sequence[str] = (),
    family: str | None = None,
    also: Sequence[str] = (),
    offers_questions: bool = False,
    told_before: bool = False,
    how_to_stop: bool = False,
    **told: Any,
) -> Reply:
    """The reply to a response's name.

    `country` and `language`: just chosen by the contact, instead of the situation's. `topics` and `languages`: what
    `utter_choices` offers, all topics being of `family` where that is known; `utter_unknown_language` offers `topics`
    too. `countries`: what `utter_ask_country` offers first. `also`: what else was asked for. `offers_questions`: the
    topic's answer offers them. `told_before`: a result is told once more, with the questions as a choice.
    `how_to_stop`: say it, since the contact may have wished for that. `told`: what the responses of GUIDED say or ask
    about.
    Raises KeyError for a name that is not known.
    """
    if also:
        situation = replace(situation, also=tuple(also))
    if country:
        situation = replace(situation, country=country, country_guessed=False)
    if language:
        situation = replace(situation, language=language)
    voice, about, is_whole = voice_for(situation), response.removeprefix("utter_"), False
    if response == UNKNOWN_LANGUAGE:
        reply = menus.unknown_language(voice, topics)
    elif response == CHOICES:
        reply = menus.choices(voice, topics, family)
        for offered in languages:
            reply = with_language_to_pick(reply, offered)
    elif response == ASK_COUNTRY:
        reply = menus.ask_country(voice, countries=countries)
    elif response in GUIDED:
        reply = GUIDED[response](voice, **{name: value for name, value in told.items() if name in TOLD})
        reply = guided.with_questions_again(voice, reply) if told_before else reply
    elif response not in RESPONSES:
        raise KeyError(f"there is no response {response}")
    elif offers_questions:
        reply, is_whole = guided.with_questions(voice, about), True
    elif situation.instead is not None and about in COUNTRY_TOPICS:
        reply = likely.in_short(voice, about, situation.instead, situation.times_told)
    elif situation.times_told and about in COUNTRY_TOPICS:
        reply = again.next_step(voice, about, situation.times_told)
    else:
        reply, is_whole = RESPONSES[response](voice), about in COUNTRY_TOPICS
    own = len(reply.paragraphs) - offers_questions
    if situation.instead and response in ALARMS:
        reply = likely.with_other_meanings(voice, reply, situation.instead)
    if situation.also and about in COUNTRY_TOPICS:
        reply = _with_other_needs(voice, reply)
    if situation.is_country_new and situation.country and voice.record:
        reply = reply.with_note(voice.say(say.COUNTRY_NOW, country=voice.country(situation.country)))
    if how_to_stop:
        reply = reply.with_note(voice.say(say.HOW_TO_STOP))
    if situation.first and response not in WITHOUT_FIRST_NOTE:
        reply = reply.with_note(service.first_note(voice))
    if situation.first and situation.latin_letters and response != "utter_stop" and not is_latin(voice.language):
        reply = with_way_to_english(reply)
    written = replace(
        reply,
        paragraphs=tuple(map(as_written, reply.paragraphs)),
        asks=tuple(map(as_written, reply.asks)),
        asides=tuple(map(as_written, reply.asides)),
        sources=tuple(dict.fromkeys(voice.cited)),
    )
    return parts.first_part(voice, about, written, len(written.paragraphs) - own) if is_whole else written


def _with_other_needs(voice: Voice, reply: Reply) -> Reply:
    """The reply with what else the same text asks for, early enough to be seen and first among the choices."""
    also = voice.listed([voice.title_phrase(topic) for topic in voice.situation.also])
    picks = tuple(voice.choice(topic) for topic in voice.situation.also)
    rest = tuple(choice for choice in reply.choices if choice not in picks)
    noted = reply.with_note(voice.say(say.ALSO, topics=also))
    return replace(noted, choices=(*picks, *rest))


def with_way_to_english(reply: Reply) -> Reply:
    """The reply with the line on how to get English, for a phone that may not show the reply's own letters."""
    return _with_aside(reply, isolate(CANNOT_READ) if direction_of(reply.language) == "rtl" else CANNOT_READ)


def with_questions_to_go_on(reply: Reply, channel: str) -> Reply:
    """The answer to a topic that interrupted the questions of a guide, with the way back to them."""
    voice = voice_for(Situation(reply.language, channel=channel))
    longer = guided.with_questions_to_go_on(voice, reply)
    return replace(longer, paragraphs=tuple(as_written(paragraph) for paragraph in longer.paragraphs))


def with_person_coming(reply: Reply, channel: str) -> Reply:
    """The answer to a text that also asked for a person. It says early enough to be seen that a person comes.

    On SMS before the answer, where the first page has no room for it beside the answer and the number to call.
    """
    voice = voice_for(Situation(reply.language, channel=channel))
    comes, meanwhile = voice.say_all([say.HUMAN_COMES, say.HUMAN_MEANWHILE])
    fits = voice.fits(*_beside(reply), comes)
    told = (*reply.answer, *reply.call, comes) if fits else (comes, *reply.call, *reply.answer)
    return replace(
        reply,
        paragraphs=(*told, meanwhile, *reply.rest),
        choices=tuple(choice for choice in reply.choices if choice.payload != PERSON_PAYLOAD),
        asides=(*reply.asides, comes) if fits else reply.asides,
    )


def with_language_offered(reply: Reply, language: str, channel: str) -> Reply:
    """The reply with the offer of another language, in that language: who writes it can read it.

    On SMS only the names to write, where the question has no room beside the answer and the number to call.
    """
    names = f"{own_name(language)} / {own_name(reply.language)}"
    asked = f"{catalogue_of(language).say(say.CHOOSE_LANGUAGE)} {names}"
    lines = [f"{names}?", asked]
    if direction_of(language) != direction_of(reply.language):
        lines = [isolate(line) for line in lines]
    short, long = lines
    fits = voice_for(Situation(reply.language, channel=channel)).fits(*_beside(reply), long)
    return with_language_to_pick(_with_aside(reply, long if fits else short), language)


def with_language_to_pick(reply: Reply, language: str) -> Reply:
    """The reply with a language among its choices; the last one, a person, stays the last."""
    pick = Choice(own_name(language), f'/change_language{{"language": "{language}"}}')
    return replace(reply, choices=(*reply.choices[:-1], pick, *reply.choices[-1:]))


def _with_aside(reply: Reply, line: str) -> Reply:
    return reply if line in reply.asides else replace(reply.with_note(line), asides=(*reply.asides, line))


def with_fewer_pages(reply: Reply, situation: Situation, topic: str) -> Reply:
    """The answer on a topic, parted anew where lines above it have made it longer than a part may be."""
    if topic not in COUNTRY_TOPICS or situation.channel != SMS:
        return reply
    voice = voice_for(replace(situation, language=reply.language))
    whole = RESPONSES[f"utter_{topic}"](voice).paragraphs
    return parts.fewer_pages(voice, topic, reply, tuple(map(as_written, whole)))


def topic_title(topic: str, language: str) -> str:
    """A topic's short title, as the desk and menus show it; KeyError for a topic without one."""
    return voice_for(Situation(language)).say(TITLES[topic])


def _beside(reply: Reply) -> tuple[str, ...]:
    """What must be read on the first page of text messages together with whatever is added."""
    return (*reply.answer, *map(up_to_the_number, reply.call), *reply.asides)
