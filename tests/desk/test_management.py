"""Administrators' pages: accounts are added, closed and reset, and the trail tells of it."""

from __future__ import annotations

import re

import httpx
import pytest
from sqlalchemy import select

from bot.conversations.audit import count, record
from bot.desk.management import LINES_A_PAGE
from bot.storage.engine import now
from bot.storage.tables import account_link
from tests.desk.conftest import RunningDesk
from tests.desk.making import PASSWORD, Browser, audit_lines, holder_in, waiting_conversation


def shown_link(page: str) -> str:
    found = re.search(r'<code class="secret">http://desk.test(/invitation/[^<]+)</code>', page)
    assert found
    return found[1]


async def set_by(browser: Browser, link: str, password: str = PASSWORD) -> httpx.Response:
    await browser.get(link)
    return await browser.post("/invitation", token=link.rpartition("/")[2], new=password, again=password)


async def test_who_is_added_sets_a_password_by_a_link_that_is_shown_once(desk: RunningDesk, admin: Browser) -> None:
    await admin.get("/operators")
    await admin.post("/operators", name="Dana", role="operator")
    link = shown_link(admin.page)
    assert link not in (await admin.get("/operators")).text
    dana = desk.browser()
    assert (await set_by(dana, link)).url.path == "/login"
    assert (await dana.log_in("Dana")).url.path == "/"
    assert (await dana.get("/operators")).status_code == 403
    assert ("Dana", "link_used", None) in audit_lines(desk.store)


async def test_a_name_that_is_taken_or_odd_is_refused(admin: Browser) -> None:
    await admin.get("/operators")
    assert (await admin.post("/operators", name="adele", role="operator")).status_code == 400
    response = await admin.post("/operators", name="<script>", role="operator")
    assert response.status_code == 400
    assert "<script>" not in response.text


async def test_a_closed_account_is_out_at_once_and_its_contacts_wait_for_another(
    desk: RunningDesk, admin: Browser, amira: Browser
) -> None:
    waits = waiting_conversation(desk.store, "+491701000001")
    await amira.take(waits)
    await admin.get("/operators")
    await admin.post(f"/operators/{amira.operator_id}/disable")
    assert (await amira.get("/")).url.path == "/login"
    assert (await desk.browser().log_in("Amira")).status_code == 401
    assert holder_in(desk.store, waits) == ("queue", None)
    await admin.post(f"/operators/{amira.operator_id}/enable")
    assert (await desk.browser().log_in("Amira")).status_code == 200


async def test_a_lost_password_is_void_at_once_and_a_link_sets_another(
    desk: RunningDesk, admin: Browser, amira: Browser
) -> None:
    await admin.get("/operators")
    await admin.post(f"/operators/{amira.operator_id}/password")
    link = shown_link(admin.page)
    assert (await amira.get("/")).url.path == "/login"
    assert (await desk.browser().log_in("Amira", PASSWORD)).status_code == 401
    await set_by(desk.browser(), link, "another long password")
    assert (await desk.browser().log_in("Amira", "another long password")).url.path == "/"


async def test_a_link_opens_once_and_looking_at_it_uses_nothing_up(desk: RunningDesk, admin: Browser) -> None:
    await admin.get("/operators")
    await admin.post("/operators", name="Dana", role="operator")
    link, dana = shown_link(admin.page), desk.browser()
    for _ in range(3):
        assert (await dana.get(link)).status_code == 200
    for new, again in (("short", "short"), (PASSWORD, "another long password")):
        await dana.get(link)
        token = link.rpartition("/")[2]
        assert (await dana.post("/invitation", token=token, new=new, again=again)).status_code == 400
    assert (await set_by(dana, link)).url.path == "/login"
    assert (await dana.get(link)).status_code == 404
    await dana.get("/login")
    again = await dana.post("/invitation", token=link.rpartition("/")[2], new=PASSWORD, again=PASSWORD)
    assert again.status_code == 404
    with desk.store.read() as work:
        assert work.run(select(account_link)).all() == []


@pytest.mark.parametrize("how", ["over", "closed", "replaced", "guessed"])
async def test_a_link_that_does_not_open_any_more_sets_nothing(desk: RunningDesk, admin: Browser, how: str) -> None:
    await admin.get("/operators")
    await admin.post("/operators", name="Dana", role="operator")
    link, dana = shown_link(admin.page), admin.operator_id + 1
    with desk.store.read() as work:
        assert link.rpartition("/")[2] not in str(work.run(select(account_link)).all())
    if how == "over":
        with desk.store.write() as work:
            work.run(account_link.update().values(expires_at=now()))
    elif how == "guessed":
        link += "x"
    else:
        await admin.post(f"/operators/{dana}/{'disable' if how == 'closed' else 'password'}")
    stranger = desk.browser()
    assert (await stranger.get(link)).status_code == 404
    await stranger.get("/login")
    response = await stranger.post("/invitation", token=link.rpartition("/")[2], new=PASSWORD, again=PASSWORD)
    assert response.status_code == 404
    assert (await stranger.log_in("Dana")).status_code == 401


async def test_nobody_closes_their_own_account_or_one_that_is_not_there(admin: Browser) -> None:
    await admin.get("/operators")
    for path in (
        f"{admin.operator_id}/disable",
        f"{admin.operator_id}/password",
        f"{admin.operator_id}/role",
        "99/disable",
        "99/enable",
        "99/password",
    ):
        assert (await admin.post(f"/operators/{path}")).status_code == 400, path
    assert (await admin.get("/operators")).status_code == 200


async def test_what_administrators_do_is_noted_with_whom(desk: RunningDesk, admin: Browser) -> None:
    await admin.get("/operators")
    await admin.post("/operators", name="Dana", role="operator")
    dana = admin.operator_id + 1
    await admin.post(f"/operators/{dana}/password")
    await admin.post(f"/operators/{dana}/disable")
    await admin.post(f"/operators/{dana}/enable")
    assert audit_lines(desk.store)[1:] == [
        ("Adele", action, f"operator-{dana}")
        for action in ("operator_added", "password_reset", "operator_disabled", "operator_enabled")
    ]
    page = (await admin.get("/audit")).text
    assert "added the account" in page
    assert "Dana" in page


async def test_the_audit_trail_can_be_paged(desk: RunningDesk, admin: Browser) -> None:
    with desk.store.write() as work:
        for number in range(LINES_A_PAGE + 10):
            record(work, admin.operator_id, "send", f"{number:06d}aaaaaaaaaa")
    page = (await admin.get("/audit")).text
    assert f"{LINES_A_PAGE + 9:06d}" in page
    assert "000000" not in page
    older = re.search(r'href="(/audit\?before=\d+)"', page)
    assert older
    assert "000000" in (await admin.get(older[1])).text
    assert (await admin.get("/audit?before=%27")).status_code == 200


async def test_what_is_refused_has_a_list_of_its_own_and_buries_nothing(desk: RunningDesk, admin: Browser) -> None:
    with desk.store.write() as work:
        record(work, admin.operator_id, "erase", "abcdef0000000000")
    for _ in range(LINES_A_PAGE + 10):
        with desk.store.write() as work:
            count(work, admin.operator_id, "login_failed")
    page = (await admin.get("/audit")).text
    assert "erased everything of" in page
    assert "failed to log in" not in page
    refused = (await admin.get("/audit?list=refused")).text
    assert refused.count("failed to log in") == 1
    assert "erased everything of" not in refused


async def test_who_asks_for_what_only_supervisors_may_is_noted(desk: RunningDesk, amira: Browser) -> None:
    for path in ("/operators", "/audit"):
        assert (await amira.get(path)).status_code == 403
    assert [line for line in audit_lines(desk.store) if line[1] == "refused"] == [("Amira", "refused", None)]


async def test_a_role_is_noted_with_the_account(desk: RunningDesk, admin: Browser) -> None:
    await admin.get("/operators")
    await admin.post("/operators", name="Dana", role="supervisor")
    assert "added the account (supervisor)" in (await admin.get("/audit")).text


async def test_the_audit_trail_leads_to_the_conversations_that_are_still_there(
    desk: RunningDesk, admin: Browser
) -> None:
    waits = waiting_conversation(desk.store, "+491701000001")
    await admin.take(waits)
    assert f'<a href="/conversations/{waits}"' in (await admin.get("/audit")).text
    await admin.open(waits)
    await admin.post(f"/conversations/{waits}/erase", sure="yes")
    assert "/conversations/" not in (await admin.get("/audit")).text


async def test_a_role_is_changed_and_the_account_logged_out(desk: RunningDesk, admin: Browser, amira: Browser) -> None:
    waits = waiting_conversation(desk.store, "+491701000001")
    await amira.take(waits)
    await admin.get("/operators")
    await admin.post(f"/operators/{amira.operator_id}/role", role="coordinator")
    assert (await amira.get("/")).url.path == "/login"
    assert holder_in(desk.store, waits) == ("queue", None)
    await amira.log_in("Amira")
    assert (await amira.get("/")).url.path == "/statistics"
    assert (await amira.get(f"/conversations/{waits}")).status_code == 403
    assert ("Adele", "role_changed", f"operator-{amira.operator_id}") in audit_lines(desk.store)


async def test_an_administrator_ends_the_sessions_of_an_account(
    desk: RunningDesk, admin: Browser, amira: Browser
) -> None:
    waits = waiting_conversation(desk.store, "+491701000001")
    await amira.take(waits)
    await admin.get("/operators")
    await admin.post(f"/operators/{amira.operator_id}/end-sessions")
    assert (await amira.get("/")).url.path == "/login"
    assert holder_in(desk.store, waits) == ("queue", None)
    assert ("Adele", "sessions_ended", f"operator-{amira.operator_id}") in audit_lines(desk.store)


@pytest.mark.parametrize("role", ["", "root", "Administrator"])
async def test_a_role_that_there_is_not_is_refused(admin: Browser, amira: Browser, role: str) -> None:
    await admin.get("/operators")
    assert (await admin.post(f"/operators/{amira.operator_id}/role", role=role)).status_code == 400
    assert (await admin.post("/operators", name="Dana", role=role)).status_code == 400
    assert (await amira.get("/")).status_code == 200
