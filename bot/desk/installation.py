"""The administrators' page of how this installation is set, and whether it works. Nothing on it is a secret.

It is read-only: all of it is set by hotline.yml and the environment, which are read when a process starts.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version

from starlette.responses import Response

from bot.channels.enabled import channel_names, is_on, when_off
from bot.conversations import delivery, waiting
from bot.conversations.delivery import ARRIVED, Trouble
from bot.conversations.duty import on_duty
from bot.conversations.opening_hours import read_hours
from bot.conversations.work import Work
from bot.desk.guard import Visit
from bot.i18n.catalogues import Catalogue, catalogue_of, offered_languages
from bot.settings import Settings
from bot.storage.engine import now
from bot.storage.tables import LOST


@dataclass(frozen=True)
class ChannelState:
    """One channel. `to_set`: what turns it on; None where it is on. Numbers are texts of the last day."""

    name: str
    to_set: str | None
    sent: int
    lost: int
    trouble: Trouble | None


@dataclass(frozen=True)
class Running:
    """How it runs now. `is_open`: within the hours; None where none are set."""

    channels: tuple[ChannelState, ...]
    worker_seen: datetime.datetime | None
    worker_is_there: bool
    on_duty: int
    is_open: bool | None
    opens: datetime.datetime | None


def page(visit: Visit) -> Response:
    """What the hotline is, and whether its parts work."""
    settings = visit.desk.settings
    with visit.desk.store.read() as work:
        running = read_running(work, settings)
    return visit.page(
        "installation.html",
        hotline=settings.hotline,
        settings=settings,
        is_sqlite=visit.desk.store.database.is_sqlite,
        running=running,
        catalogues=catalogues(),
        version=version("rightsline"),
    )


def read_running(work: Work, settings: Settings) -> Running:
    """How it stands now."""
    moment, seen, hours = now(), waiting.worker_seen(work), read_hours(settings.hotline.hours)
    is_open = hours.is_open(moment, None) if hours else None
    return Running(
        channels=_channels(work, settings),
        worker_seen=seen,
        worker_is_there=waiting.is_there(seen),
        on_duty=len(on_duty(work)),
        is_open=is_open,
        opens=hours.next_opening(moment, None) if hours and not is_open else None,
    )


def catalogues() -> Mapping[str, Catalogue]:
    """The catalogue of each language that people are answered in."""
    return {language: catalogue_of(language) for language in offered_languages()}


def _channels(work: Work, settings: Settings) -> tuple[ChannelState, ...]:
    texts, troubled = delivery.lately(work), {each.channel: each for each in delivery.troubles(work)}
    return tuple(
        ChannelState(
            name=name,
            to_set=None if is_on(name, settings) else when_off(name),
            sent=sum(texts.get((name, state), 0) for state in ARRIVED),
            lost=sum(texts.get((name, state), 0) for state in LOST),
            trouble=troubled.get(name),
        )
        for name in channel_names()
    )
