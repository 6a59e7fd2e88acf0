"""The supervisors' page, the audit trail's filter and its export; what an SMS leaves as; WhatsApp's window."""

from __future__ import annotations

import csv
import datetime
import io
from dataclasses import replace

import pytest

from bot.conversations.pseudonyms import name_of
from bot.desk import answering, audit_export
from bot.desk.conversation import advice
from bot.desk.lists import WHATSAPP_WINDOW, Row, read_row
from bot.desk.overview import read_overview
from bot.storage.engine import now
from tests.desk.conftest import RunningDesk
from tests.desk.making import Browser, waiting_conversation


async def test_who_is_here_with_how_much_and_who_waits_by_language(
    desk: RunningDesk, amira: Browser, chief: Browser
) -> None:
    held = waiting_conversation(desk.store, "+447700900001", "emergency", urgent=True)
    for address, language in (("+447700900002", "vi"), ("+447700900003", "vi"), ("+447700900004", "fr")):
        waiting_conversation(desk.store, address, language=language)
    await amira.take(held)
    with desk.store.read() as work:
        found = read_overview(work)
    assert [(each.name, each.held, each.urgent) for each in found.here] == [("Amira", 1, 1), ("Chief", 0, 0)]
    assert [(language, number) for language, number, _ in found.waiting] == [("vi", 2), ("fr", 1)]
    assert sum(number for _, number in found.by_hour) == 1
    page = await chief.get("/shift")
    assert page.status_code == 200
    assert "Amira" in chief.page
    assert "+4477" not in chief.page
    assert (await amira.get("/shift")).status_code == 403


async def test_the_audit_trail_is_filtered_and_exported(desk: RunningDesk, amira: Browser, chief: Browser) -> None:
    number = waiting_conversation(desk.store, "+447700900001")
    await amira.take(number)
    await chief.get(f"/audit?who={amira.operator_id}&what=take&day={now().date()}")
    assert chief.page.count("<tr>") == 2, "the head and one line"
    with desk.store.read() as work:
        row = read_row(work, number)
    assert row is not None
    another = name_of(f"{int(row.pseudonym[:4], 16) ^ 1:04x}")
    for name, lines in ((row.name, 2), (another, 1)):
        await chief.get(f"/audit?what=take&whom={name}")
        assert chief.page.count("<tr>") == lines
    await chief.get("/audit?what=take&day=2001-01-01")
    assert chief.page.count("<tr>") == 1
    answer = await chief.get("/audit.csv?what=take")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert [row[2:4] for row in rows[1:]] == [["Amira", "take"]]
    await chief.get("/audit?what=audit_export")
    assert "exported lines" in chief.page


@pytest.mark.parametrize("cell", ["=1+1", "+SUM(A1)", "-2", "@cmd", "\tx", "\r=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    (_, row) = csv.reader(io.StringIO(audit_export.as_csv([(1, "", cell, "", "", "")])))
    assert row[2].startswith("'")


def test_letters_leave_an_sms_as_they_were_typed_unless_asked() -> None:
    assert answering.shaped("sms", "¿Está usted sola?", "es") == "¿Está usted sola?"
    assert "Esta" in answering.shaped("sms", "¿Está usted sola?", "es", plain=True)
    assert answering.shaped("sms", "don’t", "en") == "don't", "signs alone change no word"


@pytest.fixture
def row(desk: RunningDesk) -> Row:
    number = waiting_conversation(desk.store, "+447700900001", language="es")
    with desk.store.read() as work:
        found = read_row(work, number)
    assert found is not None
    return found


def test_what_accents_cost_is_seen_before_it_is_sent(row: Row) -> None:
    long = "¿Está usted sola? " * 6
    said = advice(row, long, "es")
    assert "2 SMS (other letters" in said["length"]
    assert "Without accents it would be 1 SMS" in said["hint"]
    plain = advice(row, long, "es", plain=True)
    assert plain["length"].startswith("1 SMS,")
    assert "It leaves without accents: “¿Esta" in plain["hint"]


def test_whatsapps_window_is_a_day_from_the_contacts_last_text(row: Row) -> None:
    assert row.free_until is None, "it is an SMS"
    on_whatsapp = replace(row, is_whatsapp=True)
    assert on_whatsapp.last_text_at is not None
    assert on_whatsapp.window_is_open
    late = replace(on_whatsapp, last_text_at=now() - WHATSAPP_WINDOW - datetime.timedelta(minutes=1))
    assert not late.window_is_open
