"""The result of the questions on money: the most urgent day, ways open and closed, what to bring, who helps free."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from bot.i18n import formats
from bot.i18n.catalogues import Phrase, catalogue_of
from bot.knowledge import claims
from bot.knowledge.claims import VERY_SHORT_DAYS, Limit, Owner, limits_of, of_these, presses
from bot.knowledge.records import Country, Fund, RegionalFund
from bot.knowledge.regions import serves
from bot.knowledge.rights import Text, rules_for
from bot.replies import contacts, deadlines, legal_aid, topics
from bot.replies.citations import RIGHTS
from bot.replies.compensation import limits, routes
from bot.replies.compensation.first import first_paragraph
from bot.replies.compensation.incident import OTHER_REGION, Incident, incident_from, regions_of
from bot.replies.compensation.questions import TOPIC, harm_title, here_text
from bot.replies.known import rights
from bot.replies.phrases import compensation as say
from bot.replies.phrases import compensation_guide as guide
from bot.replies.phrases import service
from bot.replies.reply import PARAGRAPH_BREAK, Reply
from bot.replies.situation import TELEGRAM, WEBCHAT
from bot.replies.today import today_utc
from bot.replies.voice import Voice

ABROAD = "ZZ"  # ISO 3166-1 keeps it for users: a phone that is in no country we know, so that numbers are told as E.164
TELEGRAM_TEXT = 4096  # characters of one message, Bot API; what is longer is sent as several
LAWYERS_SHOWN = 3
IN_ANOTHER_EU_COUNTRY = "compensation.6"  # the claim may be handed in where one lives
PROOF_OF_HARM = "compensation.step.4"
PROOF_OF_WORK = ("unpaid_wages.step.2", "unpaid_wages.step.3")


@dataclass(frozen=True)
class Way:
    """One way to money. `limits`: those that hold for this person. `closed`: it may not be open to them."""

    text: str
    limits: tuple[Limit, ...] = ()
    closed: bool = False
    is_known: bool = True


def result(voice: Voice, *, answers: Mapping[str, Any] | None = None, today: str | None = None) -> Reply:
    """The result. `answers`: by the names of the questions. `today`: ISO date; without it, today in UTC."""
    return _result(voice, incident_from(answers or {}, date.fromisoformat(today) if today else today_utc()))


def is_result(text: str, language: str | None) -> bool:
    """Whether a sent text is a result: something to keep and to print."""
    return bool(language) and text.startswith(catalogue_of(str(language)).say(guide.RESULT_TITLE))


def _result(voice: Voice, incident: Incident) -> Reply:
    voice = _as_heard_from(voice, incident)
    told = _within_one_message(voice, lambda brief: _parts(voice, incident, brief))
    return Reply(tuple(told), voice.language, voice.choices(topics.topic_rights(TOPIC).next))


@dataclass
class Parts:
    """The parts of the result, each some paragraphs, in the order they are told."""

    first: list[str]
    call: list[str]
    country: list[str]
    said: list[str]  # by the person
    notes: list[str]
    open_ways: list[str]
    closed_ways: list[str]
    unknown_ways: list[str]
    bring: list[str]
    free_help: list[str]
    cautions: list[str]
    ending: list[str]

    def paragraphs(self) -> list[str]:
        """All of them one after the other."""
        return [paragraph for part in fields(self) for paragraph in getattr(self, part.name)]


LEFT_OUT_FIRST = ("cautions", "free_help", "bring", "said")  # ways are never left out


def _parts(voice: Voice, incident: Incident, brief: bool) -> Parts:
    ways = list(_ways(voice, incident, limits.manner_for(incident, brief=brief)))
    first = first_paragraph(voice, incident)
    return Parts(
        first=[first],
        call=[topics.call(voice, first, "legal_aid")],
        country=topics.country_line(voice),
        said=_repeated(voice, incident),
        notes=_notes(voice, incident, ways),
        open_ways=_listed(voice, guide.OPEN_WAYS, [way for way in ways if way.is_known and not way.closed], incident),
        closed_ways=_listed(voice, guide.CLOSED_WAYS, [way for way in ways if way.is_known and way.closed], incident),
        unknown_ways=_listed(voice, guide.UNKNOWN_WAYS, [way for way in ways if not way.is_known], incident),
        bring=_bring(voice, incident),
        free_help=_free_help(voice),
        cautions=_cautions(voice),
        ending=[voice.say(service.ASK_MORE)],
    )


def _as_heard_from(voice: Voice, incident: Incident) -> Voice:
    """Somebody who has left the country needs its numbers as they are dialled from abroad."""
    here = voice.situation.phone_country in (None, voice.situation.country)
    if incident.still_there is False and here:
        return replace(voice, situation=replace(voice.situation, phone_country=ABROAD))
    return voice


# The ways


def _ways(voice: Voice, incident: Incident, manner: routes.Manner) -> Iterator[Way]:
    if voice.record is None:
        return
    known = voice.record.compensation
    if known.unpaid_wages:
        text = routes.wages_route(voice, known.unpaid_wages, manner).text
        yield Way(text, _limits(known.unpaid_wages, incident))
    else:
        yield Way(voice.say(guide.WAGES_UNKNOWN), is_known=False)
    yield from _funds(voice, voice.record, incident, manner)
    criminal, civil = known.criminal_court, known.civil_court
    if criminal and criminal.available != "unknown":
        text = routes.criminal_court_route(voice, criminal, manner).text
        unreported = incident.reported is False and criminal.available == "yes"
        text = " ".join([voice.say(guide.NO_CASE_WITHOUT_REPORT), text]) if unreported else text
        yield Way(text, _limits(criminal, incident), closed=unreported or criminal.available == "no")
    else:
        yield Way(voice.say(say.CRIMINAL_COURT_UNKNOWN), is_known=False)
    if civil and civil.available != "unknown":
        text = routes.civil_court_route(voice, civil, manner).text
        yield Way(text, _limits(civil, incident), closed=civil.available == "no")
    else:
        yield Way(voice.say(say.CIVIL_COURT_UNKNOWN), is_known=False)


def _funds(voice: Voice, record: Country, incident: Incident, manner: routes.Manner) -> Iterator[Way]:
    fund = record.compensation.state_fund
    if fund is None or fund.exists == "unknown":
        yield Way(voice.say(say.FUND_UNKNOWN), is_known=False)
    elif fund.exists == "no":
        yield Way(voice.say(say.NO_FUND), closed=True)
    elif not serves(fund, incident.region):
        yield Way(voice.say(guide.OTHER_REGION), is_known=False)
    elif fund.by_region:
        yield from _region_funds(voice, regions_of(record), incident, manner)
    else:
        yield _fund(voice, fund, incident, routes.state_fund_route(voice, fund, manner).text)
    for other in (each for each in record.compensation.other_funds if serves(each, incident.region)):
        yield _fund(voice, other, incident, routes.fund_route(voice, other, manner).text)


def _region_funds(
    voice: Voice, funds: tuple[RegionalFund, ...], incident: Incident, manner: routes.Manner
) -> Iterator[Way]:
    """The fund of the part of the country that was named; else all of them in short."""
    if incident.region == OTHER_REGION:
        yield Way(voice.say(guide.OTHER_REGION), is_known=False)
        return
    chosen = [fund for fund in funds if fund.region == incident.region]
    for fund in chosen:
        yield _fund(voice, fund, incident, routes.fund_route(voice, fund, manner).text)
    if not chosen:
        heads = [told for fund in funds for told in _region_in_short(voice, fund, incident)]
        yield Way("\n".join([voice.say(guide.REGIONS_DIFFER), *heads]))


def _region_in_short(voice: Voice, fund: RegionalFund, incident: Incident) -> list[str]:
    """A line on the fund of one part; short of space the shortest limit alone, on SMS only where it is very short."""
    voice.cite_part(fund)
    found = of_these(limits_of(fund, incident.asked()), incident.asked()).told
    if voice.is_sms and not any(each.days <= VERY_SHORT_DAYS for each in found):
        return []
    shown = found if voice.situation.channel == WEBCHAT else found[:1]
    said = [sentence for each in shown for sentence in limits.limit_and_day(voice, each)]
    if claims.has_no_limit(fund, incident.harm):
        said = [voice.say(say.EXCEPTIONS["no_limit_for_sexual_violence"])]
    return [" ".join([routes.region_fund_head(voice, fund), *(said or [voice.say(say.LIMIT_NOT_KNOWN)])])]


def _limits(owner: Owner, incident: Incident) -> tuple[Limit, ...]:
    return tuple(limits_of(owner, incident.asked()))


def _fund(voice: Voice, fund: Fund, incident: Incident, text: str) -> Way:
    needs_report = fund.police_report_required == "yes" or "needs_police_report" in fund.needed
    unreported = incident.reported is False and needs_report and not fund.instead_of_police_report
    reasons = voice.say_all(
        [
            guide.CLOSED_WITHOUT_REPORT if unreported else None,
            guide.CLOSED_BY_NATIONALITY if routes.only_by_nationality(fund) else None,
        ]
    )
    closed = bool(reasons) or fund.open_to_trafficking_victims in ("no", "mostly_no")
    return Way(" ".join([*reasons, text]), _limits(fund, incident), closed=closed)


# Around the ways


def _listed(voice: Voice, head: Phrase, ways: list[Way], incident: Incident) -> list[str]:
    if not ways:
        return []
    heads = [] if voice.is_sms and head is not guide.CLOSED_WAYS else [voice.say(head)]
    return [*heads, *(way.text for way in sorted(ways, key=lambda way: _urgency(way, incident)))]


def _urgency(way: Way, incident: Incident) -> tuple[int, date, int]:
    """Ways with the nearest day to act by first, then those without a day, last those whose days may all be over.

    Between two days, one gone and one still to come, the last one may be today. Otherwise the shortest limit first.
    """
    found = [each for each in way.limits if presses(each)]
    shortest = deadlines.shortest(each.rule for each in found)
    ends = [(each.earliest, each.latest or each.earliest) for each in found if each.earliest]
    if coming := [max(first, incident.today) for first, last in ends if last >= incident.today]:
        return 0, min(coming), shortest
    are_over = bool(found) and all(each.earliest for each in found)
    return (2 if are_over else 1), date.max, shortest


def _notes(voice: Voice, incident: Incident, ways: list[Way]) -> list[str]:
    """What the days rest on; that a lawyer is asked even if they have passed."""
    if not any(way.limits for way in ways):
        return []
    if voice.is_sms:
        return [voice.say(guide.COUNTED_FROM)] if incident.happened else []
    phrase = guide.COUNTED_FROM if incident.happened else guide.WHEN_NOT_KNOWN
    return [f"{voice.say(phrase)} {voice.say(say.ASK_EVEN_IF_LATE)}"]


def _repeated(voice: Voice, incident: Incident) -> list[str]:
    """What the person said, for a summary that is kept; not on SMS, where it would tell others."""
    if voice.is_sms:
        return []
    words = {True: voice.say(service.YES), False: voice.say(service.NO)}
    pairs = [
        (guide.ASK_HARM, harm_title(voice, incident.harm) if incident.harm else None),
        (guide.ASK_WHEN, _period(voice, incident)),
        (guide.ASK_REPORTED, words.get(incident.reported) if incident.reported is not None else None),
    ]
    lines = [f"{_question(voice, phrase)} {answer}" for phrase, answer in pairs if answer]
    if incident.place:
        lines.insert(0, f"{here_text(voice, {})} {words[True]}")
    return ["\n".join([voice.say(guide.YOU_SAID), *(f"• {line}" for line in lines)])] if lines else []


def _question(voice: Voice, phrase: Phrase) -> str:
    """The question without its hint on how to answer."""
    text = voice.say(phrase)
    ends = [text.find(mark) for mark in "?？؟" if mark in text]
    return text[: min(ends) + 1] if ends else text


def _period(voice: Voice, incident: Incident) -> str | None:
    when = incident.happened
    if when is None or when.latest is None:
        return None
    first, last = formats.date(when.earliest, voice.language), formats.date(when.latest, voice.language)
    return first if when.is_exact else f"{first} – {last}"


def _bring(voice: Voice, incident: Incident) -> list[str]:
    """Papers and proof that help every way."""
    texts = {str(text.id): text for about in (TOPIC, "unpaid_wages") for text in topics.topic_rights(about).steps}
    of_work = () if voice.is_sms or incident.harm == "injury" else PROOF_OF_WORK
    wanted = [texts[name] for name in (PROOF_OF_HARM, *of_work)]
    voice.cite(*(f"{RIGHTS}:{text.id}" for text in wanted))
    return [_bullets(voice, voice.say(guide.BRING), (voice.catalogue.text(text.id, text.text) for text in wanted))]


def _free_help(voice: Voice) -> list[str]:
    """Free lawyers beside the one to call, and the lawyer that the law gives; not a word where none is known."""
    lawyers = legal_aid.lawyers_known(voice)
    named = legal_aid.beside_the_called(lawyers)
    if voice.is_sms:
        reachable = [contact for contact in named if contacts.has_number(contact)]
        return [contacts.told(voice, contact) for contact in reachable[:1]]
    told = [contacts.entry(voice, contact) for contact in named[:LAWYERS_SHOWN]]
    known = [*told, *legal_aid.by_law(voice)]
    return [voice.say(guide.FREE_HELP), *known] if known else []


def _cautions(voice: Voice) -> list[str]:
    texts: tuple[Text, ...] = topics.topic_rights(TOPIC).cautions[: 1 if voice.is_sms else None]
    rules = rules_for(rights(), TOPIC, voice.record.country if voice.record else None)
    if voice.situation.phone_country == ABROAD:
        texts = (*(rule for rule in rules if rule.id == IN_ANOTHER_EU_COUNTRY), *texts)
    voice.cite(*(f"{RIGHTS}:{text.id}" for text in texts))
    said = [voice.catalogue.text(text.id, text.text) for text in texts]
    return [" ".join(said)] if voice.is_sms else ["\n".join(f"• {sentence}" for sentence in said)]


def _bullets(voice: Voice, head: str, texts: Iterable[str]) -> str:
    return " ".join([head, *texts]) if voice.is_sms else "\n".join([head, *(f"• {text}" for text in texts)])


def _within_one_message(voice: Voice, parts_in: Callable[[bool], Parts]) -> list[str]:
    """All parts; on Telegram what one message holds: what matters least is left out, then ways are told briefly."""
    if voice.situation.channel != TELEGRAM:
        return parts_in(voice.is_sms).paragraphs()
    for brief in (False, True):
        kept = parts_in(brief)
        for name in LEFT_OUT_FIRST:
            part: list[str] = getattr(kept, name)
            while part and not _fits_telegram(kept):
                part.pop()
                if part is kept.free_help and len(part) == 1:  # its head does not stand alone
                    part.clear()
        if _fits_telegram(kept):
            break
    return kept.paragraphs()


def _fits_telegram(parts: Parts) -> bool:
    return len(PARAGRAPH_BREAK.join(parts.paragraphs())) <= TELEGRAM_TEXT
