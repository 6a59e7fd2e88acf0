"""The web chat over Socket.IO, against the real server: whose session it is, what is replayed, what is refused."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import socketio
from itsdangerous import TimestampSigner
from sqlalchemy import select

from bot.channels.webchat import sessions as webchat_sessions
from bot.channels.webchat import socket as webchat_socket
from bot.channels.webchat.channel import WebchatChannel
from bot.channels.webchat.talks import TEXTS_AT_ONCE, TOO_FAST_SECONDS, Talks
from bot.conversations import contacts, erasure, inbox, messages, offers, outbox
from bot.conversations.contract import Inbound, MessageKind
from bot.conversations.messages import Author, NewMessage
from bot.conversations.work import Store
from bot.replies.reply import Choice
from bot.settings import Settings
from bot.storage.tables import contact, conversation, counter
from bot.web.app import make_app
from bot.web.intake import StoringIntake
from tests.channels.socket_client import connected
from tests.channels.test_conformance import serving
from tests.making import arrived


class Visitor:
    """One page or widget: what it is told, by event."""

    def __init__(self, client: socketio.AsyncClient) -> None:
        self.client = client
        self.told: list[tuple[str, Any]] = []
        for event in ("session_confirm", "conversation", "bot_uttered", "own_message", "error"):
            client.on(event, self._hearing(event))

    def _hearing(self, event: str) -> Callable[[Any], None]:
        return lambda data: self.told.append((event, data))

    def of(self, event: str) -> list[Any]:
        """What came with an event, in order."""
        return [data for name, data in self.told if name == event]

    async def wait(self, event: str, count: int = 1) -> list[Any]:
        """The first `count` of an event."""
        await until(lambda: len(self.of(event)) >= count)
        return self.of(event)

    async def ask(self, event: str, data: Any = None) -> Any:
        """Send an event; what the server answers to it."""
        return await self.client.call(event, data, timeout=10)

    async def open(self, session: str | None = None, last: int | None = 0, **fields: Any) -> str:
        """Ask for a session, as our page does; returns the session."""
        wish = {"session_id": session, "last_sequence": last, **fields}
        return str((await self.ask("session_request", wish))["session_id"])

    async def say(self, text: str, session: str | None = None, **fields: Any) -> Any:
        """Write a text."""
        return await self.ask("user_uttered", {"message": text, "session_id": session, **fields})


class Place:
    """The web process with its database; `visitor()` opens a page."""

    def __init__(self, url: str, store: Store, channel: WebchatChannel, intake: StoringIntake) -> None:
        self.url, self.store, self.channel, self.intake = url, store, channel, intake
        self._visitors: list[Visitor] = []

    async def visitor(self, **options: Any) -> Visitor:
        """A page that has connected and asked for nothing yet."""
        visitor = Visitor(await connected(self.url, **options))
        self._visitors.append(visitor)
        return visitor

    async def close(self) -> None:
        """Close every page."""
        for visitor in self._visitors:
            await visitor.client.disconnect()

    def received(self) -> list[Inbound]:
        """What is in the inbox, in order."""
        return arrived(self.store)

    def counted(self, name: str) -> float:
        """How often something was counted."""
        self.intake.write_counts()
        with self.store.read() as work:
            return float(work.run(select(counter.c.value).where(counter.c.name == name)).scalar() or 0)

    def say(self, session: str, text: str, author: Author = Author.BOT, choices: tuple[Choice, ...] = ()) -> str:
        """Write to a session as worker or operator do; returns the first choice's token."""
        offered = offers.with_tokens(choices)
        with self.store.write() as work:
            person = contacts.find_or_add(work, "webchat", address_of(session))
            new = NewMessage(author, text, language="ru", choices=offered)
            outbox.add(work, person.conversation_id, new)
        return offered[0].token if offered else ""

    def erase(self, session: str) -> None:
        """Delete everything, as the worker does once the wish is read, and confirm it."""
        wish = inbox.claim(self.store, "w1")
        assert wish is not None
        with self.store.write() as work:
            inbox.finish(work, wish, "w1")
            person = contacts.find_or_add(work, "webchat", address_of(session))
            empty = erasure.start_over(work, person)
            outbox.add(work, empty.conversation_id, NewMessage(Author.BOT, "Deleted."))


def address_of(session: str) -> str:
    """The contact's address: the session without our signature."""
    return session.split(".")[0]


async def until(condition: Callable[[], Any], seconds: float = 10.0) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come true"
        await asyncio.sleep(0.01)


@asynccontextmanager
async def opened(folder: Path, store: Store, **fields: Any) -> AsyncIterator[Place]:
    """A running web process."""
    settings = Settings(var=folder, **fields)
    channel = WebchatChannel(settings, store)
    intake = StoringIntake(store)
    async with serving(make_app(settings, store, {"webchat": channel}, intake)) as url:
        place = Place(url, store, channel, intake)
        yield place
        await place.close()


@pytest.fixture
async def place(tmp_path: Path, store: Store) -> AsyncIterator[Place]:
    async with opened(tmp_path, store) as running:
        yield running


# Sessions


async def test_a_session_is_issued_and_never_chosen_by_the_client(place: Place) -> None:
    visitor = await place.visitor()
    for chosen in (None, "", "my-own-session", "A" * 24, "A" * 5000, 7, {"a": 1}):
        issued = (await visitor.ask("session_request", {"session_id": chosen}))["session_id"]
        assert address_of(issued) != chosen
        assert len(address_of(issued)) == 24
    assert len(set(visitor.of("session_confirm"))) == 7


async def test_a_forged_session_gets_a_new_one_and_reads_nothing(place: Place) -> None:
    victim = await place.visitor()
    session = await victim.open()
    await victim.say("boss has my passport", session)
    place.say(session, "An answer")
    forged = TimestampSigner("another key").sign(address_of(session)).decode()
    for attempt in (address_of(session), session.rpartition(".")[0] + "." + "A" * 43, forged):
        thief = await place.visitor()
        assert address_of(await thief.open(attempt)) != address_of(session)
        answer = await thief.say("let me in", attempt)
        assert (answer["ok"], answer["error"]) == (False, "session")
        assert thief.of("bot_uttered") == thief.of("own_message") == []
    assert [each.text for each in place.received()] == ["boss has my passport"]
    assert place.counted("webchat_foreign_session") == 6


async def test_an_expired_session_is_not_opened_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = await place.visitor()
    session = await visitor.open()
    await visitor.say("hello", session)
    monkeypatch.setattr(webchat_sessions, "LASTS_SECONDS", -1)
    assert address_of(await (await place.visitor()).open(session)) != address_of(session)


async def test_a_session_that_was_left_is_never_opened_again_not_even_after_a_restart(
    place: Place, tmp_path: Path
) -> None:
    visitor = await place.visitor()
    session = await visitor.open()
    await visitor.say("hello", session)
    await visitor.client.emit("leave", {})
    await until(lambda: not visitor.client.connected)
    assert [each.stops for each in place.received()] == [False, True]
    assert address_of(await (await place.visitor()).open(session)) != address_of(session)
    async with opened(tmp_path, place.store) as restarted:
        late = await restarted.visitor()
        assert address_of(await late.open(session)) != address_of(session)
        assert late.of("own_message") == []


# Rasa's widgets


async def test_a_rasa_widget_is_understood(place: Place) -> None:
    widget = await place.visitor()
    await widget.client.emit("session_request", {"session_id": None})
    [session] = await widget.wait("session_confirm")
    assert isinstance(session, str)
    await widget.client.emit(
        "user_uttered", {"message": "boss has my passport", "customData": {"language": "ru"}, "session_id": session}
    )
    await until(lambda: place.received())
    [received] = place.received()
    assert (received.text, received.kind, received.language_hints[0]) == (
        "boss has my passport",
        MessageKind.TEXT,
        "ru",
    )
    token = place.say(session, "Это незаконно.", choices=(Choice("Моя зарплата", "/unpaid_wages"),))
    [uttered] = await widget.wait("bot_uttered")
    assert uttered["text"] == "Это незаконно."
    assert uttered["quick_replies"] == [{"content_type": "text", "title": "Моя зарплата", "payload": token}]
    assert (uttered["lang"], uttered["dir"], uttered["author"], uttered["sequence"]) == ("ru", "ltr", "bot", 2)
    assert widget.of("own_message") == []
    await widget.client.emit("user_uttered", {"message": token, "session_id": session})  # a pressed button
    await until(lambda: len(place.received()) == 2)
    pressed = place.received()[-1]
    assert (pressed.kind, pressed.token, pressed.text) == (MessageKind.CHOICE, token, "Моя зарплата")


async def test_a_rasa_widget_that_comes_back_misses_nothing_and_sees_nothing_twice(place: Place) -> None:
    widget = await place.visitor()
    session = await widget.open(last=None)
    await widget.say("hello", session)
    place.say(session, "one")
    await widget.wait("bot_uttered")
    await asyncio.sleep(webchat_socket.IN_DOUBT_SECONDS + 0.1)
    await widget.client.disconnect()
    place.say(session, "two", Author.OPERATOR)  # perhaps still handed to the connection that is ending
    again = await place.visitor()
    await again.open(session, last=None)
    await again.wait("bot_uttered")
    await asyncio.sleep(0.1)
    assert [each["text"] for each in again.of("bot_uttered")] == ["two"]


async def test_a_rasa_widget_is_told_in_words_what_was_refused(place: Place) -> None:
    widget = await place.visitor(headers={"Accept-Language": "en"})
    session = await widget.open(last=None)
    answer = await widget.say("a" * 4001, session)
    assert (answer["ok"], answer["error"], answer["limit"]) == (False, "too_long", 4000)
    [told] = await widget.wait("bot_uttered")
    assert "4000" in told["text"]
    assert place.received() == []


async def test_a_word_as_long_as_a_token_is_a_text(place: Place) -> None:
    visitor = await place.visitor()
    session = await visitor.open()
    place.say(session, "What is it?", choices=(Choice("Pay", "/unpaid_wages"),))
    await visitor.say("passport", session)
    [received] = place.received()
    assert (received.kind, received.token, received.text) == (MessageKind.TEXT, None, "passport")


# Replay


async def test_a_page_that_comes_back_gets_exactly_what_it_missed(place: Place) -> None:
    visitor = await place.visitor()
    session = await visitor.open()
    await visitor.say("hello", session, client_message_id="message-1")
    place.say(session, "one")
    await visitor.wait("bot_uttered")
    epoch = visitor.of("conversation")[-1]["epoch"]
    await visitor.client.disconnect()
    place.say(session, "two")
    place.say(session, "three", Author.OPERATOR)
    again = await place.visitor()
    await again.open(session, last=2, epoch=epoch)
    uttered = await again.wait("bot_uttered", 2)
    assert [(each["text"], each["sequence"], each["author"]) for each in uttered] == [
        ("two", 3, "bot"),
        ("three", 4, "operator"),
    ]
    reloaded = await place.visitor()
    await reloaded.open(session, last=0)
    await reloaded.wait("bot_uttered", 3)
    assert reloaded.of("own_message") == [
        {
            "text": "hello",
            "sequence": 1,
            "epoch": epoch,
            "author": "contact",
            "lang": None,
            "dir": "auto",
            "client_message_id": "message-1",
        }
    ]
    numbers = [data["sequence"] for event, data in reloaded.told if event in ("own_message", "bot_uttered")]
    assert numbers == [1, 2, 3, 4]


async def test_an_answer_is_pushed_at_once_to_every_page_of_the_session_and_to_no_other(place: Place) -> None:
    first, second, stranger = await place.visitor(), await place.visitor(), await place.visitor()
    session = await first.open()
    await second.open(session)
    await stranger.open()
    await first.say("hello", session)
    started = time.monotonic()
    place.say(session, "answer")
    await first.wait("bot_uttered")
    await second.wait("bot_uttered")
    assert time.monotonic() - started < 2
    await second.wait("own_message")
    assert stranger.of("bot_uttered") == stranger.of("own_message") == []


async def test_the_same_message_again_is_stored_once(place: Place) -> None:
    visitor = await place.visitor()
    session = await visitor.open()
    for _ in range(3):
        assert (await visitor.say("only once", session, client_message_id="message-1"))["ok"]
    other = await place.visitor()
    assert (await other.say("only once", session, client_message_id="message-1"))["ok"]
    assert [each.text for each in place.received()] == ["only once"]
    assert (await visitor.say("only once", session))["ok"]  # without an id of the page's it is another one
    assert len(place.received()) == 2


async def test_two_sessions_may_use_the_same_message_id(place: Place) -> None:
    for text in ("one", "two"):
        visitor = await place.visitor()
        await visitor.say(text, await visitor.open(), client_message_id="message-1")
    assert [each.text for each in place.received()] == ["one", "two"]


async def test_texts_in_a_hurry_keep_their_order(place: Place) -> None:
    visitor = await place.visitor()
    session = await visitor.open()
    words = [f"word {number}" for number in range(20)]
    await asyncio.gather(*(visitor.say(word, session) for word in words))
    assert [each.text for each in place.received()] == words


async def test_after_everything_was_deleted_the_page_starts_a_new_epoch(place: Place) -> None:
    visitor = await place.visitor()
    session = await visitor.open()
    await visitor.say("delete it", session, client_message_id="message-1")
    place.say(session, "one")
    await visitor.wait("bot_uttered")
    place.erase(session)
    uttered = await visitor.wait("bot_uttered", 2)
    before, after = visitor.of("conversation")[0]["epoch"], visitor.of("conversation")[-1]["epoch"]
    assert before != after
    assert (uttered[-1]["text"], uttered[-1]["sequence"], uttered[-1]["epoch"]) == ("Deleted.", 1, after)
    again = await place.visitor()
    await again.open(session, last=2, epoch=before)
    assert [each["text"] for each in await again.wait("bot_uttered")] == ["Deleted."]
    assert again.of("own_message") == []
    assert (await again.say("delete it", session, client_message_id="message-1"))["ok"]
    assert place.received() == []  # a text that was erased does not come back


async def test_what_an_operator_erased_leaves_the_open_page_at_once(place: Place) -> None:
    visitor = await place.visitor()
    session = await visitor.open()
    await visitor.say("hello", session)
    await visitor.wait("conversation")
    with place.store.write() as work:
        person = contacts.find_or_add(work, "webchat", address_of(session))
        erasure.erase(work, person.id)
        work.notify()
    assert (await visitor.wait("conversation", 2))[-1]["epoch"] == ""


async def test_the_epoch_does_not_give_the_pseudonym_away(place: Place) -> None:
    visitor = await place.visitor()
    await visitor.say("hello", await visitor.open())
    [state] = await visitor.wait("conversation")
    with place.store.read() as work:
        pseudonym = work.run(select(contact.c.pseudonym)).scalar_one()
    assert pseudonym not in str(visitor.told)
    assert len(state["epoch"]) == 16


async def test_what_was_cancelled_is_not_shown(place: Place) -> None:
    visitor = await place.visitor()
    session = await visitor.open()
    await visitor.say("hello", session)
    with place.store.write() as work:
        contacts.stop(work, work.run(select(contact.c.id)).scalar_one(), "keyword")
    place.say(session, "must not be seen")
    with place.store.write() as work:
        contacts.resume(work, work.run(select(contact.c.id)).scalar_one())
    place.say(session, "welcome back")
    await visitor.wait("bot_uttered")
    assert [each["text"] for each in visitor.of("bot_uttered")] == ["welcome back"]


async def test_the_page_hears_who_holds_the_conversation(place: Place) -> None:
    visitor = await place.visitor()
    await visitor.say("hello", await visitor.open())
    await visitor.wait("conversation")
    with place.store.write() as work:
        work.run(conversation.update().values(holder="queue"))
        work.notify()
    states = await visitor.wait("conversation", 2)
    assert [state["holder"] for state in states] == ["bot", "queue"]


# Pickers


async def test_what_was_picked_becomes_our_own_payload(place: Place) -> None:
    visitor = await place.visitor(headers={"Accept-Language": "de-DE,de;q=0.9"})
    session = await visitor.open()
    assert (await visitor.ask("choose", {"language": "fr", "session_id": session}))["ok"]
    assert (await visitor.ask("choose", {"country": "UA", "session_id": session}))["ok"]
    language, country = place.received()
    assert (language.payload, language.text) == ('/change_language{"language": "fr"}', "Français")
    assert language.language_hints == ("fr", "de")
    assert (country.payload, country.text) == ('/change_country{"country": "UA"}', "Ukraine")
    assert language.kind is country.kind is MessageKind.CHOICE


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"language": "tlh"},
        {"language": 'fr"}\n/restart'},
        {"country": "XX"},
        {"country": "de"},
        {"country": ["DE"]},
        {"language": "fr", "country": "DE"},
        "fr",
        None,
    ],
    ids=str,
)
async def test_what_cannot_be_picked_is_refused_and_counted(place: Place, wish: Any) -> None:
    visitor = await place.visitor()
    await visitor.open()
    assert await visitor.ask("choose", wish) == {"ok": False, "error": "malformed"}
    assert place.received() == []
    assert place.counted("webchat_malformed_event") == 1


# Bad input


@pytest.mark.parametrize(
    ("event", "data"),
    [
        ("user_uttered", None),
        ("user_uttered", "hello"),
        ("user_uttered", ["hello"]),
        ("user_uttered", {"message": {"text": "hello"}}),
        ("user_uttered", {"message": None}),
        ("user_uttered", {"message": "hello", "session_id": 7}),
        ("user_uttered", {"message": "", "choice": "'; drop table"}),
        ("session_request", {"last_sequence": -1}),
        ("session_request", {"last_sequence": "1"}),
        ("session_request", {"last_sequence": True}),
        ("session_request", {"last_sequence": 2**63}),
        ("session_request", [1]),
        ("made_up", {"a": 1}),
    ],
    ids=str,
)
async def test_a_malformed_event_is_counted_and_harms_nothing(place: Place, event: str, data: Any) -> None:
    visitor = await place.visitor()
    session = await visitor.open()
    await visitor.client.emit(event, data)
    assert (await visitor.say("hello", session))["ok"]
    assert [each.text for each in place.received()] == ["hello"]
    assert place.counted("webchat_malformed_event") == 1


async def test_what_no_database_takes_is_cleaned_and_the_rest_kept(place: Place) -> None:
    visitor = await place.visitor()
    await visitor.client.emit("user_uttered", {"message": "a\0b\r\nc", "session_id": await visitor.open()})
    await until(lambda: place.received())
    assert place.received()[0].text == "ab\nc"


@pytest.mark.long("sends a flood over a socket")
async def test_a_flood_is_slowed_down_but_somebody_in_panic_is_not(place: Place) -> None:
    visitor = await place.visitor()
    session = await visitor.open()
    answers = [await visitor.say(f"help {number}", session) for number in range(TEXTS_AT_ONCE + 5)]
    assert all(answer["ok"] for answer in answers[:TEXTS_AT_ONCE])
    assert TEXTS_AT_ONCE >= 20
    refused = [answer for answer in answers if not answer["ok"]]
    assert refused
    assert {answer["error"] for answer in refused} == {"too_fast"}
    assert refused[0]["after"] == TOO_FAST_SECONDS
    assert place.counted("webchat_too_fast") == len(refused)
    again = [await visitor.say("help 0", session) for _ in range(5)]  # a second later one more is let through
    assert "too_fast" in {answer.get("error") for answer in again}
    other = await place.visitor()
    assert (await other.say("me too", await other.open()))["ok"]  # others are not held up


async def test_what_a_page_sends_has_its_networks_limit_and_place_in_the_queue(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for wish in ({"message": "hello"}, {"country": "UA"}):
        visitor = await place.visitor()
        session = await visitor.open()
        event = "choose" if "country" in wish else "user_uttered"
        assert (await visitor.ask(event, {**wish, "session_id": session}))["ok"]
    marks = {each.household for each in place.received()}
    assert len(marks) == 1
    assert None not in marks
    monkeypatch.setattr(Talks, "_has_room", lambda self, whence: False)
    assert (await visitor.say("once more", session))["error"] == "too_fast"


async def test_too_many_events_end_a_connection(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place.channel._socket._events, "_burst", 5.0)  # type: ignore[union-attr]
    visitor = await place.visitor()
    for _ in range(9):
        await visitor.client.emit("session_request", None)
    await until(lambda: not visitor.client.connected)
    assert place.counted("webchat_too_many_events") > 0


async def test_there_are_so_many_sockets_and_no_more(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webchat_socket, "MOST_SOCKETS", 2)
    first, _ = await place.visitor(), await place.visitor()
    with pytest.raises(socketio.exceptions.ConnectionError):
        await place.visitor(retry=False)
    assert place.counted("webchat_too_many_sockets") > 0
    await first.client.disconnect()
    await until(lambda: len(place.channel._socket._hints) < 2)  # type: ignore[union-attr]
    assert (await place.visitor()).client.connected


async def test_too_large_a_frame_ends_only_its_own_connection(place: Place) -> None:
    visitor, other = await place.visitor(), await place.visitor()
    session = await visitor.open()
    await visitor.client.emit("user_uttered", {"message": "a" * 100_000, "session_id": session})
    await until(lambda: not visitor.client.connected)
    assert (await other.say("hello", await other.open()))["ok"]
    assert [each.text for each in place.received()] == ["hello"]


async def test_a_failing_database_loses_no_text_silently(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = await place.visitor()
    session = await visitor.open()

    async def fail(*_: Any) -> bool:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(StoringIntake, "receive", fail)
        answer = await visitor.say("hello", session, client_message_id="message-1")
    assert (answer["ok"], answer["error"]) == (False, "later")
    assert (await visitor.say("hello", session, client_message_id="message-1"))["ok"]
    assert [each.text for each in place.received()] == ["hello"]


# Other sites


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (None, True),
        ("own", True),
        ("https://hotline.example", True),
        ("https://chat.example.org", True),
        ("https://evil.example", False),
        ("https://hotline.example.evil.example", False),
        ("null", False),
    ],
)
async def test_only_our_own_and_the_named_sites_may_connect(
    tmp_path: Path, store: Store, origin: str | None, allowed: bool
) -> None:
    fields = {"webchat_origins": "https://hotline.example", "public_url": "https://chat.example.org"}
    async with opened(tmp_path, store, **fields) as place, httpx.AsyncClient() as http:
        headers = {} if origin is None else {"Origin": place.url if origin == "own" else origin}
        response = await http.get(f"{place.url}/socket.io/?EIO=4&transport=polling", headers=headers)
        assert (response.status_code == 200) is allowed


async def test_nothing_is_kept_in_the_transcript_that_only_the_page_needs(place: Place) -> None:
    visitor = await place.visitor()
    session = await visitor.open()
    token = place.say(session, "What is it?", choices=(Choice("Pay", "/unpaid_wages"),))
    await visitor.ask("user_uttered", {"message": "", "choice": token, "session_id": session})
    with place.store.read() as work:
        found = messages.transcript(work, work.run(select(conversation.c.id)).scalar_one())
    assert [(each.author.value, each.text) for each in found] == [("bot", "What is it?"), ("contact", "Pay")]
