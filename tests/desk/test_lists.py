"""The lists: urgent first, then the longest waiting; who holds what; what is unanswered, stopped or not delivered."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import select

from bot.conversations import holder
from bot.conversations import outbox as sending
from bot.conversations.holder import Holder
from bot.conversations.messages import Author, NewMessage
from bot.conversations.work import Store
from bot.desk.accounts import add_operator
from bot.desk.lists import FIRST_OF_A_HOUSEHOLD, Lists, Row, lists_for, read_lately, read_row, read_rows
from bot.storage.engine import now
from bot.storage.tables import audit, contact, conversation, message, outbox
from tests.desk.making import PASSWORD, conversation_of, session_of, stops, waiting_conversation, writes


def lists(store: Store, operator_id: int = 0) -> Lists:
    with store.read() as work:
        return lists_for(read_rows(work), operator_id)


def row_of(store: Store, conversation_id: int) -> Row:
    with store.read() as work:
        row = read_row(work, conversation_id)
    assert row is not None
    return row


def minutes_ago(minutes: float) -> datetime.datetime:
    return now() - datetime.timedelta(minutes=minutes)


def set_waiting(store: Store, conversation_id: int, minutes: float) -> None:
    with store.write() as work:
        work.run(
            conversation.update().where(conversation.c.id == conversation_id).values(waiting_since=minutes_ago(minutes))
        )


def test_urgent_comes_first_then_the_longest_waiting(store: Store) -> None:
    short = waiting_conversation(store, "+491701000001")
    long = waiting_conversation(store, "+491701000002")
    urgent = waiting_conversation(store, "+491701000003", "emergency", urgent=True)
    for conversation_id, minutes in ((short, 5), (long, 50), (urgent, 1)):
        set_waiting(store, conversation_id, minutes)
    assert [row.id for row in lists(store).waiting] == [urgent, long, short]


def test_a_text_that_waited_before_it_was_put_back_still_counts(store: Store) -> None:
    put_back = waiting_conversation(store, "+491701000001")
    other = waiting_conversation(store, "+491701000002")
    writes(store, put_back, "are you there?")
    with store.write() as work:
        work.run(
            message.update()
            .where(message.c.conversation_id == put_back, message.c.sequence == 3)
            .values(created_at=minutes_ago(30))
        )
    set_waiting(store, put_back, 0)
    set_waiting(store, other, 10)
    assert [row.id for row in lists(store).waiting] == [put_back, other]


def test_each_conversation_stands_in_one_list(store: Store) -> None:
    amira = add_operator(store, "Amira", PASSWORD, "operator")
    boris = add_operator(store, "Boris", PASSWORD, "operator")
    ids = [waiting_conversation(store, f"+49170100000{n}") for n in range(3)]
    bots = conversation_of(store, "+491701000009")
    session_of(store, boris)
    with store.write() as work:
        holder.take(work, ids[0], amira)
        holder.take(work, ids[1], boris)
    seen = lists(store, amira)
    assert [[row.id for row in each] for each in (seen.mine, seen.others, seen.waiting, seen.bots)] == [
        [ids[0]],
        [ids[1]],
        [ids[2]],
        [bots],
    ]
    assert (seen.others[0].operator_name, seen.others[0].away) == ("Boris", False)
    assert seen.mine[0].away  # Amira has no session


def test_a_row_says_where_the_contact_is_and_what_they_speak(store: Store) -> None:
    guessed = row_of(store, waiting_conversation(store, "+33612345678", language="ru"))
    assert (guessed.language, guessed.country, guessed.country_guessed) == ("ru", "FR", True)
    known = row_of(store, waiting_conversation(store, "+33612345679", country="BE"))
    assert (known.country, known.country_guessed) == ("BE", False)
    assert len(known.name.split()) == 2
    assert known.name != guessed.name


def test_unanswered_texts_are_those_after_the_last_answer(store: Store) -> None:
    waits = waiting_conversation(store, "+491701000001")
    assert row_of(store, waits).unanswered == 0  # the bot answered the first
    writes(store, waits, "one")
    writes(store, waits, "two")
    row = row_of(store, waits)
    assert row.unanswered == 2
    assert row.last_text_at is not None
    assert row.unanswered_since is not None
    assert row.unanswered_since < row.last_text_at


def test_a_contact_who_was_answered_does_not_wait(store: Store) -> None:
    held = waiting_conversation(store, "+491701000001")
    amira = add_operator(store, "Amira", PASSWORD, "operator")
    with store.write() as work:
        holder.take(work, held, amira)
    assert row_of(store, held).waits_from is None
    writes(store, held, "hello?")
    assert row_of(store, held).waits_from is not None


def test_stopped_and_not_delivered_are_shown_and_old_failures_no_longer(store: Store) -> None:
    waits = waiting_conversation(store, "+491701000001")
    stops(store, waits)
    with store.write() as work:
        work.run(outbox.update().values(state="undelivered", error="30003"))
    row = row_of(store, waits)
    assert (row.stopped, row.failed) == (True, 1)
    with store.write() as work:
        work.run(outbox.update().values(created_at=minutes_ago(25 * 60)))
    assert row_of(store, waits).failed == 0


def test_the_bots_old_conversations_are_not_listed(store: Store) -> None:
    old = conversation_of(store, "+491701000001")
    with store.write() as work:
        work.run(conversation.update().values(changed_at=minutes_ago(25 * 60)))
    assert lists(store).bots == ()
    assert row_of(store, old).holder is Holder.BOT


def test_the_digest_changes_with_all_that_a_page_shows(store: Store) -> None:
    waits = waiting_conversation(store, "+491701000001")
    seen = [row_of(store, waits).digest]
    assert row_of(store, waits).digest == seen[0]

    def changes() -> None:
        seen.append(row_of(store, waits).digest)
        assert len(set(seen)) == len(seen)

    writes(store, waits, "hello")
    changes()
    with store.write() as work:
        work.run(outbox.update().values(state="sent"))
    changes()
    stops(store, waits)
    changes()
    amira = add_operator(store, "Amira", PASSWORD, "operator")
    with store.write() as work:
        holder.take(work, waits, amira)
    changes()


def test_a_conversation_that_was_erased_is_none(store: Store) -> None:
    with store.read() as work:
        assert read_row(work, 99) is None
        assert work.run(select(conversation.c.id)).first() is None


def held(store: Store, address: str, operator_id: int, minutes: float, **values: Any) -> int:
    """A conversation that an operator took some minutes ago."""
    conversation_id = waiting_conversation(store, address, **values)
    with store.write() as work:
        holder.take(work, conversation_id, operator_id)
        moment = minutes_ago(minutes)
        at = conversation.update().where(conversation.c.id == conversation_id)
        work.run(at.values(taken_at=moment))
        work.run(message.update().where(message.c.conversation_id == conversation_id).values(created_at=moment))
    return conversation_id


def answers(store: Store, conversation_id: int, operator_id: int, state: str = "sent") -> None:
    """The operator writes, and this becomes of it."""
    with store.write() as work:
        new = NewMessage(Author.OPERATOR, "I am here", operator_id=operator_id)
        sending.add(work, conversation_id, new)
        last = select(outbox.c.id).order_by(outbox.c.id.desc()).limit(1).scalar_subquery()
        work.run(outbox.update().where(outbox.c.id == last).values(state=state))


def test_who_waits_while_the_computer_answers_stands_in_the_queue(store: Store) -> None:
    meanwhile = waiting_conversation(store, "+491701000001", "emergency", urgent=True)
    with store.write() as work:
        work.run(conversation.update().values(holder="bot", changed_at=minutes_ago(26 * 60)))
    set_waiting(store, meanwhile, 30)
    seen = lists(store)
    assert [[row.id for row in each] for each in (seen.waiting, seen.bots)] == [[meanwhile], []]
    assert seen.waiting[0].waits_from == seen.waiting[0].waiting_since


def test_an_urgent_conversation_without_an_answer_for_two_minutes_is_neglected(store: Store) -> None:
    amira = add_operator(store, "Amira", PASSWORD, "operator")
    urgent = {"reason": "emergency", "urgent": True}
    normal = held(store, "+491701000001", amira, 5)
    fresh = held(store, "+491701000002", amira, 1, **urgent)
    silent = held(store, "+491701000003", amira, 5, **urgent)
    answered = held(store, "+491701000004", amira, 5, **urgent)
    answers(store, answered, amira)
    lost = held(store, "+491701000005", amira, 5, **urgent)
    answers(store, lost, amira, "undelivered")
    gone = held(store, "+491701000006", amira, 5, **urgent)
    stops(store, gone)
    everybody = (normal, fresh, silent, answered, lost, gone)
    assert [n for n in everybody if row_of(store, n).neglected] == [silent, lost]
    writes(store, answered, "he comes")
    assert not row_of(store, answered).neglected
    with store.write() as work:
        work.run(message.update().values(created_at=minutes_ago(3)))
    assert row_of(store, answered).neglected
    assert {row.id for row in lists(store).others[:3]} == {silent, lost, answered}


def test_a_text_that_did_not_arrive_answers_nothing(store: Store) -> None:
    amira = add_operator(store, "Amira", PASSWORD, "operator")
    asked = held(store, "+491701000001", amira, 0)
    writes(store, asked, "where do I go?")
    answers(store, asked, amira)
    assert row_of(store, asked).unanswered == 0
    for state in ("undelivered", "failed"):
        with store.write() as work:
            work.run(outbox.update().where(outbox.c.state != "waiting").values(state=state))
        row = row_of(store, asked)
        assert (row.unanswered, row.failed) == (1, 1)
    answers(store, asked, amira)
    assert row_of(store, asked).unanswered == 0


def test_what_an_operator_handed_back_within_a_day_is_lately_theirs(store: Store) -> None:
    amira = add_operator(store, "Amira", PASSWORD, "operator")
    ids = [held(store, f"+49170100000{n}", amira, 0) for n in range(3)]
    with store.write() as work:
        for conversation_id in ids:
            holder.hand_back(work, conversation_id, amira)
    with store.write() as work:
        lines = work.run(select(audit.c.id).where(audit.c.action == "hand_back").order_by(audit.c.id))
        work.run(audit.update().where(audit.c.id == lines.scalars().all()[0]).values(at=minutes_ago(25 * 60)))
        holder.take(work, ids[1], amira)
    with store.read() as work:
        lately = read_lately(work, amira)
        assert read_lately(work, amira + 1) == []
        seen = lists_for(read_rows(work), amira, lately)
    assert [row.id for row in seen.lately] == [ids[2]]
    assert [row.id for row in seen.bots] == [ids[0]]


def test_a_visitor_who_left_is_no_text_without_an_answer(store: Store) -> None:
    waits = waiting_conversation(store, "+491701000001")
    writes(store, waits, "")
    assert (row_of(store, waits).left, row_of(store, waits).unanswered) == (False, 1)
    with store.write() as work:
        work.run(contact.update().values(channel="webchat", stopped_at=now(), stopped_by="blocked"))
    assert (row_of(store, waits).left, row_of(store, waits).unanswered) == (True, 0)


def test_one_network_cannot_fill_the_list_and_nobody_is_left_out(store: Store) -> None:
    flood = [waiting_conversation(store, f"+4917010001{number:02}") for number in range(20)]
    others = [waiting_conversation(store, f"+4917010002{number:02}") for number in range(3)]
    urgent = waiting_conversation(store, "+491701000300", "emergency", urgent=True)
    for place, conversation_id in enumerate([*flood, *others, urgent]):
        set_waiting(store, conversation_id, 100 - place)
    with store.write() as work:
        of_flood = conversation.c.id.in_([*flood, urgent])
        work.run(conversation.update().where(of_flood).values(household="flood"))
    waiting = lists(store).waiting
    first = FIRST_OF_A_HOUSEHOLD - 1  # the urgent one is the first of its household
    assert [row.id for row in waiting] == [urgent, *flood[:first], *others, *flood[first:]]
    assert {row.crowd for row in waiting[1 + first + len(others) :]} == {21}
    assert not any(row.crowd for row in waiting[: 1 + first + len(others)])
