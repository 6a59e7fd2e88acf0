"""Where the keys lie: the environment, a file outside the data, a secret of systemd or Docker."""

from __future__ import annotations

import importlib
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from cryptography.fernet import Fernet

from bot.privacy.encryption import FormerKey, KeyProblem, KeyWrapper, LocalWrapper, Vault, make_keys
from bot.settings import Settings

KEYS_FILE = "keys.json"
SECRET = "rightsline-keys"  # noqa: S105  # its name
NOT_OURS = "keys that come from there cannot be written from here; docs/operations.md says how they are changed"
OUTSIDE = (
    "the keys must not lie beside what they open once people can write: set RIGHTSLINE_KEYS_FILE to a file "
    "outside RIGHTSLINE_VAR, or give them as a secret (docs/operations.md)"
)


class KeySource(Protocol):
    """A place where the keys are. `where`: its name, for people. `is_ours`: whether we may write there."""

    where: str
    is_ours: bool

    def read(self) -> Vault | None:
        """The keys; None where there are none. Raises KeyProblem for what is none."""

    def write(self, vault: Vault) -> None:
        """Put these in the place of the present ones, at once or not at all. Raises KeyProblem where it cannot."""

    def watch(self, vault: Vault) -> Callable[[], Vault]:
        """What gives the keys that are there from now on; `vault`: those that were just read."""


class EnvironmentKeys:
    """RIGHTSLINE_KEYS."""

    where, is_ours = "RIGHTSLINE_KEYS", False

    def __init__(self, content: str) -> None:
        self._content = content

    def read(self) -> Vault | None:
        """See KeySource."""
        return _parse(self._content, self.where)

    def write(self, vault: Vault) -> None:
        """See KeySource."""
        raise KeyProblem(f"{self.where}: {NOT_OURS}")

    def watch(self, vault: Vault) -> Callable[[], Vault]:
        """See KeySource."""
        return lambda: vault


class FileKeys:
    """A file. It is read again whenever it has changed.

    `is_ours`: False for a secret that somebody else puts there, and puts there anew at the next start: a key that only
    we had written into it would be lost then, and everything with it.
    """

    def __init__(self, path: Path, *, is_ours: bool = True) -> None:
        self.path, self.where, self.is_ours = path, str(path), is_ours

    def read(self) -> Vault | None:
        """See KeySource."""
        try:
            return _parse(self.path.read_text(), self.where)
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise KeyProblem(f"{self.path.resolve()}: {problem.strerror}") from None

    def write(self, vault: Vault) -> None:
        """See KeySource."""
        self._put(vault, new=False)

    def make(self) -> None:
        """Make new keys, unless another process was first. Raises KeyProblem where they cannot be written."""
        self._put(make_keys(), new=True)

    def watch(self, vault: Vault) -> Callable[[], Vault]:
        """See KeySource."""
        return _Watched(self, vault)

    def _put(self, vault: Vault, *, new: bool) -> None:
        if not self.is_ours:
            raise KeyProblem(f"{self.where}: {NOT_OURS}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            temporary = self.path.with_suffix(f".{secrets.token_hex(4)}")
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                with os.fdopen(descriptor, "w") as file:
                    file.write(as_json(vault))
                    file.flush()
                    os.fsync(file.fileno())
                if new:
                    os.link(temporary, self.path)  # fails where another process was first: then its keys stand
                else:
                    os.replace(temporary, self.path)
                _sync(self.path.parent)
            except FileExistsError:
                return
            finally:
                temporary.unlink(missing_ok=True)
        except OSError as problem:
            raise KeyProblem(f"{self.path.resolve()}: {problem.strerror}") from None


class _Watched:
    """The keys of a file as they are now. A look costs two microseconds."""

    def __init__(self, source: FileKeys, vault: Vault) -> None:
        self._source, self._vault, self._mark = source, vault, (0, 0, 0)

    def __call__(self) -> Vault:
        try:
            found = self._source.path.stat()
            mark = (found.st_mtime_ns, found.st_ino, found.st_size)
            if mark != self._mark:
                vault = self._source.read()
                if vault is not None and vault != self._vault:
                    self._vault = vault
                self._mark = mark
        except (OSError, KeyProblem):  # taken away or spoilt while we run: what was read goes on to serve
            pass
        return self._vault


class _Moving:
    """A key management service; what the local keys wrapped before it came is still unwrapped by them."""

    def __init__(self, service: KeyWrapper, before: KeyWrapper) -> None:
        self._service, self._before = service, before

    def wrap(self, data_key: bytes) -> bytes:
        return self._service.wrap(data_key)

    def unwrap(self, wrapped: bytes) -> bytes:
        try:
            return self._before.unwrap(wrapped)
        except KeyProblem:
            return self._service.unwrap(wrapped)

    def is_newest(self, wrapped: bytes) -> bool:
        return self._service.is_newest(wrapped)


def key_source(settings: Settings) -> EnvironmentKeys | FileKeys:
    """The place of the keys: the first of those in docs/operations.md that has them; else where they would be made."""
    if settings.rightsline_keys:
        return EnvironmentKeys(settings.rightsline_keys.get_secret_value())
    theirs = [folder for folder in (settings.credentials_directory, settings.secrets_directory) if folder is not None]
    if settings.keys_file:
        path = settings.keys_file.resolve()
        return FileKeys(settings.keys_file, is_ours=not any(path.is_relative_to(folder.resolve()) for folder in theirs))
    for folder in theirs:
        if (folder / SECRET).exists():
            return FileKeys(folder / SECRET, is_ours=False)
    return FileKeys(settings.var / KEYS_FILE)


def keys_of(settings: Settings) -> Vault | None:
    """The vault of the settings; None where there are no keys yet. Raises KeyProblem for what are none."""
    source = key_source(settings)
    found = source.read()
    if found is None:
        return None
    current = source.watch(found)
    return replace(found, wrapper=_wrapper(settings, LocalWrapper(lambda: current().encryption)), current=current)


def open_vault(settings: Settings) -> Vault:
    """The vault of the settings; keys are made (mode 0600) where there are none.

    Raises KeyProblem, also where they would be made beside the data of an installation that people can write to.
    """
    source = key_source(settings)
    if source.read() is None and isinstance(source, FileKeys):
        if settings.reaches_people and lie_beside_the_data(settings):
            raise KeyProblem(f"{source.where}: {OUTSIDE}")
        source.make()
    found = keys_of(settings)
    if found is None:
        raise KeyProblem(f"{source.where}: the keys vanished while they were read")
    return found


def lie_beside_the_data(settings: Settings) -> bool:
    """Whether who takes the data folder has the keys too."""
    source = key_source(settings)
    return isinstance(source, FileKeys) and source.path.resolve().is_relative_to(settings.var.resolve())


def as_json(vault: Vault) -> str:
    """The keys in the form in which they are read."""
    kept: dict[str, Any] = {"encryption": vault.encryption, "address": vault.address_key, "session": vault.session_key}
    if vault.former_session_keys:  # beside `session`, so that an older release goes on with the newest
        kept["session_before"] = {each.key: each.signed_until for each in vault.former_session_keys}
    return json.dumps(kept)


def _wrapper(settings: Settings, local: KeyWrapper) -> KeyWrapper:
    if not settings.key_wrapper:
        return local
    module, _, name = settings.key_wrapper.partition(":")
    try:
        wrapper: KeyWrapper = getattr(importlib.import_module(module), name)(settings)
    except (ImportError, AttributeError) as problem:
        raise KeyProblem(f"RIGHTSLINE_KEY_WRAPPER: {problem}") from None
    return _Moving(wrapper, local)


def _sync(folder: Path) -> None:
    """Let the new name survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _parse(text: str, where: str) -> Vault:
    try:
        raw = json.loads(text)
        former = tuple(FormerKey(key, int(until)) for key, until in raw.get("session_before", {}).items())
        vault = Vault(tuple(raw["encryption"]), raw["address"], raw["session"], former)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeyProblem(f"{where}: needs JSON with encryption, address, session; restore it from a backup") from None
    signing = [vault.session_key, *(each.key for each in former)]
    if not vault.encryption or not vault.address_key or not all(signing):
        raise KeyProblem(f"{where}: an empty key; restore it from a backup")
    for number, key in enumerate(vault.encryption):
        try:
            Fernet(key)
        except ValueError:
            raise KeyProblem(f"{where}: encryption[{number}]: not a Fernet key; restore it from a backup") from None
    return vault
