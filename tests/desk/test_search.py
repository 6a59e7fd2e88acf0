"""Searching: by what stands in clear over all conversations, by a word in what the operator may read now."""

from __future__ import annotations

import datetime
import html
import re
import time

import pytest
from sqlalchemy import insert, select

from bot.conversations import holder, outbox
from bot.conversations.contract import NotSent, SendError
from bot.conversations.outbox import OutboxState
from bot.conversations.pseudonyms import name_of
from bot.conversations.work import Store
from bot.desk import finding, texts
from bot.desk.accounts import Operator, Role, add_operator
from bot.desk.finding import Found, State, Wanted, find
from bot.desk.need_to_know import give_reason
from bot.desk.search import wanted_in
from bot.storage import tables
from bot.storage.engine import now
from tests.databases import on_sqlite
from tests.desk.conftest import RunningDesk
from tests.desk.making import PASSWORD, audit_lines, conversation_of, waiting_conversation, writes

DAY = datetime.timedelta(days=1)
SHOWN = re.compile(r'id="row-(\d+)"')


@pytest.fixture
def amira(store: Store) -> Operator:
    """An operator, at the desk without a browser."""
    return Operator(add_operator(store, "Amira", PASSWORD, "operator"), "Amira", Role.OPERATOR)


def looked_for(store: Store, who: Operator, **wanted: object) -> Found:
    with store.read() as work:
        return find(work, who, Wanted(**wanted))  # type: ignore[arg-type]


def ids(store: Store, who: Operator, **wanted: object) -> set[int]:
    found = looked_for(store, who, **wanted)
    return {row.id for row in (*found.open_rows, *found.closed)}


def took(store: Store, conversation_id: int, who: Operator) -> int:
    with store.write() as work:
        holder.take(work, conversation_id, who.id)
    return conversation_id


def test_each_filter_finds_what_the_list_shows_of_open_and_of_closed_ones(store: Store, amira: Operator) -> None:
    boris = Operator(add_operator(store, "Boris", PASSWORD, "operator"), "Boris", Role.OPERATOR)
    waits = waiting_conversation(store, "+4917010000001", language="vi", urgent=True)
    mine = took(store, waiting_conversation(store, "+447700900002", language="de", country="FR"), amira)
    others = took(store, waiting_conversation(store, "+447700900003", language="vi"), boris)
    closed = conversation_of(store, "+447700900004", language="vi", country="FR")
    guessed = conversation_of(store, "+4917010000005", language="de")
    assert ids(store, amira) == {waits, mine, others, closed, guessed}
    assert ids(store, amira, language="vi") == {waits, others, closed}
    assert ids(store, amira, language="vi", state=State.CLOSED) == {closed}
    assert ids(store, amira, state=State.WAITING) == {waits}
    assert ids(store, amira, state=State.HELD) == {mine, others}
    assert ids(store, amira, mine=True) == {mine}
    assert ids(store, amira, urgent=True) == {waits}
    assert ids(store, amira, country="FR") == {mine, closed}
    assert ids(store, amira, country="DE") == {waits}, "a guess is shown in the list; of closed ones it is in no column"
    assert ids(store, amira, channel="sms") == {waits, mine, others, closed, guessed}
    assert ids(store, amira, channel="telegram") == set()


def test_days_and_names(store: Store, amira: Operator) -> None:
    new, old = (conversation_of(store, f"+44770090000{n}") for n in (1, 2))
    week_ago = now() - DAY * 7
    with store.write() as work:
        work.run(tables.conversation.update().where(tables.conversation.c.id == old).values(changed_at=week_ago))
    assert ids(store, amira, since=now() - DAY) == {new}
    assert ids(store, amira, until=now() - DAY) == {old}
    assert ids(store, amira, since=week_ago - DAY, until=week_ago + DAY) == {old}
    assert wanted_in({"until": "2026-03-01"}).until == datetime.datetime(2026, 3, 2, tzinfo=datetime.timezone.utc)
    with store.read() as work:
        named = dict(work.run(select(tables.conversation.c.id, tables.contact.c.pseudonym).join(tables.contact)).all())
    assert ids(store, amira, name=wanted_in({"name": f" {name_of(named[old]).upper()} "}).name) == {old}
    assert ids(store, amira, name=named[new][:8]) == {new}


def test_what_was_not_delivered(store: Store, amira: Operator) -> None:
    closed, other = (conversation_of(store, f"+44770090000{n}") for n in (1, 2))
    for row in iter(lambda: outbox.claim(store, "sms", "w"), None):
        outcome = NotSent(SendError.REFUSED) if row.conversation_id == closed else NotSent(SendError.CONTACT_STOPPED)
        assert outbox.record(store, row, outcome) is not OutboxState.SENT
        break
    assert ids(store, amira, undelivered=True) == {closed}
    assert other in ids(store, amira)
    with store.write() as work:
        work.run(tables.outbox.update().values(resent_at=now()))
    assert ids(store, amira, undelivered=True) == set(), "what was sent again is no trouble any more"


def test_a_word_is_found_only_in_what_may_be_read_now(store: Store, amira: Operator) -> None:
    boris = Operator(add_operator(store, "Boris", PASSWORD, "operator"), "Boris", Role.OPERATOR)
    waits = waiting_conversation(store, "+447700900001", text="Mein Ärger mit dem PASS")
    mine = took(store, waiting_conversation(store, "+447700900002", text="no passport"), amira)
    others = took(store, waiting_conversation(store, "+447700900003", text="my passport"), boris)
    closed = conversation_of(store, "+447700900004", text="the passport is with him")
    assert ids(store, amira, word="passport") == {mine}
    assert ids(store, amira, word="arger") == {waits}, "case and accents do not matter"
    assert ids(store, boris, word="pass") == {waits, others}
    assert ids(store, amira, word="pass", language="xx") == set()
    give_reason(store, closed, amira, "quality")
    give_reason(store, others, amira, "asked")
    assert ids(store, amira, word="passport") == {mine, others, closed}
    assert ids(store, amira, word="passport", state=State.CLOSED) == {closed}
    with store.write() as work:
        work.run(tables.audit.update().values(at=now() - datetime.timedelta(minutes=31)))
    assert ids(store, amira, word="passport") == {mine}, "a reason lasts half an hour"


def test_a_word_is_looked_for_in_so_many_texts_and_that_is_said(
    store: Store, amira: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = waiting_conversation(store, "+447700900001", text="passport")
    assert looked_for(store, amira, word="passport").is_all
    monkeypatch.setattr(finding, "MOST_TEXTS", 2)
    for text in ("one", "two", "three"):
        writes(store, number, text)
    found = looked_for(store, amira, word="three")
    assert ([row.id for row in found.open_rows], found.read_in, found.is_all) == ([number], 1, False)


def test_a_page_has_fifty_and_the_next_one_goes_on(store: Store, amira: Operator) -> None:
    many = [conversation_of(store, f"+4477009{n:05}") for n in range(53)]
    waits = waiting_conversation(store, "+447700999999")
    first = looked_for(store, amira)
    assert ([row.id for row in first.open_rows], len(first.closed)) == ([waits], 50)
    with store.read() as work:
        rest = find(work, amira, Wanted(), first.more_before)
    assert (rest.open_rows, rest.more_before) == ((), None)
    assert {row.id for row in (*first.closed, *rest.closed)} == set(many)


async def test_the_form_finds_and_leaves_a_line_without_what_was_looked_for(desk: RunningDesk) -> None:
    browser = await desk.come("Boris")
    number = waiting_conversation(desk.store, "+447700900001", text="he has my <b>passport</b>", language="vi")
    closed = conversation_of(desk.store, "+447700900002", text="passport", language="vi")
    await browser.get("/search")
    response = await browser.post("/search", language="vi")
    assert {int(each) for each in SHOWN.findall(response.text)} == {number, closed}
    response = await browser.post("/search", word="<b>passport", undelivered="on")
    assert SHOWN.findall(response.text) == []
    response = await browser.post("/search", word="<b>passport")
    assert SHOWN.findall(response.text) == [str(number)]
    assert "<b>passport" not in response.text, "what was typed is escaped, and no text is shown"
    assert str(response.url).endswith("/search"), "the address holds no word"
    lines = [line for line in audit_lines(desk.store) if line[1].startswith("search")]
    assert lines == [("Boris", "search", None), ("Boris", "search_word", None), ("Boris", "search_word", None)]
    with desk.store.read() as work:
        details = work.run(select(tables.audit.c.detail).where(tables.audit.c.action.like("search%"))).scalars().all()
    assert details == ["2", "0", "1"]


@pytest.mark.parametrize("name", ["not a name at all", "%", "Blue"])
async def test_what_is_no_name_is_said(desk: RunningDesk, name: str) -> None:
    browser = await desk.come("Boris")
    await browser.get("/search")
    response = await browser.post("/search", name=name)
    assert (response.status_code, texts.NO_SUCH_NAME in html.unescape(response.text)) == (400, True)


@pytest.mark.parametrize(
    "field", [{"since": "yesterday"}, {"until": "9999-12-31"}, {"before": "x"}, {"state": "x"}, {"word": "\u0301"}]
)
async def test_what_cannot_be_read_is_not_asked(desk: RunningDesk, field: dict[str, str]) -> None:
    browser = await desk.come("Boris")
    number = waiting_conversation(desk.store, "+447700900001")
    await browser.get("/search")
    response = await browser.post("/search", **field)
    assert (response.status_code, SHOWN.findall(response.text)) == (200, [str(number)])


@on_sqlite
@pytest.mark.long("writes a hundred thousand conversations")
def test_it_is_quick_beside_a_hundred_thousand_closed_ones(store: Store, amira: Operator) -> None:
    waiting = [waiting_conversation(store, f"+4477009{n:05}") for n in range(200)]
    key, old = store.vault.new_data_key(), now() - DAY * 20
    token, numbers = key.encrypt("x"), range(1000, 101000)
    contact = {"channel": "sms", "address": token, "data_key": key.stored, "created_at": old, "seen_at": old}
    with store.write() as work:
        work.connection.execute(
            insert(tables.contact),
            [
                contact
                | {"id": n, "pseudonym": f"{n:016x}", "address_hash": f"h{n}", "language": ("en", "ti")[n == 1000]}
                for n in numbers
            ],
        )
        work.connection.execute(
            insert(tables.conversation),
            [
                {"id": n, "contact_id": n, "last_sequence": 2, "changed_at": old + datetime.timedelta(seconds=n)}
                for n in numbers
            ],
        )
    for wanted, number in (({}, 250), ({"language": "ti"}, 1), ({"undelivered": True}, 0), ({"word": "passport"}, 200)):
        began = time.process_time()
        assert len(ids(store, amira, **wanted)) == number, wanted  # type: ignore[arg-type]
        took = time.process_time() - began
        assert took < 1.5, wanted
    assert ids(store, amira, state=State.WAITING) == set(waiting)
