"""Free lawyers and advice on the law: who, for whom, what it costs, how to reach them; a gap is said plainly."""

from __future__ import annotations

from babel.languages import get_official_languages

from bot.knowledge.lookup import contacts_for, speaks
from bot.knowledge.records import HelpContact, LegalHelpByLaw
from bot.replies import contacts, topics
from bot.replies.phrases import law
from bot.replies.phrases import service as say
from bot.replies.phrases.guides import ASK_FOR_LANGUAGE
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
    others = beside_the_called(lawyers)[:SHOWN]
    # Without a number only an address on the web is left, which can tell what this is about: last on SMS.
    last = [contact for contact in others if voice.is_sms and not contacts.has_number(contact)]
    told = [contacts.entry(voice, contact) for contact in others if contact not in last]
    paragraphs = [
        answer,
        _call(voice, answer, lawyers),
        *topics.country_line(voice),
        *_in_your_language(voice, lawyers),
        *contacts.doubtful(voice, TOPIC),
        *told[: FIRST_SHOWN - 1],
        *topics.step_now(voice, about),
        *by_law(voice),
        *told[FIRST_SHOWN - 1 :],
        *topics.background(voice, about),
        *(contacts.entry(voice, contact) for contact in last),
        *topics.ending(voice),
    ]
    return Reply(tuple(paragraphs), voice.language, topics.choices(voice, about))


def lawyers_known(voice: Voice) -> list[HelpContact]:
    """Lines and lawyers for legal aid that can be reached: those with a sure number first, those that cost last."""
    if voice.record is None:
        return []
    found = contacts_for(voice.record, "legal_aid", language=voice.language, region=voice.region)
    reachable = [contact for contact in found if contacts.has_number(contact) or contact.url or contact.email]
    return sorted(reachable, key=lambda contact: (not contacts.has_number(contact), contact.free is False))


def to_call(lawyers: list[HelpContact]) -> HelpContact | None:
    """The one of `lawyers_known` to call, if any can be."""
    first = next(iter(lawyers), None)
    return first if first and contacts.has_number(first) else None


def beside_the_called(lawyers: list[HelpContact]) -> list[HelpContact]:
    """The others of `lawyers_known`."""
    called = to_call(lawyers)
    return [lawyer for lawyer in lawyers if lawyer is not called]


def by_law(voice: Voice) -> list[str]:
    """The right to a lawyer or advice that the country's law gives, a paragraph each."""
    return [_by_law(voice, help_) for help_ in (voice.record.legal_help_by_law if voice.record else ())]


def _call(voice: Voice, answer: str, lawyers: list[HelpContact]) -> str:
    """The number to call: a lawyer's; else of a line that may know one, with the gap said plainly."""
    if called := to_call(lawyers):
        return contacts.entry(voice, called)
    contact = contacts.best_line(voice, TOPIC)
    if voice.record is None or contact is None:
        return contacts.whom_to_call(voice, TOPIC).line
    known = lawyers or contacts.doubtful(voice, TOPIC)
    head = [] if known else [voice.say(say.NO_LAWYER_KNOWN, country=voice.country(voice.record.country))]
    told, details = contacts.told(voice, contact), contacts.details(voice, contact)
    for before in ([*head, voice.say(say.BEST_KNOWN)], head):
        if voice.fits(answer, " ".join([*before, told])):
            return " ".join([*before, told, *details])
    return " ".join([told, *details, *head])


def _in_your_language(voice: Voice, lawyers: list[HelpContact]) -> list[str]:
    """How to be understood, where the line to call is not known to speak the contact's language."""
    if voice.record is None or voice.language in get_official_languages(voice.record.country):
        return []
    called = to_call(lawyers) or contacts.best_line(voice, TOPIC)
    return [] if called is None or speaks(called, voice.language) else [voice.say(ASK_FOR_LANGUAGE)]


def _by_law(voice: Voice, help_: LegalHelpByLaw) -> str:
    voice.cite_part(help_)
    kinds = voice.listed([law.LEGAL_HELP[kind] for kind in help_.gives])
    named = help_.name is not None and not voice.is_sms
    head = (
        voice.say(law.BY_LAW_NAMED, help=kinds, name=voice.foreign(str(help_.name)))
        if named
        else voice.say(law.BY_LAW, help=kinds)
    )
    free = {"yes": law.BY_LAW_FREE, "partly": law.BY_LAW_PARTLY_FREE, "unknown": None}[help_.free]
    said_below = set(help_.conditions)  # "low_income" is an audience and a condition
    audience = [group for group in help_.audience if group not in said_below]
    said = [head, *contacts.for_whom(voice, audience), *voice.say_all([free])]
    said += voice.say_all(law.LEGAL_HELP_CONDITIONS[code] for code in help_.conditions)
    if help_.asked_at:
        places = voice.listed([law.LEGAL_HELP_PLACES[place] for place in help_.asked_at], "or")
        said.append(voice.say(law.ASK_AT, places=places))
    said += voice.say_all([law.RULE_UNVERIFIED if help_.verify else None])
    if help_.contact and voice.record:
        contact = voice.record.contact(help_.contact)
        said += [contacts.told(voice, contact)] if contacts.has_number(contact) else []
    return " ".join(said)
