"""A place on the map stands at the desk as coordinates to copy and the town that it is near."""

from __future__ import annotations

import pytest

from bot.conversations import inbox
from bot.conversations.contract import Inbound, MessageKind
from bot.conversations.work import Store
from bot.storage.tables import conversation
from tests.desk.making import Browser, waiting_conversation


def sends(store: Store, kind: MessageKind, text: str) -> int:
    waits = waiting_conversation(store, "+46700000001")
    assert inbox.receive(store, Inbound("sms", "+46700000001", f"m-{text}", kind, text))
    with store.read() as work:
        assert work.run(conversation.select().where(conversation.c.id == waits)).first() is not None
    return waits


@pytest.mark.long("reads the towns of the world, and may be the first page of the process")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("geo:67.82000,20.25000", "about 4 km from <b>Kiruna, Sweden</b>"),
        ("geo:67.85600,20.22500", "less than 1 km from the middle of <b>Kiruna, Sweden</b>"),
        ("geo:68.20000,20.25000", "about 40 km from <b>Kiruna, Sweden</b>"),
        ("geo:0.00000,0.00000", "No town of our list is within 100 km."),
    ],
)
async def test_a_place_is_named_and_marked_as_computed(amira: Browser, store: Store, text: str, said: str) -> None:
    await amira.take(sends(store, MessageKind.LOCATION, text))
    coordinates = text.removeprefix("geo:").replace(",", ", ")
    assert f'data-copy="{coordinates}"' in amira.page
    assert said in amira.page
    assert ">computed</span>" in amira.page
    assert "geo:" not in amira.page


async def test_a_typed_text_is_no_place(amira: Browser, store: Store) -> None:
    await amira.take(sends(store, MessageKind.TEXT, "geo:67.82000,20.25000"))
    assert "data-copy" not in amira.page
    assert "geo:67.82000" in amira.page


async def test_a_place_that_cannot_be_one_is_only_said_to_be_one(amira: Browser, store: Store) -> None:
    await amira.take(sends(store, MessageKind.LOCATION, ""))
    assert "data-copy" not in amira.page
    assert "a place on the map" in amira.page
