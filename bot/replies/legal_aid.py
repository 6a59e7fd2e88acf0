"""Free lawyers and advice on the law: who, for whom, what it costs, how to reach them; a gap is said plainly."""

from __future__ import annotations

from bot.knowledge.lookup import contacts_for
from bot.knowledge.records import Contact, LegalHelpByLaw
from bot.replies import contacts, topics
from bot.replies.phrases import law
from bot.replies.phrases import service as say
from bot.replies.reply import Reply
from bot.replies.voice import Voice

FIRST_SHOWN = 3
SHOWN = 8  # on channels without MORE

TOPIC = "legal_aid"


def legal_aid_reply(voice: Voice) -> Reply:
    """The reply on free lawyers."""
    about = topics.topic_rights(TOPIC)
    answer = topics.answer(voice, about)
    lawyers = lawyers_known(voice)
    call, more = _first(voice, answer, lawyers)
    others = [contacts.entry(voice, contact) for contact in lawyers[1:SHOWN]]
    paragraphs = [
        answer,
        call,
        *topics.country_line(voice),
        *more,
        *others[: FIRST_SHOWN - 1],
        *by_law(voice),
        *others[FIRST_SHOWN - 1 :],
        *topics.background(voice, about),
        voice.say(say.ASK_MORE),
    ]
    return Reply(tuple(paragraphs), voice.language, voice.choices(about.next))


def lawyers_known(voice: Voice) -> list[Contact]:
    """Lines and lawyers for legal aid that can be reached, those with a sure number first."""
    if voice.record is None:
        return []
    found = contacts_for(voice.record, "legal_aid", language=voice.language)
    callable_ones = [contact for contact in found if contacts.has_number(contact)]
    if voice.is_sms:
        return callable_ones
    return callable_ones + [c for c in found if c not in callable_ones and (c.url or c.email)]


def by_law(voice: Voice) -> list[str]:
    """The right to a lawyer or advice that the country's law gives, a paragraph each."""
    return [_by_law(voice, help_) for help_ in (voice.record.legal_help_by_law if voice.record else ())]


def _first(voice: Voice, answer: str, lawyers: list[Contact]) -> tuple[str, list[str]]:
    if voice.record is None or voice.situation.country is None:
        return contacts.whom_to_call(voice, TOPIC)
    if lawyers:
        return topics.fill(voice, answer, [contacts.told(voice, lawyers[0])], contacts.details(voice, lawyers[0]))
    gap = voice.say(say.NO_LAWYER_KNOWN, country=voice.country(voice.record.country))
    contact = contacts.best_line(voice, TOPIC)
    if contact is None:
        return gap, []
    with_line = [gap, voice.say(say.BEST_KNOWN), contacts.told(voice, contact)]
    if not voice.fits(answer, " ".join(with_line)):
        call, rest = topics.fill(voice, answer, [contacts.told(voice, contact)], contacts.details(voice, contact))
        return call, [gap, *rest]
    return topics.fill(voice, answer, with_line, contacts.details(voice, contact))


def _by_law(voice: Voice, help_: LegalHelpByLaw) -> str:
    kinds = voice.listed([law.LEGAL_HELP[kind] for kind in help_.gives])
    named = help_.name is not None and not voice.is_sms
    head = (
        voice.say(law.BY_LAW_NAMED, help=kinds, name=voice.foreign(str(help_.name)))
        if named
        else voice.say(law.BY_LAW, help=kinds)
    )
    free = {"yes": law.BY_LAW_FREE, "partly": law.BY_LAW_PARTLY_FREE, "unknown": None}[help_.free]
    said = [head, *voice.say_all([free]), *voice.say_all(law.LEGAL_HELP_CONDITIONS[code] for code in help_.conditions)]
    if help_.asked_at:
        places = voice.listed([law.LEGAL_HELP_PLACES[place] for place in help_.asked_at], "or")
        said.append(voice.say(law.ASK_AT, places=places))
    if help_.contact and voice.record:
        contact = voice.record.contact(help_.contact)
        said += [contacts.told(voice, contact)] if contacts.has_number(contact) else []
    return " ".join(said)
