"""`rightsline chat`: the real bot in the terminal, through the same turns as everybody; nothing is kept."""

from __future__ import annotations

import asyncio
import datetime
import json
import os
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
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
from bot.i18n import catalogues
from bot.i18n.catalogues import SOURCE_LANGUAGE, is_ready, po_files
from bot.privacy.encryption import make_keys
from bot.replies.reply import Reply
from bot.settings import Mendable, Settings, read_settings
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from bot.text.gsm7 import segments
from bot.worker.sender import Sender
from bot.worker.turns import Turns

ADDRESS = "terminal"
WORKER = "terminal"
TRIAL_SETTING = "RIGHTSLINE_TRIAL_LANGUAGES"
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


def put_on_trial(language: str) -> None:
    """Treat a language that is not ready as if it were, in this process. To be called before anything is answered.

    Raises Mendable where there is no catalogue to try.
    """
    if language == SOURCE_LANGUAGE:
        return
    po = po_files().get(language)
    if po is None:
        raise Mendable(
            f"--language {language}: there is no such catalogue; `rightsline new language {language}` begins one"
        )
    if not is_ready(po):
        os.environ[TRIAL_SETTING] = ",".join((*read_settings().languages_on_trial, language))
        catalogues.forget()


def chat_in_terminal(
    settings: Settings, model: Callable[[], Path], like: str, country: str | None, language: str | None
) -> None:
    """Talk with the bot until end of input. `like`: the channel as whose replies look; `language`: to begin in.

    `model` is asked for once the rest is known to be right, since it may have to be trained. Raises Mendable.
    """
    if like not in SHAPES:
        raise Mendable(f"--channel {like}: is none of {', '.join(SHAPES)}")
    if language:
        put_on_trial(language)
    from bot.assistant.assistant import RasaAssistant

    with TemporaryDirectory() as folder:
        store = Store(Database(f"sqlite:///{folder}/chat.db"), make_keys())
        migrate(store.database)
        country = country or settings.hotline.country
        asyncio.run(talk(store, RasaAssistant.load(model()), TerminalChannel(like), country, language))
        store.close()


async def talk(
    store: Store, assistant: Assistant, channel: TerminalChannel, country: str | None, language: str | None
) -> None:
    """Answer what stands in standard input, line by line."""
    turns = Turns(store, assistant, {channel.name: channel}, WORKER, country)
    sender = Sender(store, channel, WORKER)
    async for inbound in _written(channel.name, language):
        inbox.receive(store, inbound)
        while (row := inbox.claim(store, WORKER)) is not None:
            await turns.work_off(row)
        await sender.send_due()
        await sender.finish()


async def _written(channel: str, language: str | None) -> AsyncIterator[Inbound]:
    """What is sent: first the pick of the language, if there is one, then every line."""
    sent = partial(Inbound, channel, ADDRESS)
    if language:
        payload = f"/change_language{json.dumps({'language': language})}"
        yield sent(secrets.token_hex(8), MessageKind.CHOICE, language, payload=payload)
    while (line := await asyncio.to_thread(_read)) is not None:
        yield sent(secrets.token_hex(8), MessageKind.TEXT, line)


def _read() -> str | None:
    try:
        return input("> ")
    except EOFError:
        return None
