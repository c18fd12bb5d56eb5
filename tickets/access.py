"""Who may come in: submission passwords, one-use login links, sessions; all of them only as hashes."""

from __future__ import annotations

from datetime import datetime

from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import from_micros, to_micros


class Access(Shelf):
    """Passwords, login links, sessions. Hashing is the caller's."""

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

    def new_login(self, token_hash: str, email: str, expires: datetime, browser: str = "") -> None:
        """Stores a one-use login for the browser with this hash; '' = for the first that opens it."""
        with self._db.joined():
            self._db.run(
                "INSERT INTO logins (token_hash, email, expires, browser) VALUES (?, ?, ?, ?)",
                token_hash,
                email,
                to_micros(expires),
                browser,
            )

    def login_of(self, token_hash: str, now: datetime) -> tuple[str, str] | None:
        """Whose login it is and for which browser, without spending it; None if unknown, spent or expired."""
        row = self._db.row("SELECT email, browser, expires FROM logins WHERE token_hash = ?", token_hash)
        return None if row is None or row[2] <= to_micros(now) else (str(row[0]), str(row[1]))

    def bind_login(self, token_hash: str, browser: str) -> None:
        """From now on the login is this browser's, where it was nobody's yet."""
        with self._db.joined():
            self._db.run(
                "UPDATE logins SET browser = ? WHERE token_hash = ? AND browser = ''", browser, token_hash
            )

    def use_login(self, token_hash: str, now: datetime) -> str | None:
        """Spends the login: its email address, None if unknown, spent or expired."""
        with self._db.joined():
            row = self._db.row("DELETE FROM logins WHERE token_hash = ? RETURNING email, expires", token_hash)
        return None if row is None or row[1] <= to_micros(now) else str(row[0])

    def begin_session(
        self, token_hash: str, email: str, browser: str, now: datetime, expires: datetime
    ) -> None:
        """Remembers who is signed in; `browser` is what it says of itself, for the list of sessions."""
        with self._db.joined():
            self._db.run(
                "INSERT INTO sessions (token_hash, email, browser, since, expires) VALUES (?, ?, ?, ?, ?)",
                token_hash,
                email,
                browser,
                to_micros(now),
                to_micros(expires),
            )

    def session_of(self, token_hash: str, now: datetime) -> str | None:
        """Whose session it is; None if it ended or was ended."""
        row = self._db.row("SELECT email, expires FROM sessions WHERE token_hash = ?", token_hash)
        return None if row is None or row[1] <= to_micros(now) else str(row[0])

    def sessions_of(self, email: str, now: datetime) -> list[tuple[str, str, datetime]]:
        """The sessions of an address that go on: (token hash, browser, since), the newest first."""
        rows = self._db.rows(
            "SELECT token_hash, browser, since FROM sessions WHERE email = ? AND expires > ? "
            "ORDER BY since DESC LIMIT 50",
            email,
            to_micros(now),
        )
        return [(str(token), str(browser), from_micros(since)) for token, browser, since in rows]

    def end_session(self, token_hash: str) -> None:
        """Signs out one browser."""
        with self._db.joined():
            self._db.run("DELETE FROM sessions WHERE token_hash = ?", token_hash)

    def end_sessions(self, email: str) -> None:
        """Signs out every browser of an address, and makes void what links are under way."""
        with self._db.joined():
            self._db.run("DELETE FROM sessions WHERE email = ?", email)
            self._db.run("DELETE FROM logins WHERE email = ?", email)
