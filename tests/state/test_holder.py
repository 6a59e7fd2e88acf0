"""Who holds a conversation, on SQLite and PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from bot.conversations import holder
from bot.conversations.holder import TRANSITIONS, AlreadyTaken, Holder, IllegalTransition, Urgency
from bot.conversations.inbox import InboxRow
from bot.conversations.work import Store
from bot.storage import tables
from tests import making
from tests.making import operator_named


def test_asking_for_a_human_queues_once(store: Store, conversation: InboxRow) -> None:
    with store.write() as work:
        assert holder.ask_for_human(work, conversation.conversation_id, "human", Urgency.NORMAL)
        assert not holder.ask_for_human(work, conversation.conversation_id, "human", Urgency.NORMAL)
        assert holder.holder_of(work, conversation.conversation_id) is Holder.QUEUE


def test_urgency_rises_and_never_falls(store: Store, conversation: InboxRow) -> None:
    with store.write() as work:
        for reason, urgency in [("human", Urgency.NORMAL), ("emergency", Urgency.URGENT), ("human", Urgency.NORMAL)]:
            holder.ask_for_human(work, conversation.conversation_id, reason, urgency)
    assert urgency_of(store) == (Urgency.URGENT, "emergency")


def urgency_of(store: Store) -> tuple[int, str | None]:
    return making.urgency_of(store, 1)


def test_an_operator_lowers_and_raises_the_urgency_and_new_danger_raises_it_again(
    store: Store, conversation: InboxRow
) -> None:
    number, hers = conversation.conversation_id, operator_named(store, "hers")
    with store.write() as work:
        holder.ask_for_human(work, number, "emergency", Urgency.URGENT)
        holder.judge(work, number, hers, Urgency.NORMAL)
        holder.judge(work, number, hers, Urgency.NORMAL)  # the form twice
    assert urgency_of(store) == (Urgency.NORMAL, "urgency_lowered")
    with store.write() as work:
        holder.ask_for_human(work, number, "human", Urgency.NORMAL)
    assert urgency_of(store) == (Urgency.NORMAL, "urgency_lowered")
    with store.write() as work:
        holder.ask_for_human(work, number, "emergency", Urgency.URGENT)
    assert urgency_of(store) == (Urgency.URGENT, "emergency")
    with store.write() as work:
        holder.take(work, number, hers)
        holder.judge(work, number, hers, Urgency.NORMAL)
        holder.judge(work, number, hers, Urgency.URGENT)
    assert urgency_of(store) == (Urgency.URGENT, "urgency_raised")
    with store.read() as work:
        actions = work.run(select(tables.audit.c.action).order_by(tables.audit.c.id)).scalars().all()
    assert actions == ["urgency_lowered", "take", "urgency_lowered", "urgency_raised"]


def test_who_waits_with_the_computer_is_judged_by_anybody_and_a_held_one_by_its_operator_only(
    store: Store, conversation: InboxRow
) -> None:
    number = conversation.conversation_id
    hers, his = operator_named(store, "hers"), operator_named(store, "his")
    with pytest.raises(IllegalTransition), store.write() as work:
        holder.judge(work, number, hers, Urgency.URGENT)  # the bot's alone: take it over first
    with store.write() as work:
        holder.ask_for_human(work, number, "emergency", Urgency.URGENT)
        holder.ask_the_computer(work, number)
        holder.judge(work, number, his, Urgency.NORMAL)
        holder.take(work, number, hers)
    with pytest.raises(IllegalTransition), store.write() as work:
        holder.judge(work, number, his, Urgency.URGENT)
    assert urgency_of(store) == (Urgency.NORMAL, "urgency_lowered")


def test_of_two_operators_who_take_at_once_one_wins(store: Store, conversation: InboxRow) -> None:
    operators = [operator_named(store, f"operator {n}") for n in range(4)]

    def attempt(operator_id: int) -> bool:
        try:
            with store.write() as work:
                holder.take(work, conversation.conversation_id, operator_id)
        except AlreadyTaken:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, operators)) == [False, False, False, True]


def test_only_its_operator_may_give_a_conversation_back(store: Store, conversation: InboxRow) -> None:
    hers, his = operator_named(store, "hers"), operator_named(store, "his")
    with store.write() as work:
        holder.take(work, conversation.conversation_id, hers)
    for action in (holder.hand_back, holder.put_back, holder.require_operator):
        with pytest.raises(IllegalTransition), store.write() as work:
            action(work, conversation.conversation_id, his)
    with store.write() as work:
        holder.hand_back(work, conversation.conversation_id, hers)
        assert holder.holder_of(work, conversation.conversation_id) is Holder.BOT


def test_every_change_by_an_operator_is_in_the_audit_trail(store: Store, conversation: InboxRow) -> None:
    operator_id = operator_named(store, "hers")
    with store.write() as work:
        for action in (holder.take, holder.put_back, holder.take, holder.hand_back):
            action(work, conversation.conversation_id, operator_id)
    with store.read() as work:
        actions = work.run(select(tables.audit.c.action).order_by(tables.audit.c.id)).scalars().all()
    assert actions[-4:] == ["take", "put_back", "take", "hand_back"]


def test_an_erased_conversation_is_held_by_nobody(store: Store) -> None:
    with pytest.raises(LookupError), store.write() as work:
        holder.holder_of(work, 4711)


def test_every_holder_can_be_left_and_none_leads_to_itself() -> None:
    assert set(TRANSITIONS) == set(Holder)
    assert all(targets and source not in targets for source, targets in TRANSITIONS.items())
