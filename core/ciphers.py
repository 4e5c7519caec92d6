"""The two ciphers: AES-256-GCM and SM4-128-GCM (GB/T 32907). Pure.

What is enciphered says by its first byte with which cipher, so that a registry may change over.
"""

import os
from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES, TAG_BYTES = 12, 16
KEY_BYTES = 32


@dataclass(frozen=True)
class _Suite:
    mark: bytes
    algorithm: type[algorithms.AES] | type[algorithms.SM4]
    key_bytes: int


SUITES = {
    "aes-gcm": _Suite(b"\x01", algorithms.AES, 32),
    "sm4-gcm": _Suite(b"\x02", algorithms.SM4, 16),
}
_BY_MARK = {suite.mark: suite for suite in SUITES.values()}


class DamagedCipherError(ValueError):
    """The bytes were changed, stand in another's place, or the key is another."""


def encipher(clear: bytes, *, key: bytes, place: bytes, suite: str) -> bytes:
    """Mark, nonce, text and tag.

    Args:
        key: 32 bytes.
        place: what the bytes belong to; they are of no use anywhere else.
        suite: a key of `SUITES`.
    """
    chosen = SUITES[suite]
    nonce = os.urandom(NONCE_BYTES)
    cipher = Cipher(chosen.algorithm(key[: chosen.key_bytes]), modes.GCM(nonce)).encryptor()
    cipher.authenticate_additional_data(place)
    return chosen.mark + nonce + cipher.update(clear) + cipher.finalize() + cipher.tag


def decipher(content: bytes, *, key: bytes, place: bytes) -> bytes:
    """The clear bytes.

    Raises:
        DamagedCipherError: see there.
    """
    suite = _BY_MARK.get(content[:1])
    if suite is None or len(content) < 1 + NONCE_BYTES + TAG_BYTES:
        raise DamagedCipherError("no cipher known here")
    nonce, rest = content[1 : 1 + NONCE_BYTES], content[1 + NONCE_BYTES :]
    text, tag = rest[:-TAG_BYTES], rest[-TAG_BYTES:]
    cipher = Cipher(suite.algorithm(key[: suite.key_bytes]), modes.GCM(nonce, tag)).decryptor()
    cipher.authenticate_additional_data(place)
    try:
        return cipher.update(text) + cipher.finalize()
    except InvalidTag as error:
        raise DamagedCipherError("changed, or another's") from error


@cache
def derived(master: bytes, purpose: bytes) -> bytes:
    """A key for one purpose from a master key (RFC 5869)."""
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=purpose).derive(master)
