"""What a channel is: how it hands in what people send, how it sends, and what its errors mean."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from starlette.routing import BaseRoute

from bot.replies.reply import Reply


class MessageKind(str, enum.Enum):
    """What somebody sent. Everything is stored as what it is and answered with what can be done."""

    TEXT = "text"
    CHOICE = "choice"
    EDITED = "edited"
    MEDIA = "media"
    LOCATION = "location"
    CONTACT_CARD = "contact_card"
    EMPTY = "empty"


class FileKind(str, enum.Enum):
    """What a file is to who looks at it."""

    PICTURE = "picture"
    SOUND = "sound"
    VIDEO = "video"
    DOCUMENT = "document"


@dataclass(frozen=True)
class Attachment:
    """A file of a message, which still lies at the provider, as the provider tells of it.

    `reference`: by which the channel fetches it, and no address: what arrives must not say where we connect to.
    `size` in bytes, `seconds` of sound or video; None where the provider does not say.
    """

    kind: FileKind
    reference: str
    size: int | None = None
    seconds: int | None = None


@dataclass(frozen=True)
class Inbound:
    """One thing somebody sent, normalised. `text` is as sent, only cleaned of what cannot be stored; a place as a URI.

    `token`: the pressed button's token, looked up in what was offered. `payload`: a Rasa payload such as `/menu` that
    the channel itself made from a command or picker; never taken from what people type. `language_hints`: ISO 639
    codes, the likeliest first (Telegram's language_code, the browser's languages). `provider_id` is unique in the
    channel. `stops`: the provider says that it blocks us from now on. `resumes`: send to them again; with a payload it
    is answered, with a text greeted, and with neither (unblocked in the app) taken without a word. `answered`: the
    provider itself has answered it (Twilio's HELP), so we only store it. `may_block`: it may block us for
    this word and not say so (Twilio's CANCEL). `signature`: the provider's over the delivery; what comes with a known
    one is a copy, whatever its id. `household`: what all have in common who write from one network, see
    bot/conversations/households.py; None where the channel cannot tell. `attachments`: its files. More of an album come
    under the same `provider_id`.
    """

    channel: str
    address: str
    provider_id: str
    kind: MessageKind
    text: str = ""
    token: str | None = None
    payload: str | None = None
    language_hints: tuple[str, ...] = ()
    stops: bool = False
    resumes: bool = False
    answered: bool = False
    may_block: bool = False
    signature: str | None = field(default=None, repr=False)
    household: str | None = field(default=None, repr=False)
    attachments: tuple[Attachment, ...] = ()


def geo_uri(latitude: object, longitude: object) -> str:
    """A place in degrees (WGS 84) as RFC 5870 writes it, to a metre; empty for what is no place on Earth."""
    try:
        north, east = float(str(latitude)), float(str(longitude))
    except ValueError:
        return ""
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        return ""
    return f"geo:{north:.5f},{east:.5f}"


class DeliveryState(str, enum.Enum):
    """What the provider says of a text that it took."""

    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True)
class Receipt:
    """A provider's later word on a text we sent."""

    channel: str
    provider_id: str
    state: DeliveryState
    error: str | None = None


class SendError(str, enum.Enum):
    """Why a text was not sent. POLICIES says what follows from each."""

    UNREACHABLE = "unreachable"
    THROTTLED = "throttled"
    PROVIDER_DOWN = "provider_down"
    UNCERTAIN = "uncertain"
    CONTACT_STOPPED = "contact_stopped"
    ADDRESS_INVALID = "address_invalid"
    REFUSED = "refused"
    MISCONFIGURED = "misconfigured"


@dataclass(frozen=True)
class ErrorPolicy:
    """What follows from a SendError. `retry`: try again. `look_first`: only after the provider's list was searched."""

    retry: bool
    look_first: bool = False
    stops_contact: bool = False


POLICIES: dict[SendError, ErrorPolicy] = {
    SendError.UNREACHABLE: ErrorPolicy(retry=True),  # no connection was made, so nothing was sent
    SendError.THROTTLED: ErrorPolicy(retry=True),
    SendError.PROVIDER_DOWN: ErrorPolicy(retry=True, look_first=True),
    SendError.UNCERTAIN: ErrorPolicy(retry=True, look_first=True),
    SendError.CONTACT_STOPPED: ErrorPolicy(retry=False, stops_contact=True),
    SendError.ADDRESS_INVALID: ErrorPolicy(retry=False),
    SendError.REFUSED: ErrorPolicy(retry=False),
    SendError.MISCONFIGURED: ErrorPolicy(retry=True),
}


@dataclass(frozen=True)
class Sent:
    """The provider took the text under this id."""

    provider_id: str


@dataclass(frozen=True)
class NotSent:
    """The provider did not take the text, or we cannot know. `after` seconds: the provider's own wish."""

    error: SendError
    code: str | None = None
    after: float | None = None


Outcome = Sent | NotSent

NEWEST_LOOKED_AT = 50  # of a contact's texts at the provider: they are sent one after the other


@dataclass(frozen=True)
class Template:
    """A text that the provider keeps and has approved. `variables`: what fills its blanks, by their numbers."""

    content_sid: str
    variables: Mapping[str, str]


@dataclass(frozen=True)
class Outbound:
    """One text to send. `choices` are buttons where the channel has them; `outbox_id` names it at the provider.

    `previous_keyboard`: the provider's id of the text sent before this one, where that one still shows buttons.
    `earlier`: the provider's ids of the newest texts sent before this one, where it is to be looked for first.
    `template`: sent as this; `text` is what it then says.
    """

    outbox_id: int
    address: str
    text: str
    language: str
    choices: tuple[OfferedChoice, ...] = ()
    previous_keyboard: str | None = None
    earlier: frozenset[str] = frozenset()
    template: Template | None = None


@dataclass(frozen=True)
class OfferedChoice:
    """A choice with its short token (at most 16 characters) that comes back when it is picked."""

    token: str
    title: str
    payload: str


@dataclass(frozen=True)
class Shaped:
    """A reply cut for a channel: the text to send now, the pages that MORE brings, and the choices of each text."""

    texts: tuple[str, ...]
    more: tuple[str, ...] = ()


class Channel(Protocol):
    """One way to reach people. A new channel is one module with a class like this that passes tests/channels."""

    name: str

    def routes(self, intake: Intake) -> Sequence[BaseRoute]:
        """The web routes by which the provider reaches us; they authenticate, normalise, and hand to the intake."""

    def shape(self, reply: Reply, choices: Sequence[OfferedChoice]) -> Shaped:
        """The reply as this channel can show it."""

    async def send(self, outbound: Outbound) -> Outcome:
        """Hand one text to the provider, once, without retrying."""

    async def find_sent(self, outbound: Outbound, since: datetime.datetime) -> Sent | None:
        """The text at the provider, sent at or after `since` and none of `earlier`; None without one or any list.

        Raises where it could not be asked this time: "not found" would send it twice.
        """

    async def close(self) -> None:
        """Give connections back."""


class FileGone(Exception):
    """The provider does not have the file, or not where a provider's files lie: trying again does not help."""


class FileTooLarge(Exception):
    """The file is larger than was asked for."""


@runtime_checkable
class FetchesFiles(Protocol):
    """A channel whose provider keeps files for us."""

    async def fetch(self, reference: str, largest: int) -> bytes:
        """The file of an Attachment, of at most `largest` bytes.

        Raises FileGone or FileTooLarge; anything else may pass.
        """


class Intake(Protocol):
    """Where channels hand in what arrived. Returns only once it is stored durably."""

    async def receive(self, inbound: Inbound) -> bool:
        """Store it; False when it was there already (a redelivery)."""

    async def receipt(self, receipt: Receipt) -> None:
        """Store a provider's word on a text we sent."""

    async def count(self, event: str) -> None:
        """Count something refused or ignored, by name (no text, no address)."""
