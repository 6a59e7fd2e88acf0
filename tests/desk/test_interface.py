"""The desk's own language: its catalogues, who chooses it, and that no template speaks past them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from bot.desk import interface
from bot.desk.app import make_desk
from bot.desk.pages import TEMPLATES
from bot.i18n import catalogue_files
from bot.i18n.catalogues import DESK_DOMAIN, DESK_LOCALES, is_ready, po_files
from bot.settings import Settings
from tests.desk.conftest import PASSWORD_ONLY, RunningDesk
from tests.desk.making import Browser, waiting_conversation

# Marked wholly. A template that is not here yet still speaks English alone; none may leave this list.
MARKED = (
    "account",
    "audit",
    "audit_filter",
    "base",
    "beside",
    "call_back",
    "call_backs",
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
    "interface",
    "invitation",
    "languages",
    "list_row",
    "lists",
    "login",
    "message",
    "nav",
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
    "reason",
    "search",
    "second_factor",
    "second_step",
    "seen",
    "together",
    "trouble",
    "window",
)
TOKEN = re.compile(r"({%.*?%}|{{.*?}}|{#.*?#}|<[^<>]*>)", re.DOTALL)
SPOKEN = re.compile(r'\b(?:aria-label|title|alt|placeholder)="([^"{]*[A-Za-z]{2}[^"{]*)')
# a class is not spoken, and a key is called what stands on it
NOT_SPOKEN = re.compile(r"{% trans.*?{% endtrans %}|{% block page_class %}.*?{% endblock %}|<kbd.*?</kbd>", re.DOTALL)
# Names; what people wrote; what says that it is in another language; where something was read; keys; addresses.
OWN = re.compile(
    r"<(?:span class=\"who\"><b|li>\s*<p><b|a class=\"brand\"[^>]*|span title=\"[0-9a-f]+\")>[^<]*"
    r"|<bdi.*?</bdi>|<kbd.*?</kbd>"
    r"|<(\w+)\b[^>]*\blang=\"[a-z]+\"[^>]*>.*?</\1>|<select id=\"language\".*?</select>|<(\w+) class=\"text\".*?</\2>"
    r"|<a [^>]*rel=\"noopener noreferrer\">[^<]*|<(?:p|code)[^>]*>[\w.+-]+@[\w.-]+",
    re.DOTALL,
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
    source = NOT_SPOKEN.sub("", source)
    between = (part for part in TOKEN.sub("\0", source).split("\0"))
    return [part.strip() for part in between if re.search("[A-Za-z]{2}", part)] + SPOKEN.findall(source)


def past_the_catalogues(page: str, *own: str) -> list[str]:
    """What a page in the pseudo language says outside brackets; `own` words and other languages may stand."""
    body = re.sub(r'<details id="coding">.*?</details>', "", page, flags=re.DOTALL)  # has names of the codebook
    body = OWN.sub("", body.partition("<body")[2] or body)
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
    with po.open("rb") as file:  # however a text is wrapped there
        catalogue = read_po(file)
    for message in (each for each in catalogue if each.id):
        is_counted = isinstance(message.id, tuple)
        said = in_brackets(message.id[1] if is_counted else message.id)
        message.string = (said,) * catalogue.num_plurals if is_counted else said
    with po.open("wb") as file:
        write_po(file, catalogue)
    po.write_text(po.read_text("utf-8").replace('msgstr ""\n', 'msgstr ""\n"X-Ready: yes\\n"\n', 1), "utf-8")
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
    assert '<html lang="ru">' in browser.page
    assert past_the_catalogues(browser.page) == []


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
    assert '<html lang="en">' in browser.page


async def test_the_browsers_language_is_the_first_guess(desk: RunningDesk, tmp_path: Path, russian: None) -> None:
    browser = another(desk, tmp_path).browser()
    await browser.get("/login", headers={"accept-language": "ru-RU, en;q=0.5"})
    assert '<html lang="ru">' in browser.page
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
    assert '<html lang="en">' in browser.page


async def test_a_language_that_there_is_not_changes_nothing(desk: RunningDesk, tmp_path: Path, russian: None) -> None:
    browser = another(desk, tmp_path).browser()
    await browser.get("/login")
    response = await browser.post("/interface", interface="../ru", next="//elsewhere.example")
    assert interface.COOKIE not in browser.client.cookies
    assert response.url.host == "desk.test"


async def test_what_is_said_of_a_problem_is_text_and_no_markup(admin: Browser) -> None:
    await admin.get("/operators")
    await admin.post("/operators", name="100 % <b>x</b>", role="operator")
    assert "<b>x</b>" not in admin.page
