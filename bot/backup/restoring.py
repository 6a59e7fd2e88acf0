"""`rightsline restore`: an installation's data from a backup, into an empty place, compared with what was saved."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from bot.backup import postgresql, sqlite
from bot.backup.archive import BackupProblem, Manifest, read_manifest, take_out
from bot.backup.fingerprints import Fingerprint
from bot.backup.making import KINDS, write_new
from bot.conversations.keys import check_keys
from bot.conversations.restored import settle
from bot.conversations.work import Store
from bot.privacy.encryption import KeyProblem, Vault
from bot.privacy.sources import FileKeys, key_source, keys_of
from bot.settings import Settings
from bot.storage.engine import Database, open_database
from bot.storage.migrate import migrate, refuse_newer


def restore(settings: Settings, path: Path, keys: Path | None = None) -> Manifest:
    """Restore a backup where the settings say; returns what it holds.

    `keys`: the file with its keys, where they are not in place already. Raises BackupProblem, KeyProblem and
    DatabaseProblem, each before anything is changed; only what a PostgreSQL holds is compared once it is there.
    """
    manifest = read_manifest(path)
    database = open_database(settings)
    try:
        _refuse_what_does_not_fit(manifest, path, database)
        present = keys_of(settings)
        vault = _keys(settings, present, keys)
        where = Path(str(database.engine.url.database)).parent if database.is_sqlite else settings.var
        with TemporaryDirectory(dir=where, prefix=".restore-") as folder:
            data = Path(folder) / "data"
            take_out(path, manifest, data)
            if database.is_sqlite:
                _compare(manifest, path, *sqlite.look_into(data))
                _finish(Database(f"sqlite:///{data}"), vault)
                sqlite.put_in_place(data, database)
            else:
                _compare(manifest, path, *postgresql.load(database, data))
                _finish(database, vault)
        if keys is not None and present is None:
            source = key_source(settings)
            assert isinstance(source, FileKeys), "keys of the environment would be present"
            source.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_new(source.path, keys.read_text())
    except OSError as problem:
        raise BackupProblem(f"{problem.filename or path}: {problem.strerror}") from None
    finally:
        database.close()
    return manifest


def _refuse_what_does_not_fit(manifest: Manifest, path: Path, database: Database) -> None:
    if manifest.kind != KINDS[database.is_sqlite]:
        raise BackupProblem(
            f"{path}: holds {manifest.kind} data, but DATABASE_URL is {database.place}; set it to match"
        )
    refuse_newer(manifest.schema, str(path))
    if database.is_sqlite:
        sqlite.refuse_if_there(database)
    else:
        postgresql.refuse_if_anything_is_in(database)


def _keys(settings: Settings, present: Vault | None, file: Path | None) -> Vault:
    if file is None:
        if present is None:
            raise BackupProblem("the keys of the backup are needed too: --keys FILE, or RIGHTSLINE_KEYS")
        return present
    try:
        given = keys_of(settings.copy(update={"rightsline_keys": SecretStr(file.read_text())}))
    except (KeyProblem, UnicodeDecodeError):
        raise BackupProblem(f"{file}: holds no keys of Rightsline") from None
    if present is not None and present != given:
        raise BackupProblem(f"--keys {file}: there are other keys already, in RIGHTSLINE_KEYS or {settings.var}")
    assert given is not None
    return given


def _compare(manifest: Manifest, path: Path, schema: str | None, tables: dict[str, Fingerprint]) -> None:
    differing = sorted(name for name in {*tables, *manifest.tables} if tables.get(name) != manifest.tables.get(name))
    if differing or schema != manifest.schema:
        where = ", ".join(differing) or "schema"
        raise BackupProblem(f"{path}: what came out is not what went in ({where}); do not use it, take another backup")


def _finish(database: Database, vault: Vault) -> None:
    """What the restored data need before a service runs on them."""
    check_keys(database, vault)
    migrate(database, vault)
    store = Store(database, vault)
    with store.write() as work:
        settle(work)
    store.close()
