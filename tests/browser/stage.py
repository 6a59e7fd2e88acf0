"""The web process as it is, in a thread, on SQLite; and a small worker that answers through inbox and outbox."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import uvicorn

from bot.channels.webchat.channel import WebchatChannel
from bot.conversations import contacts, erasure, inbox, messages, offers, outbox
from bot.conversations.contract import Channel
from bot.conversations.inbox import InboxRow
from bot.conversations.messages import Author, NewMessage
from bot.conversations.offers import Offer
from bot.conversations.work import Store
from bot.hotline import Hotline
from bot.replies.reply import Choice
from bot.settings import Settings
from bot.storage.tables import contact, conversation
from bot.web.app import make_app
from bot.web.intake import StoringIntake
from tests.making import arrived

ARABIC = "لديك الحق في أجرك. اتصل بالرقم \u2068+49 30 1234567\u2069"
ANSWER = "It is against the law to keep your pay.\n\nCharity helpline: +49 30 1234567. See https://example.org/pay."
CHOICES = (Choice("My pay", "/unpaid_wages"), Choice("A lawyer", "/legal_aid"))
WORKER = "test-worker"
LOOK_SECONDS = 0.02


class Stage:
    """A running web process with its database. `pause()` keeps the worker from answering."""

    def __init__(self, folder: Path, store: Store, **settings: Any) -> None:
        self.store = store
        hotline = Hotline(country="DE", exit_page=settings.pop("exit_url"))
        self.settings = Settings(var=folder, hotline=hotline, **settings)
        self.channel = WebchatChannel(self.settings, store)
        self.paused = threading.Event()
        self._answered: list[inbox.Inbound] = []
        self.url = ""

    @contextlib.contextmanager
    def running(self, port: int = 0) -> Iterator[Stage]:
        """Serve until the context ends."""
        channels: dict[str, Channel] = {self.channel.name: self.channel}
        app = make_app(self.settings, self.store, channels, StoringIntake(self.store))
        with serving(app, port) as self.url, self._working():
            yield self

    def say(
        self, text: str, author: Author = Author.BOT, language: str = "en", choices: tuple[Choice, ...] = ()
    ) -> None:
        """Write to the newest conversation, as the worker or an operator does."""
        with self.store.write() as work:
            conversation_id = work.run(conversation.select().order_by(conversation.c.id.desc()).limit(1)).one().id
            offered = offers.with_tokens(choices)
            new = NewMessage(author, text, language=language, choices=offered)
            outbox.add(work, conversation_id, new)
            if author is Author.BOT:
                offers.write(work, conversation_id, Offer(offered, (), language))

    def hold(self, holder: str) -> None:
        """Let somebody else hold every conversation."""
        with self.store.write() as work:
            work.run(conversation.update().values(holder=holder))
            work.notify()

    def erase(self) -> None:
        """Erase the newest contact, as retention or an operator does."""
        with self.store.write() as work:
            newest = work.run(contact.select().order_by(contact.c.id.desc()).limit(1)).one()
            erasure.erase(work, newest.id)
            work.notify()

    def written(self) -> list[tuple[str, str]]:
        """(author, text) of every message of the newest conversation."""
        with self.store.read() as work:
            ids = work.run(conversation.select().order_by(conversation.c.id)).all()
            found = messages.transcript(work, ids[-1].id) if ids else []
        return [(each.author.value, each.text) for each in found]

    def received(self) -> list[inbox.Inbound]:
        """What arrived, in order."""
        return [*self._answered, *arrived(self.store)]

    @contextlib.contextmanager
    def _working(self) -> Iterator[None]:
        stopping = threading.Event()

        def work() -> None:
            while not stopping.is_set():
                row = None if self.paused.is_set() else inbox.claim(self.store, WORKER)
                if row is None:
                    time.sleep(LOOK_SECONDS)
                    continue
                self._answer(row)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        try:
            yield
        finally:
            stopping.set()
            thread.join(5)

    def _answer(self, row: InboxRow) -> None:
        self._answered.append(row.inbound)  # the inbox keeps nothing of what is worked off
        with self.store.write() as work:
            inbox.finish(work, row, WORKER)
            person = contacts.of_conversation(work, row.conversation_id)
            if person is None:
                return
            if row.inbound.stops:
                contacts.stop(work, person.id, "blocked")
                return
            text, language, choices = reply_to(row.inbound)
            if row.inbound.payload and "language" in row.inbound.payload:
                contacts.remember(work, person.id, language=language, language_chosen=True)
            if row.inbound.text == "delete":
                person = erasure.start_over(work, person)
            offered = offers.with_tokens(choices)
            new = NewMessage(Author.BOT, text, language=language, choices=offered)
            outbox.add(work, person.conversation_id, new)
            offers.write(work, person.conversation_id, Offer(offered, (), language))


def reply_to(inbound: inbox.Inbound) -> tuple[str, str, tuple[Choice, ...]]:
    """(text, language, choices) of the test worker's answer."""
    if inbound.payload:
        language = inbound.payload.rpartition(': "')[2][:2] if "language" in inbound.payload else "en"
        return f"changed: {inbound.payload}", language, ()
    if inbound.token:
        return f"chosen: {inbound.text}", "en", ()
    if inbound.text == "delete":
        return "Everything is deleted.", "en", ()
    if inbound.text == "عربي":
        return ARABIC, "ar", ()
    if inbound.text.startswith("echo "):
        return inbound.text[5:], "en", ()
    return ANSWER, "en", CHOICES


@contextlib.contextmanager
def serving(app: Any, port: int = 0) -> Iterator[str]:
    """An ASGI app on a loopback port, in a thread."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    config = uvicorn.Config(app, log_config=None, access_log=False, ws="wsproto", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])), daemon=True)
    thread.start()
    until(lambda: server.started)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


def until(condition: Callable[[], Any], seconds: float = 10.0) -> Any:
    """Wait until something is true; AssertionError when it does not come true."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.02)
    return found
