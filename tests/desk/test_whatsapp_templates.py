"""Templates for WhatsApp: shown where they help, seen before they are sent, sent once, audited."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.conversations import outbox
from bot.conversations.contract import Template
from bot.conversations.work import Store
from bot.desk.app import make_desk
from bot.hotline import Hotline, WhatsAppTemplate
from bot.settings import Settings
from bot.storage import tables
from tests.desk.conftest import RunningDesk
from tests.desk.making import Browser, audit_lines, said_by_operators, stops, waiting_conversation

SID = "HX" + "0123456789abcdef" * 2
CALL = WhatsAppTemplate(name="Call", content_sid=SID, language="es", text="Hola {{1}}, ¿podemos {{2}}? {{1}}")
PLAIN = WhatsAppTemplate(name="Are you there?", content_sid=SID, language="en", text="Are you there?")
ON_WHATSAPP = "whatsapp:+447700900001"
Waits = Callable[..., int]


@pytest.fixture
def desk(desk: RunningDesk, tmp_path: Path) -> RunningDesk:
    hotline = Hotline(second_factor=(), whatsapp_templates=(CALL, PLAIN))
    return RunningDesk(desk.store, make_desk(Settings(var=tmp_path, hotline=hotline), desk.store))


def to_send(store: Store) -> list[Template | None]:
    """The templates of what is to be sent after the bot's own text, as the channel gets them."""
    found = []
    while (row := outbox.claim(store, "sms", "w1")) is not None:
        with store.write() as work:
            work.run(tables.outbox.update().where(tables.outbox.c.id == row.id).values(state="sent"))
        found.append(row.outbound.template)
    return found[1:]


async def test_a_template_is_shown_as_it_goes_out_and_sent_with_its_blanks_filled(amira: Browser, store: Store) -> None:
    waits = waiting_conversation(store, ON_WHATSAPP, language="en")
    await amira.take(waits)
    assert "Hola {{1}}, ¿podemos {{2}}? {{1}}" in amira.page
    assert "the contact writes English" in amira.page
    fields = {"template": "Call", "blank_1": " Ana\n ", "blank_2": "llamar", "after": amira.field("after")}
    await amira.post(f"/conversations/{waits}/template", **fields)
    assert "The template was sent." in amira.page
    assert said_by_operators(store, waits) == ["Hola Ana, ¿podemos llamar? Ana"]
    await amira.post(f"/conversations/{waits}/template", **fields)
    assert "not sent a second time" in amira.page
    assert len(said_by_operators(store, waits)) == 1
    assert [line[:2] for line in audit_lines(store)][-1] == ("Amira", "send_template")
    assert to_send(store) == [Template(SID, {"1": "Ana", "2": "llamar"})]


async def test_an_empty_blank_sends_nothing(amira: Browser, store: Store) -> None:
    waits = waiting_conversation(store, ON_WHATSAPP)
    await amira.take(waits)
    response = await amira.post(f"/conversations/{waits}/template", template="Call", blank_1="Ana", blank_2="  ")
    assert response.status_code == 400
    assert said_by_operators(store, waits) == []


async def test_there_are_none_for_sms_nor_for_who_does_not_hold_it(amira: Browser, store: Store) -> None:
    by_sms, held = waiting_conversation(store, "+447700900002"), waiting_conversation(store, ON_WHATSAPP)
    await amira.take(by_sms)
    assert 'class="stack template"' not in amira.page
    assert (await amira.post(f"/conversations/{by_sms}/template", template=PLAIN.name)).status_code == 404
    await amira.open(held)
    assert 'class="stack template"' not in amira.page
    assert (await amira.post(f"/conversations/{held}/template", template=PLAIN.name)).status_code == 409
    await amira.take(held)
    assert (await amira.post(f"/conversations/{held}/template", template="Made up")).status_code == 404
    stops(store, held)
    await amira.open(held)
    assert (await amira.post(f"/conversations/{held}/template", template=PLAIN.name)).status_code == 409
    assert said_by_operators(store, by_sms) == said_by_operators(store, held) == []


async def test_what_a_blank_was_filled_with_is_sealed(amira: Browser, store: Store) -> None:
    waits = waiting_conversation(store, ON_WHATSAPP)
    await amira.take(waits)
    await amira.post(f"/conversations/{waits}/template", template="Call", blank_1="Ana", blank_2="llamar")
    with store.read() as work:
        stored = work.run(select(tables.outbox.c.template).order_by(tables.outbox.c.id.desc())).scalars().first()
        assert stored is not None
        assert b"Ana" not in bytes(stored)
        assert json.loads(work.key_of(waits).decrypt(stored))["variables"]["1"] == "Ana"
