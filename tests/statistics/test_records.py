"""A conversation becomes one record that nothing leads to."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select

from bot.conversations import contacts, counting, erasure, retention
from bot.conversations.counting import Counting
from bot.conversations.work import Store
from bot.statistics import counts, records
from bot.statistics.months import QUIET, Month
from bot.statistics.records import Kept
from bot.storage import tables
from bot.storage.engine import now
from tests.statistics.making import OVER, add_records, quiet_conversation, records_of

ADDRESS = "+491701000001"
MONTH = datetime.timedelta(days=30)
LONG_AGO = Month.of(now() - datetime.timedelta(days=430))


def test_a_quiet_conversation_is_coded_once(store: Store) -> None:
    quiet_conversation(store, ADDRESS)
    assert records.code_quiet(store, QUIET) == 1
    (record,) = records_of(store)
    assert record["country"] == "DE"
    assert record["channel"] == "sms"
    assert record["topic"] == {"documents_taken"}
    assert record["outcome"] == "answered_by_bot"
    assert record["month"] == str(Month.of(now())), "the month of the text, and nothing closer"
    assert records.code_quiet(store, QUIET) == 0


def test_one_that_is_not_quiet_yet_waits(store: Store) -> None:
    quiet_conversation(store, ADDRESS, days=13)
    assert records.code_quiet(store, QUIET) == 0
    assert records_of(store) == []


def test_nothing_of_a_record_leads_to_the_contact(store: Store) -> None:
    number = quiet_conversation(store, ADDRESS, "my name is Amira Haddad, call +491701000001")
    with store.read() as work:
        person = contacts.of_conversation(work, number)
    assert person is not None
    records.code_quiet(store, QUIET)
    with store.read() as work:
        everything = [
            str(value)
            for table in (tables.coded_record, tables.coded_item, tables.asked_pair)
            for row in work.run(select(table))
            for value in row
        ]
    assert not {person.pseudonym, str(person.id), "Amira", "amira", ADDRESS} & set(everything)
    assert not any("haddad" in value.casefold() for value in everything)


def test_who_erases_everything_before_is_in_no_record(store: Store) -> None:
    number = quiet_conversation(store, ADDRESS)
    with store.write() as work:
        assert counting.fill_in(work, number, {"sex": ("Feminine",)})
    assert erasure.erase_address(store, "sms", ADDRESS)
    assert records.code_quiet(store, QUIET) == 0
    assert records_of(store) == []


def test_who_does_not_want_it_is_in_no_record(store: Store) -> None:
    number = quiet_conversation(store, ADDRESS)
    with store.write() as work:
        counting.leave_out(work, number)
    records.code_quiet(store, QUIET)
    assert records_of(store) == []


def test_what_an_operator_filled_in_goes_before_what_was_told_and_then_goes(store: Store) -> None:
    number = quiet_conversation(store, ADDRESS)
    filled = {"sex": ("Feminine",), "form": ("ForcedLabour", "Servitude"), "outcome": ("referred",)}
    with store.write() as work:
        counting.fill_in(work, number, filled)
    records.code_quiet(store, QUIET)
    (record,) = records_of(store)
    assert (record["sex"], record["outcome"]) == ("Feminine", "referred")
    assert record["form"] == {"ForcedLabour", "Servitude"}
    with store.read() as work:
        row = work.run(select(tables.conversation.c.form, tables.conversation.c.counting)).one()
    assert tuple(row) == (None, Counting.COUNTED.value)


def test_how_an_operator_closed_it_is_its_outcome(store: Store) -> None:
    number = quiet_conversation(store, ADDRESS)
    with store.write() as work:
        for outcome in ("other", "emergency_services"):
            values = {"conversation_id": number, "outcome": outcome, "at": now()}
            work.run(tables.closing.insert().values(**values))
    records.code_quiet(store, QUIET)
    assert [record["outcome"] for record in records_of(store)] == ["emergency_services"]


def test_one_that_cannot_be_coded_holds_up_nobody(store: Store) -> None:
    broken = quiet_conversation(store, ADDRESS, days=21)
    quiet_conversation(store, "+491701000002", days=20)
    with store.write() as work:
        counting.fill_in(work, broken, {"sex": ("no such code",)})
    assert records.code_quiet(store, QUIET) == 2
    assert len(records_of(store)) == 1
    assert records.code_quiet(store, QUIET) == 0


def test_a_conversation_is_coded_before_its_age_erases_it(store: Store) -> None:
    for keep in (datetime.timedelta(days=1), MONTH, datetime.timedelta(days=3650)):
        assert Kept(keep, 60).quiet < keep
    quiet_conversation(store, ADDRESS, days=31)
    records.code_quiet(store, Kept(MONTH, 60).quiet)
    assert retention.sweep(store, MONTH)[retention.ERASED] == 1
    assert len(records_of(store)) == 1, "the record stays, and leads nowhere"


def test_a_record_that_comes_late_is_counted_in_the_first_open_month(store: Store) -> None:
    add_records(store, 11)
    counts.close_months(store, "month")
    add_records(store, 1)
    with store.read() as work:
        latest = max(work.run(select(tables.closed_month.c.month)).scalars())
    late = [str(record["month"]) for record in records_of(store) if record["month"] != str(OVER)]
    assert late == [str(Month.parse(latest).next)]


@pytest.mark.long("closes the months of more than a year")
def test_records_are_forgotten_when_their_time_is_over_and_their_counts_with_them(store: Store) -> None:
    add_records(store, 12, LONG_AGO)
    add_records(store, 12, Month.of(now()))
    counts.close_months(store, "year")
    while records.forget_old(store, 12):
        pass
    assert {record["month"] for record in records_of(store)} == {str(Month.of(now()))}
    with store.read() as work:
        left = set(work.run(select(tables.coded_count.c.month)).scalars())
        closed = set(work.run(select(tables.closed_month.c.month)).scalars())
    assert str(LONG_AGO) not in left | closed
