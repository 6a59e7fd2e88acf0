"""What is kept how long: erased in time, never what came back meanwhile, and nothing arrives twice because of it."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.conversations import call_backs, contacts, erasure, holder, inbox, messages, offers, outbox, retention
from bot.conversations.contract import DeliveryState, OfferedChoice, Receipt, Sent
from bot.conversations.holder import Urgency
from bot.conversations.keys import check_keys
from bot.conversations.messages import Author, NewMessage
from bot.conversations.offers import Offer
from bot.conversations.work import Store
from bot.privacy.encryption import Vault
from bot.storage import tables
from bot.storage.engine import now
from tests.databases import new_sqlite
from tests.making import operator_named, text_from
from tests.state.test_erasure import rows_left

ADDRESS, OTHER = "+447700900001", "+447700900002"
MONTH = datetime.timedelta(days=30)
DAY = datetime.timedelta(days=1)
DATES = {
    tables.contact: ("created_at", "seen_at"),
    tables.conversation: ("changed_at",),
    tables.message: ("created_at",),
    tables.inbox: ("received_at", "done_at"),
    tables.outbox: ("created_at", "due_at", "sent_at"),
}


def answered(store: Store, address: str = ADDRESS, provider_id: str = "SM1") -> int:
    """A conversation in which a text was answered and the answer delivered; more of it is offered."""
    inbound = replace(text_from(address, "the boss has my passport", provider_id), signature=f"signed {provider_id}")
    assert inbox.receive(store, inbound)
    row = inbox.claim(store, "w1")
    assert row is not None
    with store.write() as work:
        outbox.add(work, row.conversation_id, NewMessage(Author.BOT, "nobody may keep it"))
        offers.write(work, row.conversation_id, Offer((OfferedChoice("t", "Money", "/unpaid_wages"),), ("page two",)))
        remembered = work.key_of(row.conversation_id).encrypt('{"situation": 1}')
        work.run(update(tables.conversation).values(tracker=remembered))
        inbox.finish(work, row, "w1")
    sending = outbox.claim(store, "sms", "w1")
    assert sending is not None
    outbox.record(store, sending, Sent(f"sent as answer to {provider_id}"))
    return row.conversation_id


def age(store: Store, by: datetime.timedelta) -> None:
    """Let time pass: everything that is there lies further back."""
    with store.write() as work:
        for table, names in DATES.items():
            for row in work.run(select(table)).all():
                older = {name: row[name] - by for name in names if row[name] is not None}
                work.run(update(table).where(table.c.id == row.id).values(**older))


def swept(store: Store, keep: datetime.timedelta | None = MONTH) -> dict[str, int]:
    done = retention.sweep(store, keep)
    total = +done
    while done:
        done = retention.sweep(store, keep)
        total += done
    return dict(total)


def one(store: Store, column: Any) -> Any:
    with store.read() as work:
        return work.run(select(column)).scalar_one()


def count(store: Store, table: Any) -> int:
    return int(one(store, select(func.count()).select_from(table).scalar_subquery()))


def test_a_conversation_is_erased_when_its_time_is_over_and_a_tombstone_without_content_stays(store: Store) -> None:
    answered(store)
    pseudonym = one(store, tables.contact.c.pseudonym)
    age(store, 29 * DAY)
    assert retention.ERASED not in swept(store)
    assert count(store, tables.message) == 2
    age(store, 2 * DAY)
    assert swept(store) == {retention.ERASED: 1}
    assert rows_left(store) == {}
    with store.read() as work:
        (stone,) = work.run(select(tables.tombstone)).mappings()
        assert dict(stone) == {"id": 1, "pseudonym": pseudonym, "erased_on": now().date()}
        assert retention.tombstones(work, 9) == [(pseudonym, now().date())]
        assert {row.at.time() for row in work.run(select(tables.erased))} == {datetime.time()}, "no moment leads back"


def test_never_erases_nothing_by_its_age(store: Store) -> None:
    answered(store)
    age(store, 80 * DAY)
    assert retention.ERASED not in swept(store, None)
    assert count(store, tables.message) == 2


def test_whoever_writes_while_they_are_about_to_be_erased_stays(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    answered(store)
    age(store, 40 * DAY)
    find = retention._ids

    def find_and_write(*args: Any) -> list[int]:
        found = find(*args)
        if args[1] is tables.conversation.c.id and count(store, tables.message) == 2:
            inbox.receive(store, text_from(ADDRESS, "I am here"))
        return found

    monkeypatch.setattr(retention, "_ids", find_and_write)
    assert retention.ERASED not in swept(store)
    assert count(store, tables.message) == 3


def test_many_are_erased_in_small_batches(store: Store) -> None:
    for number in range(retention.CONTACTS_AT_ONCE + 3):
        inbox.receive(store, text_from(f"+4477009000{number:02}"))
    age(store, 40 * DAY)
    assert retention.sweep(store, MONTH)[retention.ERASED] == retention.CONTACTS_AT_ONCE
    assert retention.sweep(store, MONTH)[retention.ERASED] == 3


def test_a_hold_keeps_a_contact_to_the_end_of_its_day(store: Store) -> None:
    conversation = answered(store)
    chief, today = operator_named(store, "Chief"), now().date()
    age(store, 40 * DAY)
    with store.write() as work:
        person = contacts.of_conversation(work, conversation)
        assert person is not None
        retention.hold(work, person.id, today + DAY, "a court asked", chief)
        retention.hold(work, person.id, today, "a court asked again", chief)
        assert retention.hold_of(work, person.id) == retention.Hold(today, "a court asked again", chief)
        stored = bytes(work.run(select(tables.retention_hold.c.reason)).scalar_one())
        assert b"court" not in stored
        (due,) = retention.due_soon(work, MONTH, 9)
        assert (due.conversation_id, due.is_held, due.until) == (conversation, True, today)
    assert retention.ERASED not in swept(store)
    with store.write() as work:
        retention.hold(work, person.id, today - DAY, "it is over", chief)
    assert swept(store)[retention.ERASED] == 1
    assert rows_left(store) == {"operator": 1}


def test_a_hold_that_is_lifted_holds_nothing(store: Store) -> None:
    conversation, chief = answered(store), operator_named(store, "Chief")
    age(store, 40 * DAY)
    with store.write() as work:
        person = contacts.of_conversation(work, conversation)
        assert person is not None
        retention.hold(work, person.id, now().date() + DAY, "a court asked", chief)
        assert retention.lift(work, person.id)
        assert not retention.lift(work, person.id)
    assert swept(store)[retention.ERASED] == 1


def test_what_is_due_in_the_next_days_is_known_before(store: Store) -> None:
    answered(store)
    with store.read() as work:
        assert retention.due_soon(work, MONTH, 9) == []
        assert retention.due_soon(work, None, 9) == []
    age(store, 24 * DAY)
    answered(store, OTHER, "SM2")
    with store.read() as work:
        (due,) = retention.due_soon(work, MONTH, 9)
    assert due.on == due.last_at + MONTH
    assert 5 * DAY < due.on - now() < 7 * DAY


def test_an_installation_that_had_contacts_before_has_a_week_to_see_it_coming(store: Store) -> None:
    """Migration 0007 leaves such a row."""
    answered(store)
    age(store, 40 * DAY)
    begins = now() + 7 * DAY
    with store.write() as work:
        work.run(tables.heartbeat.insert().values(process="retention", at=begins))
        assert [due.on for due in retention.due_soon(work, MONTH, 9)] == [begins]
        assert retention.waiting(work, MONTH)[retention.ERASED] == 0
    assert retention.ERASED not in swept(store)
    with store.write() as work:
        work.run(update(tables.heartbeat).values(at=now() - DAY))
    assert swept(store)[retention.ERASED] == 1


@pytest.mark.parametrize("state", [inbox.DONE, inbox.FAILED])
def test_what_was_worked_off_has_no_second_copy(store: Store, state: str) -> None:
    inbox.receive(store, text_from(ADDRESS, "the boss has my passport"))
    inbox.receive(store, text_from(ADDRESS, "and my phone"))
    row = inbox.claim(store, "w1")
    assert row is not None
    with store.write() as work:
        inbox.finish(work, row, "w1", state)
    with store.read() as work:
        left = work.run(select(tables.inbox.c.content).order_by(tables.inbox.c.id)).scalars().all()
        said = [each.text for each in messages.transcript(work, row.conversation_id)]
        key = work.key_of(row.conversation_id)
    assert bytes(left[0]) == b""
    assert "and my phone" in key.decrypt(left[1]), "it is still to be answered"
    assert said == ["the boss has my passport", "and my phone"]


def test_a_delivery_that_comes_again_is_known_however_late(store: Store) -> None:
    inbound = replace(text_from(ADDRESS, "the boss has my passport", "SM1"), signature="signed SM1")
    copy = replace(inbound, provider_id="SM9")
    answered(store)
    for pause, rows in ((DAY, 1), (2 * DAY, 0), (30 * DAY, 0), (60 * DAY, 0)):
        age(store, pause)
        swept(store)
        assert count(store, tables.inbox) == rows
        assert not inbox.receive(store, inbound)
        assert not inbox.receive(store, copy), "whatever id it comes with"
    assert count(store, tables.message) == 0


def test_providers_ids_go_after_two_days_and_receipts_find_their_text_until_then(store: Store) -> None:
    answered(store)
    age(store, 47 * DAY / 24)
    assert retention.SENT_IDS not in swept(store)
    assert outbox.record_receipt(store, Receipt("sms", "sent as answer to SM1", DeliveryState.DELIVERED))
    age(store, 2 * DAY / 24)
    done = swept(store)
    assert (done[retention.SENT_IDS], done[retention.RECEIVED_IDS]) == (1, 1)
    assert one(store, tables.outbox.c.provider_id) is None
    assert one(store, tables.outbox.c.state) == "delivered"
    assert not outbox.record_receipt(store, Receipt("sms", "sent as answer to SM1", DeliveryState.UNDELIVERED))


def test_the_transcript_keeps_its_order_and_goes_on_after_everything_else_went(store: Store) -> None:
    conversation = answered(store)
    age(store, 3 * DAY)
    swept(store)
    inbox.receive(store, text_from(ADDRESS, "it is me again"))
    with store.read() as work:
        said = messages.transcript(work, conversation)
    assert [(each.sequence, each.text) for each in said] == [
        (1, "the boss has my passport"),
        (2, "nobody may keep it"),
        (3, "it is me again"),
    ]


def test_offers_and_pages_go_after_a_day(store: Store) -> None:
    answered(store)
    age(store, 23 * DAY / 24)
    assert swept(store) == {}
    age(store, 2 * DAY / 24)
    assert swept(store) == {retention.OFFERS: 1}
    assert one(store, tables.conversation.c.offer) is None
    assert one(store, tables.conversation.c.tracker) is not None, "what the guides know stays"


@pytest.mark.parametrize("by_itself", [True, False], ids=["swept", "they write before it is swept"])
def test_who_writes_from_a_number_after_90_days_is_somebody_new(store: Store, by_itself: bool) -> None:
    before = answered(store)
    age(store, 91 * DAY)
    if by_itself:
        assert swept(store, None)[retention.LET_GO] == 1
    inbox.receive(store, text_from(ADDRESS, "who is this?"))
    with store.write() as work:
        person = contacts.find_or_add(work, "sms", ADDRESS)
        assert person.conversation_id != before
        assert [each.text for each in messages.transcript(work, person.conversation_id)] == ["who is this?"]
        row = work.run(select(tables.conversation).where(tables.conversation.c.id == before)).one()
        assert (row.tracker, row.offer) == (None, None)
        former = contacts.of_conversation(work, before)
        assert former is not None
        assert (former.stopped, ADDRESS in former.address) == (True, False)
        assert len(messages.transcript(work, before)) == 2, "operators can still read it"
        outbox.add(work, before, NewMessage(Author.OPERATOR, "are you safe?"))
    assert outbox.claim(store, "sms", "w1") is None, "nobody writes to whoever has the number now"
    check_keys(store.database, store.vault)
    assert erasure.erase_address(store, "sms", ADDRESS)
    assert rows_left(store) == {}, "of whoever has or had the number"


def test_who_writes_within_90_days_is_the_same(store: Store) -> None:
    before = answered(store)
    age(store, 89 * DAY)
    assert retention.LET_GO not in swept(store, None)
    inbox.receive(store, text_from(ADDRESS, "it is me"))
    with store.write() as work:
        assert contacts.find_or_add(work, "sms", ADDRESS).conversation_id == before


def test_somebody_who_waits_at_the_desk_is_let_go_too(store: Store) -> None:
    before = answered(store)
    with store.write() as work:
        holder.ask_for_human(work, before, "human", Urgency.NORMAL)
    age(store, 91 * DAY)
    swept(store, None)
    with store.read() as work:
        person = contacts.of_conversation(work, before)
        assert person is not None
        assert person.stopped


def test_nobody_is_called_back_at_a_number_that_was_silent_for_90_days(store: Store) -> None:
    before = answered(store)
    with store.write() as work:
        call_backs.add(work, before, "call", OTHER, "any", None)
    age(store, 89 * DAY)
    swept(store, None)
    with store.read() as work:
        assert [each.number for each in call_backs.open_ones(work)] == [OTHER]
    age(store, 2 * DAY)
    swept(store, None)
    with store.read() as work:
        assert call_backs.open_ones(work) == []
    assert count(store, tables.call_back) == 0, "the number they gave stands in it"


def test_no_byte_stays_in_sqlites_files(tmp_path: Path, vault: Vault) -> None:
    store = Store(new_sqlite(tmp_path / "rightsline.db"), vault)
    answered(store)
    with store.read() as work:
        kept = [
            *work.run(select(tables.message.c.text)).scalars(),
            *work.run(select(tables.contact.c.address)).scalars(),
            *work.run(select(tables.conversation.c.tracker)).scalars(),
        ]
        offered = work.run(select(tables.conversation.c.offer)).scalar_one()
        sent_as = work.run(select(tables.outbox.c.provider_id)).scalar_one()
    tokens, offer, ids = [bytes(token)[40:90] for token in kept], bytes(offered)[40:90], [bytes(sent_as)[40:90]]
    answered(store, OTHER, "SM2")  # what stays, on the same pages

    def found(wanted: list[bytes]) -> set[str]:
        assert erasure.scrub(store)
        return {file.name for file in tmp_path.iterdir() if any(token in file.read_bytes() for token in wanted)}

    assert found(tokens) == found([offer]) == found(ids) == {"rightsline.db"}, "the right places"
    age(store, 3 * DAY)
    swept(store)
    assert found([offer]) == found(ids) == set()
    assert found(tokens) == {"rightsline.db"}
    with store.write() as work:
        work.run(update(tables.conversation).where(tables.conversation.c.id == 1).values(changed_at=now() - 40 * DAY))
    assert swept(store)[retention.ERASED] == 1
    assert found(tokens) == set()
    assert count(store, tables.message) == 2
    store.close()


def test_the_bytes_of_what_was_answered_are_there_once(tmp_path: Path, vault: Vault) -> None:
    store = Store(new_sqlite(tmp_path / "rightsline.db"), vault)
    inbox.receive(store, text_from(ADDRESS, "the boss has my passport"))
    content = bytes(one(store, tables.inbox.c.content))[40:90]
    row = inbox.claim(store, "w1")
    assert row is not None
    with store.write() as work:
        inbox.finish(work, row, "w1")
    assert erasure.scrub(store)
    assert not any(content in file.read_bytes() for file in tmp_path.iterdir())
    store.close()


def test_the_hash_of_an_erased_text_goes_when_nobody_can_deliver_it_again(store: Store) -> None:
    moment, day = now(), datetime.timedelta(days=1)
    with store.write() as work:
        for name, age in (("old", retention.ERASED_HASHES_STAY + day), ("young", retention.ERASED_HASHES_STAY - day)):
            work.run(tables.erased.insert().values(channel="sms", provider_id_hash=name, at=moment - age))
    assert swept(store) == {retention.HASHES: 1}
    with store.read() as work:
        assert work.run(select(tables.erased.c.provider_id_hash)).scalars().all() == ["young"]
