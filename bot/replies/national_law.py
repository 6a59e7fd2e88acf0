"""Rules of the contact's own country that are told as they are: pay, who reports, crimes, appeals, not punished."""

from __future__ import annotations

from collections.abc import Iterator

from bot.i18n import formats
from bot.knowledge.codes import AppealAgainst, ForbiddenAct, Office, OpenWithoutPapers
from bot.knowledge.records import MinimumWage, NationalLaw, Reporting, Rule
from bot.replies.phrases import law as say
from bot.replies.voice import Voice

ABOUT_PAY = frozenset({"unpaid_wages", "working_conditions", "job_offer_check"})
ABOUT_PUNISHMENT = frozenset({"police_fear", "report_to_police", "court_proceedings", "sexual_exploitation"})

# The offices that somebody with this worry thinks of.
OFFICES_OF: dict[str, frozenset[Office]] = {
    "unpaid_wages": frozenset({"labour_inspectorate", "court"}),
    "working_conditions": frozenset({"labour_inspectorate"}),
    "police_fear": frozenset({"police", "hospital", "school", "court", "labour_inspectorate", "social_services"}),
    "report_to_police": frozenset({"police"}),
    "court_proceedings": frozenset({"court"}),
    "legal_aid": frozenset({"legal_aid"}),
    "medical_help": frozenset({"hospital"}),
    "sexual_violence": frozenset({"hospital"}),
    "psychological_help": frozenset({"hospital"}),
    "shelter": frozenset({"social_services"}),
    "child_victim": frozenset({"school", "social_services"}),
}
CRIMES_OF: dict[str, ForbiddenAct] = {
    **dict.fromkeys(
        ("am_i_trafficked", "rights_overview", "sexual_exploitation", "debt_bondage", "court_proceedings"),
        "trafficking",
    ),
    "documents_taken": "keeping_papers",
}
APPEALS_OF: dict[str, frozenset[AppealAgainst]] = {
    "police_fear": frozenset({"removal", "detention"}),
    "residence_permit": frozenset({"removal"}),
}
OPEN_FOR: dict[str, OpenWithoutPapers] = {
    **dict.fromkeys(("medical_help", "sexual_violence"), "emergency_care"),
    "child_victim": "school",
}


def rules_on(voice: Voice, topic: str) -> list[str]:
    """What the country's law says on the topic, in one paragraph; none where nothing is known."""
    said = list(_rules(voice, voice.record.national_law, topic)) if voice.record else []
    return [" ".join(said)] if said else []


def _rules(voice: Voice, known: NationalLaw, topic: str) -> Iterator[str]:
    if topic in ABOUT_PAY and known.minimum_wage:
        yield _told(voice, known.minimum_wage, _lowest_pay(voice, known.minimum_wage))
    for access in known.without_papers:
        if access.to == OPEN_FOR.get(topic):
            yield _told(voice, access, voice.say(say.WITHOUT_PAPERS[access.to]))
    for reporting in known.reporting:
        yield from _reporting(voice, reporting, OFFICES_OF.get(topic, frozenset()))
    if topic in ABOUT_PUNISHMENT and known.not_punished:
        yield _told(voice, known.not_punished, voice.say(say.NOT_PUNISHED[known.not_punished.strength]))
    for appeal in known.appeals:
        if appeal.against in APPEALS_OF.get(topic, ()):
            time = voice.duration(appeal.amount, appeal.unit)
            yield _told(voice, appeal, voice.say(say.APPEALS[appeal.against], duration=time))
    for crime in () if voice.is_sms else known.crimes:  # it would tell a reader over the shoulder
        if crime.act == CRIMES_OF.get(topic):
            yield _told(voice, crime, voice.say(say.CRIMES[crime.act]))


def _lowest_pay(voice: Voice, known: MinimumWage) -> str:
    if known.amount is None or known.currency is None or known.per is None or known.valid_from is None:
        return voice.say(say.NO_LOWEST_PAY)
    money = formats.money(known.amount, known.currency, voice.language)
    return voice.say(say.LOWEST_PAY[known.per], money=money, date=formats.date(known.valid_from, voice.language))


def _reporting(voice: Voice, rule: Reporting, asked: frozenset[Office]) -> Iterator[str]:
    offices = [office for office in rule.offices if office in asked]
    if offices:
        named = ", ".join(voice.say_all(say.OFFICES[office] for office in offices))
        yield _told(voice, rule, voice.say(say.REPORTING[rule.duty], offices=named))


def _told(voice: Voice, rule: Rule, said: str) -> str:
    """The rule with its law, which is too long for text messages, and that it could not be checked if so."""
    voice.cite_part(rule)
    if rule.law and not voice.is_sms:
        said = voice.say(say.RULE_WITH_LAW, rule=said, law=voice.foreign(rule.law))
    return " ".join([said, *voice.say_all([say.RULE_UNVERIFIED if rule.verify else None])])
