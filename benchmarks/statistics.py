"""How long statistics of a year of 1,000,000 made conversations take: `python -m benchmarks.statistics [URL]`.

Without a URL on a new SQLite file; else on an empty PostgreSQL database. Every table of two dimensions is read, at once
after the last month is closed and again. Seconds of the processor are this process's, without PostgreSQL's.
"""

from __future__ import annotations

import sys
import tempfile
import time
from itertools import combinations
from pathlib import Path

from sqlalchemy import literal, select

from bot.conversations.work import Store
from bot.privacy.encryption import make_keys
from bot.statistics import counts, tables
from bot.statistics.codes import codebook
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from bot.storage.tables import coded_item, coded_record
from tools.made_year import SPACED, make_year

MADE, COPIES = 50_000, 20
YEAR = 2025


def main(url: str | None) -> None:
    """Make the year, close its months, read every table twice; prints seconds."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(url or f"sqlite:///{Path(folder) / 'statistics.db'}")
        migrate(database)
        store = Store(database, make_keys())
        make_year(store, YEAR, MADE, length=None)
        _copy(store)
        begun, worked = time.monotonic(), time.process_time()
        months = counts.close_months(store, "quarter")
        _say(f"closing {YEAR}, {len(months)} months: {_since(begun, worked)}")
        for when in ("at once", "again"):
            begun, worked = time.monotonic(), time.process_time()
            taken = sorted(_read(store, first, second) for first, second in combinations(codebook().names, 2))
            _say(
                f"{len(taken)} tables, {when}: median {taken[len(taken) // 2]:.3f} s, slowest {taken[-1]:.3f} s, "
                f"all of them {_since(begun, worked)}"
            )
        store.close()


def _copy(store: Store) -> None:
    """The same conversations again, under other numbers."""
    for number in range(1, COPIES):
        with store.write(relaxed=True) as work:
            for table, key in ((coded_record, "id"), (coded_item, "record_id")):
                source, names = table.alias(), [column.name for column in table.columns]
                copied = [source.c[name] + literal(number) if name == key else source.c[name] for name in names]
                mine = source.c[key] % SPACED == 0
                work.run(table.insert().from_select(names, select(*copied).where(mine)))


def _read(store: Store, first: str, second: str) -> float:
    begun = time.monotonic()
    with store.read() as work:
        tables.table(work, first, second, tables.chosen(work, str(YEAR)))
    return time.monotonic() - begun


def _since(begun: float, worked: float) -> str:
    return f"{time.monotonic() - begun:.1f} s, {time.process_time() - worked:.1f} s of the processor"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
