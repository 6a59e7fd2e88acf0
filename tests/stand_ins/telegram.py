"""A local stand-in of Telegram's Bot API: takes what a bot sends, brings it updates by webhook or long polling.

In a test: `async with TelegramStandIn() as telegram: ...`. As a process: `python -m tests.stand_ins.telegram --port
9001`, steered over HTTP (see `_control_routes`). Refusals are worded as Telegram words them.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import TracebackType
from typing import Any

import aiohttp
from aiohttp import web

BOT_ID = 7000000001
TOKEN = f"{BOT_ID}:stand-in-token-AAAAAAAAAAAAAAAAAAAAAA"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LONGEST_TEXT = 4096
LONGEST_BUTTON_DATA = 64
LARGEST_FILE = 20 * 1024 * 1024  # core.telegram.org/bots/api#getfile
REDELIVERY_SECONDS = 0.1  # Telegram waits longer; what matters is that it comes again, and that its chat waits


@dataclass
class Fault:
    """What happens to the next `times` calls of `method` (to `chat`, if given; method "": any call).

    `take`: the call is done all the same. `drop`: the connection is cut instead of an answer. `delay`: seconds before
    the answer. `status`: answered instead of 200, with `description`; `retry_after`: seconds; `body`: sent instead of
    Telegram's JSON.
    """

    status: int | None = None
    description: str = "Internal Server Error"
    retry_after: int | None = None
    take: bool = False
    drop: bool = False
    delay: float = 0.0
    body: str | None = None
    method: str = "sendMessage"
    chat: int | None = None
    times: int = 1


@dataclass
class Message:
    """A message of the bot. `buttons`: what can still be pressed, as (title, data), a row each. `at`: monotonic."""

    id: int
    chat: int
    text: str
    buttons: list[tuple[str, str]]
    parameters: dict[str, Any]
    at: float


@dataclass
class Call:
    """One call of the Bot API and the status it got."""

    method: str
    parameters: dict[str, Any]
    status: int = 200


@dataclass
class TelegramStandIn:
    """Telegram on a loopback port. All it takes is in `messages` and `calls`, in order.

    `blocked`, `deactivated`, `unknown`: chats that cannot be written to. `updates`: what is not confirmed yet.
    `files`: by their file_id.
    """

    messages: list[Message] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    deactivated: set[int] = field(default_factory=set)
    unknown: set[int] = field(default_factory=set)
    updates: list[dict[str, Any]] = field(default_factory=list)
    commands: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    answered: list[str] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    deliveries: list[tuple[int, int]] = field(default_factory=list)
    webhook: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    token: str = TOKEN
    url: str = ""

    async def start(self, port: int = 0) -> None:
        """Listen on a loopback port; 0: any free one."""
        self._numbers = itertools.count(1)
        self._update_ids = itertools.count(500_000_001)
        self._changed = asyncio.Condition()
        self._pushing: dict[Any, asyncio.Task[None]] = {}
        self._poll = 0
        app = web.Application()
        app.router.add_get("/file/bot{token}/files/{file}", self._file)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        _control_routes(app, self)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        connector = aiohttp.TCPConnector(force_close=True)  # a kept connection may close just as it is used again
        self._client = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30), connector=connector)

    async def unplug(self) -> None:
        """Stop listening: whoever connects afterwards is refused. What people do can still be brought."""
        for task in self._pushing.values():
            task.cancel()
        await asyncio.gather(*self._pushing.values(), return_exceptions=True)
        await self._runner.cleanup()

    async def stop(self) -> None:
        """Stop listening and delivering."""
        await self.unplug()
        await self._client.close()

    async def __aenter__(self) -> TelegramStandIn:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    # What people do. Each returns the update, not yet delivered.

    def update(self, kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
        """An update with the next number."""
        return {"update_id": next(self._update_ids), kind: dict(content)}

    def message(self, chat: int, language: str | None = None, /, **content: Any) -> dict[str, Any]:
        """A message from a person: `text=`, `photo=` and so on, or fields instead of the usual ones."""
        usual = {
            "message_id": next(self._numbers),
            "from": person(chat, language),
            "chat": private(chat),
            "date": int(time.time()),
        }
        return self.update("message", {**usual, **content})

    def edited(self, chat: int, /, **content: Any) -> dict[str, Any]:
        """A message that was changed."""
        update = self.message(chat, **content)
        changed = {**update["message"], "edit_date": int(time.time())}
        return {"update_id": update["update_id"], "edited_message": changed}

    def press(self, chat: int, data: str, language: str | None = None, *, blindly: bool = False) -> dict[str, Any]:
        """A button that is pressed. Raises LookupError when no message shows it, unless `blindly`."""
        shown = (m for m in reversed(self.messages) if m.chat == chat and any(d == data for _, d in m.buttons))
        message = next(shown, None)
        if message is None and not blindly:
            raise LookupError(f"no button with {data}")
        query_id = str(next(self._numbers))
        content = {"id": query_id, "from": person(chat, language), "chat_instance": "1", "data": data}
        shows = self._as_json(message) if message else {"message_id": 1, "chat": private(chat), "date": 0}
        return self.update("callback_query", {**content, "message": shows})

    def membership(self, chat: int, status: str, kind: str = "private") -> dict[str, Any]:
        """The bot is blocked ("kicked"), unblocked ("member"), or brought into a group."""
        about = {"id": BOT_ID, "is_bot": True, "first_name": "Rightsline"}
        content = {
            "chat": private(chat) if kind == "private" else {"id": chat, "type": kind, "title": "A group"},
            "from": person(abs(chat)),
            "date": int(time.time()),
            "old_chat_member": {"user": about, "status": "member" if status == "kicked" else "kicked"},
            "new_chat_member": {"user": about, "status": status, **({"until_date": 0} if status == "kicked" else {})},
        }
        return self.update("my_chat_member", content)

    async def arrive(self, update: dict[str, Any]) -> None:
        """The update happens: pushed to the webhook until it is taken, or kept until it is fetched and confirmed."""
        self.updates.append(update)
        async with self._changed:
            self._changed.notify_all()
        self._push_all()

    async def post(
        self, webhook: str, update: object, secret: str | None = None, *, body: bytes | None = None
    ) -> tuple[int, str]:
        """Post something to a webhook, once, as Telegram would; returns status and body of the answer."""
        headers = {"Content-Type": "application/json"} | ({SECRET_HEADER: secret} if secret is not None else {})
        content = json.dumps(update).encode() if body is None else body  # Telegram escapes too
        async with self._client.post(webhook, data=content, headers=headers) as answer:
            return answer.status, await answer.text()

    def texts_to(self, chat: int) -> list[str]:
        """The texts that were taken for a chat, in order."""
        return [message.text for message in self.messages if message.chat == chat]

    def called(self, method: str) -> list[Call]:
        """The calls of a method, in order."""
        return [call for call in self.calls if call.method == method]

    # What the bot does.

    async def _call(self, request: web.Request) -> web.StreamResponse:
        parameters = await _parameters(request)
        call = Call(request.match_info["method"], parameters)
        self.calls.append(call)
        if request.match_info["token"] != self.token:
            call.status = 401
            return _refused(401, "Unauthorized")
        fault = self._fault_for(call)
        if fault and fault.delay:
            await asyncio.sleep(fault.delay)
        answer: web.StreamResponse = web.Response()
        if not fault or fault.take or not (fault.status or fault.drop):
            answer = await self._do(call)
        if fault and fault.drop:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if fault and fault.status:
            answer = _of_fault(fault)
        call.status = answer.status
        return answer

    async def _do(self, call: Call) -> web.StreamResponse:
        known = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "setMyCommands": self._set_my_commands,
            "sendMessage": self._send_message,
            "editMessageReplyMarkup": self._edit_message_reply_markup,
            "answerCallbackQuery": self._answer_callback_query,
            "sendChatAction": self._send_chat_action,
            "leaveChat": self._leave_chat,
            "getFile": self._get_file,
        }
        if call.method not in known:
            return _refused(404, "Not Found")
        try:
            return web.json_response({"ok": True, "result": await known[call.method](call.parameters)})
        except Refused as refused:
            return _refused(refused.status, str(refused))

    async def _get_me(self, _: Mapping[str, Any]) -> Any:
        return {"id": BOT_ID, "is_bot": True, "first_name": "Rightsline", "username": "rightsline_bot"}

    async def _get_updates(self, parameters: Mapping[str, Any]) -> Any:
        if self.webhook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        self._poll += 1
        mine = self._poll
        offset = int(parameters.get("offset", 0))
        if offset > 0:
            self.updates = [update for update in self.updates if update["update_id"] >= offset]
        deadline = time.monotonic() + float(parameters.get("timeout", 0))
        async with self._changed:
            self._changed.notify_all()  # ends an older call that still waits
            while not (found := self._allowed(parameters, offset)) and (left := deadline - time.monotonic()) > 0:
                try:
                    await asyncio.wait_for(self._changed.wait(), left)
                except asyncio.TimeoutError:
                    break
                if mine != self._poll:
                    raise Refused(409, "Conflict: terminated by other getUpdates request")
        return found[: int(parameters.get("limit", 100))]

    async def _set_webhook(self, parameters: Mapping[str, Any]) -> Any:
        self.webhook = dict(parameters)
        self._push_all()
        return True

    async def _delete_webhook(self, parameters: Mapping[str, Any]) -> Any:
        self.webhook = {}
        if parameters.get("drop_pending_updates"):
            self.updates.clear()
        return True

    async def _set_my_commands(self, parameters: Mapping[str, Any]) -> Any:
        code = parameters.get("language_code", "")
        if len(code) not in (0, 2):
            raise Refused(400, "Bad Request: invalid language code specified")
        self.commands[code] = parameters["commands"]
        return True

    async def _send_message(self, parameters: Mapping[str, Any]) -> Any:
        chat, text = self._reachable(parameters), str(parameters.get("text", "")).strip()
        if not text:
            raise Refused(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT:
            raise Refused(400, "Bad Request: message is too long")
        rows = (parameters.get("reply_markup") or {}).get("inline_keyboard", [])
        buttons = [(button["text"], button["callback_data"]) for row in rows for button in row]
        if any(not 1 <= len(data.encode()) <= LONGEST_BUTTON_DATA for _, data in buttons):
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
        message = Message(next(self._numbers), chat, text, buttons, dict(parameters), time.monotonic())
        self.messages.append(message)
        return self._as_json(message)

    async def _edit_message_reply_markup(self, parameters: Mapping[str, Any]) -> Any:
        chat, number = self._reachable(parameters), int(parameters["message_id"])
        message = next((m for m in self.messages if (m.chat, m.id) == (chat, number)), None)
        if message is None:
            raise Refused(400, "Bad Request: message to edit not found")
        if not message.buttons and not parameters.get("reply_markup"):
            raise Refused(400, "Bad Request: message is not modified")
        message.buttons = []
        return self._as_json(message)

    async def _answer_callback_query(self, parameters: Mapping[str, Any]) -> Any:
        query_id = str(parameters["callback_query_id"])
        if query_id in self.answered:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.answered.append(query_id)
        return True

    async def _send_chat_action(self, parameters: Mapping[str, Any]) -> Any:
        self._reachable(parameters)
        return True

    async def _get_file(self, parameters: Mapping[str, Any]) -> Any:
        file = str(parameters.get("file_id"))
        if file not in self.files:
            raise Refused(400, "Bad Request: invalid file_id")
        if len(self.files[file]) > LARGEST_FILE:
            raise Refused(400, "Bad Request: file is too big")
        return {"file_id": file, "file_unique_id": f"u{file}", "file_path": f"files/{file}"}

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token or request.match_info["file"] not in self.files:
            return _refused(404, "Not Found")
        return web.Response(body=self.files[request.match_info["file"]])

    async def _leave_chat(self, parameters: Mapping[str, Any]) -> Any:
        self.left.append(int(parameters["chat_id"]))
        return True

    def _reachable(self, parameters: Mapping[str, Any]) -> int:
        chat = int(parameters["chat_id"])
        if chat in self.unknown:
            raise Refused(400, "Bad Request: chat not found")
        if chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if chat in self.deactivated:
            raise Refused(403, "Forbidden: user is deactivated")
        return chat

    def _as_json(self, message: Message) -> dict[str, Any]:
        shown = [[{"text": title, "callback_data": data}] for title, data in message.buttons]
        return {
            "message_id": message.id,
            "from": {"id": BOT_ID, "is_bot": True, "first_name": "Rightsline", "username": "rightsline_bot"},
            "chat": private(message.chat),
            "date": int(time.time()),
            "text": message.text,
        } | ({"reply_markup": {"inline_keyboard": shown}} if shown else {})

    def _fault_for(self, call: Call) -> Fault | None:
        chat = str(call.parameters.get("chat_id", ""))
        for fault in self.faults:
            if fault.method in ("", call.method) and (fault.chat is None or str(fault.chat) == chat):
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
                return fault
        return None

    def _allowed(self, parameters: Mapping[str, Any], first: int = 0) -> list[dict[str, Any]]:
        kinds = parameters.get("allowed_updates") or None
        later = [update for update in self.updates if update["update_id"] >= first]
        return [update for update in later if kinds is None or update.keys() & set(kinds)]

    def _push_all(self) -> None:
        for update in self.updates:
            chat = _chat_of(update)
            if self.webhook and (chat not in self._pushing or self._pushing[chat].done()):
                self._pushing[chat] = asyncio.create_task(self._push(chat))

    async def _push(self, chat: Any) -> None:
        """Push a chat's updates in order; one that is not taken is brought again, and the later ones wait."""
        while self.webhook and (update := next((u for u in self._allowed(self.webhook) if _chat_of(u) == chat), None)):
            try:
                status, _ = await self.post(self.webhook["url"], update, self.webhook.get("secret_token"))
            except aiohttp.ClientError:
                status = 0
            self.deliveries.append((update["update_id"], status))
            if 200 <= status < 300:
                self.updates.remove(update)
            else:
                await asyncio.sleep(REDELIVERY_SECONDS)


class Refused(Exception):
    """A call that the Bot API refuses."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status = status


def person(chat: int, language: str | None = None) -> dict[str, Any]:
    """Who writes; with the names that must not be read."""
    names = {"first_name": "Firstname", "last_name": "Lastname", "username": "user_name"}
    return {"id": chat, "is_bot": False, **names} | ({"language_code": language} if language else {})


def private(chat: int) -> dict[str, Any]:
    """A private chat; with the names that must not be read."""
    return {"id": chat, "type": "private", "first_name": "Firstname", "last_name": "Lastname", "username": "user_name"}


def _chat_of(update: Mapping[str, Any]) -> Any:
    content = next(value for key, value in update.items() if key != "update_id")
    return (content.get("chat") or content.get("message", {}).get("chat") or {}).get("id")


async def _parameters(request: web.Request) -> dict[str, Any]:
    """Query, form or JSON: the Bot API takes all three; structures come as JSON in the first two."""
    values: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json" and request.can_read_body:
        values |= await request.json()
    else:
        values |= {name: str(value) for name, value in (await request.post()).items()}
    for name in ("reply_markup", "commands", "allowed_updates", "link_preview_options", "scope"):
        if isinstance(values.get(name), str):
            values[name] = json.loads(values[name])
    return values


def _refused(status: int, description: str, retry_after: int | None = None) -> web.Response:
    wish = {"parameters": {"retry_after": retry_after}} if retry_after is not None else {}
    content = {"ok": False, "error_code": status, "description": description, **wish}
    return web.json_response(content, status=status)


def _of_fault(fault: Fault) -> web.Response:
    status = fault.status or 500
    if fault.body is not None:
        return web.Response(status=status, text=fault.body)
    return _refused(status, fault.description, fault.retry_after)


def _control_routes(app: web.Application, stand_in: TelegramStandIn) -> None:
    """How another process steers and reads the stand-in.

    GET /stand-in/messages, /stand-in/calls, /stand-in/state; POST /stand-in/faults (a Fault); POST /stand-in/settings
    (blocked, deactivated, unknown); POST /stand-in/texts (chat, text, language); POST /stand-in/presses (chat, data);
    POST /stand-in/memberships (chat, status, kind); POST /stand-in/updates (an update as it is). All JSON.
    """

    async def messages(_: web.Request) -> web.Response:
        return web.json_response([asdict(message) for message in stand_in.messages])

    async def calls(_: web.Request) -> web.Response:
        return web.json_response([asdict(call) for call in stand_in.calls])

    async def state(_: web.Request) -> web.Response:
        names = ("webhook", "commands", "answered", "left", "updates", "deliveries")
        return web.json_response({name: getattr(stand_in, name) for name in names})

    async def faults(request: web.Request) -> web.Response:
        stand_in.faults.append(Fault(**await request.json()))
        return web.json_response({})

    async def settings(request: web.Request) -> web.Response:
        for name, chats in (await request.json()).items():
            if name in ("blocked", "deactivated", "unknown"):
                setattr(stand_in, name, set(chats))
        return web.json_response({})

    async def texts(request: web.Request) -> web.Response:
        values = await request.json()
        return await arrived(stand_in.message(values["chat"], values.get("language"), text=values["text"]))

    async def presses(request: web.Request) -> web.Response:
        return await arrived(stand_in.press(**await request.json()))

    async def memberships(request: web.Request) -> web.Response:
        return await arrived(stand_in.membership(**await request.json()))

    async def updates(request: web.Request) -> web.Response:
        return await arrived(await request.json())

    async def arrived(update: dict[str, Any]) -> web.Response:
        await stand_in.arrive(update)
        return web.json_response({"update_id": update["update_id"]})

    for read in (messages, calls, state):
        app.router.add_get(f"/stand-in/{read.__name__}", read)
    for write in (faults, settings, texts, presses, memberships, updates):
        app.router.add_post(f"/stand-in/{write.__name__}", write)


async def _serve(port: int) -> None:
    stand_in = TelegramStandIn()
    await stand_in.start(port)
    print(stand_in.url, flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        await stand_in.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    asyncio.run(_serve(parser.parse_args().port))
