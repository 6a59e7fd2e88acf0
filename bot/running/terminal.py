"""`rightsline chat`: the real bot in the terminal, through the same turns as everybody; nothing is kept."""

from __future__ import annotations

import asyncio
import datetime
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import typer
from starlette.routing import BaseRoute

from bot.channels.sms import channel as sms
from bot.channels.telegram.text import split
from bot.conversations import inbox
from bot.conversations.contract import Inbound, Intake, MessageKind, OfferedChoice, Outbound, Outcome, Sent, Shaped
from bot.conversations.work import Store
from bot.dialogue.answer import Assistant
from bot.privacy.encryption import make_keys
from bot.replies.reply import Reply
from bot.settings import Settings
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from bot.text.gsm7 import segments
from bot.worker.sender import Sender
from bot.worker.turns import Turns

ADDRESS = "terminal"
WORKER = "terminal"
SHAPES: dict[str, Callable[[Reply, Sequence[OfferedChoice]], Shaped]] = {
    "sms": sms.shape,
    "telegram": lambda reply, _: Shaped(tuple(split(reply.text))),
    "webchat": lambda reply, _: Shaped((reply.text,)),
}


class TerminalChannel:
    """Shows what another channel would send."""

    def __init__(self, like: str) -> None:
        self.name = like

    def routes(self, intake: Intake) -> Sequence[BaseRoute]:
        """Nothing arrives by web."""
        return ()

    def shape(self, reply: Reply, choices: Sequence[OfferedChoice]) -> Shaped:
        """As the channel would."""
        return SHAPES[self.name](reply, choices)

    async def send(self, outbound: Outbound) -> Outcome:
        """Print it; a number picks a choice, as on every channel."""
        typer.echo(outbound.text)
        if self.name == "sms":
            used = segments(outbound.text)
            typer.secho(f"  ({used.encoding.value}, {used.count} segments)", fg="yellow")
        else:
            for number, choice in enumerate(outbound.choices, start=1):
                typer.secho(f"  [{number}] {choice.title}", fg="cyan")
        return Sent(str(outbound.outbox_id))

    async def find_sent(self, outbound: Outbound, since: datetime.datetime) -> Sent | None:
        """A terminal loses nothing."""
        return None

    async def close(self) -> None:
        """Nothing is open."""


def chat_in_terminal(settings: Settings, model: Path, channel: str, country: str | None) -> None:
    """Talk with the bot until end of input. `channel` decides how replies look."""
    if channel not in SHAPES:
        raise typer.BadParameter(f"{channel} is none of {', '.join(SHAPES)}")
    from bot.assistant.assistant import RasaAssistant

    with TemporaryDirectory() as folder:
        store = Store(Database(f"sqlite:///{folder}/chat.db"), make_keys())
        migrate(store.database)
        asyncio.run(
            _talk(store, RasaAssistant.load(model), TerminalChannel(channel), country or settings.hotline_country)
        )
        store.close()


async def _talk(store: Store, assistant: Assistant, channel: TerminalChannel, country: str | None) -> None:
    turns = Turns(store, assistant, {channel.name: channel}, WORKER, country)
    sender = Sender(store, channel, WORKER)
    while (line := await asyncio.to_thread(_read)) is not None:
        inbox.receive(store, Inbound(channel.name, ADDRESS, secrets.token_hex(8), MessageKind.TEXT, line))
        while (row := inbox.claim(store, WORKER)) is not None:
            await turns.work_off(row)
        await sender.send_due()
        await sender.finish()


def _read() -> str | None:
    try:
        return input("> ")
    except EOFError:
        return None
