"""Keys: what protects names, numbers and words in the database file.

AES-256-GCM with a random nonce of 96 bits (NIST SP 800-38D). Each stored value starts with four bytes that name its key, so
that keys can be changed one after the other; the column's name is authenticated with it, so that no value can be moved to
another column. Numbers are found by keyed BLAKE2b (RFC 7693) under a key derived from the same secret.
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12
_ID_BYTES = 4


class KeyLost(Exception):
    """No key in the ring opens this value."""


@dataclass(frozen=True, slots=True)
class _Key:
    id: bytes
    cipher: AESGCM = field(repr=False)
    hash_key: bytes = field(repr=False)


@dataclass(frozen=True)
class KeyRing:
    """One or more keys: the first writes, all read."""

    keys: tuple[_Key, ...]
    _by_id: dict[bytes, _Key] = field(repr=False, default_factory=dict)

    @classmethod
    def of(cls, *secrets: bytes) -> Self:
        """Build a ring from secrets of 32 bytes each; ValueError where one has another length or none is given."""
        if not secrets or any(len(secret) != KEY_BYTES for secret in secrets):
            message = f"each key is {KEY_BYTES} bytes; give at least one"
            raise ValueError(message)
        keys = tuple(
            _Key(
                id=hashlib.sha256(b"suara key id" + secret).digest()[:_ID_BYTES],
                cipher=AESGCM(hmac.digest(secret, b"suara encrypt", "sha256")),
                hash_key=hmac.digest(secret, b"suara find", "sha256"),
            )
            for secret in secrets
        )
        return cls(keys, {key.id: key for key in keys})

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``SUARA_KEYS``: keys in base64, separated by commas or white space. ValueError where one is not a key."""
        try:
            return cls.of(*(base64.b64decode(part, validate=True) for part in text.replace(",", " ").split()))
        except binascii.Error as error:
            message = "a key is 32 bytes in base64 (44 characters)"
            raise ValueError(message) from error

    def encrypt(self, plain: bytes, column: str) -> bytes:
        """Return ``plain`` locked for ``column`` under the first key."""
        key = self.keys[0]
        nonce = os.urandom(_NONCE_BYTES)
        return key.id + nonce + key.cipher.encrypt(nonce, plain, column.encode())

    def locker(self, column: str) -> Callable[[bytes], bytes]:
        """Return ``encrypt`` for one column, with all that does not change looked up once."""
        key, name, nonce_bytes = self.keys[0], column.encode(), _NONCE_BYTES
        id_, encrypt, random = key.id, key.cipher.encrypt, os.urandom

        def lock(plain: bytes) -> bytes:
            nonce = random(nonce_bytes)
            return id_ + nonce + encrypt(nonce, plain, name)

        return lock

    def decrypt(self, locked: bytes, column: str) -> bytes:
        """Return the plain bytes; KeyLost where no key fits, or where the value was changed or moved."""
        key = self._by_id.get(locked[:_ID_BYTES])
        if key is None:
            message = f"no key for {column}"
            raise KeyLost(message)
        start = _ID_BYTES + _NONCE_BYTES
        try:
            return key.cipher.decrypt(locked[_ID_BYTES:start], locked[start:], column.encode())
        except (InvalidTag, ValueError) as error:  # ValueError: cut off inside the nonce
            message = f"the value in {column} does not open"
            raise KeyLost(message) from error

    def find(self, value: str) -> bytes:
        """Return the hash under which ``value`` is stored from now on (32 bytes)."""
        return _keyed_hash(self.keys[0].hash_key, value.encode("utf-8", "surrogatepass"))

    def names_of(self, content: bytes) -> tuple[str, ...]:
        """Return every name (64 hex digits) under which a file of this content may be kept: one for each key, the first writes."""
        return tuple(_keyed_hash(key.hash_key, b"file " + content).hex() for key in self.keys)

    def find_any(self, value: str) -> tuple[bytes, ...]:
        """Return every hash under which ``value`` may have been stored: one for each key."""
        raw = value.encode("utf-8", "surrogatepass")
        return tuple(_keyed_hash(key.hash_key, raw) for key in self.keys)


def _keyed_hash(key: bytes, value: bytes) -> bytes:
    return hashlib.blake2b(value, key=key, digest_size=32).digest()


def new_key() -> str:
    """Return a fresh key in base64, as ``SUARA_KEYS`` lists it."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()
