"""Threats A27 to A29, A37 to A41, A43 to A48 and A54 at the level of the whole desk: what a mail is made of."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.mailflow import authenticity
from helpdesk.mailflow.render import TooLong
from helpdesk.tickets.mail import Envelope
from tests.story.rig.tell import customers_mail, mail, open_case, tell
from tests.story.rig.template import fill, last, protocols_of
from tests.story.rig.world import World, open_world
from tests.unit.dkim_kit import Keys, sign

pytestmark = pytest.mark.slow  # hostile bytes through a whole desk

ENDS = ("\n.\n", "\n.\r\n", "\r.\r", "\r\n.\r", "\r\n.\r\n")


def raw_mail(headers: str, body: str) -> bytes:
    head = headers.strip("\n").replace("\n", "\r\n")
    return f"{head}\r\n\r\n{body}".encode()


HEAD = "From: lucia.perez@gmail.example\nTo: soporte@acme.example\nSubject: x\nMessage-ID: <c@gmail.example>"


def test_a27_every_end_of_data_form_goes_out_inside_one_mail(world: World) -> None:
    open_case(world)
    smuggled = "MAIL FROM:<x@y>"
    body = "".join(f"antes{end}{smuggled}\r\n" for end in ENDS)
    told = tell(world, mail("ana-answers", body="Hola.").replace("Hola.", "Hola.\n" + body), "ana", "pass")
    [sent] = customers_mail(told, world)
    assert re.search(rb"\r(?!\n)|(?<!\r)\n", sent.raw) is None, "CRLF only"
    assert all(len(line) <= 998 for line in sent.raw.split(b"\r\n"))


@pytest.mark.parametrize("bad", ["=0D=0A", "=0A", "=0D", "=00", "=E2=80=A8", "=C2=85"])
def test_a28_encoded_breaks_in_headers_make_no_header(world: World, bad: str) -> None:
    subject = f"=?utf-8?Q?hola{bad}Bcc:_victim=40x.example?="
    text = mail("lucia-writes", subject=subject).replace("\n\n", f"\nX-Name: {subject}\n\n", 1)
    told = tell(world, text, "lucia", "pass")
    assert told.mails == ["ack to lucia", "notification to ana"]
    told = tell(world, mail("ana-answers"), "ana", "pass")
    assert told.mails == ["reply to lucia"], "and the answer does go out"
    for one in world.sent:
        parsed = message_from_bytes(one.raw)
        assert parsed["Bcc"] is None and len(parsed.get_all("Subject", [])) == 1
        assert set(parsed.keys()) <= {
            "Date", "From", "To", "Reply-To", "Subject", "Message-ID", "In-Reply-To", "References", "Auto-Submitted",
            "X-Helpdesk-Loop", "X-Auto-Response-Suppress", "Content-Language", "MIME-Version", "Content-Type",
            "Content-Transfer-Encoding", "List-Id", "X-Helpdesk-Protocol", "X-Helpdesk-Reason", "X-Helpdesk-Tier",
            "X-Helpdesk-Priority", "X-Helpdesk-Status", "X-Helpdesk-Folder",
        }  # fmt: skip


@pytest.mark.parametrize(
    "written", ['"a@x> ORCPT=b"@y.example', '"quoted local"@y.example', "a..b@y.example"]
)
def test_a29_an_address_that_cannot_be_written_to_opens_and_the_answer_waits(
    world: World, written: str
) -> None:
    told = tell(world, mail("lucia-writes", from_=f"<{written}>"), "mallory", "none")
    assert (told.outcome, told.mails) == ("opened", ["notification to ana"])
    told = tell(world, mail("ana-answers"), "ana", "pass")
    assert (told.outcome, told.reason, told.mails) == ("held", "bad-address", ["receipt to ana"])


def test_a37_names_of_files_are_words_only(world: World) -> None:
    names = ["../../etc/cron.d/x", "a\u202etxt.exe", "CON", "x" * 5000, "..", "/abs/path"]
    parts = "".join(
        f'--B\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename="{name}"\n\nX\n'
        for name in names
    )
    text = f'{HEAD}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="B"\n\n{parts}--B--\n'
    told = tell(world, text, "lucia", "pass")
    assert told.outcome == "opened"
    [message] = world.store.messages(protocols_of(world)[0])
    assert len(message.attachments) == len(names)
    folder = world.desk.settings.data_dir
    assert {path.name.split("-")[0] for path in folder.iterdir()} <= {"helpdesk.db", "in"}, (
        "nothing but the database"
    )
    assert not (folder.parent / "etc").exists()


def test_a38_archives_and_tnef_are_plain_files(world: World) -> None:
    text = (
        f'{HEAD}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="B"\n\n--B\nContent-Type: text/plain\n\n'
        "Va.\n--B\nContent-Type: application/ms-tnef\nContent-Disposition: attachment; filename=winmail.dat\n"
        "Content-Transfer-Encoding: base64\n\neJ8+IgAAAAAAAA==\n--B\nContent-Type: application/zip\n"
        "Content-Disposition: attachment; filename=42.zip\nContent-Transfer-Encoding: base64\n\nUEsDBAAAAAAA\n--B--\n"
    )
    assert tell(world, text, "lucia", "pass").outcome == "opened"
    [message] = world.store.messages(protocols_of(world)[0])
    assert [file.filename for file in message.attachments] == ["winmail.dat", "42.zip"]


def nested(depth: int) -> str:
    open_, close = "", ""
    for n in range(depth):
        open_ += f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n'
        close = f"\n--b{n}--" + close
    return f"{HEAD}\nMIME-Version: 1.0\n{open_}Content-Type: text/plain\n\nHola{close}\n"


@pytest.mark.parametrize("depth", [10, 49, 60, 1_000, 10_000])
def test_a39_nesting_is_read_to_a_limit_and_held_beyond(world: World, depth: int) -> None:
    told = tell(world, nested(depth), "lucia", "pass")
    assert (told.outcome, told.reason) == (("opened", "") if depth < 50 else ("held", "parse-limit"))


def test_a40_a_hundred_thousand_parts_are_held_at_once(world: World) -> None:
    text = f'{HEAD}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="B"\n\n' + "--B\n\n" * 100_000
    started = world.clock.monotonic()
    told = tell(world, text, "lucia", "pass")
    assert (told.reason, world.clock.monotonic()) == ("parse-limit", started)


@pytest.mark.parametrize(
    ("header", "held"),
    [
        ("X: " + "a" * (16 * 1024 - 10), False),
        ("X: " + "a" * (16 * 1024 + 10), True),
        ("\n".join(f"X-{n}: " + "a" * 1000 for n in range(250)), False),
        ("\n".join(f"X-{n}: " + "a" * 1000 for n in range(270)), True),
        ("Cc: " + ", ".join(f"a{n}@x.example" for n in range(900)), False),
        ("References: " + " ".join(f"<{n}@x>" for n in range(900)), False),
    ],
    ids=[
        "header fits",
        "header too long",
        "block fits",
        "block too long",
        "many addresses",
        "many references",
    ],
)
def test_a41_headers_at_their_limits(world: World, header: str, held: bool) -> None:
    told = tell(world, f"{header}\n{mail('lucia-writes')}", "lucia", "pass")
    assert told.reason == ("parse-limit" if held else "")
    if not held:
        people = world.store.participants(protocols_of(world)[0])
        assert len(people) <= 101


def test_a43_a_mail_that_fails_three_times_is_held_and_the_next_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = authenticity.assess

    def hangs(found: object, raw: bytes, *rest: object) -> object:
        if b"POISON" in raw:
            raise RuntimeError("a bug of ours, with a secret in it")
        return real(found, raw, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("helpdesk.daemon.sheet.assess", hangs)
    told = tell(world, mail("lucia-writes", body="POISON"), "lucia", "pass")
    assert [one.reason for one in world.store.held()] == ["poison"]
    assert "secret" not in world.store.held()[0].because, "A53: a fault's words are for the log alone"
    assert told.outcome in ("held", "None")
    assert (
        tell(world, mail("lucia-writes", message_id="<next@x>", body="Bien"), "lucia", "pass").outcome
        == "opened"
    )
    # Mended, it is released and takes its place.
    monkeypatch.setattr("helpdesk.daemon.sheet.assess", real)
    world.store.release(world.store.held()[0].id, "admin:story")
    world.settle()
    assert len(protocols_of(world)) == 2 and world.store.held() == []


CODECS = (
    "rot13", "base64", "zlib", "bz2", "hex", "uu", "quopri", "idna", "punycode", "unicode_escape", "undefined", "mbcs",
    "utf-7", "utf-16", "utf-8\0", "x" * 300, "", "../../x", "cp1252", "gb18030", "iso-2022-jp",
)  # fmt: skip


@pytest.mark.parametrize("charset", CODECS)
def test_a44_any_charset_is_read_somehow(world: World, charset: str) -> None:
    text = f'Content-Type: text/plain; charset="{charset}"\n' + mail(
        "lucia-writes", content_type="", body="caf\xe9 x"
    )
    told = tell(world, text, "lucia", "pass")
    assert told.outcome == "opened"


NAMES = ("headers", "from_", "to", "body", "attachments", "subject", "date", "message", "mail", "received", "defects",
         "text_plain", "raw", "__class__", "parse", "_message")  # fmt: skip


def test_a45_headers_named_as_the_parsers_attributes(world: World) -> None:
    extra = "".join(f"{name}: trap\n" for name in NAMES)
    told = tell(world, extra + mail("lucia-writes", subject="").replace("Subject:", ""), "lucia", "pass")
    assert told.outcome == "opened"
    assert told.line["sender"]["address"] == "lucia.perez@gmail.example"


def test_a46_a_mail_left_in_the_mailbox_for_its_size_says_so(world: World) -> None:
    raw = mail("lucia-writes", body="[demasiado grande]").replace("\n", "\r\n").encode()
    envelope = Envelope(
        "imap", "lucia.perez@gmail.example", (), "soporte", left_out="too-big", full_size=90_000_000
    )
    row = world.take(raw, envelope)
    assert row.result is not None and row.result["outcome"] == "opened"
    [message] = world.store.messages(protocols_of(world)[0])
    assert "demasiado grande" in message.text
    [receipt] = [sent for sent in world.sent if sent.kind == "ack"]
    assert "25 MB" in receipt.everything


def test_a47_one_bad_mail_and_fifty_good_ones(world: World) -> None:
    envelope = Envelope("lmtp", "x@y.example", ("soporte@acme.example",), "soporte", trusted_peer=True)
    world.accept(nested(300).replace("\n", "\r\n").encode(), envelope)
    for n in range(50):
        world.accept(mail("lucia-writes", message_id=f"<{n}@x>", body=f"{n}").encode(), envelope)
    world.settle()
    assert len(protocols_of(world)) == 50
    assert [one.reason for one in world.store.held()] == ["parse-limit"]


def test_a48_a_used_or_absent_message_id_suppresses_nobody(world: World) -> None:
    told = tell(world, mail("lucia-writes", from_="mallory@evil.example", body="antes"), "mallory", "pass")
    first = told.line["protocol"]
    told = tell(world, mail("lucia-writes"), "lucia", "pass")
    assert told.outcome == "opened" and told.line["protocol"] != first
    for n in range(2):
        world.advance(world.desk.receipts.gap * 2)
        told = tell(world, mail("lucia-writes", message_id="", body=f"sin id {n}"), "lucia", "pass")
        assert told.outcome == "opened"
    assert len(protocols_of(world)) == 4
    assert (
        tell(world, mail("lucia-writes", message_id="", body="sin id 1"), "lucia", "pass").outcome
        == "duplicate"
    )


def test_a54_a_signature_gives_no_trust_and_goes_no_further(world: World) -> None:
    open_case(world)
    head, _, body = mail(
        "ana-answers", content_type='multipart/signed; micalg=pgp-sha256; boundary="S"'
    ).partition("\n\n")
    text = (
        f"{head}\n\n--S\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}\n--S\n"
        'Content-Type: application/pgp-signature; name="signature.asc"\n\n-----BEGIN PGP SIGNATURE-----\nana\n--S--\n'
    )
    told = tell(world, text, "ana", "none")
    assert (told.outcome, told.reason) == ("held", "agent-confirm")
    told = tell(
        world, text.replace("ana-answer-1", "ana-answer-2").replace("hoy mismo", "mañana"), "ana", "pass"
    )
    [sent] = customers_mail(told, world)
    assert "PGP" not in sent.everything and list(sent.mail.iter_attachments()) == []


@pytest.mark.parametrize("fault", [TooLong("too long"), ZeroDivisionError("a bug")])
def test_b27_a_template_that_fails_holds_the_answer_and_nothing_else(
    world: World, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    open_case(world)

    def broken(*args: object) -> None:
        raise fault

    monkeypatch.setattr("helpdesk.mailflow.reply.render", broken)
    told = tell(world, mail("ana-answers"), "ana", "pass")
    expected = "template" if isinstance(fault, TooLong) else "poison"
    assert [one.reason for one in world.store.held()] == [expected]
    assert customers_mail(told, world) == []
    if expected == "template":
        assert told.mails == ["receipt to ana", "alert to admin"]
    monkeypatch.undo()
    world.store.release(world.store.held()[0].id, "admin:story")
    world.settle()
    assert last(world, "reply", "lucia").text.startswith("Le devolvemos")


def test_b28_dns_that_is_down_holds_the_agent_until_it_answers(tmp_path: Path, cell: ParseCell) -> None:
    keys = Flaky()
    with open_world(tmp_path, cell, keys=keys) as world:
        open_case(world)
        raw = sign(fill(mail("ana-answers"), world).replace("\n", "\r\n").encode())
        told = tell(world, raw, "ana", "", via="smtp")
        assert (told.outcome, told.reason) == ("held", "agent-unchecked")
        world.advance(timedelta(minutes=16))
        assert [one.reason for one in world.store.held()] == ["agent-unchecked"]
        keys.up = True
        world.advance(timedelta(minutes=16))
        assert world.store.held() == []
        assert last(world, "reply", "lucia").text.startswith("Le devolvemos")


class Flaky(Keys):
    """DNS that is down until somebody mends it."""

    up = False

    def __call__(self, name: bytes) -> bytes | None:
        if not self.up:
            raise OSError("no route to resolver")
        return super().__call__(name)


def test_what_is_held_as_our_own_can_be_let_in(world: World) -> None:
    """A web form of the company writes in the desk's own name."""
    told = tell(world, mail("lucia-writes", from_="soporte@acme.example"), "soporte@acme.example", "pass")
    assert (told.outcome, told.reason, told.mails) == ("loop", "loop", [])
    world.store.release(world.store.held()[0].id, "admin:story")
    world.settle()
    assert world.store.held() == []
    [ticket] = world.store.tickets()
    assert (ticket.folder, ticket.message_count) == ("Por revisar", 1)
    assert world.sent == []


def test_why_the_ticket_is_hers_goes_to_no_customer_however_it_is_retyped(world: World) -> None:
    open_case(world)
    card = last(world, "notification", "ana").text
    [why] = [line.removeprefix("| ") for line in card.splitlines() if line.startswith("| Por qué a ti: ")]
    reason = why.partition(": ")[2]
    for n, line in enumerate((f"Mire: {why}", f"Me lo dieron por esto: {reason}."), 1):
        told = tell(
            world, mail("ana-answers", body=f"Hola.\n{line}\n", message_id=f"<l{n}@x>"), "ana", "pass"
        )
        assert customers_mail(told, world) == [], line
        assert told.reason == "leak", line
