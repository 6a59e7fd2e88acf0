"""How something is said to one contact: language, country and channel in one place."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.i18n import formats
from bot.i18n.catalogues import Catalogue, Phrase, catalogue_of
from bot.knowledge.records import Country, Record
from bot.knowledge.regions import is_in
from bot.replies.budget import fits_first_texts
from bot.replies.citations import of_part
from bot.replies.known import country_record
from bot.replies.named import is_named
from bot.replies.open_lines import as_of
from bot.replies.phrases.service import A_PERSON, MORE_HINT
from bot.replies.phrases.titles import SMS_TITLES, TITLES
from bot.replies.reply import Choice
from bot.replies.situation import SMS, Situation
from bot.replies.today import today_utc
from bot.text.direction import direction_of, isolate

PAGE_COUNT = "1/9"  # as bot/replies/text_messages.py numbers pages
PERSON_PAYLOAD = "/talk_to_human"


@dataclass(frozen=True)
class Voice:
    """Says phrases in the situation's language. `record` is what is known of the contact's country, if anything.

    `cited`: where all that was said so far was read. `today`: by which numbers are old.
    """

    situation: Situation
    catalogue: Catalogue
    record: Country | None
    cited: list[str] = field(default_factory=list, compare=False, repr=False)
    today: datetime.date = field(default_factory=today_utc)

    def cite(self, *citations: str) -> None:
        """Note where what is being said was read: names of bot/replies/citations.py."""
        self.cited.extend(citations)

    def cite_part(self, *parts: Record | None) -> None:
        """Note the parts of the country's record that are being told."""
        found = [of_part(self.record, part) for part in parts if self.record and part is not None]
        self.cite(*filter(None, found))

    @property
    def language(self) -> str:
        """The language that is really spoken: English where there is no catalogue."""
        return self.catalogue.language

    @property
    def region(self) -> str | None:
        """The part of the country where the contact is, ISO 3166-2; None where it is not known."""
        known = self.situation.region
        return known if self.record and is_in(known, self.record.country) else None

    @property
    def is_sms(self) -> bool:
        """Whether texts must be short and discreet."""
        return self.situation.channel == SMS

    def say(self, phrase: Phrase, **values: str) -> str:
        """A phrase in the contact's language."""
        return self.catalogue.say(phrase, **values)

    def say_all(self, phrases: Iterable[Phrase | None]) -> list[str]:
        """Several phrases; a None among them says nothing."""
        return [self.say(phrase) for phrase in phrases if phrase is not None]

    def answered(self, word: Phrase, sentence: str) -> str:
        """A sentence behind yes or no, which answers "can you?" and "please do" alike; alone where nobody wrote."""
        return f"{self.say(word)} {sentence}" if self.situation.said else sentence

    def listed(self, phrases: Sequence[Phrase], style: Literal["standard", "or"] = "standard") -> str:
        """Phrases as one list in a sentence."""
        return formats.join([self.say(phrase) for phrase in phrases], self.language, style)

    def foreign(self, text: str) -> str:
        """A number, address or Latin name, kept readable in a right-to-left text."""
        return isolate(text) if direction_of(self.language) == "rtl" else text

    def country(self, iso2: str) -> str:
        """A country's name."""
        return formats.country_name(iso2, self.language)

    def duration(self, amount: int, unit: str) -> str:
        """`6 months`."""
        return formats.duration(amount, unit, self.language)

    def title(self, topic: str) -> str:
        """A topic's short title; on SMS discreet, unless the contact has just named the topic themself."""
        return self.say(self.title_phrase(topic))

    def title_phrase(self, topic: str) -> Phrase:
        """The title as a phrase; KeyError for a topic without one."""
        is_discreet = self.is_sms and topic in SMS_TITLES and not is_named(topic, self.situation.said, self.language)
        return SMS_TITLES[topic] if is_discreet else TITLES[topic]

    def choice(self, topic: str) -> Choice:
        """A topic to pick."""
        return Choice(self.title(topic), f"/{topic}")

    def person(self) -> Choice:
        """The choice that every answer ends with."""
        return Choice(self.say(A_PERSON), PERSON_PAYLOAD)

    def choices(self, topics: Iterable[str]) -> tuple[Choice, ...]:
        """Topics to pick, and a person."""
        return (*(self.choice(topic) for topic in topics), self.person())

    def fits(self, *paragraphs: str) -> bool:
        """Whether these may stand together at the start, with room for "write MORE": always but on SMS."""
        hint = f"\n{self.say(MORE_HINT)} {PAGE_COUNT}"
        return not self.is_sms or fits_first_texts(paragraphs, self.language, reserved=hint)


def voice_for(situation: Situation) -> Voice:
    """The voice for a situation. A guessed country that nothing is known about counts as not known."""
    record = country_record(situation.country) if situation.country else None
    if record is None and situation.country_guessed:
        situation = replace(situation, country=None)
    record = as_of(record, datetime.datetime.now(datetime.timezone.utc)) if record else None
    return Voice(situation, catalogue_of(situation.language), record, today=today_utc())
