"""The answer on a topic: the answer itself, whom to call, the rules of the contact's country, what to do."""

from __future__ import annotations

from collections.abc import Sequence

from bot.knowledge.rights import Rule, Text, TopicRights, rules_for
from bot.replies import contacts, country_rules, numbers
from bot.replies.citations import RIGHTS
from bot.replies.compensation import routes as compensation_routes
from bot.replies.known import rights
from bot.replies.phrases import law
from bot.replies.phrases import service as say
from bot.replies.questions import inform
from bot.replies.reply import Choice, Reply
from bot.replies.voice import Voice

PAY = "unpaid_wages"
LAW = "law."  # before a topic: what the law says on it
LAW_IS_THE_ANSWER = frozenset({"rights_overview"})
DANGER_FIRST = frozenset({"sexual_violence", "threats_violence", "cannot_leave", "child_victim", "report_concern"})


def topic_reply(voice: Voice, topic: str) -> Reply:
    """The reply on a topic of data/knowledge/topics; KeyError for another one."""
    about = topic_rights(topic)
    others = contacts.others(voice, topic)
    later = [
        *([*country_line(voice), *step_now(voice, about)] if voice.is_sms else []),
        *contacts.of_authority(voice, topic),
        *contacts.at_night(voice, topic),
        *contacts.doubtful(voice, topic),
        *([] if voice.is_sms else [*country_line(voice), *others]),
        *background(voice, about),
        *(others if voice.is_sms else []),
    ]
    paragraphs = (answer(voice, about), first_call(voice, topic), *later, *ending(voice))
    return Reply(paragraphs, voice.language, choices(voice, about))


def law_reply(voice: Voice, topic: str) -> Reply:
    """What the law says on a topic, where `choices` offers that; KeyError for another topic."""
    about = topic_rights(topic)
    rules = _rules(voice, about)
    groups = ([rule for rule in rules if rule.telling == telling] for telling in (False, True))
    told = [_texts(voice, group) for group in groups if group]
    return Reply((*country_line(voice), *told, *ending(voice)), voice.language, voice.choices((topic, *about.next)))


def choices(voice: Voice, about: TopicRights, offered: Sequence[str] | None = None) -> tuple[Choice, ...]:
    """What can be asked next, `offered` or what the topic names; what the law says where `background` left it out."""
    *following, person = voice.choices(about.next if offered is None else offered)
    return (*following, *law_choice(voice, about), person)


def law_choice(voice: Voice, about: TopicRights) -> list[Choice]:
    """What the law says, where `background` left it out."""
    if not _law_apart(voice, about):
        return []
    return [Choice(voice.say(law.TITLE), inform({"answer": f"{LAW}{about.topic}"}))]


def ending(voice: Voice) -> list[str]:
    """The last paragraph; on SMS the lines of 9 and 0 say the same."""
    return [] if voice.is_sms else [voice.say(say.ASK_MORE)]


def topic_rights(topic: str) -> TopicRights:
    """What is known on a topic; KeyError when it is none of data/knowledge/topics."""
    about = rights().about(topic)
    if about is None:
        raise KeyError(topic)
    return about


def answer(voice: Voice, about: TopicRights) -> str:
    """The first paragraph."""
    voice.cite(f"{RIGHTS}:{about.topic}.answer")
    return voice.catalogue.text(f"{about.topic}.answer", about.answer)


def first_call(voice: Voice, topic: str, line_topic: str | None = None) -> str:
    """The second paragraph. In danger the emergency number comes first; `line_topic`: look for this topic's line."""
    return call(voice, answer(voice, topic_rights(topic)), line_topic or topic, danger=_danger(voice, topic))


def short_call(voice: Voice, topic: str) -> str:
    """The number for danger where there may be any, and whom to call, without more of it."""
    danger, line = _danger(voice, topic), contacts.whom_to_call(voice, topic).line
    return f"{danger} {line}" if danger else line


def call(voice: Voice, first: str, topic: str, *, danger: str | None = None) -> str:
    """The second paragraph after `first`: `danger`, the line, and all that is known of it, in one piece.

    That no line for the topic is known is said before the number, but on SMS after it where both would not fit.
    """
    line, details = contacts.whom_to_call(voice, topic)
    said, gap = [danger] if danger else [], contacts.gap(voice, topic)
    if voice.fits(first, " ".join([*said, *gap, line])):
        return " ".join([*said, *gap, line, *details])
    return " ".join([*said, line, *details, *gap])


def country_line(voice: Voice) -> list[str]:
    """Which country was meant, when it is only a guess."""
    country = voice.situation.country
    if country is None or not voice.situation.country_guessed or voice.record is None:
        return []
    return [voice.say(say.COUNTRY_GUESSED, country=voice.country(country))]


def background(voice: Voice, about: TopicRights, *, steps: Sequence[Text] | None = None) -> list[str]:
    """Rules, the country's own rules, steps and cautions. `steps`: only these.

    On SMS few read to the end: what to do comes before what treaties and EU law say, which is a choice of its own
    where it is long (`choices`); and what tells a reader over the shoulder comes last. `step_now` stands before it.
    """
    rules, advice = _rules(voice, about), (_later_steps(voice, about) if steps is None else steps, about.cautions)
    pay = compensation_routes.on_pay(voice) if about.topic == PAY else []
    own = [*pay, *country_rules.facts(voice, about.topic), *contacts.inspectors(voice, about.topic)]
    if not voice.is_sms:
        said_by_law, *advised = [_texts(voice, group) for group in (rules, *advice)]
        return [paragraph for paragraph in (said_by_law, *own, *advised) if paragraph]
    law_first = about.topic in LAW_IS_THE_ANSWER
    groups: list[Sequence[Text]] = [rules, *advice] if law_first else [*advice, rules]
    if _law_apart(voice, about):
        groups.remove(rules)
    texts = [text for group in groups for text in group]
    # each a paragraph: a long answer is parted between them
    open_ones = [_texts(voice, [text]) for text in texts if not text.telling]
    telling = [_texts(voice, [text]) for text in texts if text.telling]
    return [*own, *open_ones, *telling]


def step_now(voice: Voice, about: TopicRights) -> list[str]:
    """On SMS the step that can be told early: of a long answer nobody may have to ask for what to do."""
    step = early_step(voice, about)
    return [_texts(voice, [step])] if step else []


def _later_steps(voice: Voice, about: TopicRights) -> list[Text]:
    early = early_step(voice, about)
    return [step for step in _steps(voice, about) if step is not early]


def early_step(voice: Voice, about: TopicRights) -> Text | None:
    """The first step that tells a reader over the shoulder nothing; None where no answer is parted."""
    return next((step for step in _steps(voice, about) if not step.telling), None) if voice.is_sms else None


def _steps(voice: Voice, about: TopicRights) -> Sequence[Text]:
    """What to do; on SMS, where each line is a page's, without what the answer has just said word for word."""
    return [step for step in about.steps if step.text not in about.answer] if voice.is_sms else about.steps


def phone_safety(voice: Voice) -> list[str]:
    """Advice on the phone itself; what tells a reader over the shoulder last."""
    return listed(voice, rights().digital_safety)


def listed(voice: Voice, texts: Sequence[Text]) -> list[str]:
    """Texts as paragraphs: what tells a reader over the shoulder apart and last."""
    groups = ([text for text in texts if text.telling == telling] for telling in (False, True))
    return [paragraph for paragraph in (_texts(voice, group) for group in groups) if paragraph]


def _danger(voice: Voice, topic: str) -> str | None:
    if topic == "medical_help":
        return numbers.ambulance_in_danger(voice)
    return numbers.in_danger(voice) if topic in DANGER_FIRST else None


def _rules(voice: Voice, about: TopicRights) -> list[Rule]:
    return rules_for(rights(), about.topic, voice.record.country if voice.record else None)


def _law_apart(voice: Voice, about: TopicRights) -> bool:
    """Whether the rules are a choice of their own: on SMS, where they take more than a page."""
    if not voice.is_sms or about.topic in LAW_IS_THE_ANSWER:
        return False
    said = [voice.catalogue.text(rule.id, rule.text) for rule in _rules(voice, about)]
    return not voice.fits(" ".join(said))


def _texts(voice: Voice, texts: Sequence[Text]) -> str:
    voice.cite(*(f"{RIGHTS}:{text.id}" for text in texts))
    said = [voice.catalogue.text(text.id, text.text) for text in texts]
    if voice.is_sms or len(said) < 2:
        return " ".join(said)
    return "\n".join(f"• {sentence}" for sentence in said)
