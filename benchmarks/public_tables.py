"""Of what use tables with noise are: `python -m benchmarks.public_tables`.

Publishes three tables of a made year, which together cost at most what a year has, and prints how many of the records
are in cells that are shown, and how far off the large cells are.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import median

from bot.conversations.work import Store
from bot.privacy.encryption import make_keys
from bot.statistics import counts, published
from bot.statistics.codes import codebook
from bot.statistics.months import months_of
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from tools.made_year import make_year

YEAR, CONVERSATIONS, TIMES = "2024", 12_000, 5
PAIRS = (("sector", "sex"), ("country", "language"), ("outcome", "citizenship"))
EPSILON = published.BUDGET * 0.33
LARGE = 50  # people in a cell, from which on its error is looked at


@dataclass(frozen=True)
class Usefulness:
    """What is left of the truth in some tables.

    `represented`: the share of their records that are in cells that are shown; `error`: the median of the large cells'
    distances from the truth, as shares of it, of so many `cells`; `spent`: epsilon.
    """

    represented: float
    error: float
    cells: int
    spent: float


def publish_a_made_year(store: Store) -> Usefulness:
    """Make a year of conversations in an empty database, publish its tables, and compare them with the truth."""
    make_year(store, int(YEAR), CONVERSATIONS)
    errors: list[float] = []
    shown = everybody = 0
    spent = 0.0
    for pair in PAIRS:
        names = sorted(pair, key=codebook().names.index)
        with store.write() as work:
            made = published.publish(work, YEAR, *names, EPSILON)
            true = counts.of_months(work, months_of(YEAR), *names)
        spent = made.spent
        places = product(*(published.codes_of(codebook()[name]) for name in names))
        for place, row in zip(places, made.content["rows"], strict=True):
            everybody += true[place]
            if row["conversations"] is not None:
                shown += true[place]
                if true[place] >= LARGE:
                    errors.append(abs(row["conversations"] - true[place]) / true[place])
    return Usefulness(shown / everybody, median(errors), len(errors), spent)


def main() -> None:
    """Publish the same year some times, each with noise of its own; prints a line each."""
    for _ in range(TIMES):
        with tempfile.TemporaryDirectory() as folder:
            database = Database(f"sqlite:///{Path(folder) / 'published.db'}")
            migrate(database)
            store = Store(database, make_keys())
            found = publish_a_made_year(store)
            store.close()
        sys.stdout.write(
            f"{found.represented:.1%} of records represented; median error {found.error:.1%} in {found.cells} cells of "
            f"{LARGE} and more; epsilon {found.spent:.2f} of {published.BUDGET:g}\n"
        )


if __name__ == "__main__":
    main()
