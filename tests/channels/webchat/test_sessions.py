"""Sessions are issued, signed, renewed while they are used, and end."""

from __future__ import annotations

import time

import pytest
from itsdangerous import TimestampSigner

from bot.channels.webchat.sessions import FORM_LASTS_SECONDS, LASTS_SECONDS, RENEW_SECONDS, Sessions
from bot.privacy.encryption import FormerKey, SigningKeys

KEYS, OTHERS = SigningKeys("k" * 64), SigningKeys("l" * 64)


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    real = TimestampSigner.get_timestamp
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: real(self) + int(seconds))


def test_ids_are_unguessable_and_all_different() -> None:
    sessions = Sessions(lambda: KEYS)
    ids = {sessions.issue().id for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(each) * 6 >= 128 for each in ids)  # base64 holds 6 bits a character


@pytest.mark.parametrize("token", [None, "", 7, b"x", "x", "x.y.z", "é.é.é", "a\ud800", "A" * 10_000, {"a": 1}])
def test_what_we_did_not_sign_is_no_session(token: object) -> None:
    assert Sessions(lambda: KEYS).known(token) is None


def test_another_key_or_a_changed_id_time_or_signature_opens_nothing() -> None:
    token = Sessions(lambda: KEYS).issue().token
    assert Sessions(lambda: OTHERS).known(token) is None
    parts = token.split(".")
    for part in range(3):
        forged = [*parts[:part], ("A" if parts[part][0] != "A" else "B") + parts[part][1:], *parts[part + 1 :]]
        assert Sessions(lambda: KEYS).known(".".join(forged)) is None


def test_a_form_token_is_no_session_and_a_session_no_form_token() -> None:
    sessions = Sessions(lambda: KEYS)
    session = sessions.issue()
    assert sessions.known(sessions.form_token(session.id, "m1")) is None
    assert sessions.known(sessions.new_visitor()) is None
    assert not sessions.form_is_ours(session.token, session.id, "m1")


def test_a_session_is_renewed_in_its_second_half_and_then_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = Sessions(lambda: KEYS)
    issued = sessions.issue()
    known = sessions.known(issued.token)
    assert known is not None
    assert known.token == issued.token
    with monkeypatch.context() as time:
        later(time, RENEW_SECONDS + 5)
        renewed = sessions.known(issued.token)
    assert renewed is not None
    assert renewed.id == issued.id
    assert renewed.token != issued.token
    later(monkeypatch, LASTS_SECONDS + 5)
    assert sessions.known(issued.token) is None
    assert sessions.known(renewed.token) is not None


def test_a_form_is_of_the_session_it_was_given_to() -> None:
    sessions = Sessions(lambda: KEYS)
    mine, other, visitor = sessions.issue().id, sessions.issue().id, sessions.new_visitor()
    assert sessions.form_is_ours(sessions.form_token(mine, "m1"), mine, "m1")
    assert sessions.form_is_ours(sessions.form_token(visitor, "m1"), visitor, "m1")
    for holder, message_id in ((other, "m1"), (visitor, "m1"), (mine, "m2"), (mine, "")):
        assert not sessions.form_is_ours(sessions.form_token(holder, message_id), mine, "m1")
    assert not sessions.form_is_ours(sessions.form_token(sessions.new_visitor(), "m1"), visitor, "m1")
    assert not sessions.form_is_ours(sessions.form_token(mine, "m1"), None, "m1")
    assert not sessions.form_is_ours("", mine, "m1")


def test_a_visitor_is_one_that_we_made() -> None:
    sessions = Sessions(lambda: KEYS)
    visitor = sessions.new_visitor()
    assert sessions.is_visitor(visitor)
    for other in (
        None,
        "",
        "chosen",
        f"{visitor}x",
        sessions.issue().token,
        Sessions(lambda: OTHERS).new_visitor(),
        "x" * 999,
    ):
        assert not sessions.is_visitor(other)


def after(seconds: float) -> SigningKeys:
    """The keys so long after the first was put out of use."""
    return SigningKeys("l" * 64, (FormerKey("k" * 64, int(time.time() - seconds)),))


def test_what_a_former_key_signed_counts_for_as_long_as_it_lasts() -> None:
    keys = KEYS
    sessions = Sessions(lambda: keys)
    session, visitor = sessions.issue(), sessions.new_visitor()
    form = sessions.form_token(session.id, "m1")
    keys = after(0)
    assert sessions.known(session.token) == session.__class__(session.id, session.token)
    assert sessions.is_visitor(visitor)
    assert sessions.form_is_ours(form, session.id, "m1")
    keys = after(FORM_LASTS_SECONDS + 5)
    assert not sessions.form_is_ours(form, session.id, "m1"), "whatever moment is written into it"
    assert sessions.known(session.token)
    keys = after(LASTS_SECONDS + 5)
    assert sessions.known(session.token) is None
    assert not sessions.is_visitor(visitor)


def test_the_newest_key_alone_signs() -> None:
    issued = Sessions(lambda: after(0)).issue()
    assert Sessions(lambda: OTHERS).known(issued.token)
    assert Sessions(lambda: KEYS).known(issued.token) is None
