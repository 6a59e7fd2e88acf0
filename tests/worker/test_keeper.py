"""What becomes of contacts' files: kept as the hotline wants it, said to the contact, gone with them."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.conversations import attachments, contacts, erasure, inbox, messages
from bot.conversations.attachments import MOST_OF_A_CONVERSATION, FileState
from bot.conversations.contract import Attachment, FileGone, FileKind, Inbound, MessageKind
from bot.conversations.holder import Holder
from bot.conversations.messages import NOTICE, Author
from bot.conversations.work import Store
from bot.hotline import KeptFiles
from bot.privacy.encryption import Vault
from bot.storage import tables
from bot.storage.engine import now
from bot.worker.keeper import RETRY, Keeper
from bot.worker.turns import Turns
from tests.databases import new_sqlite
from tests.making import operator_named
from tests.making_files import EXE, JPEG, OGG, PDF, SVG
from tests.worker.stub import StubAssistant, StubChannel

ADDRESS = "+447700900001"
KEPT, NOT_KEPT, SOME = "Our team can open what you sent.", "Our team cannot open", "only a part of what you sent"
WANTED = KeptFiles()


class FilesChannel(StubChannel):
    """Its provider has these files. `broken`: so often it answers with a fault first."""

    def __init__(self, *files: bytes) -> None:
        super().__init__()
        self.files, self.asked, self.broken = {str(n): file for n, file in enumerate(files)}, 0, 0

    async def fetch(self, reference: str, largest: int) -> bytes:
        self.asked += 1
        if self.broken:
            self.broken -= 1
            raise ConnectionError("https://provider.example/secret-token")
        if reference not in self.files:
            raise FileGone("404")
        return self.files[reference]


def sent(
    kind: FileKind = FileKind.PICTURE, *references: str, provider_id: str = "m1", size: int | None = None
) -> Inbound:
    found = tuple(Attachment(kind, reference, size) for reference in references or ("0",))
    return Inbound("sms", ADDRESS, provider_id, MessageKind.MEDIA, attachments=found)


async def arrives(store: Store, channel: StubChannel, inbound: Inbound, wanted: KeptFiles | None = WANTED) -> int:
    """It is received and its turn taken; returns the conversation."""
    assert inbox.receive(store, inbound)
    row = inbox.claim(store, "w")
    assert row is not None
    await Turns(store, StubAssistant(), {"sms": channel}, "w", keeps_files=wanted is not None).work_off(row)
    return row.conversation_id


async def settle_all(store: Store, channel: StubChannel, wanted: KeptFiles | None = WANTED) -> None:
    keeper = Keeper(store, {"sms": channel}, wanted)
    while await keeper.settle_next():
        continue


def notices(store: Store, conversation_id: int) -> list[str]:
    with store.read() as work:
        said = messages.transcript(work, conversation_id, authors=[Author.BOT])
    return [message.text for message in said if message.kind == NOTICE]


def held_by_an_operator(store: Store, conversation_id: int) -> None:
    operator_id = operator_named(store, "Amira")
    with store.write() as work:
        mine = tables.conversation.c.id == conversation_id
        work.run(update(tables.conversation).where(mine).values(holder=Holder.OPERATOR.value, operator_id=operator_id))


def contents(folder: Path) -> list[bytes]:
    return [file.read_bytes() for file in folder.iterdir() if file.is_file()]


def stored_in(store: Store, conversation_id: int) -> list[attachments.Stored]:
    with store.read() as work:
        return [each for files in attachments.of(work, conversation_id).values() for each in files]


async def test_a_picture_is_kept_sealed_and_the_contact_told(store: Store) -> None:
    channel = FilesChannel(JPEG)
    conversation_id = await arrives(store, channel, sent())
    await settle_all(store, channel)
    (file,) = stored_in(store, conversation_id)
    assert (file.state, file.kind, file.type, file.size) == (
        *(FileState.KEPT, FileKind.PICTURE),
        *("image/jpeg", len(JPEG)),
    )
    with store.read() as work:
        assert attachments.content_of(work, conversation_id, file.id)[1] == JPEG
        raw = work.run(select(tables.attachment.c.content, tables.attachment.c.about)).one()
        assert not any(word in bytes(column) for column in raw for word in (b"a photo", b"jpeg", b"picture"))
        assert '"reference": ""' in work.key_of(conversation_id).decrypt(raw.about), "where it lay is forgotten"
    assert [text[: len(KEPT)] for text in notices(store, conversation_id)] == [KEPT]


@pytest.mark.parametrize(
    ("content", "wanted", "kind", "state"),
    [
        (SVG, WANTED, FileKind.PICTURE, FileState.UNKNOWN_TYPE),
        (EXE, WANTED, FileKind.PICTURE, FileState.UNKNOWN_TYPE),
        (PDF, WANTED, FileKind.PICTURE, FileState.NOT_WANTED),
        (OGG, KeptFiles(kinds=("picture",)), FileKind.SOUND, FileState.NOT_WANTED),
        (OGG, KeptFiles(kinds=("sound",)), FileKind.PICTURE, FileState.KEPT),  # by its content
        (PDF, KeptFiles(kinds=("document",)), FileKind.DOCUMENT, FileState.KEPT),
    ],
)
async def test_a_file_is_what_its_content_is(
    store: Store, content: bytes, wanted: KeptFiles, kind: FileKind, state: FileState
) -> None:
    channel = FilesChannel(content)
    conversation_id = await arrives(store, channel, sent(kind), wanted)
    await settle_all(store, channel, wanted)
    assert [file.state for file in stored_in(store, conversation_id)] == [state]
    (said,) = notices(store, conversation_id)
    assert (KEPT in said, NOT_KEPT in said) == (state is FileState.KEPT, state is not FileState.KEPT)
    with store.read() as work:
        assert (work.run(select(tables.attachment.c.content)).scalar() is not None) == (state is FileState.KEPT)


async def test_a_hotline_that_keeps_none_asks_the_provider_for_nothing(store: Store) -> None:
    channel = FilesChannel(JPEG)
    conversation_id = await arrives(store, channel, sent(), None)
    held_by_an_operator(store, conversation_id)
    with store.write() as work:  # what was said just now is not said again
        work.run(update(tables.message).values(created_at=now() - datetime.timedelta(hours=1)))
    await arrives(store, channel, sent(provider_id="m2"), None)
    await settle_all(store, channel, None)
    assert channel.asked == 0
    assert {file.state for file in stored_in(store, conversation_id)} == {FileState.NOT_WANTED}
    assert [NOT_KEPT in text for text in notices(store, conversation_id)] == [True], "the turn says it, and it alone"


async def test_while_an_operator_holds_it_the_contact_is_told_once_it_is_known(store: Store) -> None:
    channel = FilesChannel(JPEG)
    conversation_id = await arrives(store, channel, sent(FileKind.PICTURE, "x"))
    await settle_all(store, channel)
    held_by_an_operator(store, conversation_id)
    await arrives(store, channel, sent(provider_id="m2"))
    assert len(notices(store, conversation_id)) == 1, "nothing is promised before it is kept"
    await settle_all(store, channel)
    assert [KEPT in text for text in notices(store, conversation_id)] == [False, True]


async def test_of_an_album_all_come_to_one_message_and_one_word_is_said(store: Store) -> None:
    channel = FilesChannel(JPEG, OGG, EXE)
    conversation_id = await arrives(store, channel, sent(FileKind.PICTURE, "0"))
    for reference in ("1", "2", "2", "0"):  # two of them are delivered again
        assert not inbox.receive(store, sent(FileKind.PICTURE, reference))
    await settle_all(store, channel)
    with store.read() as work:
        (files,) = attachments.of(work, conversation_id).values()
    assert [file.state for file in files] == [FileState.KEPT, FileState.KEPT, FileState.UNKNOWN_TYPE]
    (said,) = notices(store, conversation_id)
    assert SOME in said


async def test_the_same_is_not_said_of_each_of_many_pictures(store: Store) -> None:
    channel = FilesChannel(JPEG)
    for number in range(4):
        conversation_id = await arrives(store, channel, sent(provider_id=f"m{number}"))
    await settle_all(store, channel)
    assert len(notices(store, conversation_id)) == 1


async def test_what_is_said_to_be_too_large_is_not_fetched(store: Store) -> None:
    channel = FilesChannel(JPEG)
    conversation_id = await arrives(store, channel, sent(size=WANTED.largest + 1))
    await settle_all(store, channel)
    assert channel.asked == 0
    assert [file.state for file in stored_in(store, conversation_id)] == [FileState.TOO_LARGE]


async def test_a_fault_of_the_provider_is_tried_again_and_then_told(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    channel = FilesChannel(JPEG)
    channel.broken = len(RETRY) + 1
    conversation_id = await arrives(store, channel, sent())
    for attempt in range(len(RETRY) + 1):
        assert channel.asked == attempt
        await settle_all(store, channel)
        with store.write() as work:
            work.run(update(tables.attachment).values(due_at=now()))
    assert [file.state for file in stored_in(store, conversation_id)] == [FileState.LOST]
    assert [NOT_KEPT in text for text in notices(store, conversation_id)] == [True]
    assert "secret-token" not in caplog.text


async def test_one_contact_does_not_fill_the_disk(store: Store) -> None:
    channel = FilesChannel(JPEG)
    references = [str(number) for number in range(MOST_OF_A_CONVERSATION + 1)]
    conversation_id = await arrives(store, channel, sent(FileKind.PICTURE, *references))
    states = [file.state for file in stored_in(store, conversation_id)]
    assert states.count(FileState.WAITING) == MOST_OF_A_CONVERSATION
    assert states[-1] is FileState.TOO_MANY


async def test_nothing_is_said_to_who_has_stopped(store: Store) -> None:
    channel = FilesChannel(JPEG)
    conversation_id = await arrives(store, channel, sent())
    with store.write() as work:
        person = contacts.of_conversation(work, conversation_id)
        assert person is not None
        contacts.stop(work, person.id, by="keyword")
    await settle_all(store, channel)
    assert notices(store, conversation_id) == []


async def test_a_file_goes_with_its_contact_and_no_byte_of_it_stays(tmp_path: Path, vault: Vault) -> None:
    store, channel = Store(new_sqlite(tmp_path / "rightsline.db"), vault), FilesChannel(JPEG)
    await arrives(store, channel, sent())
    await settle_all(store, channel)
    with store.read() as work:
        token = bytes(work.run(select(tables.attachment.c.content)).scalar_one())
    files = contents(tmp_path)
    assert any(token[40:140] in content for content in files), "the right place"
    assert not any(JPEG[12:60] in content for content in files)
    assert erasure.erase_address(store, "sms", ADDRESS)
    assert erasure.scrub(store)
    with store.read() as work:
        assert work.run(select(tables.attachment.c.id)).first() is None
    for content in contents(tmp_path):
        assert token[40:140] not in content
        assert token[-140:-40] not in content
    store.close()


async def test_a_file_that_is_fetched_while_its_contact_is_erased_is_not_kept(store: Store) -> None:
    channel = FilesChannel(JPEG)
    await arrives(store, channel, sent())
    row = attachments.claim(store)
    assert row is not None
    assert erasure.erase_address(store, "sms", ADDRESS)
    with store.write() as work:
        assert not attachments.settle(work, row, FileState.KEPT, JPEG, FileKind.PICTURE, "image/jpeg")
