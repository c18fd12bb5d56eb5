"""Only our own server's word about From's own domain is a result (threats A2, A3, A19, B28)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.mailflow.auth_results import Verdict, parse
from helpdesk.mailflow.authenticity import TrustSettings, assess
from helpdesk.mailflow.parse import read
from helpdesk.tickets.mail import Authentication, Envelope
from tests.unit.dkim_kit import DeadDns, Keys, sign
from tests.unit.trust_kit import NOW, envelope, raw
from tests.unit.work_kit import Work

TRUST = TrustSettings(("mx.acme.example", "mx.google.com"))
HOP = (
    "Received: from out.cliente.example (out.cliente.example [192.0.2.1]) by mx.acme.example with ESMTPS id 1"
)
FOREIGN = "Received: from laptop (unknown [192.0.2.9]) by out.cliente.example with ESMTPSA id 2"
DMARC = "Authentication-Results: mx.acme.example; dmarc=pass header.from=cliente.example"
FAILED = "Authentication-Results: mx.acme.example; dmarc=fail header.from=cliente.example"


def judged(
    *lines: str,
    sender: str = "lucia@cliente.example",
    by: Envelope | None = None,
    trust: TrustSettings = TRUST,
) -> Authentication:
    mail = raw(sender, *lines)
    return assess(read(mail), mail, by or envelope(), trust, None, NOW)


def ar(text: str) -> str:
    return f"Authentication-Results: mx.acme.example; {text}"


def test_the_word_of_our_own_server_counts() -> None:
    found = judged(HOP, DMARC, FOREIGN)
    assert (found.result, found.by) == ("pass", "authentication-results")
    assert judged(DMARC, HOP, FOREIGN).result == "pass"
    assert judged(HOP, FAILED, FOREIGN).result == "fail"


def test_as_gmail_writes_it() -> None:
    assert judged(
        "Delivered-To: soporte@acme.example",
        "Received: by 2002:a05:6a10:1 with SMTP id x; Fri, 20 Nov 2026 01:10:00 -0800 (PST)",
        "X-Received: by 2002:a17:1 with SMTP id y",
        "ARC-Authentication-Results: i=1; mx.google.com; dmarc=pass header.from=cliente.example",
        "Return-Path: <lucia@cliente.example>",
        "Received: from mail-sor-f41.google.com (mail-sor. [209.85.220.41]) by mx.google.com with SMTPS id z",
        "Received-SPF: pass (google.com: domain of lucia@cliente.example designates 209.85.220.41) client-ip=1",
        "Authentication-Results: mx.google.com; dkim=pass header.i=@cliente.example header.s=20230601 header.b=a/b+c=;"
        " spf=pass (google.com: domain of lucia@cliente.example designates 1.2.3.4 as permitted sender)"
        " smtp.mailfrom=lucia@cliente.example; dmarc=pass (p=NONE sp=QUARANTINE dis=NONE) header.from=cliente.example",
        "DKIM-Signature: v=1; a=rsa-sha256",
    ).result == "pass"  # fmt: skip


def test_several_headers_of_our_own_milters_are_read_together() -> None:
    dkim, spf, dmarc = ar("dkim=pass header.d=cliente.example"), ar("spf=none smtp.mailfrom=x@y"), DMARC
    assert judged(HOP, dkim, spf, dmarc, FOREIGN).result == "pass"
    assert judged(HOP, dkim, "Received-SPF: none", FAILED, FOREIGN).result == "fail"


def test_a2_nothing_configured_is_unknown() -> None:
    assert judged(HOP, DMARC, trust=TrustSettings()).result == "none"
    assert judged(HOP, DMARC, trust=TrustSettings(("",))).result == "none"


@pytest.mark.parametrize(
    "authserv_id",
    [
        "mx.acme.example.evil.test",
        "evil.test",
        "xmx.acme.example",
        "mx.acme.exampl",
        "acme.example",
        "mx.acme.example2",
    ],
)
def test_a2_an_id_one_character_off_is_unknown(authserv_id: str) -> None:
    assert (
        judged(HOP, f"Authentication-Results: {authserv_id}; dmarc=pass header.from=cliente.example").result
        == "none"
    )


def test_a2_a_forged_one_below_a_foreign_hop_is_not_seen() -> None:
    assert judged(HOP, FOREIGN, DMARC).result == "none"
    inner = "Received: from x by mx.acme.example with ESMTP"
    assert judged(HOP, FOREIGN, inner, DMARC).result == "none"
    assert judged("Received: from a by imap.provider.example", FOREIGN, DMARC).result == "none"


def test_a2_a_forged_one_below_a_real_fail_loses() -> None:
    assert judged(HOP, FAILED, DMARC).result == "fail"
    assert judged(HOP, FAILED, FOREIGN, DMARC).result == "fail"
    assert judged(HOP, FAILED, HOP, DMARC).result == "fail"
    assert judged(HOP, FAILED, "DKIM-Signature: x", DMARC).result == "fail"


def test_a2_a_forged_one_below_a_real_none_loses() -> None:
    real = ar("none")
    assert judged(HOP, real, FOREIGN, DMARC).result == "none"
    assert judged(HOP, real, "Subject: x", DMARC).result == "none"


@pytest.mark.parametrize(
    ("value", "result"),
    [
        ("(a (nested) one) mx.acme.example (x) 1 (y); dmarc=pass header.from=cliente.example", "pass"),
        ('"mx.acme.example"; dmarc=pass header.from=cliente.example', "pass"),
        ("MX.ACME.EXAMPLE; DMARC=Pass Header.From=Cliente.Example", "pass"),
        ("mx.acme.example(comment); dmarc = pass header.from=cliente.example", "pass"),
        ("evil.test (mx.acme.example); dmarc=pass header.from=cliente.example", "none"),
        ("(mx.acme.example); dmarc=pass header.from=cliente.example", "none"),
        ("(mx.acme.example; dmarc=pass header.from=cliente.example", "none"),
        ("mx.acme.example evil.test; dmarc=pass header.from=cliente.example", "none"),
        ("mx.acme.example 2; dmarc=pass header.from=cliente.example", "none"),
        ("mx.acme.example dmarc=pass header.from=cliente.example", "none"),
        ("dmarc=pass header.from=cliente.example", "none"),
        ("; dmarc=pass header.from=cliente.example", "none"),
        ("mx.acme.example; dmarc=pass header.from=cliente.example (", "none"),
        ('mx.acme.example; dmarc=pass header.from="cliente.example', "none"),
        ("mx.acme.example; none", "none"),
        ("mx.acme.example;", "none"),
        ("mx.acme.example", "none"),
        ("", "none"),
    ],
)
def test_a2_odd_ids_and_comments(value: str, result: str) -> None:
    assert judged(HOP, f"Authentication-Results: {value}").result == result


@pytest.mark.parametrize(
    "text",
    [
        'spf=none smtp.mailfrom="x; dmarc=pass header.from=cliente.example "@evil.test',
        "spf=none (domain of x; dmarc=pass header.from=cliente.example) smtp.mailfrom=x@evil.test",
        'spf=none reason="x; dmarc=pass header.from=cliente.example" smtp.mailfrom=x@evil.test',
        "spf=none smtp.mailfrom=dmarc=pass@evil.test",
        "spf=none (\\) dmarc=pass header.from=cliente.example) smtp.mailfrom=x@evil.test",
        "dmarc=fail header.from=cliente.example; spf=none smtp.mailfrom=x; dmarc=pass header.from=cliente.example",
        "dmarc=none header.from=cliente.example; spf=none smtp.mailfrom=x; dmarc=pass header.from=cliente.example",
    ],
)
def test_a2_pass_smuggled_in_by_mail_from(text: str) -> None:
    assert judged(HOP, ar(text)).result in ("none", "fail")


@pytest.mark.parametrize(
    "mail_from", ["x;dmarc=pass@evil.test", '"x y"@evil.test', "x(@evil.test", "dmarc=pass@evil.test"]
)
def test_a2_a_mail_from_that_could_write_results_makes_them_unknown(mail_from: str) -> None:
    careless = ar(f"spf=none smtp.mailfrom={mail_from}; dmarc=pass header.from=cliente.example")
    assert judged(HOP, careless, by=envelope(mail_from=mail_from)).result == "none"
    assert judged(f"Return-Path: <{mail_from}>", HOP, careless).result == "none"


def test_a2_by_smtp_a_strangers_header_says_nothing() -> None:
    assert judged(HOP, DMARC, by=envelope(source="smtp")).result == "none"
    assert judged(HOP, DMARC, by=envelope(source="lmtp")).result == "none"
    assert judged(HOP, DMARC, by=envelope(source="submission")).result == "none"
    assert judged(HOP, DMARC, by=envelope(source="smtp", trusted_peer=True)).result == "pass"
    assert judged(HOP, DMARC, by=envelope(source="lmtp", trusted_peer=True)).result == "pass"


@pytest.mark.parametrize(
    "domain", ["evil.test", "cliente.example.evil.test", "sub.cliente.example", "client.example"]
)
def test_a3_the_servers_from_must_be_our_from(domain: str) -> None:
    assert (
        judged(HOP, ar(f"dmarc=pass header.from={domain}; dkim=pass header.d=cliente.example")).result
        == "none"
    )


def test_a3_only_alignment_counts() -> None:
    assert (
        judged(HOP, ar("dkim=pass header.d=evil.test; spf=pass smtp.mailfrom=x@evil.test")).result == "none"
    )
    assert judged(HOP, ar("dkim=pass header.d=cliente.example")).result == "pass"
    assert judged(HOP, ar("dkim=pass header.i=@mail.cliente.example")).result == "pass"
    assert judged(HOP, ar("dkim=fail header.d=cliente.example")).result == "none"
    assert judged(HOP, ar("spf=pass smtp.mailfrom=b@bounce.cliente.example")).result == "pass"
    assert judged(HOP, ar("spf=pass smtp.helo=cliente.example")).result == "none"
    assert judged(HOP, ar("dmarc=pass; spf=pass smtp.mailfrom=x@evil.test")).result == "none"


def test_a19_spf_fail_without_dkim_is_a_fail() -> None:
    spf = "spf=fail smtp.mailfrom=lucia@cliente.example"
    assert judged(HOP, ar(spf)).result == "fail"
    assert judged(HOP, ar(f"{spf}; dkim=pass header.d=cliente.example")).result == "pass"
    assert judged(HOP, ar("spf=softfail smtp.mailfrom=lucia@cliente.example")).result == "none"
    assert judged(HOP, ar("spf=fail smtp.mailfrom=x@evil.test")).result == "none"


def test_b28_a_servers_temperror_is_kept() -> None:
    assert judged(HOP, ar("dmarc=temperror header.from=cliente.example")).result == "temperror"


def test_a4_nobody_is_never_authenticated() -> None:
    two = "cliente.example@cliente.example <x@cliente.example>"
    assert judged(HOP, DMARC, sender=two).result == "none"
    assert judged("From: lucia@cliente.example", "From: lucia@cliente.example", HOP, DMARC).result == "none"


def test_the_login_that_owns_from_comes_first() -> None:
    signed_in = envelope(source="submission", login="Ana@acme.example")
    found = judged(HOP, FAILED, sender="Ana <ana@acme.example>", by=signed_in)
    assert (found.result, found.by) == ("pass", "smtp-auth")
    assert judged(HOP, DMARC, sender="luis@acme.example", by=signed_in).result == "none"


@pytest.mark.parametrize("told", ["pass", "none", "fail"])
def test_what_ingest_is_told_is_taken_and_nothing_asked(told: str) -> None:
    keys = Keys(b"cliente.example")
    mail = sign(raw("lucia@cliente.example", HOP, DMARC), b"cliente.example")
    found = assess(read(mail), mail, envelope(source="ingest", told=told), TRUST, keys, NOW)
    assert (found.result, found.by) == (told, "told")
    assert keys.asked == []


def test_a_header_that_the_provider_strips_from_outside_mail() -> None:
    trust = TrustSettings(trust_header="X-MS-Exchange-Organization-AuthAs: Internal")
    inside, outside = (
        "X-MS-Exchange-Organization-AuthAs: Internal",
        "X-MS-Exchange-Organization-AuthAs: Anonymous",
    )
    assert judged(inside, trust=trust).result == "pass"
    assert judged(outside, trust=trust).result == "none"
    assert judged(inside, outside, trust=trust).result == "none"
    assert judged(inside, trust=trust, by=envelope(source="smtp")).result == "none"
    assert judged(inside).result == "none"


def test_our_own_check_speaks_where_the_server_does_not_and_never_against_its_fail() -> None:
    keys = Keys(b"cliente.example")

    def both(*lines: str, trust: TrustSettings = TRUST, source: str = "imap") -> Authentication:
        mail = sign(raw("lucia@cliente.example", *lines), b"cliente.example")
        return assess(read(mail), mail, envelope(source=source), trust, keys, NOW)

    assert both(HOP).by == "dkim"
    assert both(HOP, DMARC).by == "authentication-results"
    assert both(HOP, FAILED).result == "fail"
    assert both(HOP, FAILED, source="smtp").by == "dkim"
    assert both(trust=TrustSettings(own_dkim_check=False)).result == "none"
    mail = sign(raw("lucia@cliente.example"), b"cliente.example")
    assert assess(read(mail), mail, envelope(source="smtp"), TRUST, DeadDns(), NOW).result == "temperror"


def test_the_parser_reads_what_rfc_8601_shows() -> None:
    found = parse(
        'example.com; dkim=pass reason="good signature" header.i=@mail-router.example.net;'
        ' dkim=fail reason="bad signature" header.i=@newyork.example.com; iprev/1=pass policy.iprev=192.0.2.200;'
        " auth=pass (cram-md5) smtp.auth=sender@example.net"
    )
    assert found is not None
    assert found.authserv_id == "example.com"
    assert found.verdicts[0] == Verdict("dkim", "pass", {"header.i": "@mail-router.example.net"})
    assert [verdict.method for verdict in found.verdicts] == ["dkim", "dkim", "iprev", "auth"]


@given(st.text(alphabet='a;=() "\\.-\tñ', max_size=80))
def test_a2_any_header_is_survived(text: str) -> None:
    parse(text)
    parse(f"mx.acme.example; {text}")


@pytest.mark.parametrize("bomb", ["(", "((\\", '"', ";", "a=b;", "a=b c.d=e ", " "])
def test_a39_of_a_bomb_four_times_as_large_the_work_is_four_times_as_much(
    bomb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Work(monkeypatch, taken=True)
    value = "mx.acme.example; " + bomb * (16_000 // len(bomb))
    assert work.of(lambda: parse(value)) < 4.5 * work.of(lambda: parse(value[:4_000]))
