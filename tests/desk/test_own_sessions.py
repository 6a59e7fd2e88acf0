"""Operators see where they are logged in, and end it there; nobody ends another's."""

from __future__ import annotations

import re

from tests.desk.conftest import RunningDesk
from tests.desk.making import Browser, audit_lines

SESSION = re.compile(r'name="session" value="([0-9a-f]{64})"')
PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0"


async def elsewhere(desk: RunningDesk, user_agent: str = PHONE) -> Browser:
    browser = desk.browser()
    browser.client.headers["user-agent"] = user_agent
    await browser.log_in("Amira")
    return browser


async def test_one_is_ended_and_this_one_stays(desk: RunningDesk, amira: Browser) -> None:
    phone = await elsewhere(desk)
    await amira.get("/account/sessions")
    assert "Firefox on Android" in amira.page
    assert amira.page.count("this one</span>") == 1
    (name,) = SESSION.findall(amira.page)
    await amira.post("/account/sessions/end", session=name)
    assert (await phone.get("/")).url.path == "/login"
    assert (await amira.get("/")).url.path == "/"
    assert ("Amira", "own_sessions_ended", None) in audit_lines(desk.store)


async def test_all_others_are_ended_at_once(desk: RunningDesk, amira: Browser) -> None:
    others = [await elsewhere(desk, agent) for agent in (PHONE, "", "curl/8")]
    await amira.get("/account/sessions")
    assert len(SESSION.findall(amira.page)) == 3
    await amira.post("/account/sessions/end-others")
    for other in others:
        assert (await other.get("/")).url.path == "/login"
    assert (await amira.get("/account/sessions")).status_code == 200
    assert SESSION.findall(amira.page) == []


async def test_nobody_ends_anothers(desk: RunningDesk, amira: Browser, boris: Browser) -> None:
    await elsewhere(desk)
    await amira.get("/account/sessions")
    (name,) = SESSION.findall(amira.page)
    await boris.get("/account/sessions")
    assert name not in boris.page
    await boris.post("/account/sessions/end", session=name)
    await boris.post("/account/sessions/end-others")
    await amira.get("/account/sessions")
    assert SESSION.findall(amira.page) == [name]
    assert not [line for line in audit_lines(desk.store) if line[1] == "own_sessions_ended"]
