"""The last step of the NLU pipeline: a text's parse meets the conversation that it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    INTENT,
    INTENT_NAME_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.conversations.contract import OfferedChoice
from bot.conversations.offers import Offer
from bot.dialogue.interviews.kind import INFORM
from bot.dialogue.likely import DECISION, LIKELY, likely_in
from bot.dialogue.reading import Standing, answer_in, payload_in
from bot.i18n.catalogues import SOURCE_LANGUAGE

# Rasa hands a pipeline's components the text and not the conversation.
_STANDING: ContextVar[Standing | None] = ContextVar("standing", default=None)


@contextmanager
def reading_in(standing: Standing) -> Iterator[None]:
    """What is read meanwhile belongs to a conversation that stands like this."""
    token = _STANDING.set(standing)
    try:
        yield
    finally:
        _STANDING.reset(token)


def read_on_in(standing: Standing) -> None:
    """As `reading_in`, until the task ends."""
    _STANDING.set(standing)


def standing_of(tracker: DialogueStateTracker) -> Standing:
    """How a conversation stands by Rasa's own tracker alone; the buttons shown last are what was offered."""
    language = tracker.get_slot("language")
    said = tracker.get_last_event_for(BotUttered)
    buttons = (said.data.get("buttons") or ()) if said else ()
    choices = tuple(OfferedChoice("", button["title"], button["payload"]) for button in buttons)
    return Standing(tracker.current_slot_values(), Offer(choices, language=str(language or SOURCE_LANGUAGE)), language)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ConversationReader(GraphComponent):
    """Puts the payload in the place of a text that amounts to a choice, which Rasa's own last step unpacks.

    An answer to a question that is asked keeps its text, and what it tells of language and country.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ConversationReader:
        """The component; there is nothing to train."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message in the conversation that is being answered; texts by themselves stay as they are."""
        standing = _STANDING.get()
        if standing is None:
            return messages
        return [_read(message, standing) for message in messages]


def _read(message: Message, standing: Standing) -> Message:
    parse = {**message.as_dict(), TEXT: message.get(TEXT)}
    payload = payload_in(parse, standing)
    if payload is not None:
        return Message({TEXT: payload, INTENT: {}, ENTITIES: []})
    if likely := likely_in(parse, standing):
        message.set(INTENT, likely, add_to_output=True)
        message.set(DECISION, LIKELY, add_to_output=True)
    answer = answer_in(parse, standing)
    if answer is not None:
        entities = [{ENTITY_ATTRIBUTE_TYPE: name, ENTITY_ATTRIBUTE_VALUE: value} for name, value in answer.items()]
        message.set(INTENT, {INTENT_NAME_KEY: INFORM, PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True)
        message.set(ENTITIES, [*message.get(ENTITIES, []), *entities], add_to_output=True)
    return message
