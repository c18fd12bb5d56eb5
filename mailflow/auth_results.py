"""Authentication-Results headers (RFC 8601): parsed strictly, and chosen only where our own server wrote them (A2).

What cannot be parsed to its end says nothing: a header half understood is how `dmarc=pass` in a MAIL FROM
becomes a verdict.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from helpdesk.mailflow.addresses import HEADER_CAP, fold

_SPACE = " \t\r\n"
_WORD = re.compile(r'[^\s;="()]+')
_PVALUE = re.compile(r'[^\s;"()]+')  # a bounce address or a base64 signature holds '=' too
_METHOD = re.compile(r"([A-Za-z0-9][A-Za-z0-9_-]*)(?:/[0-9]+)?")
_PROPERTY = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_TRACE = re.compile(
    r"authentication-results|received-spf|dkim-filter|return-path|delivered-to|envelope-to|arc-.*|x-.*"
)
_BY = re.compile(r"(?:^|\s)by\s+([^\s;()]+)", re.IGNORECASE | re.ASCII)
_FROM = re.compile(r"\s*from\s", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One method's result: ('dmarc', 'pass', {'header.from': 'acme.example'}); all but the values lower case."""

    method: str
    result: str
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AuthResults:
    """One parsed header: who says it, and what."""

    authserv_id: str
    verdicts: tuple[Verdict, ...]


class _Nonsense(ValueError):
    pass


def parse(value: str) -> AuthResults | None:
    """The header's content, or None where it is not RFC 8601 to the last character (an absent id included)."""
    if len(value) > HEADER_CAP:
        return None
    try:
        return _Reader(value).results()
    except _Nonsense:
        return None


def trusted_results(
    headers: Sequence[tuple[str, str]], authserv_ids: Sequence[str], hosts: Sequence[str] = ()
) -> tuple[AuthResults, ...] | None:
    """The results our own border server wrote, () where there are none, None where one of its headers is unreadable.

    `headers` from the top, which is the newest. Only an exact id counts (ASCII case aside), and only above the first
    foreign Received: one whose `by` host is neither an id, nor one of `hosts`, nor under or over one of them. The
    topmost Received is ours whatever its name, since the server we fetch from wrote it; so is one without `from`
    (a queue inside a host). Of what is left only the topmost block of trace headers is taken: a forged header stands
    below the real one, behind a Received or the sender's own headers. That a server whose id is configured
    removes headers bearing it from incoming mail (RFC 8601 5) is what its admin vouches for.
    """
    ids = {fold(authserv_id) for authserv_id in authserv_ids if authserv_id}
    if not ids:
        return ()
    own = [*ids, *(fold(host) for host in hosts)]
    found: list[AuthResults] = []
    received = 0
    for name, value in headers:
        kind = fold(name)
        if kind == "received":
            if found or (received > 0 and not _ours(value, own)):
                break
            received += 1
        elif kind == "authentication-results":
            results = parse(value)
            if results is None:
                if _claims(value, ids):
                    return None
            elif results.authserv_id in ids:
                found.append(results)
        elif found and _TRACE.fullmatch(kind) is None:
            break
    return tuple(found)


def related(one: str, other: str) -> bool:
    """Whether two host names are the same or one is under the other. A single label is related to itself alone."""
    if one == other:
        return bool(one)
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return "." in shorter.strip(".") and longer.endswith("." + shorter)


def _claims(value: str, ids: set[str]) -> bool:
    # Ours, made unreadable by what the sender put in: saying nothing beats looking for another one below.
    start = fold(value[:HEADER_CAP]).lstrip(_SPACE + '"')
    return start.startswith(tuple(ids)) or (start.startswith("(") and any(own in start for own in ids))


def _ours(received: str, own: Sequence[str]) -> bool:
    if _FROM.match(received) is None:
        return True
    by = _BY.search(received[:HEADER_CAP])
    return by is not None and any(related(fold(by.group(1)), host) for host in own)


class _Reader:
    """A reader that goes forward only: every character is looked at a bounded number of times."""

    def __init__(self, value: str) -> None:
        self._value = value
        self._at = 0

    def results(self) -> AuthResults:
        self._skip()
        authserv_id = self._value_token(_WORD)
        self._skip()
        if self._peek().isdigit():
            if self._take(_WORD) != "1":
                raise _Nonsense("a version other than 1")
            self._skip()
        verdicts: list[Verdict] = []
        while self._peek():
            self._expect(";")
            self._skip()
            if self._peek() == "" and verdicts:
                break  # a trailing semicolon is common and says nothing
            verdict = self._verdict()
            if verdict is not None:
                verdicts.append(verdict)
        return AuthResults(fold(authserv_id), tuple(verdicts))

    def _verdict(self) -> Verdict | None:
        word = self._take(_WORD)
        self._skip()
        if fold(word) == "none" and self._peek() in (";", ""):
            return None
        method = _METHOD.fullmatch(word)
        if method is None:
            raise _Nonsense("no method")
        self._expect("=")
        self._skip()
        result = fold(self._take(_WORD))
        properties: dict[str, str] = {}
        while self._skip() and self._peek() not in (";", ""):
            key = fold(self._take(_WORD))
            self._skip()
            self._expect("=")
            self._skip()
            value = self._value_token(_PVALUE)
            if key == "reason":
                continue
            # RFC 8601 names dotted properties; opendmarc and Gmail add plain ones such as action=.
            if "." in key and _PROPERTY.fullmatch(key) is None:
                raise _Nonsense("no property")
            if key in properties and properties[key] != value:
                raise _Nonsense("a property twice")
            properties[key] = value
        return Verdict(fold(method.group(1)), result, properties)

    def _value_token(self, pattern: re.Pattern[str]) -> str:
        """A value: a word, a quoted string, or the two joined (`"local part"@domain`)."""
        parts: list[str] = []
        while True:
            if self._peek() == '"':
                parts.append(self._quoted())
                continue
            word = pattern.match(self._value, self._at)
            if word is None:
                break
            parts.append(word.group())
            self._at = word.end()
        if not parts:
            raise _Nonsense("no value")
        return "".join(parts)

    def _take(self, pattern: re.Pattern[str]) -> str:
        word = pattern.match(self._value, self._at)
        if word is None:
            raise _Nonsense("no word")
        self._at = word.end()
        return word.group()

    def _expect(self, char: str) -> None:
        if self._peek() != char:
            raise _Nonsense(f"no {char}")
        self._at += 1

    def _peek(self) -> str:
        return self._value[self._at : self._at + 1]

    def _quoted(self) -> str:
        self._at += 1
        out: list[str] = []
        while (char := self._peek()) != '"':
            if not char:
                raise _Nonsense("an open quote")
            if char == "\\":
                self._at += 1
                char = self._peek()
            out.append(char)
            self._at += 1
        self._at += 1
        return "".join(out)

    def _skip(self) -> bool:
        """Over white space and comments (RFC 5322 3.2.2); nesting is counted, not recursed (A39)."""
        depth = 0
        while char := self._peek():
            if char == "(":
                depth += 1
            elif char == ")" and depth:
                depth -= 1
            elif char == "\\" and depth:
                self._at += 1
            elif not depth and char not in _SPACE:
                return True
            self._at += 1
        if depth:
            raise _Nonsense("an open comment")
        return True
