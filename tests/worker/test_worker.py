"""The worker beside other workers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.conversations import heartbeats
from bot.conversations.work import Store
from bot.web.health import worker_is_ready
from bot.web.intake import add
from bot.worker.worker import _check
from tests.worker.stub import StubChannel


def test_many_workers_beat_at_the_same_moment_and_none_ends(store: Store) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: heartbeats.beat(store, "worker"), range(120)))
    assert worker_is_ready(store)


def test_two_processes_count_the_first_of_a_kind_at_the_same_moment(store: Store) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: add(store, {f"kind {number // 6}": 1}), range(60)))


class AskedChannel(StubChannel):
    """Says what is wrong with its account, or fails to."""

    def __init__(self, problem: str | None, failure: Exception | None = None) -> None:
        super().__init__()
        self._problem, self._failure = problem, failure

    async def check_provider(self) -> str | None:
        if self._failure:
            raise self._failure
        return self._problem


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        (AskedChannel("the number brings its texts elsewhere"), "sms: the number brings its texts elsewhere"),
        (AskedChannel(None, OSError("+447700900001")), "sms: could not be checked: OSError"),
        (AskedChannel(None), ""),
        (StubChannel(), ""),
    ],
)
async def test_what_is_wrong_at_the_provider_is_said_at_the_start(
    channel: StubChannel, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    await _check(channel)
    assert [record.getMessage() for record in caplog.records] == ([said] if said else [])
