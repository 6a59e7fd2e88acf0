"""The chat page in a real browser: safe to leave, readable by everybody, and nothing lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from bot.channels.webchat import texts
from bot.conversations.messages import Author
from bot.i18n import catalogues
from tests.browser.stage import ANSWER, Stage, until

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
MOST_BYTES = 80_000
OpenPage = Callable[..., Page]

ARABIC_PAGE = {
    "Chat": "محادثة",
    "Leave this page": "غادر هذه الصفحة",
    "Language": "اللغة",
    "Country": "البلد",
    "Your message": "رسالتك",
    "Send": "أرسل",
    "Automatic answer": "جواب آلي",
    "You": "أنت",
}


@pytest.fixture
def arabic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A catalogue of a language written from right to left."""
    folder = tmp_path / "locales" / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    lines = ['msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n"X-Ready: yes\\n"\n']
    lines += [f'msgctxt "web page"\nmsgid "{source}"\nmsgstr "{text}"\n' for source, text in ARABIC_PAGE.items()]
    (folder / "rightsline.po").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(catalogues, "LOCALES", tmp_path / "locales")
    forgotten = (catalogues.forget, texts.page_texts.cache_clear, texts.widget_labels.cache_clear)
    for forget in forgotten:
        forget()
    yield
    for forget in forgotten:
        forget()


def arrive(page: Page, stage: Stage) -> Page:
    page.goto(f"{stage.url}/chat")
    expect(page.locator("html")).to_have_class("live")
    return page


def write(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.press("#text", "Enter")


def texts_on(page: Page) -> list[str]:
    return page.locator("#log .text").all_inner_texts()


def conversation(page: Page, stage: Stage) -> Page:
    """An open page with a question, its answer, and its choices."""
    arrive(page, stage)
    write(page, "boss keeps my pay")
    expect(page.locator(".choices button")).to_have_count(2)
    return page


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then((result) => result.violations)")
    return [f"{each['id']}: {[node['target'] for node in each['nodes']]}" for each in found]


# Talking


def test_a_question_is_answered_and_a_choice_goes_out_as_its_token(stage: Stage, open_page: OpenPage) -> None:
    page = conversation(open_page(), stage)
    page.click(".choices button")
    expect(page.locator(".bot .text").last).to_have_text("chosen: My pay")
    assert page.locator(".choices").count() == 0
    assert [author for author, _ in stage.written()] == ["contact", "bot", "contact", "bot"]
    token = stage.received()[-1].token
    assert token
    assert token not in page.inner_text("body")


def test_the_focus_stays_where_people_write(stage: Stage, open_page: OpenPage) -> None:
    page = conversation(open_page(), stage)
    assert page.evaluate("document.activeElement.id") == "text"
    page.focus(".choices button")
    page.keyboard.press("Enter")
    expect(page.locator(".bot .text").last).to_have_text("chosen: My pay")
    assert page.evaluate("document.activeElement.id") == "text"


def test_each_message_says_its_language_direction_and_author(stage: Stage, open_page: OpenPage) -> None:
    page = conversation(open_page(), stage)
    write(page, "عربي")
    arabic = page.locator(".bot .text").last
    expect(arabic).to_have_attribute("lang", "ar")
    expect(arabic).to_have_attribute("dir", "rtl")
    stage.say("Hello, I am Ana.", Author.OPERATOR)
    expect(page.locator(".operator .text")).to_have_text("Hello, I am Ana.")
    expect(page.locator(".operator .text")).to_have_attribute("dir", "ltr")
    expect(page.locator(".operator .who")).to_have_text("A person from our team")


def test_a_number_in_a_right_to_left_text_keeps_its_order(stage: Stage, open_page: OpenPage) -> None:
    page = arrive(open_page(), stage)
    write(page, "عربي")
    link = page.locator('.bot a[href="tel:+49301234567"]')
    expect(link).to_have_text("+49 30 1234567")
    left_edges = link.evaluate(
        """node => [0, 1, 2].map(index => { const range = document.createRange();
        range.setStart(node.firstChild, index); range.setEnd(node.firstChild, index + 1);
        return range.getBoundingClientRect().left; })"""
    )
    assert left_edges == sorted(left_edges)
    assert len(set(left_edges)) == 3


@pytest.mark.parametrize("again", [False, True])
def test_a_number_that_somebody_types_keeps_its_order_too(stage: Stage, open_page: OpenPage, again: bool) -> None:
    page = arrive(open_page(), stage)
    write(page, "رقمي +49 30 1234567 اتصل بي")
    expect(page.locator(".bot .text")).to_have_count(1)
    if again:
        page.reload()
    left_edges = page.locator(".contact .text").evaluate(
        """node => ["+49", "30", "123"].map(part => { const range = document.createRange();
        const start = node.firstChild.data.indexOf(part);
        range.setStart(node.firstChild, start); range.setEnd(node.firstChild, start + 1);
        return range.getBoundingClientRect().left; })"""
    )
    assert left_edges == sorted(left_edges)


def test_an_empty_box_begins_where_its_page_begins(stage: Stage, open_page: OpenPage) -> None:
    page = arrive(open_page(locale="ar"), stage)
    box = page.locator("#text")
    assert box.evaluate("box => getComputedStyle(box).direction") == "rtl"
    box.fill("hello")
    assert box.evaluate("box => getComputedStyle(box).direction") == "ltr"
    box.fill("مرحبا")
    assert box.evaluate("box => getComputedStyle(box).direction") == "rtl"


def test_numbers_and_addresses_can_be_tapped_and_markup_stays_text(stage: Stage, open_page: OpenPage) -> None:
    page = conversation(open_page(), stage)
    address = page.locator(".bot a").nth(1)
    assert address.get_attribute("href") == "https://example.org/pay"
    assert address.get_attribute("rel") == "noreferrer noopener"
    assert page.locator(".bot a").first.get_attribute("href") == "tel:+49301234567"
    write(page, "echo <img src=x onerror=alert(1)> javascript:alert(1) in 2019")
    expect(page.locator(".bot .text").last).to_have_text("<img src=x onerror=alert(1)> javascript:alert(1) in 2019")
    assert page.locator(".bot .text").last.locator("*").count() == 0


def test_who_answers_is_said(stage: Stage, open_page: OpenPage) -> None:
    page = conversation(open_page(), stage)
    stage.hold("queue")
    expect(page.locator("#status")).to_contain_text("Your messages now go to a person.")
    stage.hold("operator")
    expect(page.locator("#status")).to_contain_text("A person from our team answers you now.")
    stage.hold("bot")
    expect(page.locator("#status")).to_have_text("")


def test_too_long_a_text_is_refused_in_words_and_not_lost(stage: Stage, open_page: OpenPage) -> None:
    page = arrive(open_page(), stage)
    write(page, "a" * 4001)
    expect(page.locator("#note")).to_contain_text("too long")
    assert page.input_value("#text") == "a" * 4001
    write(page, "🆘" * 4000)
    expect(page.locator(".bot")).to_have_count(1)
    assert stage.written()[0] == ("contact", "🆘" * 4000)


def test_the_picked_language_changes_the_page_without_a_reload(stage: Stage, open_page: OpenPage) -> None:
    page = conversation(open_page(), stage)
    page.evaluate("window.sameDocument = true")
    page.select_option("#language", "fr")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator(".bot .text").last).to_have_text('changed: /change_language{"language": "fr"}')
    expect(page.locator("#country option[value=DE]")).to_have_text("Allemagne")
    assert page.evaluate("window.sameDocument")
    assert page.url == f"{stage.url}/chat"
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_the_picked_country_reaches_the_assistant(stage: Stage, open_page: OpenPage) -> None:
    page = arrive(open_page(), stage)
    page.select_option("#country", "UA")
    expect(page.locator(".bot .text").last).to_have_text('changed: /change_country{"country": "UA"}')
    assert stage.written()[0] == ("contact", "Ukraine")


def test_languages_are_in_their_own_names_and_the_likeliest_come_first(stage: Stage, open_page: OpenPage) -> None:
    page = open_page(locale="fr-FR")
    arrive(page, stage)
    names = page.locator("#language option").all_inner_texts()
    assert names[0] == "Français"
    assert {"English", "Deutsch", "Русский"} <= set(names)
    assert page.locator("html").get_attribute("lang") == "fr"


# Coming back


def test_a_reload_keeps_the_conversation_and_a_new_tab_has_none(stage: Stage, open_page: OpenPage) -> None:
    page = conversation(open_page(), stage)
    before = texts_on(page)
    page.reload()
    expect(page.locator("#log .text")).to_have_count(2)
    assert texts_on(page) == before
    page.click(".choices button")
    expect(page.locator(".bot .text").last).to_have_text("chosen: My pay")
    other = page.context.new_page()
    arrive(other, stage)
    expect(other.locator("#log .text")).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0
    assert [(cookie["name"], cookie["expires"]) for cookie in page.context.cookies()] == [("chat-visitor", -1)]


def test_what_is_written_offline_is_kept_and_sent_once(stage: Stage, open_page: OpenPage) -> None:
    page = conversation(open_page(), stage)
    page.context.set_offline(True)
    expect(page.locator("#status")).to_contain_text("No connection.")
    write(page, "first")
    write(page, "second")
    expect(page.locator(".waiting")).to_have_count(2)
    assert len(stage.received()) == 1
    page.context.set_offline(False)
    expect(page.locator(".waiting")).to_have_count(0, timeout=20_000)
    expect(page.locator("#log .text")).to_have_count(6)
    assert [each.text for each in stage.received()] == ["boss keeps my pay", "first", "second"]
    assert page.locator(".contact .text").all_inner_texts() == ["boss keeps my pay", "first", "second"]


def test_a_lost_acknowledgement_doubles_nothing(stage: Stage, open_page: OpenPage) -> None:
    page = open_page()
    page.add_init_script(  # the first acknowledgements vanish on the way, as on a dying connection
        """(() => { let lost = 0; const real = WebSocket.prototype.send;
        Object.defineProperty(WebSocket.prototype, "onmessage", { set(handler) {
          this.addEventListener("message", (event) => {
            if (window.losing && /^43/.test(String(event.data)) && lost < 1) { lost += 1; window.lost = lost; return; }
            handler(event); }); } }); })()"""
    )
    arrive(page, stage)
    page.wait_for_timeout(500)  # until the connection has become a WebSocket
    page.evaluate("window.losing = true")
    write(page, "only once")
    expect(page.locator(".bot")).to_have_count(1)
    expect(page.locator(".waiting")).to_have_count(0, timeout=20_000)
    assert page.evaluate("window.lost") == 1
    assert [each.text for each in stage.received()] == ["only once"]
    assert page.locator(".contact").count() == 1


def test_answers_written_while_the_page_was_away_come_when_it_is_back(stage: Stage, open_page: OpenPage) -> None:
    page = conversation(open_page(), stage)
    page.context.set_offline(True)
    expect(page.locator("#status")).to_contain_text("No connection.")
    stage.say("one", Author.OPERATOR)
    stage.say("two", Author.OPERATOR)
    page.context.set_offline(False)
    expect(page.locator(".operator .text")).to_have_text(["one", "two"], timeout=20_000)


def test_everything_deleted_is_gone_from_the_page_too(stage: Stage, open_page: OpenPage) -> None:
    page = conversation(open_page(), stage)
    write(page, "delete")
    expect(page.locator("#log .text")).to_have_text(["Everything is deleted."])
    write(page, "hello")
    expect(page.locator("#log .text")).to_have_text(["Everything is deleted.", "hello", re.compile("against the law")])


# Leaving


def left(page: Page, elsewhere: str) -> None:
    page.wait_for_url(elsewhere)
    page.go_back()
    assert "boss" not in page.content()


def test_the_leave_button_is_first_and_ends_the_session_for_good(
    stage: Stage, open_page: OpenPage, elsewhere: str
) -> None:
    page = open_page()
    page.goto(elsewhere)
    conversation(page, stage)
    token = page.evaluate("JSON.parse(sessionStorage.chat).session")
    page.reload()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Leave this page"
    page.keyboard.press("Enter")
    page.wait_for_url(elsewhere)
    until(lambda: [each.stops for each in stage.received()] == [False, True])
    page.goto(f"{stage.url}/chat")
    assert page.evaluate("Object.keys(sessionStorage).length") <= 1
    page.evaluate("token => sessionStorage.setItem('chat', JSON.stringify({session: token, queue: []}))", token)
    page.reload()
    page.wait_for_function("token => JSON.parse(sessionStorage.chat).session !== token", arg=token)
    assert texts_on(page) == []


def test_three_shifts_leave_and_back_shows_nothing(stage: Stage, open_page: OpenPage, elsewhere: str) -> None:
    page = open_page()
    page.goto("about:blank")
    conversation(page, stage)
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(elsewhere)
    page.go_back()
    assert page.url == "about:blank"  # the chat's place in the history is the neutral page's


WATCH_FOR_BLANK = """
    const watch = new MutationObserver(() => {
      if (document.body && document.body.childElementCount === 0 && document.title !== "Chat")
        console.log("blank", JSON.stringify([document.body.innerText, document.title, sessionStorage.length]));
    });
    watch.observe(document, { childList: true, subtree: true });
"""


def test_the_page_is_blank_before_the_other_one_opens(stage: Stage, open_page: OpenPage, elsewhere: str) -> None:
    page = open_page()
    page.add_init_script(WATCH_FOR_BLANK)
    seen: list[str] = []
    held: list[Route] = []
    page.on("console", lambda message: seen.append(message.text) if message.text.startswith("blank") else None)
    conversation(page, stage)
    page.route(elsewhere, lambda route: held.append(route))  # a slow network: the other page does not come yet
    page.evaluate("setTimeout(() => document.querySelector('#leave button').click())")
    for _ in range(50):
        if seen and held:
            break
        page.wait_for_timeout(20)
    assert seen == ['blank ["","…",0]']
    held[0].continue_()
    page.wait_for_url(elsewhere)


def test_capitals_and_escape_do_not_leave(stage: Stage, open_page: OpenPage) -> None:
    page = arrive(open_page(), stage)
    page.focus("#text")
    page.keyboard.type("HELP ME")
    for letter in "ABCD":
        page.keyboard.press(f"Shift+{letter}")
    for _ in range(3):
        page.keyboard.press("Escape")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.keyboard.press("a")
    page.keyboard.press("Shift")
    page.wait_for_timeout(300)
    assert page.url == f"{stage.url}/chat"
    assert page.input_value("#text") == "HELP MEABCDa"


def test_what_leaving_does_not_do_is_said(stage: Stage, open_page: OpenPage) -> None:
    page = arrive(open_page(), stage)
    expect(page.locator("main")).to_contain_text("Leaving does not delete this page from the browser's history.")


def test_the_tab_says_nothing(stage: Stage, open_page: OpenPage) -> None:
    page = conversation(open_page(), stage)
    stage.say("Hello, I am Ana.", Author.OPERATOR)
    expect(page.locator(".operator")).to_have_count(1)
    assert page.title() == "Chat"


def test_leaving_one_tab_empties_the_other(stage: Stage, open_page: OpenPage, elsewhere: str) -> None:
    page = conversation(open_page(), stage)
    with page.context.expect_page() as opening:
        page.evaluate("window.open('/chat')")  # a copy with the same session, as "duplicate tab" makes one
    other = opening.value
    expect(other.locator("#log .text")).to_have_count(2)
    stage.hold("queue")
    expect(other.locator("#status")).to_contain_text("Your messages now go to a person.")
    page.click("#leave button")
    page.wait_for_url(elsewhere)
    expect(other.locator("#log .text")).to_have_count(0, timeout=15_000)
    expect(other.locator("#status")).to_have_text("")
    write(other, "hello")
    expect(other.locator("#log .text")).to_have_text(["hello", re.compile("against the law")])


# Without JavaScript


def test_without_javascript_a_question_is_answered_on_the_same_address(stage: Stage, open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{stage.url}/chat")
    page.fill("#text", "boss keeps my pay")
    page.click("text=Send")
    assert page.url == f"{stage.url}/chat"
    expect(page.locator(".bot .text")).to_contain_text("It is against the law")
    assert page.locator(".bot a").first.get_attribute("href") == "tel:+49301234567"
    page.click(".choices button")
    expect(page.locator(".bot .text").last).to_have_text("chosen: My pay")
    stage.say("Hello, I am Ana.", Author.OPERATOR)
    page.click("text=Show new messages")
    expect(page.locator(".operator .text")).to_have_text("Hello, I am Ana.")
    assert page.url == f"{stage.url}/chat"
    [cookie] = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Strict", -1)


def test_without_javascript_the_page_opens_at_the_newest_message(stage: Stage, open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{stage.url}/chat")
    for _ in range(3):
        page.fill("#text", "boss keeps my pay")
        page.click("text=Send")
    expect(page.locator(".bot .text").last).to_be_in_viewport()


def test_without_javascript_language_and_country_can_be_picked(stage: Stage, open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{stage.url}/chat")
    page.select_option("#language", "fr")
    page.locator("text=Change").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.select_option("#country", "UA")
    page.locator(".pickers button").last.click()
    expect(page.locator(".bot .text").last).to_have_text('changed: /change_country{"country": "UA"}')


def test_without_javascript_a_long_text_comes_back_with_a_note(stage: Stage, open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{stage.url}/chat")
    page.fill("#text", "a" * 4001)
    page.click("text=Send")
    expect(page.locator("#note")).to_contain_text("too long")
    assert page.input_value("#text") == "a" * 4001


def test_without_javascript_leaving_forgets_the_session(stage: Stage, open_page: OpenPage, elsewhere: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{stage.url}/chat")
    page.fill("#text", "boss keeps my pay")
    page.click("text=Send")
    expect(page.locator(".bot")).to_have_count(1)
    page.click("text=Leave this page")
    page.wait_for_url(elsewhere)
    assert page.context.cookies() == []
    page.go_back()
    assert "boss" not in page.content()
    page.goto(f"{stage.url}/chat")
    expect(page.locator(".message")).to_have_count(0)


def test_a_reload_after_sending_sends_nothing_again(stage: Stage, open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{stage.url}/chat")
    page.fill("#text", "boss keeps my pay")
    page.click("text=Send")
    expect(page.locator(".contact")).to_have_count(1)
    page.reload()
    expect(page.locator(".contact")).to_have_count(1)
    assert len(stage.received()) == 1


def test_javascript_that_comes_later_takes_the_conversation_over(stage: Stage, open_page: OpenPage) -> None:
    page = open_page()
    page.route("**/static/**/*.js", lambda route: route.abort())
    page.goto(f"{stage.url}/chat")
    page.fill("#text", "boss keeps my pay")
    page.click("text=Send")
    expect(page.locator(".bot")).to_have_count(1)
    page.unroute("**/static/**/*.js")
    page.reload()
    expect(page.locator("html")).to_have_class("live")
    expect(page.locator("#log .text")).to_have_count(2)
    write(page, "and more")
    expect(page.locator("#log .text")).to_have_count(4)
    assert len(stage.written()) == 4


# For everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(stage: Stage, open_page: OpenPage, scheme: str) -> None:
    page = open_page(color_scheme=scheme, bypass_csp=True)
    arrive(page, stage)
    assert violations(page) == []
    conversation(page, stage)
    stage.say("Hello, I am Ana.", Author.OPERATOR)
    stage.hold("operator")
    expect(page.locator(".operator")).to_have_count(1)
    write(page, "a" * 4001)
    expect(page.locator("#note")).not_to_have_text("")
    assert violations(page) == []


@pytest.mark.parametrize("script", [True, False], ids=["live", "plain"])
def test_axe_finds_nothing_in_a_right_to_left_page(
    arabic: None, stage: Stage, open_page: OpenPage, script: bool
) -> None:
    page = open_page(locale="ar", bypass_csp=True)
    if not script:
        page.route(re.compile(r"/static/.*\.js"), lambda route: route.abort())
    page.goto(f"{stage.url}/chat")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert page.locator("#leave button").inner_text() == "غادر هذه الصفحة"
    page.fill("#text", "عربي")
    page.click("#composer button")
    expect(page.locator(".bot .text")).to_have_attribute("dir", "rtl")
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_is_wider_than_the_window(stage: Stage, open_page: OpenPage, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 640})
    conversation(page, stage)
    write(page, "echo " + "w" * 300 + " https://example.org/" + "x" * 200)
    expect(page.locator(".bot")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_at_200_percent_nothing_is_cut_or_covered(stage: Stage, open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 320, "height": 320})  # 640 x 640 enlarged twice
    conversation(page, stage)
    page.evaluate("document.documentElement.style.fontSize = '200%'")  # and the letters twice again
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for name in ("#text", "#composer button", ".choices button"):
        page.locator(name).first.scroll_into_view_if_needed()
        box = page.locator(name).first.bounding_box()
        assert box
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        assert page.evaluate("([x, y, name]) => !!document.elementFromPoint(x, y).closest(name)", [*middle, name])


def test_whatever_is_pressed_is_large_enough(stage: Stage, open_page: OpenPage) -> None:
    page = conversation(open_page(), stage)
    for each in page.locator("button:visible, select:visible, textarea:visible, a[href^='tel:']").all():
        box = each.bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["width"] >= 44


def test_a_long_answer_is_shown_from_its_beginning(stage: Stage, open_page: OpenPage) -> None:
    page = arrive(open_page(), stage)
    write(page, "echo " + "A long answer. " * 120)
    answer = page.locator(".bot")
    expect(answer).to_have_count(1)
    header = page.locator("header").bounding_box()
    box = answer.bounding_box()
    assert header
    assert box
    assert header["height"] <= box["y"] <= header["height"] + 60


def test_the_page_asks_nobody_but_us_and_weighs_little(stage: Stage, open_page: OpenPage) -> None:
    page = open_page()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    weight: dict[str, float] = {}
    session.on("Network.loadingFinished", lambda event: weight.update({event["requestId"]: event["encodedDataLength"]}))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    arrive(page, stage)
    page.wait_for_timeout(1000)
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(stage.url).netloc}
    assert len(weight) >= 5
    assert 10_000 < sum(weight.values()) <= MOST_BYTES
    write(page, "hello")
    expect(page.locator(".bot .text")).to_have_text(ANSWER)
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(stage.url).netloc}
    assert {urlsplit(url).query for url in asked if "/socket.io/" not in url} == {""}
