"""Files at the desk: named, loaded only after a click, only by who may read, each look audited."""

from __future__ import annotations

import pytest

from bot.conversations.attachments import FileState
from bot.conversations.contract import FileKind
from bot.conversations.work import Store
from bot.desk.files import length_of, size_of
from tests.desk.making import Browser, audit_lines, sends_file, waiting_conversation
from tests.making_files import JPEG, PDF

ADDRESS = "+447700900001"


def sends(store: Store, content: bytes | None, type_: str = "image/jpeg", kind: FileKind = FileKind.PICTURE) -> int:
    """A contact waits and has sent a file, which was kept if it has content. Its id is 1."""
    waits = waiting_conversation(store, ADDRESS)
    sends_file(store, ADDRESS, "m1", kind, FileState.KEPT if content else FileState.TOO_LARGE, content, type_)
    return waits


async def test_a_kept_picture_is_named_and_loaded_only_when_asked_for(amira: Browser, store: Store) -> None:
    waits = sends(store, JPEG)
    await amira.take(waits)
    assert "picture, 0:07, 1 kB" in amira.page
    assert 'data-show="picture"' in amira.page
    assert "<img" not in amira.page
    assert "(not kept)" not in amira.page
    assert not [line for line in audit_lines(store) if line[1] == "file_view"]
    response = await amira.client.get(f"/conversations/{waits}/files/1")
    assert (response.content, response.headers["content-type"]) == (JPEG, "image/jpeg")
    assert response.headers["content-disposition"].startswith("inline;")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-store"
    assert [line[:2] for line in audit_lines(store)][-1] == ("Amira", "file_view")
    saved = await amira.client.get(f"/conversations/{waits}/files/1?save")
    assert saved.headers["content-disposition"].startswith("attachment;")


async def test_a_document_is_only_saved(amira: Browser, store: Store) -> None:
    waits = sends(store, PDF, "application/pdf", FileKind.DOCUMENT)
    await amira.take(waits)
    assert "data-show" not in amira.page
    response = await amira.client.get(f"/conversations/{waits}/files/1")
    assert response.headers["content-disposition"].startswith("attachment;")
    assert response.headers["content-disposition"].endswith('-1.pdf"')


async def test_what_is_not_kept_says_why(amira: Browser, store: Store) -> None:
    waits = sends(store, None)
    await amira.take(waits)
    assert "picture, 0:07, 2.3 MB: not kept, it is too large" in amira.page
    assert (await amira.client.get(f"/conversations/{waits}/files/1")).status_code == 404


async def test_who_may_not_read_the_conversation_gets_no_file(amira: Browser, boris: Browser, store: Store) -> None:
    waits = sends(store, JPEG)
    await amira.take(waits)
    assert (await boris.client.get(f"/conversations/{waits}/files/1")).status_code == 404
    other = waiting_conversation(store, "+447700900002")
    await boris.take(other)
    assert (await boris.client.get(f"/conversations/{other}/files/1")).status_code == 404, "of another conversation"
    assert not [line for line in audit_lines(store) if line[1] == "file_view"]


@pytest.mark.parametrize(("size", "said"), [(None, ""), (1, "1 kB"), (2048, "2 kB"), (2_400_000, "2.3 MB")])
def test_sizes_are_said_shortly(size: int | None, said: str) -> None:
    assert size_of(size) == said


@pytest.mark.parametrize(("seconds", "said"), [(None, ""), (7, "0:07"), (75, "1:15")])
def test_lengths_are_said_as_by_a_player(seconds: int | None, said: str) -> None:
    assert length_of(seconds) == said
