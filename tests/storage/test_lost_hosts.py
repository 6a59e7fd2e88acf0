"""A host that is cut off in the middle of its work: neither side waits for ever."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg2
import pytest
from sqlalchemy.exc import DBAPIError

from bot.backup import postgresql
from bot.storage import engine
from bot.storage.engine import Database
from bot.storage.wakeups import PostgresWakeup, open_wakeup
from tests.databases import POSTGRESQL, on_postgresql
from tests.network import HERE, Network, network
from tests.postgresql_cluster import own_cluster

SHORT = {
    "connect_timeout": "2",
    "tcp_user_timeout": "1500",
    "keepalives_idle": "1",
    "keepalives_interval": "1",
    "keepalives_count": "2",
    "options": "-cidle_in_transaction_session_timeout=1500",
}
SOON = 10.0  # seconds; without a limit it is a quarter of an hour


@pytest.fixture(params=[POSTGRESQL])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Only PostgreSQL is on another host."""
    return str(request.param)


@on_postgresql
async def test_every_connection_has_its_limits(database: Database) -> None:
    limits = {name: database.engine.url.query[name] for name in engine.LOST_HOSTS}
    assert limits == engine.LOST_HOSTS
    with database.read() as connection:
        assert connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar() == "25s"
    wakeup = open_wakeup(database)
    assert isinstance(wakeup, PostgresWakeup)
    assert wakeup._connection is not None
    assert wakeup._connection.get_dsn_parameters()["tcp_user_timeout"] == "15000"
    wakeup.close()


def test_what_the_address_says_goes_before() -> None:
    with closing(Database("postgresql://rightsline@db/rightsline?connect_timeout=3&sslmode=require")) as database:
        query = database.engine.url.query
    assert (query["connect_timeout"], query["sslmode"]) == ("3", "require")
    assert query["tcp_user_timeout"] == engine.LOST_HOSTS["tcp_user_timeout"]


@on_postgresql
def test_a_backup_may_hold_its_moment_for_as_long_as_it_reads(
    database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    asked = "SELECT state FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
    states: list[str] = []

    def slowly(*_of: object) -> None:
        time.sleep(1.0)
        with database.read() as connection:
            states.extend(connection.exec_driver_sql(asked).scalars())

    monkeypatch.setattr(postgresql, "_run", slowly)
    with closing(Database(f"{database.url}?options=-cidle_in_transaction_session_timeout%3D300")) as hasty:
        postgresql.dump(hasty, tmp_path / "dump")
    assert "idle in transaction" in states


@pytest.fixture
def cable(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Network, Database]]:
    """A cable to a database on another host."""
    monkeypatch.setattr(engine, "LOST_HOSTS", SHORT)
    with (
        network(HERE) as net,
        own_cluster(address=net.server, prefix=net.at_server()) as server,
        closing(Database(f"{server}/postgres")) as database,
    ):
        yield net, database


@pytest.mark.long("starts a PostgreSQL and waits for a network that is cut")
def test_who_is_cut_off_is_given_up_by_both_sides_and_goes_on_afterwards(cable: tuple[Network, Database]) -> None:
    net, database = cable
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE claimed (id integer)")
        connection.exec_driver_sql("INSERT INTO claimed VALUES (1)")

    def holds_it() -> None:
        with database.write() as connection:
            connection.exec_driver_sql("UPDATE claimed SET id = 2")
            net.cut(HERE)
            connection.exec_driver_sql("SELECT 1")

    with ThreadPoolExecutor() as pool:
        begun = time.monotonic()
        try:
            for cannot in (holds_it, database.engine.connect):
                with pytest.raises(DBAPIError):
                    pool.submit(cannot).result(timeout=SOON)
        finally:
            net.mend(HERE)
        assert time.monotonic() - begun < SOON
        while True:
            try:
                with database.write() as connection:
                    assert connection.exec_driver_sql("UPDATE claimed SET id = 3 RETURNING id").scalar() == 3
                break
            except (DBAPIError, psycopg2.OperationalError):
                assert time.monotonic() - begun < 2 * SOON
                time.sleep(0.2)
