"""A clock that is set refuses no visitor."""

from __future__ import annotations

import time

import pytest

from bot.channels.webchat.sessions import LASTS_SECONDS, Sessions
from bot.privacy.encryption import SigningKeys
from bot.privacy.signing import CLOCK_SECONDS

JUMPS = [(-3, True), (3, True), (-CLOCK_SECONDS - 9, False), (LASTS_SECONDS + 9, False)]


@pytest.mark.parametrize(("seconds", "known"), JUMPS)
def test_a_session_outlives_a_clock_that_jumps(monkeypatch: pytest.MonkeyPatch, seconds: int, known: bool) -> None:
    sessions, moment = Sessions(lambda: SigningKeys("key")), time.time()
    session = sessions.issue()
    visitor = sessions.new_visitor()
    form = sessions.form_token(session.id, "m1")
    monkeypatch.setattr(time, "time", lambda: moment + seconds)
    assert sessions.is_visitor(visitor) is known
    assert (sessions.known(session.token) is not None) is known
    assert sessions.form_is_ours(form, session.id, "m1") is known
