"""`rightsline backup`: one file with all the data of a running installation; the keys, if wanted, in another place."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.backup import postgresql, sqlite
from bot.backup.archive import PRIVATE, BackupProblem, Manifest, sha256_of, write_archive
from bot.conversations.keys import installed_database
from bot.privacy.encryption import KeyProblem
from bot.privacy.sources import as_json, key_source
from bot.settings import Settings
from bot.storage.engine import Database

KINDS = {True: "sqlite", False: "postgresql"}  # by Database.is_sqlite


def back_up(settings: Settings, target: Path, keys: Path | None = None) -> tuple[Path, Manifest]:
    """Write a backup into a folder or as a new file; returns where it is and what it holds.

    `keys`: a new file, in another folder, into which the keys are copied. Raises BackupProblem, NoInstallation,
    KeyProblem and DatabaseProblem; then nothing is left behind.
    """
    moment = datetime.now(timezone.utc)
    target = target.absolute()
    path = target / f"rightsline-{moment:%Y%m%d-%H%M%S}.backup" if target.is_dir() else target
    _refuse_bad_places(path, keys.absolute() if keys else None)
    database = installed_database(settings)
    try:
        with TemporaryDirectory(dir=path.parent, prefix=".rightsline-") as folder:
            manifest = _write(database, Path(folder), moment)
            os.rename(Path(folder) / "archive", path)
    except OSError as problem:
        raise BackupProblem(f"{path}: {problem.strerror}") from None
    finally:
        database.close()
    if keys is not None:
        copy_keys(settings, keys.absolute())
    return path, manifest


def copy_keys(settings: Settings, to: Path) -> None:
    """Copy the keys into a new file that only this user reads. Raises BackupProblem."""
    found = key_source(settings).read()
    if found is None:
        raise KeyProblem(f"{key_source(settings).where}: there are no keys")
    try:
        write_new(to, as_json(found))
    except OSError as problem:
        raise BackupProblem(f"{problem.filename}: {problem.strerror}; the keys were not copied") from None


def write_new(path: Path, text: str) -> None:
    """Write a file that was not there, for this user alone, so that it survives a power cut. Raises OSError."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _write(database: Database, folder: Path, moment: datetime) -> Manifest:
    data, archive = folder / "data", folder / "archive"
    for file in (data, archive):
        file.touch(PRIVATE)
    if database.is_sqlite:
        sqlite.copy(database, data)
        schema, tables = sqlite.look_into(data)
    else:
        schema, tables = postgresql.dump(database, data)
    size, made_at, kind = data.stat().st_size, moment.isoformat(timespec="seconds"), KINDS[database.is_sqlite]
    manifest = Manifest(kind, str(schema), made_at, version("rightsline"), size, sha256_of(data), tables)
    write_archive(archive, manifest, data)
    with archive.open("rb") as written:
        os.fsync(written.fileno())
    return manifest


def _refuse_bad_places(path: Path, keys: Path | None) -> None:
    for each in (path, keys):
        if each is not None and os.path.lexists(each):
            raise BackupProblem(f"{each}: is there already; name a new file")
        if each is not None and not each.parent.is_dir():
            raise BackupProblem(f"{each.parent}: there is no such folder; make it first")
    if keys is not None and keys.parent.resolve() == path.parent.resolve():
        raise BackupProblem(
            f"--keys {keys}: lies beside the backup, and both together open everything; keep them apart"
        )
