"""What contacts send beside words, in Chromium: a picture is loaded after a click, a place is copied."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from bot.conversations import attachments, inbox
from bot.conversations.attachments import FileState
from bot.conversations.contract import Attachment, FileKind, Inbound, MessageKind
from tests.browser.desks import RunningDesk, check_accessible
from tests.desk.making import waiting_conversation

pytestmark = pytest.mark.browser

ADDRESS = "+46700000001"
PNG = bytes.fromhex(  # one grey pixel
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c636800000082008177cd72b60000000049454e44ae426082"
)


def sends(desk: RunningDesk, inbound: Inbound) -> None:
    assert inbox.receive(desk.store, inbound)
    waiting = inbox.claim(desk.store, "w1")
    assert waiting is not None
    with desk.store.write() as work:
        inbox.finish(work, waiting, "w1")


def test_a_picture_is_loaded_after_a_click_and_a_place_is_copied(desk: RunningDesk, come: Callable[..., Page]) -> None:
    waits = waiting_conversation(desk.store, ADDRESS)
    picture = (Attachment(FileKind.PICTURE, "0"),)
    sends(desk, Inbound("sms", ADDRESS, "m1", MessageKind.MEDIA, attachments=picture))
    sends(desk, Inbound("sms", ADDRESS, "m2", MessageKind.LOCATION, "geo:67.82000,20.25000"))
    amira, asked = come("Amira"), []
    amira.on("request", lambda request: asked.append(request.url) if "/files/" in request.url else None)
    amira.goto(f"{desk.address}/conversations/{waits}")
    amira.get_by_role("button", name="Take", exact=True).click()
    expect(amira.get_by_text("picture: being fetched")).to_be_visible()
    row = attachments.claim(desk.store)
    assert row is not None
    with desk.store.write() as work:
        attachments.settle(work, row, FileState.KEPT, PNG, FileKind.PICTURE, "image/png")
    show = amira.get_by_role("link", name="Show", exact=True)
    expect(show).to_be_visible()  # by itself, on the open page
    assert asked == []
    check_accessible(amira)
    show.click()
    expect(amira.locator(".files img")).to_be_visible()
    assert (
        amira.locator(".files img").evaluate("async (image) => { await image.decode(); return image.naturalWidth; }")
        == 1
    )
    assert len(asked) == 1
    expect(amira.get_by_role("log")).to_contain_text("about 4 km from Kiruna, Sweden")
    amira.context.grant_permissions(["clipboard-read", "clipboard-write"])
    amira.get_by_role("button", name="Copy", exact=True).click()
    expect(amira.get_by_role("button", name="Copied")).to_be_visible()
    assert amira.evaluate("navigator.clipboard.readText()") == "67.82000, 20.25000"
