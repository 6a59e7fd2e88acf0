"""What the desk says of reasons and deliveries."""

from __future__ import annotations

import pytest

from bot.conversations.contract import SendError
from bot.conversations.delivery import NOT_BEGUN
from bot.conversations.outbox import OutboxState
from bot.conversations.restored import RESTORED
from bot.desk import texts


def test_every_state_and_error_has_words() -> None:
    assert set(texts.DELIVERY) == {state.value for state in OutboxState}
    assert set(texts.ERRORS) == {error.value for error in SendError} | {RESTORED, NOT_BEGUN}


@pytest.mark.parametrize(
    ("state", "error", "words"),
    [
        ("delivered", None, "delivered"),
        ("sent", None, "sent"),
        ("failed", "contact_stopped:21610", "not sent: the contact has opted out (STOP) (21610)"),
        ("cancelled", "contact_stopped", "not sent: the contact has opted out (STOP, or blocked us)"),
        ("undelivered", "30003", "not delivered: the phone is off, has no signal or does not exist (30003)"),
        ("undelivered", "30999", "not delivered: error 30999 (30999)"),
        ("undelivered", None, "not delivered"),
        ("waiting", "provider_down", "not sent yet: the provider has a fault"),
    ],
)
def test_what_became_of_a_text_is_said_with_the_reason(state: str, error: str | None, words: str) -> None:
    assert texts.delivery(state, error) == words


def test_reasons_are_english_titles() -> None:
    assert texts.reason("emergency") == "In danger now"
    assert texts.reason("unpaid_wages") == "My pay"
    assert texts.reason("something_new") == "something new"
    assert texts.reason(None) == texts.NO_REASON


def test_what_was_understood_is_said_in_words() -> None:
    assert texts.topic("unpaid_wages") == "My pay"
    assert texts.topic("inform") == "an answer to a question"
    assert texts.topic("nlu_fallback") == "nlu fallback"
