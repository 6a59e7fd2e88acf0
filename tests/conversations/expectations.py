"""What a step must have led to. Every check yields a sentence for each thing that is not so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.conversations.contract import Channel
from bot.dialogue.region_question import NEVER_ASKED
from bot.knowledge.loader import load_country
from bot.knowledge.lookup import sure_numbers
from bot.knowledge.records import Country
from bot.nlu.families import FAMILIES, PARENTS
from bot.replies.compose import COUNTRY_TOPICS, Situation, compose
from bot.replies.floor import with_number_above
from bot.replies.phrases.titles import TITLES
from bot.replies.region import with_question
from bot.replies.reply import Reply
from bot.replies.text_messages import wording_of
from bot.settings import PROJECT_ROOT
from bot.text.gsm7_folding import fold_to_gsm7
from bot.text.letters import script_of
from tests.conversations.dialogues import ANY, NONE, NOT_SURE, Dialogue, Step
from tests.conversations.stage import Heard

COUNTRIES = PROJECT_ROOT / "data" / "knowledge" / "countries"
PERSON = "/talk_to_human"
TOPICS_OFFERED = 3
SERVICES = frozenset({"police", "ambulance"})
PAN_EUROPEAN = "112"
MOST_BESIDE, TIMES_TOLD = 3, 4


@dataclass(frozen=True)
class Standing:
    """How things stand before a step, as the dialogue tells it: not as the system under test remembers it."""

    language: str
    country: str | None
    guessed: bool = True
    first: bool = True
    holder: str = "bot"
    stopped: bool = False
    region: str | None = None

    def after(self, step: Step) -> Standing:
        """With what the step itself says of language and country."""
        changed = replace(self, language=step.language or self.language, region=step.region or self.region)
        return replace(changed, country=step.country, guessed=False) if step.country else changed


def begin(dialogue: Dialogue) -> Standing:
    """Before the first step."""
    return Standing(dialogue.language, dialogue.phone)


def problems(dialogue: Dialogue, step: Step, standing: Standing, heard: Heard, channel: Channel) -> Iterator[str]:
    """All that is not as the step expects. `standing`: with the step's own changes."""
    yield from _of_state(step, standing, heard)
    if step.topic and PARENTS.get(str(heard.topic)) == step.topic:
        return  # one part of it is answered more closely: tests/replies/test_talk.py
    if step.topic is not None and heard.topic != step.topic:
        yield f"understood as {heard.topic}, not {step.topic}; {_offered(heard)} was offered"
    if step.response == NONE:
        if heard.said:
            yield f"nothing was to be said, but {heard.text!r} was"
        return
    if not heard.said:
        yield "nothing was said"
        return
    yield from _of_language(standing, heard)
    yield from _of_choices(step, heard)
    yield from _of_numbers(step, standing, heard)
    if step.response != ANY:
        yield from _of_text(dialogue, step, standing, heard, channel)


def asked_problems(dialogue: Dialogue, step: Step, standing: Standing, heard: Heard, channel: Channel) -> Iterator[str]:
    """Where the contact was asked what they mean: three topics with the right one among them, and a person."""
    if f"/{step.topic}" not in _offered(heard)[:TOPICS_OFFERED]:
        yield f"{step.topic} is none of the choices {_offered(heard)}"
    if len(_offered(heard)) > TOPICS_OFFERED + 1 or _offered(heard)[-1] != PERSON:
        yield f"not three topics and a person: {_offered(heard)}"
    yield from problems(dialogue, Step(contact=step.contact, topic=NOT_SURE), standing, heard, channel)


def _of_state(step: Step, standing: Standing, heard: Heard) -> Iterator[str]:
    holder = step.holder_after or standing.holder
    if heard.holder != holder:
        yield f"{heard.holder} holds the conversation, not {holder}"
    if step.urgent is not None and heard.urgent is not step.urgent:
        yield f"urgent: {heard.urgent}"
    stopped = standing.stopped if step.stopped is None else step.stopped
    if heard.stopped is not stopped:
        yield f"stopped: {heard.stopped}"
    if heard.erased is not step.erased:
        yield f"erased: {heard.erased}"


def _of_language(standing: Standing, heard: Heard) -> Iterator[str]:
    for message in heard.said:
        if message.language != standing.language:
            yield f"answered in {message.language}, not in {standing.language}"


def _of_choices(step: Step, heard: Heard) -> Iterator[str]:
    missing = [payload for payload in step.choices if payload not in _offered(heard)]
    if missing:
        yield f"{missing} not among the choices {_offered(heard)}"


def _of_numbers(step: Step, standing: Standing, heard: Heard) -> Iterator[str]:
    record = record_of(standing.country) if standing.country else None
    rest = "\n".join(heard.offer.more)
    for name in step.numbers:
        if record is None:
            yield f"the number of {name} is expected of no country"
        elif not any(has_number(heard.text, number) for number in numbers_of(record, name)):
            yield f"no number of {name} ({numbers_of(record, name)}) in {heard.text!r}"
    if record is not None and record.emergency_112.works != "yes" and has_number(heard.text + rest, PAN_EUROPEAN):
        yield f"{PAN_EUROPEAN} does not surely work in {standing.country}"


def _of_text(dialogue: Dialogue, step: Step, standing: Standing, heard: Heard, channel: Channel) -> Iterator[str]:
    """The reply must be the one that the catalogue and the record give for the situation as the dialogue tells it."""
    variants = list(expected_replies(dialogue, step, standing, heard))
    situation = situation_of(dialogue, step, standing)
    found = next((reply for reply in variants if is_said(reply, heard, channel, situation, step.response)), None)
    if found is None:
        plain = channel.shape(variants[0], heard.offer.choices)
        yield f"said {heard.text!r} with {_offered(heard)} instead of {plain.texts!r} with {variants[0].choices!r}"
        return
    place = variants.index(found)
    english = list(expected_replies(dialogue, step, replace(standing, language="en"), heard))[place]
    if standing.language != "en" and any(p in english.paragraphs for p in found.paragraphs):
        yield f"the catalogue leaves it in English: {found.paragraphs!r}"


def is_said(expected: Reply, heard: Heard, channel: Channel, situation: Situation, response: str) -> bool:
    """Whether that reply came: its rest is kept for MORE, its choices are offered.

    With a number above it or not, and with the question for the part of the country or without it.
    """
    topic = response.removeprefix("utter_")
    asked = with_question(expected, situation, topic) if topic in COUNTRY_TOPICS - NEVER_ASKED else None
    above = with_number_above(expected, situation)  # where it may tell of danger
    return any(_came(reply, heard, channel) for reply in (expected, above, asked) if reply)


def _came(reply: Reply, heard: Heard, channel: Channel) -> bool:
    shaped = channel.shape(reply, heard.offer.choices if reply.choices else ())
    if [message.text for message in heard.said] != list(shaped.texts):
        return False
    offered = [(choice.title, choice.payload) for choice in heard.offer.choices]
    kept = heard.offer.more == shaped.more
    return not reply.choices or (kept and offered == [(choice.title, choice.payload) for choice in reply.choices])


def expected_replies(dialogue: Dialogue, step: Step, standing: Standing, heard: Heard) -> Iterator[Reply]:
    """The replies before any channel shapes them: what the story so far may make of the one, the plainest first.

    The dialogues tell no story: whether a topic was answered before, what else the text asks for, and of which family
    an unclear one is, the tests of story and decision look at.
    """
    plain = situation_of(dialogue, step, standing)
    offered = [payload.removeprefix("/") for payload in _offered(heard) if payload != PERSON]
    if step.response == "utter_choices":
        for is_new in (False, True):
            told = replace(plain, is_country_new=is_new)
            yield from (compose(step.response, told, topics=offered, family=family) for family in (None, *FAMILIES))
        return
    topics = [topic for topic in offered if topic in TITLES][:MOST_BESIDE]
    if topics[:1] == [step.response.removeprefix("utter_")]:  # more of it can be picked: it was answered in short
        for times in range(TIMES_TOLD):
            for is_new in (False, True):
                told = replace(plain, instead=tuple(topics[1:]), times_told=times, is_country_new=is_new)
                yield compose(step.response, told)
    for beside in range(len(topics) + 1):
        for times in range(TIMES_TOLD):
            for is_new in (False, True):
                told = replace(plain, also=tuple(topics[:beside]), times_told=times, is_country_new=is_new)
                yield compose(step.response, told)


def situation_of(dialogue: Dialogue, step: Step, standing: Standing) -> Situation:
    """Who the reply is for, as the dialogue tells it."""
    return Situation(
        language=standing.language,
        country=standing.country,
        country_guessed=standing.guessed,
        phone_country=dialogue.phone,
        channel=dialogue.channel,
        first=standing.first if step.first is None else step.first,
        latin_letters=script_of(step.contact or "") == "Latn",
        said="" if (step.contact or "").isdecimal() else step.contact or "",  # a digit picks: it is no word of theirs
        region=standing.region,
    )


def pages_problems(reply: Reply, pages: list[str], language: str) -> Iterator[str]:
    """All pages together must hold the whole reply, word for word and in order."""
    if len(pages) < 2:
        yield f"there was nothing more to read: {pages!r}"
    wording = wording_of(language)
    hints = "|".join(re.escape(fold_to_gsm7(hint, language).strip()) for hint in (wording.more, wording.word))
    footer = re.compile(rf"\n(?:{hints}) (\d+)/(\d+)$")
    counts = [found.groups() for page in pages if (found := footer.search(page))]
    if counts != [(str(number), str(len(pages))) for number in range(1, len(pages))]:
        yield f"the pages are counted {counts}, and there were {len(pages)}"
    read = _squeezed("".join(footer.sub("", page) for page in pages))
    whole = _squeezed("".join(fold_to_gsm7(paragraph, language) for paragraph in reply.paragraphs))
    if whole not in read:
        yield f"not everything could be read: {read!r} does not hold {whole!r}"
    for choice in reply.choices[:-1]:
        if _squeezed(fold_to_gsm7(choice.title, language)) not in read.partition(whole)[2]:
            yield f"the choice {choice.title!r} is on no page"


def record_of(country: str) -> Country:
    """A country's record, through the loader."""
    return load_country(COUNTRIES / f"{country.lower()}.yml")


def numbers_of(record: Country, name: str) -> list[str]:
    """The numbers of an emergency service that surely work, or those of a contact, as they may be written."""
    if name in SERVICES:
        return [
            entry.number
            for entry in record.emergency
            if name in entry.services and (entry.number != PAN_EUROPEAN or record.emergency_112.works == "yes")
        ]
    (found,) = (contact for contact in record.contacts if contact.id == name)
    return [form for number in sure_numbers(found) for form in (number.dial, number.e164) if form]


def has_number(text: str, number: str) -> bool:
    """Whether a number is in a text, not as a part of a longer one."""
    plain = re.sub(r"[\u00a0\u202f]", " ", text)
    return re.search(rf"(?<![\d+]){re.escape(number)}(?! ?\d)", plain) is not None


def _offered(heard: Heard) -> list[str]:
    return [choice.payload for choice in heard.offer.choices]


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
