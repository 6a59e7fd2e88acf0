"""Everyday texts of one person a language, one a topic, none of them ever trained on: understood and answered in it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.conversations.work import Store
from bot.dialogue.answer import Assistant
from bot.i18n.catalogues import of_available_languages
from bot.nlu.families import PARENTS
from bot.privacy.encryption import Vault
from bot.replies.phrases.titles import TITLES
from tests.conversations.dialogues import NOT_SURE, URGENT, Dialogue, folded
from tests.conversations.stage import Heard, Stage
from tests.databases import new_sqlite
from tests.training_texts import trained_texts

FOLDER = Path(__file__).parent / "questions"
LANGUAGES = tuple(file.stem for file in of_available_languages(FOLDER.glob("*.yml")))
FROM = ("sms DE", "telegram", "webchat")  # a phone's country says nothing of the language

RIGHT, OFFERED, URGENT_ANYWAY, ASKED, WRONG = "right", "offered", "urgent", "asked", "wrong"
# Of 42 texts. A floor under what is reached, which docs/understanding.md says: these texts were written to be far from
# the training texts, and none was replaced because it is not understood.
LEAST_HELPED, MOST_WRONG, MOST_IN_ANOTHER_LANGUAGE = 30, 6, 2
HELPED = (RIGHT, OFFERED, URGENT_ANYWAY)


def questions(language: str) -> dict[str, str]:
    """The text for each topic."""
    content: dict[str, str] = YAML(typ="safe").load((FOLDER / f"{language}.yml").read_text("utf-8"))
    return content


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nearly_every_text_is_understood_and_all_are_answered_in_their_language(
    language: str, assistant: Assistant, vault: Vault, tmp_path: Path
) -> None:
    outcomes: dict[str, str] = {}
    elsewhere: list[str] = []
    for number, (topic, text) in enumerate(questions(language).items()):
        channel, _, hint = FROM[number % len(FROM)].partition(" ")
        dialogue = Dialogue(topic, language, channel, hint or language, ())
        store = Store(new_sqlite(tmp_path / f"{topic}.db"), vault)
        stage = Stage(dialogue, assistant, store, tmp_path)
        try:
            heard = await stage.write(text)
        finally:
            await stage.close()
            store.close()
        assert heard.said, f"{text}: nothing was said"
        spoken = {message.language for message in heard.said}
        if spoken != {language} and topic != "change_language":
            elsewhere.append(f"{text}: answered in {spoken}")
        outcomes[topic] = outcome(topic, heard)
    counts = Counter(outcomes.values())
    missed = {f"{topic}: {result}" for topic, result in outcomes.items() if result not in HELPED}
    assert len(elsewhere) <= MOST_IN_ANOTHER_LANGUAGE, elsewhere
    assert sum(counts[kind] for kind in HELPED) >= LEAST_HELPED, missed
    assert counts[WRONG] <= MOST_WRONG, missed


def outcome(topic: str, heard: Heard) -> str:
    """What came of a text on a topic."""
    if heard.topic == topic:
        return RIGHT
    if heard.topic == NOT_SURE:
        return OFFERED if any(choice.payload == f"/{topic}" for choice in heard.offer.choices) else ASKED
    if topic in URGENT and heard.topic in URGENT:
        return URGENT_ANYWAY  # a person comes at once either way
    return WRONG


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_text_for_every_topic_and_none_is_trained_on(language: str) -> None:
    texts = questions(language)
    assert set(texts) == set(TITLES) - set(PARENTS)  # those have a test of their own: test_closer.py
    trained = set(map(folded, trained_texts(language)))
    assert [text for text in texts.values() if len(text) > 16 and folded(text) in trained] == []
