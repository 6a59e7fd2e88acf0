"""A long answer by text message, read to its end with the one word that every page names."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversations.work import Store
from bot.dialogue.answer import Assistant
from bot.i18n.catalogues import catalogue_of
from bot.privacy.encryption import Vault
from bot.replies.known import rights
from bot.replies.parts import is_rest
from bot.replies.phrases.service import NO_MORE
from bot.text.gsm7_folding import fold_to_gsm7
from tests.conversations.dialogues import Dialogue
from tests.conversations.stage import Stage
from tests.databases import new_sqlite


@pytest.mark.parametrize(
    ("language", "country", "topic", "text", "word"),
    [
        ("ru", "DE", "unpaid_wages", "хозяин не платит зарплату", "ЕЩЁ"),
        ("hi", "DE", "police_fear", "मुझे पुलिस से डर लगता है", "MORE"),
    ],
)
async def test_the_word_for_more_brings_every_part(
    language: str, country: str, topic: str, text: str, word: str, assistant: Assistant, vault: Vault, tmp_path: Path
) -> None:
    store = Store(new_sqlite(tmp_path / "long.db"), vault)
    stage = Stage(Dialogue("long", language, "sms", country, ()), assistant, store, tmp_path)
    catalogue = catalogue_of(language)
    no_more, said, parts = fold_to_gsm7(catalogue.say(NO_MORE), language), "", 1
    try:
        heard = await stage.write(text)
        while no_more not in heard.text:
            said += f" {heard.text}"
            parts += any(is_rest(choice.payload) for choice in heard.offer.choices) and not heard.offer.more
            assert parts < 9, "it never ends"
            heard = await stage.write(word)
    finally:
        await stage.close()
        store.close()
    last = next(about for about in rights().topics if about.topic == topic).cautions[-1]
    assert parts > 1
    assert fold_to_gsm7(catalogue.text(last.id, last.text), language)[:30] in " ".join(said.split())
