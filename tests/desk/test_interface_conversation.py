"""A conversation and the phrasebook in a made-up language: what stands outside its brackets is from no catalogue."""

from __future__ import annotations

import datetime
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from bot.conversations import call_backs, messages, safe_word
from bot.conversations.attachments import FileState
from bot.conversations.contract import FileKind, MessageKind
from bot.conversations.messages import Author, NewMessage
from bot.conversations.seen import Reading, Seen, SeenPlace, SeenSentence
from bot.conversations.work import Store
from bot.desk import interface
from bot.desk.app import make_desk
from bot.hotline import Hotline, WhatsAppTemplate
from bot.i18n import catalogue_files
from bot.i18n.catalogues import DESK_DOMAIN, DESK_LOCALES
from bot.knowledge.phrasebook import Kind
from bot.replies.phrasebook import sections
from bot.settings import Settings
from bot.storage.engine import now
from bot.storage.tables import conversation, message, outbox
from tests.desk.conftest import RunningDesk
from tests.desk.making import Browser, sends_file, stops, waiting_conversation, writes
from tests.desk.test_interface import FIELD, SPOKEN
from tests.desk.test_told import STORY, remember
from tests.making_files import PDF

RUSSIAN = {"accept-language": "ru"}
SMS, ON_WHATSAPP = "+447700900001", "whatsapp:+447700900002"
WRITTEN = "Boris", "Chief", "Hamburg"
TEMPLATE = WhatsAppTemplate(name="Звонок", content_sid="HX" + "0123456789abcdef" * 2, language="es", text="Hola {{1}}")


# Names; what people wrote; what says that it is in another language; where something was read; keys; addresses.
OWN = re.compile(
    r"<(?:span class=\"who\"><b|li>\s*<p><b|a class=\"brand\"[^>]*|span title=\"[0-9a-f]+\")>[^<]*"
    r"|<bdi.*?</bdi>|<kbd.*?</kbd>"
    r"|<(\w+)\b[^>]*\blang=\"[a-z]+\"[^>]*>.*?</\1>|<select id=\"language\".*?</select>|<(\w+) class=\"text\".*?</\2>"
    r"|<a [^>]*rel=\"noopener noreferrer\">[^<]*|<(?:p|code)[^>]*>[\w.+-]+@[\w.-]+",
    re.DOTALL,
)


def past_the_catalogues(page: str, *own: str) -> list[str]:
    """What a page in the pseudo language says outside brackets; `own` words and other languages may stand."""
    body = OWN.sub("", page.partition("<body")[2] or page)
    found = 1
    while found:  # one may stand in another, and have marks in it
        body, found = re.subn("⟦[^⟦⟧]*⟧", "", body)
    said = [*re.findall(r">([^<>]+)<", body), *SPOKEN.findall(body)]
    may_stand = "|".join(map(re.escape, ("Amira", "UTC", "Tiếng Việt", *own)))
    bare = (re.sub(may_stand, "", html.unescape(words)).strip() for words in said)
    return [words for words in bare if re.search("[A-Za-z]{2}", words)]


def in_brackets(words: str) -> str:
    """A text in the made-up language. What fills its fields stands outside, or English could hide there."""
    return re.sub(f"({FIELD.pattern})", r"⟧\1⟦", f"⟦{words}⟧").replace("⟦⟧", "")


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A desk in a language whose every text stands between brackets, offered as Russian."""
    (tmp_path / "desk.pot").write_text((DESK_LOCALES / "desk.pot").read_text("utf-8"), "utf-8")
    po = catalogue_files.start("ru", tmp_path, DESK_DOMAIN)
    with po.open("rb") as file:  # however a text is wrapped there
        catalogue = read_po(file)
    for each in filter(lambda found: found.id, catalogue):
        is_counted = isinstance(each.id, tuple)
        said = in_brackets(each.id[1] if is_counted else each.id)
        each.string = (said,) * catalogue.num_plurals if is_counted else said
    with po.open("wb") as file:
        write_po(file, catalogue)
    po.write_text(po.read_text("utf-8").replace('msgstr ""\n', 'msgstr ""\n"X-Ready: yes\\n"\n', 1), "utf-8")
    monkeypatch.setattr(interface, "DESK_LOCALES", tmp_path)
    interface.offered.cache_clear()
    yield
    interface.offered.cache_clear()


@pytest.fixture
def desk(desk: RunningDesk, tmp_path: Path, made_up: None) -> RunningDesk:
    hotline = Hotline(second_factor=(), whatsapp_templates=(TEMPLATE,))
    return RunningDesk(desk.store, make_desk(Settings(var=tmp_path, hotline=hotline), desk.store))


async def come(desk: RunningDesk, name: str, role: str = "operator") -> Browser:
    """An operator whose browser asks for the made-up language."""
    operator_id = desk.add(name, role)
    browser = desk.browser()
    browser.client.headers.update(RUSSIAN)
    await browser.log_in(name)
    browser.operator_id = operator_id
    return browser


def full_one(store: Store, address: str = SMS) -> int:
    """A conversation with one of everything that a transcript can show."""
    waits = waiting_conversation(store, address, "emergency", urgent=True, language="vi", country="GB")
    remember(store, waits, STORY)
    for number, (kind, state) in enumerate(
        ((FileKind.PICTURE, FileState.TOO_LARGE), (FileKind.DOCUMENT, FileState.KEPT))
    ):
        sends_file(store, address, f"f{number}", kind, state, PDF, "application/pdf")
    seen = Seen(
        "vi",
        "Cyrl",
        (SeenSentence("a", ("lock", "boss")),),
        (SeenPlace("Hamburg", "DE"),),
        (("2026-05-01", "2026-05-31"),),
        Reading("call_time", Kind.TIME, ("06:30",), is_sure=False, is_all=False),
    )
    with store.write() as work:
        answer = messages.add(work, waits, NewMessage(Author.CONTACT, "sáu giờ"))
        messages.understood(work, waits, answer, "vi", "unpaid_wages", seen)
        messages.add(work, waits, NewMessage(Author.CONTACT, "geo:0.00000,0.00000", kind=MessageKind.LOCATION.value))
        sources = ("GB:emergency", "rights:unpaid_wages.answer")
        messages.add(work, waits, NewMessage(Author.BOT, "Hãy gọi 999", language="vi", sources=sources))
        call_backs.add(work, waits, "call", "", "evening", None)
        safe_word.choose(work, waits, "hoa")
        safe_word.hide(work, waits)
    return waits


@pytest.mark.long("asks for pages of a conversation in all its states")
async def test_a_conversation_that_waits_is_taken_and_kept_says_nothing_past_the_catalogues(desk: RunningDesk) -> None:
    amira, waits = await come(desk, "Amira"), full_one(desk.store)
    await said_whole(amira, f"/conversations/{waits}")
    await amira.take(waits)
    await amira.send(waits, "Anh có an toàn không?", "vi")
    await amira.post(f"/conversations/{waits}/note", note="Một", kind="note")
    with desk.store.write() as work:
        work.run(outbox.update().values(state="failed", error="contact_stopped:21610"))
    call_back = re.findall(r'action="/call-backs/(\d+)"', amira.page)[0]
    await amira.post(f"/call-backs/{call_back}", how="later", minutes="60")
    await said_whole(amira, f"/conversations/{waits}")
    assert "safe-word" in amira.page
    with desk.store.write() as work:
        call_backs.add(work, waits, "neither", "", "", None)
    assert 'class="gloss"' in amira.page
    for action in ("hand-back", "put-back"):
        writes(desk.store, waits, "chờ")
        response = await amira.post(f"/conversations/{waits}/{action}", sure="", closing="", language="vi")
        assert response.status_code == 400
        assert whole(amira.page) == []
    stops(desk.store, waits)
    await said_whole(amira, f"/conversations/{waits}")


@pytest.mark.long("asks for pages of a conversation in all its states")
async def test_what_is_handed_over_and_what_supervisors_see_says_nothing_past_the_catalogues(desk: RunningDesk) -> None:
    amira, boris = await come(desk, "Amira"), await come(desk, "Boris")
    chief, waits = await come(desk, "Chief", "administrator"), full_one(desk.store)
    await amira.take(waits)
    await amira.post(f"/conversations/{waits}/offer", to=str(boris.operator_id))
    await said_whole(amira, f"/conversations/{waits}")
    await said_whole(boris, f"/conversations/{waits}")
    await chief.open(waits)
    await chief.post(f"/conversations/{waits}/note", note="Hai", kind="whisper")
    day = (now() + datetime.timedelta(days=30)).date().isoformat()
    await chief.post(f"/conversations/{waits}/hold", until=day, reason="三")
    await said_whole(chief, f"/conversations/{waits}")
    long_ago = now() - datetime.timedelta(minutes=30)
    with desk.store.write() as work:
        work.run(conversation.update().values(taken_at=long_ago))
        work.run(message.update().values(created_at=long_ago))
    await said_whole(boris, f"/conversations/{waits}")
    await boris.post(f"/conversations/{waits}/accept")
    await said_whole(amira, f"/conversations/{waits}")
    assert re.search('data-moved="Boris⟦ ⟧⟦', amira.page)


@pytest.mark.long("asks for pages of a conversation in all its states")
async def test_a_conversation_on_whatsapp_says_nothing_past_the_catalogues(desk: RunningDesk) -> None:
    amira = await come(desk, "Amira")
    waits = waiting_conversation(desk.store, ON_WHATSAPP, language="vi")
    await amira.take(waits)
    await said_whole(amira, f"/conversations/{waits}")
    with desk.store.write() as work:
        work.run(message.update().values(created_at=now() - datetime.timedelta(hours=30)))
    await said_whole(amira, f"/conversations/{waits}")
    assert "<b>template</b>" in html.unescape(amira.page)


@pytest.mark.long("asks for pages of a conversation in all its states")
async def test_the_phrasebook_says_nothing_past_the_catalogues(desk: RunningDesk) -> None:
    amira, waits = await come(desk, "Amira"), full_one(desk.store)
    await amira.take(waits)
    sentences = [sentence for section in sections() for sentence in section.sentences]
    shown = {sentence.kind: sentence for sentence in sentences} | {each.blank: each for each in sentences if each.blank}
    telling = next(sentence for sentence in sentences if sentence.telling)
    for code in ["", telling.code, *(sentence.code for sentence in shown.values())]:
        await said_whole(amira, f"/conversations/{waits}/phrasebook?sentence={code}")


@pytest.mark.long("asks for pages of a conversation in all its states")
async def test_what_scripts_hear_and_say_is_from_the_catalogues(desk: RunningDesk) -> None:
    amira, waits = await come(desk, "Amira"), full_one(desk.store)
    await amira.get("/")
    said = json.loads(html.unescape(re.search(r"data-words='([^']*)'", amira.page)[1]))  # type: ignore[index]
    forms = [words for each in said.values() for words in (each.values() if isinstance(each, dict) else [each])]
    assert forms
    assert [words for words in forms if re.search("[A-Za-z]{2}", re.sub("⟦[^⟦⟧]*⟧|{.*?}", "", words))] == []
    news = (await amira.client.get("/news")).json()
    assert [one["says"][0] for one in news["urgent"]] == ["⟦"]
    await amira.take(waits)
    advice = await amira.post(f"/conversations/{waits}/length", text="Где вы сейчас? " * 120, language="de")
    hint = re.sub("⟦[^⟦⟧]*⟧|“[^”]*”", "", " ".join(advice.json().values()))
    assert re.findall("[A-Za-z]{2,}", hint) == []


async def said_whole(browser: Browser, path: str) -> None:
    await browser.get(path)
    if 'name="reason"' in browser.page and 'id="until"' not in browser.page:
        await browser.open(int(path.split("/")[2]))
    assert '<html lang="ru"' in browser.page
    assert whole(browser.page) == [], path


def whole(page: str) -> list[str]:
    """What a page of a conversation says past the catalogues, but for the contact's name and what tests wrote."""
    return past_the_catalogues(page, *re.findall(r'<span title="[0-9a-f]+">([^<]*)', page), *WRITTEN)


async def test_the_phrasebook_is_read_in_the_language_of_the_desk_until_another_is_chosen(desk: RunningDesk) -> None:
    amira, waits = await come(desk, "Amira"), waiting_conversation(desk.store, SMS)
    await amira.take(waits)
    await amira.get(f"/conversations/{waits}/phrasebook")
    assert '<option value="ru" lang="ru" selected>' in amira.page
    await amira.get(f"/conversations/{waits}/phrasebook?reads=vi")
    await amira.get(f"/conversations/{waits}/phrasebook")
    assert '<option value="vi" lang="vi" selected>' in amira.page
