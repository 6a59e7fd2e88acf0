"""The safe word: what was before is hidden from whoever picks up the phone, until the word is given."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.channels.webchat import view
from bot.conversations import contacts, holder, inbox, messages, offers, outbox, safe_word
from bot.conversations.contract import Inbound, MessageKind, OfferedChoice
from bot.conversations.holder import Holder, Urgency
from bot.conversations.messages import Author, NewMessage
from bot.conversations.offers import Offer
from bot.conversations.safe_word import TRIES_AT_ONCE
from bot.conversations.work import Store
from bot.dialogue.remembered import Remembered
from bot.dialogue.safe_word import word_in
from bot.replies.phrases import safe_word as phrases
from bot.replies.phrases import service
from bot.storage import tables
from bot.storage.engine import now
from bot.text.sentences import first_sentence
from bot.worker.turns import Turns
from tests.databases import on_sqlite
from tests.making import operator_named
from tests.worker.stub import StubAssistant, StubChannel, remembered_after

WORD = "Sunflower"
PERSON = {"sms": "+447700900001", "telegram": "447700900", "webchat": "a-session-of-the-page-01"}


class Phone:
    """Somebody's phone on one channel; who holds it is not known."""

    def __init__(self, store: Store, channel: str = "sms") -> None:
        self.store, self.channel, self.assistant = store, channel, StubAssistant()
        self.turns = Turns(store, self.assistant, {channel: StubChannel()}, "w1")
        self._number = 0

    async def say(self, text: str) -> list[str]:
        """Text it; returns what came back."""
        self._number += 1
        before = self.sequence()
        kind, number = MessageKind.TEXT, f"{PERSON[self.channel]}:m{self._number:07}"
        inbox.receive(self.store, Inbound(self.channel, PERSON[self.channel], number, kind, text))
        while (row := inbox.claim(self.store, "w1")) is not None:
            await self.turns.work_off(row)
        return [each.text for each in self.transcript(before) if each.author is Author.BOT]

    async def set_word(self) -> None:
        await self.say("my pay")
        await self.say("SAFE WORD")
        await self.say(WORD)

    def wait(self, minutes: int) -> None:
        """So much time goes by."""
        earlier = datetime.timedelta(minutes=minutes)
        with self.store.write() as work:
            for table, columns in (
                (tables.safe_word, ("open_until", "tried_at")),
                (tables.message, ("created_at",)),
                (tables.conversation, ("waiting_since",)),
            ):
                for row in work.run(select(table)).all():
                    key = next(iter(table.primary_key.columns))
                    moved = {name: row[name] - earlier for name in columns if row[name] is not None}
                    if moved:
                        work.run(table.update().where(key == row[key.name]).values(**moved))

    def transcript(self, after: int = 0) -> list[messages.Message]:
        with self.store.read() as work:
            return messages.transcript(work, 1, after)

    def sequence(self) -> int:
        with self.store.read() as work:
            return work.run(select(tables.conversation.c.last_sequence)).scalar() or 0

    def conversation(self):  # type: ignore[no-untyped-def]
        with self.store.read() as work:
            return work.run(select(tables.conversation)).one()

    def on_the_page(self) -> tuple[str, list[str]]:
        """The epoch of the web chat's page, and its texts."""
        address = PERSON[self.channel]
        talk = view.talks(self.store, [address])[address]
        return talk.epoch, [each.text for each in view.news(self.store, talk, 0)]


@pytest.fixture
def phone(store: Store) -> Phone:
    return Phone(store)


@pytest.mark.parametrize("channel", PERSON)
async def test_who_picks_up_the_phone_is_answered_as_a_stranger_until_the_word_is_given(
    store: Store, channel: str
) -> None:
    phone = Phone(store, channel)
    await phone.set_word()
    phone.wait(16)
    await phone.say("who is this")
    assert phone.assistant.remembered[-1] == Remembered()
    assert await phone.say(" sunflower. ") == [phrases.RIGHT.source]
    await phone.say("and now")
    assert phone.assistant.remembered[-1] == remembered_after("my pay")


async def test_while_somebody_writes_all_stays_shown(phone: Phone) -> None:
    await phone.set_word()
    for text in ("my boss", "my papers", "my room"):
        phone.wait(14)
        await phone.say(text)
    assert phone.assistant.remembered[-1] == remembered_after("my papers")


async def test_the_pages_and_choices_of_before_are_gone(phone: Phone) -> None:
    await phone.set_word()
    with phone.store.write() as work:
        choices = (OfferedChoice("t", "Money", "/unpaid_wages"),)
        offers.write(work, 1, Offer(choices, ("the second page",)))
    phone.wait(16)
    assert await phone.say("MORE") == [service.NO_MORE.source]
    assert "/unpaid_wages" not in phone.assistant.asked


async def test_hidden_at_once_when_the_contact_asks_for_it(phone: Phone) -> None:
    await phone.set_word()
    await phone.say("safeword")
    (greeting,) = await phone.say("1")
    assert greeting == first_sentence(service.GREET_SMS.source)
    await phone.say("hi there")
    assert phone.assistant.remembered[-1] == Remembered()


async def test_a_page_of_the_web_chat_shows_nothing_of_before(store: Store) -> None:
    phone = Phone(store, "webchat")
    await phone.set_word()
    epoch, shown = phone.on_the_page()
    assert "my pay" in shown
    phone.wait(16)
    hidden_epoch, shown = phone.on_the_page()
    assert (shown, hidden_epoch != epoch) == ([], True), "an open page empties itself"
    assert safe_word.hide_due(store) == 1
    assert phone.on_the_page()[1] == []
    await phone.say("who is this")
    assert phone.on_the_page()[1] == ["who is this", "answer to who is this"]
    await phone.say(WORD)
    epoch_again, shown = phone.on_the_page()
    assert (epoch_again, "my pay" in shown, "who is this" in shown) == (epoch, True, True)


@pytest.mark.parametrize(("jump", "hides"), [(-3, False), (3, False), (-3600, True), (3600, True)])
async def test_a_clock_that_is_set_shows_nothing_for_longer(
    store: Store, monkeypatch: pytest.MonkeyPatch, jump: int, hides: bool
) -> None:
    phone = Phone(store, "webchat")
    await phone.set_word()
    moment = now() + datetime.timedelta(seconds=jump)
    for module in (safe_word, messages):
        monkeypatch.setattr(module, "now", lambda: moment)
    assert ("my pay" not in phone.on_the_page()[1]) is hides
    assert safe_word.hide_due(store) == hides
    assert ("my pay" not in phone.on_the_page()[1]) is hides
    await phone.say("who is this")
    assert (phone.assistant.remembered[-1] == Remembered()) is hides
    await phone.say(WORD)
    assert "my pay" in phone.on_the_page()[1]


async def test_the_word_itself_stays_nowhere(phone: Phone) -> None:
    await phone.set_word()
    await phone.say(WORD)
    phone.wait(16)
    await phone.say(WORD)
    concealed = [each for each in phone.transcript() if each.kind == messages.SAFE_WORD]
    assert [each.text for each in concealed] == ["", "", ""]
    assert [each.text for each in phone.transcript() if WORD in each.text] == []
    assert WORD not in phone.assistant.asked
    with phone.store.read() as work:
        digest = work.run(select(tables.safe_word.c.digest)).scalar_one()
        assert WORD.casefold() not in work.key_of(1).decrypt(digest).casefold(), "not even with the key"
        assert work.run(select(tables.inbox).where(tables.inbox.c.content != b"")).all() == []


@on_sqlite
async def test_neither_the_word_nor_its_hash_stands_in_the_files(phone: Phone, tmp_path: Path) -> None:
    await phone.set_word()
    await phone.say(WORD)
    with phone.store.read() as work:
        salt, _, hashed = (
            work.key_of(1).decrypt(work.run(select(tables.safe_word.c.digest)).scalar_one()).partition(":")
        )
    assert _found_in_files(tmp_path, (WORD, WORD.lower(), salt, hashed)) == []
    assert _found_in_files(tmp_path, ("safe_word",)) != [], "the search finds what stands there"


async def test_guessing_is_limited_and_nothing_tells_so(phone: Phone) -> None:
    await phone.set_word()
    phone.wait(16)
    for number in range(TRIES_AT_ONCE):
        await phone.say(f"guess{number}")
    assert await phone.say(WORD) == [f"answer to {WORD}"], "as any other word"
    phone.wait(58)
    assert await phone.say(WORD) == [f"answer to {WORD}"], "not within the hour"
    phone.wait(3)
    assert await phone.say(WORD) == [phrases.RIGHT.source], "one try an hour comes back"


async def test_the_limit_outlives_the_worker(phone: Phone) -> None:
    await phone.set_word()
    phone.wait(16)
    for number in range(TRIES_AT_ONCE):
        await phone.say(f"guess{number}")
    assert await Phone.say(_again(phone), WORD) == [f"answer to {WORD}"]


async def test_sentences_cost_no_try(phone: Phone) -> None:
    await phone.set_word()
    phone.wait(16)
    for _ in range(TRIES_AT_ONCE + 1):
        await phone.say("they do not pay me")
    assert await phone.say(WORD) == [phrases.RIGHT.source]


async def test_stop_and_danger_work_while_all_is_hidden(phone: Phone) -> None:
    await phone.set_word()
    phone.wait(16)
    assert await phone.say("he has a knife") == ["answer to he has a knife"]
    with phone.store.read() as work:
        assert holder.holder_of(work, 1) is Holder.QUEUE
    assert phone.conversation().urgency == Urgency.URGENT
    (last,) = await phone.say("STOP")
    assert last.startswith(service.STOPPED_NO_NUMBER.source)


async def test_danger_is_answered_when_a_word_is_asked_for(phone: Phone) -> None:
    await phone.say("SAFE WORD")
    assert await phone.say("he has a knife") == ["answer to he has a knife"]
    await phone.say(WORD)
    with phone.store.read() as work:
        assert safe_word.of(work, 1) is None, "the question was left"


async def test_what_everybody_writes_is_no_safe_word(phone: Phone) -> None:
    await phone.say("SAFE WORD")
    for unsuitable in ("computer", "two words", "abc", "12345"):
        (said,) = await phone.say(unsuitable)
        assert said == phrases.UNSUITABLE.source, unsuitable
    assert await phone.say(WORD) == [phrases.SET.source]


@pytest.mark.parametrize("text", ["STOP", "more", "5", "abc", "1234", "two words", "", "x" * 41])
def test_no_word(text: str) -> None:
    assert word_in(text) is None


@pytest.mark.parametrize(
    ("text", "word"), [("Ångström!", "angstrom"), ("向日", "向日"), ("подсолнух", "подсолнух"), ("a1b2", "a1b2")]
)
def test_a_word(text: str, word: str) -> None:
    assert word_in(text) == word


async def test_who_waits_for_a_person_waits_on_unseen(phone: Phone) -> None:
    await phone.set_word()
    await phone.say("help")
    phone.wait(16)
    assert safe_word.hide_due(phone.store) == 1
    waiting = phone.conversation()
    assert (waiting.holder, waiting.waiting_since is not None) == ("bot", True)
    assert await phone.say("who is this") == ["answer to who is this"]


async def test_what_an_operator_writes_is_shown_and_the_word_is_taken_without_a_word(store: Store) -> None:
    phone = Phone(store, "webchat")
    await phone.set_word()
    phone.wait(16)
    anna = operator_named(store, "anna")
    with store.write() as work:
        holder.take(work, 1, anna)
        outbox.add(work, 1, NewMessage(Author.OPERATOR, "I am here", language="en"))
    safe_word.hide_due(store)
    assert phone.on_the_page()[1] == ["I am here"]
    assert await phone.say(WORD) == []
    assert "my pay" in phone.on_the_page()[1]


async def test_another_word_may_be_set_by_who_does_not_know_the_first_and_shows_nothing(store: Store) -> None:
    phone = Phone(store, "webchat")
    await phone.set_word()
    phone.wait(16)
    await phone.say("SAFE WORD")
    assert (await phone.say("Marigold"))[0].startswith(phrases.SET.source)
    phone.wait(16)
    await phone.say("hm")
    assert (await phone.say("Marigold"))[0].startswith(phrases.RIGHT.source)
    assert "my pay" not in phone.on_the_page()[1]
    assert await phone.say(WORD) == [f"answer to {WORD}"]


async def test_removed_it_hides_nothing_any_more(phone: Phone) -> None:
    await phone.set_word()
    await phone.say("SAFE WORD")
    assert await phone.say("3") == [phrases.REMOVED.source]
    phone.wait(60)
    await phone.say("and now")
    assert phone.assistant.remembered[-1] == remembered_after("my pay")


async def test_everything_is_erased_without_the_word_and_a_silent_number_takes_it_along(phone: Phone) -> None:
    await phone.set_word()
    phone.wait(16)
    await phone.say("who is this")
    with phone.store.write() as work:
        assert contacts.let_go(work, 1, now() + datetime.timedelta(seconds=1))
        assert safe_word.of(work, 1) is None
    await phone.set_word()
    phone.wait(16)
    await phone.say("erase")
    with phone.store.read() as work:
        left = work.run(select(tables.safe_word.c.conversation_id)).scalars().all()
    assert left == []


def _again(phone: Phone) -> Phone:
    """The same phone, and a worker that has just started."""
    other = Phone(phone.store)
    other._number = 100
    return other


def _found_in_files(folder: Path, words: tuple[str, ...]) -> list[str]:
    contents = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    return [f"{name}: {word}" for name, content in contents.items() for word in words if word.encode() in content]
