"""Keeps what a release writes, for the tests of later ones: `python -m tests.storage.released_content`, once a release.

Run by the release's own code. Everything is written by what writes it in an installation, on SQLite and on PostgreSQL,
with keys that are kept beside it, and so is what that version itself reads of it.
"""

from __future__ import annotations

import asyncio
import datetime
import json
import sqlite3
import subprocess
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select, update

from bot.conversations import audit, call_backs, closings, erasure, inbox, messages, notes, outbox, retention, safe_word
from bot.conversations.contract import Inbound, MessageKind
from bot.conversations.messages import Author, NewMessage
from bot.conversations.work import Store, Work
from bot.desk import answering
from bot.desk.accounts import Operator, Role, add_operator
from bot.desk.sessions import open_session
from bot.privacy.encryption import Vault, make_keys
from bot.privacy.sources import as_json
from bot.statistics import counts, records
from bot.storage import tables
from bot.storage.engine import Database, now
from bot.storage.migrate import migrate
from bot.web import intake
from bot.worker.sender import Sender
from bot.worker.turns import Turns
from tests.databases import of_server, url_of
from tests.desk.making import PASSWORD
from tests.worker.stub import StubAssistant, StubChannel

FOLDER = Path(__file__).parent / "released"
ANSWERED, HELD, CLOSED = "+447700900001", "+447700900002", "+447700900003"
TO_ANSWER, TO_SEND, ERASED, COUNTED = "+447700900004", "+447700900005", "+447700900006", "+447700900007"
TOO_OLD = "+447700900008"
TELLS = "my boss has my passport and will not pay 🙏"
KEEP, LONG_AGO, LONGER_AGO = (datetime.timedelta(days=days) for days in (365, 200, 400))


def fill(store: Store) -> dict[str, object]:
    """Write what an installation holds after some months; returns what this version reads of it."""
    turns = Turns(store, StubAssistant(), {"sms": StubChannel()}, "w1")
    sender = Sender(store, StubChannel(), "w1")

    def arrives(address: str, *texts: str) -> int:
        for number, text in enumerate(texts):
            provider_id = f"SM{address[-4:]}{number}"
            inbox.receive(store, Inbound("sms", address, provider_id, MessageKind.TEXT, text, signature=provider_id))
        return _conversation_of(store, address)

    async def is_answered() -> None:
        while (row := inbox.claim(store, "w1")) is not None:
            assert await turns.work_off(row)

    async def is_sent() -> None:
        for _ in range(3):  # a conversation's next text goes once its last has gone
            await sender.send_due()
            await sender.finish()

    amina = Operator(add_operator(store, "amina", PASSWORD, "operator"), "amina", Role("operator"))
    add_operator(store, "boss", PASSWORD, "supervisor", by=amina.id)
    with store.write() as work:
        open_session(work, amina.id)

    counted = arrives(COUNTED, "he took my passport", "passport food")
    asyncio.run(is_answered())
    with store.write() as work:
        of_it, it = tables.message.c.conversation_id == counted, tables.conversation.c.id == counted
        work.run(update(tables.message).where(of_it).values(created_at=now() - LONG_AGO))
        work.run(update(tables.conversation).where(it).values(changed_at=now() - LONG_AGO))
    records.code_quiet(store, datetime.timedelta(days=30))
    counts.close_months(store, "month")

    too_old = arrives(TOO_OLD, "are you there")
    asyncio.run(is_answered())
    with store.write() as work:
        it = tables.conversation.c.id == too_old
        work.run(update(tables.conversation).where(it).values(changed_at=now() - LONGER_AGO))
    assert retention.sweep(store, KEEP)[retention.ERASED] == 1
    intake.add(store, {"refused_bad_signature": 3})

    arrives(ANSWERED, "hello", TELLS)
    erased = arrives(ERASED, "forget me")
    held, closed = arrives(HELD, TELLS, "help"), arrives(CLOSED, "help")
    asyncio.run(is_answered())
    asyncio.run(is_sent())
    for conversation_id in (held, closed):
        answering.take(store, conversation_id, amina)
        answering.send(store, conversation_id, amina, "I am Amina. Are you safe?", "en", 0)
    asyncio.run(is_sent())
    with store.write() as work:
        notes.add(work, held, amina.id, "calls from her sister's phone")
        call_backs.add(work, held, "phone", HELD, "in the evening", None)
        retention.hold(
            work, _contact_of(work, held), now().date() + datetime.timedelta(days=9999), "the court wants it", amina.id
        )
        closings.add(work, closed, amina.id, closings.Outcome.REFERRED, "the union")
        safe_word.choose(work, closed, "marigold")
        audit.record(work, amina.id, "opened", "heron-7", "reads")
    erasure.erase_address(store, "sms", ERASED)
    assert _conversation_of(store, ERASED) == 0 != erased

    arrives(TO_SEND, "who are you")
    asyncio.run(is_answered())
    with store.write() as work:
        outbox.add(work, _conversation_of(store, TO_SEND), NewMessage(Author.BOT, "call 112", language="en"))
    arrives(TO_ANSWER, TELLS)
    return _read(store)


def _read(store: Store) -> dict[str, object]:
    with store.read() as work:
        assert audit.first_broken(work) is None
        acts = [line.act.action for line in audit.lines(work)]
        found = select(tables.contact.c.address, tables.conversation.c.id.label("of")).join(tables.conversation)
        people = {work.key_of(row.of).decrypt(row.address): row.of for row in work.run(found).all()}
        said = {address: messages.transcript(work, of) for address, of in sorted(people.items())}
        numbers = work.run(select(*tables.coded_count.c).order_by(*tables.coded_count.c)).all()
    return {
        "transcripts": {address: [[each.author.value, each.text] for each in told] for address, told in said.items()},
        "audit": acts,
        "counted": [list(row) for row in numbers],
    }


def _contact_of(work: Work, conversation_id: int) -> int:
    of = select(tables.conversation.c.contact_id).where(tables.conversation.c.id == conversation_id)
    return int(work.run(of).scalar_one())


def _conversation_of(store: Store, address: str) -> int:
    joined = select(tables.conversation.c.id).join(tables.contact)
    mine = tables.contact.c.address_hash == store.vault.address_hash("sms", address)
    with store.read() as work:
        return work.run(joined.where(mine)).scalar() or 0


def write(folder: Path) -> None:
    """Write both databases, their keys and what they hold into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    vault = make_keys()
    (folder / "keys.json").write_text(as_json(vault) + "\n")
    with TemporaryDirectory() as other:
        file = Path(other) / "rightsline.db"
        of_sqlite = _filled(f"sqlite:///{file}", vault)
        with closing(sqlite3.connect(file)) as connection:
            (folder / "sqlite.sql").write_text("\n".join([*connection.iterdump(), ""]), "utf-8")
    with of_server() as name:
        of_postgresql = _filled(url_of(name), vault)
        dump = ["pg_dump", "--no-owner", "--no-privileges", "--rows-per-insert=100", url_of(name)]
        told = subprocess.run(dump, check=True, capture_output=True, text=True).stdout
        lines = [line for line in told.splitlines() if line and not line.startswith(("--", "\\"))]  # psql's own
        (folder / "postgresql.sql").write_text("\n".join([*lines, ""]), "utf-8")
    assert of_sqlite == of_postgresql, "both databases read alike"
    (folder / "holds.json").write_text(json.dumps(of_sqlite, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _filled(url: str, vault: Vault) -> dict[str, object]:
    database = Database(url)
    try:
        migrate(database, vault)
        return fill(Store(database, vault))
    finally:
        database.close()


if __name__ == "__main__":
    write(FOLDER / version("rightsline"))
