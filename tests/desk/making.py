"""Makes conversations, and drives the desk's forms as a browser without scripts does."""

from __future__ import annotations

import re
from typing import Any

import httpx
from sqlalchemy import select

from bot.conversations import contacts, holder, inbox, messages, outbox
from bot.conversations.holder import Urgency
from bot.conversations.messages import Author, NewMessage
from bot.privacy.encryption import Vault
from bot.storage.engine import Database
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

    async def open(self, conversation_id: int) -> httpx.Response:
        return await self.get(f"/conversations/{conversation_id}")

    async def take(self, conversation_id: int) -> httpx.Response:
        await self.open(conversation_id)
        return await self.post(f"/conversations/{conversation_id}/take")

    async def send(self, conversation_id: int, text: str, language: str = "en", **fields: str) -> httpx.Response:
        after = fields.pop("after", None) or self.field("after")
        return await self.post(
            f"/conversations/{conversation_id}/send", text=text, language=language, after=after, **fields
        )


def conversation_of(
    database: Database,
    vault: Vault,
    address: str,
    text: str = "boss has my passport",
    *,
    language: str | None = None,
    country: str | None = None,
) -> int:
    """A conversation that the bot holds, in which one text arrived and was answered."""
    assert inbox.store(database, vault, text_from(address, text))
    row = inbox.claim(database, vault, "w1")
    assert row is not None
    with database.write() as connection:
        person = contacts.of_conversation(connection, vault, row.conversation_id)
        assert person is not None
        contacts.remember(connection, person.id, language=language, country=country)
        new = NewMessage(Author.BOT, "We can help.", language=language)
        outbox.add(connection, database, vault, row.conversation_id, new)
        inbox.finish(connection, row, "w1")
    return row.conversation_id


def waiting_conversation(
    database: Database, vault: Vault, address: str, reason: str = "human", *, urgent: bool = False, **values: Any
) -> int:
    """A conversation that waits in the queue."""
    conversation_id = conversation_of(database, vault, address, **values)
    with database.write() as connection:
        urgency = Urgency.URGENT if urgent else Urgency.NORMAL
        holder.ask_for_human(connection, conversation_id, reason, urgency)
        database.notify(connection)
    return conversation_id


def writes(database: Database, vault: Vault, conversation_id: int, text: str) -> None:
    """The contact writes one more text, which goes to the desk."""
    with database.write() as connection:
        messages.add(connection, vault, conversation_id, NewMessage(Author.CONTACT, text))
        database.notify(connection)


def stops(database: Database, vault: Vault, conversation_id: int) -> None:
    """The contact opts out."""
    with database.write() as connection:
        person = contacts.of_conversation(connection, vault, conversation_id)
        assert person is not None
        contacts.stop(connection, person.id, by="keyword")


def holder_in(database: Database, conversation_id: int) -> tuple[str, int | None]:
    """Who holds it: the kind of holder, and the operator."""
    with database.read() as connection:
        row = connection.execute(
            select(conversation.c.holder, conversation.c.operator_id).where(conversation.c.id == conversation_id)
        ).one()
    return row.holder, row.operator_id


def said_by_operators(database: Database, vault: Vault, conversation_id: int) -> list[str]:
    """The operators' texts in a conversation."""
    with database.read() as connection:
        return [m.text for m in messages.transcript(connection, vault, conversation_id, authors=[Author.OPERATOR])]


def to_be_sent(database: Database) -> int:
    """How many texts the outbox holds."""
    with database.read() as connection:
        return len(connection.execute(select(outbox_table.c.id)).all())


def audit_lines(database: Database) -> list[tuple[str | None, str, str | None]]:
    """Operator's name, action and pseudonym of every audit line, in order."""
    statement = (
        select(operator.c.name, audit.c.action, audit.c.pseudonym)
        .select_from(audit.outerjoin(operator, operator.c.id == audit.c.operator_id))
        .order_by(audit.c.id)
    )
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(statement)]
