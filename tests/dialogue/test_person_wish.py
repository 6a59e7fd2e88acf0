"""A person who is asked for beside something else, with the real Rasa."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.assistant import reader
from bot.conversations.offers import with_tokens
from bot.dialogue.effects import Handoff
from bot.dialogue.interviews.engine import is_interrupted, open_in, waits
from bot.dialogue.known import Known
from bot.dialogue.person_wish import WISH, is_wished_for
from bot.dialogue.reading import Standing, answer_in, payload_in
from bot.i18n.catalogues import available_languages, catalogue_of
from bot.nlu.parse_keys import PEAKS
from bot.replies.compose import Situation, compose, with_person_coming
from bot.replies.phrases import guides as say_guides
from bot.replies.phrases import service as say
from bot.replies.situation import SMS
from bot.replies.text_messages import pages_of
from bot.replies.voice import PERSON_PAYLOAD
from tests.small_rasa import Talk

Begin = Callable[..., Talk]
A_PERSON = Handoff("human")
TEXT = "They took my passport. Can I talk to a person?"


def parsed(topic: str, **peaks: float) -> dict[str, Any]:
    return {"intent": {"name": topic}, PEAKS: peaks}


@pytest.fixture
def read_as(small_assistant: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make every text be understood so, whatever the small model thinks."""

    def read(topic: str, **peaks: float) -> None:
        parse_message = small_assistant._agent.processor.parse_message
        seen = {"intent": {"name": topic, "confidence": 0.9}, PEAKS: peaks}

        async def parse(message: Any, *others: Any, **more: Any) -> dict[str, Any]:
            found: dict[str, Any] = await parse_message(message, *others, **more)
            return found if found["text"].startswith("/") else {**found, **seen}

        monkeypatch.setattr(reader, "payload_in", lambda found, standing: payload_in({**found, **seen}, standing))
        monkeypatch.setattr(reader, "answer_in", lambda found, standing: answer_in({**found, **seen}, standing))
        monkeypatch.setattr(small_assistant._agent.processor, "parse_message", parse)

    return read


@pytest.mark.parametrize(
    ("parse", "wished"),
    [
        (parsed("documents_taken", talk_to_human=0.97), True),
        (parsed("nlu_fallback", talk_to_human=0.97), True),
        (parsed("documents_taken", talk_to_human=0.94), False),
        (parsed("documents_taken", legal_aid=1.0), False),
        (parsed("documents_taken"), False),
        ({"intent": {"name": "documents_taken"}}, False),
        (parsed("emergency", talk_to_human=1.0), False),
        (parsed("talk_to_human", talk_to_human=1.0), False),  # the whole text is taken for it
        (parsed("delete_my_data", talk_to_human=1.0), False),
    ],
)
def test_a_person_is_wished_for_where_a_passage_is_sure_to_say_so(parse: dict[str, Any], wished: bool) -> None:
    assert is_wished_for(parse) is wished


async def test_a_parse_tells_how_sure_the_passages_of_a_longer_text_are(small_assistant: Any) -> None:
    assert (await small_assistant.read(TEXT, "webchat", Known(), Standing()))[PEAKS][WISH] > 0.3
    short = await small_assistant.read("they took my passport", "webchat", Known(), Standing())
    assert not short.get(PEAKS)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("channel", ["webchat", "sms"])
async def test_who_asks_for_a_person_beside_a_topic_is_answered_and_put_into_the_queue(
    talk: Begin, read_as: Callable[..., None], language: str, channel: str
) -> None:
    alone, spoken = talk(language=language, channel=channel), talk(language=language, channel=channel)
    await alone.say("/documents_taken")
    read_as("documents_taken", talk_to_human=0.97)
    answer = await spoken.say(TEXT)
    assert spoken.handoff == A_PERSON
    assert answer.topic == "documents_taken"
    assert answer.reply is not None
    assert alone.last is not None
    assert alone.last.reply is not None
    catalogue = catalogue_of(language)
    coming = tuple(map(catalogue.say, (say.HUMAN_COMES, say.HUMAN_MEANWHILE)))
    before, after = alone.last.reply.paragraphs[:2], alone.last.reply.paragraphs[2:]
    assert answer.reply.paragraphs == (*before, *coming, *after)
    assert PERSON_PAYLOAD not in [choice.payload for choice in answer.reply.choices]


async def test_after_strong_signs_the_wish_is_urgent(talk: Begin, read_as: Callable[..., None]) -> None:
    spoken = talk()
    await spoken.say("/child_victim")
    read_as("documents_taken", talk_to_human=0.97)
    await spoken.say(TEXT)
    assert spoken.handoff == Handoff("human", urgent=True)


@pytest.mark.parametrize("topic", ["nlu_fallback", "out_of_scope"])
async def test_where_the_rest_is_not_understood_it_is_the_wish_alone(
    talk: Begin, read_as: Callable[..., None], topic: str
) -> None:
    alone, spoken = talk(), talk()
    await alone.say("/talk_to_human")
    read_as(topic, talk_to_human=0.97)
    await spoken.say(TEXT)
    assert spoken.text == f"Yes. {alone.text}"  # written, it was a question
    assert spoken.handoff == A_PERSON


async def test_danger_stays_danger(talk: Begin, read_as: Callable[..., None]) -> None:
    spoken = talk()
    read_as("emergency", talk_to_human=0.99)
    answer = await spoken.say(TEXT)
    assert [effect.reason for effect in answer.effects] == ["emergency"]
    assert say.HUMAN_COMES.source not in spoken.text


@pytest.mark.parametrize("questions", ["am_i_trafficked", "compensation", "delete_my_data"])
@pytest.mark.parametrize("text", [TEXT, "Yes he did. Can I talk to a person?"])
async def test_in_the_middle_of_questions_the_wish_ends_them(
    talk: Begin, read_as: Callable[..., None], questions: str, text: str
) -> None:
    spoken = talk()
    await spoken.say(f"/{questions}")
    if questions == "am_i_trafficked":
        await spoken.pick("Start the questions")
    read_as("documents_taken", talk_to_human=0.97)
    answer = await spoken.say(text)
    assert answer.effects == (A_PERSON,)
    assert spoken.text.startswith(say.HUMAN_COMES.source)
    assert say_guides.GO_ON.source not in spoken.text
    left = open_in(spoken.remembered.slots)
    assert not waits(left)
    assert not is_interrupted(left)


async def test_danger_in_the_middle_of_questions_stays_danger(talk: Begin, read_as: Callable[..., None]) -> None:
    spoken = talk()
    await spoken.say("/compensation")
    read_as("emergency", talk_to_human=0.99)
    answer = await spoken.say(TEXT)
    assert [effect.reason for effect in answer.effects] == ["emergency"]


@pytest.mark.parametrize("language", available_languages())
def test_that_a_person_comes_stands_on_the_first_text_message(language: str) -> None:
    reply = compose("utter_documents_taken", Situation(language, "GB", channel=SMS, phone_country="GB"))
    longer = with_person_coming(reply, SMS)
    first = pages_of(longer, with_tokens(longer.choices))[0].replace("\u2019", "'")
    assert "08000 121 700" in first
    assert catalogue_of(language).say(say.HUMAN_COMES)[:20].replace("\u2019", "'") in first
