"""Makes conversations, and drives the desk's forms as a browser without scripts does."""

from __future__ import annotations

import re
from typing import Any

import httpx
from sqlalchemy import select

from bot.conversations import attachments, contacts, holder, inbox, messages, outbox
from bot.conversations.attachments import FileState
from bot.conversations.contract import Attachment, FileKind, Inbound, MessageKind
from bot.conversations.holder import Urgency
from bot.conversations.messages import Author, NewMessage
from bot.conversations.work import Store
from bot.desk import sessions
from bot.storage.tables import audit, conversation, operator
from bot.storage.tables import outbox as outbox_table
from tests.making import text_from

PASSWORD = "correct horse battery staple"


class Browser:
    """One browser: cookies, the last page, and its forms' token."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client, self.page, self.operator_id = client, "", 0

    async def get(self, path: str, **values: Any) -> httpx.Response:
        response = await self.client.get(path, follow_redirects=True, **values)
        self.page = response.text
        return response

    async def post(self, path: str, **fields: str) -> httpx.Response:
        """Submit a form of the last page."""
        fields.setdefault("form_token", self.field("form_token"))
        response = await self.client.post(path, data=fields, follow_redirects=True)
        self.page = response.text
        return response

    async def log_in(self, name: str, password: str = PASSWORD) -> httpx.Response:
        await self.get("/login")
        return await self.post("/login", name=name, password=password)

    def field(self, name: str) -> str:
        """The value of a hidden field of the last page; empty where there is none."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        return found[1] if found else ""

    async def open(self, conversation_id: int, reason: str = "quality") -> httpx.Response:
        """Open a conversation, with a reason where one is asked for."""
        response = await self.get(f"/conversations/{conversation_id}")
        if 'name="reason"' not in self.page:
            return response
        return await self.post(f"/conversations/{conversation_id}/open", reason=reason)

    async def take(self, conversation_id: int) -> httpx.Response:
        await self.open(conversation_id)
        return await self.post(f"/conversations/{conversation_id}/take")

    async def send(self, conversation_id: int, text: str, language: str = "en", **fields: str) -> httpx.Response:
        after = fields.pop("after", None) or self.field("after")
        return await self.post(
            f"/conversations/{conversation_id}/send", text=text, language=language, after=after, **fields
        )


def conversation_of(
    store: Store,
    address: str,
    text: str = "boss has my passport",
    *,
    language: str | None = None,
    country: str | None = None,
) -> int:
    """A conversation that the bot holds, in which one text arrived and was answered."""
    assert inbox.receive(store, text_from(address, text))
    row = inbox.claim(store, "w1")
    assert row is not None
    with store.write() as work:
        person = contacts.of_conversation(work, row.conversation_id)
        assert person is not None
        contacts.remember(work, person.id, language=language, country=country)
        new = NewMessage(Author.BOT, "We can help.", language=language)
        outbox.add(work, row.conversation_id, new)
        inbox.finish(work, row, "w1")
    return row.conversation_id


def waiting_conversation(
    store: Store, address: str, reason: str = "human", *, urgent: bool = False, **values: Any
) -> int:
    """A conversation that waits in the queue."""
    conversation_id = conversation_of(store, address, **values)
    with store.write() as work:
        urgency = Urgency.URGENT if urgent else Urgency.NORMAL
        holder.ask_for_human(work, conversation_id, reason, urgency)
        work.notify()
    return conversation_id


def writes(store: Store, conversation_id: int, text: str) -> None:
    """The contact writes one more text, which goes to the desk."""
    with store.write() as work:
        messages.add(work, conversation_id, NewMessage(Author.CONTACT, text))
        work.notify()


def sends_file(
    store: Store,
    address: str,
    message: str,
    kind: FileKind,
    state: FileState,
    content: bytes | None = None,
    content_type: str = "",
) -> None:
    """A contact sends a file by SMS, which was kept or refused. `message`: the provider's id."""
    found = (Attachment(kind, "0", 2_400_000, 7),)
    assert inbox.receive(store, Inbound("sms", address, message, MessageKind.MEDIA, attachments=found))
    waiting = inbox.claim(store, "w1")
    assert waiting is not None
    with store.write() as work:
        inbox.finish(work, waiting, "w1")
    row = attachments.claim(store)
    assert row is not None
    with store.write() as work:
        attachments.settle(work, row, state, content, kind, content_type)


def session_of(store: Store, operator_id: int) -> str:
    """The operator is logged in, and nothing keeps them from the desk; returns the session's token."""
    with store.write() as work:
        token = sessions.open_session(work, operator_id)
        sessions.set_in(work, sessions.hash_of(token), is_in=True)
    return token


def stops(store: Store, conversation_id: int) -> None:
    """The contact opts out."""
    with store.write() as work:
        person = contacts.of_conversation(work, conversation_id)
        assert person is not None
        contacts.stop(work, person.id, by="keyword")


def holder_in(store: Store, conversation_id: int) -> tuple[str, int | None]:
    """Who holds it: the kind of holder, and the operator."""
    with store.read() as work:
        row = work.run(
            select(conversation.c.holder, conversation.c.operator_id).where(conversation.c.id == conversation_id)
        ).one()
    return row.holder, row.operator_id


def said_by_operators(store: Store, conversation_id: int) -> list[str]:
    """The operators' texts in a conversation."""
    with store.read() as work:
        return [m.text for m in messages.transcript(work, conversation_id, authors=[Author.OPERATOR])]


def to_be_sent(store: Store) -> int:
    """How many texts the outbox holds."""
    with store.read() as work:
        return len(work.run(select(outbox_table.c.id)).all())


def audit_lines(store: Store) -> list[tuple[str | None, str, str | None]]:
    """Operator's name, action and pseudonym of every audit line, in order; not that tests have added accounts."""
    statement = (
        select(operator.c.name, audit.c.action, audit.c.pseudonym)
        .select_from(audit.outerjoin(operator, operator.c.id == audit.c.operator_id))
        .order_by(audit.c.id)
    )
    with store.read() as work:
        return [tuple(row) for row in work.run(statement) if (row.name, row.action) != (None, "operator_added")]
