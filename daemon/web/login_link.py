"""One-use links to the viewer: the token is random, stored only as its hash, and spent by a POST (threats A52, A56)."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Protocol

LIFETIME = timedelta(minutes=10)


class LoginStore(Protocol):
    """Where logins are kept."""

    def new_login(self, token_hash: str, email: str, expires: datetime) -> None:
        """Store a one-use login."""
        ...


def new_link(store: LoginStore, base_url: str, email: str, now: datetime) -> str:
    """Store a login for `email`, good for LIFETIME, and return the link that uses it."""
    token = secrets.token_urlsafe(32)
    store.new_login(hash_token(token), email, now + LIFETIME)
    return f"{base_url}/enter/{token}"


def hash_token(token: str) -> str:
    """Return what is stored of a token: SHA-256 does for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
