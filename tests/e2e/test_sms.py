"""Somebody texts the hotline's number."""

from __future__ import annotations

import secrets
import time
from functools import cache

import pytest
from lingua import LanguageDetector, LanguageDetectorBuilder

from tests.e2e.system import System, wait_for

pytestmark = pytest.mark.e2e

ASKED = {
    "en": "my boss has not paid me for three months",
    "fr": "mon patron ne m'a pas payé depuis trois mois",
    "de": "mein chef hat mir seit drei monaten keinen lohn gezahlt",
    "it": "il capo non mi paga da tre mesi",
    "es": "mi jefe no me paga desde hace tres meses",
    "ru": "начальник не платит мне зарплату уже три месяца",
}


@cache
def detector() -> LanguageDetector:
    """Made once: it reads the models of all its languages."""
    return LanguageDetectorBuilder.from_all_languages().build()


def phone(prefix: str = "+4477009") -> str:
    """A British phone that nobody else in the tests has."""
    return f"{prefix}{secrets.randbelow(10**5):05}"


@pytest.mark.parametrize("language", ASKED)
def test_a_question_is_answered_in_the_language_it_was_asked_in(system: System, language: str) -> None:
    (reply,) = system.ask(phone(), ASKED[language])
    seen = detector().detect_language_of(reply)
    assert seen is not None
    assert seen.iso_code_639_1.name.lower() == language, reply
    assert "0300 123 1100" in reply, "the number to call in the United Kingdom is in the first message"


def test_a_redelivered_text_is_answered_once(system: System) -> None:
    sender, sid = phone(), f"SM{secrets.token_hex(16)}"
    assert {system.text(sender, "I need a lawyer", sid) for _ in range(5)} == {200}
    wait_for(lambda: system.texts_to(sender))
    time.sleep(1)
    assert len(system.texts_to(sender)) == 1


def test_two_quick_texts_are_both_answered_in_order(system: System) -> None:
    sender = phone()
    system.text(sender, "I need a free lawyer")
    system.text(sender, "and they took my passport")
    replies = wait_for(lambda: texts if len(texts := system.texts_to(sender)) == 2 else None)
    assert "lawyer" in replies[0].lower()
    assert "papers" in replies[1].lower()


def test_more_brings_the_rest(system: System) -> None:
    sender = phone()
    system.ask(sender, "I need a free lawyer")
    (page,) = system.ask(sender, "MORE")
    assert page


def test_a_digit_picks_from_the_menu_and_nine_is_a_person(system: System) -> None:
    sender = phone()
    system.ask(sender, "menu")
    (reply,) = system.ask(sender, "9")
    assert "person" in reply
    before = len(system.texts_to(sender))
    system.text(sender, "are you there")
    time.sleep(1.5)
    assert len(system.texts_to(sender)) == before, "the bot is silent while the queue holds the conversation"


def test_stop_is_confirmed_once(system: System) -> None:
    sender = phone()
    system.ask(sender, "hello")
    (confirmation,) = system.ask(sender, "STOP")
    assert "START" in confirmation
    system.text(sender, "STOP")
    time.sleep(1)
    assert system.texts_to(sender)[-1] == confirmation
    assert len(system.texts_to(sender)) == 2


def test_an_unsigned_text_is_refused(system: System) -> None:
    form = {"MessageSid": "SM1", "From": "+44", "Body": "x"}
    answer = system.client.post(f"{system.url}/webhooks/sms/webhook", data=form)
    assert answer.status_code == 403


def test_no_text_and_no_address_is_in_any_log_or_file(system: System) -> None:
    sender, secret = phone(), "zanzibar marmalade"
    system.ask(sender, f"boss has my passport {secret}")
    files = [path for path in (system.folder / "var").iterdir() if path.is_file()]
    for path in [system.folder / "log.txt", *files]:
        content = path.read_bytes()
        assert secret.encode() not in content, path.name
        assert sender.encode() not in content, path.name
        assert sender.removeprefix("+").encode() not in content, path.name
