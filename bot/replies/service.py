"""What the service says about itself and around the answers."""

from __future__ import annotations

from collections.abc import Mapping

from bot.i18n.catalogues import Phrase
from bot.replies import again, contacts, country_rules, numbers, safe_word, topics
from bot.replies.budget import fits_one_text
from bot.replies.known import hotline, service_name
from bot.replies.menus import ANY_TOPIC, MAIN_TOPICS, first_screen
from bot.replies.phrases import absence
from bot.replies.phrases import service as say
from bot.replies.phrases.guides import NOT_UNDERSTOOD
from bot.replies.phrases.safe_word import ABOUT as SAFE_WORD
from bot.replies.phrases.talk import YES
from bot.replies.questions import CALL_BACK_SAFE, ERASE, NEITHER, NO_ANSWER, YES_ANSWER, payload
from bot.replies.reply import Choice, Reply
from bot.replies.situation import TELEGRAM
from bot.replies.voice import Voice
from bot.text.sentences import after_first_sentence, first_sentence


def greet(voice: Voice) -> Reply:
    """Who we are, free, confidential, a computer, a person, can you write safely; short to somebody known."""
    if not voice.situation.first:
        again = voice.say(say.GREET_AGAIN)
        if voice.is_sms:
            return first_screen(voice, (again,))
        return Reply((again, voice.say(say.ASK_MORE)), voice.language, voice.choices(MAIN_TOPICS))
    about_us = (voice.say(say.COMPUTER_ANSWERS), *_privacy(voice), *_safety(voice))
    if voice.is_sms:
        hello = voice.say(say.GREET_SMS)
        asked = (first_sentence(hello), first_sentence(voice.say(say.MENU)))
        return first_screen(voice, asked, after_first_sentence(hello), *about_us)
    hello = voice.say(say.GREET, service=voice.foreign(service_name()))
    return Reply((hello, *about_us, voice.say(say.MENU)), voice.language, voice.choices(MAIN_TOPICS))


def about_service(voice: Voice) -> Reply:
    """Who answers, what it costs, who reads it, how it is deleted."""
    about = voice.say(say.ABOUT_SMS) if voice.is_sms else voice.say(say.ABOUT, service=voice.foreign(service_name()))
    rest = [say.ABOUT_PRIVACY, say.ABOUT_POLICE, say.ABOUT_NOT_A_LAWYER, say.ABOUT_DELETE]
    rest += [say.ABOUT_COST, say.TEXTS_STAY] if voice.is_sms else []
    rest += [say.TELEGRAM_IS_READABLE] if voice.situation.channel == TELEGRAM else []
    rest.append(say.ABOUT_COUNTING)
    delete, *others = voice.choices(("delete_my_data", "menu"))
    choices = (delete, safe_word.way_to_it(voice), *others)
    safety = [*topics.phone_safety(voice), voice.say(SAFE_WORD)]
    told = (about, *_of_help_lines(voice), *voice.say_all(rest), *safety, voice.say(say.ASK_MORE))
    return Reply(told, voice.language, choices)


def _of_help_lines(voice: Voice) -> list[str]:
    """Whoever asks what it costs or whether it is confidential may mean the number that they were given."""
    line = _line(voice, ANY_TOPIC)
    return [" ".join([voice.say(say.ABOUT_HELP_LINES), *line])] if line else []


def first_note(voice: Voice) -> str:
    """The greeting in one sentence, for somebody who begins with a question; then the hotline's line on privacy."""
    return " ".join((_first_note(voice), *_privacy(voice)))


def _first_note(voice: Voice) -> str:
    if voice.is_sms:
        return voice.say(say.FIRST_NOTE_SMS)
    return voice.say(say.FIRST_NOTE_TELEGRAM if voice.situation.channel == TELEGRAM else say.FIRST_NOTE_WEBCHAT)


def emergency(voice: Voice) -> Reply:
    """The emergency numbers first, the help line beside them, then that a person sees it."""
    if voice.situation.times_told:
        return again.alarm(voice, "emergency", voice.situation.times_told)
    called = numbers.police_and_ambulance(voice)
    if called:
        call = voice.say(say.EMERGENCY_CALL, numbers=called)
    else:
        call = voice.say(say.EMERGENCY_NO_COUNTRY if numbers.is_country_open(voice) else say.EMERGENCY_NO_NUMBER)
    cautions = country_rules.phone_cautions(voice) if called else []
    paragraphs = [call, *cautions, *_line(voice, "emergency"), voice.say(say.TEAM_IS_ALERTED)]
    paragraphs += [voice.say(say.WRITE_ONLY_IF_SAFE), *country_rules.police_cautions(voice)]
    return Reply((*paragraphs, voice.say(say.HUMAN_MEANWHILE), *topics.country_line(voice)), voice.language)


def distress(voice: Voice) -> Reply:
    """Warm and short; whom to call; a person comes."""
    if voice.situation.times_told:
        return again.alarm(voice, "distress", voice.situation.times_told)
    called = numbers.ambulance(voice)
    if called:
        call = voice.say(say.DISTRESS_CALL, numbers=called)
    else:
        call = voice.say(say.DISTRESS_NO_COUNTRY if numbers.is_country_open(voice) else say.EMERGENCY_NO_NUMBER)
    paragraphs = [voice.say(say.DISTRESS), call, *_line(voice, "distress"), voice.say(say.DISTRESS_STAY)]
    return Reply((*paragraphs, voice.say(say.HUMAN_MEANWHILE), *topics.country_line(voice)), voice.language)


def human_comes(voice: Voice) -> Reply:
    """A person will come; whom to call meanwhile."""
    comes = voice.answered(YES, voice.say(say.HUMAN_COMES))
    return Reply((comes, *_meanwhile(voice)), voice.language)


def stored(voice: Voice, *, on_duty: bool) -> Reply:
    """To who waits for a person and writes on: the text is kept, whether anybody is there, whom to call in danger."""
    kept = voice.say(say.STORED_ON_DUTY if on_duty else say.STORED_NOBODY_ON_DUTY)
    return Reply((f"{kept} {numbers.in_danger(voice)}",), voice.language)


def human_left(voice: Voice) -> Reply:
    """The person is gone; another will read; whom to call in danger."""
    return Reply((f"{voice.say(absence.HUMAN_LEFT)} {numbers.in_danger(voice)}",), voice.language)


def conversation_ends(voice: Voice) -> Reply:
    """Nothing came for long, so the conversation with a person ends."""
    return Reply((voice.say(absence.CONVERSATION_ENDS),), voice.language)


def call_back_result(voice: Voice, answers: Mapping[str, str]) -> Reply:
    """What follows from how the contact may be reached; whom to call until then."""
    is_safe = answers.get(CALL_BACK_SAFE) != NEITHER
    said = voice.say(absence.KEPT if is_safe else absence.WILL_NOT)
    return Reply((said, *_meanwhile(voice)), voice.language, (voice.person(),))


def apology(voice: Voice) -> Reply:
    """Something went wrong here; a person looks at it; whom to call meanwhile."""
    return Reply((voice.say(say.APOLOGY), *_meanwhile(voice)), voice.language)


def stopped(voice: Voice) -> Reply:
    """One text message: how to come back, and the number for danger."""
    number = numbers.surest(voice)
    text = voice.say(say.STOPPED, number=number) if number else voice.say(say.STOPPED_NO_NUMBER)
    if number and not fits_one_text(text, voice.language):
        text = voice.say(say.STOPPED_NO_NUMBER)
    return Reply((text,), voice.language)


def ask_delete(voice: Voice, question: str = ERASE, *, again: bool = False) -> Reply:
    """Shall everything be deleted? `again`: the last text was not understood."""
    picks = ((say.YES, YES_ANSWER), (say.NO, NO_ANSWER))
    choices = tuple(Choice(voice.say(word), payload(question, answer)) for word, answer in picks)
    before = [voice.say(NOT_UNDERSTOOD)] if again else []
    asks = (" ".join([*before, voice.say(say.ASK_DELETE)]),)
    return Reply(asks, voice.language, choices, asks=asks)


def deleted(voice: Voice) -> Reply:
    """Everything is gone here; the phone keeps its own copy."""
    return Reply(tuple(voice.say_all([say.DELETED, say.DELETED_PHONE, say.DELETED_BACK])), voice.language)


def kept(voice: Voice) -> Reply:
    """Nothing was deleted."""
    return _short(voice, say.KEPT, say.ASK_MORE)


def thank(voice: Voice) -> Reply:
    """An answer to thanks."""
    return _short(voice, say.THANK, say.ASK_MORE)


def goodbye(voice: Voice) -> Reply:
    """An answer to goodbye."""
    return _short(voice, say.GOODBYE, say.DELETE_THESE)


def _short(voice: Voice, *phrases: Phrase) -> Reply:
    return Reply(tuple(voice.say_all(phrases)), voice.language, voice.choices(("menu",)))


def _privacy(voice: Voice) -> list[str]:
    """The hotline's own line, only in the language of the answer: a line of another script could not be read."""
    notice = hotline().privacy
    if notice is None:
        return []
    texts = notice.short_sms if voice.is_sms and notice.short_sms else notice.short
    return [texts[voice.language]] if voice.language in texts else []


def _safety(voice: Voice) -> list[str]:
    if voice.is_sms:
        return voice.say_all([say.SAFE_TO_WRITE, say.TEXTS_STAY])
    if voice.situation.channel == TELEGRAM:
        return voice.say_all([say.SAFE_TO_WRITE, say.TELEGRAM_IS_READABLE])
    return [voice.say(say.SAFE_TO_WRITE_WEBCHAT)]


def _line(voice: Voice, topic: str) -> list[str]:
    contact = contacts.best_line(voice, topic)
    return [contacts.entry(voice, contact)] if contact else []


def _meanwhile(voice: Voice) -> list[str]:
    """The number for danger, what can be written until a person comes, and a help line."""
    danger = numbers.in_danger(voice)
    lines = _line(voice, ANY_TOPIC) or (
        [voice.say(say.ASK_COUNTRY_FOR_NUMBER)] if voice.situation.country is None else []
    )
    return [danger, voice.say(say.HUMAN_MEANWHILE), *lines, *topics.country_line(voice)]
