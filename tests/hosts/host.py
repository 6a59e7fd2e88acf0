"""One host of a test, whose parts are kept running as `rightsline run` does; the worker answers without Rasa."""

from __future__ import annotations

import asyncio
import signal
import sys

from bot.channels.registry import open_channels
from bot.conversations import inbox, outbox
from bot.conversations.work import open_store
from bot.running.parts import set_up_logging
from bot.running.watcher import Watcher, rightsline_command
from bot.settings import read_settings
from bot.worker import sender
from bot.worker.worker import Worker
from tests.worker.stub import StubAssistant

TEXTS_AT_ONCE = 1000
# A dead host's claims run out after a minute and more; a test does not wait for that.
SEND_SECONDS, INBOX_CLAIM_SECONDS = 3, 5


def run_worker() -> None:
    """The worker, whose claims are short."""
    inbox.CLAIM_SECONDS, outbox.CLAIM_SECONDS, sender.SEND_SECONDS = INBOX_CLAIM_SECONDS, SEND_SECONDS * 3, SEND_SECONDS
    settings = read_settings()
    set_up_logging(settings)
    store = open_store(settings)
    channels = open_channels(settings, store)
    asyncio.run(Worker(store, StubAssistant(), channels, "GB", TEXTS_AT_ONCE).run())


def run(*parts: str) -> None:
    """Keep the parts running until told to stop."""
    with Watcher(lambda line: print(line, file=sys.stderr, flush=True)) as watcher:
        for part in parts:
            own = [sys.executable, "-m", "tests.hosts.host", "only-worker"]
            watcher.keep(part, own if part == "worker" else rightsline_command("run", part))
        signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    if sys.argv[1:] == ["only-worker"]:
        run_worker()
    else:
        run(*sys.argv[1:])
