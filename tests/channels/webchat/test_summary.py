"""The page to print: for the session's own alone, at the same address, and kept nowhere."""

from __future__ import annotations

import re

import pytest

from bot.conversations import contacts, outbox
from bot.conversations.messages import Author, NewMessage
from bot.replies.compose import Situation, compose
from tests.channels.webchat.test_pages import SESSION, Web, web

__all__ = ["web"]

ANSWERS = {
    "compensation.country": "DE",
    "compensation.harm": "unpaid_wages",
    "compensation.when": "2025-01-01/2025-12-31",
}


def result(language: str = "en") -> str:
    return compose("utter_compensation_result", Situation(language, "DE"), answers=ANSWERS, today="2026-11-24").text


async def answered(web: Web, *texts: str, language: str = "en") -> None:
    """A visitor has written, and these answers have come."""
    await web.open()
    await web.post(text="money please")
    with web.store.write() as work:
        person = contacts.find_or_add(work, "webchat", web.received()[0].address)
        for text in texts:
            new = NewMessage(Author.BOT, text, language=language)
            outbox.add(work, person.conversation_id, new)
    await web.open()


async def test_a_result_can_be_printed_alone(web: Web) -> None:
    await answered(web, "something else before", result(), "something else after")
    assert web.page.count('name="summary"') == 1
    response = await web.post(summary="1")
    assert response.status_code == 200
    assert response.url.path == "/chat"
    assert response.url.query == b""
    assert "December 31, 2028" in response.text
    assert "something else" not in response.text
    assert "money please" not in response.text
    assert 'href="https://www.weisser-ring.de"' in response.text


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("en", "Last day: December 31, 2028."),
        ("de", "Letzter Tag: 31. Dezember 2028."),
        ("ru", "Последний день: 31 декабря 2028\u202fг."),
        ("ar", "اليوم الأخير: 31 ديسمبر 2028."),
        ("zh", "最后日期：2028年12月31日。"),
    ],
)
async def test_a_day_to_act_by_is_plain_to_see(web: Web, language: str, day: str) -> None:
    await answered(web, result(language), language=language)
    page = (await web.post(summary="1")).text
    assert f"<strong>{day}</strong>" in page
    assert re.sub(r"</?strong>", "", page).count(day) == page.count(f"<strong>{day}</strong>")


async def test_the_page_is_kept_nowhere_and_has_a_quick_way_out(web: Web) -> None:
    await answered(web, result())
    response = await web.post(summary="1")
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["referrer-policy"] == "same-origin"
    assert "script-src 'self'" in response.headers["content-security-policy"]
    assert re.search(r"<title>Chat</title>", response.text)
    body = response.text[response.text.index("<body") :]
    assert re.search(r"<(button|a|input)\b(?![^>]*hidden)[^>]*", body).group().startswith('<button name="leave"')  # type: ignore[union-attr]
    assert not re.search(r'(src|href)="(?!/|tel:|https://)', response.text)


async def test_it_is_in_the_language_of_the_answer(web: Web) -> None:
    await answered(web, result("de"), language="de")
    response = await web.post(summary="1")
    assert '<html lang="de" dir="ltr">' in response.text
    assert "31. Dezember 2028" in response.text


async def test_the_live_page_s_own_token_opens_it_without_a_cookie(web: Web) -> None:
    await answered(web, result())
    token = web.client.cookies[SESSION]
    web.client.cookies.clear()
    response = await web.client.post("/chat", data={"summary": "1", "session": token})
    assert "December 31, 2028" in response.text


@pytest.mark.parametrize("session", ["", "made.up.token"])
async def test_nobody_else_sees_it(web: Web, session: str) -> None:
    await answered(web, result())
    token = web.client.cookies[SESSION]
    web.client.cookies.clear()
    stranger = await web.client.post("/chat", data={"summary": "1", "session": session or token[:-1]})
    assert stranger.status_code == 303
    assert "2028" not in stranger.text


async def test_a_form_of_another_site_does_not_open_it(web: Web) -> None:
    await answered(web, result())
    response = await web.client.post("/chat", data={"summary": "1", "form_token": "made up"})
    assert response.status_code == 303
    foreign = await web.post(headers={"sec-fetch-site": "cross-site"}, summary="1")
    assert foreign.status_code == 403


async def test_no_address_opens_it(web: Web) -> None:
    await answered(web, result())
    for address in ("/chat/summary", "/chat?summary=1"):
        assert '<body class="summary">' not in (await web.client.get(address)).text


async def test_after_leaving_it_is_gone(web: Web) -> None:
    await answered(web, result())
    token = web.client.cookies[SESSION]
    await web.post(leave="1")
    response = await web.client.post("/chat", data={"summary": "1", "session": token})
    assert response.status_code == 303


async def test_without_a_result_there_is_nothing_to_print(web: Web) -> None:
    await answered(web, "just an answer")
    assert 'name="summary"' not in web.page
    assert (await web.post(summary="1")).status_code == 303


async def test_what_somebody_writes_themselves_is_no_result(web: Web) -> None:
    await web.open()
    await web.post(text=result())
    await web.open()
    assert 'name="summary"' not in web.page
