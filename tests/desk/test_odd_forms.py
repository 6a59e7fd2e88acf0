"""Whatever is typed or forged into the desk's forms and addresses ends in no 500 and no crash."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversations.work import Store
from bot.desk import app, attempts
from bot.desk.app import make_desk
from bot.desk.guard import COOKIE, FORM_FIELD
from bot.desk.sessions import form_token
from bot.settings import Settings
from tests.databases import on_both
from tests.desk.conftest import PASSWORD_ONLY, RunningDesk
from tests.desk.making import conversation_of, waiting_conversation

TEMPLATES = Path(app.__file__).parent / "templates"
FIELDS = sorted(
    {name for page in TEMPLATES.glob("*.html") for name in re.findall(r'name="([a-z_]+)"', page.read_text("utf-8"))}
    - {FORM_FIELD}
)
PAGES = [page for page in app.PAGES if page.path not in ("/logout", "/live", "/live/{id:int}")]
ROLES = ("operator", "supervisor", "administrator", "coordinator")
NUMBERS = ["1", "2", "0", "999999", str(2**31), str(2**63), "9" * 40]
ODD = [
    *(
        "",
        "1",
        "-1",
        "9" * 30,
        "1e999",
        "NaN",
        "2026-02-30",
        "0001-01-01",
        "9999-12-31",
        "2026-13",
        "\0",
        "a\0b",
        "\ud800",
    ),
]
VALUES = st.sampled_from([*ODD, *NUMBERS, *ROLES, "en", "DE", "sms", "sector"]) | st.text(max_size=60)
SENT = st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, VALUES))


class Forger:
    """Posts what it likes as somebody of a role, and logs in as somebody new where that has ended the session."""

    def __init__(self, desk: RunningDesk) -> None:
        self._desk, self._names, self._browser = desk, count(), desk.browser()

    async def send(self, page: app.Page, role: str, number: str, sent: dict[str, str]) -> int:
        """What the desk answers."""
        if self._ended(await self._browser.client.get("/account")):
            self._browser = await self._desk.come(f"Who {next(self._names)}", role)
        path = re.sub(r"{\w+:int}", number, page.path).replace("{token}", number)
        token = form_token(self._desk.store.vault, self._browser.client.cookies.get(COOKIE, ""))
        form = urlencode(sent | {FORM_FIELD: token}, errors="surrogatepass")
        if page.method == "GET":
            return (await self._browser.client.get(f"{path}?{form}")).status_code
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return (await self._browser.client.post(path, content=form, headers=headers)).status_code

    def _ended(self, response: httpx.Response) -> bool:
        return response.status_code != 200


@pytest.fixture
def forger(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Forger:
    """At a desk at which there is something to do, and which counts no attempts to log in."""
    monkeypatch.setattr(attempts, "ATTEMPTS_FROM_ADDRESS", 10_000)
    waiting_conversation(store, "+491701000001")
    conversation_of(store, "+491701000002")
    return Forger(RunningDesk(store, make_desk(Settings(var=tmp_path, hotline=PASSWORD_ONLY), store)))


@on_both
@pytest.mark.long("posts hundreds of forms")
@pytest.mark.parametrize("role", ROLES)
@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(page=st.sampled_from(PAGES), number=st.sampled_from(NUMBERS), sent=SENT)
async def test_no_form_and_no_address_breaks_the_desk(
    forger: Forger, role: str, page: app.Page, number: str, sent: dict[str, str]
) -> None:
    assert await forger.send(page, role, number, sent) < 500
