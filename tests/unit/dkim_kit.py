"""RSA keys and DKIM signatures made on the spot, and a stub for DNS, so that no key lies in the tree."""

from __future__ import annotations

import base64
import random
from functools import lru_cache
from typing import Any

import dkim

ALL = (b"from", b"to", b"subject", b"date", b"message-id")
RSA_ENCRYPTION = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"


@lru_cache(maxsize=8)
def key(bits: int = 1024, seed: int = 1) -> tuple[bytes, bytes]:
    """A private key (PEM) and its DNS record; the same for the same arguments."""
    rng = random.Random(seed * 10_000 + bits)
    e = 65537
    p, q = _prime(rng, bits // 2, e), _prime(rng, bits - bits // 2, e)
    n, d = p * q, pow(e, -1, (p - 1) * (q - 1))
    numbers = [0, n, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p)]
    private = _der(0x30, b"".join(_integer(number) for number in numbers))
    pem = (
        b"-----BEGIN RSA PRIVATE KEY-----\n"
        + base64.encodebytes(private)
        + b"-----END RSA PRIVATE KEY-----\n"
    )
    public = _der(0x30, _integer(n) + _integer(e))
    info = _der(0x30, _der(0x30, RSA_ENCRYPTION) + _der(0x03, b"\0" + public))
    return pem, b"v=DKIM1; k=rsa; p=" + base64.b64encode(info)


def modulus(bits: int = 1024, seed: int = 1) -> int:
    """The key's n."""
    record = key(bits, seed)[1]
    return int(dkim.crypto.parse_public_key(base64.b64decode(record.partition(b"p=")[2]))["modulus"])


def sign(
    raw: bytes, domain: bytes = b"acme.example", headers: tuple[bytes, ...] = ALL, **options: Any
) -> bytes:
    """`raw` with a DKIM-Signature on top."""
    bits, seed = options.pop("bits", 1024), options.pop("seed", 1)
    options.setdefault("canonicalize", (b"relaxed", b"relaxed"))
    signature = dkim.sign(raw, b"s1", domain, key(bits, seed)[0], include_headers=list(headers), **options)
    return bytes(signature) + raw


class Keys:
    """DNS as a table; counts what is asked."""

    def __init__(self, *domains: bytes, record: bytes | None = None, **options: int) -> None:
        answer = key(**options)[1] if record is None else record
        self._records = {
            b"s1._domainkey." + domain + b".": answer for domain in domains or (b"acme.example",)
        }
        self.asked: list[bytes] = []

    def __call__(self, name: bytes) -> bytes | None:
        self.asked.append(name)
        return self._records.get(name)


class DeadDns:
    """DNS that cannot answer."""

    def __call__(self, name: bytes) -> bytes | None:
        raise OSError("no route to resolver")


def _der(tag: int, content: bytes) -> bytes:
    length = len(content)
    size = bytes([length]) if length < 128 else b"\x82" + length.to_bytes(2, "big")
    return bytes([tag]) + size + content


def _integer(number: int) -> bytes:
    return _der(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _prime(rng: random.Random, bits: int, e: int) -> int:
    while True:
        number = rng.getrandbits(bits) | (3 << (bits - 2)) | 1
        if (
            all(number % small for small in (3, 5, 7, 11, 13, 17, 19, 23))
            and number % e != 1
            and _is_prime(rng, number)
        ):
            return number


def _is_prime(rng: random.Random, number: int) -> bool:
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(20):
        x = pow(rng.randrange(2, number - 1), odd, number)
        if x in (1, number - 1):
            continue
        if not any((x := pow(x, 2, number)) == number - 1 for _ in range(twos - 1)):
            return False
    return True
