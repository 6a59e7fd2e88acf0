"""The administrators' page of settings: what is set, whether it works, and no secret."""

from __future__ import annotations

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.conversations import outbox
from bot.conversations.contract import NotSent, SendError
from bot.conversations.outbox import OutboxState
from bot.conversations.work import Store
from bot.desk.app import make_desk
from bot.hotline import Hotline
from bot.i18n.catalogues import offered_languages
from bot.settings import Settings
from bot.storage.engine import now
from bot.storage.tables import heartbeat
from bot.storage.tables import outbox as outbox_table
from tests.desk.conftest import RunningDesk
from tests.desk.making import Browser, conversation_of

TOKEN, SECRET = "123:telegram-token", "twilio-secret"


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> RunningDesk:
    """A hotline that is closed today, with Telegram and no SMS."""
    today = now().astimezone(ZoneInfo("Europe/Berlin")).date()
    hotline = Hotline(
        name="<b>Line",
        country="DE",
        hours=f"Europe/Berlin; Mon-Sun 00:00-24:00; closed {today.isoformat()}",
        second_factor=(),
        retention_days="never",
    )
    return RunningDesk(store, make_desk(Settings(var=tmp_path, hotline=hotline, telegram_bot_token=TOKEN), store))


def cell(page: str, name: str) -> str:
    found = re.search(rf"<dt>{name}</dt><dd>(.*?)</dd>", page)
    assert found, name
    return found[1]


def channels(page: str) -> dict[str, list[str]]:
    rows = re.findall(r'<tr><th scope="row">(SMS|Telegram|Web chat)</th>(.*?)</tr>', page)
    return {name: re.findall(r"<td>(.*?)</td>", cells) for name, cells in rows}


async def test_what_is_set_stands_there_and_no_secret(desk: RunningDesk, admin: Browser) -> None:
    page = (await admin.get("/settings")).text
    assert cell(page, "Name") == "&lt;b&gt;Line"
    assert cell(page, "Country taken until it is known") == "Germany"
    assert cell(page, "Erased by age") == "<strong>never</strong>"
    assert TOKEN not in page
    assert all(f'lang="{code}"' in page for code in offered_languages())
    set_up = {name: cells[0] for name, cells in channels(page).items()}
    assert (set_up["Telegram"], set_up["Web chat"]) == ("yes", "yes")
    assert "TWILIO_ACCOUNT_SID" in set_up["SMS"]


async def test_whether_it_works_stands_there(desk: RunningDesk, admin: Browser) -> None:
    page = (await admin.get("/settings")).text
    assert "not there" in cell(page, "Worker, which reads and answers")
    assert cell(page, "On duty") == "1"
    with desk.store.write() as work:
        work.run(heartbeat.insert().values(process="worker", at=now()))
    conversation_of(desk.store, "+447700900001")
    sending = outbox.claim(desk.store, "sms", "w")
    assert sending is not None
    assert outbox.record(desk.store, sending, NotSent(SendError.PROVIDER_DOWN)) is OutboxState.WAITING
    page = (await admin.get("/settings")).text
    assert cell(page, "Worker, which reads and answers") == "there"
    assert "takes no texts since" in channels(page)["SMS"][1]
    with desk.store.write() as work:
        work.run(outbox_table.update().values(state="delivered", error=None))
    assert channels((await admin.get("/settings")).text)["SMS"][2:] == ["1", "0"]


async def test_a_closed_day_is_said(desk: RunningDesk, admin: Browser) -> None:
    opened = cell((await admin.get("/settings")).text, "Open")
    assert "closed now" in opened
    assert "opens" in opened
