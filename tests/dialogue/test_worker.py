"""The worker beside other workers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from bot.dialogue.worker import Worker
from bot.privacy.encryption import Vault
from bot.storage.engine import Database
from bot.web.health import worker_is_ready
from bot.web.intake import count
from tests.dialogue.stub import StubAssistant, StubChannel


def test_many_workers_beat_at_the_same_moment_and_none_ends(database: Database, vault: Vault) -> None:
    workers = [Worker(database, vault, StubAssistant(), {"sms": StubChannel()}) for _ in range(6)]

    def beat(worker: Worker) -> None:
        for _ in range(20):
            worker._beat()

    with ThreadPoolExecutor(len(workers)) as pool:
        list(pool.map(beat, workers))
    assert worker_is_ready(database)


def test_two_processes_count_the_first_of_a_kind_at_the_same_moment(database: Database) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: count(database, f"kind {number // 6}"), range(60)))
