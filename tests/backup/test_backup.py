"""What is backed up while people write comes back whole, and nothing else is taken for it."""

from __future__ import annotations

import io
import json
import os
import tarfile
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from bot import cli
from bot.backup.archive import read_manifest
from bot.backup.fingerprints import fingerprints
from bot.conversations import contacts, inbox, messages, outbox
from bot.conversations.messages import Author, NewMessage
from bot.conversations.work import Store, open_store
from bot.settings import Settings
from bot.storage import tables
from bot.storage.engine import Database, now
from bot.storage.migrate import newest_revision, revision_of
from tests.databases import on_both, on_postgresql, upgrade_to
from tests.making import operator_named, text_from

pytestmark = pytest.mark.long("makes an installation, and runs pg_dump and pg_restore")

PEOPLE = {f"+4477009{number:05}": f"text {number}, with ä and 漢 and \N{CAT FACE}" for number in range(30)}


@dataclass(frozen=True)
class Installation:
    """One with data; commands are run in it as whoever runs it does."""

    settings: Settings
    folder: Path

    def run(self, *arguments: object) -> tuple[int, str]:
        environment = {"RIGHTSLINE_VAR": str(self.settings.var), "DATABASE_URL": self.settings.database_url}
        result = CliRunner(mix_stderr=True).invoke(cli.app, [str(each) for each in arguments], env=environment)
        return result.exit_code, result.output

    def refuses(self, *arguments: object) -> str:
        code, said = self.run(*arguments)
        (line,) = said.splitlines()
        assert code == 2
        return line.removeprefix("rightsline: ")

    def backed_up(self) -> tuple[Path, Path]:
        """A backup and its keys."""
        backup, keys = self.folder / "backup", self.folder / "safe" / "keys"
        assert self.run("backup", backup, "--keys", keys)[0] == 0
        return backup, keys

    def destroy(self) -> None:
        """As a broken disk does."""
        for file in (*self.settings.var.iterdir(), *self.folder.glob("rightsline.db*")):
            file.unlink()
        if self.settings.effective_database_url.startswith("postgresql"):
            with closing(Database(self.settings.effective_database_url)) as database, database.write() as connection:
                connection.exec_driver_sql("DROP SCHEMA public CASCADE")
                connection.exec_driver_sql("CREATE SCHEMA public")


@pytest.fixture
def here(database_url: str, tmp_path: Path) -> Installation:
    settings = Settings(var=tmp_path / "var", database_url=database_url)
    (tmp_path / "safe").mkdir()
    with closing(open_store(settings)) as store:
        for address, text in PEOPLE.items():
            inbox.receive(store, text_from(address, text))
        row = inbox.claim(store, "w1")
        assert row is not None
        with store.write() as work:
            outbox.add(work, row.conversation_id, NewMessage(Author.BOT, "nobody may keep your papers"))
            inbox.finish(work, row, "w1")
        operator_named(store, "Ana")
    return Installation(settings, tmp_path)


def texts_of(store: Store, addresses: list[str]) -> dict[str, list[str]]:
    found = {}
    with store.write() as work:
        for address in addresses:
            person = contacts.find_or_add(work, "sms", address)
            found[address] = [each.text for each in messages.transcript(work, person.conversation_id)]
    return found


@on_both
def test_what_is_backed_up_while_a_writer_writes_comes_back_whole(here: Installation) -> None:
    stored: list[str] = []
    stop = threading.Event()

    def write() -> None:
        with closing(open_store(here.settings)) as store:
            while not stop.is_set():
                address = f"+4478000{len(stored):05}"
                inbox.receive(store, text_from(address, "one more"))
                stored.append(address)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while not stored:
            stop.wait(0.001)
        before = len(stored)
        backup, keys = here.backed_up()
        after = len(stored)
    finally:
        stop.set()
        writer.join()
    here.destroy()
    assert after > before, "somebody wrote meanwhile"
    code, said = here.run("restore", backup, "--keys", keys)
    assert code == 0, said
    assert "every table is as it was saved" in said
    with closing(open_store(here.settings)) as store:
        with store.read() as work:
            came_back = work.run(select(func.count()).select_from(tables.contact)).scalar_one() - len(PEOPLE)
            assert work.run(select(tables.operator.c.name)).scalars().all() == ["Ana"]
        assert before <= came_back <= after + 1, "as it was at one moment of the backup"
        found = texts_of(store, [*PEOPLE, *stored[:came_back]])
        assert {address: texts[0] for address, texts in found.items() if address in PEOPLE} == PEOPLE
        assert all(found[address] == ["one more"] for address in stored[:came_back])
        assert sum("nobody may keep your papers" in texts for texts in found.values()) == 1


@on_both
def test_the_manifest_is_that_of_the_database(here: Installation) -> None:
    backup, _ = here.backed_up()
    with closing(open_store(here.settings)) as store, store.read() as work:
        assert read_manifest(backup).tables == fingerprints(work.connection)
        assert read_manifest(backup).tables["contact"].rows == len(PEOPLE)


@on_both
def test_one_changed_value_changes_the_fingerprint(here: Installation) -> None:
    with closing(open_store(here.settings)) as store:
        with store.read() as work:
            before = fingerprints(work.connection)
        with store.write() as work:
            work.run(tables.contact.update().where(tables.contact.c.id == 7).values(language="so"))
            after = fingerprints(work.connection)
    assert [name for name in before if before[name] != after[name]] == ["contact"]
    assert before["contact"].rows == after["contact"].rows


@on_both
def test_the_keys_are_never_in_it_and_all_of_it_is_private(here: Installation) -> None:
    backup, keys = here.backed_up()
    opened = json.loads(keys.read_text())
    secrets = [*opened["encryption"], opened["address"], opened["session"]]
    assert not any(secret.encode() in backup.read_bytes() for secret in secrets)
    assert {file.stat().st_mode & 0o777 for file in (backup, keys)} == {0o600}
    assert sorted(file.name for file in here.folder.iterdir() if "backup" in file.name) == ["backup"], "nothing beside"
    here.destroy()
    assert here.run("restore", backup, "--keys", keys)[0] == 0
    written = [*here.settings.var.iterdir(), *here.folder.glob("rightsline.db*")]
    assert {file.stat().st_mode & 0o777 for file in written} == {0o600}


def test_into_a_folder_it_is_named_by_its_moment(here: Installation) -> None:
    code, said = here.run("backup", here.folder / "safe")
    (written,) = (here.folder / "safe").iterdir()
    assert code == 0
    assert written.name.startswith("rightsline-20")
    assert f"contact: {len(PEOPLE)}" in said
    assert "nobody can read it without" in said.splitlines()[1]


def test_keys_beside_the_backup_are_refused(here: Installation) -> None:
    line = here.refuses("backup", here.folder / "backup", "--keys", here.folder / "keys")
    assert "keep them apart" in line
    assert not (here.folder / "backup").exists()


def test_nothing_is_written_over(here: Installation) -> None:
    backup, _ = here.backed_up()
    assert "is there already" in here.refuses("backup", backup)
    assert "no such folder" in here.refuses("backup", here.folder / "none" / "backup")


def with_a_byte_changed(backup: Path) -> None:
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)


def cut_short(backup: Path) -> None:
    backup.write_bytes(backup.read_bytes()[: -backup.stat().st_size // 2])


def cut_in_the_manifest(backup: Path) -> None:
    backup.write_bytes(backup.read_bytes()[:700])


def another_file(backup: Path) -> None:
    backup.write_text("dear diary")


def another_tar(backup: Path) -> None:
    with tarfile.open(backup, "w") as archive:
        archive.addfile(tarfile.TarInfo("manifest.json"), io.BytesIO())


def changed(**values: object) -> Callable[[Path], None]:
    def change(backup: Path) -> None:
        with tarfile.open(backup) as archive:
            parts = {member.name: archive.extractfile(member).read() for member in archive}  # type: ignore[union-attr]
        parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | values).encode()
        with tarfile.open(backup, "w") as archive:
            for name, content in parts.items():
                member = tarfile.TarInfo(name)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))

    return change


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (with_a_byte_changed, "is damaged"),
        (cut_short, "is damaged"),
        (cut_in_the_manifest, "is no backup of Rightsline"),
        (another_file, "is no backup of Rightsline"),
        (another_tar, "is no backup of Rightsline"),
        (Path.unlink, "No such file"),
        (changed(schema="9999"), "is of a newer Rightsline (schema 9999)"),
        (changed(version=2), "is of another Rightsline (format 2)"),
        (changed(kind="oracle"), "holds oracle data"),
        (changed(tables={}), "what came out is not what went in"),
    ],
)
def test_what_cannot_be_restored_whole_is_not_restored_at_all(
    here: Installation, spoil: Callable[[Path], None], named: str
) -> None:
    backup, keys = here.backed_up()
    here.destroy()
    spoil(backup)
    assert named in here.refuses("restore", backup, "--keys", keys)
    assert not (here.folder / "rightsline.db").exists()
    assert list(here.settings.var.iterdir()) == []


def test_it_settles_what_was_open_long_ago(here: Installation) -> None:
    with closing(open_store(here.settings)) as store, store.write() as work:
        work.run(tables.outbox.update().values(created_at=now() - timedelta(days=3)))
    backup, keys = here.backed_up()
    here.destroy()
    assert here.run("restore", backup, "--keys", keys)[0] == 0
    with closing(open_store(here.settings)) as store, store.read() as work:
        assert work.run(select(tables.outbox.c.state)).scalars().all() == ["cancelled"]


@on_both
def test_a_place_that_is_not_empty_is_left_as_it_is(here: Installation) -> None:
    backup, keys = here.backed_up()
    with closing(open_store(here.settings)) as store:
        inbox.receive(store, text_from("+447700999999"))
        assert "into an empty" in here.refuses("restore", backup, "--keys", keys)
        with store.read() as work:
            assert work.run(select(func.count()).select_from(tables.contact)).scalar() == len(PEOPLE) + 1


@on_postgresql
def test_what_came_out_of_a_dump_is_compared_with_what_went_in(here: Installation) -> None:
    backup, keys = here.backed_up()
    here.destroy()
    saved = {name: asdict(found) for name, found in read_manifest(backup).tables.items()}
    changed(tables=saved | {"contact": {"rows": len(PEOPLE) + 1, "digest": saved["contact"]["digest"]}})(backup)
    assert "what came out is not what went in (contact)" in here.refuses("restore", backup, "--keys", keys)
    assert not (here.settings.var / "keys.json").exists(), "no service starts on it"


@on_postgresql
def test_a_dump_that_cannot_be_read_restores_nothing(here: Installation) -> None:
    backup, keys = here.backed_up()
    here.destroy()
    changed(kind="postgresql", size=3, sha256="2cf24dba")(backup)
    assert "is damaged" in here.refuses("restore", backup, "--keys", keys)
    assert "no installation" in here.refuses("erase", "sms", "+447700900001")


@on_both
def test_keys_that_are_missing_or_another_installations_are_told(here: Installation) -> None:
    backup, _ = here.backed_up()
    here.destroy()
    assert "the keys of the backup are needed" in here.refuses("restore", backup)
    other = here.folder / "other"
    with closing(open_store(Settings(var=other))):
        pass
    assert "holds no keys" in here.refuses("restore", backup, "--keys", backup)
    assert "no key opens" in here.refuses("restore", backup, "--keys", other / "keys.json")
    assert list(here.settings.var.iterdir()) == [], "the wrong keys are not put in place"


@on_postgresql
@pytest.mark.parametrize("command", ["backup", "restore"])
def test_without_postgresqls_programs_it_is_told_what_to_install(
    here: Installation, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    backup, _ = here.backed_up()
    monkeypatch.setenv("PATH", str(here.folder))
    line = here.refuses(command, backup if command == "restore" else here.folder / "second")
    assert "is not on the PATH" in line


@on_postgresql
def test_no_list_of_processes_shows_the_password_and_no_row_is_told(
    here: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = here.folder / "pg_dump"
    program.write_text(
        f"""#!/bin/sh
        echo "$@" > {here.folder}/arguments
        echo "$PGPASSWORD" > {here.folder}/environment
        echo "pg_dump: error: it broke" >&2
        echo "DETAIL: a row" >&2
        exit 1
        """
    )
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{here.folder}:{os.environ['PATH']}")
    address = here.settings.database_url.replace("postgres@", "postgres:hidden-word@")
    with_password = Installation(Settings(var=here.settings.var, database_url=address), here.folder)
    assert with_password.refuses("backup", here.folder / "backup") == "pg_dump: it broke"
    assert "hidden-word" not in (here.folder / "arguments").read_text()
    assert (here.folder / "environment").read_text() == "hidden-word\n"
    assert not (here.folder / "backup").exists()


def test_where_no_installation_is_nothing_is_backed_up(tmp_path: Path) -> None:
    nowhere = Installation(Settings(var=tmp_path / "var"), tmp_path)
    assert "no installation" in nowhere.refuses("backup", tmp_path / "backup")
    assert list(tmp_path.iterdir()) == []


@on_both
def test_an_older_backup_is_brought_to_the_newest_schema(here: Installation) -> None:
    """As a release does: the backup is of the version before."""
    here.destroy()
    with closing(Database(here.settings.effective_database_url)) as database, database.write() as connection:
        upgrade_to("0006", connection)
    backup = here.folder / "backup"
    assert here.run("backup", backup)[0] == 0
    assert read_manifest(backup).schema == "0006"
    with closing(open_store(Settings(var=here.folder / "other"))):
        keys = here.folder / "other" / "keys.json"
    here.destroy()
    assert here.run("restore", backup, "--keys", keys)[0] == 0
    with closing(Database(here.settings.effective_database_url)) as database, database.read() as connection:
        assert revision_of(connection) == newest_revision()
