"""What Twilio's errors mean for a text that we send.

Codes and names: Twilio's error dictionary, https://www.twilio.com/docs/api/errors. Twilio splits old codes into finer
ones from time to time (changelog of 2024-07-10), so a code that is not listed is judged by its HTTP status.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversations.contract import NotSent, SendError

S = SendError


@dataclass(frozen=True)
class Meaning:
    """What a code is called, for operators and technicians, and what follows from it."""

    name: str
    error: SendError


CODES: dict[str, Meaning] = {
    "20003": Meaning("wrong account or token", S.MISCONFIGURED),
    "20005": Meaning("account not active", S.MISCONFIGURED),
    "20008": Meaning("test credentials", S.MISCONFIGURED),
    "20404": Meaning("no such account or service", S.MISCONFIGURED),
    "20429": Meaning("too many requests", S.THROTTLED),
    "20500": Meaning("Twilio's own fault", S.PROVIDER_DOWN),
    "20503": Meaning("Twilio not available", S.PROVIDER_DOWN),
    "21211": Meaning("not a phone number", S.ADDRESS_INVALID),
    "21212": Meaning("our number is not valid", S.MISCONFIGURED),
    "21214": Meaning("number cannot be reached", S.ADDRESS_INVALID),
    "21217": Meaning("not a phone number", S.ADDRESS_INVALID),
    "21219": Meaning("trial account: number not verified", S.MISCONFIGURED),
    "21265": Meaning("number is a short code", S.ADDRESS_INVALID),
    "21266": Meaning("the number is our own", S.ADDRESS_INVALID),
    "21408": Meaning("country not allowed in the account's settings", S.MISCONFIGURED),
    "21601": Meaning("our number cannot send SMS", S.MISCONFIGURED),
    "21602": Meaning("empty text", S.REFUSED),
    "21603": Meaning("our number is missing", S.MISCONFIGURED),
    "21604": Meaning("number is missing", S.ADDRESS_INVALID),
    "21606": Meaning("our number cannot send SMS", S.MISCONFIGURED),
    "21608": Meaning("trial account: number not verified", S.MISCONFIGURED),
    "21610": Meaning("contact has opted out", S.CONTACT_STOPPED),
    "21611": Meaning("our number's queue is full", S.THROTTLED),
    "21612": Meaning("number cannot be reached from ours", S.ADDRESS_INVALID),
    "21614": Meaning("not a mobile number", S.ADDRESS_INVALID),
    "21617": Meaning("text too long", S.REFUSED),
    "21619": Meaning("empty text", S.REFUSED),
    "21635": Meaning("number is a landline", S.ADDRESS_INVALID),
    "21655": Meaning("no such template in the account", S.REFUSED),
    "21656": Meaning("what fills the template's blanks is not taken", S.REFUSED),
    "21659": Meaning("our number is not Twilio's", S.MISCONFIGURED),
    "21660": Meaning("our number is another account's", S.MISCONFIGURED),
    "21661": Meaning("our number cannot send SMS", S.MISCONFIGURED),
    "21701": Meaning("no such messaging service", S.MISCONFIGURED),
    "21703": Meaning("messaging service has no number", S.MISCONFIGURED),
    "21705": Meaning("messaging service not valid", S.MISCONFIGURED),
    "21910": Meaning("our number is not on WhatsApp, or only there", S.MISCONFIGURED),
    "30001": Meaning("queue full", S.THROTTLED),
    "30002": Meaning("account suspended", S.MISCONFIGURED),
    "30003": Meaning("phone off or out of reach", S.REFUSED),
    "30004": Meaning("blocked by the phone or its network", S.REFUSED),
    "30005": Meaning("unknown number", S.ADDRESS_INVALID),
    "30006": Meaning("landline, or network out of reach", S.ADDRESS_INVALID),
    "30007": Meaning("filtered by the network", S.REFUSED),
    "30008": Meaning("lost on the way, reason unknown", S.REFUSED),
    "30034": Meaning("our number is not registered for the USA", S.MISCONFIGURED),
    "63003": Meaning("not a WhatsApp user", S.ADDRESS_INVALID),
    "63007": Meaning("our number is not on WhatsApp", S.MISCONFIGURED),
    "63016": Meaning("WhatsApp: more than 24 hours after the contact's last message", S.REFUSED),
    "63018": Meaning("too many WhatsApp messages", S.THROTTLED),
    "63024": Meaning("not a WhatsApp user", S.ADDRESS_INVALID),
}

STATUSES: dict[int, SendError] = {
    401: S.MISCONFIGURED,
    403: S.MISCONFIGURED,
    404: S.MISCONFIGURED,
    429: S.THROTTLED,
}
FIRST_REDIRECT, FIRST_CLIENT_ERROR, FIRST_SERVER_ERROR = 300, 400, 500


def not_sent(status: int, code: str | None, after: float | None) -> NotSent:
    """What follows from an answer that is no success. `after`: seconds that Twilio wants us to wait.

    A 5xx stays PROVIDER_DOWN whatever its code: the text may have been taken, so the list is searched first.
    """
    shown = code or str(status)
    if status >= FIRST_SERVER_ERROR:
        return NotSent(S.PROVIDER_DOWN, shown, after)
    if status < FIRST_CLIENT_ERROR:
        return NotSent(S.MISCONFIGURED, shown)  # a redirect: TWILIO_API_URL is not a REST API
    known = CODES.get(code or "")
    error = known.error if known else STATUSES.get(status, S.REFUSED)
    return NotSent(error, shown, after)
