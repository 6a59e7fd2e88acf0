"""Rasa embedded: one turn in, replies and wishes out. No server, no channel, no network."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.actions_endpoint import InProcessActions
from bot.assistant.floor import with_floor
from bot.assistant.gloss import glossed
from bot.assistant.memory import TurnMemory
from bot.assistant.nlg import BESIDE, CatalogueNlg
from bot.assistant.reader import reading_in
from bot.assistant.situation import parse_of, situation_of
from bot.dialogue.answer import Answer
from bot.dialogue.effects import Erase, Handoff, SetLanguage, Stop, effects_in
from bot.dialogue.interviews.engine import is_interrupted, open_in
from bot.dialogue.interviews.kind import NOT_UNDERSTOOD
from bot.dialogue.known import Known
from bot.dialogue.language_and_country import offered_in
from bot.dialogue.person_wish import is_wished_for
from bot.dialogue.reading import Standing
from bot.dialogue.region_question import topic_to_ask_for
from bot.dialogue.remembered import Remembered
from bot.dialogue.story import SLOT, Story
from bot.lean_rasa.agent import make_lean
from bot.replies.compose import (
    Situation,
    compose,
    with_language_offered,
    with_person_coming,
    with_questions_to_go_on,
)
from bot.replies.region import with_question
from bot.replies.reply import PARAGRAPH_BREAK, Choice, Reply, merge

# No other language is offered where one was chosen just now, a person comes, or the conversation ends.
WITHOUT_OFFER = (SetLanguage, Handoff, Erase, Stop)
# Nor is anybody asked to go on with questions.
WITHOUT_QUESTIONS = (Handoff, Erase, Stop)


class TurnChannel(CollectingOutputChannel):
    """Collects what Rasa says; named like the contact's channel, so that replies can be made for it."""

    def __init__(self, channel: str) -> None:
        super().__init__()
        self._channel = channel

    def name(self) -> str:
        """The contact's channel."""
        return self._channel


class RasaAssistant:
    """The trained assistant. Answers one turn at a time."""

    def __init__(self, agent: Agent, memory: TurnMemory) -> None:
        self._agent, self._memory = agent, memory

    @classmethod
    def load(cls, model: Path, without: Container[str] = ()) -> RasaAssistant:
        """Load a trained model; takes seconds. `without`: changes of bot/lean_rasa that a measurement leaves out."""
        memory = TurnMemory()
        agent = Agent.load(
            str(model), generator=CatalogueNlg(), tracker_store=memory, action_endpoint=InProcessActions()
        )
        memory.domain = agent.domain
        make_lean(agent, without)
        return cls(agent, memory)

    async def read(self, text: str, channel: str, known: Known, standing: Standing) -> Mapping[str, Any]:
        """What a text, or a payload such as `/menu`, means in the conversation as it stands, in Rasa's form."""
        message = UserMessage(text, metadata=known.as_metadata(channel))
        with reading_in(standing):
            return await self._agent.processor.parse_message(message)  # type: ignore[no-any-return]

    def sentences(self, text: str, language: str | None) -> list[tuple[str, list[str]]]:
        """The sentences of a text in a language of ours, or in none, each with the concepts that its words name."""
        return glossed(text, language)

    async def answer(
        self, sender: str, remembered: Remembered, parse: Mapping[str, Any], channel: str, known: Known
    ) -> Answer:
        """Answer what `read` gave. `remembered`: the last turn's Answer.remembered."""
        output = TurnChannel(channel)
        message = UserMessage(
            str(parse["text"]),
            output,
            sender,
            parse_data=dict(parse),
            input_channel=channel,
            metadata=known.as_metadata(channel),
        )
        self._memory.open(sender, remembered)
        try:
            # not through the agent: its lock is for several turns of a conversation at once, which the worker rules out
            await self._agent.processor.handle_message(message)
            tracker = self._memory.tracker
        finally:
            new = self._memory.close()
        if tracker is None:
            raise RuntimeError("Rasa kept no tracker")
        return _answer(output.messages, tracker, new, channel)


def _answer(
    messages: list[dict[str, Any]], tracker: DialogueStateTracker, remembered: Remembered, channel: str
) -> Answer:
    language = str(tracker.get_slot("language") or "en")
    replies = _replies(messages, language)
    parse = parse_of(tracker)
    effects = effects_in(messages)
    reply = merge(replies)
    if reply and is_wished_for(parse):
        reply = _with_person(reply, parse, situation_of(tracker, channel))
        effects += (Handoff("human", bool(tracker.get_slot("urgent"))),)
    ends = any(isinstance(effect, WITHOUT_QUESTIONS) for effect in effects)
    other = offered_in(tracker.get_slot("language_note"))
    if reply and is_interrupted(open_in(tracker.current_slot_values())) and not ends:
        reply = with_questions_to_go_on(reply, channel)
    if reply and other and not any(isinstance(effect, WITHOUT_OFFER) for effect in effects):
        reply = with_language_offered(reply, other, channel)
    if reply:
        reply = with_floor(reply, tracker, channel)
    if reply and not other and not effects and not reply.asks:
        reply, remembered = _with_region_asked(reply, remembered, tracker, channel)
    if tracker.latest_action_name != ACTION_LISTEN_NAME:
        reply = None  # Rasa stopped a turn that did not come to its end
    return Answer(
        reply=reply,
        effects=effects,
        remembered=remembered,
        language=replies[-1].language if replies else language,
        country=tracker.get_slot("country"),
        country_guessed=bool(tracker.get_slot("country_guessed")),
        parse=parse,
    )


def _with_region_asked(
    reply: Reply, remembered: Remembered, tracker: DialogueStateTracker, channel: str
) -> tuple[Reply, Remembered]:
    """The reply with the question for the part of the country, once a conversation, and what is then remembered."""
    slots, situation = tracker.current_slot_values(), situation_of(tracker, channel)
    topic = topic_to_ask_for(parse_of(tracker), slots, situation)
    asked = with_question(reply, situation, topic) if topic else None
    if asked is None:
        return reply, remembered
    story = replace(Story.read(slots.get(SLOT)), region_asked=True, asks_region=True)
    return asked, remembered.with_slot(SLOT, story.write())


def _with_person(reply: Reply, parse: Mapping[str, Any], situation: Situation) -> Reply:
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
