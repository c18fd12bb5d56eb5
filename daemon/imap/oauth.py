"""OAuth 2 access tokens for mail accounts (Microsoft 365, Gmail): asked for, kept until they age, renewed in time."""

from __future__ import annotations

import ipaddress
import json
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPMessage
from typing import IO, Literal
from urllib.parse import urlencode, urlsplit

from helpdesk.daemon.clock import Clock
from helpdesk.daemon.errors import GiveUp, TryLater

TIMEOUT = 30.0
LONGEST_ANSWER = 64 * 1024
# A token is not used in its last two minutes: a login may take that long to reach the server.
MARGIN = 120.0
# What providers grant when they do not say: RFC 6749 4.2.2 leaves it to them, all of ours give an hour.
USUAL_LIFE = 3600.0
# RFC 6749 5.2 errors that a later try may not meet; every other one waits for a person.
PASSING = frozenset({"temporarily_unavailable", "server_error", "slow_down"})


class AskAgainLater(TryLater):
    """The provider could not answer: nothing is wrong with the grant, try again after a while."""


class AskOperator(GiveUp):
    """The provider refused the grant: a person must renew the consent or mend the settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What entitles the desk to tokens. `client_secret` may be '' for a public client with a refresh token.

    `token_url` must be https, or http on a loopback address. `ca_file` '' = the system's authorities.
    """

    kind: Literal["client_credentials", "refresh_token"]
    token_url: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    scope: str = ""
    ca_file: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for a token address that would show the secret to the network."""
        url = urlsplit(self.token_url)
        if url.scheme != "https" and not (url.scheme == "http" and _is_loopback(url.hostname or "")):
            raise ValueError(f"the token address must begin with https://: {self.token_url}")


class Tokens:
    """Tokens of one grant. Safe in any thread; one request at a time."""

    def __init__(
        self, grant: Grant, clock: Clock, save_refresh_token: Callable[[str], None] = lambda token: None
    ) -> None:
        """`save_refresh_token` makes a rotated refresh token durable: the old one may be dead at once (RFC 6749 6)."""
        self._grant = grant
        self._clock = clock
        self._save = save_refresh_token
        self._refresh_token = grant.refresh_token
        self._token = ""
        self._good_until = 0.0
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        """Without any secret."""
        return f"Tokens({self._grant!r})"

    def token(self, *, renew: bool = False) -> str:
        """A valid access token; asks the provider only where the kept one is old or `renew` is set.

        Raises AskAgainLater or AskOperator.
        """
        with self._lock:
            if renew or not self._token or self._clock.monotonic() >= self._good_until:
                self._token = ""
                self._fetch()
            return self._token

    def _fetch(self) -> None:
        asked = self._clock.monotonic()
        answer = self._read(*self._post(self._form()))
        token = answer.get("access_token")
        if not isinstance(token, str) or not token:
            raise AskAgainLater("the provider answered without an access token")
        rotated = answer.get("refresh_token")
        if isinstance(rotated, str) and rotated and rotated != self._refresh_token:
            self._refresh_token = rotated
            self._save(rotated)
        life = _seconds(answer.get("expires_in"))
        self._token, self._good_until = token, asked + max(life - MARGIN, life / 2)

    def _form(self) -> dict[str, str]:
        form = {
            "grant_type": self._grant.kind,
            "client_id": self._grant.client_id,
            "scope": self._grant.scope,
        }
        form["client_secret"] = self._grant.client_secret
        if self._grant.kind == "refresh_token":
            form["refresh_token"] = self._refresh_token
        return {name: value for name, value in form.items() if value}

    def _post(self, form: dict[str, str]) -> tuple[int, bytes]:
        request = urllib.request.Request(  # noqa: S310  the scheme was checked with the grant
            self._grant.token_url, urlencode(form).encode(), {"Accept": "application/json"}
        )
        try:
            with self._opener().open(request, timeout=TIMEOUT) as reply:
                return int(reply.status), reply.read(LONGEST_ANSWER)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read(LONGEST_ANSWER)
        except (OSError, HTTPException) as error:
            raise AskAgainLater(self._without_secrets(f"no answer from the token address: {error}")) from None

    def _opener(self) -> urllib.request.OpenerDirector:
        if self._grant.token_url.startswith("http:"):
            return urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
        context = ssl.create_default_context(cafile=self._grant.ca_file or None)
        return urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), _NoRedirect)

    def _read(self, status: int, body: bytes) -> dict[str, object]:
        """The provider's answer, or the error that says what happens next."""
        try:
            parsed = json.loads(body)
        except ValueError:
            parsed = None
        answer: dict[str, object] = parsed if isinstance(parsed, dict) else {}
        if status == 200 and answer:
            return answer
        code = str(answer.get("error", ""))
        said = self._without_secrets(f"HTTP {status} {code} {answer.get('error_description', '')}".strip())
        if code and code not in PASSING and 400 <= status < 500 and status not in {408, 429}:
            raise AskOperator(f"the provider refused the grant: {said}")
        raise AskAgainLater(f"the provider did not give a token: {said}")

    def _without_secrets(self, text: str) -> str:
        for secret in (self._grant.client_secret, self._grant.refresh_token, self._refresh_token):
            if secret:
                text = text.replace(secret, "[secret]")
        return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:300]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the secret to an address nobody configured: it stays an HTTP error."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """None: not followed."""
        return


def _seconds(value: object) -> float:
    """`expires_in`, which some providers send as text; the usual life where it is absent or absurd."""
    try:
        seconds = float(value) if isinstance(value, int | float | str) else USUAL_LIFE
    except ValueError:
        return USUAL_LIFE
    return seconds if 0 < seconds < 10 * 365 * 86400 else USUAL_LIFE


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
