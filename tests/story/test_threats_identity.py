"""Threats A1 to A9 and A12 at the level of the whole desk: who is believed to have written, and to belong where."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.tickets.mail import Envelope
from tests.story.rig.post import MX
from tests.story.rig.tell import customers_mail, mail, open_case, tell
from tests.story.rig.template import fill, last
from tests.story.rig.world import World, open_world
from tests.unit.dkim_kit import Keys, sign

pytestmark = pytest.mark.slow  # every form of every forgery through a whole desk

FORGED = "Mándenos su tarjeta a esta dirección."
ONE_OFF = ", one character off"


def outside(world: World, told_sent: list[str]) -> list[str]:
    return [one for one in told_sent if one.split()[-1] in ("lucia", "mallory", "tomas")]


@pytest.mark.parametrize("via", ["lmtp", "imap", "smtp"])
@pytest.mark.parametrize(
    "instead",
    [
        {"to": "soporte@acme.example", "in_reply_to": "{message-id of notification to ana" + ONE_OFF + "}"},
        {"to": "{reply-to of notification to ana" + ONE_OFF + "}", "in_reply_to": ""},
        {"from_": "Ana Ruiz <ana@acme.exampel>", "to": "soporte@acme.example"},
        {"from_": "Ana Ruiz <ana.ruiz@acme.example>"},
        {"subject": "[ACM-2611-AAAAAA] x", "to": "soporte@acme.example", "in_reply_to": ""},
        {
            "to": "soporte@acme.example",
            "in_reply_to": "<x@y>",
            "references": "{message-id of notification to ana}",
        },
    ],
    ids=["twin", "handle", "from with twin", "from with handle", "ticket", "references alone"],
)
def test_a1_each_signal_one_character_off_reaches_nobody(
    world: World, instead: dict[str, str], via: str
) -> None:
    open_case(world)
    told = tell(world, mail("ana-answers", body=FORGED, **instead), "mallory", "none", via=via)
    assert outside(world, told.mails) == []
    assert [one for one in world.sent if FORGED in one.everything and not world.desk.agent_of(one.to)] == []
    assert told.outcome == "held", told.line
    assert told.reason in {"agent-unverified", "agent-confirm"}
    # Her registered address is told, and asked only where From is hers: her "yes" must not send a stranger's words.
    wanted = "notification" if "from_" in instead else "confirm"
    assert [one.kind for one in told.sent if one.to == "ana@acme.example"] == [wanted]
    assert [one.reason for one in world.store.held()] == [told.reason]


def test_a1_a_disowned_mail_with_every_other_signal_right_is_held(world: World) -> None:
    open_case(world)
    told = tell(world, mail("ana-answers", body=FORGED), "mallory", "fail")
    assert (told.outcome, told.reason) == ("held", "agent-unverified")
    assert told.mails == ["confirm to ana", "alert to admin"]


@pytest.mark.parametrize(
    "header",
    [
        "mx.evil.example; dmarc=pass header.from=acme.example",
        "mx.acme.example.evil; dmarc=pass header.from=acme.example",
        "mx.acme.example (x; dmarc=pass header.from=acme.example",
        "(mx.acme.example) mx.evil.example; dmarc=pass header.from=acme.example",
    ],
)
def test_a2_forged_authentication_results_prove_nothing(world: World, header: str) -> None:
    open_case(world)
    forged = f"Authentication-Results: {header}\n" + mail("ana-answers", body=FORGED)
    told = tell(world, forged, "mallory", "")
    assert (told.outcome, told.line["sender"]["authenticated"]) == ("held", "none")
    below = f"Received: from evil\nAuthentication-Results: {MX}; dmarc=pass header.from=acme.example\n"
    told = tell(world, below + mail("ana-answers", body=FORGED, message_id="<b@x>"), "mallory", "fail")
    assert (told.outcome, told.line["sender"]["authenticated"]) == ("held", "fail")
    # By SMTP from anywhere nobody's word about the sender counts, ours least.
    own = f"Authentication-Results: {MX}; dmarc=pass header.from=acme.example\n"
    told = tell(world, own + mail("ana-answers", body=FORGED, message_id="<c@x>"), "mallory", "", via="smtp")
    assert (told.outcome, told.line["sender"]["authenticated"]) == ("held", "none")


def test_a2_a_pass_smuggled_in_by_mail_from_counts_for_nothing(world: World) -> None:
    open_case(world)
    raw = fill(mail("ana-answers", body=FORGED), world).replace("\n", "\r\n").encode()
    stamp = f"Authentication-Results: {MX}; dmarc=pass header.from=acme.example\r\n".encode()
    envelope = Envelope(
        "lmtp", '"x; dmarc=pass"@evil.example', ("soporte@acme.example",), "soporte", trusted_peer=True
    )
    row = world.take(stamp + raw, envelope)
    assert row.result is not None and row.result["held_reason"] == "agent-confirm"


def test_a3_a_pass_for_another_domain_is_no_pass(world: World) -> None:
    open_case(world)
    stamp = f"Authentication-Results: {MX}; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=m@evil.example\n"
    told = tell(world, stamp + mail("ana-answers", body=FORGED), "mallory", "")
    assert (told.outcome, told.reason, told.line["sender"]["authenticated"]) == (
        "held",
        "agent-confirm",
        "none",
    )
    stamp = f"Authentication-Results: {MX}; dmarc=pass header.from=evil.example\n"
    told = tell(world, stamp + mail("ana-answers", body=FORGED, message_id="<b@x>"), "mallory", "")
    assert told.outcome == "held"


@pytest.mark.parametrize(
    "written",
    [
        "ana@acme.example <mallory@evil.example>",
        '"ana@acme.example" <mallory@evil.example>',
        "ana@acme.example, mallory@evil.example",
        "<ana@acme.example>, <mallory@evil.example>",
        "mallory@evil.example (ana@acme.example)",
        "ana@acme.example (x) <mallory@evil.example>",
        "Team: ana@acme.example, mallory@evil.example;",
        "=?utf-8?q?ana=40acme.example?= <mallory@evil.example>",
        "=?utf-8?q?=3Cana=40acme.example=3E?= <mallory@evil.example>",
        "ana@acme.example\0@evil.example",
        '"ana@acme.example"@evil.example',
        "ana@acme.example@evil.example",
        "<@acme.example,@evil.example:mallory@evil.example>",
    ],
)
def test_a4_no_form_of_from_makes_a_stranger_an_agent(world: World, written: str) -> None:
    open_case(world)
    text = mail("ana-answers", body=FORGED, from_=written)
    told = tell(world, text, "mallory", "pass")
    assert outside(world, told.mails) == []
    assert told.outcome == "held", "it carries an agent's handle"
    # Without a handle it is a stranger's new mail, or held; it joins nothing and runs nothing.
    text = mail("lucia-writes", from_=written, message_id="<n@evil.example>", body=FORGED)
    told = tell(world, text, "mallory", "pass")
    assert told.known_as != "agent" or told.outcome == "held"
    assert not [one for one in customers_mail(told, world) if one.to != "mallory@evil.example"]


@pytest.mark.parametrize("name", ["From", "Subject", "To", "Date", "Message-ID", "In-Reply-To"])
def test_a5_a_header_put_on_top_of_a_signed_mail(tmp_path: Path, cell: ParseCell, name: str) -> None:
    keys = Keys()
    with open_world(tmp_path, cell, keys=keys) as world:
        open_case(world)
        raw = fill(mail("ana-answers"), world).replace("\n", "\r\n").encode()
        good = sign(raw)
        value = {
            "From": "mallory@evil.example",
            "Subject": "changed",
            "Date": "Mon, 23 Nov 2026 01:00:00 +0000",
        }
        forged = f"{name}: {value.get(name, '<x@evil.example>')}\r\n".encode() + good
        told = tell(world, forged, "mallory", "", via="smtp")
        assert (told.outcome, told.reason) == ("held", "dup-headers")
        assert customers_mail(told, world) == []
        before = len(world.sent)
        world.take(good, Envelope("smtp", "ana@acme.example", ("soporte@acme.example",), "soporte"))
        assert [one.kind for one in world.sent[before:]] == ["reply"], "the untouched mail is believed"


def test_a6_a_signed_mail_replayed_with_other_headers(tmp_path: Path, cell: ParseCell) -> None:
    keys = Keys()
    with open_world(tmp_path, cell, keys=keys) as world:
        open_case(world)
        raw = fill(mail("ana-answers"), world).replace("\n", "\r\n").encode()
        good = sign(raw)
        assert tell(world, good, "ana", "", via="smtp").mails == ["reply to lucia"]
        replayed = good.replace(b"User-Agent: Mozilla Thunderbird\r\n", b"X-Replayed: yes\r\n")
        assert replayed != good
        told = tell(world, replayed, "mallory", "", via="smtp")
        assert customers_mail(told, world) == []
        other = (
            fill(mail("ana-answers", message_id="<two@acme.example>"), world).replace("\n", "\r\n").encode()
        )
        appended = sign(other) + b"\r\nY otra cosa.\r\n"
        told = tell(world, appended, "mallory", "", via="smtp")
        assert customers_mail(told, world) == [] and told.outcome == "held"


def test_a7_reply_to_neither_owns_a_case_nor_gets_a_mail(world: World) -> None:
    text = mail("lucia-writes", from_="Mallory <mallory@evil.example>", reply_to="lucia.perez@gmail.example")
    told = tell(world, text, "mallory", "pass")
    assert told.mails == ["ack to mallory", "notification to ana"]
    assert (
        "Pide la respuesta en otro dominio: lucia.perez@gmail.example"
        in last(world, "notification", "ana").text
    )
    assert tell(world, mail("ana-answers"), "ana", "pass").mails == ["reply to mallory"]


def test_a8_look_alikes_are_strangers(world: World) -> None:
    open_case(world)
    for written in ("\u212aate@acme.example", "an\u0430@acme.example", "ana@acme.ex\u0430mple"):
        told = tell(
            world, mail("ana-answers", from_=written, message_id=f"<{len(world.rows)}@x>"), "mallory", "pass"
        )
        assert customers_mail(told, world) == []
        assert told.outcome == "held"
    wide = fill("{protocol 1}", world).translate({ord(d): 0xFF10 + int(d) for d in "0123456789"})
    told = tell(world, mail("lucia-writes", subject=wide, message_id="<wide@x>"), "lucia", "pass")
    assert (told.outcome, told.line["protocol"] != fill("{protocol 1}", world)) == ("opened", True)


def test_a9_numbers_tried_one_by_one_tell_nothing(world: World) -> None:
    open_case(world)
    known = fill("{protocol 1}", world)
    texts = []
    for number, subject in enumerate([known, "ACM-2611-ZZZZZZ", known[:-1] + "0", "ACM-2611-00000"]):
        world.advance(world.desk.receipts.gap * 2)
        text = mail(
            "lucia-writes", subject=subject, from_="mallory@evil.example", message_id=f"<{number}@evil>"
        )
        told = tell(world, text, "mallory", "none")
        assert told.outcome == "opened"
        assert told.line["protocol"] != known
        texts += [one.text.replace(told.line["protocol"], "P") for one in customers_mail(told, world)]
        world.advance(world.desk.receipts.gap * 144)
    assert len(texts) == 4 and len(set(texts)) == 1, "the same words for every number"
    assert len(world.store.messages(known)) == 1


def test_a12_ids_near_real_ones_lead_nowhere(answered: World) -> None:
    token = last(answered, "reply", "lucia").message_id
    assert len(base64.b32decode(token.strip("<>").partition("@")[0][2:].upper())) * 8 >= 96
    near = [
        fill("{message-id of reply to lucia, one character off}", answered),
        token.upper(), token.replace("<r.", "<n."), token.replace("acme.example", "acme.test"),
        f"<{fill('{protocol}', answered).lower()}.ana@acme.example>", token[:-15] + ">", f"<x{token[1:]}",
    ]  # fmt: skip
    for number, guess in enumerate(near):
        text = mail("lucia-replies", in_reply_to=guess, references="", subject="hola", message_id=f"<{number}@evil>",
                    from_="mallory@evil.example")  # fmt: skip
        told = tell(answered, text, "mallory", "pass")
        assert told.outcome == "opened", guess
        assert told.line["protocol"] != fill("{protocol 1}", answered)


def test_b24_a_copy_that_brings_the_proof_counts_where_the_first_had_none(world: World) -> None:
    open_case(world)
    text = fill(mail("ana-answers", body="Lo revisamos hoy."), world)
    told = tell(world, text, "ana", "none")
    assert (told.outcome, told.reason) == ("held", "agent-confirm")
    told = tell(world, text, "ana", "pass", via="imap")
    assert told.outcome == "threaded"
    assert "reply to lucia" in told.mails
    assert world.store.held() == []
    told = tell(world, text, "ana", "pass")
    assert told.outcome == "duplicate"


@pytest.mark.parametrize(
    ("from_", "agent"),
    [
        ("Ana <{ana}>", True),
        ('"Ana" <"{local}"@{domain}>', False),
        ("{ana}, evil@evil.example", False),
        ("{ana} <evil@evil.example>", False),
    ],
)
def test_a4_only_a_from_that_reads_one_way_makes_the_agent_known(
    world: World, from_: str, agent: bool
) -> None:
    open_case(world)
    ana = world.desk.agents[0].address
    local, _, domain = ana.partition("@")
    text = mail("ana-answers", from_=from_.format(ana=ana, local=local, domain=domain))
    told = tell(world, text, "ana", "pass")
    assert (told.known_as == "agent") is agent, told.line
    assert (told.outcome == "threaded") is agent, told.line


def test_an_answer_to_nobody_is_held_with_a_reason(world: World) -> None:
    tell(world, mail("lucia-writes", from_="Lucía"), "lucia", "pass")
    told = tell(world, mail("ana-answers"), "ana", "pass")
    assert told.reason == "bad-address"
    assert told.line["because"] == "the customer's address cannot be written to: there is none"
