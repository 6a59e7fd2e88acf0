"""The audit trail: none of its lines is changed, taken away or put in without being noticed."""

from __future__ import annotations

import dataclasses
import datetime
import json
import multiprocessing
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update
from typer.testing import CliRunner

from bot import cli
from bot.conversations import audit, erasure, holder, inbox, shipping
from bot.conversations.holder import Urgency
from bot.conversations.work import Store, open_store
from bot.privacy.encryption import Vault, make_keys
from bot.privacy.sources import as_json
from bot.settings import Settings
from bot.storage import tables
from bot.storage.engine import Database, now
from tests.making import operator_named, text_from

ADDRESS = "+447700900001"
WRITERS, EACH = 3, 20


def done(store: Store, number: int = 5) -> None:
    for each in range(number):
        with store.write() as work:
            audit.record(work, None, "login", f"p{each}", str(each))


def broken(store: Store, shipped: dict[int, str] | None = None) -> tuple[int, str] | None:
    with store.read() as work:
        return audit.first_broken(work, shipped)


def chains(store: Store) -> dict[int, str]:
    with store.read() as work:
        return {line.id: line.chain for line in audit.lines(work)}


def test_what_is_as_it_was_written_is_whole(store: Store) -> None:
    assert broken(store) is None
    done(store)
    assert broken(store) is None


@pytest.mark.parametrize(
    "values", [{"action": "logout"}, {"pseudonym": "other"}, {"detail": "9"}, {"at": now() - datetime.timedelta(1)}]
)
def test_a_line_that_was_changed_is_named(store: Store, values: dict[str, object]) -> None:
    done(store)
    with store.write() as work:
        work.run(update(tables.audit).where(tables.audit.c.id == 3).values(values))
    assert broken(store) == (3, "it was changed, or the one before it was taken away")


def test_who_did_it_cannot_be_changed(store: Store) -> None:
    amira, boris = operator_named(store, "Amira"), operator_named(store, "Boris")
    with store.write() as work:
        audit.record(work, amira, "erase", "p1")
        work.run(select(1))
    with store.write() as work:
        work.run(update(tables.audit).values(operator_id=boris))
    assert broken(store) is not None


def test_the_line_after_one_that_was_taken_away_is_named(store: Store) -> None:
    done(store)
    with store.write() as work:
        work.run(delete(tables.audit).where(tables.audit.c.id == 3))
    assert broken(store) == (4, "it was changed, or the one before it was taken away")


def test_a_line_that_was_put_in_is_named(store: Store) -> None:
    done(store, 2)
    with store.write() as work:
        values = {"at": now(), "action": "erase", "chain": audit.chained(make_keys(), chains(store)[2], _act())}
        work.run(insert(tables.audit).values(values))
    assert broken(store) is not None


def _act() -> audit.Act:
    return audit.Act(now(), None, "erase")


def test_the_newest_lines_are_missed_where_they_were_shipped(store: Store, tmp_path: Path) -> None:
    done(store)
    file = tmp_path / "audit.jsonl"
    assert shipping.ship(store, shipping.shipper(str(file))) == 5
    with store.write() as work:
        work.run(delete(tables.audit).where(tables.audit.c.id > 3))
    assert broken(store) is None, "the chain alone cannot show it"
    assert broken(store, shipping.shipped_in(file)) == (4, "it was shipped and is gone here")


def test_a_trail_that_was_written_anew_with_the_keys_is_not_the_one_that_was_shipped(
    store: Store, tmp_path: Path
) -> None:
    done(store)
    shipping.ship(store, shipping.shipper(str(tmp_path / "a")))
    with store.write() as work:
        rows = work.run(select(tables.audit).order_by(tables.audit.c.id)).all()
        before = ""
        for row in rows:
            action = "logout" if row.id == 2 else row.action
            before = audit.chained(
                store.vault, before, audit.Act(row.at, row.operator_id, action, row.pseudonym, row.detail)
            )
            work.run(update(tables.audit).where(tables.audit.c.id == row.id).values(action=action, chain=before))
    assert broken(store) is None
    assert broken(store, shipping.shipped_in(tmp_path / "a")) == (2, "another one was shipped")


def test_it_holds_when_a_contact_is_erased(store: Store) -> None:
    inbox.receive(store, text_from(ADDRESS))
    with store.write() as work:
        holder.ask_for_human(work, 1, "human", Urgency.NORMAL)
        holder.take(work, 1, operator_named_in(store))
    erasure.erase_address(store, "sms", ADDRESS)
    assert broken(store) is None
    with store.read() as work:
        acts = [line.act for line in audit.lines(work)]
    assert [(act.action, act.operator_id is None) for act in acts] == [("take", False), ("erase", True)]
    assert acts[0].pseudonym == acts[1].pseudonym


def operator_named_in(store: Store) -> int:
    with store.read() as work:
        return int(work.run(select(tables.operator.c.id)).scalar_one())


@pytest.fixture(autouse=True)
def amira(store: Store) -> int:
    """There is an operator."""
    return operator_named(store, "Amira of the fixture")


def _write(url: str, vault: Vault, start: object) -> None:
    start.wait()  # type: ignore[attr-defined]
    store = Store(Database(url), vault)
    for number in range(EACH):
        with store.write() as work:
            audit.record(work, None, "login", None, str(number))
    store.close()


def test_several_processes_write_one_chain(store: Store) -> None:
    context = multiprocessing.get_context("fork")
    start = context.Event()
    processes = [context.Process(target=_write, args=(store.database.url, store.vault, start)) for _ in range(WRITERS)]
    for process in processes:
        process.start()
    start.set()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * WRITERS
    assert len(chains(store)) == WRITERS * EACH
    assert broken(store) is None


def test_lines_are_written_last_so_that_nobody_waits_crosswise(store: Store) -> None:
    """One notes first and locks a conversation after; the other the other way round."""
    for number in (1, 2):
        inbox.receive(store, text_from(f"+44770090000{number}"))

    def notes_first(_: int) -> None:
        with store.write() as work:
            audit.record(work, None, "logout", None)
            holder.holder_of(work, 1)

    def locks_first(_: int) -> None:
        with store.write() as work:
            holder.holder_of(work, 1)
            audit.record(work, None, "take", None)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(notes_first, range(10)), pool.map(locks_first, range(10))
        list(first), list(second)
    assert broken(store) is None
    assert len(chains(store)) == 20


def _do_and_fail(store: Store) -> None:
    with store.write() as work:
        audit.record(work, None, "erase", "p1")
        raise ZeroDivisionError


def test_what_a_transaction_that_fails_did_has_no_line(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        _do_and_fail(store)
    assert chains(store) == {}


def test_what_strangers_do_a_thousand_times_has_two_lines(store: Store) -> None:
    for _ in range(30):
        with store.write() as work:
            audit.count(work, None, "login_failed")
    done(store, 1)
    assert len(chains(store)) == 2
    audit.settle_counted(store)
    assert len(chains(store)) == 2, "the hour is not over"
    an_hour_passes(store)
    audit.settle_counted(store)
    with store.read() as work:
        details = [line.act.detail for line in audit.lines(work) if line.act.action == "login_failed"]
    assert details[0] is None
    assert str(details[1]).startswith("29 more since ")
    with store.write() as work:
        audit.count(work, None, "login_failed")
    assert len(chains(store)) == 4, "another hour begins"
    assert broken(store) is None


def test_each_account_is_counted_by_itself(store: Store, amira: int) -> None:
    for who in (None, amira, None, amira):
        with store.write() as work:
            audit.count(work, who, "login_failed")
    with store.read() as work:
        assert [line.act.operator_id for line in audit.lines(work)] == [None, amira]


def an_hour_passes(store: Store) -> None:
    with store.write() as work:
        work.run(update(tables.audit_counted).values(since=now() - audit.COUNTED_FOR))


def test_each_line_is_shipped_once_and_holds_no_name(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "audit.jsonl"
    to = shipping.shipper(str(file))
    assert shipping.ship(store, to) == 0
    done(store, 2)
    assert shipping.ship(store, to) == 2
    done(store, 1)
    assert shipping.ship(store, to) == 1
    assert shipping.ship(store, to) == 0
    raw = [json.loads(line) for line in file.read_text().splitlines()]
    assert [line["id"] for line in raw] == [1, 2, 3]
    assert set(raw[0]) == {"id", "at", "operator", "did", "whom", "detail", "chain"}
    assert file.stat().st_mode & 0o077 == 0


def test_what_could_not_be_shipped_is_shipped_later(store: Store, tmp_path: Path) -> None:
    done(store, 2)
    with pytest.raises(OSError, match="No such file"):
        shipping.ship(store, shipping.shipper(str(tmp_path / "not" / "there")))
    assert shipping.ship(store, shipping.shipper(str(tmp_path / "there"))) == 2


def test_syslog_gets_the_lines(store: Store) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(5)
        done(store, 1)
        assert shipping.ship(store, shipping.shipper(f"syslog://127.0.0.1:{server.getsockname()[1]}")) == 1
        said = server.recv(2000).decode().rstrip("\0")
    priority, _, rest = said.partition("rightsline: ")
    assert priority == "<86>", "authpriv.info"
    assert json.loads(rest)["chain"] == chains(store)[1]


def test_the_command_verifies_and_what_the_command_line_does_is_written_down(database_url: str, tmp_path: Path) -> None:
    vault = make_keys()
    settings = Settings(var=tmp_path / "var", database_url=database_url, rightsline_keys=as_json(vault))
    environment = {"RIGHTSLINE_VAR": str(settings.var), "DATABASE_URL": database_url, "RIGHTSLINE_KEYS": as_json(vault)}

    def command(*words: str) -> tuple[int, str]:
        result = CliRunner(mix_stderr=True).invoke(cli.app, list(words), env=environment)
        return result.exit_code, result.output

    store = open_store(settings)
    assert command("operator", "add", "Amira", "--role", "administrator")[0] == 0
    inbox.receive(store, text_from(ADDRESS))
    assert command("erase", "sms", ADDRESS)[0] == 0
    with store.read() as work:
        acts = [(line.act.operator_id, line.act.action, line.act.detail) for line in audit.lines(work)]
    assert acts == [(None, "operator_added", "administrator"), (None, "erase", None)]
    assert command("audit", "verify") == (0, "audit trail: whole, up to line 2\n")
    with store.write() as work:
        work.run(delete(tables.audit).where(tables.audit.c.id == 1))
    store.close()
    code, said = command("audit", "verify")
    assert code == 1
    assert said.startswith("line 2: ")


def old(store: Store, days: int, upto: int) -> None:
    """Lines that were written so long ago, in a chain that is whole."""
    with store.write() as work:
        before = audit.BEGINNING
        for line in list(audit.lines(work)):
            at = line.act.at - datetime.timedelta(days=days if line.id <= upto else 0)
            before = audit.chained(work.vault, before, dataclasses.replace(line.act, at=at))
            work.run(update(tables.audit).where(tables.audit.c.id == line.id).values(at=at, chain=before))


YEAR = datetime.timedelta(days=365)


def test_old_lines_go_and_what_is_left_is_whole(store: Store, tmp_path: Path) -> None:
    done(store, 6)
    old(store, days=400, upto=4)
    shipping.ship(store, shipping.shipper(str(tmp_path / "a")))
    assert audit.prune(store, YEAR) == 4
    assert audit.prune(store, YEAR) == 0
    assert sorted(chains(store)) == [5, 6, 7]
    assert broken(store) is None
    assert broken(store, shipping.shipped_in(tmp_path / "a")) is None
    done(store, 1)
    assert broken(store) is None


def test_lines_that_go_otherwise_are_missed_after_a_checkpoint_too(store: Store) -> None:
    done(store, 6)
    old(store, days=400, upto=3)
    assert audit.prune(store, YEAR) == 3
    with store.write() as work:
        work.run(delete(tables.audit).where(tables.audit.c.id == 4))
    assert broken(store) == (5, "it was changed, or the one before it was taken away")


def test_a_checkpoint_that_was_forged_is_named(store: Store) -> None:
    done(store, 6)
    with store.write() as work:
        third = chains(store)[3]
        work.run(delete(tables.audit).where(tables.audit.c.id <= 3))
        forged = {"at": now(), "action": audit.PRUNED, "pseudonym": "line-3", "detail": third, "chain": "0" * 64}
        work.run(insert(tables.audit).values(**forged))
    assert broken(store) == (7, "it was changed, or the one before it was taken away")


def test_all_that_is_old_may_go_but_the_last_line(store: Store) -> None:
    done(store, 3)
    old(store, days=400, upto=3)
    assert audit.prune(store, YEAR) == 2
    assert broken(store) is None
    old_and_checkpoint = chains(store)
    assert sorted(old_and_checkpoint) == [3, 4]


def test_what_is_not_shipped_yet_stays(store: Store, tmp_path: Path) -> None:
    done(store, 4)
    old(store, days=400, upto=4)
    assert audit.prune(store, YEAR, shipping.last_shipped(store)) == 0
    shipping.ship(store, shipping.shipper(str(tmp_path / "a")))
    assert audit.prune(store, YEAR, shipping.last_shipped(store)) == 3
