"""Encryption at rest: a key for each contact, wrapped by a master key; and keyed hashes of what is only compared."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.settings import Mendable

LABEL_LENGTH = 32  # bytes: a label's length would tell which one it is
KEY_ID_LENGTH = 12  # hex digits, of the hash of 256 random bits
LOST = "encryption: no key opens what is stored; put the older key back"


class KeyProblem(Mendable):
    """The keys are missing or unreadable; the message names the place, the field and the mend."""


class KeyWrapper(Protocol):
    """Wraps contacts' data keys with a master key. A key management service can stand behind it.

    A wrapped key has no white space. What `unwrap` needs is asked for once in each transaction and contact; a service
    that is slow to answer has to keep what it has unwrapped by itself.
    """

    def wrap(self, data_key: bytes) -> bytes:
        """The data key, wrapped by the newest master key."""

    def unwrap(self, wrapped: bytes) -> bytes:
        """The data key. Raises KeyProblem when no master key opens it."""

    def is_newest(self, wrapped: bytes) -> bool:
        """Whether it was wrapped by the newest master key."""


class LocalWrapper:
    """Wraps with Fernet keys that this process knows: `b"<key's id>:<token>"`.

    `current`: gives the keys, the newest first, whenever it is asked, so that a rotation reaches running processes.
    What was known once is read by for as long as the process lives: a key may be dropped between a row's reading and
    its decryption.
    """

    def __init__(self, current: Callable[[], tuple[str, ...]]) -> None:
        self._current, self._known = current, dict[bytes, Fernet]()
        self._seen: tuple[str, ...] = ()

    def wrap(self, data_key: bytes) -> bytes:
        """See KeyWrapper."""
        newest = self._newest()
        return newest + b":" + self._known[newest].encrypt(data_key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """See KeyWrapper."""
        key_id, _, token = wrapped.partition(b":")
        self._newest()
        key = self._known.get(key_id)
        if key is None:
            raise KeyProblem(LOST)
        try:
            return key.decrypt(token)
        except InvalidToken:
            raise KeyProblem(LOST) from None

    def is_newest(self, wrapped: bytes) -> bool:
        """See KeyWrapper."""
        return wrapped.partition(b":")[0] == self._newest()

    def _newest(self) -> bytes:
        keys = self._current()
        if keys is not self._seen:
            self._known |= {key_id(key): Fernet(key) for key in keys}
            self._seen = keys
        return key_id(keys[0])


def key_id(key: str) -> bytes:
    """The name of a master key, which does not give it away."""
    return hashlib.sha256(key.encode()).hexdigest()[:KEY_ID_LENGTH].encode()


class DataKey:
    """What encrypts everything of one contact. `stored`: as the contact's row has it, the newest first.

    There is more than one only where a master key was lost and the contact has written again: what was written before
    is readable once that key is put back.
    """

    def __init__(self, wrapper: KeyWrapper, stored: bytes) -> None:
        self._wrapper, self.stored = wrapper, stored

    @property
    def is_open(self) -> bool:
        """Whether the master keys open the one that encrypts."""
        return self._opened[0] is not None

    @property
    def is_whole(self) -> bool:
        """Whether the master keys open all of it."""
        return None not in self._opened

    def encrypt(self, text: str) -> bytes:
        """The text as a Fernet token. Raises KeyProblem when no master key opens the data key."""
        return self.seal(text.encode())

    def decrypt(self, token: bytes) -> str:
        """The text of a token. Raises KeyProblem when no key opens it."""
        return self.unseal(token).decode()

    def seal(self, content: bytes) -> bytes:
        """Bytes as a Fernet token. Raises KeyProblem when no master key opens the data key."""
        newest = self._opened[0]
        if newest is None:
            raise KeyProblem(LOST)
        return newest.encrypt(content)

    def unseal(self, token: bytes) -> bytes:
        """The bytes of a token. Raises KeyProblem when no key opens it."""
        keys = [key for key in self._opened if key is not None]
        if not keys:
            raise KeyProblem(LOST)
        try:
            return MultiFernet(keys).decrypt(bytes(token))
        except InvalidToken:
            raise KeyProblem(LOST) from None

    def readable(self, token: bytes | None) -> str | None:
        """The text of a token; None where there is none, or no key opens it."""
        if token is None:
            return None
        try:
            return self.decrypt(token)
        except KeyProblem:
            return None

    def encrypt_label(self, label: str | None) -> bytes | None:
        """One of a few short words, such as a topic: all tokens are of one length. None stays None."""
        return self.encrypt(label.ljust(LABEL_LENGTH)) if label is not None else None

    def label(self, token: bytes | None) -> str | None:
        """The label of a token; None where there is none, or no key opens it."""
        found = self.readable(token)
        return found.rstrip() if found is not None else None

    @cached_property
    def _opened(self) -> tuple[Fernet | None, ...]:
        return tuple(_unwrapped(self._wrapper, wrapped) for wrapped in self.stored.split())


@dataclass(frozen=True)
class FormerKey:
    """A key that signs no more. `signed_until`: when that was, in seconds since 1970."""

    key: str = field(repr=False)
    signed_until: int


@dataclass(frozen=True)
class SigningKeys:
    """What signs web chat sessions and the desk's forms and devices: `newest` alone signs."""

    newest: str = field(repr=False)
    former: tuple[FormerKey, ...] = ()

    def known(self, lasts_seconds: int) -> list[str]:
        """The keys whose signatures still count, where one counts for so long; the newest last, as itsdangerous has it.

        After that a former key signs nothing that is taken, whatever moment is written into it.
        """
        moment = time.time()
        still = [each.key for each in self.former if moment <= each.signed_until + lasts_seconds]
        return [*still, self.newest]


@dataclass(frozen=True)
class Vault:
    """The keys of an installation: makes and opens contacts' data keys, and finds addresses by keyed hash.

    `encryption`: Fernet keys, the newest first: it wraps, all of them unwrap. `address_key` never changes, or known
    contacts are no longer found. `session_key` and `former_session_keys`: see SigningKeys. `wrapper`: what wraps
    instead of `encryption` as it is here: the keys' file, which may change meanwhile, or a key management service.
    `current`: gives the keys as they are now, where their place may change meanwhile.
    """

    encryption: tuple[str, ...] = field(repr=False)
    address_key: str = field(repr=False)
    session_key: str = field(repr=False)
    former_session_keys: tuple[FormerKey, ...] = field(default=(), repr=False)
    wrapper: KeyWrapper | None = field(default=None, repr=False, compare=False)
    current: Callable[[], Vault] | None = field(default=None, repr=False, compare=False)

    def new_data_key(self, before: bytes = b"") -> DataKey:
        """A random key for a contact. `before`: what is stored of their earlier ones, which it goes in front of."""
        wrapped = self._wrapper.wrap(Fernet.generate_key())
        return DataKey(self._wrapper, b" ".join([wrapped, *before.split()]))

    def data_key(self, stored: bytes) -> DataKey:
        """The key that stands in a contact's row. That it cannot be opened shows when it is used."""
        return DataKey(self._wrapper, bytes(stored))

    def wrapped_anew(self, stored: bytes) -> bytes:
        """The data key wrapped by the newest master key; what no key opens stays as it is."""
        return b" ".join(self._wrapped_anew(wrapped) for wrapped in bytes(stored).split())

    def address_hash(self, channel: str, address: str) -> str:
        """Keyed SHA-256 (hex) by which a contact is found without its address being readable."""
        return hmac.new(self.address_key.encode(), f"{channel}\0{address}".encode(), hashlib.sha256).hexdigest()

    def signing(self) -> SigningKeys:
        """The keys that sign sessions, as they are now: a rotation reaches running processes."""
        now = self.current() if self.current else self
        return SigningKeys(now.session_key, now.former_session_keys)

    def decrypt_before_data_keys(self, token: bytes) -> str | None:
        """What was encrypted with the master key itself, when contacts had no data keys; None where no key opens it."""
        try:
            return self._masters.decrypt(bytes(token)).decode()
        except InvalidToken:
            return None

    @cached_property
    def _masters(self) -> MultiFernet:
        return MultiFernet([Fernet(key) for key in self.encryption])

    @cached_property
    def _wrapper(self) -> KeyWrapper:
        return self.wrapper or LocalWrapper(lambda: self.encryption)

    def _wrapped_anew(self, wrapped: bytes) -> bytes:
        if self._wrapper.is_newest(wrapped):
            return wrapped
        try:
            return self._wrapper.wrap(self._wrapper.unwrap(wrapped))
        except KeyProblem:
            return wrapped


def make_keys() -> Vault:
    """A vault with new random keys."""
    return Vault((make_key(),), secrets.token_hex(32), make_signing_key())


def make_key() -> str:
    """A new random master key."""
    return Fernet.generate_key().decode()


def make_signing_key() -> str:
    """A new random key that signs sessions."""
    return secrets.token_hex(32)


def master_keys_of(stored: bytes) -> set[bytes]:
    """The ids of the local master keys that a stored data key is wrapped by."""
    return {wrapped.partition(b":")[0] for wrapped in bytes(stored).split()}


def _unwrapped(wrapper: KeyWrapper, wrapped: bytes) -> Fernet | None:
    try:
        return Fernet(wrapper.unwrap(wrapped))
    except KeyProblem:
        return None
