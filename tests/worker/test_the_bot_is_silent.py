"""The promise of promises: while an operator holds a conversation, the bot never speaks in it; while it waits for one,
only where the contact turns to the computer or is in danger.

Any interleaving of texts, redeliveries, restarts, failed database reads, a worker that dies in the middle of a turn, an
operator who takes over while the bot is thinking, and hours of silence.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select, update

from bot.conversations import holder, inbox, messages
from bot.conversations.contract import Inbound
from bot.conversations.holder import Holder, IllegalTransition
from bot.conversations.messages import Author
from bot.conversations.work import Store
from bot.privacy.encryption import make_keys
from bot.storage import tables
from bot.worker.turns import Turns
from tests.databases import new_sqlite
from tests.making import operator_named, text_from
from tests.worker.stub import StubAssistant, StubChannel

ADDRESS = "+447700900001"


class PlantedDatabaseError(RuntimeError):
    """A read that fails."""


class WorkerDied(BaseException):
    """A SIGKILL: nothing in the worker can catch it."""


class Conversation(RuleBasedStateMachine):
    """One contact, one bot, two operators, and everything that can go wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.store = Store(new_sqlite(Path(self.folder.name) / "x.db"), make_keys())
        self.assistant = StubAssistant()
        self.operators = [operator_named(self.store, name) for name in ("one", "two")]
        self.seen: list[Inbound] = []
        self.allowed = 0
        self.workers = 0
        self._new_worker()

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @rule(
        text=st.sampled_from(
            ["hello", "help", "fail", "silence", "9", "MORE", "1", "0", "/restart", "he has a knife", "erase"]
        )
    )
    def somebody_texts(self, text: str) -> None:
        inbound = text_from(ADDRESS, text)
        self.seen.append(inbound)
        inbox.receive(self.store, inbound)

    @rule(data=st.data())
    def the_provider_delivers_again(self, data: st.DataObject) -> None:
        if self.seen:
            inbox.receive(self.store, data.draw(st.sampled_from(self.seen)))

    @rule()
    def the_worker_works(self) -> None:
        self._work()

    @rule(operator=st.integers(0, 1))
    def an_operator_takes_over_while_the_bot_thinks(self, operator: int) -> None:
        async def take() -> None:
            self._try(holder.take, operator)

        self.assistant.meanwhile = take
        self._work()
        self.assistant.meanwhile = None

    @rule(where=st.sampled_from(["bot.conversations.contacts.of_conversation", "bot.conversations.offers.read"]))
    def reading_the_database_fails(self, where: str) -> None:
        with mock.patch(where, side_effect=PlantedDatabaseError):
            self._work(once=True)

    @rule()
    def the_worker_dies_in_the_middle_of_a_turn(self) -> None:
        async def die() -> None:
            raise WorkerDied

        self.assistant.meanwhile = die
        with contextlib.suppress(WorkerDied):
            self._work(once=True)
        self.assistant.meanwhile = None
        self._new_worker()
        self.hours_pass()

    @rule()
    def hours_pass(self) -> None:
        with self.store.write() as work:
            for column in (tables.conversation.c.claimed_until, tables.conversation.c.changed_at):
                old = work.run(select(column)).scalar()
                if old is not None:
                    work.run(update(tables.conversation).values({column: old - datetime.timedelta(hours=7)}))

    @rule(operator=st.integers(0, 1), action=st.sampled_from([holder.take, holder.hand_back, holder.put_back]))
    def an_operator_acts(self, operator: int, action: object) -> None:
        self._try(action, operator)
        self.allowed = self._spoken() if self._holder() is not Holder.BOT else self.allowed

    @invariant()
    def the_bot_has_not_spoken_over_a_human(self) -> None:
        if self._holder() is not Holder.BOT:
            assert self._spoken() <= self.allowed, "the bot spoke while a human or the queue held the conversation"

    def _work(self, once: bool = False) -> None:
        """Let the worker answer one text at a time, and look after each."""
        while (row := inbox.claim(self.store, self.worker)) is not None:
            before, spoken = self._holder(), self._spoken()
            asyncio.run(self.turns.work_off(row))
            may_speak = before is not Holder.OPERATOR  # the queue is nobody: who waits is answered
            if not may_speak:
                assert self._spoken() == spoken, "the bot spoke although it did not hold the conversation"
            elif self._holder() is Holder.OPERATOR:
                assert self._spoken() == spoken, "the bot spoke over the operator who took the conversation"
            self.allowed = self._spoken() if may_speak else self.allowed
            if once:
                return

    def _try(self, action, operator: int) -> None:  # type: ignore[no-untyped-def]
        with self.store.read() as work:
            found = work.run(select(tables.conversation.c.id)).scalar()
        if found is None:
            return
        with contextlib.suppress(IllegalTransition, LookupError), self.store.write() as work:
            action(work, found, self.operators[operator])

    def _holder(self) -> Holder:
        with self.store.read() as work:
            return Holder(work.run(select(tables.conversation.c.holder)).scalar() or "bot")

    def _spoken(self) -> int:
        with self.store.read() as work:
            found = work.run(select(tables.conversation.c.id)).scalar()
            if found is None:
                return 0
            return len(messages.transcript(work, found, authors=[Author.BOT]))

    def _new_worker(self) -> None:
        self.workers += 1
        self.worker = f"w{self.workers}"
        self.turns = Turns(self.store, self.assistant, {"sms": StubChannel()}, self.worker)


PLAYED = settings(
    max_examples=60,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
)


@pytest.mark.long("plays sixty conversations of twenty-five steps")
def test_the_bot_never_speaks_over_a_human_and_in_the_queue_only_when_spoken_to() -> None:
    run_state_machine_as_test(Conversation, settings=PLAYED)


def test_the_test_would_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holder, "holder_of", lambda *_: Holder.BOT)  # the check before writing, taken out
    played = Conversation()
    try:
        played.somebody_texts(text="hello")
        with pytest.raises(AssertionError, match="the bot spoke over the operator"):
            played.an_operator_takes_over_while_the_bot_thinks(operator=0)
    finally:
        played.teardown()
