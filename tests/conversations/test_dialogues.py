"""People write to the real assistant, in each language, about each topic, on each channel."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from bot.conversations.work import Store
from bot.dialogue import reading
from bot.dialogue.answer import Assistant
from bot.dialogue.known import Known
from bot.nlu.families import PARENTS
from bot.privacy.encryption import Vault
from bot.replies.phrases.titles import TITLES
from bot.storage.engine import Database
from tests.conversations.dialogues import LANGUAGES, NOT_SURE, Dialogue, Step, folded, read_dialogues
from tests.conversations.expectations import (
    Standing,
    asked_problems,
    begin,
    expected_replies,
    pages_problems,
    problems,
)
from tests.conversations.stage import Heard, Stage
from tests.training_texts import LANGUAGES as TRAINED
from tests.training_texts import trained_texts

SIX = ("de", "en", "es", "fr", "it", "ru")
CHANNELS = frozenset({"sms", "telegram", "webchat"})
MOST_ASKED = 5  # of the topics of a language, where a fair text is not understood at once
FREE_WORDS = 5  # shorter texts ("yes", "good morning") are everybody's
MOST_PAGES = 30
DIALOGUES = [dialogue for language in LANGUAGES for dialogue in read_dialogues(language)]


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: f"{dialogue.language}-{dialogue.name}")
async def test_the_contact_is_understood_and_answered(
    dialogue: Dialogue, assistant: Assistant, database: Database, vault: Vault, tmp_path: Path
) -> None:
    stage = Stage(dialogue, assistant, Store(database, vault), tmp_path)
    try:
        await play(dialogue, stage)
    finally:
        await stage.close()


async def play(dialogue: Dialogue, stage: Stage) -> None:
    """All steps in order; the first that is not as expected ends the test."""
    standing = begin(dialogue)
    for number, step in enumerate(dialogue.steps, start=1):
        standing = standing.after(step)
        heard = await do(step, stage)
        found: list[str] = []
        if step.may_be_asked_about and heard.topic == NOT_SURE:
            found += asked_problems(dialogue, step, standing, heard, stage.channel)
            standing = replace(standing, first=False)
            heard = heard if found else await stage.pick(f"/{step.topic}")
        found += problems(dialogue, step, standing, heard, stage.channel)
        if step.pages:
            found += await read_on(dialogue, step, standing, heard, stage)
        where = f"step {number}: {step.contact or step.pick or step.sends}"
        assert not found, "\n".join([where, *found])
        standing = replace(
            standing,
            holder=heard.holder,
            stopped=heard.stopped,
            first=standing.first and not heard.said,
        )
        if heard.erased:  # nothing is known any more but what the phone tells
            standing = replace(begin(dialogue), language=standing.language, first=False)


async def do(step: Step, stage: Stage) -> Heard:
    """What the contact does."""
    if step.contact is not None:
        return await stage.write(step.contact)
    return await stage.pick(step.pick) if step.pick else await stage.send(str(step.sends))


async def read_on(dialogue: Dialogue, step: Step, standing: Standing, heard: Heard, stage: Stage) -> list[str]:
    """Read all pages with the word that the step names."""
    pages = [heard.text]
    while heard.offer.more and len(pages) < MOST_PAGES:
        heard = await stage.write(str(step.pages))
        pages.append(heard.text)
    return list(pages_problems(next(expected_replies(dialogue, step, standing, heard)), pages, standing.language))


def test_the_six_languages_are_here() -> None:
    assert LANGUAGES == SIX


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_has_a_dialogue(language: str) -> None:
    topics = {dialogue.steps[0].topic for dialogue in DIALOGUES if of_topics(dialogue, language)}
    assert topics == set(TITLES) - set(PARENTS)  # those have a test of their own: test_closer.py


@pytest.mark.parametrize("language", LANGUAGES)
async def test_few_fair_texts_must_be_asked_about(language: str, assistant: Assistant) -> None:
    asked = [d.steps[0].contact for d in DIALOGUES if of_topics(d, language) and await is_asked_about(d, assistant)]
    assert len(asked) <= MOST_ASKED, asked


async def is_asked_about(dialogue: Dialogue, assistant: Assistant) -> bool:
    known = Known(phone_country=dialogue.phone, language_hints=() if dialogue.phone else (dialogue.hint,))
    parse = await assistant.read(str(dialogue.steps[0].contact), dialogue.channel, known, reading.Standing())
    return bool(parse["intent"]["name"] == NOT_SURE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_channel_is_written_to(language: str) -> None:
    used = [dialogue.channel for dialogue in DIALOGUES if of_topics(dialogue, language)]
    assert all(used.count(channel) >= len(TITLES) // 8 for channel in CHANNELS), used


@cache
def all_trained() -> frozenset[str]:
    return frozenset(folded(text) for language in TRAINED for text in trained_texts(language))


@pytest.mark.long("folds all training texts, where it is the first")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_dialogue_uses_a_text_that_was_trained_on(language: str) -> None:
    written = [step.contact for d in DIALOGUES if d.language == language for step in d.steps if step.contact]
    assert [text for text in written if len(text.split()) >= FREE_WORDS and folded(text) in all_trained()] == []


def of_topics(dialogue: Dialogue, language: str) -> bool:
    return dialogue.is_of_topics and dialogue.language == language
