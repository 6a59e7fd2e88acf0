"""Encryption at rest, keyed hashes of addresses, and the keys behind them."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.settings import Mendable, Settings

KEYS_FILE = "keys.json"


class KeyProblem(Mendable):
    """The keys are missing or unreadable; the message names the file, the field and the mend."""


@dataclass(frozen=True)
class Vault:
    """Encrypts texts and addresses, and finds addresses by keyed hash.

    `encryption`: Fernet keys, the newest first: it encrypts, all of them decrypt (so a key is changed by putting a new
    one in front). `address_key` never changes, or known contacts are no longer found. `session_key` signs web chat and
    desk sessions.
    """

    encryption: tuple[str, ...] = field(repr=False)
    address_key: str = field(repr=False)
    session_key: str = field(repr=False)

    def encrypt(self, text: str) -> bytes:
        """The text as a Fernet token."""
        return self._fernet.encrypt(text.encode())

    def decrypt(self, token: bytes) -> str:
        """The text of a token. Raises KeyProblem when no key opens it."""
        try:
            return self._fernet.decrypt(bytes(token)).decode()
        except InvalidToken:
            raise KeyProblem(f"{KEYS_FILE}: encryption: no key opens a stored text; put the older key back") from None

    def readable(self, token: bytes) -> str | None:
        """The text of a token; None where no key opens it."""
        try:
            return self.decrypt(token)
        except KeyProblem:
            return None

    def address_hash(self, channel: str, address: str) -> str:
        """Keyed SHA-256 (hex) by which a contact is found without its address being readable."""
        return hmac.new(self.address_key.encode(), f"{channel}\0{address}".encode(), hashlib.sha256).hexdigest()

    @cached_property
    def _fernet(self) -> MultiFernet:
        return MultiFernet([Fernet(key) for key in self.encryption])


def make_keys() -> Vault:
    """A vault with new random keys."""
    return Vault((Fernet.generate_key().decode(),), secrets.token_hex(32), secrets.token_hex(32))


def open_vault(settings: Settings) -> Vault:
    """The vault of the settings (see `keys_of`); keys.json is made (mode 0600) where there is none."""
    found = keys_of(settings)
    if found is not None:
        return found
    path = settings.var / KEYS_FILE
    try:
        _write(path, make_keys())
    except OSError as problem:
        raise KeyProblem(f"{path.resolve()}: {problem.strerror}") from None
    return _parse(path.read_text(), str(path))


def keys_of(settings: Settings) -> Vault | None:
    """The vault of RIGHTSLINE_KEYS, or of RIGHTSLINE_VAR/keys.json; None where there is neither."""
    if settings.rightsline_keys:
        return _parse(settings.rightsline_keys.get_secret_value(), "RIGHTSLINE_KEYS")
    path = settings.var / KEYS_FILE
    return _parse(path.read_text(), str(path)) if path.exists() else None


def _write(path: Path, vault: Vault) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = json.dumps({"encryption": vault.encryption, "address": vault.address_key, "session": vault.session_key})
    temporary = path.with_suffix(f".{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)  # fails where another process was first: then its keys stand
    except FileExistsError:
        return
    finally:
        temporary.unlink()


def _parse(text: str, where: str) -> Vault:
    try:
        raw = json.loads(text)
        vault = Vault(tuple(raw["encryption"]), raw["address"], raw["session"])
    except (ValueError, KeyError, TypeError):
        raise KeyProblem(f"{where}: needs JSON with encryption, address, session; restore it from a backup") from None
    if not vault.encryption or not vault.address_key or not vault.session_key:
        raise KeyProblem(f"{where}: an empty key; restore it from a backup")
    for number, key in enumerate(vault.encryption):
        try:
            Fernet(key)
        except ValueError:
            raise KeyProblem(f"{where}: encryption[{number}]: not a Fernet key; restore it from a backup") from None
    return vault
