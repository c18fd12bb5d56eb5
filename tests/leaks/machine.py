"""Customer, colleague, stranger, spoofer, outsider and agent at random on a desk, and what may be in whose mail."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.mailflow.addresses import fold
from helpdesk.tickets.mail import Envelope
from helpdesk.tickets.model import InboxRow
from tests.integration.desk_mails import readings
from tests.leaks.letters import BY_NAME, DEEDS, Deed, Letter, Parts
from tests.leaks.play import ANA, BOX, FRIEND, LUIS, desk, written
from tests.leaks.programs import PROGRAMS, Asked, Posting, marked
from tests.leaks.shapes import SHAPES
from tests.leaks.watch import outside, shown
from tests.story.rig.carrier import Sent
from tests.story.rig.invariant import check
from tests.story.rig.post import MX
from tests.story.rig.template import _HANDLE, protocols_of
from tests.story.rig.world import World

LUCIA, PEDRO, MALLORY = "lucia@cliente.example", "pedro@cliente.example", "mallory@malo.example"
ADMITS = Deed(
    "admits Pedro", lambda own, _: [f"#admitir {PEDRO}\n\n{own[0]}", own[1]], commands=("#admitir",)
)
CUSTOMERS = st.sampled_from((LUCIA, PEDRO))
PROOFS = st.sampled_from(("pass", "none", "fail"))
WHICH = st.integers(0, 5)  # of the last mails somebody got


def words_of(n: int, piece: str = "") -> str:
    """Six words, without digits, that stand in the mail number `n` alone."""
    own = "".join(chr(ord("a") + int(digit)) for digit in str(n))
    return " ".join(
        f"{start}{own}{piece}q" for start in ("zorro", "lince", "tejón", "visón", "corzo", "nutria")
    )


@dataclass(frozen=True, slots=True)
class OwnLetter(Letter):
    """A letter whose every word is its own."""

    @property
    def marks(self) -> list[str]:
        """The first word of each piece."""
        return [words_of(self.n, piece).split()[0] for piece in ("y", "z")]

    @property
    def pieces(self) -> list[str]:
        """Her two pieces."""
        return self.deed.words([words_of(self.n, piece) for piece in ("y", "z")], self.language)


@dataclass
class Spoken:
    """One word that stands in one mail alone: who is said to have written it, and the mail's row in the journal."""

    word: str
    author: str
    row: int
    commands: tuple[str, ...] = field(default=())


class Histories(RuleBasedStateMachine):
    """What anybody may do to a desk, in any order. `cell` is set by the test: it starts a process."""

    cell: ClassVar[ParseCell]

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.opened = desk(Path(self.folder.name), self.cell, "es")
        self.world: World = self.opened.__enter__()
        self.spoken: list[Spoken] = []
        self.looked = 0

    def teardown(self) -> None:
        self.opened.__exit__(None, None, None)
        self.folder.cleanup()

    # -- customers and their colleagues -----------------------------------------------------------------

    @initialize()
    def somebody_writes(self) -> None:
        self.says(LUCIA, "Factura", BOX, head=f"Cc: <{PEDRO}>\r\n")  # who is a guest until he is admitted

    @rule(who=CUSTOMERS, proof=PROOFS)
    def opens(self, who: str, proof: str) -> None:
        self.says(who, "Otra pregunta", BOX, proof=proof)

    @rule(who=CUSTOMERS, which=WHICH, proof=PROOFS, copied=st.booleans())
    def answers(self, who: str, which: int, proof: str, copied: bool) -> None:
        """A customer or her colleague answers a mail one of them got, perhaps with the other in Cc."""
        mails = [one for one in self.world.sent if one.to in (LUCIA, PEDRO)]
        if mails:
            one = mails[-1 - which % len(mails)]
            other = PEDRO if who == LUCIA else LUCIA
            head = f"In-Reply-To: {one.message_id}\r\n" + (f"Cc: <{other}>\r\n" if copied else "")
            self.says(who, f"Re: {one.mail['Subject']}", BOX, proof=proof, head=head, below=one.text)

    # -- people who have no business here ---------------------------------------------------------------

    @rule(proof=PROOFS, as_lucia=st.booleans())
    def stranger_names_a_protocol(self, proof: str, as_lucia: bool) -> None:
        """A stranger, or a spoofer in the customer's name, quotes a protocol."""
        subject = f"Re: Factura [{protocols_of(self.world)[-1]}]"
        self.says(LUCIA if as_lucia else MALLORY, subject, BOX, proof="none" if as_lucia else proof)

    @precondition(lambda self: bool(self.notifications()))
    @rule(
        which=WHICH,
        writer=st.sampled_from((MALLORY, FRIEND, ANA, LUCIA)),
        proof=PROOFS,
        kind=st.sampled_from("rn"),
    )
    def somebody_uses_a_handle(self, which: int, writer: str, proof: str, kind: str) -> None:
        """Who was passed a notification on has handles and card: he writes to them, in his name or the agent's."""
        one = self.notification(which)
        named = next(
            (hit[0] for hit in _HANDLE.finditer(f"{one.mail['Reply-To']} {one.text}") if hit[1] == kind), ""
        )
        if named:
            proof = "none" if writer == ANA and proof == "pass" else proof  # her proof is hers
            head = f"In-Reply-To: {one.message_id}\r\n"
            self.says(writer, f"Re: {one.mail['Subject']}", named, proof=proof, head=head, below=one.text)

    # -- the desk's people ------------------------------------------------------------------------------

    @precondition(lambda self: bool(self.notifications()))
    @rule(
        which=WHICH,
        deed=st.sampled_from((*DEEDS, *SHAPES, ADMITS, ADMITS)),
        program=st.sampled_from(sorted(PROGRAMS)),
        posting=st.sampled_from(("top", "bottom", "inline")),
        parts=st.sampled_from(("both", "html", "text")),
    )
    def agent_writes(self, which: int, deed: Deed, program: str, posting: Posting, parts: Parts) -> None:
        """Ana does to any mail she got what the corpus knows."""
        self.hers(which, deed, program, posting, parts)

    @precondition(lambda self: bool(self.notifications()))
    @rule(
        which=WHICH,
        deed=st.sampled_from((BY_NAME["answers"], BY_NAME["copies somebody outside"], ADMITS)),
        program=st.sampled_from(("gmail", "apple", "outlook_web")),
    )
    def agent_answers(self, which: int, deed: Deed, program: str) -> None:
        """She answers in a way that goes out, alone, with an outsider in Cc, or letting somebody in."""
        self.hers(which, deed, program, "top", "both", public=True)

    def hers(
        self, which: int, deed: Deed, program: str, posting: Posting, parts: Parts, *, public: bool = False
    ) -> None:
        """Her mail about one of the last that she got comes in; `public`: of those whose reply goes to a customer."""
        letter = OwnLetter(len(self.spoken) + 1, program, posting, "es", deed, parts)
        asked = Asked(self.notification(which, public=public), "es")
        handles = {hit[1] for hit in _HANDLE.finditer(f"{asked.sent.mail['Reply-To']} {asked.sent.text}")}
        if not handles or (deed.to and deed.to not in handles):
            return
        raw, to = written(letter, asked)
        row = self.comes(raw, ANA, to, "pass")
        self.spoken += [Spoken(mark, ANA, row.id, deed.commands) for mark in letter.marks]
        self.look(ANA)

    @precondition(lambda self: any(one.kind == "receipt" for one in self.notifications()))
    @rule(
        which=WHICH,
        word=st.sampled_from(("ENVIAR", "CON", "SIN", "NOTA", "DESCARTAR")),
        writer=st.sampled_from((ANA, ANA, MALLORY)),
    )
    def somebody_taps(self, which: int, word: str, writer: str) -> None:
        """Ana answers the receipt of a held mail with one word; so does a stranger in her name who has the receipt."""
        receipts = [one for one in self.notifications() if one.kind == "receipt"]
        one = receipts[-1 - which % len(receipts)]
        to = next((hit[0] for hit in _HANDLE.finditer(str(one.mail["Reply-To"]))), BOX)
        proof = "pass" if writer == ANA else "fail"
        head = f"In-Reply-To: {one.message_id}\r\n"
        self.says(ANA, f"Re: {one.mail['Subject']}", to, proof=proof, head=head, below=one.text, first=word)

    @rule()
    def colleague_notes(self) -> None:
        """Luis, signed in, leaves a note on the last ticket."""
        self.says(LUIS, f"Re: [{protocols_of(self.world)[-1]}] Factura", BOX, login=LUIS)

    @rule(hours=st.sampled_from((1, 5, 30)))
    def time_passes(self, hours: int) -> None:
        """Warnings, escalations and reminders fall due."""
        self.world.live(timedelta(hours=hours))
        self.look("")

    # -- how ------------------------------------------------------------------------------------------------

    def notifications(self) -> list[Sent]:
        """What Ana was told."""
        return [one for one in self.world.sent if one.to == ANA and one.kind in ("notification", "receipt")]

    def notification(self, which: int, *, public: bool = False) -> Sent:
        """One of the last of them."""
        mails = self.notifications()
        mails = [one for one in mails if not public or "+r-" in str(one.mail["Reply-To"])] or mails
        return mails[-1 - which % len(mails)]

    def says(
        self,
        who: str,
        subject: str,
        to: str,
        *,
        proof: str = "pass",
        head: str = "",
        below: str = "",
        login: str = "",
        first: str = "",
    ) -> None:
        """A plain mail with words of its own comes in, below the line `first`."""
        words = words_of(len(self.spoken) + 1)
        word = words.split()[0]
        lines = (
            f"From: <{who}>\r\nTo: <{to}>\r\nSubject: {subject}\r\n{head}Date: Mon, 23 Nov 2026 09:10:00 +0100\r\n"
            f"Message-ID: <{word}@{who.partition('@')[2]}>\r\nMIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        )
        # Apple's way: the attribution behind a mark, so that no line but hers is the same in two mails.
        quote = marked(f"El 23 nov 2026, a las 9:10, Tienda <{BOX}> escribió:\n\n{below}") if below else ""
        text = f"{first}\n\n{words}\n\n{quote}\n".lstrip()
        raw = lines + text.replace("\r\n", "\n").replace("\n", "\r\n")
        row = self.comes(raw.encode(), who, to, proof, login)
        self.spoken.append(Spoken(word, who, row.id))
        self.look(who)

    def comes(self, raw: bytes, who: str, to: str, proof: str, login: str = "") -> InboxRow:
        """The mail is taken and everything that follows happens."""
        if not login:
            domain = who.partition("@")[2]
            said = "" if proof == "none" else f" header.from={domain}"
            raw = f"Authentication-Results: {MX}; dmarc={proof}{said}\r\n".encode() + raw
        source = "submission" if login else "lmtp"
        return self.world.take(
            raw,
            Envelope(source, who, (to,), "tienda", "192.0.2.7", login=login, trusted_peer=not login),  # type: ignore[arg-type]
        )

    # -- what must be true ----------------------------------------------------------------------------------

    def look(self, sender: str) -> None:
        """Holds what was sent since the last look against everything that may not be in it."""
        new, self.looked = self.world.sent[self.looked :], len(self.world.sent)
        check(self.world, new, sender)
        inside = [one for one in self.world.sent if self.world.desk.agent_of(one.to) is not None]
        commands = sorted({command for spoken in self.spoken for command in spoken.commands})
        assert shown(self.world, [*inside, *outside(self.world, new)], commands) == []
        for one in outside(self.world, new):
            text = readings(one.raw)
            for spoken in self.spoken:
                if spoken.word in text:
                    assert self.may_read(one, spoken), f"{one.kind} to {one.to} has {spoken}"

    def may_read(self, sent: Sent, spoken: Spoken) -> bool:
        """Whether a word may stand in that mail: its author's own, or of the ticket, said to the public, and the reader
        approved there."""
        row = self.world.store.inbox(spoken.row)
        assert row is not None
        if fold(spoken.author) == fold(sent.to):
            return True
        result = row.result or {}
        if row.state != "done" or result.get("outcome") == "note" or spoken.author == LUIS:
            return False
        people = self.world.store.participants(str(result.get("protocol") or ""))
        return fold(sent.to) in {fold(person.address) for person in people if person.role != "guest"}


def sized(machine: type[Histories], cell: ParseCell) -> type[Histories]:
    """The machine with the cell that reads its mail."""
    return type(machine.__name__, (machine,), {"cell": cell})
