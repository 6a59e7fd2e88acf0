"""What was asked for where no record knows an answer: from the table of countries and topics as it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.knowledge.lookup import TOPIC_ROLES, contacts_for
from bot.replies.known import country_record
from bot.statistics.codes import TOO_FEW, UNKNOWN
from bot.statistics.tables import Cell, Table


@dataclass(frozen=True)
class Gap:
    """A country in which a topic was asked for. `is_unknown`: there is no record of the country at all."""

    country: str
    topic: str
    cell: Cell
    is_unknown: bool


def gaps(table: Table) -> list[Gap]:
    """The gaps of a table of countries and topics, those that most asked for first."""
    found = _gaps(table)
    return sorted(found, key=lambda gap: (-(gap.cell.number or 0), gap.country, gap.topic))


def _gaps(table: Table) -> Iterator[Gap]:
    for country in table.rows:
        if country in (UNKNOWN, TOO_FEW):
            continue
        record = country_record(country)
        for topic in table.columns:
            cell = table.cell(country, topic)
            if not cell.number or topic not in TOPIC_ROLES:
                continue
            if record is None or not any(contacts_for(record, role) for role in TOPIC_ROLES[topic]):
                yield Gap(country, topic, cell, record is None)
