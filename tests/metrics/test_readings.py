"""The numbers are those of the database, hold nothing of anybody, and every alert and panel names one that there is."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from ruamel.yaml import YAML
from sqlalchemy import insert, update

from bot.conversations import inbox
from bot.conversations.work import Store
from bot.metrics.readings import Readings
from bot.privacy.encryption import make_keys
from bot.storage.engine import now
from bot.storage.tables import conversation, counter, heartbeat
from bot.storage.tables import inbox as inbox_table
from tests.making import text_from

DEPLOY = Path(__file__).parents[2] / "deploy"
ALERTS, DASHBOARD = DEPLOY / "prometheus" / "alerts.yml", DEPLOY / "grafana" / "rightsline.json"
NAME = re.compile(r"\brightsline_[a-z_]+\b")
TEXT, ADDRESS = "my boss has my passport", "+447700900123"


def read(store: Store) -> dict[str, float]:
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines_of(store)}


def lines_of(store: Store) -> list[str]:
    registry = CollectorRegistry()
    registry.register(Readings(Store(store.database, make_keys()), lambda: "m.tar.gz"))
    return [line for line in generate_latest(registry).decode().splitlines() if not line.startswith("#")]


def test_each_number_is_that_of_the_database(store: Store) -> None:
    long_ago = now() - datetime.timedelta(minutes=10)
    inbox.receive(store, text_from(ADDRESS, TEXT))
    with store.write() as work:
        work.run(update(conversation).values(holder="queue", waiting_since=long_ago))
        work.run(update(inbox_table).values(received_at=long_ago))
        work.run(insert(counter).values(name="sms_forged", value=3))
        work.run(insert(counter).values(name="audit_shipped", value=77))
        work.run(insert(heartbeat).values(process="worker", at=long_ago))
    found = read(store)
    assert found['rightsline_oldest_waits_seconds{for="to_answer"}'] == pytest.approx(600, abs=5)
    assert found["rightsline_queue_conversations"] == 1
    assert found["rightsline_queue_longest_wait_seconds"] == pytest.approx(600, abs=5)
    assert found["rightsline_operators_on_duty"] == 0
    assert found['rightsline_events_total{event="sms_forged"}'] == 3
    assert found["rightsline_worker_seen_seconds_ago"] == pytest.approx(600, abs=5)
    assert found["rightsline_database_up"] == 1
    assert any('model="m.tar.gz"' in name for name in found)
    assert not any("audit_shipped" in name for name in found)


def test_how_long_answers_took_is_told(store: Store) -> None:
    inbox.receive(store, text_from(ADDRESS, TEXT))
    with store.write() as work:
        done = now()
        work.run(
            update(inbox_table).values(state=inbox.DONE, received_at=done - datetime.timedelta(seconds=2), done_at=done)
        )
    found = read(store)
    assert found["rightsline_turns_lately"] == 1
    assert found['rightsline_turn_seconds{quantile="0.95"}'] == pytest.approx(2)


def test_nothing_of_anybody_is_in_it(store: Store) -> None:
    inbox.receive(store, text_from(ADDRESS, TEXT))
    told = "\n".join(lines_of(store))
    assert TEXT not in told
    assert ADDRESS not in told
    assert ADDRESS.removeprefix("+") not in told


def test_a_database_that_does_not_answer_is_a_number_and_no_error(store: Store) -> None:
    with store.write() as work:
        work.connection.exec_driver_sql("DROP TABLE counter")
    assert read(store)["rightsline_database_up"] == 0


def known_names(store: Store) -> set[str]:
    registry = CollectorRegistry()
    registry.register(Readings(store, lambda: ""))
    return set(re.findall(r"^# TYPE (\S+)", generate_latest(registry).decode(), re.MULTILINE))


def test_every_alert_and_every_panel_names_a_number_that_there_is(store: Store) -> None:
    known = known_names(store) | {"rightsline_worker_seen_seconds_ago"}
    rules = [rule for group in YAML(typ="safe").load(ALERTS.read_text("utf-8"))["groups"] for rule in group["rules"]]
    panels = json.loads(DASHBOARD.read_text("utf-8"))["panels"]
    asked = [rule["expr"] for rule in rules] + [target["expr"] for panel in panels for target in panel["targets"]]
    assert asked
    for expression in asked:
        names = NAME.findall(expression)
        assert names, expression
        assert set(names) <= known, expression
    assert {rule["alert"] for rule in rules} >= {
        *("NobodyOnDuty", "QueueWaits", "DeliveryFails", "WebhooksForged", "BacklogAges", "WorkerGone"),
    }
    for rule in rules:
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["runbook_url"].startswith("docs/operations.md#")
