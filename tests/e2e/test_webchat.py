"""Somebody writes on the web page: over Socket.IO, and by its plain forms without JavaScript."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.knowledge.lookup import best_number
from tests.browser.conftest import chromium  # noqa: F401  # a fixture
from tests.channels.socket_client import connected
from tests.conversations.expectations import has_number, record_of
from tests.e2e.operators import OperatorAtDesk
from tests.e2e.system import System
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.e2e

PAY = "mon patron ne m'a pas payé mon salaire"
Open = Callable[..., Any]


@pytest.fixture
async def visit(system: System) -> AsyncIterator[Open]:
    """Opens pages in a browser that is set to French."""
    visitors: list[Visitor] = []

    async def open_one() -> Visitor:
        visitors.append(Visitor(await connected(system.url, headers={"Accept-Language": "fr"})))
        return visitors[-1]

    yield open_one
    for visitor in visitors:
        await visitor.client.disconnect()


@pytest.fixture
def operator(system: System) -> Iterator[OperatorAtDesk]:
    at_desk = OperatorAtDesk(system, f"Amira {secrets.token_hex(3)}")
    yield at_desk
    at_desk.close()


def tells_the_number(text: str, country: str, topic: str, language: str) -> bool:
    """Whether the best number of the country's record is in the text, as dialled there or from abroad."""
    best = best_number(record_of(country), topic, language=language)
    assert best is not None
    return any(has_number(text, form) for form in (best.number.dial, best.number.e164) if form)


async def test_a_question_in_french_is_answered_in_french_and_its_buttons_work(visit: Open) -> None:
    visitor = await visit()
    await visitor.ask_for_session()
    answer = await visitor.say(PAY)
    assert (answer["author"], answer["lang"], answer["dir"]) == ("bot", "fr", "ltr")
    lawyer = next(reply for reply in answer["quick_replies"] if "avocat" in reply["title"].lower())
    pressed = await visitor.say(lawyer["title"], choice=lawyer["payload"])
    assert pressed["lang"] == "fr"
    assert "avocat" in pressed["text"].lower()
    assert visitor.told["error"] == []


async def test_the_country_picker_brings_the_answer_with_the_countrys_number(visit: Open) -> None:
    visitor = await visit()
    await visitor.ask_for_session()
    assert not tells_the_number((await visitor.say(PAY))["text"], "BE", "unpaid_wages", "fr")
    await visitor.choose(country="BE")
    answer = (await visitor.utterances(2))[1]
    assert tells_the_number(answer["text"], "BE", "unpaid_wages", "fr")
    assert any(link["href"].startswith("tel:+32") for link in answer["links"])


async def test_a_page_that_comes_back_gets_what_it_missed_and_nothing_twice(visit: Open) -> None:
    first = await visit()
    await first.ask_for_session()
    seen = await first.say(PAY)
    await first.write("il me faut un avocat gratuit", client_message_id="written-before-it-broke")
    await first.client.disconnect()
    second = await visit()
    await second.ask_for_session(first.session, seen["sequence"], seen["epoch"])
    assert second.session == first.session
    await second.write("il me faut un avocat gratuit", client_message_id="written-before-it-broke")
    missed = await second.utterances(1)
    await asyncio.sleep(1)  # a second answer would come now
    assert len(missed) == 1
    assert "avocat" in missed[0]["text"].lower()
    assert [own["text"] for own in second.told["own_message"]] == ["il me faut un avocat gratuit"]
    third = await visit()
    await third.ask_for_session(first.session)
    replayed = await third.utterances(2)
    assert [each["text"] for each in replayed] == [seen["text"], missed[0]["text"]]
    assert [each["text"] for each in third.told["own_message"]] == [PAY, "il me faut un avocat gratuit"]


async def test_a_foreign_session_is_not_opened(visit: Open) -> None:
    victim, thief = await visit(), await visit()
    await victim.ask_for_session()
    await victim.say(PAY)
    signed, signature = victim.session.rsplit(".", 1)
    # the first character: the last one carries four bits, so another one can spell the same signature
    await thief.ask_for_session(f"{signed}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}")
    assert thief.session != victim.session
    await asyncio.sleep(0.5)
    assert thief.told["bot_uttered"] == []
    assert thief.told["own_message"] == []


async def test_an_operators_answer_arrives_live_and_the_bot_is_silent(visit: Open, operator: OperatorAtDesk) -> None:
    visitor = await visit()
    await visitor.ask_for_session()
    before = await asyncio.to_thread(operator.waiting)
    promised = await visitor.say("je veux parler à une personne")
    assert promised["lang"] == "fr"
    conversation = await asyncio.to_thread(operator.new_one, before)
    await asyncio.to_thread(operator.take, conversation)
    await visitor.write("vous êtes là ?")
    await asyncio.to_thread(operator.answer, conversation, "Bonjour, je suis là.", "fr")
    answer = (await visitor.utterances(2))[1]
    assert (answer["author"], answer["lang"], answer["text"]) == ("operator", "fr", "Bonjour, je suis là.")
    assert [state["holder"] for state in visitor.told["conversation"]][-1] == "operator"
    await asyncio.sleep(1)  # the bot would speak now
    assert len(visitor.told["bot_uttered"]) == 2


# From here on Chromium: Playwright's event loop would stop every asynchronous test after it.


@pytest.fixture
def page(chromium: Browser) -> Iterator[Callable[[bool], Page]]:  # noqa: F811
    """Opens the browser of somebody who reads French, with JavaScript or without."""
    contexts = []

    def open_one(with_javascript: bool) -> Page:
        contexts.append(chromium.new_context(locale="fr-FR", java_script_enabled=with_javascript))
        return contexts[-1].new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.mark.browser
@pytest.mark.parametrize("with_javascript", [True, False], ids=["javascript", "plain forms"])
def test_the_page_works_with_and_without_javascript(
    system: System, page: Callable[[bool], Page], with_javascript: bool
) -> None:
    seen = page(with_javascript)
    seen.goto(f"{system.url}/chat")
    expect(seen.locator("html")).to_have_attribute("lang", "fr")
    seen.fill("#text", PAY)
    seen.click("#composer button")
    answers = seen.locator(".message.bot .text")
    expect(answers).to_have_count(1, timeout=20_000)
    expect(answers.first).to_have_attribute("lang", "fr")
    expect(answers.first).to_have_attribute("dir", "ltr")
    seen.locator(".choices button", has_text="avocat").click()
    expect(answers).to_have_count(2, timeout=20_000)
    expect(answers.last).to_contain_text("avocat")
    seen.select_option("#language", "ru")
    if not with_javascript:
        seen.locator(".pickers button").first.click()
    expect(answers.last).to_have_attribute("lang", "ru", timeout=20_000)
    assert seen.url == f"{system.url}/chat"
