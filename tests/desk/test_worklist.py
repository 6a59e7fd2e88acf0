"""The list page, taking the next one, and what open pages ask for."""

from __future__ import annotations

from bot.conversations.work import Store
from bot.desk import texts
from bot.desk.app import make_desk
from bot.privacy.encryption import make_keys
from bot.settings import Settings
from bot.storage.engine import Database
from tests.desk.conftest import PASSWORD_ONLY, RunningDesk
from tests.desk.making import Browser, conversation_of, holder_in, stops, waiting_conversation, writes


async def test_the_list_tells_all_that_is_needed_to_choose(desk: RunningDesk, amira: Browser) -> None:
    waits = waiting_conversation(desk.store, "+33612345678", "emergency", urgent=True, language="ru", country="BE")
    writes(desk.store, waits, "please hurry")
    stops(desk.store, waits)
    bots = conversation_of(desk.store, "+33612345679")
    page = (await amira.get("/")).text
    for words in ("Urgent", "русский", "Russian", "Belgium", "SMS", "In danger now", "1 unanswered", "opted out"):
        assert words in page
    assert "<title>(1) Desk</title>" in page
    assert f'href="/conversations/{bots}"' in page
    for secret in ("33612345678", "please hurry", "boss has my passport"):
        assert secret not in page


async def test_without_scripts_the_list_loads_itself_again(amira: Browser) -> None:
    assert '<noscript><meta http-equiv="refresh" content="20; url=/?auto=1"></noscript>' in (await amira.get("/")).text


async def test_the_next_one_is_the_most_urgent_one(desk: RunningDesk, amira: Browser) -> None:
    waiting_conversation(desk.store, "+491701000001")
    urgent = waiting_conversation(desk.store, "+491701000002", "emergency", urgent=True)
    await amira.get("/")
    response = await amira.post("/next")
    assert response.url.path == f"/conversations/{urgent}"
    assert holder_in(desk.store, urgent) == ("operator", amira.operator_id)


async def test_when_nobody_waits_any_more_that_is_said(desk: RunningDesk, amira: Browser, boris: Browser) -> None:
    waiting_conversation(desk.store, "+491701000001")
    await amira.get("/")
    await boris.get("/")
    await boris.post("/next")
    assert texts.NOTES["nothing-waits"] in (await amira.post("/next")).text


async def test_an_open_page_gets_lists_and_news(desk: RunningDesk, amira: Browser) -> None:
    waits = waiting_conversation(desk.store, "+491701000001")
    fragment = (await amira.get(f"/lists?open={waits}")).text
    assert 'aria-current="page"' in fragment
    assert "<html" not in fragment
    news = (await amira.get("/news")).json()
    assert news["queue"] == [waits]
    assert (await amira.get("/lists?open=%27;drop")).status_code == 200


async def test_health_needs_no_login_and_tells_when_the_database_is_away(desk: RunningDesk, tmp_path) -> None:  # type: ignore[no-untyped-def]
    assert (await desk.browser().get("/health")).status_code == 200
    away = Store(Database("postgresql://nobody@127.0.0.1:1/none"), make_keys())
    lost = RunningDesk(away, make_desk(Settings(var=tmp_path, hotline=PASSWORD_ONLY), away))
    assert (await lost.browser().get("/health")).status_code == 503


async def test_the_button_comes_first_then_who_waits_then_ones_own(desk: RunningDesk, amira: Browser) -> None:
    for number in range(3):
        waiting_conversation(desk.store, f"+49170100000{number}")
    page = (await amira.get("/")).text
    order = [page.index(words) for words in ("3 waiting", "Take the most urgent", ">Waiting ", 'id="row-', ">Yours ")]
    assert order == sorted(order)


async def test_what_was_handed_back_lately_is_found_again(desk: RunningDesk, amira: Browser, boris: Browser) -> None:
    waits = waiting_conversation(desk.store, "+491701000001")
    await amira.take(waits)
    await amira.post(f"/conversations/{waits}/hand-back", language="en", after="0")
    page = (await amira.get("/")).text
    assert page.index("Lately yours") < page.index(f'id="row-{waits}"') < page.index("With the bot")
    assert page.count(f'id="row-{waits}"') == 1
    assert "Lately yours" not in (await boris.get("/")).text
