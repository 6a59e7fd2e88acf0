"""How a turn's cost grows: beside many stored messages, late in one conversation, with more workers.

`python -m benchmarks.growth [messages|conversation|workers] ...` does all three, or those that are named. Everything
around a turn is real (inbox, claims, transactions, encryption, outbox); Rasa and the provider are stand-ins, so that
storage is what is measured. Machines are shared: what is compared is measured in turn, and only ratios mean something.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.queues import Queue
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier

from sqlalchemy import Table, literal, select

from bot.conversations import inbox
from bot.conversations.work import Store
from bot.privacy.encryption import make_keys
from bot.privacy.sources import as_json, keys_of
from bot.settings import Settings
from bot.storage import tables
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from bot.worker.sender import Sender
from bot.worker.turns import Turns
from tests.databases import new_sqlite, of_server, url_of
from tests.making import text_from
from tests.state.test_plans import CONTACTS, TEXTS_EACH, grow
from tests.worker.stub import StubAssistant, StubChannel

FEW, MANY = 1_000, 1_000_000  # stored messages
EARLY, LATE = 10, 1_000  # turns in one conversation
ROUNDS, TURNS_A_ROUND = 20, 10
WORKERS, WORKED_OFF, WARM_UP, PEOPLE = (1, 2, 4), 300, 5, 100
KINDS = ("SQLite", "PostgreSQL")


class Line:
    """A store and what works off one text in it."""

    def __init__(self, store: Store) -> None:
        self.store, channel = store, StubChannel()
        self._sender = Sender(store, channel, "w")
        self._turns = Turns(store, StubAssistant(), {"sms": channel}, "w", None, {"sms": self._sender})

    async def turn(self, address: str) -> None:
        """A text arrives, is claimed, answered, and the answer sent."""
        inbox.receive(self.store, text_from(address, "hello"))
        row = inbox.claim(self.store, "w")
        assert row is not None
        assert await self._turns.work_off(row)
        await self._sender.finish()


def beside_messages(kind: str) -> str:
    """A turn beside a thousand and a million stored messages."""
    with _store(kind) as few, _store(kind) as many:
        grow(few, FEW // TEXTS_EACH)
        grow(many)
        for number in range(1, MANY // (CONTACTS * TEXTS_EACH)):
            _copy(many, number)
        for store in (few, many):
            store.database.optimize()
            if not store.database.is_sqlite:
                with store.write() as work:
                    work.connection.exec_driver_sql("ANALYZE")
        lines = [Line(few), Line(many)]
        found = _in_turn([lambda n, line=line: line.turn(f"+4477009{n:05}") for line in lines])  # type: ignore[misc]
    return f"{kind}, a turn beside {FEW:,} and {MANY:,} messages: {_compared(*found)}"


def late_in_a_conversation(kind: str) -> str:
    """The turns after the tenth and after the thousandth of one contact."""
    with _store(kind) as store:
        line = Line(store)
        early, late = "+447700900001", "+447700900002"

        async def before() -> None:
            for address, number in ((early, EARLY), (late, LATE)):
                for _ in range(number):
                    await line.turn(address)

        asyncio.run(before())
        found = _in_turn([lambda _, who=who: line.turn(who) for who in (early, late)])  # type: ignore[misc]
    return f"{kind}, a turn after {EARLY} and after {LATE:,} of one conversation: {_compared(*found)}"


def with_workers(kind: str) -> str:
    """Turns a second, and processor time a turn, of 1, 2 and 4 worker processes on one database."""
    rates: dict[int, list[float]] = {number: [] for number in WORKERS}
    spent: dict[int, list[float]] = {number: [] for number in WORKERS}
    with _store(kind) as store:
        for _ in range(3):
            for number in WORKERS:
                rate, seconds = _worked_off(store, number)
                rates[number].append(rate)
                spent[number].append(1000 * seconds)
    told = [
        f"{number}: {statistics.median(rates[number]):.0f} turns/s ({_ratio(rates[number], rates[1]):.2f}), "
        f"{statistics.median(spent[number]):.1f} ms of the processor a turn"
        for number in WORKERS
    ]
    return f"{kind}, workers " + "; ".join(told)


def work(url: str, keys: str, name: str, start: Barrier, told: Queue[tuple[float, int]]) -> None:
    """A worker process: works off what is there, until nothing is. Tells its processor seconds and their number.

    The first few, in which it reads its texts and compiles its statements, do not count.
    """
    vault = keys_of(Settings(rightsline_keys=keys))
    assert vault is not None
    store, channel = Store(Database(url), vault), StubChannel()
    turns = Turns(store, StubAssistant(), {"sms": channel}, name)

    async def some(most: int) -> int:
        for number in range(most):
            if (row := inbox.claim(store, name)) is None:
                return number
            await turns.work_off(row)
        return most

    asyncio.run(some(WARM_UP))
    start.wait()
    before = time.process_time()
    number = asyncio.run(some(WORKED_OFF))
    told.put((time.process_time() - before, number))
    store.close()


def _worked_off(store: Store, workers: int) -> tuple[float, float]:
    """Turns a second and processor seconds a turn, of texts that stand ready."""
    for number in range(WORKED_OFF + WARM_UP * workers):
        inbox.receive(store, text_from(f"+4477009{number % PEOPLE:05}", "hello"))
    context = multiprocessing.get_context("spawn")
    start, told = context.Barrier(workers + 1), context.Queue()
    given = (store.database.url, as_json(store.vault))
    processes = [context.Process(target=work, args=(*given, f"w{n}", start, told)) for n in range(workers)]
    for process in processes:
        process.start()
    start.wait()
    begun = time.monotonic()
    found = [told.get() for _ in processes]
    took = time.monotonic() - begun
    for process in processes:
        process.join()
    number = sum(each for _, each in found)
    return number / took, sum(spent for spent, _ in found) / number


@contextmanager
def _store(kind: str) -> Iterator[Store]:
    """An empty, migrated store."""
    with ExitStack() as stack:
        if kind == KINDS[0]:
            database = new_sqlite(Path(stack.enter_context(TemporaryDirectory())) / "growth.db")
        else:
            database = Database(url_of(stack.enter_context(of_server())))
            migrate(database)
        stack.callback(database.close)
        yield Store(database, make_keys())


def _copy(store: Store, number: int) -> None:
    """What `grow` made once more, for other contacts."""
    people, texts = number * CONTACTS, number * CONTACTS * TEXTS_EACH
    half = texts // 2
    moved = {
        tables.contact: {"pseudonym": f"-{number}", "address_hash": f"-{number}"},
        tables.conversation: {"contact_id": people},
        tables.message: {"conversation_id": people},
        tables.inbox: {"provider_id_hash": f"-{number}", "conversation_id": people, "message_id": texts},
        tables.outbox: {"provider_id_hash": f"-{number}", "conversation_id": people, "message_id": texts},
    }
    with store.write(relaxed=True) as work:
        for table, changes in moved.items():
            most = {tables.message: texts, tables.inbox: half, tables.outbox: half}.get(table, people) // number
            _insert(work.connection.execute, table, changes, most)


def _insert(execute: Callable[..., object], table: Table, changes: dict[str, int | str], most: int) -> None:
    names = [column.name for column in table.columns if column.name != "id"]
    copied = [table.c[name] + literal(changes[name]) if name in changes else table.c[name] for name in names]
    source = select(*copied).where(table.c.id <= most).order_by(table.c.id)
    execute(table.insert().from_select(names, source))


def _in_turn(ways: list[Callable[[int], object]]) -> list[list[float]]:
    """Milliseconds a turn of each way, round by round; which is first changes."""
    found: list[list[float]] = [[] for _ in ways]

    async def a_round(way: Callable[..., object], number: int) -> float:
        begun = time.perf_counter()
        for each in range(TURNS_A_ROUND):
            await way(number * TURNS_A_ROUND + each)  # type: ignore[misc]
        return 1000 * (time.perf_counter() - begun) / TURNS_A_ROUND

    for number in range(-1, ROUNDS):
        for at in range(len(ways)):
            which = (at + number) % len(ways)
            took = asyncio.run(a_round(ways[which], number + 1))
            if number >= 0:  # the first one warms up
                found[which].append(took)
    return found


def _compared(first: list[float], second: list[float]) -> str:
    medians = f"{statistics.median(first):.1f} and {statistics.median(second):.1f} ms"
    return f"{medians}, ratio {_ratio(second, first):.2f}"


def _ratio(of: list[float], to: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(of, to, strict=True))


def main(named: list[str]) -> None:
    """Measure; print a line each, and this process's memory at the end."""
    measures = {"messages": beside_messages, "conversation": late_in_a_conversation, "workers": with_workers}
    for name in named or measures:
        for kind in KINDS if name != "workers" else KINDS[1:]:
            print(measures[name](kind), flush=True)
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most in this process")


if __name__ == "__main__":
    main(sys.argv[1:])
