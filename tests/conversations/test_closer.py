"""What is asked more closely than a topic tells: one text of each kind in each language, none of them trained on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.dialogue.answer import Assistant, topic_of
from bot.dialogue.known import Known
from bot.dialogue.likely import DECISION, LIKELY
from bot.dialogue.reading import Standing
from bot.i18n.catalogues import available_languages
from bot.nlu.families import PARENTS
from tests.conversations.dialogues import NOT_SURE, folded
from tests.training_texts import trained_texts

FOLDER = Path(__file__).parents[1] / "nlu"
TEXTS: dict[str, dict[str, str]] = YAML(typ="safe").load((FOLDER / "closer.yml").read_text("utf-8"))
# Of all texts; a floor under what is reached. Who is asked back has a number to call before them. So has who is
# answered in short: that asks whether something else was meant, and offers it.
LEAST_KNOWN, MOST_WRONG = 0.45, 0.2
# Never answered as something else: it is danger, or a call for a doctor.
LEAST_RAPE = 0.75


@pytest.mark.parametrize("language", available_languages())
def test_every_kind_has_a_text_that_is_not_trained_on(language: str) -> None:
    assert TEXTS[language].keys() == PARENTS.keys()
    trained = set(map(folded, trained_texts(language)))
    assert [text for text in TEXTS[language].values() if folded(text) in trained] == []


async def test_most_are_known_and_few_are_taken_for_something_else(assistant: Assistant) -> None:
    found: Counter[str] = Counter()
    rape = 0
    for language, texts in TEXTS.items():
        known, standing = Known(language=language, language_chosen=True), Standing(language=language)
        for kind, text in texts.items():
            parse = await assistant.read(text, "telegram", known, standing)
            topic = topic_of(parse)
            found[_outcome(kind, topic, parse)] += 1
            rape += kind == "sexual_violence" and topic in (kind, "sexual_exploitation", "emergency")
    total = sum(found.values())
    assert found["known"] / total >= LEAST_KNOWN, found
    assert found["wrong"] / total <= MOST_WRONG, found
    assert rape / len(TEXTS) >= LEAST_RAPE


def _outcome(kind: str, topic: str | None, parse: Mapping[str, Any]) -> str:
    if topic in (kind, PARENTS[kind]):
        return "known"
    if topic == NOT_SURE:
        return "asked"
    return "in short" if parse.get(DECISION) == LIKELY else "wrong"
