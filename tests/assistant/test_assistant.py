"""The embedded Rasa as the worker sees it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.known import Known
from bot.dialogue.reading import Standing
from bot.dialogue.remembered import Remembered


async def test_a_turn_that_rasa_stops_is_no_answer(small_assistant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(small_assistant._agent.processor, "max_number_of_predictions", 1)
    parse = await small_assistant.read("/unpaid_wages", "webchat", Known(), Standing())
    answer = await small_assistant.answer("somebody", Remembered(), parse, "webchat", Known())
    assert answer.reply is None
    monkeypatch.undo()
    answer = await small_assistant.answer("somebody", Remembered(), parse, "webchat", Known())
    assert answer.reply is not None


GEORGIAN = "დამეხმარეთ, მცემენ"  # "help me, they beat me"


@pytest.mark.parametrize(
    ("known", "language", "number"),
    [
        ({"country_guess": "FR", "phone_country": "FR"}, "ru", "112"),
        ({}, "ru", "112"),
        ({"language": "fr", "language_chosen": True, "country": "FR", "country_chosen": True}, "fr", "112"),
    ],
)
async def test_a_text_in_none_of_our_languages_gets_numbers_languages_and_a_person(
    small_assistant: Any, known: dict[str, Any], language: str, number: str
) -> None:
    parse = await small_assistant.read(GEORGIAN, "sms", Known(**known), Standing())
    answer = await small_assistant.answer("somebody", Remembered(), parse, "sms", Known(**known))
    assert answer.topic == "nlu_fallback"
    assert answer.language == language
    assert number in answer.reply.text
    payloads = [choice.payload for choice in answer.reply.choices]
    assert payloads[-1] == "/talk_to_human"
    assert "/change_language" in payloads
    assert len(payloads) <= 9


async def test_what_an_earlier_version_remembered_of_forms_and_slots_is_forgotten(small_assistant: Any) -> None:
    events: tuple[dict[str, Any], ...] = (
        {"event": "action", "name": "action_session_start"},
        {"event": "session_started"},
        {"event": "slot", "name": "guide", "value": {"topic": "return_home", "status": "asking"}},
        {"event": "slot", "name": "requested_slot", "value": "money_when"},
        {"event": "slot", "name": "country", "value": "FR"},
        {"event": "action", "name": "compensation_form"},
        {"event": "active_loop", "name": "compensation_form"},
        {"event": "action", "name": "action_listen"},
    )
    before = Remembered(events)
    parse = await small_assistant.read("/legal_aid", "webchat", Known(), Standing(before.slots))
    answer = await small_assistant.answer("somebody", before, parse, "webchat", Known())
    assert answer.reply is not None
    assert answer.country == "FR"
    assert "guide" not in answer.remembered.slots
