"""Asked at start: whether the account works and brings incoming texts to us."""

from __future__ import annotations

from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from bot.channels.sms.rest import Refusal
from bot.conversations.contract import SendError
from bot.settings import Settings

LONGEST_SHORT_CODE = 8  # digits; short codes are not in the list of numbers
NOT_TWILIO = "SMS: what answers is not Twilio's REST API; check TWILIO_API_URL"


async def webhook_problem(client: Client, settings: Settings, webhook: str) -> str | None:
    """One line with the mend, or None where all is well or cannot be told (WhatsApp senders, short codes)."""
    try:
        if settings.twilio_messaging_service_sid:
            return await _service_problem(client, settings.twilio_messaging_service_sid, webhook)
        return await _number_problem(client, settings.twilio_from or "", webhook)
    except Refusal as refusal:
        return _refused(refusal)
    except TwilioException:
        return NOT_TWILIO


async def _service_problem(client: Client, sid: str, webhook: str) -> str | None:
    service = await client.messaging.v1.services(sid).fetch_async()
    if service.use_inbound_webhook_on_number or _leads_here(service.inbound_request_url, webhook):
        return None
    return f"SMS: the messaging service does not bring texts here; set its request URL to {webhook} (HTTP POST)"


async def _number_problem(client: Client, number: str, webhook: str) -> str | None:
    if ":" in number or len(number.lstrip("+")) <= LONGEST_SHORT_CODE:
        return None
    found = await client.incoming_phone_numbers.list_async(phone_number=number, limit=1)
    if not found:
        return "SMS: the account has no such number; check TWILIO_FROM"
    if _leads_here(found[0].sms_url, webhook):
        return None
    return f"SMS: the number does not bring texts here; set its 'A message comes in' to {webhook} (HTTP POST)"


def _leads_here(configured: str | None, webhook: str) -> bool:
    return (configured or "").partition("?")[0].partition("#")[0] == webhook


def _refused(refusal: Refusal) -> str:
    if refusal.outcome.code == "unreadable_answer":
        return NOT_TWILIO
    if refusal.outcome.code == "20404":
        return "SMS: no such messaging service; check TWILIO_MESSAGING_SERVICE_SID"
    if refusal.outcome.error is SendError.MISCONFIGURED:
        return "SMS: Twilio refuses the account; check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN"
    return f"SMS: Twilio could not be asked ({refusal.outcome.error.value}); texts are sent once it answers"
