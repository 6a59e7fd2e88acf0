"""Whether Twilio took a text of which we had no answer: looked up in its list before it is sent again."""

from __future__ import annotations

import datetime

from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from bot.channels.sms.rest import Refusal, RestHttp
from bot.conversations.contract import NEWEST_LOOKED_AT, NotSent, Outbound, SendError, Sent
from bot.text.gsm7 import segments

TOLERANCE = datetime.timedelta(seconds=2)  # both clocks are known to the second
NOT_SENT = frozenset({"failed", "undelivered", "canceled"})


async def find_message(client: Client, http: RestHttp, outbound: Outbound, since: datetime.datetime) -> Sent | None:
    """The message with this text to this address that Twilio made at or after `since` (our clock); None without one.

    A conversation's texts are sent one after the other, and what was sent before this one is known by its id
    (`outbound.earlier`): an equal text of a moment ago is not taken for this one. Where the account redacts bodies, the
    length is compared. The list is not filtered by DateSent: a queued message has none and would be missed. Raises
    Refusal when the list cannot be read.
    """
    try:
        messages = await client.messages.list_async(to=outbound.address, limit=NEWEST_LOOKED_AT)
    except TwilioException:
        raise Refusal(NotSent(SendError.UNCERTAIN, "unreadable_answer")) from None
    earliest = since + http.clock_offset - TOLERANCE
    for message in messages:
        if message.status in NOT_SENT or message.direction == "inbound" or message.sid in outbound.earlier:
            continue
        if message.date_created is None or message.date_created < earliest:
            continue
        if outbound.template:  # Twilio fills its blanks, so that its words and their length are not known from here
            return Sent(message.sid)
        if _same(message.body, outbound.text) if message.body else _as_long(message.num_segments, outbound.text):
            return Sent(message.sid)
    return None


def _same(theirs: str, ours: str) -> bool:
    return "".join(theirs.split()) == "".join(ours.split())


def _as_long(their_segments: str | None, ours: str) -> bool:
    return their_segments == str(segments(ours).count)
