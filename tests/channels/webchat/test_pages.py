"""The pages over plain HTTP: forms of ours only, one address, nothing cut silently."""

from __future__ import annotations

import html
import re
import shutil
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.channels.webchat import pages
from bot.channels.webchat.channel import WebchatChannel
from bot.channels.webchat.static_files import FOLDER, static_files
from bot.channels.webchat.talks import Talks
from bot.conversations import contacts, inbox, outbox
from bot.conversations.households import Households
from bot.conversations.messages import Author, NewMessage
from bot.conversations.work import Store
from bot.hotline import Hotline
from bot.privacy.encryption import Vault
from bot.settings import Settings
from bot.web.app import make_app
from bot.web.intake import StoringIntake
from tests.databases import new_sqlite
from tests.making import arrived

SESSION, VISITOR = "__Host-chat", "__Host-chat-visitor"


class Web:
    """A browser without JavaScript at the web process."""

    def __init__(self, client: httpx.AsyncClient, store: Store) -> None:
        self.client, self.store = client, store
        self.page = ""

    async def open(self) -> str:
        """The page."""
        self.page = (await self.client.get("/chat")).text
        return self.page

    def hidden(self, name: str) -> str:
        """A hidden field of the page."""
        found = re.search(rf'name="{name}" value="([^"]+)"', self.page)
        assert found
        return found.group(1)

    async def post(self, headers: dict[str, str] | None = None, **fields: str) -> httpx.Response:
        """Send a form of the page."""
        own = {"form_token": self.hidden("form_token"), "message_id": self.hidden("message_id")}
        return await self.client.post("/chat", data={**own, **fields}, headers=headers or {})

    def received(self) -> list[inbox.Inbound]:
        """What is in the inbox."""
        return arrived(self.store)


def visitor(app: object) -> httpx.AsyncClient:
    """A browser before 2021: of a form it says the origin only."""
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=transport, base_url="https://test", headers={"origin": "https://test"})


@pytest.fixture
async def web(tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Web]:
    monkeypatch.setattr(pages, "ANSWER_WAIT_SECONDS", 0.0)
    store = Store(new_sqlite(tmp_path / "rightsline.db"), vault)
    settings = Settings(
        var=tmp_path, public_url="https://chat.example.org", hotline=Hotline(exit_page="https://weather.example/now")
    )
    channels = {"webchat": WebchatChannel(settings, store)}
    app = make_app(settings, store, channels, StoringIntake(store))
    async with visitor(app) as client:
        yield Web(client, store)
    store.close()


async def test_a_visit_sets_a_cookie_that_opens_nothing_and_stores_nothing(web: Web) -> None:
    response = await web.client.get("/chat")
    assert response.status_code == 200
    (cookie,) = response.headers.get_list("set-cookie")
    assert cookie.startswith("__Host-chat-visitor=")
    assert {"HttpOnly", "Path=/", "SameSite=strict", "Secure"} <= set(cookie.split("; "))
    assert "Max-Age" not in cookie
    assert web.received() == []


async def test_a_post_ends_in_a_redirect_to_the_same_address_with_a_strict_cookie(web: Web) -> None:
    await web.open()
    response = await web.post(text="boss has my passport")
    assert (response.status_code, response.headers["location"]) == (303, "/chat")
    cookie, visitors = (each.lower() for each in response.headers.get_list("set-cookie"))
    assert visitors.startswith('__host-chat-visitor=""')
    assert all(part in cookie for part in ("httponly", "samesite=strict", "secure", "path=/;"))
    assert "max-age" not in cookie
    assert "expires" not in cookie
    assert [each.text for each in web.received()] == ["boss has my passport"]
    assert "boss has my passport" in await web.open()


async def test_what_a_form_brings_has_its_networks_limit_and_place_in_the_queue(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    await web.open()
    await web.post(text="hello")
    await web.open()
    await web.post(country="DE")
    here = Households().of({"client": ("127.0.0.1", 1)})  # another process's mark is another
    assert here is not None
    marks = {each.household for each in web.received()}
    assert len(marks) == 1
    assert marks.isdisjoint({None, here.mark})
    monkeypatch.setattr(Talks, "_has_room", lambda self, whence: False)
    await web.open()
    assert (await web.post(text="once more")).status_code == 429


async def test_the_same_form_sent_twice_is_one_message_in_one_session(web: Web) -> None:
    await web.open()
    before = web.client.cookies[VISITOR]
    await web.post(text="only once")
    assert VISITOR not in web.client.cookies
    web.client.cookies.clear()  # the first answer had not come yet
    web.client.cookies.set(VISITOR, before, domain="test")
    await web.post(text="only once")
    assert [each.text for each in web.received()] == ["only once"]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_form_of_another_site_is_refused(web: Web, site: str) -> None:
    await web.open()
    response = await web.post({"Sec-Fetch-Site": site}, text="hello")
    assert response.status_code == 403
    assert web.received() == []


OURS, FOREIGN = "https://chat.example.org", "https://evil.example"


@pytest.mark.parametrize(
    ("site", "origin", "referer", "taken"),
    [
        ("same-origin", None, None, True),
        ("same-origin", "null", None, True),  # a page that was open before the referrer policy was changed
        ("none", None, None, True),  # sent again by the visitor
        ("none", FOREIGN, None, False),
        ("cross-site", OURS, OURS, False),
        (None, "https://test", None, True),
        (None, "http://test", None, True),  # TLS ends at the proxy
        (None, OURS, None, True),
        (None, FOREIGN, None, False),
        (None, FOREIGN, "https://test/chat", False),
        (None, "https://test.evil.example", None, False),
        (None, "null", None, False),
        (None, None, "https://test/chat", True),
        (None, None, f"{OURS}/chat", True),
        (None, None, f"{FOREIGN}/https://test/chat", False),
        (None, None, None, False),
    ],
)
async def test_a_form_is_taken_where_the_browser_says_that_it_is_ours(
    web: Web, site: str | None, origin: str | None, referer: str | None, taken: bool
) -> None:
    await web.open()
    del web.client.headers["origin"]
    said = {"sec-fetch-site": site, "origin": origin, "referer": referer}
    headers = {name: value for name, value in said.items() if value is not None}
    assert (await web.post(headers, text="hello")).status_code == (303 if taken else 403)
    assert len(web.received()) == taken


async def test_nobody_else_is_given_the_session_of_a_form(web: Web) -> None:
    await web.open()  # the attacker's page: its form is posted by the victim's browser too
    victim = Web(visitor(web.client._transport.app), web.store)  # type: ignore[attr-defined]
    await victim.open()
    form = {name: web.hidden(name) for name in ("form_token", "message_id")}
    assert (await web.post(text="first")).status_code == 303
    assert (await victim.client.post("/chat", data={**form, "text": "planted"})).status_code == 403
    assert (await victim.post(text="mine", message_id=form["message_id"])).status_code == 403
    assert SESSION not in victim.client.cookies
    assert (await victim.post(text="help me")).status_code == 303
    assert victim.client.cookies[SESSION].partition(".")[0] != web.client.cookies[SESSION].partition(".")[0]
    assert "help me" in await victim.open()
    assert "help me" not in await web.open()
    await victim.client.aclose()


async def test_a_session_that_a_neighbouring_host_put_into_the_browser_is_not_taken(web: Web) -> None:
    await web.open()
    await web.post(text="the attacker's own")
    theirs = web.client.cookies[SESSION]
    victim = Web(visitor(web.client._transport.app), web.store)  # type: ignore[attr-defined]
    for path in ("/", "/chat"):
        victim.client.cookies.set("chat", theirs, path=path)  # browsers refuse the other name from there
    assert "the attacker's own" not in html.unescape(await victim.open())
    assert (await victim.post(text="help me")).status_code == 303
    assert "help me" not in await web.open()
    await victim.client.aclose()


async def test_nobody_chooses_for_whom_forms_are_made(web: Web) -> None:
    await web.open()
    await web.post(text="mine")
    session = web.received()[0].address
    thief = Web(visitor(web.client._transport.app), web.store)  # type: ignore[attr-defined]
    thief.client.cookies.set(VISITOR, session)
    await thief.open()
    form = {name: thief.hidden(name) for name in ("form_token", "message_id")}
    assert (await web.client.post("/chat", data={**form, "text": "planted"})).status_code == 403
    await thief.client.aclose()


async def test_a_second_tab_leaves_the_first_ones_form_as_it_was(web: Web) -> None:
    await web.open()
    await web.client.get("/chat")
    assert (await web.post(text="hello")).status_code == 303


async def test_a_visitor_without_the_cookie_gets_the_text_back_and_can_send_it_again(web: Web) -> None:
    await web.open()
    web.client.cookies.clear()
    response = await web.post(text="my story")
    assert response.status_code == 403
    assert "my story</textarea>" in response.text
    web.page = response.text
    assert (await web.post(text="my story")).status_code == 303


@pytest.mark.parametrize("token", ["", "-", "forged.token.here"])
async def test_a_form_that_we_did_not_make_is_refused_and_its_text_given_back(web: Web, token: str) -> None:
    await web.open()
    response = await web.post(form_token=token, text="my <b>story</b>")
    assert response.status_code == 403
    assert "my &lt;b&gt;story&lt;/b&gt;</textarea>" in response.text
    assert web.received() == []


async def test_a_form_of_another_session_is_refused(web: Web) -> None:
    await web.open()
    await web.post(text="mine")
    response = await web.post(text="with the form of nobody's session")
    assert response.status_code == 403
    assert [each.text for each in web.received()] == ["mine"]


async def test_a_forged_cookie_opens_nothing(web: Web) -> None:
    await web.open()
    await web.post(text="secret")
    web.client.cookies.clear()
    web.client.cookies.set(SESSION, web.received()[0].address + ".awWxcA.AAAA")
    assert "secret" not in await web.open()


@pytest.mark.parametrize("fields", [{"language": "xx"}, {"country": "XX"}, {"choice": "'; drop"}])
async def test_what_the_page_does_not_offer_is_refused(web: Web, fields: dict[str, str]) -> None:
    await web.open()
    assert (await web.post(**fields)).status_code == 400
    assert web.received() == []


@pytest.mark.parametrize("fields", [{}, {"text": ""}, {"text": " \r\n "}, {"country": ""}])
async def test_an_empty_form_stores_nothing(web: Web, fields: dict[str, str]) -> None:
    await web.open()
    assert (await web.post(**fields)).status_code == 303
    assert web.received() == []


async def test_markup_in_messages_stays_text(web: Web) -> None:
    await web.open()
    await web.post(text='<script>alert(1)</script>"onload="')
    page = await web.open()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;onload=&#34;" in page


async def test_leaving_blanks_the_page_forgets_the_cookie_and_ends_the_session(web: Web) -> None:
    await web.open()
    await web.post(text="hello")
    cookie = web.client.cookies[SESSION]
    response = await web.client.post("/chat", data={"leave": "1"})
    assert (response.status_code, response.headers["refresh"]) == (200, "0; url=https://weather.example/now")
    assert "<body></body>" in response.text
    assert 'chat=""' in response.headers["set-cookie"]
    assert web.received()[-1].stops
    web.client.cookies.set(SESSION, cookie, domain="test")
    assert "hello" not in await web.open()


async def test_leaving_before_anything_was_written_stores_nothing(web: Web) -> None:
    assert (await web.client.post("/chat", data={"leave": "1", "session": "nonsense"})).status_code == 200
    assert web.received() == []


async def test_the_answer_is_waited_for(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "ANSWER_WAIT_SECONDS", 5.0)
    await web.open()

    def answer() -> None:
        while not web.received():
            pass
        with web.store.write() as work:
            person = contacts.find_or_add(work, "webchat", web.received()[0].address)
            outbox.add(work, person.conversation_id, NewMessage(Author.BOT, "An answer"))

    thread = threading.Thread(target=answer)
    thread.start()
    await web.post(text="hello")
    thread.join()
    assert "An answer" in await web.open()


def test_a_changed_file_has_another_address_and_so_have_those_that_it_imports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {file.path for file in static_files().values()}
    folder = tmp_path / "static"
    shutil.copytree(FOLDER, folder)
    (folder / "chat" / "talk.js").write_text("export const talk = {};\n", "utf-8")
    monkeypatch.setattr("bot.channels.webchat.static_files.FOLDER", folder)
    after = {file.path for file in static_files.__wrapped__().values()}
    assert len(after) == len(before)
    assert not after & before


async def test_every_file_of_the_page_is_served_as_what_it_is(web: Web) -> None:
    page = await web.open()
    for name, file in static_files().items():
        assert file.path in page or name == "summary.js"  # on the page to print
        response = await web.client.get(file.path)
        assert response.content == (FOLDER / name).read_bytes()
        assert response.headers["content-type"].startswith(file.media_type)


async def test_the_widget_knows_a_label_in_every_language_and_leaks_no_placeholder(web: Web) -> None:
    script = (await web.client.get("/widget.js")).text
    assert "__LABELS__" not in script
    assert '"fr": {"open"' in script


async def test_the_widget_is_no_higher_than_what_a_phone_shows_beside_its_address_bar(web: Web) -> None:
    script = (await web.client.get("/widget.js")).text
    assert "height: min(44rem, 100vh); height: min(44rem, 100dvh)" in script  # the first for browsers before 2023


async def test_the_bare_address_leads_to_the_chat(web: Web) -> None:
    answer = await web.client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/chat")


async def test_the_notices_stand_in_the_chat_and_on_pages_of_their_own(tmp_path: Path, vault: Vault) -> None:
    layers = {"short": {"en": "Short."}, "page": {"en": "Page <b>.", "ar": "صفحة"}, "full": {"en": "Full."}}
    hotline = Hotline(privacy=layers, imprint={"en": "Us, Street 1"})
    store = Store(new_sqlite(tmp_path / "rightsline.db"), vault)
    settings = Settings(var=tmp_path, hotline=hotline)
    app = make_app(settings, store, {"webchat": WebchatChannel(settings, store)}, StoringIntake(store))
    async with visitor(app) as client:
        privacy = (await client.get("/privacy", headers={"accept-language": "ar"})).text
        assert privacy.index("Short.") < privacy.index('lang="ar" dir="rtl">صفحة') < privacy.index("Full.")
        assert "Page &lt;b&gt;." in (await client.get("/privacy")).text
        assert "Us, Street 1" in (await client.get("/imprint")).text
        chat = (await client.get("/chat")).text
        for text in ("Your privacy", "Full.", "Who runs this chat", "Us, Street 1"):
            assert text in chat
    store.close()


async def test_without_a_notice_there_is_no_empty_page(web: Web) -> None:
    assert (await web.client.get("/privacy")).status_code == 404
    assert "Your privacy</summary>" not in (await web.client.get("/chat")).text
