"""SMS and WhatsApp through Twilio."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from urllib.parse import parse_qsl

from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from twilio.base.exceptions import TwilioException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from bot.channels.sms import media
from bot.channels.sms.look_back import find_message
from bot.channels.sms.rest import Refusal, RestHttp
from bot.channels.sms.setup import webhook_problem
from bot.channels.sms.webhook import CHANNEL, Malformed, inbound_of, receipt_of
from bot.conversations.contract import (
    Channel,
    FileGone,
    Intake,
    NotSent,
    OfferedChoice,
    Outbound,
    Outcome,
    SendError,
    Sent,
    Shaped,
)
from bot.conversations.work import Store
from bot.replies.reply import Reply
from bot.replies.text_messages import pages_of
from bot.settings import Settings

WEBHOOK_PATH = "/webhooks/sms/webhook"
STATUS_PATH = "/webhooks/sms/status"
FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 200  # Twilio sends some 30
SAY_NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response/>'  # our answers go by REST

Form = ImmutableMultiDict[str, str]


def open_channel(settings: Settings, store: Store) -> Channel:
    """The channel, for the registry."""
    return SmsChannel(settings)


class SmsChannel:
    """Twilio's SMS and WhatsApp. An address is as Twilio writes it: `+44...`, or `whatsapp:+44...` to go back there."""

    name = CHANNEL

    def __init__(self, settings: Settings) -> None:
        if not (settings.twilio_account_sid and settings.twilio_auth_token and settings.public_url):
            raise ValueError("SMS needs TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and PUBLIC_URL")
        token = settings.twilio_auth_token.get_secret_value()
        self._settings, self._public_url = settings, settings.public_url
        self._validator = RequestValidator(token)
        self._http = RestHttp(settings.twilio_api_url)
        self._client = Client(settings.twilio_account_sid, token, http_client=self._http)

    def routes(self, intake: Intake) -> Sequence[BaseRoute]:
        """The addresses that Twilio posts to."""

        async def webhook(request: Request) -> Response:
            return await self._webhook(request, intake)

        async def status(request: Request) -> Response:
            return await self._status(request, intake)

        return [Route(WEBHOOK_PATH, webhook, methods=["POST"]), Route(STATUS_PATH, status, methods=["POST"])]

    def shape(self, reply: Reply, choices: Sequence[OfferedChoice]) -> Shaped:
        """Pages of at most three segments: the first is sent, MORE brings each of the others."""
        return shape(reply, choices)

    async def send(self, outbound: Outbound) -> Outcome:
        """Hand one text to Twilio, once."""
        try:
            message = await self._client.messages.create_async(
                to=outbound.address,
                **_content(outbound),
                status_callback=self._public_url + STATUS_PATH,
                **self._sender(outbound.address),
            )
        except Refusal as refusal:
            return refusal.outcome
        except TwilioException:
            return NotSent(SendError.UNCERTAIN, "unreadable_answer")
        return Sent(message.sid) if message.sid else NotSent(SendError.UNCERTAIN, "no_sid")

    async def find_sent(self, outbound: Outbound, since: datetime.datetime) -> Sent | None:
        """The text in Twilio's list, sent at or after `since`; None where it is not there.

        Raises Refusal when Twilio could not be asked: nobody may take that for "not sent".
        """
        return await find_message(self._client, self._http, outbound, since)

    async def fetch(self, reference: str, largest: int) -> bytes:
        """A picture or sound that Twilio keeps; see FetchesFiles."""
        account, token = self._settings.twilio_account_sid, self._settings.twilio_auth_token
        if account is None or token is None:
            raise FileGone("no account")
        return await media.fetch(reference, largest, (account, token.get_secret_value()), self._settings.twilio_api_url)

    async def check_provider(self) -> str | None:
        """One line that says what is wrong with the account or where it brings texts; None when all is well."""
        return await webhook_problem(self._client, self._settings, self._public_url + WEBHOOK_PATH)

    async def close(self) -> None:
        """Give connections back."""
        await self._http.close()

    async def _webhook(self, request: Request, intake: Intake) -> Response:
        form = await self._authentic(request, WEBHOOK_PATH, intake)
        if isinstance(form, Response):
            return form
        try:
            inbound = inbound_of(form, request.headers["X-Twilio-Signature"])
        except Malformed:
            return await _refuse(intake, 400, "sms_malformed")
        if await intake.receive(inbound) and inbound.answered:
            await intake.count("sms_help")
        return Response(SAY_NOTHING, media_type="text/xml")

    async def _status(self, request: Request, intake: Intake) -> Response:
        form = await self._authentic(request, STATUS_PATH, intake)
        if isinstance(form, Response):
            return form
        try:
            receipt = receipt_of(form)
        except Malformed:
            return await _refuse(intake, 400, "sms_malformed")
        if receipt is not None:
            await intake.receipt(receipt)
        return Response(SAY_NOTHING, media_type="text/xml")

    async def _authentic(self, request: Request, path: str, intake: Intake) -> Form | Response:
        """The form of a post that Twilio signed for this account, or the refusal.

        The signature is over the address that Twilio was given: PUBLIC_URL, whatever proxies made of it since.
        """
        signature = request.headers.get("X-Twilio-Signature")
        if not signature:
            return await _refuse(intake, 403, "sms_forged")
        form = await _form(request)
        if form is None:
            return await _refuse(intake, 400, "sms_malformed")
        query = request.scope["query_string"].decode("latin-1")
        address = f"{self._public_url}{path}" + (f"?{query}" if query else "")
        if not self._validator.validate(address, form, signature):
            return await _refuse(intake, 403, "sms_forged")
        if form.get("AccountSid") != self._settings.twilio_account_sid:
            return await _refuse(intake, 403, "sms_forged")
        return form

    def _sender(self, address: str) -> dict[str, str]:
        """Who sends: the messaging service, which picks the number, or our number on the contact's own network."""
        if self._settings.twilio_messaging_service_sid:
            return {"messaging_service_sid": self._settings.twilio_messaging_service_sid}
        prefix, separator, _ = address.rpartition(":")
        number = (self._settings.twilio_from or "").rpartition(":")[2]
        return {"from_": f"{prefix}{separator}{number}"}


def _content(outbound: Outbound) -> dict[str, str]:
    """The text, or the template that says it: https://www.twilio.com/docs/content/send-templates-created-with-the-content-template-builder."""
    template = outbound.template
    if template is None:
        return {"body": outbound.text}
    variables = {"content_variables": json.dumps(dict(template.variables))} if template.variables else {}
    return {"content_sid": template.content_sid, **variables}


def shape(reply: Reply, choices: Sequence[OfferedChoice]) -> Shaped:
    """Pages of at most three segments: the first is sent, MORE brings each of the others."""
    texts = pages_of(reply, choices)
    return Shaped(tuple(texts[:1]), tuple(texts[1:]))


async def _form(request: Request) -> Form | None:
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != FORM:
        return None
    try:
        text = (await request.body()).decode("ascii")
        return ImmutableMultiDict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS))
    except ValueError:
        return None


async def _refuse(intake: Intake, status: int, event: str) -> Response:
    await intake.count(event)
    return PlainTextResponse("refused", status_code=status)
