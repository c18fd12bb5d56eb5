"""Signing in to the viewer: a link by mail for the browser that asked, sessions that can be ended (A52, A56)."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.web.login_link import hash_token
from helpdesk.mailflow import compose
from helpdesk.mailflow.letter import Written
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, Tally

MAILED = timedelta(minutes=30)
SESSION = timedelta(hours=12)
# Mails asked for, by address and by where the question comes from; what is over the limit is answered all the same.
WITHIN = timedelta(minutes=15)
A_PERSON, A_PEER, ALTOGETHER = 3, 10, 60


class Door:
    """`web_min.window.Door` over a desk. Tokens are 256 random bits; stored are their hashes alone."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def ask(self, address: str, browser: str, peer: str) -> None:
        """Send a link where the address is an agent's and the limits allow; say nothing about either."""
        agent = self._desk.agent_of(address.strip())
        now = self._desk.clock.now()
        if not self._allowed(agent, peer, now) or agent is None:
            return
        token = secrets.token_urlsafe(32)
        written = self._letter(agent, f"{self._desk.settings.web_url}/enter/{token}", now)
        store = self._desk.store
        with store.write():
            store.new_login(hash_token(token), agent.address, now + MAILED, hash_token(browser))
            store.send([written.outgoing], written.handles, now)

    def open(self, token: str, browser: str) -> bool:
        """Whether this link lets this browser in. One that was printed becomes the first browser's that opens it."""
        hashed = hash_token(token)
        known = self._desk.store.login_of(hashed, self._desk.clock.now())
        if known is None:
            return False
        if not known[1]:
            self._desk.store.bind_login(hashed, hash_token(browser))
        return known[1] in ("", hash_token(browser))

    def enter(self, token: str, browser: str, said: str) -> str | None:
        """Spend the link: the token of the session that begins; None where it lets nobody in."""
        known = self._desk.store.login_of(hash_token(token), self._desk.clock.now())
        if known is None or known[1] != hash_token(browser):
            return None
        now = self._desk.clock.now()
        address = self._desk.store.use_login(hash_token(token), now)
        if address is None or self._desk.agent_of(address) is None:
            return None
        session = secrets.token_urlsafe(32)
        self._desk.store.begin_session(hash_token(session), address, said[:200], now, now + SESSION)
        return session

    def who(self, session: str) -> Agent | None:
        """The agent of a session that goes on, asked of the policy in force."""
        address = (
            self._desk.store.session_of(hash_token(session), self._desk.clock.now()) if session else None
        )
        return self._desk.agent_of(address) if address else None

    def sessions(self, agent: Agent, session: str) -> list[tuple[str, datetime, bool]]:
        """Where an agent is signed in: what the browser said of itself, since when, whether it is this one."""
        mine = hash_token(session)
        found = self._desk.store.sessions_of(agent.address, self._desk.clock.now())
        return [(browser, since, token == mine) for token, browser, since in found]

    def leave(self, session: str) -> None:
        """End this session."""
        self._desk.store.end_session(hash_token(session))

    def leave_all(self, agent: Agent) -> None:
        """End every session of this agent."""
        for address in agent.addresses:
            self._desk.store.end_sessions(address)

    def _allowed(self, agent: Agent | None, peer: str, now: datetime) -> bool:
        """Who asks for addresses that are no agent's is rationed as well: how long an answer takes may tell one."""
        store = self._desk.store
        limits = [(f"login-from:{peer}", A_PEER)]
        if agent is not None:
            limits += [(f"login:{agent.id}", A_PERSON), ("login:", ALTOGETHER)]
        if any(store.count_since(key, now - WITHIN, most) >= most for key, most in limits):
            return False
        for key, _ in limits:
            store.count(Tally(key, now))
        return True

    def _letter(self, agent: Agent, url: str, now: datetime) -> Written:
        speaker, mint = Letters(self._desk).speaker("")
        return compose.login(
            speaker,
            mint,
            now,
            to=Address(agent.address, agent.name),
            language=agent.languages[0],
            url=url,
            minutes=int(MAILED.total_seconds()) // 60,
        )
