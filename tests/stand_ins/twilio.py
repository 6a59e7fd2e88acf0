"""A local stand-in of Twilio: takes messages over its REST API, brings signed webhooks and status callbacks.

In a test: `async with TwilioStandIn() as twilio: ...`. As a process: `python -m tests.stand_ins.twilio --port 9000`,
steered over HTTP (see `_control_routes`). Its signatures are computed here, not by twilio's library, from Twilio's
description: the address, then each name and value in the order of the names, HMAC-SHA1 with the auth token, base64.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import datetime
import email.utils
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from bot.text.gsm7 import segments

ACCOUNT_SID = "AC" + "0" * 32
AUTH_TOKEN = "stand-in-auth-token"
LONGEST_BODY = 1600
LIST = "list"  # as a fault's `to`: the next time that messages are listed
BLANK = re.compile(r"{{(\d+)}}")
ADDRESS = re.compile(r"(whatsapp:|rcs:)?\+[1-9]\d{6,14}")


@dataclass
class Fault:
    """What happens to the next `times` messages that are posted (to `to`, if given; LIST: when they are listed).

    `take`: the message is taken all the same. `drop`: the connection is cut instead of an answer. `delay`: seconds
    before the answer. `status` and `code`: answered instead of 201; `retry_after`: seconds, as a header; `body`: sent
    instead of Twilio's JSON.
    """

    status: int | None = None
    code: int | None = None
    retry_after: int | None = None
    take: bool = False
    drop: bool = False
    delay: float = 0.0
    body: str | None = None
    to: str | None = None
    times: int = 1


@dataclass
class Message:
    """A message that was taken. `at`: when, by the stand-in's own clock."""

    sid: str
    to: str
    sender: str | None
    messaging_service_sid: str | None
    body: str
    status_callback: str | None
    at: datetime.datetime
    status: str = "queued"
    error_code: int | None = None
    content_sid: str | None = None
    content_variables: dict[str, str] = field(default_factory=dict)

    def as_json(self, *, redacted: bool) -> dict[str, Any]:
        """As Twilio shows it."""
        moment = email.utils.format_datetime(self.at)  # whole seconds, as Twilio's
        return {
            "sid": self.sid,
            "account_sid": ACCOUNT_SID,
            "to": self.to,
            "from": self.sender,
            "messaging_service_sid": self.messaging_service_sid,
            "body": "" if redacted else self.body,
            "num_segments": str(segments(self.body).count),
            "num_media": "0",
            "direction": "outbound-api",
            "status": self.status,
            "error_code": self.error_code,
            "error_message": None,
            "date_created": moment,
            "date_updated": moment,
            "date_sent": None if self.status in ("queued", "accepted") else moment,
            "price": None,
            "price_unit": "USD",
            "api_version": "2010-04-01",
            "uri": f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{self.sid}.json",
            "subresource_uris": {},
        }


@dataclass
class TwilioStandIn:
    """Twilio on a port of `host`. Everything it takes is in `messages`, in order, with its time.

    `opted_out`: addresses that Twilio blocks (21610). `clock_is_ahead_by`: seconds. `redacts`: bodies are not kept.
    `reports`: each message is at once reported as sent and delivered. `webhooks`: what is configured as the address for
    incoming messages of the number and the messaging service. `templates`: approved texts by their ContentSid.
    `media`: what its store gives, by a medium's SID, after a redirect to it or to `redirects_to`. `store_heard`: the
    Authorization headers that the store got. `closed_windows`: addresses on WhatsApp whose last message is more than
    24 hours ago. `patience`: seconds that a webhook may take.
    """

    messages: list[Message] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    opted_out: set[str] = field(default_factory=set)
    requests: list[tuple[str, str]] = field(default_factory=list)
    clock_is_ahead_by: float = 0.0
    redacts: bool = False
    reports: bool = False
    webhooks: dict[str, Any] = field(default_factory=dict)
    templates: dict[str, str] = field(default_factory=dict)
    closed_windows: set[str] = field(default_factory=set)
    media: dict[str, bytes] = field(default_factory=dict)
    redirects_to: str | None = None
    store_heard: list[str | None] = field(default_factory=list)
    auth_token: str = AUTH_TOKEN
    host: str = "127.0.0.1"
    patience: float = 30.0
    url: str = ""
    _awaited: dict[str, asyncio.Event] = field(default_factory=dict)

    async def start(self, port: int = 0) -> None:
        """Listen on a port; 0: any free one."""
        app = web.Application()
        account = f"/2010-04-01/Accounts/{ACCOUNT_SID}"
        app.router.add_post(f"{account}/Messages.json", self._create)
        app.router.add_get(f"{account}/Messages.json", self._list)
        app.router.add_get(f"{account}/IncomingPhoneNumbers.json", self._numbers)
        app.router.add_get(f"{account}/Messages/{{message}}/Media/{{sid}}", self._medium)
        app.router.add_get("/store/{sid}", self._stored)
        app.router.add_get("/v1/Services/{sid}", self._service)
        _control_routes(app, self)
        app.middlewares.append(self._date)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, port)
        await site.start()
        self.url = f"http://{self.host}:{self._runner.addresses[0][1]}"
        self._client = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self.patience))
        self._reporting: set[asyncio.Task[Any]] = set()

    async def stop(self) -> None:
        """Stop listening; whoever connects afterwards is refused."""
        await self._runner.cleanup()
        await self._client.close()

    async def __aenter__(self) -> TwilioStandIn:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def texts_to(self, address: str) -> list[str]:
        """The bodies that were taken for an address, in order."""
        return [message.body for message in self.messages if message.to == address]

    @contextlib.asynccontextmanager
    async def awaiting(self, address: str) -> AsyncIterator[None]:
        """Ends once the next message to this address has been taken; what is done inside asks for it."""
        self._awaited[address] = asyncio.Event()
        try:
            yield
            await self._awaited[address].wait()
        finally:
            del self._awaited[address]

    async def text(
        self, webhook: str, sender: str, body: str, *, signed_for: str | None = None, **fields: str
    ) -> tuple[int, str]:
        """Bring an incoming message to a webhook; returns status and body of the answer.

        `signed_for`: the address as configured at Twilio, where a proxy stands between it and `webhook`. `fields`:
        further form fields, or others instead of the usual (MessageSid, To, AccountSid, NumMedia).
        """
        sid = fields.get("MessageSid") or f"SM{secrets.token_hex(16)}"
        usual = {
            "MessageSid": sid,
            "SmsSid": sid,
            "SmsMessageSid": sid,
            "AccountSid": ACCOUNT_SID,
            "From": sender,
            "To": "+15005550006",
            "Body": body,
            "NumMedia": "0",
            "NumSegments": "1",
            "ApiVersion": "2010-04-01",
            "FromCountry": "GB",
        }
        return await self.post(webhook, usual | fields, signed_for=signed_for)

    async def report(
        self, webhook: str, sid: str, status: str, error: int | None = None, *, signed_for: str | None = None
    ) -> tuple[int, str]:
        """Bring a status callback."""
        fields = {"MessageSid": sid, "SmsSid": sid, "AccountSid": ACCOUNT_SID, "MessageStatus": status}
        if error is not None:
            fields["ErrorCode"] = str(error)
        return await self.post(webhook, fields, signed_for=signed_for)

    async def post(
        self,
        webhook: str,
        fields: Mapping[str, str],
        *,
        signed_for: str | None = None,
        token: str | None = None,
        signature: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, str]:
        """Post a form with Twilio's signature; `token` signs with another one, `signature` "" leaves it out."""
        if signature is None:
            signature = sign(signed_for or webhook, fields, token or self.auth_token)
        sent = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "TwilioProxy/1.1"}
        if signature:
            sent["X-Twilio-Signature"] = signature
        body = urlencode(list(fields.items())).encode()
        async with self._client.post(webhook, data=body, headers={**sent, **(headers or {})}) as answer:
            return answer.status, await answer.text()

    def _now(self) -> datetime.datetime:
        ahead = datetime.timedelta(seconds=self.clock_is_ahead_by)
        return datetime.datetime.now(datetime.timezone.utc) + ahead

    @web.middleware
    async def _date(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.requests.append((request.method, request.path))
        answer: web.StreamResponse = await handler(request)
        answer.headers["Date"] = email.utils.format_datetime(self._now(), usegmt=True)
        return answer

    async def _create(self, request: web.Request) -> web.StreamResponse:
        if (refusal := self._unauthorised(request)) is not None:
            return refusal
        form = {name: str(value) for name, value in (await request.post()).items()}
        to, body = form.get("To", ""), self._body_of(form)
        fault = self._fault_for(to)
        if fault and fault.delay:
            await asyncio.sleep(fault.delay)
        if not fault or fault.take:
            if (refusal := self._refusal(to, body, form)) is not None:
                return refusal
            message = self._take(to, body, form)
        if fault and fault.drop:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if fault and fault.status:
            return _error(fault)
        return web.json_response(message.as_json(redacted=False), status=201)

    def _refusal(self, to: str, body: str, form: Mapping[str, str]) -> web.Response | None:
        if not ADDRESS.fullmatch(to):
            return _error(Fault(status=400, code=21211))
        if to in self.opted_out:
            return _error(Fault(status=400, code=21610))
        if (problem := self._problem_of_template(to, form)) is not None:
            return _error(Fault(status=400, code=problem))
        if not body:
            return _error(Fault(status=400, code=21602))
        if len(body) > LONGEST_BODY:
            return _error(Fault(status=400, code=21617))
        if not (form.get("From") or form.get("MessagingServiceSid")):
            return _error(Fault(status=400, code=21603))
        if form.get("From") and to.startswith("whatsapp:") != form["From"].startswith("whatsapp:"):
            return _error(Fault(status=400, code=21910))
        return None

    def _problem_of_template(self, to: str, form: Mapping[str, str]) -> int | None:
        """Twilio's code for what is wrong with a template, or with a free text where only one is taken."""
        sid = form.get("ContentSid")
        if sid is None:
            return 63016 if to in self.closed_windows else None
        if sid not in self.templates:
            return 21655
        values = json.loads(form.get("ContentVariables", "{}"))
        return None if all(values.get(blank) for blank in BLANK.findall(self.templates[sid])) else 21656

    def _body_of(self, form: Mapping[str, str]) -> str:
        """What the contact would read."""
        if "ContentSid" not in form:
            return form.get("Body", "")
        values = json.loads(form.get("ContentVariables", "{}"))
        return BLANK.sub(lambda blank: values.get(blank[1], ""), self.templates.get(form["ContentSid"], ""))

    def _take(self, to: str, body: str, form: Mapping[str, str]) -> Message:
        message = Message(
            sid=f"SM{secrets.token_hex(16)}",
            to=to,
            sender=form.get("From"),
            messaging_service_sid=form.get("MessagingServiceSid"),
            body=body,
            status_callback=form.get("StatusCallback"),
            at=self._now(),
            content_sid=form.get("ContentSid"),
            content_variables=json.loads(form.get("ContentVariables", "{}")),
        )
        self.messages.append(message)
        if waiting := self._awaited.get(message.to):
            waiting.set()
        if self.reports and message.status_callback:
            task = asyncio.create_task(self._report_delivery(message))
            self._reporting.add(task)
            task.add_done_callback(self._reporting.discard)
        return message

    async def _report_delivery(self, message: Message) -> None:
        assert message.status_callback
        for status in ("sent", "delivered"):
            message.status = status
            await asyncio.sleep(0.05)
            try:
                await self.report(message.status_callback, message.sid, status)
            except aiohttp.ClientError:
                return  # Twilio does not repeat a status callback either

    def _fault_for(self, to: str, among: tuple[str | None, ...] = (None,)) -> Fault | None:
        fault = next((f for f in self.faults if f.to in (*among, to)), None)
        if fault:
            fault.times -= 1
            if fault.times <= 0:
                self.faults.remove(fault)
        return fault

    async def _list(self, request: web.Request) -> web.StreamResponse:
        if (refusal := self._unauthorised(request)) is not None:
            return refusal
        if fault := self._fault_for(LIST, among=(LIST,)):
            if fault.drop:
                assert request.transport is not None
                request.transport.abort()
            return _error(fault)
        found = [m for m in reversed(self.messages) if request.query.get("To") in (None, m.to)]
        for name, keeps in (("DateSent>", lambda at, day: at >= day), ("DateSent<", lambda at, day: at <= day)):
            if value := request.query.get(name):
                moment = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
                moment = moment if moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc)
                found = [m for m in found if m.status not in ("queued", "accepted") and keeps(m.at, moment)]
        found = found[: int(request.query.get("PageSize", "50"))]
        page = {"messages": [m.as_json(redacted=self.redacts) for m in found], "page": 0, "page_size": 50}
        return web.json_response({**page, "next_page_uri": None, "uri": request.path_qs})

    async def _numbers(self, request: web.Request) -> web.StreamResponse:
        if (refusal := self._unauthorised(request)) is not None:
            return refusal
        number = {"sid": "PN" + "0" * 32, "phone_number": request.query.get("PhoneNumber")}
        known = "sms_url" in self.webhooks
        numbers = [{**number, "sms_url": self.webhooks["sms_url"], "sms_method": "POST"}] if known else []
        return web.json_response({"incoming_phone_numbers": numbers, "page": 0, "next_page_uri": None})

    async def _medium(self, request: web.Request) -> web.StreamResponse:
        """Twilio's answer is a redirect to its store."""
        if (refusal := self._unauthorised(request)) is not None:
            return refusal
        if request.match_info["sid"] not in self.media:
            return _error(Fault(status=404, code=20404))
        there = self.redirects_to or f"/store/{request.match_info['sid']}"
        return web.Response(status=307, headers={"Location": there})

    async def _stored(self, request: web.Request) -> web.StreamResponse:
        self.store_heard.append(request.headers.get("Authorization"))
        return web.Response(body=self.media[request.match_info["sid"]])

    async def _service(self, request: web.Request) -> web.StreamResponse:
        if (refusal := self._unauthorised(request)) is not None:
            return refusal
        if "inbound_request_url" not in self.webhooks:
            return _error(Fault(status=404, code=20404))
        own = {"sid": request.match_info["sid"], "account_sid": ACCOUNT_SID, "use_inbound_webhook_on_number": False}
        return web.json_response({**own, **self.webhooks})

    def _unauthorised(self, request: web.Request) -> web.Response | None:
        header = request.headers.get("Authorization", "")
        expected = base64.b64encode(f"{ACCOUNT_SID}:{self.auth_token}".encode()).decode()
        return None if header == f"Basic {expected}" else _error(Fault(status=401, code=20003))


def sign(address: str, fields: Mapping[str, str], token: str) -> str:
    """Twilio's signature of a form post to an address."""
    signed = address + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def _error(fault: Fault) -> web.Response:
    headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
    if fault.body is not None:
        return web.Response(status=fault.status or 500, text=fault.body, headers=headers)
    content = {"code": fault.code, "message": "stand-in", "status": fault.status, "more_info": ""}
    return web.json_response(content, status=fault.status or 500, headers=headers)


def _control_routes(app: web.Application, stand_in: TwilioStandIn) -> None:
    """How another process steers and reads the stand-in.

    GET /stand-in/messages; POST /stand-in/faults (a Fault); POST /stand-in/settings (reports, redacts, opted_out,
    clock_is_ahead_by, webhooks, templates); POST /stand-in/texts (webhook, sender, body, signed_for, further form
    fields); POST /stand-in/reports (webhook, sid, status, error, signed_for). All JSON.
    """

    async def messages(_: web.Request) -> web.Response:
        return web.json_response([{**asdict(m), "at": m.at.isoformat()} for m in stand_in.messages])

    async def faults(request: web.Request) -> web.Response:
        stand_in.faults.append(Fault(**await request.json()))
        return web.json_response({})

    async def settings(request: web.Request) -> web.Response:
        values = await request.json()
        for name in ("reports", "redacts", "clock_is_ahead_by", "webhooks", "templates"):
            if name in values:
                setattr(stand_in, name, values[name])
        stand_in.opted_out = set(values.get("opted_out", stand_in.opted_out))
        return web.json_response({})

    async def texts(request: web.Request) -> web.Response:
        values = await request.json()
        status, body = await stand_in.text(values.pop("webhook"), values.pop("sender"), values.pop("body"), **values)
        return web.json_response({"status": status, "body": body})

    async def reports(request: web.Request) -> web.Response:
        status, body = await stand_in.report(**await request.json())
        return web.json_response({"status": status, "body": body})

    app.router.add_get("/stand-in/messages", messages)
    app.router.add_post("/stand-in/faults", faults)
    app.router.add_post("/stand-in/settings", settings)
    app.router.add_post("/stand-in/texts", texts)
    app.router.add_post("/stand-in/reports", reports)


async def _serve(port: int, **options: Any) -> None:
    stand_in = TwilioStandIn(**options)
    await stand_in.start(port)
    print(stand_in.url, flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        await stand_in.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--patience", type=float, default=30.0)
    asyncio.run(_serve(**vars(parser.parse_args())))
