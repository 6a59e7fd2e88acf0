"""An operator at the desk without a browser: logs in and uses its forms."""

from __future__ import annotations

import re

import httpx

from bot.desk.passwords import make_password
from tests.e2e.system import System, wait_for

FORM_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
ROW = re.compile(r'id="row-(\d+)"')
AFTER = re.compile(r'name="after" value="(\d+)"')
WAITING = re.compile(r'<section[^>]* aria-labelledby="h-waiting">.*?</section>', re.DOTALL)


class OperatorAtDesk:
    """One operator's session."""

    def __init__(self, system: System, name: str) -> None:
        self._client = httpx.Client(base_url=system.desk_url, follow_redirects=True, timeout=30)
        given, own = system.add_operator(name), make_password()
        self._post("/login", "/login", name=name, password=given, next="/")
        self._post("/account", "/account", old=given, new=own, again=own)

    def waiting(self) -> set[int]:
        """The conversations that wait for a person."""
        listed = WAITING.search(self._client.get("/").text)
        assert listed is not None, "the list is not shown; is the operator logged in?"
        return {int(number) for number in ROW.findall(listed[0])}

    def new_one(self, before: set[int]) -> int:
        """Wait for a conversation to come to the queue; returns it."""
        (found,) = wait_for(lambda: self.waiting() - before, message="nobody new waits")
        return int(found)

    def take(self, conversation: int) -> None:
        """Take a conversation."""
        page = self._post(f"/conversations/{conversation}", f"/conversations/{conversation}/take")
        assert "You hold this conversation" in page

    def answer(self, conversation: int, text: str, language: str) -> None:
        """Send a text to the contact."""
        path = f"/conversations/{conversation}"
        after = AFTER.search(self._client.get(path).text)
        assert after is not None, "there is no form to answer with"
        self._post(path, f"{path}/send", text=text, language=language, after=after[1])

    def close(self) -> None:
        """Leave without logging out, as by closing the browser."""
        self._client.close()

    def _post(self, page: str, path: str, **fields: str) -> str:
        token = FORM_TOKEN.search(self._client.get(page).text)
        assert token is not None, f"{page} holds no form"
        answer = self._client.post(path, data={"form_token": token[1], **fields})
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return answer.text
