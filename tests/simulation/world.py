"""The service driven by one seed: what arrives, who works, who sends, what the desk does, what breaks, and the clock.

The real inbox, turns, outbox, holder and erasure on a real SQLite; only Rasa and the provider are stand-ins. Each step
is what happens between two points at which another process may come between: a transaction, or a wait inside a turn.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
import random
import sqlite3
from collections.abc import Callable, Coroutine, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.conversations import holder, inbox, outbox
from bot.conversations.contract import Inbound, MessageKind, Outcome
from bot.conversations.holder import Holder, IllegalTransition
from bot.conversations.inbox import InboxRow
from bot.conversations.messages import Author, NewMessage
from bot.conversations.outbox import OutboxRow
from bot.conversations.work import Store
from bot.dialogue.answer import Answer
from bot.dialogue.known import Known
from bot.dialogue.reading import Standing
from bot.dialogue.remembered import Remembered
from bot.privacy.encryption import make_keys
from bot.storage import tables
from bot.worker.sender import Sender
from bot.worker.turns import Turns
from tests.databases import new_sqlite
from tests.making import operator_named
from tests.simulation.clock import BEGIN, Clock, on_this_clock
from tests.simulation.provider import Provider
from tests.worker.stub import StubAssistant

ADDRESSES = ("+447700900001", "+447700900002")
SAYINGS = ("hello", "hello", "my boss", "help", "he has a knife", "fail", "erase")
CLAIM_SECONDS = inbox.CLAIM_SECONDS  # as promised, whatever is planted
STEPS = 24
QUIET_STEPS = 400  # more than any schedule needs to come to rest
LONGEST_SEND = datetime.timedelta(seconds=2 * outbox.SEND_SECONDS)  # to look, and to send
CANCELLED_FOR = frozenset({"human_took_over", "contact_stopped"})


class Broken(AssertionError):
    """A promise was broken; the message says which, and by which seed."""


class Crashed(Exception):
    """A schedule ended in an error of the program, which is no finding about a promise; the message names the seed."""


class Pause:
    """A point at which others come between."""

    def __await__(self) -> Generator[None, None, None]:
        yield


class PausingAssistant(StubAssistant):
    """Rasa's stand-in, which thinks for a while. `trouble`: how often it fails for no reason of the text's."""

    def __init__(self, picker: random.Random, trouble: float) -> None:
        super().__init__()
        self._picker, self._trouble = picker, trouble

    async def read(self, text: str, channel: str, known: Known, standing: Standing) -> Mapping[str, Any]:
        """The stub's reading, after others had their turn."""
        await Pause()
        return await super().read(text, channel, known, standing)

    async def answer(
        self, sender: str, remembered: Remembered, parse: Mapping[str, Any], channel: str, known: Known
    ) -> Answer:
        """The stub's answer, after others had their turn."""
        await Pause()
        if self._picker.random() < self._trouble:
            raise RuntimeError("planted")
        return await super().answer(sender, remembered, parse, channel, known)


class HandedOver:
    """In the place of a worker's sender: takes what a turn hands over."""

    def __init__(self, worker: Worker, picker: random.Random, clock: Clock) -> None:
        self._worker, self._picker, self._clock = worker, picker, clock

    def takes_at_once(self) -> bool:
        """Sometimes it is behind."""
        return self._picker.random() < 0.7

    def start(self, row: OutboxRow) -> None:
        """It is on its way from now on."""
        self._worker.begin(row, self._clock)

    def comes_after(self, conversation_id: int) -> None:
        """Found by looking."""


@dataclass(frozen=True)
class OnItsWay:
    """A text that a worker sends. `identity`: its number and when it was written; numbers are given again.

    `over_an_operator`: one held the conversation already when it was taken to be sent.
    """

    row: OutboxRow
    since: datetime.datetime
    identity: tuple[int, str]
    over_an_operator: bool


@dataclass
class Worker:
    """One worker process: the turn it is in, and what it is sending."""

    name: str
    look: Callable[..., Any]
    turns: Turns = field(init=False)
    row: InboxRow | None = None
    turn: Coroutine[Any, Any, bool] | None = None
    sending: list[OnItsWay] = field(default_factory=list)
    claimed_at: datetime.datetime = BEGIN

    def begin(self, row: OutboxRow, clock: Clock) -> None:
        """A text is on its way."""
        written = self.look("SELECT created_at FROM outbox WHERE id = ?", row.id)
        held = self.look("SELECT holder FROM conversation WHERE id = ?", row.conversation_id)
        self.sending.append(OnItsWay(row, clock.lease, (row.id, written), held == Holder.OPERATOR.value))


class World:
    """One schedule. `play` raises Broken where a promise is."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.stage, self.seed, self.store, self.clock = stage, seed, stage.store, stage.clock
        self.picker = random.Random(seed)
        self.trouble = self.picker.choice((0.0, 0.4, 0.8))
        self.provider = Provider(self.clock, self.picker, self.trouble)
        self.assistant = PausingAssistant(self.picker, self.picker.choice((0.0, 0.2)))
        self.sender = Sender(self.store, self.provider, "simulation")
        self.started = 0
        self.workers = [self._start() for _ in range(self.picker.choice((1, 2, 2)))]
        self.delivered: list[Inbound] = []
        self.finished: dict[str, list[int]] = {}
        self.takes_part = {each for each in FAULTS if self.picker.random() < 0.6}

    def play(self) -> None:
        """The schedule, then what is left without trouble, then the promises."""
        for _ in range(STEPS):
            self._step(self.picker.choices(tuple(WEIGHTS), tuple(WEIGHTS.values()))[0])
        self.provider.trouble, self.assistant._trouble = 0.0, 0.0
        for number in range(QUIET_STEPS):
            if not self._rests(number):
                continue
            break
        else:
            raise self._broken(f"it does not come to rest: {self._left()}")
        if "comes_again" in self.takes_part:
            for inbound in self.delivered:
                self._redeliver(inbound)
        self._look_at_the_end()

    # What may happen

    def _step(self, what: str) -> None:
        if what not in FAULTS or what in self.takes_part:
            getattr(self, f"_{what}")()

    def _arrives(self) -> None:
        address = self.picker.choice(ADDRESSES)
        number = len(self.delivered)
        inbound = Inbound(
            "sms", address, f"SM{number}", MessageKind.TEXT, self.picker.choice(SAYINGS), signature=f"signed {number}"
        )
        self.delivered.append(inbound)
        if not inbox.receive(self.store, inbound):
            raise self._broken(f"{inbound.provider_id} is new and was not stored")

    def _comes_again(self) -> None:
        if not self.delivered:
            return
        copy = self.picker.choice(self.delivered)
        if self.picker.random() < 0.3:
            copy = dataclasses.replace(copy, provider_id=f"{copy.provider_id}-rearranged")
        self._redeliver(copy)

    def _redeliver(self, copy: Inbound) -> None:
        if inbox.receive(self.store, copy):
            raise self._broken(f"{copy.provider_id} was stored twice")

    def _works(self) -> None:
        worker = self.picker.choice(self.workers)
        if worker.turn is None:
            if any(other.turn for other in self.workers if other is not worker) and self.picker.random() < 0.3:
                return
            self._claim(worker)
            return
        before = self._state_of(worker.row)
        try:
            worker.turn.send(None)
        except StopIteration:
            row, worker.row, worker.turn = worker.row, None, None
            self._look_at_turn(row, before)

    def _claim(self, worker: Worker) -> None:
        worker.row, worker.claimed_at = inbox.claim(self.store, worker.name), self.clock.lease
        if worker.row is not None:
            self._look_at_claim(worker)
            worker.turn = worker.turns.work_off(worker.row)

    def _sends(self) -> None:
        worker = self.picker.choice(self.workers)
        if not worker.sending or self.picker.random() < 0.4:
            row = outbox.claim(self.store, "sms", worker.name)
            if row is not None:
                self._look_at_text(row)
                worker.begin(row, self.clock)
            return
        text = worker.sending.pop(self.picker.randrange(len(worker.sending)))
        outcome = self._handed_to_provider(text)
        if "dies" in self.takes_part and self.picker.random() < 0.15:  # between the provider's word and ours
            self._die(worker)
            return
        outbox.record(self.store, text.row, outcome)

    def _dies(self) -> None:
        self._die(self.picker.choice(self.workers))

    def _die(self, worker: Worker) -> None:
        if worker.turn is not None:
            worker.turn.close()
        self.workers[self.workers.index(worker)] = self._start()

    def _desk(self) -> None:
        found = self.stage.look_at("SELECT id, holder FROM conversation ORDER BY id")
        if not found:
            return
        (number, held), who = self.picker.choice(found), self.picker.choice(self.stage.operators)
        with suppress(IllegalTransition, LookupError), self.store.write() as work:
            if held != Holder.OPERATOR.value:
                holder.take(work, number, who)
            elif self.picker.random() < 0.5:
                holder.require_operator(work, number, who)
                said = NewMessage(Author.OPERATOR, self.picker.choice(("I am here", "wait")), operator_id=who)
                outbox.add(work, number, said)
            else:
                self.picker.choice((holder.hand_back, holder.put_back, holder.release))(work, number, who)

    def _clock(self) -> None:
        seconds = self.picker.choice((1.0, 3.0, 12.0, 70.0, 120.0))
        until = self.clock.lease + datetime.timedelta(seconds=seconds)
        for worker in self.workers:  # the sender itself gives up what takes too long
            for text in [each for each in worker.sending if until > each.since + LONGEST_SEND]:
                worker.sending.remove(text)
                outbox.record(self.store, text.row, self._handed_to_provider(text))
        self.clock.go_on(seconds)

    def _clock_is_set(self) -> None:
        self.clock.set_by(self.picker.choice((-3600.0, -3.0, 3.0, 3600.0)))

    # Coming to rest

    def _rests(self, number: int) -> bool:
        busy = False
        for worker in self.workers:
            if worker.turn is None:
                self._claim(worker)
            while worker.turn is not None:
                busy, before = True, self._state_of(worker.row)
                try:
                    worker.turn.send(None)
                except StopIteration:
                    row, worker.row, worker.turn = worker.row, None, None
                    self._look_at_turn(row, before)
            while (row := outbox.claim(self.store, "sms", worker.name)) is not None:
                self._look_at_text(row)
                worker.begin(row, self.clock)
            for text in worker.sending:
                busy = True
                outbox.record(self.store, text.row, self._handed_to_provider(text))
            worker.sending.clear()
        if busy:
            return False
        left = self.stage.look(LEFT)
        if left:
            self.clock.go_on(901.0 if number % 4 == 3 else 110.0)
        return not left

    # The promises

    def _look_at_claim(self, worker: Worker) -> None:
        assert worker.row is not None
        for other in self.workers:
            same = other.row is not None and other.row.conversation_id == worker.row.conversation_id
            if other is not worker and same and not self._is_over(other):
                raise self._broken("two workers have one conversation")

    def _is_over(self, worker: Worker) -> bool:
        """Whether a worker's claim has run out, so that another may take over."""
        return self.clock.lease > worker.claimed_at + datetime.timedelta(seconds=CLAIM_SECONDS)

    def _look_at_turn(self, row: InboxRow | None, before: _State) -> None:
        """Somebody's text was worked off, or put off: the bot spoke if it was its turn, and did not if it was not."""
        assert row is not None
        state = self.stage.look("SELECT state FROM inbox WHERE id = ?", row.id)
        said = self.stage.look("SELECT count(*) FROM message WHERE author = 'bot' AND id > ?", before.last_message)
        if before.holder is Holder.OPERATOR and said:
            raise self._broken(f"the bot spoke while an operator held conversation {row.conversation_id}")
        if state == inbox.WAITING:
            return
        if state is None:  # erased, by this text or meanwhile
            return
        if before.state != inbox.WAITING:
            if said:
                raise self._broken(f"{row.inbound.provider_id} was answered twice")
            return
        if before.holder is Holder.BOT and not said:
            raise self._broken(f"{row.inbound.provider_id} was swallowed")
        done = self.finished.setdefault(row.inbound.address, [])
        number = int(row.inbound.provider_id[2:].partition("-")[0])
        if done and number <= done[-1]:
            raise self._broken(f"texts of one contact were answered in the order {[*done, number]}")
        done.append(number)

    def _look_at_text(self, row: OutboxRow) -> None:
        for other in self.workers:
            if any((each.row.id, each.row.tried_at) == (row.id, row.tried_at) for each in other.sending):
                raise self._broken(f"text {row.id} is being sent twice")

    def _handed_to_provider(self, text: OnItsWay) -> Outcome:
        row, self.provider.identity = text.row, text.identity
        taken = self.provider.times.total()
        outcome = self.stage.loop.run_until_complete(self.sender._outcome(row))
        if self.provider.times.total() > taken:
            self._look_at_sent(text)
        return outcome

    def _look_at_sent(self, text: OnItsWay) -> None:
        row = text.row
        if self.provider.times[self.provider.identity] > 1:
            raise self._broken(f"text {row.id} was sent twice")
        author = self.stage.look(
            "SELECT author FROM message JOIN outbox ON message.id = message_id WHERE outbox.id = ?", row.id
        )
        late = text.since - row.tried_at > datetime.timedelta(seconds=1)  # it was tried before
        if text.over_an_operator and author == Author.BOT.value and late:
            raise self._broken(f"text {row.id} of the bot came late, over an operator")

    def _look_at_order(self, address: str) -> None:
        """Of one contact: in the order in which they were written, but what is urgent may go before what is not."""
        found = self.stage.look_at("SELECT id, created_at, urgent FROM outbox")
        urgent = {(number, written): is_urgent for number, written, is_urgent in found}
        sent = [taken.identity for taken in self.provider.taken.get(address, ()) if taken.identity in urgent]
        for earlier, later in pairwise(sent):
            if later < earlier and not (urgent[earlier] and not urgent[later]):
                raise self._broken(f"texts went out in the order {[number for number, _ in sent]}")

    def _look_at_the_end(self) -> None:
        for address in ADDRESSES:
            self._look_at_order(address)
        texts = self.stage.look_at("SELECT id, created_at, state, error FROM outbox")
        for number, written, state, error in texts:
            times = self.provider.times[(number, written)]
            if state == outbox.OutboxState.CANCELLED.value and error in CANCELLED_FOR:
                continue
            if state != outbox.OutboxState.SENT.value or times != 1:
                raise self._broken(f"text {number} is {state} ({error}), and was sent {times} times")
        arrived = self.stage.look_at("SELECT provider_id_hash, state FROM inbox")
        failed = {hashed for hashed, state in arrived if state == inbox.FAILED}
        for inbound in self.delivered:
            number = int(inbound.provider_id[2:])
            known = number in self.finished.get(inbound.address, ())
            hashed = self.store.vault.address_hash(inbound.channel, inbound.provider_id)
            if not known and hashed not in failed and not self._was_erased(hashed):
                raise self._broken(f"{inbound.provider_id} was lost")

    def _was_erased(self, hashed: str) -> bool:
        """Whether it was worked off and erased since; what is still unread is never erased with the rest."""
        return self.stage.look("SELECT id FROM erased WHERE provider_id_hash = ?", hashed) is not None

    # Small things

    def _start(self) -> Worker:
        self.started += 1
        worker = Worker(f"w{self.started}", self.stage.look)
        senders: Any = {"sms": HandedOver(worker, self.picker, self.clock)}
        worker.turns = Turns(self.store, self.assistant, {"sms": self.provider}, worker.name, None, senders)
        return worker

    def _left(self) -> list[Any]:
        """What is still to be done, for whoever reads of it."""
        rows: list[Any] = []
        with self.store.read() as work:
            for table in (tables.inbox, tables.outbox):
                open_ = table.c.state.in_((inbox.WAITING, outbox.OutboxState.SENDING.value))
                rows += [dict(row._mapping) for row in work.run(select(table).where(open_))]
        return rows

    def _state_of(self, row: InboxRow | None) -> _State:
        assert row is not None
        state = self.stage.look("SELECT state FROM inbox WHERE id = ?", row.id)
        last = self.stage.look("SELECT max(id) FROM message") or 0
        return _State(self._holder_of(row.conversation_id), state, last)

    def _holder_of(self, conversation_id: int) -> Holder | None:
        held = self.stage.look("SELECT holder FROM conversation WHERE id = ?", conversation_id)
        return Holder(held) if held else None

    def _broken(self, promise: str) -> Broken:
        return Broken(f"seed {self.seed}: {promise}")


@dataclass(frozen=True)
class _State:
    """How a conversation stood before a step."""

    holder: Holder | None
    state: str | None
    last_message: int


LEFT = (
    "SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting')"
    " + (SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending'))"
)
WEIGHTS = {
    "arrives": 5, "comes_again": 1, "works": 12, "sends": 9, "dies": 2, "desk": 3, "clock": 3, "clock_is_set": 1,
}  # fmt: skip
FAULTS = ("comes_again", "dies", "desk", "clock_is_set")  # each takes part in some schedules only


class Unwrapped:
    """In the place of the master key, which no schedule is about: a data key stands as it is in the contact's row."""

    def wrap(self, data_key: bytes) -> bytes:
        """The same."""
        return data_key

    def unwrap(self, wrapped: bytes) -> bytes:
        """The same."""
        return wrapped

    def is_newest(self, wrapped: bytes) -> bool:
        """Always."""
        return True


class Stage:
    """What many schedules have in common: a database, operators, a clock, a loop."""

    def __init__(self, folder: Path) -> None:
        self.clock, self.loop = Clock(), asyncio.new_event_loop()
        vault = dataclasses.replace(make_keys(), wrapper=Unwrapped())
        self.store = Store(new_sqlite(folder / "simulation.db"), vault)
        self.store.database.notify = lambda *_: None  # type: ignore[method-assign]  # nobody waits: all look
        self._onlooker = sqlite3.connect(folder / "simulation.db", isolation_level=None)
        self._onlooker.execute("PRAGMA foreign_keys=ON")
        self.operators = [operator_named(self.store, name) for name in ("Amira", "Boris")]

    def look(self, statement: str, *values: object) -> Any:
        """One value, as it stands in the database: SQLite asked directly, which takes a tenth of the time."""
        found = self._onlooker.execute(statement, values).fetchone()
        return found[0] if found else None

    def look_at(self, statement: str) -> list[tuple[Any, ...]]:
        """All rows, in the same way."""
        return self._onlooker.execute(statement).fetchall()

    def play(self, seed: int) -> None:
        """One schedule on an empty database. Raises Broken."""
        self.clock.start_again()
        for table in ("contact", "erased", "audit"):
            self._onlooker.execute(f"DELETE FROM {table}")
        World(self, seed).play()

    def close(self) -> None:
        """Give all back."""
        self._onlooker.close()
        self.store.close()
        self.loop.close()


@contextmanager
def stage_in(folder: Path) -> Iterator[Stage]:
    """A stage on its own clock."""
    stage = Stage(folder)
    try:
        with on_this_clock(stage.clock):
            yield stage
    finally:
        stage.close()


def first_broken(folder: Path, seeds: range) -> str | None:
    """What the first seed that breaks a promise says; None where none does. Raises Crashed."""
    with stage_in(folder) as stage:
        for seed in seeds:
            try:
                stage.play(seed)
            except Broken as broken:
                return str(broken)
            except Exception as crash:
                raise Crashed(f"seed {seed}: {type(crash).__name__}: {crash}") from crash
    return None
