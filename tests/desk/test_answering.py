"""What operators do: once, under the conversation's lock, and only what they may."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations import contacts, holder, messages
from bot.conversations.duty import IDLE
from bot.conversations.holder import AlreadyTaken, IllegalTransition, Urgency
from bot.conversations.messages import Author, NewMessage
from bot.conversations.work import Store
from bot.desk import answering, need_to_know
from bot.desk.accounts import Operator, Role, add_operator
from bot.desk.answering import (
    ContactStopped,
    DangerSince,
    Empty,
    MayNotErase,
    MustConfirm,
    NeedsReason,
    NotFilled,
    TooLong,
)
from bot.desk.lists import PATIENCE, Stake, read_row, read_rows, waiting
from bot.replies.phrasebook import Rendered, rendered
from bot.storage.engine import now
from bot.storage.tables import conversation, operator_session
from bot.storage.tables import outbox as outbox_table
from tests.desk.making import (
    PASSWORD,
    audit_lines,
    conversation_of,
    holder_in,
    said_by_operators,
    session_of,
    stops,
    to_be_sent,
    waiting_conversation,
    writes,
)

MakeOperator = Callable[..., Operator]


@pytest.fixture
def logged_in(store: Store) -> MakeOperator:
    """Makes operators who are logged in."""

    def make(name: str, role: str = "operator") -> Operator:
        operator_id = add_operator(store, name, PASSWORD, role)
        session_of(store, operator_id)
        return Operator(operator_id, name, Role(role))

    return make


@pytest.fixture
def waits(store: Store) -> int:
    """A conversation that waits."""
    return waiting_conversation(store, "+491701000001", language="de")


def four_times_at_once(send: Callable[[], bool]) -> list[bool]:
    results: list[bool] = []
    threads = [threading.Thread(target=lambda: results.append(send())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_operators_take_at_once_and_one_wins(store: Store, waits: int, logged_in: MakeOperator) -> None:
    everybody = [logged_in(f"Operator {n}") for n in range(4)]
    barrier, won, lost = threading.Barrier(len(everybody)), [], []

    def take(who: Operator) -> None:
        barrier.wait()
        try:
            answering.take(store, waits, who)
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
    assert holder_in(store, waits) == ("operator", won[0])


def test_two_who_take_the_next_one_get_different_ones(store: Store, logged_in: MakeOperator) -> None:
    ids = {waiting_conversation(store, f"+49170100000{n}") for n in range(2)}
    got: list[int | None] = []

    def take_next(who: Operator) -> None:
        got.append(answering.take_next(store, who))

    threads = [threading.Thread(target=take_next, args=(logged_in(name),)) for name in ("Amira", "Boris")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(got) == ids
    assert answering.take_next(store, logged_in("Carla")) is None


def test_a_conversation_of_somebody_who_is_gone_can_be_taken_over(
    store: Store, waits: int, logged_in: MakeOperator
) -> None:
    amira, boris = logged_in("Amira"), logged_in("Boris")
    answering.take(store, waits, amira)
    with pytest.raises(AlreadyTaken):
        answering.take(store, waits, boris)
    with store.write() as work:
        work.run(operator_session.delete().where(operator_session.c.operator_id == amira.id))
    answering.take(store, waits, boris)
    assert holder_in(store, waits) == ("operator", boris.id)
    assert [line[1] for line in audit_lines(store)] == ["take", "release", "take"]


def test_a_text_is_sent_once_however_often_the_form_comes(store: Store, waits: int, logged_in: MakeOperator) -> None:
    amira = logged_in("Amira")
    answering.take(store, waits, amira)
    before = to_be_sent(store)
    results = four_times_at_once(lambda: answering.send(store, waits, amira, "Are you safe?", "en", 2))
    assert sorted(results) == [False, False, False, True]
    assert to_be_sent(store) == before + 1
    assert said_by_operators(store, waits) == ["Are you safe?"]


def test_the_same_words_later_are_a_new_text(store: Store, waits: int, logged_in: MakeOperator) -> None:
    amira = logged_in("Amira")
    answering.take(store, waits, amira)
    assert answering.send(store, waits, amira, "Yes", "en", 2)
    assert answering.send(store, waits, amira, "Yes", "en", 3)
    assert answering.send(store, waits, amira, "No", "en", 2)  # corrected and sent again: nothing is lost
    assert said_by_operators(store, waits) == ["Yes", "Yes", "No"]


def test_only_the_holder_sends(store: Store, waits: int, logged_in: MakeOperator) -> None:
    amira, boris = logged_in("Amira"), logged_in("Boris", "supervisor")
    with pytest.raises(IllegalTransition):
        answering.send(store, waits, amira, "hello", "en", 2)
    answering.take(store, waits, amira)
    for do in (
        lambda: answering.send(store, waits, boris, "hello", "en", 2),
        lambda: answering.hand_back(store, waits, boris, "bye", "en", 2),
        lambda: answering.put_back(store, waits, boris),
        lambda: answering.change_situation(store, waits, boris, "fr", "FR"),
    ):
        with pytest.raises(IllegalTransition):
            do()
    assert said_by_operators(store, waits) == []


def test_nothing_is_sent_to_a_contact_who_opted_out(store: Store, waits: int, logged_in: MakeOperator) -> None:
    amira = logged_in("Amira")
    answering.take(store, waits, amira)
    stops(store, waits)
    before = to_be_sent(store)
    with pytest.raises(ContactStopped):
        answering.send(store, waits, amira, "hello", "en", 2)
    with pytest.raises(ContactStopped):
        answering.hand_back(store, waits, amira, "bye", "en", 2)
    assert holder_in(store, waits) == ("operator", amira.id)
    assert to_be_sent(store) == before
    answering.hand_back(store, waits, amira, "", "en", 2)
    assert holder_in(store, waits) == ("bot", None)


@pytest.mark.parametrize("text", ["", "   ", "\r\n\t", "\x00\x07"])
def test_an_empty_answer_is_refused(store: Store, waits: int, logged_in: MakeOperator, text: str) -> None:
    amira = logged_in("Amira")
    answering.take(store, waits, amira)
    with pytest.raises(Empty):
        answering.send(store, waits, amira, text, "en", 2)


def test_a_text_that_the_channel_does_not_take_is_refused_whole(
    store: Store, waits: int, logged_in: MakeOperator
) -> None:
    amira = logged_in("Amira")
    answering.take(store, waits, amira)
    with pytest.raises(TooLong) as refused:
        answering.send(store, waits, amira, "ы" * 1601, "ru", 2)
    assert (refused.value.channel, refused.value.limit, refused.value.characters) == ("sms", 1600, 1601)
    assert answering.send(store, waits, amira, "ы" * 1600, "ru", 2)


def test_handing_back_says_the_closing_sentence_once_and_keeps_language_and_memory(
    store: Store, waits: int, logged_in: MakeOperator
) -> None:
    amira = logged_in("Amira")
    answering.take(store, waits, amira)
    with store.write() as work:
        work.run(conversation.update().values(tracker=work.key_of(waits).encrypt("memory")))
    answering.hand_back(store, waits, amira, "Take care.", "en", 2)
    with pytest.raises(IllegalTransition):  # the form again
        answering.hand_back(store, waits, amira, "Take care.", "en", 2)
    assert said_by_operators(store, waits) == ["Take care."]
    assert holder_in(store, waits) == ("bot", None)
    with store.read() as work:
        row = work.run(conversation.select()).one()
        person = contacts.of_conversation(work, waits)
        assert work.key_of(waits).decrypt(row.tracker) == "memory"
    assert person is not None
    assert person.language == "de"


def test_a_supervisor_releases_anybodys_and_others_only_what_nobody_looks_after(
    store: Store, waits: int, logged_in: MakeOperator
) -> None:
    amira, boris, chief = logged_in("Amira"), logged_in("Boris"), logged_in("Chief", "supervisor")
    answering.take(store, waits, amira)
    with pytest.raises(IllegalTransition):
        answering.release(store, waits, boris)
    answering.release(store, waits, chief)
    assert holder_in(store, waits) == ("queue", None)
    with pytest.raises(IllegalTransition):
        answering.release(store, waits, chief)


def test_language_and_country_set_by_an_operator_stick(store: Store, waits: int, logged_in: MakeOperator) -> None:
    amira = logged_in("Amira")
    answering.take(store, waits, amira)
    answering.change_situation(store, waits, amira, "ru", "FR")
    with store.read() as work:
        person = contacts.of_conversation(work, waits)
    assert person is not None
    assert (person.language, person.language_chosen, person.country, person.country_chosen) == ("ru", True, "FR", True)
    answering.change_situation(store, waits, amira, None, None)
    with store.read() as work:
        person = contacts.of_conversation(work, waits)
    assert person is not None
    assert (person.language, person.language_chosen, person.country, person.country_chosen) == (
        None,
        False,
        None,
        False,
    )


def test_only_the_holder_or_a_supervisor_erases_and_then_nothing_is_left(
    store: Store, waits: int, logged_in: MakeOperator
) -> None:
    amira, boris, chief = logged_in("Amira"), logged_in("Boris"), logged_in("Chief", "supervisor")
    with pytest.raises(MayNotErase):
        answering.erase(store, waits, amira)
    answering.take(store, waits, amira)
    with pytest.raises(MayNotErase):
        answering.erase(store, waits, boris)
    answering.erase(store, waits, amira)
    with pytest.raises(LookupError):
        answering.erase(store, waits, chief)
    with store.read() as work:
        assert work.run(conversation.select()).first() is None
    assert to_be_sent(store) == 0
    name, action, pseudonym = audit_lines(store)[-1]
    assert (name, action) == ("Amira", "erase")
    assert pseudonym is not None


def test_all_of_an_operators_conversations_go_back_into_the_queue(store: Store, logged_in: MakeOperator) -> None:
    amira, boris = logged_in("Amira"), logged_in("Boris")
    ids = [waiting_conversation(store, f"+49170100000{n}") for n in range(3)]
    for conversation_id in ids[:2]:
        answering.take(store, conversation_id, amira)
    answering.take(store, ids[2], boris)
    with store.write() as work:
        assert answering.release_all_of(work, amira.id, amira.id) == 2
    assert [holder_in(store, n)[0] for n in ids] == ["queue", "queue", "operator"]


def test_an_operator_may_take_over_from_the_bot(store: Store, logged_in: MakeOperator) -> None:
    bots = conversation_of(store, "+491701000001")
    amira = logged_in("Amira")
    with pytest.raises(NeedsReason):
        answering.take(store, bots, amira)
    need_to_know.give_reason(store, bots, amira, "came_back")
    answering.take(store, bots, amira)
    with store.write() as work:
        holder.require_operator(work, bots, amira.id)


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


def went_idle(store: Store, who: Operator) -> None:
    """The operator's session ended by itself."""
    with store.write() as work:
        work.run(
            operator_session.update()
            .where(operator_session.c.operator_id == who.id)
            .values(seen_at=now() - IDLE * 1.01)
        )


def is_long_ago(store: Store, conversation_id: int, *columns: str) -> datetime.datetime:
    """Move moments of a conversation into the past; returns the moment."""
    moment = now() - PATIENCE - datetime.timedelta(minutes=5)
    with store.write() as work:
        work.run(
            conversation.update().where(conversation.c.id == conversation_id).values(dict.fromkeys(columns, moment))
        )
    return moment


def waiting_since(store: Store, conversation_id: int) -> datetime.datetime | None:
    with store.read() as work:
        statement = conversation.select().where(conversation.c.id == conversation_id)
        found: datetime.datetime | None = work.run(statement).one().waiting_since
    return found


def test_what_somebody_held_whose_session_ended_by_itself_waits_again(
    store: Store, waits: int, logged_in: MakeOperator
) -> None:
    amira, boris = logged_in("Amira"), logged_in("Boris")
    other = waiting_conversation(store, "+491701000002")
    answering.take(store, waits, amira)
    answering.take(store, other, boris)
    assert answering.release_of_the_gone(store) == 0
    went_idle(store, amira)
    assert answering.release_of_the_gone(store) == 1
    assert answering.release_of_the_gone(store) == 0
    assert holder_in(store, waits) == ("queue", None)
    assert holder_in(store, other) == ("operator", boris.id)
    assert [line[:2] for line in audit_lines(store)][-2:] == [("Amira", "session_over"), ("Amira", "release")]


def test_an_urgent_conversation_that_its_operator_neglects_can_be_taken_over(
    store: Store, logged_in: MakeOperator
) -> None:
    amira, boris = logged_in("Amira"), logged_in("Boris")
    urgent = waiting_conversation(store, "+491701000003", "emergency", urgent=True)
    answering.take(store, urgent, amira)
    with pytest.raises(AlreadyTaken):
        answering.take(store, urgent, boris)
    is_long_ago(store, urgent, "taken_at")
    answering.take(store, urgent, amira)
    assert holder_in(store, urgent) == ("operator", amira.id)
    answering.take(store, urgent, boris)
    assert holder_in(store, urgent) == ("operator", boris.id)
    with pytest.raises(AlreadyTaken):  # whoever has just taken it is given time to answer
        answering.take(store, urgent, amira)


def test_the_most_urgent_one_may_be_a_neglected_one_once_nobody_urgent_waits(
    store: Store, waits: int, logged_in: MakeOperator
) -> None:
    amira, boris = logged_in("Amira"), logged_in("Boris")
    neglected = waiting_conversation(store, "+491701000003", "emergency", urgent=True)
    answering.take(store, neglected, amira)
    is_long_ago(store, neglected, "taken_at")
    urgent = waiting_conversation(store, "+491701000004", "distress", urgent=True)
    assert [answering.take_next(store, boris) for _ in range(4)] == [urgent, neglected, waits, None]


def test_putting_back_without_an_answer_does_not_restart_the_wait(
    store: Store, waits: int, logged_in: MakeOperator
) -> None:
    amira, chief = logged_in("Amira"), logged_in("Chief", "supervisor")
    since = is_long_ago(store, waits, "waiting_since")
    for _ in range(2):
        answering.take(store, waits, amira)
        answering.put_back(store, waits, amira)
        assert waiting_since(store, waits) == since
    answering.take(store, waits, amira)
    answering.release(store, waits, chief)
    assert waiting_since(store, waits) == since
    answering.take(store, waits, amira)
    answering.send(store, waits, amira, "I look for a bed", "en", 2)
    with store.write() as work:
        work.run(outbox_table.update().values(state="undelivered"))
    answering.put_back(store, waits, amira, str(Stake(urgent=False, unanswered=1)))
    assert waiting_since(store, waits) == since
    answering.take(store, waits, amira)
    answering.send(store, waits, amira, "I found one", "en", 3)
    answering.put_back(store, waits, amira)
    assert (waiting_since(store, waits) or since) > since


def test_what_is_urgent_or_unanswered_is_given_away_only_knowingly(
    store: Store, waits: int, logged_in: MakeOperator
) -> None:
    amira = logged_in("Amira")
    answering.take(store, waits, amira)
    writes(store, waits, "and my passport?")
    for give in (answering.put_back, lambda *who, known="": answering.hand_back(*who, "bye", "en", 2, known)):
        with pytest.raises(MustConfirm) as refused:
            give(store, waits, amira)
        assert refused.value.stake == Stake(urgent=False, unanswered=1)
    writes(store, waits, "hello?")
    with pytest.raises(MustConfirm):  # it is another text more than they were shown
        answering.put_back(store, waits, amira, str(Stake(urgent=False, unanswered=1)))
    assert said_by_operators(store, waits) == []
    answering.put_back(store, waits, amira, str(Stake(urgent=False, unanswered=2)))
    assert holder_in(store, waits) == ("queue", None)
    urgent = waiting_conversation(store, "+491701000003", "emergency", urgent=True)
    answering.take(store, urgent, amira)
    with pytest.raises(MustConfirm):
        answering.hand_back(store, urgent, amira, "", "en", 2)
    answering.hand_back(store, urgent, amira, "", "en", 2, str(Stake(urgent=True, unanswered=0)))
    with store.read() as work:
        row = read_row(work, urgent)
    assert row is not None
    assert not row.concerns_people


def test_danger_written_since_the_page_was_made_is_not_called_no_danger(store: Store, logged_in: MakeOperator) -> None:
    laughs = waiting_conversation(store, "+491701000001", "emergency", urgent=True, text="you kill me :)")
    amira = logged_in("Amira")
    with store.write() as work:
        messages.add(work, laughs, NewMessage(Author.CONTACT, "he has a knife", topic="emergency"))
    with pytest.raises(DangerSince):
        answering.judge(store, laughs, amira, Urgency.NORMAL, 2)
    with store.read() as work:
        row = read_row(work, laughs)
    assert row is not None
    assert (row.urgent, row.reason) == (True, "emergency")
    answering.judge(store, laughs, amira, Urgency.NORMAL, 3)
    answering.judge(store, laughs, amira, Urgency.URGENT, 2)  # raising needs nothing read
    assert [line[1] for line in audit_lines(store)] == ["urgency_lowered", "urgency_raised"]


def test_who_is_not_urgent_any_more_waits_in_their_turn(store: Store, waits: int, logged_in: MakeOperator) -> None:
    laughs = waiting_conversation(store, "+491701000002", "emergency", urgent=True)
    amira = logged_in("Amira")
    with store.read() as work:
        assert [row.id for row in waiting(read_rows(work))] == [laughs, waits]
    answering.judge(store, laughs, amira, Urgency.NORMAL, 2)
    with store.read() as work:
        assert [row.id for row in waiting(read_rows(work))] == [waits, laughs]
    answering.judge(store, laughs, amira, Urgency.URGENT, 2)
    assert answering.take_next(store, amira) == laughs


def test_a_ready_sentence_is_sent_once_by_the_holder_and_never_to_who_opted_out(
    store: Store, waits: int, logged_in: MakeOperator
) -> None:
    amira, boris = logged_in("Amira"), logged_in("Boris")
    ready = Rendered(
        "safe", "\u041a\u0430\u043a \u0432\u044b?", "\u041a\u0430\u043a \u0432\u044b?\n1 \u0414\u0430", "ru", None, ()
    )
    with pytest.raises(IllegalTransition):
        answering.send_ready(store, waits, amira, ready, 2)
    answering.take(store, waits, amira)
    results = four_times_at_once(lambda: answering.send_ready(store, waits, amira, ready, 2))
    assert sorted(results) == [False, False, False, True]
    with pytest.raises(IllegalTransition):
        answering.send_ready(store, waits, boris, ready, 3)
    assert answering.send_ready(store, waits, amira, ready, 3)  # asked once more later
    stops(store, waits)
    with pytest.raises(ContactStopped):
        answering.send_ready(store, waits, amira, ready, 4)
    with store.read() as work:
        sent = messages.transcript(work, waits, authors=[Author.OPERATOR])
    assert [(m.text, m.language, m.sources) for m in sent] == [(ready.lines, "ru", ("ready:safe",))] * 2
    assert [line[1] for line in audit_lines(store)] == ["take", "send", "send"]


def test_a_sentence_with_an_empty_blank_is_not_sent(store: Store, waits: int, logged_in: MakeOperator) -> None:
    amira = logged_in("Amira")
    answering.take(store, waits, amira)
    with pytest.raises(NotFilled):
        answering.send_ready(store, waits, amira, rendered("meet_place", "de"), 2)
    assert answering.send_ready(store, waits, amira, rendered("meet_place", "de", "Hauptbahnhof 3"), 2)
