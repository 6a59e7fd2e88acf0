"""Rasa's way to our replies: a response's name becomes the text for this contact, in this process."""

from __future__ import annotations

from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.assistant.floor import with_floor
from bot.assistant.situation import situation_of
from bot.replies.compose import compose
from bot.replies.reply import PARAGRAPH_BREAK, Reply

BESIDE = ("sources", "asks", "asides")  # fields of a reply that travel beside its text


class CatalogueNlg(NaturalLanguageGenerator):
    """Makes replies from the catalogues and the country records."""

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None) -> None:
        super().__init__()

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any]:
        """The message for a response. Raises KeyError for another name: no contact is left without an answer."""
        return message_of(self._reply(utter_action, tracker, output_channel, **kwargs))

    def _reply(self, utter_action: str, tracker: DialogueStateTracker, channel: str, **kwargs: Any) -> Reply:
        return compose(utter_action, situation_of(tracker, channel), **kwargs)


class ShellNlg(CatalogueNlg):
    """The NLG of `rasa shell` (endpoints.yml): nobody joins a turn's replies there, so the first one has the floor."""

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None) -> None:
        super().__init__(endpoint_config, domain)
        self._turn: float | None = None

    def _reply(self, utter_action: str, tracker: DialogueStateTracker, channel: str, **kwargs: Any) -> Reply:
        reply = super()._reply(utter_action, tracker, channel, **kwargs)
        turn = tracker.latest_message.timestamp if tracker.latest_message else None
        begun, self._turn = turn == self._turn, turn
        return reply if begun else with_floor(reply, tracker, channel)


def message_of(reply: Reply) -> dict[str, Any]:
    """A reply as Rasa's output channels take it; what else is known of it goes beside, in what no contact sees."""
    message = {
        "text": PARAGRAPH_BREAK.join(reply.paragraphs),
        "buttons": [{"title": choice.title, "payload": choice.payload} for choice in reply.choices],
    }
    beside = {name: list(getattr(reply, name)) for name in BESIDE if getattr(reply, name)}
    return {**message, "custom": beside} if beside else message
