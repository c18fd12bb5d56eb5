"""Our own DKIM check with dkimpy, stricter than RFC 6376 where a signature is to prove who wrote a mail (A5, A6)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import dkim
from dkim.crypto import UnparsableKeyError, parse_public_key
from dkim.util import InvalidTagValueList, parse_tag_value

from helpdesk.mailflow.addresses import domain_of, dot_atom, same, strict_from
from helpdesk.mailflow.alignment import aligned
from helpdesk.tickets.mail import Authentication, InboundMail, KeyLookup

SIGNED = frozenset({"from", "to", "subject", "date", "message-id"})
WINDOW = timedelta(days=7)

_SINGLETONS = SIGNED | {"sender", "reply-to", "cc", "in-reply-to", "references", "mime-version"}
_SINGLETONS |= {"content-type", "content-transfer-encoding"}
_TRIED = 3  # signatures whose key is asked for: each is a DNS query a stranger makes us send
_LONGEST = 8192
_NAME = re.compile(rb"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,250}[A-Za-z0-9_])?")
_BLANK_LINE = re.compile(rb"\n\r?\n")
_BARE = re.compile(rb"\r(?!\n|\Z)|\0")
_BLANKS = re.compile(rb"[ \t]+")


@dataclass(frozen=True, slots=True)
class _Signature:
    index: int
    tags: dict[bytes, bytes]
    signed: frozenset[str]

    @property
    def domain(self) -> str:
        return self.tags[b"d"].decode("ascii").lower()


class _Void(Exception):
    """This signature, or all of them, prove nothing; the text says why."""


def check(mail: InboundMail, raw: bytes, keys: KeyLookup, now: datetime) -> Authentication:
    """'pass' where an aligned signature covers all that a reader believes; 'temperror' where DNS cannot answer (B28);
    else 'none' with the reason. Never 'fail': a broken signature is no signature (RFC 6376 6.3)."""
    try:
        if not mail.first("DKIM-Signature"):
            raise _Void("no signature")
        _readable_one_way(raw)
        verifier = dkim.DKIM(raw, minkey=1024)
        headers: list[tuple[str, bytes]] = [
            (name.decode("ascii").lower(), value) for name, value in verifier.headers
        ]
        _believable(mail, headers, now)
        signatures = _candidates(mail, headers, now)
    except (dkim.MessageFormatError, IndexError):
        return Authentication("none", because="DKIM: the header cannot be read in one way only")
    except _Void as why:
        return Authentication("none", because=f"DKIM: {why}")
    because, waiting = "no signature that counts", False
    for signature in signatures[:_TRIED]:
        try:
            _verify(verifier, signature, keys)
        except _Void as why:
            because = str(why)
        except OSError:
            waiting = True
        else:
            return Authentication(
                "pass",
                "dkim",
                f"DKIM: signed by {signature.domain}",
                signature.signed,
                _replay_key(signature),
            )
    if waiting:
        return Authentication("temperror", because="DKIM: the key could not be asked for now")
    return Authentication("none", because=f"DKIM: {because}")


def _readable_one_way(raw: bytes) -> None:
    """_Void where dkimpy and the mail parser may see two different headers: they end lines differently."""
    blank = _BLANK_LINE.search(raw)
    head = raw[: blank.start()] if blank else raw
    if _BARE.search(head):
        raise _Void("a bare carriage return or NUL in the header")
    if head.count(b"\n") > 2000:
        raise _Void("too many header lines")


def _believable(mail: InboundMail, headers: list[tuple[str, bytes]], now: datetime) -> None:
    """A signature covers one Subject; a second one on top is what the reader shows (A5)."""
    names = [name for name, _ in headers]
    for name in sorted(_SINGLETONS):
        if names.count(name) > 1:
            raise _Void(f"there are two {name} headers")
    if mail.sender_problem or not dot_atom(mail.sender.address):
        raise _Void("From names nobody")
    sender, problem = strict_from(
        [value.rstrip(b"\r\n").decode("utf-8", "surrogateescape") for n, value in headers if n == "from"]
    )
    if problem or not same(sender.address, mail.sender.address):
        raise _Void("From is read in two ways")
    if mail.date is None or mail.date.tzinfo is None or abs(mail.date - now) > WINDOW:
        raise _Void("the Date is missing or more than 7 days off")


def _candidates(mail: InboundMail, headers: list[tuple[str, bytes]], now: datetime) -> list[_Signature]:
    """The aligned signatures that cover enough, from the top; _Void where there are signatures but none such."""
    good: list[_Signature] = []
    because = "no signature"
    values = [value for name, value in headers if name == "dkim-signature"]
    for index, value in enumerate(values[:20]):
        try:
            signature = _read(index, value)
            _covers(signature, mail, now)
        except _Void as why:
            because = str(why)
        else:
            good.append(signature)
    if not good:
        raise _Void(because)
    return good


def _read(index: int, value: bytes) -> _Signature:
    # dkimpy's own patterns take quadratic time over long white space.
    if len(value) > _LONGEST or re.search(rb"\s{80}", value):
        raise _Void("an oversized signature header")
    try:
        tags = parse_tag_value(value)
    except InvalidTagValueList:
        raise _Void("a malformed signature header") from None
    for needed in (b"d", b"s", b"h", b"b", b"bh"):
        if not tags.get(needed):
            raise _Void(f"a signature without {needed.decode()}=")
    if not (_NAME.fullmatch(tags[b"d"]) and _NAME.fullmatch(tags[b"s"])):
        raise _Void("a signature with an odd domain or selector")
    signed = frozenset(name.strip().lower().decode("ascii", "replace") for name in tags[b"h"].split(b":"))
    if len(signed) > 100 or tags[b"h"].count(b":") > 200:
        raise _Void("a signature with too many headers")
    return _Signature(index, tags, signed)


def _covers(signature: _Signature, mail: InboundMail, now: datetime) -> None:
    if not aligned(signature.domain, domain_of(mail.sender.address)):
        raise _Void(f"signed by {signature.domain}, which is not From's domain")
    if b"l" in signature.tags:
        raise _Void("the signature covers part of the body only (l=)")
    if signature.tags.get(b"a", b"").lower() != b"rsa-sha256":
        raise _Void("a signature algorithm that is not rsa-sha256")
    missing = sorted(SIGNED - signature.signed)
    if missing:
        raise _Void(f"the signature leaves out {', '.join(missing)}")
    expires = signature.tags.get(b"x", b"")
    if expires and (not expires.isdigit() or len(expires) > 12 or int(expires) < now.timestamp()):
        raise _Void("the signature has expired")


def _verify(verifier: dkim.DKIM, signature: _Signature, keys: KeyLookup) -> None:
    """Raises _Void where it does not verify, OSError where DNS cannot answer."""

    def record(name: bytes, timeout: int = 5) -> bytes | None:  # dkimpy's form of the question
        answer = keys(name)
        _usable(answer, signature)
        return answer

    original = verifier.body
    if signature.tags.get(b"c", b"").lower().endswith(b"/relaxed"):
        # The same by RFC 6376 3.4.4, and saves dkimpy's trailing-blank pattern from quadratic time.
        verifier.body = _BLANKS.sub(b" ", original)
    try:
        valid = verifier.verify(idx=signature.index, dnsfunc=record)
    except (dkim.DKIMException, binascii.Error, ValueError, KeyError, IndexError) as why:
        raise _Void(f"the signature does not verify ({type(why).__name__})") from None
    finally:
        verifier.body = original
    if not valid:
        raise _Void(f"the signature by {signature.domain} does not verify")


def _usable(record: bytes | None, signature: _Signature) -> None:
    if not record or len(record) > 4096:
        raise _Void(f"{signature.domain} has no usable key")
    try:
        tags = parse_tag_value(record)
        key = parse_public_key(base64.b64decode(tags.get(b"p", b"")))
        bits = int(key["modulus"]).bit_length()
    except (
        InvalidTagValueList,
        UnparsableKeyError,
        binascii.Error,
        ValueError,
        KeyError,
        IndexError,
        TypeError,
    ):
        raise _Void(f"{signature.domain} has no usable key") from None
    # dkimpy takes s + n for s: the same signature in other bytes would pass for one not seen before.
    if _number(signature) >= int(key["modulus"]):
        raise _Void("a signature that is no RSA signature")
    # A signer's own exponent decides how long a check takes.
    if not 1024 <= bits <= 8192 or int(key["publicExponent"]).bit_length() > 64:
        raise _Void(f"the key of {signature.domain} is of the wrong size")
    flags = {flag.strip() for flag in tags.get(b"t", b"").split(b":")}
    if b"y" in flags:
        raise _Void(f"{signature.domain} only tests DKIM")
    identity = signature.tags.get(b"i", b"").rpartition(b"@")[2].lower().decode("ascii", "replace")
    if b"s" in flags and identity and identity != signature.domain:
        raise _Void(f"the key of {signature.domain} is not for its subdomains")


def _number(signature: _Signature) -> int:
    return int.from_bytes(base64.b64decode(signature.tags[b"b"]), "big")


def _replay_key(signature: _Signature) -> str:
    # The number, not the text: white space and leading zeros in b= would make the same signature look new.
    return hashlib.sha256(f"{signature.domain}\0{_number(signature):x}".encode()).hexdigest()
