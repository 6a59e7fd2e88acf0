"""A flood from one address, and ten quiet contacts beside it: they are answered as if there was none."""

from __future__ import annotations

import datetime
import random
import statistics
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.conversations import inbox
from bot.conversations.contract import Inbound, MessageKind
from bot.conversations.work import Store
from bot.storage.engine import now
from bot.worker.turns import Turns
from tests.worker.stub import StubAssistant, StubChannel

QUIET, ROUNDS = 10, 6
FLOOD_A_ROUND = 30
TURNS_A_ROUND = QUIET + 2
A_ROUND = datetime.timedelta(seconds=0.3)  # in which a worker manages so many turns with Rasa
MOST_TIMES = 3.0  # of what the slowest twentieth of the quiet ones waits without a flood


class WebchatStub(StubChannel):
    """The stub, under the web chat's name."""

    name = "webchat"


@dataclass
class Clock:
    """What the inbox takes for now."""

    moment: datetime.datetime

    def __call__(self) -> datetime.datetime:
        return self.moment


@dataclass
class Bench:
    """One worker. Waits are counted in turns and texts arrive by `clock`, so that the machine's load plays no part."""

    store: Store
    clock: Clock

    async def waits_of_the_quiet(self, flood: Iterator[Inbound] | None) -> list[int]:
        turns = Turns(self.store, StubAssistant(), {"webchat": WebchatStub()}, "w1")
        picker, waits, arrived, taken = random.Random(1), [], {}, 0
        for number in range(ROUNDS):
            self.clock.moment += A_ROUND
            coming = [visitor(f"quiet{who}", f"quiet {number}", f"home{who}") for who in range(QUIET)]
            coming += [next(flood) for _ in range(FLOOD_A_ROUND)] if flood else []
            picker.shuffle(coming)
            for inbound in coming:
                assert inbox.receive(self.store, inbound)
                arrived[inbound.provider_id] = taken
            for _ in range(TURNS_A_ROUND):
                row = inbox.claim(self.store, "w1")
                if row is None:
                    break
                assert await turns.work_off(row)
                taken += 1
                if row.inbound.text.startswith("quiet"):
                    waits.append(taken - arrived[row.inbound.provider_id])
        assert len(waits) == QUIET * ROUNDS, "a quiet contact was not answered in its round"
        return waits


def visitor(name: str, text: str, household: str) -> Inbound:
    return Inbound("webchat", name, f"{name}:{text}", MessageKind.TEXT, text, household=household)


def many_texts_of_one() -> Iterator[Inbound]:
    for number in range(10_000):
        yield visitor("flooder", f"f{number}", "flood")


def many_sessions_of_one_address() -> Iterator[Inbound]:
    for number in range(10_000):
        yield visitor(f"flooder{number}", f"help {number}", "flood")


def p95(waits: list[int]) -> float:
    return statistics.quantiles(waits, n=20)[-1]


@pytest.mark.parametrize("flood", [many_texts_of_one, many_sessions_of_one_address])
async def test_a_flood_from_one_address_keeps_no_quiet_contact_waiting(
    store: Store, flood: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(now())
    monkeypatch.setattr(inbox, "now", clock)
    without = p95(await Bench(store, clock).waits_of_the_quiet(None))
    beside = p95(await Bench(empty_again(store), clock).waits_of_the_quiet(flood()))  # type: ignore[operator]
    assert beside <= MOST_TIMES * without, (beside, without)


def empty_again(store: Store) -> Store:
    with store.write() as work:
        work.connection.exec_driver_sql("DELETE FROM contact")
    return store
