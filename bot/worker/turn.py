"""One turn of a conversation, as it travels through the worker: admission, routing, speaking, commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.conversations.contacts import Contact
from bot.conversations.contract import Inbound, MessageKind
from bot.conversations.holder import Holder
from bot.conversations.inbox import InboxRow
from bot.conversations.messages import URGENT_TOPICS
from bot.conversations.offers import Offer
from bot.conversations.safe_word import SafeWord
from bot.conversations.seen import Seen
from bot.dialogue.answer import topic_of
from bot.dialogue.danger import may_tell_of_danger
from bot.dialogue.interviews.kind import INFORM
from bot.dialogue.keywords import PERSON_DIGIT, Digit, Keyword
from bot.dialogue.known import Known
from bot.dialogue.likely import DECISION, LIKELY
from bot.dialogue.reading import Standing, was_picked
from bot.dialogue.remembered import Remembered
from bot.nlu.families import PARENTS
from bot.replies.compose import COUNTRY_TOPICS
from bot.replies.phrasebook import Rendered
from bot.replies.situation import Situation
from bot.text.bounded import bounded
from bot.text.visible import visible

CLEAR = COUNTRY_TOPICS | (set(PARENTS) - {"both", "wrong_number", "no_thanks"})  # none that is only a nod
NEVER_TOO_FAST = URGENT_TOPICS | {"talk_to_human"}


@dataclass(frozen=True)
class Turn:
    """What came in, and the conversation as it stood then.

    `keyword`: the keyword or digit that a text consists of. `parse`: what the text was read as, in Rasa's form; None
    for what is no text. `first`: nothing was said to this contact before. `asked`: the question that an operator asked
    last, as it was asked, where it is one of the phrasebook. `seen`: what the text shows an operator. `safe_word`:
    theirs, if any was set.
    """

    row: InboxRow
    contact: Contact
    holder: Holder
    offer: Offer
    remembered: Remembered
    first: bool
    hotline_country: str | None = None
    keyword: Keyword | Digit | None = None
    parse: Mapping[str, Any] | None = None
    asked: Rendered | None = None
    seen: Seen | None = None
    safe_word: SafeWord | None = None

    @property
    def inbound(self) -> Inbound:
        """What arrived."""
        return self.row.inbound

    @property
    def text(self) -> str:
        """What somebody wrote, as Rasa may see it; empty for what is no text.

        Nothing that people type is ever a payload, and a leading slash is one to Rasa.
        """
        return harmless(bounded(self.inbound.text)) if self.inbound.kind is MessageKind.TEXT else ""

    @property
    def topic(self) -> str | None:
        """What the text was read as."""
        return topic_of(self.parse) if self.parse else None

    @property
    def is_picked(self) -> bool:
        """Whether the text names an offered choice, by number or title, or answers the open question."""
        return self.parse is not None and (was_picked(self.parse) or self.topic == INFORM)

    @property
    def is_clear(self) -> bool:
        """Whether the text asks for something that the bot is sure to have understood."""
        return self.topic in CLEAR and not self.is_picked and not self.is_likely

    @property
    def is_likely(self) -> bool:
        """Whether it is not sure what the text is about, but likely."""
        return self.parse is not None and self.parse.get(DECISION) == LIKELY

    @property
    def is_urgent(self) -> bool:
        """Whether somebody is in danger or wants a person."""
        if isinstance(self.keyword, Digit):
            return self.keyword.value == PERSON_DIGIT
        return self.topic in NEVER_TOO_FAST

    @property
    def is_hidden(self) -> bool:
        """Whether a safe word hides what was before."""
        return self.safe_word is not None and self.safe_word.is_set and self.safe_word.is_hidden

    @property
    def may_tell_of_danger(self) -> bool:
        """Whether a number to call belongs above whatever is said."""
        return self.parse is not None and may_tell_of_danger(self.parse)

    @property
    def known(self) -> Known:
        """What is known of the contact, for whoever reads and answers."""
        person = self.contact
        phone = person.phone_country
        return Known(
            language=person.language,
            language_chosen=person.language_chosen,
            language_hints=self.inbound.language_hints,
            phone_country=phone,
            country=person.country,
            country_chosen=person.country_chosen,
            country_guess=phone or self.hotline_country,
            first=self.first,
        )

    @property
    def standing(self) -> Standing:
        """How the conversation stands for a text. With an operator nothing is asked or offered by the bot."""
        if self.holder is Holder.OPERATOR:
            return Standing(language=self.contact.language)
        return Standing(self.remembered.slots, self.offer, self.contact.language)

    @property
    def situation(self) -> Situation:
        """For a reply that Rasa is not asked for."""
        return situation_of(self.contact, self.hotline_country, first=self.first)


def situation_of(person: Contact, hotline_country: str | None, *, first: bool = False) -> Situation:
    """The situation for a reply that Rasa is not asked for."""
    phone = person.phone_country
    return Situation(
        language=person.language or "en",
        country=person.country or phone or hotline_country,
        country_guessed=person.country is None,
        phone_country=phone,
        channel=person.channel,
        first=first,
    )


def harmless(text: str) -> str:
    """The text as Rasa may see it: nothing that people type is ever a payload (a leading slash is one to Rasa)."""
    return visible(text).strip().lstrip("/\uff0f\u2044\u2215 ").strip()
