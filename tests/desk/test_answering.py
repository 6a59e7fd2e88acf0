"""What operators do: once, under the conversation's lock, and only what they may."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations import contacts, holder, messages
from bot.conversations.holder import AlreadyTaken, IllegalTransition, Urgency
from bot.conversations.messages import Author, NewMessage
from bot.desk import answering
from bot.desk.accounts import Operator, Role, add_operator
from bot.desk.answering import ContactStopped, DangerSince, Empty, MayNotErase, MustConfirm, TooLong
from bot.desk.lists import PATIENCE, read_row, read_rows, waiting
from bot.desk.sessions import IDLE, open_session
from bot.privacy.encryption import Vault
from bot.replies.ready import ReadySentence
from bot.storage.engine import Database, now
from bot.storage.tables import conversation, operator_session
from bot.storage.tables import outbox as outbox_table
from tests.desk.making import (
    PASSWORD,
    audit_lines,
    conversation_of,
    holder_in,
    said_by_operators,
    stops,
    to_be_sent,
    waiting_conversation,
    writes,
)

MakeOperator = Callable[..., Operator]


@pytest.fixture
def logged_in(database: Database) -> MakeOperator:
    """Makes operators who are logged in."""

    def make(name: str, role: str = "operator") -> Operator:
        operator_id = add_operator(database, name, PASSWORD, role)
        with database.write() as connection:
            open_session(connection, operator_id)
        return Operator(operator_id, name, Role(role))

    return make


@pytest.fixture
def waits(database: Database, vault: Vault) -> int:
    """A conversation that waits."""
    return waiting_conversation(database, vault, "+491701000001", language="de")


def four_times_at_once(send: Callable[[], bool]) -> list[bool]:
    results: list[bool] = []
    threads = [threading.Thread(target=lambda: results.append(send())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_operators_take_at_once_and_one_wins(
    database: Database, vault: Vault, waits: int, logged_in: MakeOperator
) -> None:
    everybody = [logged_in(f"Operator {n}") for n in range(4)]
    barrier, won, lost = threading.Barrier(len(everybody)), [], []

    def take(who: Operator) -> None:
        barrier.wait()
        try:
            answering.take(database, vault, waits, who)
            won.append(who.id)
        except AlreadyTaken:
            lost.append(who.id)

    threads = [threading.Thread(target=take, args=(who,)) for who in everybody]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert len(lost) == 3
    assert holder_in(database, waits) == ("operator", won[0])


def test_two_who_take_the_next_one_get_different_ones(
    database: Database, vault: Vault, logged_in: MakeOperator
) -> None:
    ids = {waiting_conversation(database, vault, f"+49170100000{n}") for n in range(2)}
    got: list[int | None] = []

    def take_next(who: Operator) -> None:
        got.append(answering.take_next(database, vault, who))

    threads = [threading.Thread(target=take_next, args=(logged_in(name),)) for name in ("Amira", "Boris")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(got) == ids
    assert answering.take_next(database, vault, logged_in("Carla")) is None


def test_a_conversation_of_somebody_who_is_gone_can_be_taken_over(
    database: Database, vault: Vault, waits: int, logged_in: MakeOperator
) -> None:
    amira, boris = logged_in("Amira"), logged_in("Boris")
    answering.take(database, vault, waits, amira)
    with pytest.raises(AlreadyTaken):
        answering.take(database, vault, waits, boris)
    with database.write() as connection:
        connection.execute(operator_session.delete().where(operator_session.c.operator_id == amira.id))
    answering.take(database, vault, waits, boris)
    assert holder_in(database, waits) == ("operator", boris.id)
    assert [line[1] for line in audit_lines(database)] == ["take", "release", "take"]


def test_a_text_is_sent_once_however_often_the_form_comes(
    database: Database, vault: Vault, waits: int, logged_in: MakeOperator
) -> None:
    amira = logged_in("Amira")
    answering.take(database, vault, waits, amira)
    before = to_be_sent(database)
    results = four_times_at_once(lambda: answering.send(database, vault, waits, amira, "Are you safe?", "en", 2))
    assert sorted(results) == [False, False, False, True]
    assert to_be_sent(database) == before + 1
    assert said_by_operators(database, vault, waits) == ["Are you safe?"]


def test_the_same_words_later_are_a_new_text(
    database: Database, vault: Vault, waits: int, logged_in: MakeOperator
) -> None:
    amira = logged_in("Amira")
    answering.take(database, vault, waits, amira)
    assert answering.send(database, vault, waits, amira, "Yes", "en", 2)
    assert answering.send(database, vault, waits, amira, "Yes", "en", 3)
    assert answering.send(database, vault, waits, amira, "No", "en", 2)  # corrected and sent again: nothing is lost
    assert said_by_operators(database, vault, waits) == ["Yes", "Yes", "No"]


def test_only_the_holder_sends(database: Database, vault: Vault, waits: int, logged_in: MakeOperator) -> None:
    amira, boris = logged_in("Amira"), logged_in("Boris", "supervisor")
    with pytest.raises(IllegalTransition):
        answering.send(database, vault, waits, amira, "hello", "en", 2)
    answering.take(database, vault, waits, amira)
    for do in (
        lambda: answering.send(database, vault, waits, boris, "hello", "en", 2),
        lambda: answering.hand_back(database, vault, waits, boris, "bye", "en", 2),
        lambda: answering.put_back(database, vault, waits, boris),
        lambda: answering.change_situation(database, vault, waits, boris, "fr", "FR"),
    ):
        with pytest.raises(IllegalTransition):
            do()
    assert said_by_operators(database, vault, waits) == []


def test_nothing_is_sent_to_a_contact_who_opted_out(
    database: Database, vault: Vault, waits: int, logged_in: MakeOperator
) -> None:
    amira = logged_in("Amira")
    answering.take(database, vault, waits, amira)
    stops(database, vault, waits)
    before = to_be_sent(database)
    with pytest.raises(ContactStopped):
        answering.send(database, vault, waits, amira, "hello", "en", 2)
    with pytest.raises(ContactStopped):
        answering.hand_back(database, vault, waits, amira, "bye", "en", 2)
    assert holder_in(database, waits) == ("operator", amira.id)
    assert to_be_sent(database) == before
    answering.hand_back(database, vault, waits, amira, "", "en", 2)
    assert holder_in(database, waits) == ("bot", None)


@pytest.mark.parametrize("text", ["", "   ", "\r\n\t", "\x00\x07"])
def test_an_empty_answer_is_refused(
    database: Database, vault: Vault, waits: int, logged_in: MakeOperator, text: str
) -> None:
    amira = logged_in("Amira")
    answering.take(database, vault, waits, amira)
    with pytest.raises(Empty):
        answering.send(database, vault, waits, amira, text, "en", 2)


def test_a_text_that_the_channel_does_not_take_is_refused_whole(
    database: Database, vault: Vault, waits: int, logged_in: MakeOperator
) -> None:
    amira = logged_in("Amira")
    answering.take(database, vault, waits, amira)
    with pytest.raises(TooLong) as refused:
        answering.send(database, vault, waits, amira, "ы" * 1601, "ru", 2)
    assert (refused.value.channel, refused.value.limit, refused.value.characters) == ("sms", 1600, 1601)
    assert answering.send(database, vault, waits, amira, "ы" * 1600, "ru", 2)


def test_handing_back_says_the_closing_sentence_once_and_keeps_language_and_memory(
    database: Database, vault: Vault, waits: int, logged_in: MakeOperator
) -> None:
    amira = logged_in("Amira")
    answering.take(database, vault, waits, amira)
    with database.write() as connection:
        connection.execute(conversation.update().values(tracker=vault.encrypt("memory")))
    answering.hand_back(database, vault, waits, amira, "Take care.", "en", 2)
    with pytest.raises(IllegalTransition):  # the form again
        answering.hand_back(database, vault, waits, amira, "Take care.", "en", 2)
    assert said_by_operators(database, vault, waits) == ["Take care."]
    assert holder_in(database, waits) == ("bot", None)
    with database.read() as connection:
        row = connection.execute(conversation.select()).one()
        person = contacts.of_conversation(connection, vault, waits)
    assert vault.decrypt(row.tracker) == "memory"
    assert person is not None
    assert person.language == "de"


def test_a_supervisor_releases_anybodys_and_others_only_what_nobody_looks_after(
    database: Database, vault: Vault, waits: int, logged_in: MakeOperator
) -> None:
    amira, boris, chief = logged_in("Amira"), logged_in("Boris"), logged_in("Chief", "supervisor")
    answering.take(database, vault, waits, amira)
    with pytest.raises(IllegalTransition):
        answering.release(database, vault, waits, boris)
    answering.release(database, vault, waits, chief)
    assert holder_in(database, waits) == ("queue", None)
    with pytest.raises(IllegalTransition):
        answering.release(database, vault, waits, chief)


def test_language_and_country_set_by_an_operator_stick(
    database: Database, vault: Vault, waits: int, logged_in: MakeOperator
) -> None:
    amira = logged_in("Amira")
    answering.take(database, vault, waits, amira)
    answering.change_situation(database, vault, waits, amira, "ru", "FR")
    with database.read() as connection:
        person = contacts.of_conversation(connection, vault, waits)
    assert person is not None
    assert (person.language, person.language_chosen, person.country, person.country_chosen) == ("ru", True, "FR", True)
    answering.change_situation(database, vault, waits, amira, None, None)
    with database.read() as connection:
        person = contacts.of_conversation(connection, vault, waits)
    assert person is not None
    assert (person.language, person.language_chosen, person.country, person.country_chosen) == (
        None,
        False,
        None,
        False,
    )


def test_only_the_holder_or_a_supervisor_erases_and_then_nothing_is_left(
    database: Database, vault: Vault, waits: int, logged_in: MakeOperator
) -> None:
    amira, boris, chief = logged_in("Amira"), logged_in("Boris"), logged_in("Chief", "supervisor")
    with pytest.raises(MayNotErase):
        answering.erase(database, vault, waits, amira)
    answering.take(database, vault, waits, amira)
    with pytest.raises(MayNotErase):
        answering.erase(database, vault, waits, boris)
    answering.erase(database, vault, waits, amira)
    with pytest.raises(LookupError):
        answering.erase(database, vault, waits, chief)
    with database.read() as connection:
        assert connection.execute(conversation.select()).first() is None
    assert to_be_sent(database) == 0
    name, action, pseudonym = audit_lines(database)[-1]
    assert (name, action) == ("Amira", "erase")
    assert pseudonym is not None


def test_all_of_an_operators_conversations_go_back_into_the_queue(
    database: Database, vault: Vault, logged_in: MakeOperator
) -> None:
    amira, boris = logged_in("Amira"), logged_in("Boris")
    ids = [waiting_conversation(database, vault, f"+49170100000{n}") for n in range(3)]
    for conversation_id in ids[:2]:
        answering.take(database, vault, conversation_id, amira)
    answering.take(database, vault, ids[2], boris)
    with database.write() as connection:
        assert answering.release_all_of(connection, database, amira.id, amira.id) == 2
    assert [holder_in(database, n)[0] for n in ids] == ["queue", "queue", "operator"]


def test_an_operator_may_take_over_from_the_bot(database: Database, vault: Vault, logged_in: MakeOperator) -> None:
    bots = conversation_of(database, vault, "+491701000001")
    amira = logged_in("Amira")
    answering.take(database, vault, bots, amira)
    with database.write() as connection:
        holder.require_operator(connection, bots, amira.id)


def test_a_number_in_a_right_to_left_answer_keeps_its_order_on_every_channel() -> None:
    text = "اتصلي على +49 30 1234567 الآن"
    for channel in ("sms", "telegram", "webchat"):
        assert answering.shaped(channel, text, "ar") == "اتصلي على \u2068+49 30 1234567\u2069 الآن"
    assert answering.shaped("sms", "Call +49 30 1234567", "ar") == "Call +49 30 1234567"  # GSM-7 as before


def test_sms_are_folded_where_that_saves_messages_and_other_channels_are_not() -> None:
    assert answering.shaped("sms", "Don’t wait – call…", "en") == "Don't wait - call..."
    assert answering.shaped("telegram", "Don’t wait – call…", "en") == "Don’t wait – call…"
    assert answering.shaped("sms", "Подождите — скоро", "ru") == "Подождите — скоро"


@given(st.text(max_size=80))
def test_tidying_twice_changes_nothing_more_and_loses_no_letter(text: str) -> None:
    once = answering.tidy(text)
    assert answering.tidy(once) == once
    assert [c for c in once if c.isalnum()] == [c for c in text if c.isalnum()]
    assert not any(ord(c) < 32 and c not in "\n\t" for c in once)


def went_idle(database: Database, who: Operator) -> None:
    """The operator's session ended by itself."""
    with database.write() as connection:
        connection.execute(
            operator_session.update()
            .where(operator_session.c.operator_id == who.id)
            .values(seen_at=now() - IDLE * 1.01)
        )


def is_long_ago(database: Database, conversation_id: int, *columns: str) -> datetime.datetime:
    """Move moments of a conversation into the past; returns the moment."""
    moment = now() - PATIENCE - datetime.timedelta(minutes=5)
    with database.write() as connection:
        connection.execute(
            conversation.update().where(conversation.c.id == conversation_id).values(dict.fromkeys(columns, moment))
        )
    return moment


def waiting_since(database: Database, conversation_id: int) -> datetime.datetime | None:
    with database.read() as connection:
        statement = conversation.select().where(conversation.c.id == conversation_id)
        found: datetime.datetime | None = connection.execute(statement).one().waiting_since
    return found


def test_what_somebody_held_whose_session_ended_by_itself_waits_again(
    database: Database, vault: Vault, waits: int, logged_in: MakeOperator
) -> None:
    amira, boris = logged_in("Amira"), logged_in("Boris")
    other = waiting_conversation(database, vault, "+491701000002")
    answering.take(database, vault, waits, amira)
    answering.take(database, vault, other, boris)
    assert answering.release_of_the_gone(database) == 0
    went_idle(database, amira)
    assert answering.release_of_the_gone(database) == 1
    assert answering.release_of_the_gone(database) == 0
    assert holder_in(database, waits) == ("queue", None)
    assert holder_in(database, other) == ("operator", boris.id)
    assert [line[:2] for line in audit_lines(database)][-2:] == [("Amira", "session_over"), ("Amira", "release")]


def test_an_urgent_conversation_that_its_operator_neglects_can_be_taken_over(
    database: Database, vault: Vault, logged_in: MakeOperator
) -> None:
    amira, boris = logged_in("Amira"), logged_in("Boris")
    urgent = waiting_conversation(database, vault, "+491701000003", "emergency", urgent=True)
    answering.take(database, vault, urgent, amira)
    with pytest.raises(AlreadyTaken):
        answering.take(database, vault, urgent, boris)
    is_long_ago(database, urgent, "taken_at")
    answering.take(database, vault, urgent, amira)
    assert holder_in(database, urgent) == ("operator", amira.id)
    answering.take(database, vault, urgent, boris)
    assert holder_in(database, urgent) == ("operator", boris.id)
    with pytest.raises(AlreadyTaken):  # whoever has just taken it is given time to answer
        answering.take(database, vault, urgent, amira)


def test_the_most_urgent_one_may_be_a_neglected_one_once_nobody_urgent_waits(
    database: Database, vault: Vault, waits: int, logged_in: MakeOperator
) -> None:
    amira, boris = logged_in("Amira"), logged_in("Boris")
    neglected = waiting_conversation(database, vault, "+491701000003", "emergency", urgent=True)
    answering.take(database, vault, neglected, amira)
    is_long_ago(database, neglected, "taken_at")
    urgent = waiting_conversation(database, vault, "+491701000004", "distress", urgent=True)
    assert [answering.take_next(database, vault, boris) for _ in range(4)] == [urgent, neglected, waits, None]


def test_putting_back_without_an_answer_does_not_restart_the_wait(
    database: Database, vault: Vault, waits: int, logged_in: MakeOperator
) -> None:
    amira, chief = logged_in("Amira"), logged_in("Chief", "supervisor")
    since = is_long_ago(database, waits, "waiting_since")
    for _ in range(2):
        answering.take(database, vault, waits, amira)
        answering.put_back(database, vault, waits, amira)
        assert waiting_since(database, waits) == since
    answering.take(database, vault, waits, amira)
    answering.release(database, vault, waits, chief)
    assert waiting_since(database, waits) == since
    answering.take(database, vault, waits, amira)
    answering.send(database, vault, waits, amira, "I look for a bed", "en", 2)
    with database.write() as connection:
        connection.execute(outbox_table.update().values(state="undelivered"))
    answering.put_back(database, vault, waits, amira, "1 text is unanswered")
    assert waiting_since(database, waits) == since
    answering.take(database, vault, waits, amira)
    answering.send(database, vault, waits, amira, "I found one", "en", 3)
    answering.put_back(database, vault, waits, amira)
    assert (waiting_since(database, waits) or since) > since


def test_what_is_urgent_or_unanswered_is_given_away_only_knowingly(
    database: Database, vault: Vault, waits: int, logged_in: MakeOperator
) -> None:
    amira = logged_in("Amira")
    answering.take(database, vault, waits, amira)
    writes(database, vault, waits, "and my passport?")
    for give in (answering.put_back, lambda *who, known="": answering.hand_back(*who, "bye", "en", 2, known)):
        with pytest.raises(MustConfirm) as refused:
            give(database, vault, waits, amira)
        assert refused.value.stake == "1 text is unanswered"
    writes(database, vault, waits, "hello?")
    with pytest.raises(MustConfirm):  # it is another text more than they were shown
        answering.put_back(database, vault, waits, amira, "1 text is unanswered")
    assert said_by_operators(database, vault, waits) == []
    answering.put_back(database, vault, waits, amira, "2 texts are unanswered")
    assert holder_in(database, waits) == ("queue", None)
    urgent = waiting_conversation(database, vault, "+491701000003", "emergency", urgent=True)
    answering.take(database, vault, urgent, amira)
    with pytest.raises(MustConfirm):
        answering.hand_back(database, vault, urgent, amira, "", "en", 2)
    answering.hand_back(database, vault, urgent, amira, "", "en", 2, "it is urgent")
    with database.read() as connection:
        row = read_row(connection, vault, urgent)
    assert row is not None
    assert not row.concerns_people


def test_danger_written_since_the_page_was_made_is_not_called_no_danger(
    database: Database, vault: Vault, logged_in: MakeOperator
) -> None:
    laughs = waiting_conversation(database, vault, "+491701000001", "emergency", urgent=True, text="you kill me :)")
    amira = logged_in("Amira")
    with database.write() as connection:
        messages.add(connection, vault, laughs, NewMessage(Author.CONTACT, "he has a knife", topic="emergency"))
    with pytest.raises(DangerSince):
        answering.judge(database, vault, laughs, amira, Urgency.NORMAL, 2)
    with database.read() as connection:
        row = read_row(connection, vault, laughs)
    assert row is not None
    assert (row.urgent, row.reason) == (True, "emergency")
    answering.judge(database, vault, laughs, amira, Urgency.NORMAL, 3)
    answering.judge(database, vault, laughs, amira, Urgency.URGENT, 2)  # raising needs nothing read
    assert [line[1] for line in audit_lines(database)] == ["urgency_lowered", "urgency_raised"]


def test_who_is_not_urgent_any_more_waits_in_their_turn(
    database: Database, vault: Vault, waits: int, logged_in: MakeOperator
) -> None:
    laughs = waiting_conversation(database, vault, "+491701000002", "emergency", urgent=True)
    amira = logged_in("Amira")
    with database.read() as connection:
        assert [row.id for row in waiting(read_rows(connection, vault))] == [laughs, waits]
    answering.judge(database, vault, laughs, amira, Urgency.NORMAL, 2)
    with database.read() as connection:
        assert [row.id for row in waiting(read_rows(connection, vault))] == [waits, laughs]
    answering.judge(database, vault, laughs, amira, Urgency.URGENT, 2)
    assert answering.take_next(database, vault, amira) == laughs


def test_a_ready_sentence_is_sent_once_by_the_holder_and_never_to_who_opted_out(
    database: Database, vault: Vault, waits: int, logged_in: MakeOperator
) -> None:
    amira, boris = logged_in("Amira"), logged_in("Boris")
    ready = ReadySentence("safe", "Are you safe?", "\u041a\u0430\u043a \u0432\u044b?", "ru")
    with pytest.raises(IllegalTransition):
        answering.send_ready(database, vault, waits, amira, ready, 2)
    answering.take(database, vault, waits, amira)
    results = four_times_at_once(lambda: answering.send_ready(database, vault, waits, amira, ready, 2))
    assert sorted(results) == [False, False, False, True]
    with pytest.raises(IllegalTransition):
        answering.send_ready(database, vault, waits, boris, ready, 3)
    assert answering.send_ready(database, vault, waits, amira, ready, 3)  # asked once more later
    stops(database, vault, waits)
    with pytest.raises(ContactStopped):
        answering.send_ready(database, vault, waits, amira, ready, 4)
    with database.read() as connection:
        sent = messages.transcript(connection, vault, waits, authors=[Author.OPERATOR])
    assert [(m.text, m.language, m.sources) for m in sent] == [(ready.text, "ru", ("ready:safe",))] * 2
    assert [line[1] for line in audit_lines(database)] == ["take", "send", "send"]
