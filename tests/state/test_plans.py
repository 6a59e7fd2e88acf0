"""No statement of a turn, a webhook, a sender or the desk's lists reads a table that grows.

The databases themselves are asked how they run each statement, beside twenty thousand messages.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, select, update

from bot.channels.webchat import view
from bot.conversations import (
    call_backs,
    contacts,
    delivery,
    erasure,
    holder,
    inbox,
    messages,
    outbox,
    retention,
    safe_word,
    waiting,
)
from bot.conversations.claims import free_claims_of_the_dead
from bot.conversations.contract import DeliveryState, NotSent, Receipt, SendError, Sent
from bot.conversations.holder import Urgency
from bot.conversations.messages import Author, NewMessage
from bot.conversations.work import Store
from bot.desk.accounts import Operator, Role
from bot.desk.answering import release_of_the_gone
from bot.desk.finding import Wanted, find
from bot.desk.lists import read_lately, read_row, read_rows
from bot.desk.overview import read_overview
from bot.privacy.encryption import Vault, make_keys
from bot.storage import tables
from bot.storage.engine import Database, now
from bot.storage.migrate import migrate
from bot.worker.sender import Sender
from bot.worker.turns import Turns
from tests.databases import SQLITE, new_sqlite, of_server, url_of
from tests.making import operator_named, text_from
from tests.worker.stub import StubAssistant, StubChannel

GROW = {"contact", "conversation", "message", "inbox", "outbox", "erased", "audit", "safe_word", "call_back"}
SAY_LITTLE = {"channel", "state", "holder", "author", "action"}  # thousands of rows have the same
FEW = {  # indexes of the rows that there is something to do about
    str(index.name)
    for table in tables.metadata.sorted_tables
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
}
CONTACTS, TEXTS_EACH = 1000, 20
CHANNELS = ("sms", "webchat")
HERS = "+447700900001"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], tuple[Path | str, Vault]]]:
    """Makes a grown database of each kind once: SQLite's file or PostgreSQL's name, and the keys to it."""
    with contextlib.ExitStack() as stack:

        @cache
        def of_kind(kind: str) -> tuple[Path | str, Vault]:
            vault = make_keys()
            if kind == SQLITE:
                file = tmp_path_factory.mktemp("grown") / "rightsline.db"
                with contextlib.closing(new_sqlite(file)) as database:
                    grow(Store(database, vault))
                    with database.engine.connect() as connection:
                        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                return file, vault
            name = stack.enter_context(of_server())
            with contextlib.closing(Database(url_of(name))) as database:
                migrate(database)
                grow(Store(database, vault))
            return name, vault

        yield of_kind


@pytest.fixture
def grown(made: Callable[[str], tuple[Path | str, Vault]], database_kind: str, tmp_path: Path) -> Iterator[Store]:
    """A database that has been at work for long; in it somebody is answered, waits, and is talked to."""
    template, vault = made(database_kind)
    with contextlib.ExitStack() as stack:
        if isinstance(template, Path):
            file = tmp_path / "rightsline.db"
            shutil.copy(template, file)
            database = Database(f"sqlite:///{file}")
        else:
            database = Database(url_of(stack.enter_context(of_server(template))))
        stack.callback(database.close)
        yield Store(database, vault)


def grow(store: Store, number: int = CONTACTS) -> None:
    """So many contacts who wrote a month ago."""
    moment = now()
    old = moment - datetime.timedelta(days=30)
    key, everybody = store.vault.new_data_key(), range(1, number + 1)
    token = key.encrypt("x")
    texts = [(c, n) for c in everybody for n in range(1, TEXTS_EACH + 1)]
    rows: dict[Any, list[dict[str, Any]]] = {
        tables.contact: [
            {"pseudonym": f"p{c}", "channel": CHANNELS[c % 2], "address_hash": f"h{c}", "address": token,
             "data_key": key.stored, "created_at": old, "seen_at": old} for c in everybody
        ],
        tables.conversation: [{"contact_id": c, "last_sequence": TEXTS_EACH, "changed_at": old} for c in everybody],
        tables.message: [
            {"conversation_id": c, "sequence": n, "author": ("contact", "bot")[n % 2], "kind": "text", "text": token,
             "created_at": old} for c, n in texts
        ],
        tables.inbox: [
            {"channel": CHANNELS[c % 2], "provider_id_hash": f"{c}.{n}", "provider_id": token,
             "conversation_id": c, "message_id": at,
             "content": token, "state": "done", "attempts": 1, "received_at": old, "done_at": old}
            for at, (c, n) in enumerate(texts, 1) if n % 2 == 0
        ],
        tables.outbox: [
            {"conversation_id": c, "message_id": at, "channel": CHANNELS[c % 2], "state": "sent", "attempts": 1,
             "due_at": old, "claimed_by": "w", "provider_id_hash": f"s{c}.{n}", "created_at": old, "sent_at": old}
            for at, (c, n) in enumerate(texts, 1) if n % 2
        ],
        tables.safe_word: [
            {"conversation_id": c, "digest": token, "open_until": old, "hidden": True, "shown_after": TEXTS_EACH,
             "floor": 0, "tries": 0} for c in everybody
        ],
        tables.call_back: [
            {"conversation_id": c, "way": "call", "details": token, "due_at": old, "state": "reached", "tries": 1,
             "created_at": old} for c in everybody
        ],
        tables.erased: [{"channel": CHANNELS[c % 2], "provider_id_hash": f"e{c}", "at": old} for c in range(5000)],
        tables.audit: [{"at": old, "operator_id": None, "action": "hand_back", "pseudonym": "p1",
             "chain": "c"} for _ in range(5000)],
    }  # fmt: skip
    with store.write() as work:
        for table, values in rows.items():
            work.connection.execute(insert(table), values)


@contextlib.contextmanager
def statements(store: Store) -> Iterator[dict[str, Any]]:
    """What is run meanwhile, with values."""
    seen: dict[str, Any] = {}

    def note(_c: object, _cursor: object, statement: str, parameters: Any, _context: object, many: bool) -> None:
        if not many and re.match("SELECT|UPDATE|DELETE", statement):
            seen[statement] = parameters

    engines = {store.database.engine, store.database._relaxed}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


async def a_webhook(store: Store) -> None:
    inbox.receive(store, text_from(HERS, "hello"))
    outbox.record_receipt(store, Receipt("sms", "s4.3", DeliveryState.DELIVERED))


async def a_turn(store: Store) -> None:
    channel = StubChannel()
    sender = Sender(store, channel, "w")
    turns = Turns(store, StubAssistant(), {"sms": channel}, "w", None, {"sms": sender})
    for text in (
        "SAFE WORD",
        "Sunflower",
        "sunflower",
        "hello",
        "help",
        "he has a knife",
        "9",
        "MORE",
        "STOP",
        "erase",
    ):
        inbox.receive(store, text_from(HERS, text))
        row = inbox.claim(store, "w")
        assert row is not None
        assert await turns.work_off(row)
        await sender.finish()
        if text == "Sunflower":
            with store.write() as work:
                safe_word.hide(work, row.conversation_id)


async def a_sender(store: Store) -> None:
    inbox.receive(store, text_from(HERS, "hello"))
    with store.write() as work:
        person = contacts.find_or_add(work, "sms", HERS)
        for text in ("one", "two"):
            outbox.add(work, person.conversation_id, NewMessage(Author.BOT, text))
    for outcome in (NotSent(SendError.UNCERTAIN), Sent("SM1"), NotSent(SendError.REFUSED)):
        with store.write() as work:
            work.run(update(tables.outbox).where(tables.outbox.c.id > CONTACTS * TEXTS_EACH // 2).values(due_at=now()))
        row = outbox.claim(store, "sms", "w")
        assert row is not None
        outbox.record(store, row, outcome)
        outbox.next_due(store, "sms")
    outbox.hasten_channel(store, "sms")


async def the_lists(store: Store) -> None:
    operator_id = operator_named(store, "hers")
    inbox.receive(store, text_from(HERS, "hello"))
    with store.write() as work:
        person = contacts.find_or_add(work, "sms", HERS)
        holder.ask_for_human(work, person.conversation_id, "human", Urgency.NORMAL)
        holder.take(work, person.conversation_id, operator_id)
        outbox.add(work, person.conversation_id, NewMessage(Author.OPERATOR, "I am here", operator_id=operator_id))
    with store.read() as work:
        read_rows(work)
        read_lately(work, operator_id)
        read_row(work, person.conversation_id)
        messages.transcript(work, person.conversation_id)
        read_overview(work)
        call_backs.open_ones(work)
        retention.due_soon(work, datetime.timedelta(days=20), 50)
        retention.tombstones(work, 50)
    with store.write() as work:
        refused = {"error": "unreachable", "created_at": now() - datetime.timedelta(hours=1)}
        work.run(update(tables.outbox).where(tables.outbox.c.id > CONTACTS * TEXTS_EACH // 2).values(refused))
    with store.read() as work:
        assert delivery.troubles(work)
    with store.write() as work:
        holder.put_back(work, person.conversation_id, operator_id)
    release_of_the_gone(store)


async def a_search(store: Store) -> None:
    """Of closed conversations only the walk along their last change is left out: it ends at a page's length."""
    who = Operator(operator_named(store, "hers"), "hers", Role.OPERATOR)
    moment = now()
    lately = {"since": moment - datetime.timedelta(days=2), "until": moment}
    with store.read() as work:
        for wanted in (
            Wanted(name="p777"),
            Wanted(**lately, language="en", country="DE", channel="sms", undelivered=True),
            Wanted(word="hello", name="p777"),
        ):
            find(work, who, wanted)


async def a_page(store: Store) -> None:
    talk = view.Talk(5, "e", TEXTS_EACH, "bot", None, None)
    view.talks(store, ["nobody"])
    view.news(store, talk, 10)
    view.last_said(store, talk)
    view.is_known(store, "m1")
    view.is_stored(store, 5, "x")


async def the_house(store: Store) -> None:
    free_claims_of_the_dead(store)
    erasure.erase_due(store)
    retention.sweep(store, datetime.timedelta(days=20))
    safe_word.hide_due(store)
    with store.read() as work:
        waiting.oldest(work)
    inbox.receive(store, text_from(HERS))
    erasure.erase_address(store, "sms", HERS)


@pytest.mark.parametrize("counted", [True, False], ids=["counted", "not counted"])
@pytest.mark.parametrize("do", [a_webhook, a_turn, a_sender, the_lists, a_search, a_page, the_house])
async def test_no_statement_reads_a_table_that_grows(grown: Store, do: Callable[[Store], Any], counted: bool) -> None:
    if counted or not grown.database.is_sqlite:  # PostgreSQL counts by itself
        with grown.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
    with statements(grown) as seen:
        await do(grown)
    assert seen
    reads = _sqlite_reads if grown.database.is_sqlite else _postgres_reads
    wrong = {statement: plan for statement, values in seen.items() if (plan := reads(grown, statement, values))}
    assert not wrong, "\n\n".join(f"{statement}\n  {plan}" for statement, plan in wrong.items())


def test_every_row_that_goes_with_another_is_found_by_an_index() -> None:
    """Or erasing a contact reads whole tables."""
    for name in ("conversation", "message", "inbox", "outbox"):
        table = tables.metadata.tables[name]
        firsts = {next(iter(index.columns)).name for index in table.indexes if index.name not in FEW}
        firsts |= {next(iter(rule.columns)).name for rule in table.constraints if len(rule.columns)}
        keys = {key.parent.name for key in table.foreign_keys if key.ondelete == "CASCADE"}
        assert keys <= firsts, f"{name}: {keys - firsts}"


def _sqlite_reads(store: Store, statement: str, values: Any) -> list[str]:
    with contextlib.closing(store.database.engine.raw_connection()) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    return [line for line in plan if _reads_much(line, statement)]


def _reads_much(line: str, statement: str) -> bool:
    found = re.match(r"(SCAN|SEARCH) (\w+)(.*)", line)
    if not found:
        return False
    how, name, rest = found.groups()
    table = re.search(rf"(\w+) AS {name}\b", statement)
    if (table[1] if table else name) not in GROW:
        return False
    if any(index in rest for index in FEW):
        return False
    if how == "SCAN":
        return True
    if not rest:  # the largest of a key, which is one row
        return False
    columns = set(re.findall(r"(\w+)(?:=|>|<)", rest))
    return columns <= SAY_LITTLE or ("rowid<" in rest and "rowid>" not in rest)


def _postgres_reads(store: Store, statement: str, values: Any) -> list[str]:
    with contextlib.closing(store.database.engine.raw_connection()) as connection, connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", values)
        (plans,) = cursor.fetchone()
    plans = json.loads(plans) if isinstance(plans, str) else plans
    return [f"{node['Node Type']} {node['Relation Name']}" for node in _nodes(plans[0]["Plan"]) if _walks(node)]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _walks(node: dict[str, Any]) -> bool:
    if node.get("Relation Name") not in GROW:
        return False
    if node["Node Type"] == "Seq Scan":
        return True
    if node.get("Index Name") in FEW or node["Node Type"] == "Bitmap Heap Scan":
        return False
    columns = set(re.findall(r"\(\(?(\w+)\)?(?:::text)? [=<>]", node.get("Index Cond", "")))
    return bool(columns) and columns <= SAY_LITTLE


def test_the_test_would_notice(grown: Store) -> None:
    sent = select(tables.outbox.c.id).where(tables.outbox.c.state == "sent")
    with statements(grown) as seen, grown.read() as work:
        work.run(sent.where(tables.outbox.c.channel == "sms").limit(100000)).all()
    with grown.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    reads = _sqlite_reads if grown.database.is_sqlite else _postgres_reads
    assert all(reads(grown, statement, values) for statement, values in seen.items())
