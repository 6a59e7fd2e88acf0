"""The outbox keeps its promises on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.conversations import contacts, holder, inbox, outbox
from bot.conversations.contract import POLICIES, DeliveryState, NotSent, OfferedChoice, Receipt, SendError, Sent
from bot.conversations.inbox import InboxRow
from bot.conversations.messages import Author, NewMessage
from bot.conversations.outbox import (
    GIVE_UP_AFTER,
    RETRY_SECONDS,
    THROTTLED_SECONDS,
    TRANSITIONS,
    OutboxRow,
    OutboxState,
)
from bot.conversations.work import Store
from bot.storage import tables
from bot.storage.engine import now
from tests.making import operator_named, text_from


def add(store: Store, row: InboxRow, text: str = "hello", **options: bool) -> int:
    with store.write() as work:
        new = NewMessage(Author.BOT, text, language="en")
        return outbox.add(work, row.conversation_id, new, **options)


def claim(store: Store) -> OutboxRow:
    row = outbox.claim(store, "sms", "w1")
    assert row is not None
    return row


def state_of(store: Store, row_id: int) -> tuple[str, str | None]:
    with store.read() as work:
        found = work.run(select(tables.outbox.c.state, tables.outbox.c.error).where(tables.outbox.c.id == row_id)).one()
    return found.state, found.error


def make_due(store: Store) -> None:
    with store.write() as work:
        past = now() - datetime.timedelta(seconds=1)
        work.run(update(tables.outbox).values(due_at=past))


def test_texts_of_a_conversation_are_sent_in_order(store: Store, conversation: InboxRow) -> None:
    add(store, conversation, "first")
    add(store, conversation, "second")
    first = claim(store)
    assert first.outbound.text == "first"
    assert outbox.claim(store, "sms", "w1") is None, "the second waits for the first"
    outbox.record(store, first, Sent("SM1"))
    assert claim(store).outbound.text == "second"


def test_a_text_that_was_sent_is_never_sent_again(store: Store, conversation: InboxRow) -> None:
    add(store, conversation)
    outbox.record(store, claim(store), Sent("SM1"))
    make_due(store)
    assert outbox.claim(store, "sms", "w1") is None


@pytest.mark.parametrize("error", [error for error in SendError if POLICIES[error].retry])
def test_an_error_that_may_pass_is_tried_again_within_seconds(
    store: Store, conversation: InboxRow, error: SendError
) -> None:
    row_id = add(store, conversation)
    assert outbox.record(store, claim(store), NotSent(error)) is OutboxState.WAITING
    assert outbox.claim(store, "sms", "w1") is None, "not at once"
    throttled = error is SendError.THROTTLED
    assert 0 < outbox.next_due(store, "sms") <= (THROTTLED_SECONDS if throttled else RETRY_SECONDS[0])
    make_due(store)
    again = claim(store)
    assert (again.id, again.attempts) == (row_id, 1 if throttled else 2), "to be told to wait is no try"
    assert again.look_first is POLICIES[error].look_first


@pytest.mark.parametrize("error", [error for error in SendError if not POLICIES[error].retry])
def test_an_error_that_will_not_pass_ends_and_is_shown(store: Store, conversation: InboxRow, error: SendError) -> None:
    row_id = add(store, conversation)
    assert outbox.record(store, claim(store), NotSent(error, "30003")) is OutboxState.FAILED
    assert state_of(store, row_id) == ("failed", f"{error.value}:30003")


def test_the_provider_decides_how_long_to_wait(store: Store, conversation: InboxRow) -> None:
    add(store, conversation)
    outbox.record(store, claim(store), NotSent(SendError.THROTTLED, after=7.0))
    assert 6 < outbox.next_due(store, "sms") <= 7


def test_no_text_waits_longer_than_it_is_worth_whatever_the_provider_says(store: Store, conversation: InboxRow) -> None:
    row_id = add(store, conversation)
    outbox.record(store, claim(store), NotSent(SendError.THROTTLED, after=86400.0))
    with store.read() as work:
        row = work.run(select(tables.outbox).where(tables.outbox.c.id == row_id)).one()
    assert row.due_at == row.created_at + GIVE_UP_AFTER


@pytest.mark.parametrize("error", [SendError.UNREACHABLE, SendError.THROTTLED])
def test_tries_end_when_the_text_is_too_old_however_many_they_were(
    store: Store, conversation: InboxRow, error: SendError
) -> None:
    row_id = add(store, conversation)
    for _ in range(50):
        assert outbox.record(store, claim(store), NotSent(error)) is OutboxState.WAITING
        make_due(store)
    with store.write() as work:
        work.run(update(tables.outbox).values(created_at=now() - GIVE_UP_AFTER))
    assert outbox.record(store, claim(store), NotSent(error)) is OutboxState.FAILED
    assert state_of(store, row_id)[0] == "failed"


def test_a_minute_of_trouble_at_the_provider_costs_no_hour(store: Store, conversation: InboxRow) -> None:
    """Told to wait for 24 s, six times over, then a fault: it is tried again two seconds later."""
    add(store, conversation)
    for _ in range(6):
        outbox.record(store, claim(store), NotSent(SendError.THROTTLED, "20429", after=4.0))
        assert 3 < outbox.next_due(store, "sms") <= 4
        make_due(store)
    outbox.record(store, claim(store), NotSent(SendError.PROVIDER_DOWN, "20500"))
    assert outbox.next_due(store, "sms") <= RETRY_SECONDS[0]


def fail_until_it_waits_long(store: Store) -> None:
    for _ in RETRY_SECONDS:
        outbox.record(store, claim(store), NotSent(SendError.PROVIDER_DOWN))
        make_due(store)
    outbox.record(store, claim(store), NotSent(SendError.PROVIDER_DOWN))
    assert outbox.claim(store, "sms", "w1") is None


def test_a_new_text_of_the_contact_makes_what_waits_for_them_due(store: Store, conversation: InboxRow) -> None:
    add(store, conversation)
    fail_until_it_waits_long(store)
    inbox.receive(store, text_from("+447700900002"))
    assert outbox.claim(store, "sms", "w1") is None, "it was somebody else"
    inbox.receive(store, text_from("+447700900001"))
    assert claim(store).attempts == len(RETRY_SECONDS) + 2


def test_once_the_provider_takes_texts_again_what_failed_is_due(store: Store, conversation: InboxRow) -> None:
    add(store, conversation)
    fail_until_it_waits_long(store)
    assert outbox.hasten_channel(store, "telegram") == 0
    assert outbox.hasten_channel(store, "sms") == 1
    claim(store)


def test_what_the_provider_has_put_off_itself_waits_as_long_as_it_said(store: Store, conversation: InboxRow) -> None:
    add(store, conversation)
    outbox.record(store, claim(store), NotSent(SendError.THROTTLED, after=24.0))
    outbox.hasten_channel(store, "sms")
    inbox.receive(store, text_from("+447700900001"))
    assert 23 < outbox.next_due(store, "sms") <= 24


def test_urgent_texts_go_before_all_others(store: Store, conversation: InboxRow) -> None:
    add(store, conversation, "first")
    inbox.receive(store, text_from("+447700900002"))
    with store.write() as work:
        outbox.add(work, conversation.conversation_id + 1, NewMessage(Author.BOT, "second"))
        outbox.add(work, conversation.conversation_id + 1, NewMessage(Author.BOT, "call 112"), urgent=True)
    assert claim(store).outbound.text == "call 112"
    assert claim(store).outbound.text == "first"
    assert outbox.claim(store, "sms", "w1") is None, "one at a time a contact"


def test_an_urgent_text_does_not_wait_behind_one_of_the_same_contact_that_failed(
    store: Store, conversation: InboxRow
) -> None:
    add(store, conversation, "an answer")
    fail_until_it_waits_long(store)
    with store.write() as work:
        outbox.add(work, conversation.conversation_id, NewMessage(Author.BOT, "call 112"), urgent=True)
        row = outbox.claim_of(work, conversation.conversation_id, "w1")
    assert row is not None
    assert row.outbound.text == "call 112"


def test_every_text_in_an_urgent_conversation_is_urgent(store: Store, conversation: InboxRow) -> None:
    add(store, conversation, "before")
    with store.write() as work:
        holder.ask_for_human(work, conversation.conversation_id, "emergency", holder.Urgency.URGENT)
    add(store, conversation, "since")
    assert claim(store).outbound.text == "since"


def test_an_interrupted_send_is_looked_for_before_it_is_repeated(store: Store, conversation: InboxRow) -> None:
    add(store, conversation)
    tried = claim(store)
    with store.write() as work:
        past = now() - datetime.timedelta(seconds=1)
        work.run(update(tables.outbox).values(claimed_until=past))
    again = claim(store)
    assert again.id == tried.id
    assert again.look_first
    assert again.tried_at == tried.tried_at


def test_who_looks_for_a_text_knows_what_was_sent_before_it(store: Store, conversation: InboxRow) -> None:
    for provider_id in ("SM1", "SM2"):
        add(store, conversation, "the same words")
        outbox.record(store, claim(store), Sent(provider_id))
    add(store, conversation, "the same words")
    first = claim(store)
    assert first.outbound.earlier == frozenset(), "nothing to look for"
    outbox.record(store, first, NotSent(SendError.UNCERTAIN))
    make_due(store)
    assert claim(store).outbound.earlier == {"SM1", "SM2"}


def test_a_contact_who_stopped_gets_only_the_confirmation(store: Store, conversation: InboxRow) -> None:
    with store.write() as work:
        person = contacts.of_conversation(work, conversation.conversation_id)
        assert person is not None
        contacts.stop(work, person.id, by="keyword")
    silenced = add(store, conversation, "not to be sent")
    add(store, conversation, "you will get no more texts", even_if_stopped=True)
    assert claim(store).outbound.text == "you will get no more texts"
    assert state_of(store, silenced) == ("cancelled", "contact_stopped")


def test_a_text_waiting_when_the_contact_stops_is_not_sent(store: Store, conversation: InboxRow) -> None:
    row_id = add(store, conversation)
    with store.write() as work:
        person = contacts.of_conversation(work, conversation.conversation_id)
        assert person is not None
        contacts.stop(work, person.id, by="keyword")
    assert outbox.claim(store, "sms", "w1") is None
    assert state_of(store, row_id) == ("cancelled", "contact_stopped")


def test_an_opt_out_at_the_provider_is_an_opt_out_here(store: Store, conversation: InboxRow) -> None:
    add(store, conversation)
    outbox.record(store, claim(store), NotSent(SendError.CONTACT_STOPPED, "21610"))
    with store.read() as work:
        person = contacts.of_conversation(work, conversation.conversation_id)
    assert person is not None
    assert person.stopped


def test_receipts_in_any_order_end_in_delivered(store: Store, conversation: InboxRow) -> None:
    row_id = add(store, conversation)
    outbox.record(store, claim(store), Sent("SM1"))
    for state in (DeliveryState.DELIVERED, DeliveryState.SENT, DeliveryState.UNDELIVERED):
        outbox.record_receipt(store, Receipt("sms", "SM1", state))
    assert state_of(store, row_id)[0] == "delivered"


def test_a_receipt_for_an_unknown_text_changes_nothing(store: Store) -> None:
    assert not outbox.record_receipt(store, Receipt("sms", "SM404", DeliveryState.DELIVERED))


@given(st.sampled_from(OutboxState), st.sampled_from(OutboxState))
def test_nothing_leaves_a_final_state(current: OutboxState, to: OutboxState) -> None:
    final = {OutboxState.DELIVERED, OutboxState.FAILED, OutboxState.CANCELLED}
    if current in final:
        assert to not in TRANSITIONS[current]


def test_a_text_knows_the_buttons_before_it(store: Store, conversation: InboxRow) -> None:
    choices = (OfferedChoice("token", "Money", "/unpaid_wages"),)
    expected = [None, "SM0", None, "SM2"]  # what each text finds, where the first and the third bring buttons
    for number, with_choices in enumerate((choices, (), choices, ())):
        with store.write() as work:
            new = NewMessage(Author.BOT, "hello", language="en", choices=with_choices)
            outbox.add(work, conversation.conversation_id, new)
        row = claim(store)
        assert row.outbound.previous_keyboard == expected[number]
        outbox.record(store, row, Sent(f"SM{number}"))


def test_buttons_that_never_arrived_are_not_known(store: Store, conversation: InboxRow) -> None:
    with store.write() as work:
        new = NewMessage(Author.BOT, "hello", choices=(OfferedChoice("token", "Money", "/unpaid_wages"),))
        outbox.add(work, conversation.conversation_id, new)
    outbox.record(store, claim(store), NotSent(SendError.REFUSED))
    add(store, conversation)
    assert claim(store).outbound.previous_keyboard is None


def test_a_late_failure_of_a_send_that_another_worker_has_taken_over_sends_nothing_again(
    store: Store, conversation: InboxRow
) -> None:
    add(store, conversation)
    slow = claim(store)
    with store.write() as work:
        work.run(update(tables.outbox).values(claimed_until=now() - datetime.timedelta(seconds=1)))
    fresh = claim(store)
    outbox.record(store, slow, NotSent(SendError.UNCERTAIN, "timeout"))
    assert state_of(store, slow.id)[0] == OutboxState.SENDING, "the other worker is sending it"
    outbox.record(store, fresh, Sent("SM1"))
    assert state_of(store, slow.id)[0] == OutboxState.SENT


def test_a_look_back_and_a_send_fit_into_one_claim() -> None:
    assert outbox.CLAIM_SECONDS > 2 * outbox.SEND_SECONDS, "else a second worker sends while the first still may"


def test_what_the_bot_could_not_send_is_not_said_over_the_operator_who_took_over(
    store: Store, conversation: InboxRow
) -> None:
    stale = add(store, conversation, "from the bot, an outage ago")
    outbox.record(store, claim(store), NotSent(SendError.PROVIDER_DOWN))
    operator_id = operator_named(store, "hers")
    with store.write() as work:
        holder.take(work, conversation.conversation_id, operator_id)
        new = NewMessage(Author.OPERATOR, "I am here", language="en", operator_id=operator_id)
        outbox.add(work, conversation.conversation_id, new)
    assert claim(store).outbound.text == "I am here", "nor does it stand in the operator's way"
    assert state_of(store, stale) == (OutboxState.CANCELLED, "human_took_over")


def test_what_the_provider_put_off_is_not_said_over_the_operator_either(store: Store, conversation: InboxRow) -> None:
    stale = add(store, conversation, "from the bot, in a busy minute")
    outbox.record(store, claim(store), NotSent(SendError.THROTTLED))
    operator_id = operator_named(store, "hers")
    with store.write() as work:
        holder.take(work, conversation.conversation_id, operator_id)
    assert state_of(store, stale) == (OutboxState.CANCELLED, "human_took_over")


def test_a_bots_text_that_fails_after_the_take_over_is_not_tried_again(store: Store, conversation: InboxRow) -> None:
    add(store, conversation)
    sending, operator_id = claim(store), operator_named(store, "hers")
    with store.write() as work:
        holder.take(work, conversation.conversation_id, operator_id)
    assert outbox.record(store, sending, NotSent(SendError.PROVIDER_DOWN)) is OutboxState.CANCELLED


def test_what_the_bot_has_just_said_still_arrives_when_an_operator_takes_over(
    store: Store, conversation: InboxRow
) -> None:
    add(store, conversation, "in danger call 112")
    operator_id = operator_named(store, "hers")
    with store.write() as work:
        holder.take(work, conversation.conversation_id, operator_id)
    assert claim(store).outbound.text == "in danger call 112"
