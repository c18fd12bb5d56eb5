"""Row numbers as they may stand in an address: a random-looking word that only this desk can read (threats A52)."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

_HALF = 8
_ROUNDS = 4
_ALL = (1 << 64) - 1


class Blind:
    """A permutation of 128 bits under a key (a Feistel network of HMAC-SHA256); a word without 64 zeros is not ours.

    Nothing is kept for it, and a row has one address for as long as the key lives.
    """

    def __init__(self, key: bytes) -> None:
        self._key = hmac.digest(key, b"row numbers", hashlib.sha256)

    def hide(self, number: int) -> str:
        """The word for a row number."""
        left, right = 0, number
        for turn in range(_ROUNDS):
            left, right = right, left ^ self._mixed(turn, right)
        return urlsafe_b64encode(left.to_bytes(_HALF) + right.to_bytes(_HALF)).decode().rstrip("=")

    def find(self, word: str) -> int:
        """The row number of a word, 0 for one that is none of ours."""
        try:
            octets = urlsafe_b64decode(word.encode() + b"==")
        except (Error, ValueError):
            return 0
        if len(octets) != 2 * _HALF:
            return 0
        left, right = int.from_bytes(octets[:_HALF]), int.from_bytes(octets[_HALF:])
        for turn in reversed(range(_ROUNDS)):
            left, right = right ^ self._mixed(turn, left), left
        return right if left == 0 else 0

    def _mixed(self, turn: int, half: int) -> int:
        digest = hmac.digest(self._key, bytes([turn]) + half.to_bytes(_HALF), hashlib.sha256)
        return int.from_bytes(digest[:_HALF]) & _ALL
