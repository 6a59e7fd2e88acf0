"""`rightsline chat`: the real bot in the terminal. Nothing is stored."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import typer

from bot.channels.contract import OfferedChoice, Shaped
from bot.replies.reply import Reply
from bot.settings import Settings


def chat_in_terminal(settings: Settings, model: Path, channel: str, country: str | None) -> None:
    """Talk with the bot until end of input. `channel` decides how replies look."""
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    from bot.dialogue.assistant import Assistant

    asyncio.run(_talk(Assistant.load(model), channel, country or settings.hotline_country))


async def _talk(assistant, channel: str, country: str | None) -> None:  # type: ignore[no-untyped-def]
    from bot.dialogue.keywords import Digit, Keyword, recognise
    from bot.dialogue.turn import harmless

    memory, offered, more, language, first = None, (), (), None, True
    while (line := await asyncio.to_thread(_read)) is not None:
        keyword = recognise(line)
        if keyword is Keyword.MORE and more:
            _show(channel, (more[0],))
            more = more[1:]
            continue
        text = harmless(line)
        if isinstance(keyword, Digit):
            fixed = {0: "/menu", 9: "/talk_to_human"}
            text = fixed.get(keyword.value) or (
                offered[keyword.value - 1].payload if keyword.value <= len(offered) else text
            )
        if not text:
            continue
        known = {"language": language, "country_guess": country, "first": first}
        answer = await assistant.answer("terminal", memory, text, channel, known)
        memory, language, first = answer.memory, answer.language, False
        if answer.reply:
            offered = tuple(OfferedChoice(str(n), c.title, c.payload) for n, c in enumerate(answer.reply.choices, 1))
            shaped = _shape(channel, answer.reply, offered)
            more = shaped.more
            _show(channel, shaped.texts)
            if channel != "sms":
                for number, choice in enumerate(offered, start=1):
                    typer.echo(f"  [{number}] {choice.title}")
        for effect in answer.effects:
            typer.echo(typer.style(f"  ({effect})", fg="yellow"))


def _read() -> str | None:
    try:
        return input("> ")
    except EOFError:
        return None


def _shape(channel: str, reply: Reply, offered: tuple[OfferedChoice, ...]) -> Shaped:
    if channel != "sms":
        return Shaped((reply.text,))
    from bot.channels.sms_text import shape

    return shape(reply, offered)


def _show(channel: str, texts: tuple[str, ...]) -> None:
    for text in texts:
        if channel == "sms":
            from bot.channels.sms_text import segments

            used = segments(text)
            typer.echo(typer.style(f"  ({used.encoding}, {used.count} segments)", fg="yellow"))
        typer.echo(text)
