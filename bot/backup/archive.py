"""The file that a backup is: a tar with a manifest, which says what must come out again, and the data."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from bot.backup.fingerprints import Fingerprint
from bot.settings import Mendable

FORMAT, FORMAT_VERSION = "rightsline backup", 1
MANIFEST, DATA = "manifest.json", "data"
CHUNK_BYTES = 1 << 20
LONGEST_MANIFEST = 1 << 20
PRIVATE = 0o600


class BackupProblem(Mendable):
    """A backup cannot be written, read or restored; the message is one line that names the file and the mend."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `kind`: sqlite or postgresql. `schema`: its newest migration. `made_at`: ISO 8601, UTC.

    `size` bytes and `sha256` are those of the data.
    """

    kind: str
    schema: str
    made_at: str
    program: str
    size: int
    sha256: str
    tables: dict[str, Fingerprint]


def write_archive(path: Path, manifest: Manifest, data: Path) -> None:
    """Write the archive of data that lie in a file."""
    content = {"format": FORMAT, "version": FORMAT_VERSION, **asdict(manifest)}
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
        _add(archive, MANIFEST, io.BytesIO(raw := json.dumps(content, indent=1).encode()), len(raw))
        with data.open("rb") as file:
            _add(archive, DATA, file, manifest.size)


def read_manifest(path: Path) -> Manifest:
    """What an archive says of itself. Raises BackupProblem for what is no archive of ours or of a newer Rightsline."""
    try:
        with tarfile.open(path, "r:") as archive:
            member = archive.next()
            if member is None or member.name != MANIFEST or member.size > LONGEST_MANIFEST:
                raise ValueError("no manifest")
            content = json.loads(_member(archive, member).read())
        if content.pop("format") != FORMAT:
            raise ValueError("another program's")
        version, tables = content.pop("version"), content.pop("tables")
        if version != FORMAT_VERSION:
            raise BackupProblem(f"{path}: is of another Rightsline (format {version}); restore it with that version")
        return Manifest(**content, tables={name: Fingerprint(**found) for name, found in tables.items()})
    except BackupProblem:
        raise
    except OSError as problem:
        if problem.strerror is None:  # tarfile's own are OSErrors too
            raise _foreign(path) from None
        raise BackupProblem(f"{path}: {problem.strerror}") from None
    except (tarfile.TarError, ValueError, KeyError, TypeError, AttributeError):
        raise _foreign(path) from None


def take_out(path: Path, manifest: Manifest, to: Path) -> None:
    """Write the archive's data into a new file. Raises BackupProblem where they are not what the manifest says."""
    try:
        new = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        with os.fdopen(new, "wb") as file, tarfile.open(path, "r:") as archive:
            source = _member(archive, archive.getmember(DATA))
            while chunk := source.read(CHUNK_BYTES):
                file.write(chunk)
    except (tarfile.TarError, KeyError, ValueError):
        raise _damaged(path) from None
    if (to.stat().st_size, sha256_of(to)) != (manifest.size, manifest.sha256):
        raise _damaged(path)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _add(archive: tarfile.TarFile, name: str, file: IO[bytes], size: int) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, PRIVATE
    archive.addfile(member, file)


def _member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    found = archive.extractfile(member)
    if found is None:
        raise ValueError(f"{member.name} is no file")
    return found


def _foreign(path: Path) -> BackupProblem:
    return BackupProblem(f"{path}: is no backup of Rightsline, or its beginning is damaged; take another one")


def _damaged(path: Path) -> BackupProblem:
    return BackupProblem(f"{path}: is damaged, so nothing was restored from it; take another copy or another backup")
