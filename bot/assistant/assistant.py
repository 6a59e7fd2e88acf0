"""Rasa embedded: one turn in, replies and wishes out. No server, no channel, no network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.actions_endpoint import InProcessActions
from bot.assistant.memory import TurnMemory
from bot.assistant.nlg import BESIDE, CatalogueNlg, situation_of
from bot.dialogue.answer import Answer
from bot.dialogue.compensation import plain_skip
from bot.dialogue.guides import (
    ASKING,
    NOT_UNDERSTOOD,
    SLOT,
    is_interrupted,
    longer_answer,
    may_be_longer_answer,
    plain_answer,
    slot_in,
)
from bot.dialogue.leaving import question_is_open
from bot.dialogue.person_wish import WISH, is_wished_for
from bot.dialogue.situation import offered_in
from bot.i18n.catalogues import SOURCE_LANGUAGE
from bot.lean_rasa import copies as quick_copies
from bot.lean_rasa.graph import SequentialGraph
from bot.lean_rasa.rules import QuickRules
from bot.replies.compose import (
    Situation,
    compose,
    with_language_offered,
    with_person_coming,
    with_questions_to_go_on,
)
from bot.replies.reply import PARAGRAPH_BREAK, Choice, Reply, merge

# No other language is offered where one was chosen just now, a person comes, or the conversation ends.
WITHOUT_OFFER = frozenset({"language", "handoff", "erase", "stop"})
# Nor is anybody asked to go on with questions.
WITHOUT_QUESTIONS = WITHOUT_OFFER - {"language"}


class TurnChannel(CollectingOutputChannel):
    """Collects what Rasa says; named like the contact's channel, so that replies can be made for it."""

    def __init__(self, channel: str) -> None:
        super().__init__()
        self._channel = channel

    def name(self) -> str:
        """The contact's channel."""
        return self._channel


class Assistant:
    """The trained assistant. Answers one turn at a time."""

    def __init__(self, agent: Agent, memory: TurnMemory) -> None:
        self._agent, self._memory = agent, memory

    @classmethod
    def load(cls, model: Path) -> Assistant:
        """Load a trained model; takes seconds."""
        memory = TurnMemory()
        agent = Agent.load(
            str(model), generator=CatalogueNlg(), tracker_store=memory, action_endpoint=InProcessActions()
        )
        memory.domain = agent.domain
        graph = SequentialGraph.of(agent.processor.graph_runner)
        agent.processor.graph_runner = graph
        QuickRules.take_over(graph.components)
        quick_copies.take_over()
        agent.domain.is_empty = lambda: False  # Rasa would find out for each text, by making an empty one to compare
        return cls(agent, memory)

    async def answer(self, sender: str, memory: str | None, text: str, channel: str, known: dict[str, Any]) -> Answer:
        """One turn. `memory` is the last turn's Answer.memory; `known` is what is known of the contact before it."""
        output, text = TurnChannel(channel), await self._as_answer(memory, text, known)
        self._memory.open(sender, memory)
        try:
            message = UserMessage(text, output, sender, input_channel=channel, metadata={**known, "channel": channel})
            # not through the agent: its lock is for several turns of a conversation at once, which the worker rules out
            await self._agent.processor.handle_message(message)
            tracker = self._memory.tracker
        finally:
            stored = self._memory.close()
        if tracker is None:
            raise RuntimeError("Rasa kept no tracker")
        return _answer(output.messages, tracker, stored, channel)

    async def understand(self, text: str, known: dict[str, Any]) -> dict[str, Any]:
        """What a text is understood as, without answering it."""
        message = UserMessage(text, metadata=known)
        return await self._agent.processor.parse_message(message)  # type: ignore[no-any-return]

    async def _as_answer(self, memory: str | None, text: str, known: dict[str, Any]) -> str:
        """The text, or the choice that it names in words where something is asked; a wish for a person ends that."""
        language = str(slot_in(memory, "language") or known.get("language") or SOURCE_LANGUAGE)
        text = plain_skip(memory, plain_answer(memory, text, language))
        may_answer, is_asked = may_be_longer_answer(memory, text, language), question_is_open(memory, {ASKING})
        if text.startswith("/") or not (may_answer or is_asked):
            return text
        parse = await self.understand(text, known)
        if is_asked and is_wished_for(parse):
            return f"/{WISH}"
        return longer_answer(memory, parse, language) if may_answer else text


def _answer(messages: list[dict[str, Any]], tracker: DialogueStateTracker, memory: str | None, channel: str) -> Answer:
    language = str(tracker.get_slot("language") or "en")
    replies = _replies(messages, language)
    parse = tracker.latest_message.parse_data if tracker.latest_message else {}
    effects = tuple(message["custom"] for message in messages if "effect" in (message.get("custom") or {}))
    reply = merge(replies)
    if reply and is_wished_for(parse):
        reply = _with_person(reply, parse, situation_of(tracker, channel))
        effects += ({"effect": "handoff", "reason": "human", "urgent": bool(tracker.get_slot("urgent"))},)
    other = offered_in(tracker.get_slot("language_note"))
    wished = {str(effect["effect"]) for effect in effects}
    if reply and is_interrupted(tracker.get_slot(SLOT)) and not wished & WITHOUT_QUESTIONS:
        reply = with_questions_to_go_on(reply, channel)
    if reply and other and not wished & WITHOUT_OFFER:
        reply = with_language_offered(reply, other, channel)
    if tracker.latest_action_name != ACTION_LISTEN_NAME:
        reply = None  # Rasa stopped a turn that did not come to its end
    return Answer(
        reply=reply,
        effects=effects,
        memory=memory,
        topic=(parse.get("intent") or {}).get("name"),
        language=replies[-1].language if replies else language,
        country=tracker.get_slot("country"),
        country_guessed=bool(tracker.get_slot("country_guessed")),
        parse=parse,
    )


def _with_person(reply: Reply, parse: dict[str, Any], situation: Situation) -> Reply:
    """The answer and that a person comes; that alone where it was only asked what is meant."""
    understood = (parse.get("intent") or {}).get("name") not in NOT_UNDERSTOOD
    if not understood:
        return compose("utter_human_comes", situation)
    return with_person_coming(reply, situation.channel)


def _replies(messages: list[dict[str, Any]], language: str) -> list[Reply]:
    """The replies in what Rasa said. What travels beside a text comes after it, as a message of its own."""
    replies: list[Reply] = []
    for message in messages:
        if message.get("text"):
            buttons = tuple(Choice(button["title"], button["payload"]) for button in message.get("buttons") or ())
            replies.append(Reply(tuple(message["text"].split(PARAGRAPH_BREAK)), language, buttons))
        custom = message.get("custom") or {}
        beside: dict[str, Any] = {name: tuple(custom[name]) for name in BESIDE if name in custom}
        if beside and replies:
            replies[-1] = replace(replies[-1], **beside)
    return replies
