"""Logging in to IMAP with a password or an OAuth 2 token, and telling a refusal from a server that is merely unwell."""

from __future__ import annotations

import imaplib
import json
from collections.abc import Callable, Sequence

from imapclient.exceptions import LoginError

from helpdesk.daemon.imap.account import ImapAccount, TokenProvider
from helpdesk.daemon.imap.link import Link, LinkLost, ServerSaidNo, said

# RFC 5530: the server says itself that the credentials are not what is wrong.
NOT_OUR_FAULT = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]")


class LoginRefused(Exception):
    """The server does not take these credentials: try rarely (B11), tell the admin."""


def log_in(link: Link, account: ImapAccount, *, renew: bool) -> None:
    """Logs in. `renew`: the last try was refused, so begin with a new token.

    Raises LoginRefused, LinkLost, or what the token provider raises (oauth.AskAgainLater, oauth.AskOperator).
    """
    if account.login == "password":
        _try(_with_password(link, account))
        return
    if account.tokens is None:
        raise LoginRefused(f"{account.login} is set for {account.place}, but nothing to get a token from")
    _with_token(link, account, account.tokens.token(renew=renew))


def log_in_renewing(connect: Callable[[], Link], account: ImapAccount, *, renew: bool) -> Link:
    """Connects and logs in; a token that is refused although it should still be good is renewed once first.

    Returns the logged-in link; raises like `log_in`. Servers may hang up after a refusal, hence the new connection.
    """
    try:
        return _logged_in(connect(), account, renew=renew)
    except LoginRefused:
        if renew or account.tokens is None or not _renewed(account.tokens):
            raise
    return _logged_in(connect(), account, renew=False)


def _logged_in(link: Link, account: ImapAccount, *, renew: bool) -> Link:
    """The link, closed where it cannot be used."""
    try:
        log_in(link, account, renew=renew)
    except BaseException:
        link.close()
        raise
    return link


def _renewed(tokens: TokenProvider) -> bool:
    """Whether a renewal gives another token than the one that was just refused."""
    refused = tokens.token()
    return tokens.token(renew=True) != refused


def _with_password(link: Link, account: ImapAccount) -> Callable[[], object]:
    """How to show the password on this connection."""
    # AUTHENTICATE PLAIN carries any character; imaplib's LOGIN knows ASCII only.
    if link.can("AUTH=PLAIN"):
        return lambda: link.client.plain_login(account.user, account.password)
    if link.can("LOGINDISABLED"):
        raise LoginRefused("the server allows no login on this connection: set tls to ssl or starttls")
    if not (account.user + account.password).isascii():
        raise LoginRefused(
            "the server offers LOGIN only, which cannot carry a password with non-ASCII characters"
        )
    return lambda: link.client.login(account.user, account.password)


def _with_token(link: Link, account: ImapAccount, token: str) -> None:
    if account.login == "xoauth2":
        mechanism, first = "XOAUTH2", f"user={account.user}\1auth=Bearer {token}\1\1"
    else:
        user = account.user.replace("=", "=3D").replace(",", "=2C")
        mechanism, first = (
            "OAUTHBEARER",
            f"n,a={user},\1host={account.host}\1port={account.port}\1auth=Bearer {token}\1\1",
        )
    told: list[bytes] = []

    def answer(challenge: bytes) -> bytes:
        """The token first; then, to the error as JSON, what ends the exchange (RFC 7628 3.2.3)."""
        told.append(challenge)
        if len(told) == 1:
            return first.encode()
        return b"\1" if mechanism == "OAUTHBEARER" else b""

    _try(lambda: link.client.sasl_login(mechanism, answer), told)


def _try(login: Callable[[], object], told: Sequence[bytes] = ()) -> None:
    try:
        with said("login"):
            refusal = _refusal(login, told)
    except ServerSaidNo as error:
        raise LoginRefused(str(error)) from error
    if refusal:
        raise LoginRefused(refusal)


def _refusal(login: Callable[[], object], told: Sequence[bytes]) -> str:
    """Logs in, or says why the credentials were not taken. Raises what breaks a connection."""
    try:
        login()
        return ""
    except LoginError as error:
        # imapclient says LoginError for a connection that broke as well.
        if isinstance(error.__context__, imaplib.IMAP4.abort):
            raise error.__context__ from None
        text = f"{error} {_status(told)}".strip()
        if any(code in text.upper() for code in NOT_OUR_FAULT):
            raise LinkLost(text) from error
        return text


def _status(told: Sequence[bytes]) -> str:
    """What the provider's JSON answer to a refused token says: status and scope, nothing else of it."""
    for challenge in told:
        try:
            answer = json.loads(challenge)
        except ValueError:
            continue
        if isinstance(answer, dict):
            return " ".join(f"{key}={str(answer[key])[:100]}" for key in ("status", "scope") if key in answer)
    return ""
