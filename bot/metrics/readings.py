"""What is counted, read from the database at the moment of the question; no keys are needed and none are there."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from importlib.metadata import version

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from bot.conversations import delivery, waiting
from bot.conversations.duty import on_duty
from bot.conversations.holder import Holder
from bot.conversations.inbox import DONE
from bot.conversations.shipping import SHIPPED
from bot.conversations.work import Store, Work
from bot.storage.engine import now
from bot.storage.tables import concerns_people, conversation, counter, inbox

LATELY = datetime.timedelta(minutes=5)
QUANTILES = (0.5, 0.95, 1.0)
NO_EVENTS = frozenset({SHIPPED})  # it counts lines of the trail, and is a place in it


class Readings(Collector):
    """All numbers. The database that cannot be asked is one of them: whoever watches sees 0, and no error.

    `model`: the name of the file of the model, asked for each time.
    """

    def __init__(self, store: Store, model: Callable[[], str]) -> None:
        self._store, self._model = store, model

    def collect(self) -> Iterator[Metric]:
        """See prometheus_client."""
        try:
            with self._store.read() as work:
                found = [*_backlog(work), *_turns(work), *_outbox(work), *_people(work), *_events(work), *_worker(work)]
        except DBAPIError:
            found = []
        yield GaugeMetricFamily("rightsline_database_up", "Whether the database answers.", float(bool(found)))
        yield InfoMetricFamily(
            "rightsline",
            "Version of the program, and the model that it answers with.",
            {"version": version("rightsline"), "model": self._model()},
        )
        yield from found


def _backlog(work: Work) -> Iterator[Metric]:
    gauge = GaugeMetricFamily(
        "rightsline_oldest_waits_seconds", "How long the oldest text waits to be answered or sent.", labels=["for"]
    )
    for name, seconds in waiting.oldest(work).items():
        gauge.add_metric([name], seconds)
    yield gauge


def _turns(work: Work) -> Iterator[Metric]:
    """How long answers took, from arrival to the end of the turn, and how many there were in the last five minutes."""
    rows = work.run(
        select(inbox.c.received_at, inbox.c.done_at).where(inbox.c.state == DONE, inbox.c.done_at > now() - LATELY)
    )
    took = sorted((done - received).total_seconds() for received, done in rows)
    yield GaugeMetricFamily("rightsline_turns_lately", "Texts answered in the last five minutes.", len(took))
    seconds = GaugeMetricFamily(
        "rightsline_turn_seconds", "From arrival to answer, in the last five minutes.", labels=["quantile"]
    )
    for quantile in QUANTILES if took else ():
        seconds.add_metric([str(quantile)], took[min(len(took) - 1, int(quantile * len(took)))])
    yield seconds


def _outbox(work: Work) -> Iterator[Metric]:
    gauge = GaugeMetricFamily(
        "rightsline_outbox_texts",
        "Texts of the last day, by channel and what became of them.",
        labels=["channel", "state"],
    )
    for (channel, state), number in delivery.lately(work).items():
        gauge.add_metric([channel, state], number)
    yield gauge


def _people(work: Work) -> Iterator[Metric]:
    waits = select(func.count(), func.min(conversation.c.waiting_since)).where(
        concerns_people(), conversation.c.holder == Holder.QUEUE.value
    )
    number, since = work.run(waits).one()
    longest = max(0.0, (now() - since).total_seconds()) if since else 0.0
    yield GaugeMetricFamily("rightsline_queue_conversations", "Conversations that wait for a person.", number)
    yield GaugeMetricFamily("rightsline_queue_longest_wait_seconds", "How long the first of them has waited.", longest)
    yield GaugeMetricFamily("rightsline_operators_on_duty", "Operators who are on duty, and here.", len(on_duty(work)))


def _events(work: Work) -> Iterator[Metric]:
    family = CounterMetricFamily(
        "rightsline_events", "What was refused or ignored: forged, malformed, too fast, too large.", labels=["event"]
    )
    for name, value in work.run(select(counter.c.name, counter.c.value).order_by(counter.c.name)):
        if name not in NO_EVENTS:
            family.add_metric([name], value)
    yield family


def _worker(work: Work) -> Iterator[Metric]:
    seen = waiting.worker_seen(work)
    if seen:
        age = max(0.0, (now() - seen).total_seconds())
        yield GaugeMetricFamily("rightsline_worker_seen_seconds_ago", "When a worker was last there.", age)
