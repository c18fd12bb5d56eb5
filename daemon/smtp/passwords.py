"""Passwords for submission: argon2, and no telling an unknown user from a wrong password (threats A30)."""

from __future__ import annotations

from collections.abc import Callable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# 19 MiB and two passes: the least that OWASP asks for; two at a time fit beside the mail on a small machine.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """The argon2id hash to store. Takes some tens of milliseconds."""
    return _HASHER.hash(password)


class LoginCheck:
    """Checks a login against stored hashes; an unknown user costs as much time as a known one. Blocking."""

    def __init__(self, find: Callable[[str], tuple[str, str] | None]) -> None:
        """`find(user)`: (agent's registered address, stored hash), or None where there is no such user."""
        self._find = find
        self._nobody = hash_password("nobody has this password")

    def __call__(self, user: str, password: str) -> str | None:
        """The agent's address where the password is right, else None. Raises only what `find` raises."""
        found = self._find(user)
        address, stored = found if found else ("", self._nobody)
        try:
            _HASHER.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return None
        return address or None
