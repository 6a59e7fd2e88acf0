"""Somebody writes to the Telegram bot."""

from __future__ import annotations

import secrets

import pytest

from tests.e2e.system import System, wait_for

pytestmark = pytest.mark.e2e


def chat_number() -> int:
    """A chat that nobody else in the tests has."""
    return secrets.randbelow(10**9) + 1


def test_a_question_is_answered_with_buttons_that_work(system: System) -> None:
    chat = chat_number()
    system.telegram_text(chat, "они забрали мой паспорт и не отдают", "ru")
    first = wait_for(lambda: system.telegram_messages(chat))[0]
    assert any("а" <= letter <= "я" for letter in first["text"]), "answered in Russian"
    _, data = first["buttons"][0]
    pressed = {"chat": chat, "data": data}
    system.client.post(f"{system.telegram_url}/stand-in/presses", json=pressed).raise_for_status()
    second = wait_for(lambda: messages if len(messages := system.telegram_messages(chat)) >= 2 else None)[1]
    assert second["text"] != first["text"]


def test_start_greets(system: System) -> None:
    chat = chat_number()
    system.telegram_text(chat, "/start", "fr")
    first = wait_for(lambda: system.telegram_messages(chat))[0]
    assert "Telegram" in first["text"]
