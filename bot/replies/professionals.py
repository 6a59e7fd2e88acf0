"""For people who worry about somebody and for those who meet people at work: signs, what to say, how to refer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.i18n.catalogues import Phrase
from bot.knowledge.lookup import for_professionals
from bot.knowledge.records import Identification
from bot.knowledge.rights import ProfessionalText
from bot.replies import contacts, country_rules, topics
from bot.replies.citations import SIGNS
from bot.replies.known import indicators
from bot.replies.phrases import guides as say
from bot.replies.phrases import law
from bot.replies.questions import OTHER_ROLE, ROLE
from bot.replies.reply import Reply
from bot.replies.voice import Voice

CONCERN_TOPIC, TOPIC = "report_concern", "professional_guidance"

CHOOSE_A_JOB = "professional_guidance.step.5"  # nothing more to choose for a job that the sources do not speak of
# Published signs that anybody can notice, whatever their work.
SIGNS_FOR_ALL = (
    "health_workers.sign.1",
    "health_workers.sign.2",
    "health_workers.sign.6",
    "social_workers.sign.4",
    "labour_inspectors.sign.4",
)


def concern_reply(voice: Voice) -> Reply:
    """Worried about somebody: danger first, then the line, what to notice, how to report without alerting anybody."""
    about = topics.topic_rights(CONCERN_TOPIC)
    call = topics.first_call(voice, CONCERN_TOPIC)
    now = topics.step_now(voice, about)
    told = [*now, *_lines(voice, say.SIGNS_TO_SEE, _signs_for_all(voice)), *topics.country_line(voice)]
    paragraphs = (topics.answer(voice, about), call, *told, *topics.background(voice, about), *topics.ending(voice))
    return Reply(paragraphs, voice.language, topics.choices(voice, about))


def guidance_result(voice: Voice, answers: Mapping[str, str], more_questions: bool = False) -> Reply:
    """For one kind of work; without it what holds for all. The line may be one for professionals: only here."""
    about = topics.topic_rights(TOPIC)
    first = topics.answer(voice, about)
    call = _call(voice, first)
    role = next((role for role in indicators().professionals if role.id == answers.get(ROLE)), None)
    if role is None:
        steps = [step for step in about.steps if step.id != CHOOSE_A_JOB or answers.get(ROLE) != OTHER_ROLE]
        signs = _lines(voice, say.SIGNS_TO_SEE, _signs_for_all(voice))
        guidance = [*signs, *topics.background(voice, about, steps=steps)]
    else:
        voice.cite(f"{SIGNS}:{role.id}")
        guidance = [
            *_lines(voice, say.SIGNS_TO_SEE, role.signs),
            *_lines(voice, say.WHAT_TO_DO, role.first_steps),
            *_lines(voice, say.WHAT_NOT_TO_DO, role.do_nots),
            *topics.background(voice, about, steps=()),
        ]
    told = [*topics.country_line(voice), *_how_to_refer(voice), *guidance, *topics.ending(voice)]
    return Reply((first, call, *told), voice.language, topics.choices(voice, about))


def _call(voice: Voice, first: str) -> str:
    contact = for_professionals(voice.record) if voice.record else None
    if contact is None:
        return topics.call(voice, first, TOPIC)
    only = [voice.say(say.LINE_FOR_PROFESSIONALS)] if "professionals" in contact.audience else []
    return " ".join([contacts.told(voice, contact), *only, *contacts.details(voice, contact)])


def _how_to_refer(voice: Voice) -> list[str]:
    if voice.record is None:
        return []
    known = voice.record.identification
    voice.cite_part(known)
    if known is None or not (known.can_refer or known.decided_by):
        return [voice.say(say.REFERRAL_UNKNOWN)]
    return [" ".join([voice.say(say.HOW_TO_REFER), *_who(voice, known), *_rules(voice, known)])]


def _who(voice: Voice, known: Identification) -> list[str]:
    said = []
    for phrase, codes in ((law.CAN_REFER, known.can_refer), (law.DECIDED_BY, known.decided_by)):
        people = [say.THE_PERSON if code == "the_person" else law.REFERRERS[code] for code in codes]
        said += [voice.say(phrase, people=", ".join(voice.say_all(people)))] if people else []
    return said


def _rules(voice: Voice, known: Identification) -> list[str]:
    days = known.recovery_period_days
    rest = [voice.say(country_rules.RECOVERY[days.limit], duration=voice.duration(days.value, "days"))] if days else []
    codes: tuple[tuple[str, Phrase | None, Phrase | None], ...] = (
        (known.self_referral, say.CAN_REFER_THEMSELVES, say.CANNOT_REFER_THEMSELVES),
        (known.adult_must_agree, say.THEY_MUST_AGREE, None),
        (known.help_needs_cooperation, say.HELP_WITH_POLICE, say.HELP_WITHOUT_POLICE),
    )
    doubt = law.RULE_UNVERIFIED if days and days.verify else None
    rules = [yes if code == "yes" else no if code == "no" else None for code, yes, no in codes]
    return [*voice.say_all(rules), *rest, *voice.say_all([doubt])]


def _signs_for_all(voice: Voice) -> list[ProfessionalText]:
    voice.cite(*(f"{SIGNS}:{name.partition('.')[0]}" for name in SIGNS_FOR_ALL))
    known = {str(sign.id): sign for role in indicators().professionals for sign in role.signs}
    return [known[name] for name in SIGNS_FOR_ALL]


def _lines(voice: Voice, head: Phrase, texts: Sequence[ProfessionalText]) -> list[str]:
    """A list under a head; on SMS what tells a reader over the shoulder what this is about is left out."""
    shown = [text for text in texts if not (voice.is_sms and text.telling)]
    said = [voice.catalogue.text(text.id, text.text) for text in shown]
    return ["\n".join([voice.say(head), *(f"- {line}" for line in said)])] if said else []
