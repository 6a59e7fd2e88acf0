"""Who holds a conversation, on SQLite and PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from bot.conversations import holder
from bot.conversations.holder import TRANSITIONS, AlreadyTaken, Holder, IllegalTransition, Urgency
from bot.conversations.inbox import InboxRow
from bot.storage import tables
from bot.storage.engine import Database
from tests.making import operator_named


def test_asking_for_a_human_queues_once(database: Database, conversation: InboxRow) -> None:
    with database.write() as connection:
        assert holder.ask_for_human(connection, conversation.conversation_id, "human", Urgency.NORMAL)
        assert not holder.ask_for_human(connection, conversation.conversation_id, "human", Urgency.NORMAL)
        assert holder.holder_of(connection, conversation.conversation_id) is Holder.QUEUE


def test_urgency_rises_and_never_falls(database: Database, conversation: InboxRow) -> None:
    with database.write() as connection:
        for reason, urgency in [("human", Urgency.NORMAL), ("emergency", Urgency.URGENT), ("human", Urgency.NORMAL)]:
            holder.ask_for_human(connection, conversation.conversation_id, reason, urgency)
        row = connection.execute(select(tables.conversation)).one()
    assert (row.urgency, row.reason) == (Urgency.URGENT, "emergency")


def urgency_of(database: Database) -> tuple[int, str | None]:
    with database.read() as connection:
        row = connection.execute(select(tables.conversation)).one()
    return row.urgency, row.reason


def test_an_operator_lowers_and_raises_the_urgency_and_new_danger_raises_it_again(
    database: Database, conversation: InboxRow
) -> None:
    number, hers = conversation.conversation_id, operator_named(database, "hers")
    with database.write() as connection:
        holder.ask_for_human(connection, number, "emergency", Urgency.URGENT)
        holder.judge(connection, number, hers, Urgency.NORMAL)
        holder.judge(connection, number, hers, Urgency.NORMAL)  # the form twice
    assert urgency_of(database) == (Urgency.NORMAL, "urgency_lowered")
    with database.write() as connection:
        holder.ask_for_human(connection, number, "human", Urgency.NORMAL)
    assert urgency_of(database) == (Urgency.NORMAL, "urgency_lowered")
    with database.write() as connection:
        holder.ask_for_human(connection, number, "emergency", Urgency.URGENT)
    assert urgency_of(database) == (Urgency.URGENT, "emergency")
    with database.write() as connection:
        holder.take(connection, number, hers)
        holder.judge(connection, number, hers, Urgency.NORMAL)
        holder.judge(connection, number, hers, Urgency.URGENT)
    assert urgency_of(database) == (Urgency.URGENT, "urgency_raised")
    with database.read() as connection:
        actions = connection.execute(select(tables.audit.c.action).order_by(tables.audit.c.id)).scalars().all()
    assert actions == ["urgency_lowered", "take", "urgency_lowered", "urgency_raised"]


def test_who_waits_with_the_computer_is_judged_by_anybody_and_a_held_one_by_its_operator_only(
    database: Database, conversation: InboxRow
) -> None:
    number = conversation.conversation_id
    hers, his = operator_named(database, "hers"), operator_named(database, "his")
    with pytest.raises(IllegalTransition), database.write() as connection:
        holder.judge(connection, number, hers, Urgency.URGENT)  # the bot's alone: take it over first
    with database.write() as connection:
        holder.ask_for_human(connection, number, "emergency", Urgency.URGENT)
        holder.ask_the_computer(connection, number)
        holder.judge(connection, number, his, Urgency.NORMAL)
        holder.take(connection, number, hers)
    with pytest.raises(IllegalTransition), database.write() as connection:
        holder.judge(connection, number, his, Urgency.URGENT)
    assert urgency_of(database) == (Urgency.NORMAL, "urgency_lowered")


def test_of_two_operators_who_take_at_once_one_wins(database: Database, conversation: InboxRow) -> None:
    operators = [operator_named(database, f"operator {n}") for n in range(4)]

    def attempt(operator_id: int) -> bool:
        try:
            with database.write() as connection:
                holder.take(connection, conversation.conversation_id, operator_id)
        except AlreadyTaken:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, operators)) == [False, False, False, True]


def test_only_its_operator_may_give_a_conversation_back(database: Database, conversation: InboxRow) -> None:
    hers, his = operator_named(database, "hers"), operator_named(database, "his")
    with database.write() as connection:
        holder.take(connection, conversation.conversation_id, hers)
    for action in (holder.hand_back, holder.put_back, holder.require_operator):
        with pytest.raises(IllegalTransition), database.write() as connection:
            action(connection, conversation.conversation_id, his)
    with database.write() as connection:
        holder.hand_back(connection, conversation.conversation_id, hers)
        assert holder.holder_of(connection, conversation.conversation_id) is Holder.BOT


def test_every_change_by_an_operator_is_in_the_audit_trail(database: Database, conversation: InboxRow) -> None:
    operator_id = operator_named(database, "hers")
    with database.write() as connection:
        for action in (holder.take, holder.put_back, holder.take, holder.hand_back):
            action(connection, conversation.conversation_id, operator_id)
    with database.read() as connection:
        actions = connection.execute(select(tables.audit.c.action).order_by(tables.audit.c.id)).scalars().all()
    assert actions[-4:] == ["take", "put_back", "take", "hand_back"]


def test_an_erased_conversation_is_held_by_nobody(database: Database) -> None:
    with pytest.raises(LookupError), database.write() as connection:
        holder.holder_of(connection, 4711)


def test_every_holder_can_be_left_and_none_leads_to_itself() -> None:
    assert set(TRANSITIONS) == set(Holder)
    assert all(targets and source not in targets for source, targets in TRANSITIONS.items())
