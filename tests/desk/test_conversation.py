"""One conversation at the desk, through the forms that a browser without scripts has."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.conversations import contacts, holder, messages, outbox, safe_word
from bot.conversations.contract import OfferedChoice
from bot.conversations.holder import Urgency
from bot.conversations.messages import Author, NewMessage
from bot.desk import texts
from bot.desk.conversation import MESSAGES_SHOWN, advice
from bot.desk.lists import Stake, read_row
from bot.storage.engine import now
from bot.storage.tables import contact, conversation
from bot.storage.tables import outbox as outbox_table
from tests.desk.conftest import RunningDesk
from tests.desk.making import (
    Browser,
    audit_lines,
    conversation_of,
    holder_in,
    said_by_operators,
    stops,
    to_be_sent,
    waiting_conversation,
    writes,
)


@pytest.fixture
def waits(desk: RunningDesk) -> int:
    """A conversation that waits, of a contact who writes German."""
    return waiting_conversation(desk.store, "+491701000001", language="de")


async def test_an_operator_takes_answers_and_hands_back(desk: RunningDesk, amira: Browser, waits: int) -> None:
    response = await amira.take(waits)
    assert texts.NOTES["taken"] in response.text
    before = to_be_sent(desk.store)
    response = await amira.send(waits, "Are you safe?\r\nAnswer 1 for yes.", "en")
    assert response.url.path == f"/conversations/{waits}"
    assert texts.NOTES["sent"] in response.text
    assert said_by_operators(desk.store, waits) == ["Are you safe?\nAnswer 1 for yes."]
    assert to_be_sent(desk.store) == before + 1
    response = await amira.post(
        f"/conversations/{waits}/hand-back", closing="Take care.", language="en", after=amira.field("after")
    )
    assert texts.NOTES["handed-back"] in response.text
    assert said_by_operators(desk.store, waits)[-1] == "Take care."
    assert holder_in(desk.store, waits) == ("bot", None)


async def test_of_two_who_take_at_once_one_wins_and_the_other_is_told_who(
    desk: RunningDesk, amira: Browser, boris: Browser, waits: int
) -> None:
    await amira.open(waits)
    await boris.open(waits)
    path = f"/conversations/{waits}/take"
    responses = await asyncio.gather(amira.post(path), boris.post(path))
    assert sorted(response.status_code for response in responses) == [200, 409]
    names = ["Amira", "Boris"]
    loser = next(number for number, response in enumerate(responses) if response.status_code == 409)
    assert texts.taken_by(names[1 - loser]) in responses[loser].text
    assert 'id="composer"' not in responses[loser].text


async def test_the_same_form_twice_sends_once(desk: RunningDesk, amira: Browser, waits: int) -> None:
    await amira.take(waits)
    token, after = amira.field("form_token"), amira.field("after")
    fields = {"form_token": token, "after": after}
    responses = await asyncio.gather(
        *(amira.post(f"/conversations/{waits}/send", text="I call you now", language="en", **fields) for _ in range(3))
    )
    assert {response.status_code for response in responses} == {200}
    assert said_by_operators(desk.store, waits) == ["I call you now"]
    assert sum(texts.NOTES["sent-already"] in response.text for response in responses) == 2


async def test_who_does_not_hold_it_cannot_send_and_loses_no_words(
    desk: RunningDesk, amira: Browser, boris: Browser, waits: int
) -> None:
    await amira.take(waits)
    await boris.open(waits)
    response = await boris.send(waits, "I wrote this for long", after="0")
    assert response.status_code == 409
    assert texts.NOT_YOURS in response.text
    assert said_by_operators(desk.store, waits) == []


async def test_nothing_goes_to_who_opted_out_and_the_reason_is_said(
    desk: RunningDesk, amira: Browser, waits: int
) -> None:
    await amira.take(waits)
    stops(desk.store, waits)
    response = await amira.send(waits, "hello")
    assert response.status_code == 409
    assert texts.STOPPED in response.text
    assert said_by_operators(desk.store, waits) == []
    assert 'id="composer"' not in response.text


async def test_a_refused_text_stays_in_the_box(desk: RunningDesk, amira: Browser, waits: int) -> None:
    await amira.take(waits)
    response = await amira.send(waits, "<b>long</b> " + "я" * 1600, "ru")
    assert response.status_code == 400
    assert "takes at most 1600 characters" in response.text
    assert "&lt;b&gt;long&lt;/b&gt; яяя" in response.text
    assert (await amira.send(waits, "  ")).status_code == 400


async def test_what_a_contact_sends_is_never_markup(desk: RunningDesk, amira: Browser) -> None:
    attack = "</div><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"
    waits = waiting_conversation(desk.store, "+491701000001", text=attack)
    page = (await amira.open(waits)).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;/div&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{7*7}}" in page


async def test_the_transcript_says_who_when_what_and_what_became_of_it(
    desk: RunningDesk, amira: Browser, waits: int
) -> None:
    with desk.store.write() as work:
        message_id = messages.add(work, waits, NewMessage(Author.CONTACT, "", kind="location", topic="shelter"))
        messages.understood(work, waits, message_id, "ar", "shelter")
        messages.add(work, waits, NewMessage(Author.CONTACT, "مرحبا", language="ar"))
        offered = (OfferedChoice("t1", "Mein Geld", "/unpaid_wages"),)
        outbox.add(work, waits, NewMessage(Author.BOT, "Was brauchen Sie?", language="de", choices=offered))
        work.run(outbox_table.update().values(state="failed", error="contact_stopped:21610"))
    page = (await amira.open(waits)).text
    assert texts.KINDS["location"] in page
    assert "understood as: A safe place to sleep" in page
    assert '<div class="text" lang="ar" dir="rtl">مرحبا</div>' in page
    assert "<li>Mein Geld</li>" in page
    assert "not sent: the contact has opted out (STOP) (21610)" in page
    assert "/unpaid_wages" not in page


async def test_the_operators_name_stands_by_what_they_wrote(
    desk: RunningDesk, amira: Browser, boris: Browser, waits: int
) -> None:
    await amira.take(waits)
    await amira.send(waits, "hello")
    assert "<b>Amira</b>" in (await boris.open(waits)).text


async def test_a_long_transcript_begins_late_and_can_be_shown_whole(
    desk: RunningDesk, amira: Browser, waits: int
) -> None:
    with desk.store.write() as work:
        for number in range(MESSAGES_SHOWN + 3):
            messages.add(work, waits, NewMessage(Author.CONTACT, f"text-{number}-"))
    page = (await amira.open(waits)).text
    assert "text-0-" not in page
    assert f"text-{MESSAGES_SHOWN + 2}-" in page
    assert "text-0-" in (await amira.get(f"/conversations/{waits}?all=1")).text


async def test_the_side_card_shows_numbers_with_their_sources(desk: RunningDesk, amira: Browser, waits: int) -> None:
    page = (await amira.open(waits)).text
    assert "Guessed from the phone number" in page
    assert ">110<" in page
    assert "Free lawyers" in page
    assert "(read 20" in page


async def test_a_bot_s_answer_shows_where_it_was_read(desk: RunningDesk, amira: Browser, waits: int) -> None:
    sources = ("rights:shelter.answer", "GB:contacts.civil_legal_advice", "GB:contacts.gone_since")
    with desk.store.write() as work:
        messages.add(work, waits, NewMessage(Author.BOT, "call 0345 345 4 345", sources=sources))
    page = (await amira.open(waits)).text
    listed = page[page.index("Sources of this answer") :]
    listed = listed[: listed.index("</details>")]
    assert "Civil Legal Advice" in listed
    assert 'href="https://' in listed
    assert "gone_since" not in listed


async def test_country_and_language_are_the_operators_to_set(desk: RunningDesk, amira: Browser, waits: int) -> None:
    await amira.take(waits)
    response = await amira.post(f"/conversations/{waits}/situation", language="fr", country="BE")
    assert "Belgium" in response.text
    with desk.store.read() as work:
        person = contacts.of_conversation(work, waits)
    assert person is not None
    assert (person.language, person.country, person.country_chosen) == ("fr", "BE", True)
    await amira.post(f"/conversations/{waits}/situation", language="<b>", country="../x")
    with desk.store.read() as work:
        person = contacts.of_conversation(work, waits)
    assert person is not None
    assert (person.language, person.country) == (None, None)


async def test_putting_back_and_releasing(desk: RunningDesk, amira: Browser, chief: Browser, waits: int) -> None:
    await amira.take(waits)
    assert texts.NOTES["put-back"] in (await amira.post(f"/conversations/{waits}/put-back")).text
    await amira.take(waits)
    await chief.open(waits)
    assert texts.NOTES["released"] in (await chief.post(f"/conversations/{waits}/release")).text
    assert holder_in(desk.store, waits) == ("queue", None)
    assert (await amira.post(f"/conversations/{waits}/release")).status_code == 409


async def test_erasing_asks_first_and_then_leaves_nothing(desk: RunningDesk, amira: Browser, waits: int) -> None:
    await amira.take(waits)
    assert texts.CONFIRM_ERASE in (await amira.post(f"/conversations/{waits}/erase")).text
    response = await amira.post(f"/conversations/{waits}/erase", sure="yes")
    assert texts.NOTES["erased"] in response.text
    assert (await amira.open(waits)).status_code == 404
    assert (await amira.get(f"/conversations/{waits}/fragment")).status_code == 404


async def test_who_does_not_hold_it_cannot_erase_it(desk: RunningDesk, amira: Browser, waits: int) -> None:
    await amira.open(waits)
    assert (await amira.post(f"/conversations/{waits}/erase", sure="yes")).status_code == 403
    assert (await amira.open(waits)).status_code == 200


async def test_an_operator_takes_over_from_the_bot(desk: RunningDesk, amira: Browser) -> None:
    bots = conversation_of(desk.store, "+491701000001")
    assert "Take over from the bot" in (await amira.open(bots)).text
    await amira.post(f"/conversations/{bots}/take")
    assert holder_in(desk.store, bots) == ("operator", amira.operator_id)


async def test_every_step_is_in_the_audit_trail_and_a_view_only_once(
    desk: RunningDesk, amira: Browser, waits: int
) -> None:
    await amira.take(waits)
    await amira.send(waits, "the words themselves")
    await amira.get(f"/conversations/{waits}/fragment")
    await amira.post(f"/conversations/{waits}/put-back")
    await amira.take(waits)
    await amira.post(f"/conversations/{waits}/hand-back", closing="", language="en", after="0")
    await amira.take(waits)
    await amira.post(f"/conversations/{waits}/erase", sure="yes")
    lines = audit_lines(desk.store)
    assert {line[0] for line in lines} == {"Amira"}
    assert [line[1] for line in lines] == [
        "login",
        "view",
        "take",
        "send",
        "put_back",
        "take",
        "hand_back",
        "take",
        "erase",
    ]
    assert len({line[2] for line in lines[1:]}) == 1
    assert "words" not in str(lines)


async def test_no_text_and_no_address_is_in_the_log(
    desk: RunningDesk, amira: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        waits = waiting_conversation(desk.store, "+491701000077", text="planted by the contact")
        await amira.take(waits)
        await amira.send(waits, "planted by the operator")
        await amira.post(f"/conversations/{waits}/length", text="planted draft", language="en")
        await amira.post(f"/conversations/{waits}/erase", sure="yes")
        await amira.open(waits)
    noted = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith(("bot", "uvicorn", "starlette")))
    for secret in ("planted", "1701000077", desk.store.vault.session_key):
        assert secret not in noted


@pytest.mark.parametrize("path", ["/conversations/99", "/conversations/99/fragment", "/conversations/0"])
async def test_a_conversation_that_is_not_there_is_said(amira: Browser, path: str) -> None:
    assert (await amira.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("text", "language", "length", "hint"),
    [
        ("", "de", "0 of 1600 characters", ""),
        ("Guten Tag", "de", "1 SMS, 9 of 1600 characters", ""),
        ("x" * 161, "de", "2 SMS, 161 of 1600 characters", ""),
        ("я" * 71, "ru", "2 SMS (other letters: 70 characters each), 71 of 1600 characters", "writes German"),
        ("x" * 500, "de", "4 SMS, 500 of 1600 characters", "More than 3 SMS"),
        ("x" * 1601, "de", "11 SMS, 1601 of 1600 characters", "Too long"),
        ("Привет, где вы?", "de", "1 SMS (other letters", "not usually written in Cyrillic"),
        ("Hello there", "en", "1 SMS, 11 of", "writes German; this is marked as English"),
    ],
)
def test_length_and_hints_are_known_before_sending(
    desk: RunningDesk, waits: int, text: str, language: str, length: str, hint: str
) -> None:
    with desk.store.read() as work:
        row = read_row(work, waits)
    assert row is not None
    told = advice(row, text, language)
    assert told["length"].startswith(length)
    assert hint in told["hint"]
    assert bool(hint) == bool(told["hint"])


async def test_the_length_is_asked_for_without_storing_anything(desk: RunningDesk, amira: Browser, waits: int) -> None:
    await amira.take(waits)
    before = to_be_sent(desk.store)
    response = await amira.post(f"/conversations/{waits}/length", text="Hallo", language="de")
    assert response.json() == {"length": "1 SMS, 5 of 1600 characters", "hint": ""}
    assert to_be_sent(desk.store) == before


async def test_a_new_text_is_in_the_fragment(desk: RunningDesk, amira: Browser, waits: int) -> None:
    await amira.open(waits)
    writes(desk.store, waits, "one more thing")
    fragment = (await amira.get(f"/conversations/{waits}/fragment")).text
    assert "one more thing" in fragment
    assert "<html" not in fragment


async def test_giving_away_what_is_urgent_or_unanswered_asks_first(
    desk: RunningDesk, amira: Browser, waits: int
) -> None:
    await amira.take(waits)
    writes(desk.store, waits, "and my passport?")
    for path in ("put-back", "hand-back"):
        response = await amira.post(f"/conversations/{waits}/{path}", after="0", language="en")
        assert response.status_code == 400
        assert texts.confirm(Stake(urgent=False, unanswered=1)) in response.text
    assert holder_in(desk.store, waits) == ("operator", amira.operator_id)
    await amira.open(waits)
    await amira.post(f"/conversations/{waits}/put-back", sure=amira.field("sure"))
    assert holder_in(desk.store, waits) == ("queue", None)


async def test_who_held_it_is_told_who_has_taken_it_or_put_it_back(
    desk: RunningDesk, amira: Browser, boris: Browser, chief: Browser, waits: int
) -> None:
    await amira.take(waits)
    assert 'data-moved=""' in amira.page
    await chief.open(waits)
    await chief.post(f"/conversations/{waits}/release")
    fragment = f"/conversations/{waits}/fragment"
    assert f'data-moved="{texts.moved("release", "Chief")}"' in (await amira.get(fragment)).text
    await boris.take(waits)
    assert f'data-moved="{texts.moved("take", "Boris")}"' in (await amira.get(fragment)).text
    assert 'data-moved=""' in (await boris.get(fragment)).text


async def test_a_visitor_of_the_chat_page_who_left_is_not_said_to_have_written_stop(
    desk: RunningDesk, amira: Browser, waits: int
) -> None:
    with desk.store.write() as work:
        messages.add(work, waits, NewMessage(Author.CONTACT, "", kind="empty"))
        work.run(contact.update().values(channel="webchat", stopped_at=now(), stopped_by="blocked"))
    page = (await amira.take(waits)).text
    assert texts.LEFT in page
    assert f'<p class="kind">{texts.LEFT_THE_PAGE}</p>' in page
    for words in ("START", "opted out", texts.KINDS["empty"], "unanswered"):
        assert words not in page
    response = await amira.send(waits, "are you there?", after="0")
    assert (response.status_code, texts.STOPPED in response.text) == (409, False)


async def test_what_was_taken_from_the_bot_was_put_back_by_nobody(desk: RunningDesk, amira: Browser) -> None:
    bots = conversation_of(desk.store, "+491701000001")
    page = (await amira.take(bots)).text
    assert texts.FROM_THE_BOT in page
    assert texts.NO_REASON not in page
    await amira.post(f"/conversations/{bots}/put-back")
    assert texts.NO_REASON in (await amira.open(bots)).text


async def test_who_is_answered_by_the_computer_meanwhile_is_taken_as_any_who_wait(
    desk: RunningDesk, amira: Browser, waits: int
) -> None:
    with desk.store.write() as work:
        work.run(conversation.update().values(holder="bot"))
    page = (await amira.open(waits)).text
    assert "the contact waits for a person, and the computer answers meanwhile" in page
    assert "<title>(1) " in page
    await amira.post("/next")
    assert holder_in(desk.store, waits) == ("operator", amira.operator_id)


async def test_an_answer_is_in_the_contacts_language_once_that_was_changed(
    desk: RunningDesk, amira: Browser, waits: int
) -> None:
    await amira.take(waits)
    await amira.send(waits, "Are you safe?", "en")
    assert '<option value="en" lang="en" data-dir="ltr" selected>' in amira.page
    await amira.post(f"/conversations/{waits}/situation", language="fr", country="FR")
    assert '<option value="fr" lang="fr" data-dir="ltr" selected>' in amira.page
    await amira.send(waits, "Are you safe there?", "en")
    assert '<option value="en" lang="en" data-dir="ltr" selected>' in amira.page


async def test_a_false_alarm_is_called_not_urgent_and_new_danger_urgent_again(
    desk: RunningDesk, amira: Browser, boris: Browser
) -> None:
    laughs = waiting_conversation(desk.store, "+491701000001", "emergency", urgent=True)
    path = f"/conversations/{laughs}/urgency"
    await amira.open(laughs)
    response = await amira.post(path, urgent="no", after=amira.field("after"))
    assert texts.NOTES["not-urgent"] in response.text
    assert "badge danger" not in response.text
    assert f"{texts.REASONS['urgency_lowered']} (Amira, <time" in (await boris.open(laughs)).text
    with desk.store.write() as work:
        danger = NewMessage(Author.CONTACT, "he has a knife", topic="emergency")
        messages.add(work, laughs, danger)
        holder.ask_for_human(work, laughs, "emergency", Urgency.URGENT)
    page = (await boris.open(laughs)).text
    assert texts.REASONS["emergency"] in page
    assert texts.REASONS["urgency_lowered"] not in page
    response = await amira.post(path, form_token=amira.field("form_token"), urgent="no", after="2")
    assert (response.status_code, texts.DANGER_SINCE in response.text) == (409, True)
    await boris.take(laughs)
    response = await amira.post(path, form_token=amira.field("form_token"), urgent="no", after="3")
    assert (response.status_code, texts.NOT_YOURS in response.text) == (409, True)
    assert 'id="urgency"' not in response.text
    response = await boris.post(path, urgent="no", after="3")
    assert "although it is urgent" not in response.text
    assert texts.NOTES["urgent"] in (await boris.post(path, urgent="yes", after="3")).text
    assert [line[:2] for line in audit_lines(desk.store) if "urgency" in line[1]] == [
        ("Amira", "urgency_lowered"),
        ("Boris", "urgency_lowered"),
        ("Boris", "urgency_raised"),
    ]


async def test_what_the_bot_holds_alone_is_taken_over_before_it_is_called_urgent(
    desk: RunningDesk, amira: Browser
) -> None:
    bots = conversation_of(desk.store, "+491701000001")
    assert 'id="urgency"' not in (await amira.open(bots)).text
    assert (await amira.post(f"/conversations/{bots}/urgency", urgent="yes", after="2")).status_code == 409
    assert 'id="urgency"' in (await amira.take(bots)).text


async def test_an_operator_sees_that_a_safe_word_is_set_and_was_not_given(
    desk: RunningDesk, amira: Browser, waits: int
) -> None:
    assert "safe word" not in (await amira.open(waits)).text.lower()
    with desk.store.write() as work:
        safe_word.choose(work, waits, "sunflower")
    assert texts.SHOWN in (await amira.open(waits)).text
    with desk.store.write() as work:
        safe_word.hide(work, waits)
    page = (await amira.open(waits)).text
    assert texts.HIDDEN in page
    await amira.take(waits)
    await amira.send(waits, "Shall I call you?", "en")
    assert said_by_operators(desk.store, waits) == ["Shall I call you?"], "a live conversation goes on"
