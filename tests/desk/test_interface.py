"""The desk's own language: its catalogues, who chooses it, and that no template speaks past them."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from babel.messages.pofile import read_po, write_po
from sqlalchemy import select

from bot.conversations.work import Store
from bot.desk import accounts, interface, second_factor
from bot.desk.app import make_desk
from bot.desk.pages import TEMPLATES
from bot.desk.statistics import VIEWS
from bot.i18n import catalogue_files
from bot.i18n.catalogues import DESK_DOMAIN, DESK_LOCALES, is_ready, po_files
from bot.settings import Settings
from bot.statistics import counts, published
from bot.statistics.months import Month
from bot.storage.engine import now
from bot.storage.tables import asked_pair, conversation, operator, tombstone
from tests.desk.conftest import PASSWORD_ONLY, RunningDesk
from tests.desk.making import Browser, waiting_conversation
from tests.statistics.making import OVER, add_records

# Marked wholly. A template that is not here yet still speaks English alone; none may leave this list.
MARKED = (
    "account",
    "audit",
    "audit_filter",
    "base",
    "beside",
    "call_back",
    "call_backs",
    "coding",
    "conversation",
    "conversation/answer",
    "conversation/card",
    "conversation/composer",
    "conversation/head",
    "conversation/message",
    "conversation/ready",
    "conversation/side",
    "conversation/templates",
    "conversation/told",
    "conversation/toolbar",
    "conversation/transcript",
    "delivery",
    "desk",
    "duty",
    "files",
    "gaps",
    "installation",
    "interface",
    "invitation",
    "languages",
    "list_row",
    "lists",
    "login",
    "message",
    "nav",
    "operators",
    "outcome",
    "overview",
    "own_sessions",
    "parts",
    "phrasebook/list",
    "phrasebook/page",
    "phrasebook/panel",
    "phrasebook/preview",
    "phrasebook/reads",
    "pin",
    "published",
    "reason",
    "retention",
    "search",
    "second_factor",
    "second_step",
    "seen",
    "statistics",
    "together",
    "trouble",
    "window",
)
TOKEN = re.compile(r"({%.*?%}|{{.*?}}|{#.*?#}|<[^<>]*>)", re.DOTALL)
SPOKEN = re.compile(r'\b(?:aria-label|title|alt|placeholder)="([^"{]*[A-Za-z]{2}[^"{]*)')
# a class is not spoken, and a key is called what stands on it
TRANS = re.compile(r"{% trans.*?{% endtrans %}|{% block page_class %}.*?{% endblock %}|<kbd.*?</kbd>", re.DOTALL)
# Codes, addresses, names of files and of contacts.
UNTRANSLATED = re.compile(r'<code\b.*?</code>|<(\w+)\b[^<>]*\btranslate="no"[^<>]*>.*?</\1>', re.DOTALL)
MARKUP_OR_TEXT = re.compile(r"(?<=>)[^<>]+(?=<|$)|^[^<>]+(?=<|$)")  # each text between tags
FULL_PAGES = (
    "/operators",
    "/settings",
    "/retention",
    *(f"/statistics?first={view.first}&second={view.second}" for view in VIEWS),
    f"/statistics?first=sector&second=sex&period={OVER}",
    "/statistics?first=sex&second=sex",
    "/statistics?first=<b>",
    "/statistics?period=2999",
    "/statistics?period=2025-02",
    "/statistics/gaps",
    "/statistics/gaps?language=xx",
    "/statistics/gaps?month=2025",
    "/statistics/published",
    "/statistics/published?year=2024&what=sex",
    "/statistics/published?year=2024&what=country",
    "/statistics/report?year=25",
)
FIELD = re.compile(r"%\(\w+\)s|{\w+}")
RUSSIAN = {
    "Log in": "Войти",
    "Password": "Пароль",
    "My account (%(name)s)": "Моя учётная запись (%(name)s)",
    "Name and password do not fit, or the account is closed.": "Имя и пароль не подходят, или запись закрыта.",
}


def unmarked(source: str) -> list[str]:
    """What a template says in English past the catalogues."""
    source = UNTRANSLATED.sub("", TRANS.sub("", source))
    between = (part for part in TOKEN.sub("\0", source).split("\0"))
    return [part.strip() for part in between if re.search("[A-Za-z]{2}", part)] + SPOKEN.findall(source)


def past_the_catalogues(page: str) -> list[str]:
    """What a page in the pseudo language says outside brackets; own names and what says its language may stand."""
    body = UNTRANSLATED.sub("", re.sub("</?time[^>]*>", "", page.partition("<body")[2]))
    body = re.sub(
        r"<(?:b|a class=\"brand\"[^>]*)>[^<]*|<bdi.*?</bdi>|<(?:option|a|span|td)\b[^<>]*\blang=[^<>]*>[^<]*", "", body
    )
    said = [*re.findall(r">([^<>]+)<", body), *SPOKEN.findall(body)]
    bare = (
        re.sub(
            "⟦.*?⟧|Amira|Boris|Dana|Nora|New one|Rightsline|Tiếng Việt|UTC", "", html.unescape(words), flags=re.DOTALL
        ).strip()
        for words in said
    )
    return [words for words in bare if re.search("[A-Za-z]{2}", words)]


@pytest.fixture
def russian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A desk that is offered in Russian, of which a few texts are translated."""
    (tmp_path / "desk.pot").write_text((DESK_LOCALES / "desk.pot").read_text("utf-8"), "utf-8")
    po = catalogue_files.start("ru", tmp_path, DESK_DOMAIN)
    text = po.read_text("utf-8").replace("X-Ready: no", "X-Ready: yes")
    for english, words in RUSSIAN.items():
        text = text.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{words}"')
    po.write_text(text, "utf-8")
    monkeypatch.setattr(interface, "DESK_LOCALES", tmp_path)
    interface.offered.cache_clear()
    yield
    interface.offered.cache_clear()


@pytest.fixture
def pseudo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A desk whose every text stands between brackets, offered as Russian: what has none is from no catalogue."""
    (tmp_path / "desk.pot").write_text((DESK_LOCALES / "desk.pot").read_text("utf-8"), "utf-8")
    po = catalogue_files.start("ru", tmp_path, DESK_DOMAIN)
    with po.open("rb") as file:
        catalogue = read_po(file)
    for message in (each for each in catalogue if each.id):
        several = isinstance(message.id, tuple)
        bracketed = MARKUP_OR_TEXT.sub(r"⟦\g<0>⟧", message.id[-1] if several else message.id)
        message.string = (bracketed,) * catalogue.num_plurals if several else bracketed
    with po.open("wb") as file:
        write_po(file, catalogue, width=0)
    head, separator, rest = po.read_text("utf-8").partition("\n\n")
    po.write_text(f'{head}\n"X-Ready: yes\\n"{separator}{rest}', "utf-8")
    monkeypatch.setattr(interface, "DESK_LOCALES", tmp_path)
    interface.offered.cache_clear()
    yield
    interface.offered.cache_clear()


@pytest.mark.parametrize("path", ["/", "/call-backs", "/shift", "/account"])
async def test_a_page_says_nothing_past_the_catalogues(
    desk: RunningDesk, tmp_path: Path, pseudo: None, path: str
) -> None:
    desk = another(desk, tmp_path)
    desk.add("Amira", "administrator")
    waiting_conversation(desk.store, "+491701000001", "emergency", urgent=True, language="vi", country="DE")
    browser = desk.browser()
    await browser.log_in("Amira")
    await browser.get(path, headers={"accept-language": "ru"})
    assert '<html lang="ru" dir="ltr">' in browser.page
    assert past_the_catalogues(browser.page) == []


@pytest.mark.long("fills every page that is no conversation's")
async def test_full_pages_say_nothing_past_the_catalogues(desk: RunningDesk, tmp_path: Path, pseudo: None) -> None:
    """With all that can stand on them: tables, every state of an account, what is said of a wrong address or field."""
    store, desk = desk.store, another(desk, tmp_path)
    many = {
        "topic": {"return_home"},
        "sign": {"deception"},
        "wanted": {"am"},
        "lines": {"sure"},
        "understood": {"not_ours"},
    }
    for sector, number in (("F_Construction", 40), ("C_Manufacturing", 35), ("J_InformationAndCommunication", 3)):
        add_records(store, number, sex="Feminine", sector=sector, country="DE", language="vi", many=many)
    add_records(store, 30, Month(2024, 12), sex="Masculine", outcome="answered_by_bot", wait="none")
    counts.close_months(store, "month")
    for name, role in (
        ("Amira", "administrator"),
        ("Nora", "coordinator"),
        ("Dana", "operator"),
        ("Boris", "supervisor"),
    ):
        desk.add(name, role)
    held = waiting_conversation(store, "+491701000001", "emergency", urgent=True, language="vi", country="DE")
    boris, admin = desk.browser(), desk.browser()
    for browser, name in ((boris, "Boris"), (admin, "Amira")):
        browser.client.headers["accept-language"] = "ru"
        await browser.log_in(name)
    with store.write() as work:
        published.publish(work, "2024", "sex", counts.ALONE, 0.5)
        words = {"month": str(OVER), "language": "en", "words": "agency keeps", "contacts": 23}
        work.run(asked_pair.insert().values(**words))
        dana, nora = (accounts.id_of(work, name) for name in ("Dana", "Nora"))
        assert dana
        assert nora
        accounts.disable(work, dana)
        second_factor.confirm(work, nora, pyotp.TOTP(second_factor.begin(work, nora)).now())
        work.run(tombstone.insert().values(pseudonym="0123456789abcdef", erased_on=now().date()))
        lately = now() - datetime.timedelta(days=int(PASSWORD_ONLY.retention_days) - 3)
        work.run(conversation.update().values(changed_at=lately))
    found = {}
    for path in FULL_PAGES:
        response = await admin.get(path)
        assert response.status_code in (200, 400), path
        assert '<html lang="ru" dir="ltr">' in admin.page
        found[path] = past_the_catalogues(admin.page)
    for path, fields in (
        ("/operators", {"name": "Amira", "role": "operator"}),
        ("/operators", {"name": "New one", "role": "operator"}),
        ("/operators", {"name": "", "role": "operator"}),
        ("/statistics/published", {"year": "2024", "first": "sex", "epsilon": "much", "understood": "yes"}),
        ("/statistics/published", {"year": "2024", "first": "country", "epsilon": "0.75", "understood": "yes"}),
    ):
        await admin.get(path)
        await admin.post(path, **fields)
        found[f"{path} {fields}"] = past_the_catalogues(admin.page)
    await boris.take(held)
    coding = re.search(r'<details id="coding">.*?</details>', boris.page, re.DOTALL)
    assert coding
    found["coding"] = past_the_catalogues(f"<body>{coding[0]}")
    assert {path: said for path, said in found.items() if said} == {}


@pytest.mark.parametrize("name", MARKED)
def test_every_text_of_a_marked_template_stands_in_the_catalogues(name: str) -> None:
    assert unmarked((TEMPLATES / f"{name}.html").read_text("utf-8")) == []


def test_what_is_not_marked_is_found() -> None:
    assert unmarked('<p title="Wait">{{ _("Yes") }} Go on</p>') == ["Go on", "Wait"]
    assert unmarked('<p title="{{ _("Wait") }}">{% trans %}Yes{% endtrans %} · </p>') == []


@pytest.mark.long("babel extracts all texts of the desk")
def test_the_template_of_the_desks_catalogues_is_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue_files, "DESK_TEMPLATE", tmp_path / "desk.pot")
    catalogue_files.extract_desk()
    there, kept = ids(tmp_path / "desk.pot"), ids(DESK_LOCALES / "desk.pot")
    assert there == kept, "run make catalogues"
    assert {"Log in", "Sent.", "There is no such account."} <= there  # a template's, one of texts.py, a problem's


@pytest.mark.parametrize("language", po_files(DESK_LOCALES, DESK_DOMAIN))
def test_translations_keep_fields_and_bring_no_markup_of_their_own(language: str) -> None:
    po = po_files(DESK_LOCALES, DESK_DOMAIN)[language]
    with po.open("rb") as file:
        catalogue = read_po(file)
    for message in (each for each in catalogue if each.id):
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        for words in filter(None, said):
            assert sorted(FIELD.findall(words)) == sorted(FIELD.findall(sources[-1])), message.id
            assert sorted(re.findall("<[^>]*>", words)) == sorted(re.findall("<[^>]*>", sources[-1])), message.id
        assert all(said) or not is_ready(po), f"{language} is offered, and has no words for {message.id}"


def ids(path: Path) -> set[str]:
    with path.open("rb") as file:
        return {str(message.id) for message in read_po(file) if message.id}


def another(desk: RunningDesk, tmp_path: Path) -> RunningDesk:
    """The same database's desk, started after the catalogues changed."""
    return RunningDesk(desk.store, make_desk(Settings(var=tmp_path, hotline=PASSWORD_ONLY), desk.store))


async def test_a_language_that_is_not_ready_is_not_offered(desk: RunningDesk) -> None:
    unready = [code for code, po in po_files(DESK_LOCALES, DESK_DOMAIN).items() if not is_ready(po)]
    assert not set(unready) & set(interface.offered())
    browser = desk.browser()
    await browser.get("/login", headers={"accept-language": ", ".join(unready) or "qqq"})
    assert '<html lang="en" dir="ltr">' in browser.page


async def test_the_browsers_language_is_the_first_guess(desk: RunningDesk, tmp_path: Path, russian: None) -> None:
    browser = another(desk, tmp_path).browser()
    await browser.get("/login", headers={"accept-language": "ru-RU, en;q=0.5"})
    assert '<html lang="ru" dir="ltr">' in browser.page
    assert "<h1>Войти</h1>" in browser.page
    assert '<label for="name">Name</label>' in browser.page  # English where there is no translation


async def test_what_was_chosen_stays_and_counts_more(desk: RunningDesk, tmp_path: Path, russian: None) -> None:
    desk = another(desk, tmp_path)
    desk.add("Amira")
    browser = desk.browser()
    await browser.get("/login")
    assert "<h1>Log in</h1>" in browser.page
    await browser.post("/interface", interface="ru", next="/login")
    await browser.get("/login", headers={"accept-language": "en"})
    assert "<h1>Войти</h1>" in browser.page
    await browser.post("/login", name="Amira", password="wrong")
    assert "Имя и пароль не подходят, или запись закрыта." in browser.page
    await browser.log_in("Amira")
    assert "Моя учётная запись (Amira)" in browser.page
    await browser.get("/account")
    await browser.post("/interface", interface="en", next="/account")
    assert '<html lang="en" dir="ltr">' in browser.page


async def test_the_language_goes_with_the_account_to_every_browser(
    desk: RunningDesk, tmp_path: Path, russian: None
) -> None:
    desk = another(desk, tmp_path)
    amira = await desk.come("Amira")
    await amira.get("/account")
    await amira.post("/interface", interface="ru", next="/account")
    elsewhere = desk.browser()
    await elsewhere.log_in("Amira")
    assert "Моя учётная запись (Amira)" in elsewhere.page
    elsewhere.client.cookies.set(interface.COOKIE, "en", domain="desk.test", path="/")  # of who was here before
    await elsewhere.get("/account", headers={"accept-language": "en"})
    assert "Моя учётная запись (Amira)" in elsewhere.page
    assert (await elsewhere.get("/conversations/999")).status_code == 404
    assert '<html lang="ru" dir="ltr">' in elsewhere.page
    await elsewhere.get("/account")
    await elsewhere.post("/logout")
    assert "<h1>Log in</h1>" in elsewhere.page  # who comes next is somebody else


async def test_an_account_that_chose_none_takes_along_what_its_browser_keeps(
    desk: RunningDesk, tmp_path: Path, russian: None
) -> None:
    """As after an upgrade: until then the choice stood in the browser alone."""
    desk = another(desk, tmp_path)
    desk.add("Amira")
    for name, cookie, expected in (("Amira", "ru", "ru"), ("Amira", "en", "ru"), ("Amira", "", "ru")):
        browser = desk.browser()
        if cookie:
            browser.client.cookies.set(interface.COOKIE, cookie, domain="desk.test", path="/")
        await browser.log_in(name)
        assert f'<html lang="{expected}" dir="ltr">' in browser.page, cookie


async def test_a_session_from_before_an_upgrade_still_reads_what_its_browser_keeps(
    desk: RunningDesk, tmp_path: Path, russian: None
) -> None:
    desk = another(desk, tmp_path)
    amira = await desk.come("Amira")
    amira.client.cookies.set(interface.COOKIE, "ru", domain="desk.test", path="/")
    await amira.get("/account")
    assert '<html lang="ru" dir="ltr">' in amira.page


async def test_a_language_that_is_offered_no_more_is_not_the_accounts(
    desk: RunningDesk, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interface, "offered", lambda: ("en", "fr"))
    amira = await desk.come("Amira")
    with store.write() as work:
        work.run(operator.update().values(interface="ru"))
    await amira.get("/account", headers={"accept-language": "en"})
    assert '<html lang="en" dir="ltr">' in amira.page


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
async def test_a_page_says_in_which_direction_it_is_read(
    desk: RunningDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, direction: str
) -> None:
    monkeypatch.setattr(interface, "offered", lambda: ("en", "ar"))
    browser = another(desk, tmp_path).browser()
    await browser.get("/login", headers={"accept-language": language})
    assert f'<html lang="{language}" dir="{direction}">' in browser.page


async def test_a_language_that_there_is_not_changes_nothing(desk: RunningDesk, tmp_path: Path, russian: None) -> None:
    browser = another(desk, tmp_path).browser()
    await browser.get("/login")
    response = await browser.post("/interface", interface="../ru", next="//elsewhere.example")
    assert interface.COOKIE not in browser.client.cookies
    assert response.url.host == "desk.test"
    amira = await another(desk, tmp_path).come("Amira")
    await amira.get("/account")
    await amira.post("/interface", interface="../ru", next="/account")
    with desk.store.read() as work:
        assert work.run(select(operator.c.interface)).scalar() == ""


async def test_what_is_said_of_a_problem_is_text_and_no_markup(admin: Browser) -> None:
    await admin.get("/operators")
    await admin.post("/operators", name="100 % <b>x</b>", role="operator")
    assert "<b>x</b>" not in admin.page
