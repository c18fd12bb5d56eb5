"""Who may come in: submission passwords and one-use login links, both only as hashes."""

from __future__ import annotations

from datetime import datetime

from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import to_micros


class Access(Shelf):
    """Passwords and login links. Hashing is the caller's."""

    def set_password(self, agent_id: str, password_hash: str) -> None:
        """Stores or replaces an agent's password hash."""
        with self._db.joined():
            self._db.run(
                "INSERT INTO passwords (agent_id, hash) VALUES (?, ?) "
                "ON CONFLICT (agent_id) DO UPDATE SET hash = excluded.hash",
                agent_id,
                password_hash,
            )

    def password_hash(self, agent_id: str) -> str | None:
        """The agent's password hash, None if there is none."""
        row = self._db.row("SELECT hash FROM passwords WHERE agent_id = ?", agent_id)
        return str(row[0]) if row else None

    def new_login(self, token_hash: str, email: str, expires: datetime) -> None:
        """Stores a one-use login."""
        with self._db.joined():
            self._db.run(
                "INSERT INTO logins (token_hash, email, expires) VALUES (?, ?, ?)",
                token_hash,
                email,
                to_micros(expires),
            )

    def login_of(self, token_hash: str, now: datetime) -> str | None:
        """Whose login it is, without spending it; None if unknown, spent or expired."""
        row = self._db.row("SELECT email, expires FROM logins WHERE token_hash = ?", token_hash)
        return None if row is None or row[1] <= to_micros(now) else str(row[0])

    def use_login(self, token_hash: str, now: datetime) -> str | None:
        """Spends the login: its email address, None if unknown, spent or expired."""
        with self._db.joined():
            row = self._db.row("DELETE FROM logins WHERE token_hash = ? RETURNING email, expires", token_hash)
        return None if row is None or row[1] <= to_micros(now) else str(row[0])
