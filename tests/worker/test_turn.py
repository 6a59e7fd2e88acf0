"""A turn: who may speak, what is remembered, what is written together."""

from __future__ import annotations

import dataclasses
import datetime
import secrets
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select

from bot.conversations import holder, inbox, messages, offers
from bot.conversations.contract import Inbound, MessageKind
from bot.conversations.duty import ABSOLUTE
from bot.conversations.holder import Holder, Urgency
from bot.conversations.messages import Author, Message
from bot.conversations.work import Store
from bot.dialogue.interviews.engine import SLOT
from bot.dialogue.interviews.kind import ASKING, INTERRUPTED, OFFERED, OVER, PAUSED, Interview
from bot.dialogue.remembered import Remembered
from bot.i18n.phone_prefix import phone_country
from bot.replies.compose import CANNOT_READ, Situation, compose
from bot.replies.questions import LEAVE_PAYLOAD, START_PAYLOAD
from bot.storage import tables
from bot.storage.engine import now
from bot.text.bounded import MOST_LETTERS
from bot.worker.admission import TEXTS_AT_ONCE, Flood
from bot.worker.turn import harmless
from bot.worker.turns import TOLD_AGAIN_AFTER, Turns
from tests.making import operator_named, text_from, urgency_of
from tests.worker.stub import SOURCES, UNDERSTOOD, StubAssistant, StubChannel, remembered_after

ADDRESS = "+447700900001"


class Bench:
    """A conversation under test."""

    def __init__(self, store: Store) -> None:
        self.store, self.assistant = store, StubAssistant()
        self.turns = Turns(store, self.assistant, {"sms": StubChannel()}, "w1")

    async def say(self, text: str, **changes: object) -> list[Message]:
        """Somebody texts; returns what the bot wrote back."""
        inbound = dataclasses.replace(text_from(ADDRESS, text), **changes)  # type: ignore[arg-type]
        return await self.deliver(inbound)

    async def deliver(self, inbound: Inbound) -> list[Message]:
        before = len(self.from_bot())
        inbox.receive(self.store, inbound)
        while (row := inbox.claim(self.store, "w1")) is not None:
            await self.turns.work_off(row)
        return self.from_bot()[before:]

    def from_bot(self) -> list[Message]:
        with self.store.read() as work:
            found = work.run(select(tables.conversation.c.id)).scalar()
            return messages.transcript(work, found, authors=[Author.BOT]) if found else []

    def from_contact(self) -> list[Message]:
        with self.store.read() as work:
            return messages.transcript(work, self.conversation().id, authors=[Author.CONTACT])

    def speaks(self, language: str) -> None:
        """The contact was answered in this language."""
        with self.store.write() as work:
            work.run(tables.contact.update().values(language=language))

    def conversation(self):  # type: ignore[no-untyped-def]
        with self.store.read() as work:
            return work.run(select(tables.conversation)).one()

    def urgency(self) -> tuple[int, str | None]:
        return urgency_of(self.store, 1)

    def contact(self):  # type: ignore[no-untyped-def]
        with self.store.read() as work:
            return work.run(select(tables.contact)).one()


@pytest.fixture
def bench(store: Store) -> Bench:
    return Bench(store)


async def test_a_text_is_answered_once_however_often_it_arrives(bench: Bench) -> None:
    text = text_from(ADDRESS, "hello")
    replies = [await bench.deliver(text) for _ in range(5)]
    assert [len(reply) for reply in replies] == [1, 0, 0, 0, 0]
    assert bench.assistant.asked == ["hello"]


async def test_where_an_answer_was_read_is_kept_with_it_and_sealed(bench: Bench) -> None:
    (said,) = await bench.say("hello")
    assert said.sources == SOURCES
    with bench.store.read() as work:
        stored = work.run(select(tables.message.c.sources)).scalars().all()
    assert not any(b"shelter" in sealed for sealed in stored if sealed)


async def test_of_a_text_that_unfolds_without_end_the_beginning_is_read(bench: Bench) -> None:
    assert await bench.say("\ufdfa" * 4000)
    assert len(bench.assistant.asked[-1]) == MOST_LETTERS // 18


async def test_the_memory_of_one_turn_reaches_the_next(bench: Bench) -> None:
    await bench.say("hello")
    await bench.say("my pay")
    assert bench.assistant.remembered == [Remembered(), remembered_after("hello")]


@pytest.mark.parametrize("typed", ["/talk_to_human", "／menu", "//menu", "/ /menu", "\u200b/menu", " /menu"])
async def test_nothing_typed_is_ever_a_payload(bench: Bench, typed: str) -> None:
    await bench.say(typed)
    assert bench.assistant.asked == [typed.strip("\u200b/／ ")]


@pytest.mark.parametrize(("digit", "payload"), [("1", "/unpaid_wages"), ("9", "/talk_to_human"), ("0", "/menu")])
@pytest.mark.parametrize(
    "script",
    ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "０１２３４５６７８９"],
)
async def test_a_digit_of_any_script_picks_from_the_menu(bench: Bench, digit: str, payload: str, script: str) -> None:
    await bench.say("hello")
    await bench.say(script[int(digit)] + ".")
    assert bench.assistant.asked[-1] == payload


@pytest.mark.parametrize(
    ("typed", "payload"),
    [
        ("money", "/unpaid_wages"),
        ("number 1", "/unpaid_wages"),
        ("the first one", "/unpaid_wages"),
        ("two please", "/talk_to_human"),
    ],
)
async def test_a_choice_is_picked_by_its_words(bench: Bench, typed: str, payload: str) -> None:
    await bench.say("hello")
    await bench.say(typed)
    assert bench.assistant.asked[-1] == payload


async def test_danger_comes_before_a_choice_that_is_typed(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    await bench.say("hello")
    monkeypatch.setitem(UNDERSTOOD, "money", "emergency")
    await bench.say("money")
    assert bench.assistant.asked[-1] == "money"


@pytest.mark.parametrize("typed", ["one", "the first one", "number 1"])
async def test_a_number_in_words_is_not_read_for_danger_as_a_digit_is_not(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    await bench.say("hello")
    monkeypatch.setitem(UNDERSTOOD, typed, "emergency")
    await bench.say(typed)
    assert bench.assistant.asked[-1] == "/unpaid_wages"


async def test_a_button_picks_its_choice_and_an_old_button_nothing(bench: Bench) -> None:
    await bench.say("hello")
    old = _offer(bench).choices[0].token
    await bench.say("", kind=MessageKind.CHOICE, token=old)
    assert bench.assistant.asked[-1] == "/unpaid_wages"
    asked = len(bench.assistant.asked)
    (reply,) = await bench.say("", kind=MessageKind.CHOICE, token=old)
    assert reply.text
    assert len(bench.assistant.asked) == asked


async def test_more_brings_the_next_page_without_asking_rasa(bench: Bench) -> None:
    await bench.say("hello")
    (page,) = await bench.say("More")
    assert page.text == "call 1"
    assert bench.assistant.asked == ["hello"]
    (end,) = await bench.say("more")
    assert end.text != "call 1"


@pytest.mark.parametrize("kind", [k for k in MessageKind if k not in (MessageKind.TEXT, MessageKind.CHOICE)])
async def test_what_cannot_be_read_is_answered_with_what_can_be_done(bench: Bench, kind: MessageKind) -> None:
    assert len(await bench.say("", kind=kind)) == 1
    assert bench.assistant.asked == []


async def test_who_sees_only_question_marks_gets_the_last_answer_in_english_and_a_way_back(bench: Bench) -> None:
    await bench.say("hello")
    bench.speaks("ru")
    await bench.say("????")
    assert bench.assistant.asked[-1] == '/change_language{"language": "en"}'
    assert [choice.title for choice in _offer(bench).choices] == ["Money", "Русский", "A person"]
    await bench.say("2")
    assert bench.assistant.asked[-1] == '/change_language{"language": "ru"}'


async def test_who_perhaps_only_asks_what_is_answered_as_always_and_told_how_to_get_english(bench: Bench) -> None:
    await bench.say("hello")
    bench.speaks("ru")
    (answer,) = await bench.say("??")
    assert answer.text == "answer to ??"
    assert [(await bench.say("more"))[0].text for _ in range(2)] == ["call 1", CANNOT_READ]


async def test_question_marks_to_somebody_who_is_answered_in_latin_letters_are_a_text(bench: Bench) -> None:
    await bench.say("hello")
    await bench.say("????")
    assert bench.assistant.asked[-1] == "????"


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200f", "/"])
async def test_an_empty_text_is_answered(bench: Bench, text: str) -> None:
    assert len(await bench.say(text)) == 1


async def test_a_human_is_asked_for_and_the_bot_falls_silent(bench: Bench) -> None:
    log_in(bench.store)
    assert len(await bench.say("help")) == 1
    assert bench.conversation().holder == Holder.QUEUE
    assert await bench.say("are you there?") == []
    assert await bench.say("3") == []  # not offered: it may be an answer to a person
    assert await bench.say("three") == []
    assert bench.assistant.asked == ["help"]


async def test_who_waits_gets_the_pages_that_were_promised(bench: Bench) -> None:
    log_in(bench.store)
    await bench.say("help")
    (rest,) = await bench.say("more")
    assert rest.text == "call 1"
    assert await bench.say("more") == []
    assert bench.conversation().holder == Holder.QUEUE


async def test_who_waits_and_asks_for_a_person_again_hears_that_one_comes(bench: Bench) -> None:
    await bench.say("help")
    since = bench.conversation().waiting_since
    assert len(await bench.say("9")) == 1
    assert (bench.conversation().holder, bench.conversation().waiting_since) == (Holder.QUEUE, since)


@pytest.mark.parametrize("text", ["0", "computer", "1", "the first one"])
async def test_who_waits_can_go_on_with_the_computer_and_keeps_their_place(bench: Bench, text: str) -> None:
    await bench.say("help")
    since = bench.conversation().waiting_since
    (answer,) = await bench.say(text)
    assert answer.text.startswith("The computer answers again.")
    assert (bench.conversation().holder, bench.conversation().waiting_since) == (Holder.BOT, since)
    assert len(await bench.say("how many hours may they ask?")) == 1
    assert len(await bench.say("9")) == 1
    assert (bench.conversation().holder, bench.conversation().waiting_since) == (Holder.QUEUE, since)


async def test_who_waits_for_something_urgent_stays_urgent_with_the_computer(bench: Bench) -> None:
    await bench.say("danger")
    await bench.say("0")
    await bench.say("9")
    assert bench.urgency() == (Urgency.URGENT, "emergency")


async def test_who_waits_is_answered_about_the_country_and_goes_on_waiting(bench: Bench) -> None:
    await bench.say("help")
    (answer,) = await bench.say("germany")
    assert answer.text == "answer to germany"
    assert bench.conversation().holder == Holder.QUEUE


async def test_danger_while_waiting_is_told_whom_to_call_and_moves_up(bench: Bench) -> None:
    await bench.say("help")
    assert len(await bench.say("he has a knife")) == 1
    assert (bench.conversation().holder, bench.conversation().urgency) == (Holder.QUEUE, Urgency.URGENT)
    assert bench.urgency()[1] == "emergency"


async def test_danger_that_was_told_whom_to_call_just_now_is_not_told_again(bench: Bench) -> None:
    assert len(await bench.say("he has a knife")) == 1
    assert await bench.say("he has a knife") == []
    with bench.store.write() as work:
        earlier = now() - TOLD_AGAIN_AFTER
        work.run(tables.message.update().values(created_at=earlier))
    assert len(await bench.say("he has a knife")) == 1


async def test_danger_that_an_operator_reads_is_theirs_to_answer(bench: Bench) -> None:
    await bench.say("hello")
    operator_id = operator_named(bench.store, "hers")
    with bench.store.write() as work:
        holder.take(work, bench.conversation().id, operator_id)
    for text in ("he has a knife", "0", "9", "more", "germany"):
        assert await bench.say(text) == []
    assert (bench.conversation().holder, bench.conversation().urgency) == (Holder.OPERATOR, Urgency.URGENT)


async def test_an_operator_who_takes_over_while_the_bot_thinks_is_not_talked_over(bench: Bench) -> None:
    await bench.say("hello")
    operator_id = operator_named(bench.store, "hers")

    async def take() -> None:
        with bench.store.write() as work:
            holder.take(work, bench.conversation().id, operator_id)

    bench.assistant.meanwhile = take
    assert await bench.say("what now?") == []
    assert bench.conversation().holder == Holder.OPERATOR


async def test_start_in_the_moment_of_a_take_over_is_not_greeted_over_the_human(bench: Bench) -> None:
    await bench.say("hello")
    await bench.say("STOP")
    said = len(bench.from_bot())
    inbox.receive(bench.store, text_from(ADDRESS, "START"))
    row = inbox.claim(bench.store, "w1")
    assert row is not None
    turn = bench.turns._begin(row)
    assert turn is not None
    operator_id = operator_named(bench.store, "hers")
    with bench.store.write() as work:
        holder.take(work, row.conversation_id, operator_id)
    await bench.turns._take(turn)
    assert len(bench.from_bot()) == said
    assert bench.contact().stopped_at is None


async def test_a_text_in_the_moment_of_the_hand_back_is_answered_by_the_bot(bench: Bench) -> None:
    await bench.say("hello")
    operator_id, conversation_id = operator_named(bench.store, "hers"), bench.conversation().id
    with bench.store.write() as work:
        holder.take(work, conversation_id, operator_id)

    read = bench.assistant.read

    async def hand_back(*asked: Any) -> Mapping[str, Any]:
        with bench.store.write() as work:
            holder.hand_back(work, conversation_id, operator_id)
        return await read(*asked)

    bench.assistant.read = hand_back  # type: ignore[method-assign]
    (answer,) = await bench.say("are you still there?")
    assert answer.text == "answer to are you still there?"


async def test_danger_told_while_the_bot_thinks_reaches_the_human_who_took_over_as_urgent(bench: Bench) -> None:
    await bench.say("hello")

    async def ask() -> None:
        with bench.store.write() as work:
            holder.ask_for_human(work, bench.conversation().id, "human", Urgency.NORMAL)

    bench.assistant.meanwhile = ask
    assert await bench.say("danger") == []
    assert (bench.conversation().holder, bench.conversation().urgency) == (Holder.QUEUE, Urgency.URGENT)


async def test_after_the_hand_back_the_bot_goes_on_with_its_memory(bench: Bench) -> None:
    await bench.say("one")
    operator_id = operator_named(bench.store, "hers")
    with bench.store.write() as work:
        holder.take(work, bench.conversation().id, operator_id)
    assert await bench.say("to the operator") == []
    with bench.store.write() as work:
        holder.hand_back(work, bench.conversation().id, operator_id)
    assert len(await bench.say("two")) == 1
    assert bench.assistant.remembered[-1] == remembered_after("one")


@pytest.mark.parametrize("word", ["STOP", "stop.", "Stop!"])
async def test_stop_is_confirmed_once_and_then_nothing_is_sent(bench: Bench, word: str) -> None:
    await bench.say("hello")
    (confirmation,) = await bench.say(word)
    assert confirmation.delivery == "waiting"
    assert await bench.say(word) == []
    assert bench.contact().stopped_by == "keyword"
    later = await bench.say("hello?")
    assert all(message.delivery == "cancelled" for message in later)


async def test_a_wish_for_no_more_messages_stops_as_the_word_does(bench: Bench) -> None:
    await bench.say("hello")
    (confirmation,) = await bench.say("no more messages")
    assert confirmation.delivery == "waiting"
    assert bench.contact().stopped_by == "keyword"
    (welcome,) = await bench.say("START")
    assert welcome.delivery == "waiting"


async def test_stop_beats_the_handoff(bench: Bench) -> None:
    await bench.say("help")
    assert len(await bench.say("STOP")) == 1
    assert bench.contact().stopped_at is not None


def remembering(name: str, value: Any) -> Remembered:
    return Remembered(({"event": "slot", "name": name, "value": value},))


def interview(status: str, topic: str = "am_i_trafficked") -> Remembered:
    return remembering(SLOT, Interview(topic, status=status).write())


OPEN = {
    "signs are asked about": interview(ASKING),
    "that was interrupted": interview(INTERRUPTED),
    "money is asked about": interview(ASKING, "compensation"),
    "erasing is asked about": interview(ASKING, "delete_my_data"),
}
NOTHING_OPEN = {
    "questions were offered": interview(OFFERED),
    "a first result was told": interview(PAUSED),
    "the result was told": interview(OVER),
    "money was asked about": interview(PAUSED, "compensation"),
    "nothing was asked": remembering("language", "en"),
}
STRONG = ["STOP", "stopall", "Unsubscribe", "REVOKE", "СТОП", "ARRÊT", "إلغاء الاشتراك", "退订", "BAJA"]
MILD = ["cancel", "End.", "QUIT", "cancelar", "إلغاء", "لغو", "anulează", "iptal", "ende", "anuluj", "откажи", "basta"]


@pytest.mark.parametrize("memory", OPEN.values(), ids=OPEN)
@pytest.mark.parametrize("word", MILD)
async def test_a_word_such_as_cancel_leaves_what_is_asked(bench: Bench, word: str, memory: Remembered) -> None:
    bench.assistant.remembers = memory
    await bench.say("hello")
    (answer,) = await bench.say(word)
    assert (bench.assistant.asked[-1], answer.delivery) == (LEAVE_PAYLOAD, "waiting")
    assert bench.contact().stopped_at is None


@pytest.mark.parametrize("memory", NOTHING_OPEN.values(), ids=NOTHING_OPEN)
@pytest.mark.parametrize("word", MILD)
async def test_where_nothing_is_asked_the_same_word_ends_all_messages(
    bench: Bench, word: str, memory: Remembered
) -> None:
    bench.assistant.remembers = memory
    await bench.say("hello")
    (confirmation,) = await bench.say(word)
    assert "START" in confirmation.text
    assert bench.contact().stopped_by == "keyword"


@pytest.mark.parametrize("memory", OPEN.values(), ids=OPEN)
@pytest.mark.parametrize("word", STRONG)
async def test_stop_ends_all_messages_whatever_is_asked(bench: Bench, word: str, memory: Remembered) -> None:
    bench.assistant.remembers = memory
    await bench.say("hello")
    assert len(await bench.say(word)) == 1
    assert bench.contact().stopped_by == "keyword"


async def test_a_word_on_which_the_provider_blocks_us_ends_all_messages_whatever_is_asked(bench: Bench) -> None:
    bench.assistant.remembers = interview(ASKING)
    await bench.say("hello")
    await bench.say("CANCEL", may_block=True)
    assert bench.contact().stopped_by == "keyword"


async def test_cancel_said_to_a_human_ends_all_messages(bench: Bench) -> None:
    bench.assistant.remembers = interview(ASKING)
    await bench.say("hello")
    with bench.store.write() as work:
        holder.ask_for_human(work, bench.conversation().id, "human", Urgency.NORMAL)
    await bench.say("cancel")
    assert bench.contact().stopped_by == "keyword"


async def test_who_stopped_gets_no_answer_to_cancel(bench: Bench) -> None:
    bench.assistant.remembers = interview(ASKING)
    await bench.say("hello")
    await bench.say("STOP")
    assert await bench.say("cancel") == []


async def test_a_stop_that_the_provider_confirmed_is_not_confirmed_twice(bench: Bench) -> None:
    await bench.say("hello")
    assert await bench.say("STOP", stops=True) == []
    assert bench.contact().stopped_by == "blocked"


async def test_start_comes_back(bench: Bench) -> None:
    await bench.say("STOP")
    (welcome,) = await bench.say("START")
    assert welcome.delivery == "waiting"
    assert bench.contact().stopped_at is None


async def test_a_command_that_starts_anew_is_answered_whether_stopped_or_not(bench: Bench) -> None:
    for _ in ("not stopped", "stopped"):
        (welcome,) = await bench.say("/start", payload="/greet", resumes=True)
        assert (bench.assistant.asked[-1], welcome.delivery) == ("/greet", "waiting")
        assert bench.contact().stopped_at is None
        await bench.say("STOP")


async def test_starting_anew_while_a_human_holds_the_conversation_brings_no_bot(bench: Bench) -> None:
    await bench.say("hello")
    operator_id = operator_named(bench.store, "hers")
    with bench.store.write() as work:
        holder.take(work, bench.conversation().id, operator_id)
    await bench.say("STOP")
    assert await bench.say("/start", payload="/greet", resumes=True) == []
    assert bench.contact().stopped_at is None
    assert bench.conversation().holder == Holder.OPERATOR


async def test_unblocking_in_the_app_resumes_without_a_word(bench: Bench) -> None:
    await bench.say("", kind=MessageKind.EMPTY, stops=True)
    assert bench.contact().stopped_by == "blocked"
    assert await bench.say("", kind=MessageKind.EMPTY, resumes=True) == []
    assert bench.contact().stopped_at is None


async def test_unblocking_in_the_app_does_not_undo_a_stop_that_was_written(bench: Bench) -> None:
    await bench.say("STOP")
    await bench.say("", kind=MessageKind.EMPTY, stops=True)
    await bench.say("", kind=MessageKind.EMPTY, resumes=True)
    assert bench.contact().stopped_by == "keyword"


async def test_a_button_with_a_keyword_as_its_title_is_a_button(bench: Bench) -> None:
    await bench.say("hello")
    await bench.say("Stop", kind=MessageKind.CHOICE, token=_offer(bench).choices[0].token)
    assert bench.assistant.asked[-1] == "/unpaid_wages"
    assert bench.contact().stopped_at is None


async def test_stop_hitting_me_is_no_stop(bench: Bench) -> None:
    await bench.say("stop hitting me")
    assert bench.contact().stopped_at is None


@pytest.mark.parametrize("text", ["fail", "silence"])
async def test_a_failure_ends_in_an_apology_and_a_human(bench: Bench, text: str) -> None:
    (apology,) = await bench.say(text)
    assert apology.text
    assert (bench.conversation().holder, bench.urgency()[1]) == (Holder.QUEUE, "error")


async def test_erasing_leaves_only_the_confirmation(bench: Bench) -> None:
    await bench.say("a secret")
    before = bench.contact().pseudonym
    await bench.say("erase")
    assert [message.text for message in bench.from_bot()] == ["answer to erase"]
    assert bench.contact().pseudonym != before
    with bench.store.read() as work:
        assert work.run(select(tables.inbox)).all() == []
        kept = messages.transcript(work, bench.conversation().id)
    assert [message.author for message in kept] == [Author.BOT]


async def test_a_text_that_waits_while_its_writer_starts_over_is_answered_and_kept(bench: Bench) -> None:
    await bench.say("a secret")
    for text in ("erase", "help"):
        inbox.receive(bench.store, text_from(ADDRESS, text))
    while (row := inbox.claim(bench.store, "w1")) is not None:
        await bench.turns.work_off(row)
    assert [message.text for message in bench.from_bot()] == ["answer to erase", "answer to help"]
    assert bench.conversation().holder == Holder.QUEUE
    assert bench.contact().erase_at is None, "or the wish for a human would be swept away"


async def test_a_text_that_ends_the_worker_each_time_ends_in_a_human_and_not_in_a_loop(bench: Bench) -> None:
    await bench.say("hello")
    asked = len(bench.assistant.asked)
    inbox.receive(bench.store, text_from(ADDRESS, "poison"))
    for _ in range(inbox.MAX_ATTEMPTS):  # claimed, and the process died
        assert inbox.claim(bench.store, "w1") is not None
    row = inbox.claim(bench.store, "w1")
    assert row is not None
    await bench.turns.work_off(row)
    assert len(bench.assistant.asked) == asked
    assert (bench.conversation().holder, bench.urgency()[1]) == (Holder.QUEUE, "error")
    assert inbox.claim(bench.store, "w1") is None


async def test_a_chosen_language_is_kept(bench: Bench) -> None:
    await bench.say("français")
    assert (bench.contact().language, bench.contact().language_chosen) == ("fr", True)
    await bench.say("ok")
    assert bench.contact().language == "fr"


def test_a_phone_prefix_gives_a_country() -> None:
    assert phone_country("sms", "+447700900001") == "GB"
    assert phone_country("sms", "whatsapp:+491701234567") == "DE"
    assert phone_country("sms", "RIGHTS") is None
    assert phone_country("telegram", "447700900001") is None


def test_people_may_write_slashes_inside_a_text() -> None:
    assert harmless("day/night") == "day/night"


def _offer(bench: Bench) -> offers.Offer:
    row = bench.conversation()
    with bench.store.read() as work:
        return offers.read(work.key_of(row.id), row.offer)


@pytest.mark.long("writes more texts than anybody may")
async def test_who_writes_too_fast_is_asked_to_wait_once_and_is_heard_all_the_same(bench: Bench) -> None:
    bench.turns._flood = Flood(clock=lambda: 0.0)
    for number in range(TEXTS_AT_ONCE):
        assert await bench.say(f"text {number}"), "too early"
    asked, more = await bench.say("one more"), await bench.say("and one more")
    wait = compose("utter_too_many_messages", Situation("en", "GB", channel="sms")).paragraphs[0]
    assert [message.text.startswith(wait) for message in asked] == [True]
    assert more == []
    assert bench.assistant.asked[-1] == f"text {TEXTS_AT_ONCE - 1}"
    assert len(bench.from_contact()) == TEXTS_AT_ONCE + 2, "a text was lost"


@pytest.mark.long("writes more texts than anybody may")
@pytest.mark.parametrize("text", ["he has a knife", "9"])
async def test_danger_and_the_wish_for_a_person_are_never_too_fast(bench: Bench, text: str) -> None:
    bench.turns._flood = Flood(clock=lambda: 0.0)  # on a slow machine they would not be too fast
    for number in range(TEXTS_AT_ONCE + 3):
        await bench.say(f"text {number}")
    assert await bench.say(text)


BEATEN = "he beat me and locked the door"


@pytest.fixture
def beaten(monkeypatch: pytest.MonkeyPatch) -> None:
    """BEATEN is understood as violence that is not sure to be danger now."""
    monkeypatch.setitem(UNDERSTOOD, BEATEN, "threats_violence")


@pytest.mark.usefixtures("beaten")
async def test_who_waits_for_a_human_and_tells_of_violence_is_answered_and_goes_on_waiting(bench: Bench) -> None:
    await bench.say("help")
    (answer,) = await bench.say(BEATEN)
    assert answer.text == f"answer to {BEATEN}"
    assert bench.conversation().holder == Holder.QUEUE.value
    assert await bench.say(BEATEN) == [], "told twice within a minute"


async def test_who_waits_and_writes_on_hears_that_it_is_stored_and_whether_anybody_is_there(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.worker.turns.ACKNOWLEDGED_EVERY", datetime.timedelta(0))
    for text in ("it rains", "anybody?"):
        monkeypatch.setitem(UNDERSTOOD, text, "out_of_scope")
    await bench.say("help")
    (answer,) = await bench.say("it rains")
    assert answer.text.startswith("Your message is stored. Nobody from our team is on duty now.")
    assert "999" in answer.text
    log_in(bench.store, ago=ABSOLUTE)  # so long ago that the session is over
    (answer,) = await bench.say("anybody?")
    assert answer.text.startswith("Your message is stored. Nobody from our team is on duty now.")
    log_in(bench.store)
    (answer,) = await bench.say("hello?")
    assert answer.text.startswith("Your message is stored. Somebody from our team is on duty")
    assert bench.conversation().holder == Holder.QUEUE
    assert bench.assistant.asked == ["help"]


async def test_who_waits_while_nobody_is_on_duty_is_asked_what_an_unclear_text_means(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.worker.turns.ACKNOWLEDGED_EVERY", datetime.timedelta(0))
    for text in ("are you there?", "it was at night"):
        monkeypatch.setitem(UNDERSTOOD, text, "nlu_fallback")
    await bench.say("help")
    (answer,) = await bench.say("are you there?")
    assert answer.text.startswith("answer to are you there?")
    assert "Nobody from our team is on duty now." in _offer(bench).more[0]
    assert bench.conversation().holder == Holder.QUEUE
    log_in(bench.store)
    (answer,) = await bench.say("it was at night")
    assert answer.text.startswith("Your message is stored. Somebody from our team is on duty")


@pytest.mark.usefixtures("beaten")
async def test_who_waits_and_tells_of_danger_again_is_not_left_in_silence(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.say("help")
    await bench.say(BEATEN)
    assert await bench.say(BEATEN) == [], "the number is before their eyes"
    monkeypatch.setattr("bot.worker.turns.DANGER_ACKNOWLEDGED_EVERY", datetime.timedelta(0))  # seconds later
    (answer,) = await bench.say(BEATEN)
    assert "999" in answer.text


async def test_who_has_just_told_of_danger_and_calls_out_is_heard_after_seconds(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(UNDERSTOOD, "hello?", "greet")
    monkeypatch.setattr("bot.worker.turns.DANGER_ACKNOWLEDGED_EVERY", datetime.timedelta(0))  # seconds later
    await bench.say("he has a knife")
    (answer,) = await bench.say("hello?")
    assert "999" in answer.text
    assert await bench.say("hello?") == [], "not each second"


async def test_who_waits_and_writes_line_after_line_hears_it_once(bench: Bench) -> None:
    await bench.say("help")
    assert await bench.say("are you there?") == []
    assert await bench.say("hello?") == []


def log_in(store: Store, ago: datetime.timedelta = datetime.timedelta(0)) -> None:
    """An operator logged in so long ago, and uses the desk."""
    operator_id, moment = operator_named(store, f"since {ago}"), now()
    session = tables.operator_session.insert().values(
        token_hash=secrets.token_hex(32), operator_id=operator_id, created_at=moment - ago, seen_at=moment
    )
    with store.write() as work:
        work.run(session)


@pytest.mark.usefixtures("beaten")
async def test_who_writes_too_fast_and_tells_of_violence_hears_whom_to_call(bench: Bench) -> None:
    bench.turns._flood = Flood(texts_at_once=1, clock=lambda: 0.0)
    await bench.say("hello")
    (asked,) = await bench.say(BEATEN)
    assert "999" in asked.text


@pytest.mark.usefixtures("beaten")
async def test_while_an_operator_holds_it_the_bot_says_no_number_either(bench: Bench) -> None:
    await bench.say("hello")
    operator_id = operator_named(bench.store, "hers")
    with bench.store.write() as work:
        holder.take(work, bench.conversation().id, operator_id)
    assert await bench.say(BEATEN) == []


@pytest.mark.parametrize("picked", ["2", "a button"])
@pytest.mark.parametrize("status", [ASKING, INTERRUPTED])
async def test_who_picks_an_answer_when_what_was_offered_is_not_kept_any_more_is_asked_again(
    bench: Bench, picked: str, status: str
) -> None:
    bench.assistant.remembers = interview(status)
    await bench.say("hello")
    bench_forgets_offers(bench)
    if picked == "2":
        await bench.say(picked)
    else:
        await bench.say("yes", kind=MessageKind.CHOICE, token="gone")
    assert bench.assistant.asked[-1] == START_PAYLOAD


async def test_the_person_is_one_digit_away_then_too(bench: Bench) -> None:
    bench.assistant.remembers = interview(ASKING)
    await bench.say("hello")
    bench_forgets_offers(bench)
    await bench.say("9")
    assert bench.assistant.asked[-1] == "/talk_to_human"


async def test_without_an_open_question_an_old_digit_is_still_no_choice(bench: Bench) -> None:
    await bench.say("hello")
    bench_forgets_offers(bench)
    (said,) = await bench.say("2")
    assert bench.assistant.asked == ["hello"]
    assert said.text


def bench_forgets_offers(bench: Bench) -> None:
    """As retention does after a day."""
    with bench.store.write() as work:
        work.run(tables.conversation.update().values(offer=None))
