"""The lists: urgent first, then the longest waiting; who holds what; what is unanswered, stopped or not delivered."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import select

from bot.conversations import holder
from bot.conversations import outbox as sending
from bot.conversations.holder import Holder
from bot.conversations.messages import Author, NewMessage
from bot.desk.accounts import add_operator
from bot.desk.lists import Lists, Row, lists_for, read_lately, read_row, read_rows
from bot.desk.sessions import open_session
from bot.privacy.encryption import Vault
from bot.storage.engine import Database, now
from bot.storage.tables import audit, contact, conversation, message, outbox
from tests.desk.making import PASSWORD, conversation_of, stops, waiting_conversation, writes


def lists(database: Database, vault: Vault, operator_id: int = 0) -> Lists:
    with database.read() as connection:
        return lists_for(read_rows(connection, vault), operator_id)


def row_of(database: Database, vault: Vault, conversation_id: int) -> Row:
    with database.read() as connection:
        row = read_row(connection, vault, conversation_id)
    assert row is not None
    return row


def minutes_ago(minutes: float) -> datetime.datetime:
    return now() - datetime.timedelta(minutes=minutes)


def set_waiting(database: Database, conversation_id: int, minutes: float) -> None:
    with database.write() as connection:
        connection.execute(
            conversation.update().where(conversation.c.id == conversation_id).values(waiting_since=minutes_ago(minutes))
        )


def test_urgent_comes_first_then_the_longest_waiting(database: Database, vault: Vault) -> None:
    short = waiting_conversation(database, vault, "+491701000001")
    long = waiting_conversation(database, vault, "+491701000002")
    urgent = waiting_conversation(database, vault, "+491701000003", "emergency", urgent=True)
    for conversation_id, minutes in ((short, 5), (long, 50), (urgent, 1)):
        set_waiting(database, conversation_id, minutes)
    assert [row.id for row in lists(database, vault).waiting] == [urgent, long, short]


def test_a_text_that_waited_before_it_was_put_back_still_counts(database: Database, vault: Vault) -> None:
    put_back = waiting_conversation(database, vault, "+491701000001")
    other = waiting_conversation(database, vault, "+491701000002")
    writes(database, vault, put_back, "are you there?")
    with database.write() as connection:
        connection.execute(
            message.update()
            .where(message.c.conversation_id == put_back, message.c.sequence == 3)
            .values(created_at=minutes_ago(30))
        )
    set_waiting(database, put_back, 0)
    set_waiting(database, other, 10)
    assert [row.id for row in lists(database, vault).waiting] == [put_back, other]


def test_each_conversation_stands_in_one_list(database: Database, vault: Vault) -> None:
    amira = add_operator(database, "Amira", PASSWORD, "operator")
    boris = add_operator(database, "Boris", PASSWORD, "operator")
    ids = [waiting_conversation(database, vault, f"+49170100000{n}") for n in range(3)]
    bots = conversation_of(database, vault, "+491701000009")
    with database.write() as connection:
        open_session(connection, boris)
        holder.take(connection, ids[0], amira)
        holder.take(connection, ids[1], boris)
    seen = lists(database, vault, amira)
    assert [[row.id for row in each] for each in (seen.mine, seen.others, seen.waiting, seen.bots)] == [
        [ids[0]],
        [ids[1]],
        [ids[2]],
        [bots],
    ]
    assert (seen.others[0].operator_name, seen.others[0].away) == ("Boris", False)
    assert seen.mine[0].away  # Amira has no session


def test_a_row_says_where_the_contact_is_and_what_they_speak(database: Database, vault: Vault) -> None:
    guessed = row_of(database, vault, waiting_conversation(database, vault, "+33612345678", language="ru"))
    assert (guessed.language, guessed.country, guessed.country_guessed) == ("ru", "FR", True)
    known = row_of(database, vault, waiting_conversation(database, vault, "+33612345679", country="BE"))
    assert (known.country, known.country_guessed) == ("BE", False)
    assert len(known.name) == 6


def test_unanswered_texts_are_those_after_the_last_answer(database: Database, vault: Vault) -> None:
    waits = waiting_conversation(database, vault, "+491701000001")
    assert row_of(database, vault, waits).unanswered == 0  # the bot answered the first
    writes(database, vault, waits, "one")
    writes(database, vault, waits, "two")
    row = row_of(database, vault, waits)
    assert row.unanswered == 2
    assert row.last_text_at is not None
    assert row.unanswered_since is not None
    assert row.unanswered_since < row.last_text_at


def test_a_contact_who_was_answered_does_not_wait(database: Database, vault: Vault) -> None:
    held = waiting_conversation(database, vault, "+491701000001")
    amira = add_operator(database, "Amira", PASSWORD, "operator")
    with database.write() as connection:
        holder.take(connection, held, amira)
    assert row_of(database, vault, held).waits_from is None
    writes(database, vault, held, "hello?")
    assert row_of(database, vault, held).waits_from is not None


def test_stopped_and_not_delivered_are_shown_and_old_failures_no_longer(database: Database, vault: Vault) -> None:
    waits = waiting_conversation(database, vault, "+491701000001")
    stops(database, vault, waits)
    with database.write() as connection:
        connection.execute(outbox.update().values(state="undelivered", error="30003"))
    row = row_of(database, vault, waits)
    assert (row.stopped, row.failed) == (True, 1)
    with database.write() as connection:
        connection.execute(outbox.update().values(created_at=minutes_ago(25 * 60)))
    assert row_of(database, vault, waits).failed == 0


def test_the_bots_old_conversations_are_not_listed(database: Database, vault: Vault) -> None:
    old = conversation_of(database, vault, "+491701000001")
    with database.write() as connection:
        connection.execute(conversation.update().values(changed_at=minutes_ago(25 * 60)))
    assert lists(database, vault).bots == ()
    assert row_of(database, vault, old).holder is Holder.BOT


def test_the_digest_changes_with_all_that_a_page_shows(database: Database, vault: Vault) -> None:
    waits = waiting_conversation(database, vault, "+491701000001")
    seen = [row_of(database, vault, waits).digest]
    assert row_of(database, vault, waits).digest == seen[0]

    def changes() -> None:
        seen.append(row_of(database, vault, waits).digest)
        assert len(set(seen)) == len(seen)

    writes(database, vault, waits, "hello")
    changes()
    with database.write() as connection:
        connection.execute(outbox.update().values(state="sent"))
    changes()
    stops(database, vault, waits)
    changes()
    amira = add_operator(database, "Amira", PASSWORD, "operator")
    with database.write() as connection:
        holder.take(connection, waits, amira)
    changes()


def test_a_conversation_that_was_erased_is_none(database: Database, vault: Vault) -> None:
    with database.read() as connection:
        assert read_row(connection, vault, 99) is None
        assert connection.execute(select(conversation.c.id)).first() is None


def held(database: Database, vault: Vault, address: str, operator_id: int, minutes: float, **values: Any) -> int:
    """A conversation that an operator took some minutes ago."""
    conversation_id = waiting_conversation(database, vault, address, **values)
    with database.write() as connection:
        holder.take(connection, conversation_id, operator_id)
        moment = minutes_ago(minutes)
        at = conversation.update().where(conversation.c.id == conversation_id)
        connection.execute(at.values(taken_at=moment))
        connection.execute(
            message.update().where(message.c.conversation_id == conversation_id).values(created_at=moment)
        )
    return conversation_id


def answers(database: Database, vault: Vault, conversation_id: int, operator_id: int, state: str = "sent") -> None:
    """The operator writes, and this becomes of it."""
    with database.write() as connection:
        new = NewMessage(Author.OPERATOR, "I am here", operator_id=operator_id)
        sending.add(connection, database, vault, conversation_id, new)
        last = select(outbox.c.id).order_by(outbox.c.id.desc()).limit(1).scalar_subquery()
        connection.execute(outbox.update().where(outbox.c.id == last).values(state=state))


def test_who_waits_while_the_computer_answers_stands_in_the_queue(database: Database, vault: Vault) -> None:
    meanwhile = waiting_conversation(database, vault, "+491701000001", "emergency", urgent=True)
    with database.write() as connection:
        connection.execute(conversation.update().values(holder="bot", changed_at=minutes_ago(26 * 60)))
    set_waiting(database, meanwhile, 30)
    seen = lists(database, vault)
    assert [[row.id for row in each] for each in (seen.waiting, seen.bots)] == [[meanwhile], []]
    assert seen.waiting[0].waits_from == seen.waiting[0].waiting_since


def test_an_urgent_conversation_without_an_answer_for_two_minutes_is_neglected(
    database: Database, vault: Vault
) -> None:
    amira = add_operator(database, "Amira", PASSWORD, "operator")
    urgent = {"reason": "emergency", "urgent": True}
    normal = held(database, vault, "+491701000001", amira, 5)
    fresh = held(database, vault, "+491701000002", amira, 1, **urgent)
    silent = held(database, vault, "+491701000003", amira, 5, **urgent)
    answered = held(database, vault, "+491701000004", amira, 5, **urgent)
    answers(database, vault, answered, amira)
    lost = held(database, vault, "+491701000005", amira, 5, **urgent)
    answers(database, vault, lost, amira, "undelivered")
    gone = held(database, vault, "+491701000006", amira, 5, **urgent)
    stops(database, vault, gone)
    everybody = (normal, fresh, silent, answered, lost, gone)
    assert [n for n in everybody if row_of(database, vault, n).neglected] == [silent, lost]
    writes(database, vault, answered, "he comes")
    assert not row_of(database, vault, answered).neglected
    with database.write() as connection:
        connection.execute(message.update().values(created_at=minutes_ago(3)))
    assert row_of(database, vault, answered).neglected
    assert {row.id for row in lists(database, vault).others[:3]} == {silent, lost, answered}


def test_a_text_that_did_not_arrive_answers_nothing(database: Database, vault: Vault) -> None:
    amira = add_operator(database, "Amira", PASSWORD, "operator")
    asked = held(database, vault, "+491701000001", amira, 0)
    writes(database, vault, asked, "where do I go?")
    answers(database, vault, asked, amira)
    assert row_of(database, vault, asked).unanswered == 0
    for state in ("undelivered", "failed"):
        with database.write() as connection:
            connection.execute(outbox.update().where(outbox.c.state != "waiting").values(state=state))
        row = row_of(database, vault, asked)
        assert (row.unanswered, row.failed) == (1, 1)
    answers(database, vault, asked, amira)
    assert row_of(database, vault, asked).unanswered == 0


def test_what_an_operator_handed_back_within_a_day_is_lately_theirs(database: Database, vault: Vault) -> None:
    amira = add_operator(database, "Amira", PASSWORD, "operator")
    ids = [held(database, vault, f"+49170100000{n}", amira, 0) for n in range(3)]
    with database.write() as connection:
        for conversation_id in ids:
            holder.hand_back(connection, conversation_id, amira)
        lines = connection.execute(select(audit.c.id).where(audit.c.action == "hand_back").order_by(audit.c.id))
        connection.execute(audit.update().where(audit.c.id == lines.scalars().all()[0]).values(at=minutes_ago(25 * 60)))
        holder.take(connection, ids[1], amira)
    with database.read() as connection:
        lately = read_lately(connection, vault, amira)
        assert read_lately(connection, vault, amira + 1) == []
        seen = lists_for(read_rows(connection, vault), amira, lately)
    assert [row.id for row in seen.lately] == [ids[2]]
    assert [row.id for row in seen.bots] == [ids[0]]


def test_a_visitor_who_left_is_no_text_without_an_answer(database: Database, vault: Vault) -> None:
    waits = waiting_conversation(database, vault, "+491701000001")
    writes(database, vault, waits, "")
    assert (row_of(database, vault, waits).left, row_of(database, vault, waits).unanswered) == (False, 1)
    with database.write() as connection:
        connection.execute(contact.update().values(channel="webchat", stopped_at=now(), stopped_by="blocked"))
    assert (row_of(database, vault, waits).left, row_of(database, vault, waits).unanswered) == (True, 0)
