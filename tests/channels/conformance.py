"""What the conformance suite asks of a channel's driver. test_conformance.py puts every driver to the same promises.

A driver plays the channel's provider and the people behind it, against a real server: it delivers what people do to our
routes as the provider would, and takes what we send as the provider would. One module a channel in
tests/channels/drivers/, holding one subclass of Driver; that is all a new channel adds.
"""

from __future__ import annotations

import abc
import enum
import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.conversations.contract import Channel
from bot.conversations.work import Store
from bot.settings import Settings
from tests.channels import drivers


class Sends(enum.Enum):
    """What a person does."""

    TEXT = "text"
    EMPTY = "empty"
    MEDIA = "media"  # a picture, without words
    LOCATION = "location"
    EDITED = "edited"  # changes a text that was sent before
    CHOICE = "choice"  # presses a button; Arrival.text is its token
    STOPS = "stops"  # tells the provider to block us (Twilio's STOP, "block bot")
    RESUMES = "resumes"


class Proof(enum.Enum):
    """How a delivery says that it is the provider's."""

    GENUINE = "genuine"
    FORGED = "forged"  # signed with another secret, or a session that we never issued
    MISSING = "missing"


class Trouble(enum.Enum):
    """What the provider does to the next text that we send (and only to that one, but UNREACHABLE lasts)."""

    UNREACHABLE = "unreachable"  # nothing listens
    DOWN = "down"  # answers 5xx, takes nothing
    THROTTLED = "throttled"  # answers 429 and wants us to wait THROTTLE_SECONDS
    CUT = "cut"  # takes the text, then drops the connection without an answer
    OPTED_OUT = "opted_out"  # the contact blocked us
    NO_SUCH_ADDRESS = "no_such_address"
    WRONG_KEY = "wrong_key"  # our token is not valid
    REFUSED = "refused"  # any other final refusal


THROTTLE_SECONDS = 7


class Answer(enum.Enum):
    """What the provider hears of its delivery."""

    ACCEPTED = "accepted"  # 2xx or the protocol's acknowledgement: it will not deliver again
    REFUSED = "refused"  # 4xx, or the connection or session is refused
    FAILED = "failed"  # 5xx or nothing: never right


@dataclass(frozen=True)
class Arrival:
    """One thing a person does. Two arrivals with the same `number` are deliveries of one and the same thing.

    `contact` tells people apart: 1, 2, 3 ...
    """

    number: int
    sends: Sends = Sends.TEXT
    text: str = ""
    contact: int = 1


class Driver(abc.ABC):
    """Plays a channel's provider. Made afresh for each test.

    Life: `start` (its stand-in listens) -> `settings` -> `channel` -> our web app listens -> `connect` (its address is
    known) -> any of the rest -> `stop`.
    """

    name: ClassVar[str]
    lacks: ClassVar[Mapping[Sends | Proof | Trouble, str]] = {}
    """What the channel does not have, each with the reason; the suite skips it and shows the reason."""
    looks_back: ClassVar[bool] = True
    """Whether `find_sent` can find a text that the provider took (a Bot API cannot list what it sent)."""
    longest_text: ClassVar[int] = 4000
    """The longest text, in characters, that reaches us in one delivery; the suite sends up to 4,000."""

    @abc.abstractmethod
    async def start(self) -> None:
        """Start the provider's stand-in, if there is one."""

    @abc.abstractmethod
    async def stop(self) -> None:
        """End everything that was started or connected."""

    @abc.abstractmethod
    def settings(self) -> Mapping[str, Any]:
        """The fields of Settings that turn the channel on against the stand-in."""

    @abc.abstractmethod
    def channel(self, settings: Settings, store: Store) -> Channel:
        """The channel under test."""

    async def connect(self, base_url: str) -> None:  # most drivers only keep the address
        """Our web app listens at `base_url` (http://127.0.0.1:port)."""
        self.base_url = base_url

    @abc.abstractmethod
    async def deliver(self, arrival: Arrival, proof: Proof = Proof.GENUINE) -> Answer:
        """Bring what a person did to our web app, as the provider would; return what it heard. May run concurrently."""

    @abc.abstractmethod
    async def address(self, contact: int) -> str:
        """The address of a person, as the channel hands it in and sends to it."""

    @abc.abstractmethod
    async def trouble(self, trouble: Trouble) -> None:
        """Let the next send meet this."""

    @abc.abstractmethod
    async def taken(self, contact: int = 1) -> list[str]:
        """The texts that the provider took for a person, in order: what the person sees."""


def all_drivers() -> list[type[Driver]]:
    """The driver of every module in tests/channels/drivers."""
    for module in pkgutil.iter_modules(drivers.__path__):
        importlib.import_module(f"{drivers.__name__}.{module.name}")
    return sorted(Driver.__subclasses__(), key=lambda driver: driver.name)
