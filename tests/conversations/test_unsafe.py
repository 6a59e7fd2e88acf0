"""What must never be misread: that somebody is not safe or beaten, asks to hear it again, or fears the police."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.conversations.messages import URGENT_TOPICS
from bot.conversations.work import Store
from bot.dialogue.answer import Assistant, topic_of
from bot.dialogue.danger import may_tell_of_danger, tells_of_beating
from bot.dialogue.known import Known
from bot.dialogue.reading import Standing
from bot.i18n.catalogues import available_languages
from bot.nlu.concepts import concepts_in, read_lexicons
from bot.privacy.encryption import Vault
from bot.replies.compose import compose
from bot.replies.situation import Situation
from bot.settings import PROJECT_ROOT
from tests.conversations.dialogues import Dialogue
from tests.conversations.stage import Stage
from tests.databases import new_sqlite

TEXTS = Path(__file__).parents[1] / "nlu"
UNSAFE: dict[str, list[str]] = YAML(typ="safe").load((TEXTS / "unsafe.yml").read_text("utf-8"))
BEATEN: dict[str, list[str]] = YAML(typ="safe").load((TEXTS / "beaten.yml").read_text("utf-8"))
EMERGENCY = {"110", "112"}


@pytest.mark.long("reads every lexicon")
def test_its_words_alone_are_enough_whatever_the_model_makes_of_it() -> None:
    lexicons = read_lexicons(PROJECT_ROOT / "data/lexicons/concepts")
    for language in available_languages():
        for text in UNSAFE[language]:
            named = concepts_in(text, lexicons, (language, "en"))
            assert may_tell_of_danger({"text": text, "intent": {"name": "thank"}, "concepts": named}), text
        for text in BEATEN[language]:
            named = concepts_in(text, lexicons, (language, "en"))
            assert tells_of_beating({"text": text, "intent": {"name": "documents_taken"}, "concepts": named}), text


@pytest.mark.long("plays each text in a conversation of its own")
@pytest.mark.parametrize("language", available_languages())
async def test_the_first_screen_has_the_emergency_number(
    language: str, assistant: Assistant, vault: Vault, tmp_path: Path
) -> None:
    for place, text in enumerate((*UNSAFE[language], *BEATEN[language])):
        store = Store(new_sqlite(tmp_path / f"{place}.db"), vault)
        stage = Stage(Dialogue("unsafe", language, "sms", "DE", ()), assistant, store, tmp_path)
        try:
            heard = await stage.write(text)
        finally:
            await stage.close()
            store.close()
        assert EMERGENCY & set(re.findall(r"\d+", heard.said[0].text)), (text, heard.said)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "otra vez más corto"),
        ("en", "again shorter pls"),
        ("de", "nochmal kürzer bitte"),
        ("it", "di nuovo più breve"),
        ("fr", "encore, plus court"),
        ("pt", "de novo mais curto"),
        ("ru", "ещё раз короче"),
        ("pl", "jeszcze raz krócej"),
    ],
)
async def test_who_wants_it_again_and_shorter_alerts_nobody(language: str, text: str, assistant: Assistant) -> None:
    known, standing = Known(language=language, language_chosen=True), Standing(language=language)
    assert topic_of(await assistant.read(text, "sms", known, standing)) not in URGENT_TOPICS


def test_who_fears_the_police_in_turkey_reads_no_authority_first() -> None:
    for situation in (Situation("en", "TR", is_afraid=True), Situation("ru", "TR", is_afraid=True)):
        first = compose("utter_unpaid_wages", situation).paragraphs[:2]
        assert not any("157" in paragraph for paragraph in first)
        later = compose("utter_unpaid_wages", situation).paragraphs[2:]
        assert any("157" in paragraph for paragraph in later)
