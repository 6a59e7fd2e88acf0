"""Whether Twilio took a text of which we had no answer: looked up in its list before it is sent again."""

from __future__ import annotations

import datetime

from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from bot.channels.contract import NotSent, Outbound, SendError, Sent
from bot.channels.sms_rest import Refusal, RestHttp
from bot.channels.sms_segments import segments

NEWEST_LOOKED_AT = 50  # a contact gets their texts one after the other
TOLERANCE = datetime.timedelta(seconds=2)  # both clocks are known to the second
NOT_SENT = frozenset({"failed", "undelivered", "canceled"})


async def find_message(client: Client, http: RestHttp, outbound: Outbound, since: datetime.datetime) -> Sent | None:
    """The message with this text to this address that Twilio made at or after `since` (our clock); None without one.

    A conversation's texts are sent one after the other, so what Twilio made since this text's first try is this text:
    the ids of earlier ones need not be known. Within the tolerance an equal text sent just before could be taken for
    this one; then the contact has read the same words two seconds ago, which harms less than reading them twice.
    The list is not filtered by DateSent: a queued message has none and would be missed. Raises Refusal when the list
    cannot be read.
    """
    try:
        messages = await client.messages.list_async(to=outbound.address, limit=NEWEST_LOOKED_AT)
    except TwilioException:
        raise Refusal(NotSent(SendError.UNCERTAIN, "unreadable_answer")) from None
    earliest = since + http.clock_offset
    for message in messages:
        if message.status in NOT_SENT or message.direction == "inbound" or message.date_created is None:
            continue
        if message.body:
            found = _same(message.body, outbound.text) and message.date_created >= earliest - TOLERANCE
        else:  # the account redacts bodies: all that is left to compare is the length, so no tolerance
            whole_second = earliest.replace(microsecond=0)
            found = message.num_segments == str(segments(outbound.text).count) and message.date_created >= whole_second
        if found:
            return Sent(message.sid)
    return None


def _same(theirs: str, ours: str) -> bool:
    return "".join(theirs.split()) == "".join(ours.split())
