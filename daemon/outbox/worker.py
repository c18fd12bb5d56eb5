"""Sends the mail that is due, one after the other, and records what became of every recipient: one thread's part."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from helpdesk.daemon.clock import Clock
from helpdesk.daemon.failpoints import failpoint
from helpdesk.daemon.maillog import MailLog
from helpdesk.daemon.outbox.port import Answer, Carrier, Later, Lost, Outbox, Refused, RelayDown, Taken
from helpdesk.daemon.outbox.relay_health import RelayHealth
from helpdesk.daemon.outbox.settle import Settlement, Undelivered, settlement
from helpdesk.mailflow.addresses import dot_atom
from helpdesk.tickets.errors import StoreError
from helpdesk.tickets.model import OutboxRow

# A claim lasts so long; it need only reach to the moment the bytes leave, then the `sending` mark holds the row.
LEASE_SECONDS = 300.0
# No mail is begun when its claim is older than this.
BEGIN_WITHIN = 120.0

OnUndeliverable = Callable[[OutboxRow, str, str, bool], None]


class _Withdrawn(Exception):
    """Some recipients may not be sent to any more (an admin holds them, or the claim ran out)."""

    def __init__(self, addresses: frozenset[str]) -> None:
        super().__init__()
        self.addresses = addresses


@dataclass(slots=True)
class Counts:
    """What became of recipients since the start, for the metrics."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    unsure: int = 0


@dataclass(frozen=True, slots=True)
class Hands:
    """What all workers of a sender share. `warned`: (row id, address) whose agent was told of the delay."""

    outbox: Outbox
    clock: Clock
    log: MailLog
    health: RelayHealth
    chance: Callable[[], float]
    on_undeliverable: OnUndeliverable
    counts: Counts
    warned: set[tuple[int, str]]


class Worker:
    """One carrier and the mail in its hands. Not to be shared between threads."""

    def __init__(self, hands: Hands, carrier: Carrier) -> None:
        self._hands = hands
        self.carrier = carrier
        self._unrecorded: list[Settlement] = []
        self._marked: set[str] = set()

    def round(self, limit: int, go_on: Callable[[], bool]) -> tuple[int, int]:
        """Claim and send up to `limit` mails while `go_on()`; returns how many were claimed, and how many taken.

        Raises StoreError when a result cannot be recorded: nothing else is sent before it is (B13).
        """
        hands = self._hands
        self._record_all()
        rows = hands.outbox.next_due(hands.clock.now(), limit, LEASE_SECONDS)
        claimed = hands.clock.monotonic()
        taken = 0
        for place, row in enumerate(rows):
            try:
                if not (go_on() and hands.health.ready()) or hands.clock.monotonic() - claimed > BEGIN_WITHIN:
                    self._give_back(rows[place:], "")
                    break
                taken += self._send(row, claimed)
            except RelayDown as down:
                hands.health.down(str(down), down.wait)
                hands.log.relay_down(str(down))
                self._give_back(rows[place:], str(down))
                break
            except StoreError:
                self._give_back_quietly(rows[place:])
                raise
        return len(rows), taken

    # -- one mail ---------------------------------------------------------------------------------

    def _send(self, row: OutboxRow, claimed: float) -> int:
        """1 if the relay took it for somebody."""
        addresses, unusable = _sendable(row)
        if unusable:
            self._settle(row, unusable)
        failpoint("outbox.before-connect")
        answers: Mapping[str, Answer] = {}
        while addresses:
            self.carrier.open()
            try:
                answers = self._carry(row, addresses, claimed)
                break
            except _Withdrawn as withdrawn:
                addresses = [each for each in addresses if each not in withdrawn.addresses]
        if not answers:
            return 0
        self._heard(answers)
        taken = any(isinstance(answer, Taken) for answer in answers.values())
        if taken:
            failpoint("outbox.after-data")
        self._settle(row, answers)
        failpoint("outbox.after-mark")
        return int(taken)

    def _carry(self, row: OutboxRow, addresses: Sequence[str], claimed: float) -> Mapping[str, Answer]:
        hands = self._hands
        self._marked.clear()

        def before_bytes(accepted: Sequence[str]) -> None:
            failpoint("outbox.before-data")
            if self.carrier.certain:
                return
            if hands.clock.monotonic() - claimed >= LEASE_SECONDS:
                raise _Withdrawn(frozenset(addresses))  # somebody else may have claimed it
            self._marked.update(hands.outbox.sending(row.id, accepted))
            if missing := frozenset(accepted) - self._marked:
                raise _Withdrawn(missing)

        try:
            return self.carrier.carry(row, addresses, before_bytes)
        except (RelayDown, StoreError, _Withdrawn):
            raise
        except Exception as fault:
            # A fault of our own: this mail waits its turn like one refused, so that it does not stop the others.
            said = f"a fault in the desk: {type(fault).__name__}"
            self._settle(row, {a: Lost(said) if a in self._marked else Later(said) for a in addresses})
            raise

    def _heard(self, answers: Mapping[str, Answer]) -> None:
        """What the answers say of the relay itself: a refusal of any mail at all is no better than silence."""
        health = self._hands.health
        lost = next((answer.said for answer in answers.values() if isinstance(answer, Lost)), "")
        wide = [answer.said for answer in answers.values() if isinstance(answer, Later) and answer.relay_wide]
        if lost:
            health.down(lost, 0.0)  # a relay that swallows mails must not get one after the other
        elif len(wide) == len(answers):
            health.stalled(wide[0])
        else:
            health.works()

    # -- recording --------------------------------------------------------------------------------

    def _settle(self, row: OutboxRow, answers: Mapping[str, Answer]) -> None:
        hands = self._hands
        self._unrecorded.append(settlement(row, answers, hands.clock.now(), hands.chance()))
        self._record_all()

    def _record_all(self) -> None:
        """Record results in order; what the store cannot take now is kept in hand and recorded first next time."""
        while self._unrecorded:
            result = self._unrecorded[0]
            told = [each for each in result.undelivered if self._news(result.row, each)]
            try:
                self._record(result, told)
            except StoreError:
                raise
            except Exception:
                # Whoever is to be told is at fault. The result is true all the same, and the fault goes up.
                self._unrecorded.pop(0)
                self._record(result, [])
                raise
            self._unrecorded.pop(0)
            self._count(result, told)

    def _record(self, result: Settlement, told: Sequence[Undelivered]) -> None:
        """One transaction: no mail is given up without a word."""
        hands = self._hands
        with hands.outbox.write():
            for mark in result.marks:
                hands.outbox.mark(result.row.id, mark.address, mark.state, mark.error, mark.next_try)
            if result.message_id:
                hands.outbox.learn_message_id(result.row.id, result.message_id, hands.clock.now())
            for each in told:
                hands.on_undeliverable(result.row, each.address, each.error, each.final)

    def _news(self, row: OutboxRow, told: Undelivered) -> bool:
        return told.final or (row.id, told.address) not in self._hands.warned

    def _count(self, result: Settlement, told: Sequence[Undelivered]) -> None:
        hands, row = self._hands, result.row
        for mark in result.marks:
            key = "later" if mark.state == "queued" else mark.state
            setattr(hands.counts, key, getattr(hands.counts, key) + 1)
            hands.log.delivery(row.outgoing.ticket, row.id, key, mark.error)
        for each in told:
            if each.final:
                hands.warned.discard((row.id, each.address))
            else:
                hands.warned.add((row.id, each.address))

    # -- giving back ------------------------------------------------------------------------------

    def _give_back(self, rows: Sequence[OutboxRow], error: str) -> None:
        """The claims end, the mails stay due as they were."""
        now = self._hands.clock.now()
        with self._hands.outbox.write():
            for row in rows:
                for each in row.recipients:
                    why, when = error or each.last_error, each.next_try or now
                    self._hands.outbox.give_back(row.id, [each.address], why, when)

    def _give_back_quietly(self, rows: Sequence[OutboxRow]) -> None:
        """The store is unwell: if it cannot even take this, the claims run out by themselves."""
        recorded = {result.row.id for result in self._unrecorded}
        try:
            self._give_back([row for row in rows if row.id not in recorded], "")
        except StoreError as fault:
            self._hands.log.outbox_not_stored(str(fault))


def _sendable(row: OutboxRow) -> tuple[list[str], dict[str, Answer]]:
    """Who can be named in an SMTP command (A29), and the answer for those who cannot.

    Only plain dot-atom addresses go into MAIL and RCPT: nothing in them can be read as a parameter.
    """
    sender = row.outgoing.envelope_from
    addresses = [recipient.address for recipient in row.recipients]
    if sender and not dot_atom(sender):
        return [], {a: Refused("the desk's own return address cannot be used in SMTP") for a in addresses}
    refused = Refused("the address cannot be used: it is not a plain local@domain")
    bad: dict[str, Answer] = {address: refused for address in addresses if not dot_atom(address)}
    return [address for address in addresses if address not in bad], bad
