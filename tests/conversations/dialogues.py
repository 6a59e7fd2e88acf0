"""The dialogues of `<language>.yml`: what a contact does, step by step, and what must come back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent
LANGUAGES = tuple(sorted(path.stem for path in FOLDER.glob("*.yml")))

NOT_SURE = "nlu_fallback"
ANY, NONE = "any", "none"  # a reply whose text is another test's business; silence

# Guided dialogues: their questions have tests of their own (tests/dialogue), so here only that a reply comes.
GUIDED = frozenset(
    {
        "am_i_trafficked",
        "child_victim",
        "compensation",
        "family_safety",
        "job_offer_check",
        "professional_guidance",
        "report_concern",
        "return_home",
    }
)
RESPONSES = {
    "talk_to_human": "utter_human_comes",
    "delete_my_data": "utter_ask_delete_confirmed",
    "change_language": "utter_choose_language",
    "change_country": "utter_ask_country",
    NOT_SURE: "utter_choices",
}
URGENT = frozenset({"emergency", "distress"})
TO_THE_QUEUE = URGENT | {"talk_to_human"}


class BadDialogue(ValueError):
    """A dialogue says something that no test would check."""


@dataclass(frozen=True)
class Step:
    """One thing the contact does, and what is expected.

    contact: what they write · pick: the payload of an offered choice (typed as its digit by SMS, else pressed) ·
    sends: another kind of message, e.g. media.
    topic: what it is understood as; it may be asked about with `topic` among three choices, which is then picked ·
    reply: the response's name, `any` or `none` · language, country, region: from here on (a country so given was said
    by the contact) · first: the reply is that of a first contact · numbers: `police`, `ambulance` or ids of the
    country's contacts, each with a number in what is sent now · choices: payloads that are among the offered · holder,
    urgent, stopped, erased: how things stand afterwards · pages: the word with which all pages are then read.
    """

    contact: str | None = None
    pick: str | None = None
    sends: str | None = None
    topic: str | None = None
    reply: str | None = None
    language: str | None = None
    country: str | None = None
    region: str | None = None
    first: bool | None = None
    numbers: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    holder: str | None = None
    urgent: bool | None = None
    stopped: bool | None = None
    erased: bool = False
    pages: str | None = None

    @property
    def response(self) -> str:
        """The name of the response that is expected, `any` or `none`."""
        if self.reply:
            return self.reply
        if self.topic is None:
            raise BadDialogue(f"no topic and no reply is expected of {self}")
        return ANY if self.topic in GUIDED else RESPONSES.get(self.topic, f"utter_{self.topic}")

    @property
    def may_be_asked_about(self) -> bool:
        """Whether the contact may be asked what they mean; never in danger, and not where being asked is the point."""
        return self.contact is not None and self.topic not in URGENT | {None, NOT_SURE}

    @property
    def holder_after(self) -> str | None:
        """Who must hold the conversation afterwards; None: whoever held it before."""
        return self.holder or ("queue" if self.topic in TO_THE_QUEUE else None)


@dataclass(frozen=True)
class Dialogue:
    """A contact on a channel: `sms GB` (a phone of that country), `telegram fr`, `webchat fr` (what it is set to)."""

    name: str
    language: str
    channel: str
    hint: str
    steps: tuple[Step, ...]
    is_of_topics: bool = False

    @property
    def phone(self) -> str | None:
        """The country of the contact's phone, where the channel tells it."""
        return self.hint if self.channel == "sms" else None


def read_dialogues(language: str) -> tuple[Dialogue, ...]:
    """All dialogues of a language: those of `topics`, one a topic or more, then the longer ones of `dialogues`."""
    content = YAML(typ="safe").load((FOLDER / f"{language}.yml").read_text("utf-8"))
    return (*_of_topics(language, content["topics"]), *_longer(language, content["dialogues"]))


def _of_topics(language: str, content: Mapping[str, Any]) -> Iterator[Dialogue]:
    for topic, written in content.items():
        for number, one in enumerate(written if isinstance(written, list) else [written], start=1):
            values = {"topic": topic, **one}
            channel, hint = values.pop("from").split()
            name = topic if number == 1 else f"{topic} {number}"
            yield Dialogue(name, language, channel, hint, (_step(values),), is_of_topics=True)


def _longer(language: str, content: list[Mapping[str, Any]]) -> Iterator[Dialogue]:
    for one in content:
        channel, hint = one["from"].split()
        yield Dialogue(one["name"], language, channel, hint, tuple(_step(step) for step in one["steps"]))


def _step(values: Mapping[str, Any]) -> Step:
    unknown = values.keys() - {field.name for field in fields(Step)}
    if unknown:
        raise BadDialogue(f"{sorted(unknown)} is not part of a step")
    fitting: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
    step = Step(**fitting)
    if sum(value is not None for value in (step.contact, step.pick, step.sends)) != 1:
        raise BadDialogue(f"one of contact, pick and sends is needed: {step}")
    return step


def folded(text: str) -> str:
    """Only its letters and digits, without case: how a text is compared with those that were trained on."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())
