"""Reading one IMAP folder: what it holds less what the store has, made durable in bounded batches, then tidied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from helpdesk.daemon.failpoints import failpoint
from helpdesk.daemon.imap.again import message_id
from helpdesk.daemon.imap.fetch import Fetched, Fetcher, Kind
from helpdesk.daemon.imap.link import Facts, Link, LinkLost, Selected, ServerSaidNo
from helpdesk.daemon.imap.ports import NoRoom, Ports
from helpdesk.daemon.imap.tidy import Tidier
from helpdesk.tickets import errors as store_errors

# Messages whose size is asked for at once.
CHUNK = 500
# A push is answered by a look at the newest UIDs; the full poll compares them all.
TAIL = 2_000


@dataclass(slots=True)
class Memory:
    """What is known of a folder between passes, for one UIDVALIDITY.

    `known`: UIDs the store has. `alone`: UIDs that failed in company and are fetched one by one, last.
    `tries`: why a UID fetched alone failed, one entry a try. `untidy`: durable, not marked or moved yet.
    `resumed`: whether what a killed process left untidy was looked for.
    """

    fetcher: Fetcher
    highest: int
    known: set[int]
    alone: set[int] = field(default_factory=set)
    tries: dict[int, list[str]] = field(default_factory=dict)
    untidy: dict[int, Kind] = field(default_factory=dict)
    resumed: bool = False


class FolderSync:
    """One folder of one account. Keeps its memory over reconnects."""

    def __init__(self, ports: Ports, tidier: Tidier, folder: str) -> None:
        self._ports = ports
        self._tidier = tidier
        self.name = self._folder = folder
        self._memory: Memory | None = None

    def read(self, link: Link, *, full: bool) -> int:
        """Makes durable what is new; returns how many messages. Not `full`: only the newest UIDs are compared.

        Ends early between batches when the ports say so. Raises LinkLost, NoRoom, ServerSaidNo (the folder
        cannot be read now), or what the store raises.
        """
        opened, memory = self._open(link, full)
        since = 1 if full else max(1, memory.highest - TAIL)
        present = link.uids(since, opened.uidnext)
        if not memory.resumed:
            self._resume(memory, present & memory.known)
        new = present - memory.known
        took = 0
        company = sorted(new - memory.alone)
        for start in range(0, len(company), CHUNK):
            took += self._take_chunk(link, memory, company[start : start + CHUNK])
        # Those that failed least come first, so that one which breaks the connection holds up nobody.
        for uid in sorted(new & memory.alone, key=lambda uid: (len(memory.tries.get(uid, ())), uid)):
            took += self._take_alone(link, memory, uid)
        self._tidy(link, memory)
        return took

    def learn(self, uidvalidity: int, uids: Iterable[int]) -> None:
        """These are messages of ours that were moved here: no new mail."""
        if self._memory is not None and self._memory.fetcher.uidvalidity == uidvalidity:
            self._memory.known.update(uids)

    # -- opening ------------------------------------------------------------------------------------

    def _open(self, link: Link, full: bool) -> tuple[Selected, Memory]:
        opened = link.opened
        if full or opened is None or opened.folder != self._folder:
            opened = link.select(self._folder, writable=self._ports.account.after != "none")
        if not opened.uidvalidity:
            raise ServerSaidNo(
                f"{self._folder}: no UIDVALIDITY, so nothing tells its messages apart (RFC 9051 2.3.1.1)"
            )
        if self._memory is None or opened.uidvalidity != self._memory.fetcher.uidvalidity:
            self._memory = self._begin(opened.uidvalidity)
        return opened, self._memory

    def _begin(self, uidvalidity: int) -> Memory:
        """A folder seen for the first time, or made anew: all of it is compared with the store again (B21)."""
        ports, account = self._ports, self._ports.account.name
        if self._memory is not None:
            before = self._memory.fetcher.uidvalidity
            ports.log.imap_new_uidvalidity(account, self._folder, before, uidvalidity)
        known = set(ports.store.seen_uids(account, self._folder, uidvalidity))
        first_start = ports.store.imap_first_start(account, self._folder)
        if first_start is None:
            # INTERNALDATE knows whole seconds: a mail of this very second is new.
            first_start = ports.clock.now().replace(microsecond=0)
            ports.store.set_imap_first_start(account, self._folder, first_start)
        fetcher = Fetcher(ports, self._folder, uidvalidity, first_start)
        return Memory(fetcher, max(known, default=0), known)

    def _resume(self, memory: Memory, present: set[int]) -> None:
        """A process killed between commit and move leaves at most one batch behind (B3): that one is tidied again."""
        memory.resumed = True
        account = self._ports.account
        last = sorted(present)[-account.batch_count :]
        if last:
            uidvalidity = memory.fetcher.uidvalidity
            received = self._ports.store.received_uids(account.name, self._folder, uidvalidity, last[0])
            kinds: dict[int, Kind] = {uid: _kind(received[uid]) for uid in last if uid in received}
            memory.untidy |= {uid: kind for uid, kind in kinds.items() if self._tidier.needed(kind)}

    # -- fetching -----------------------------------------------------------------------------------

    def _take_chunk(self, link: Link, memory: Memory, uids: list[int]) -> int:
        if self._ports.stopped():
            return 0
        facts: Mapping[int, Facts] = {}
        with _isolating(memory, uids):
            self._same_folder(link, memory)
            facts = link.facts(uids)
            self._missing(link, memory, [uid for uid in uids if uid not in facts])
        return sum(self._take_batch(link, memory, batch, facts) for batch in self._batches(facts))

    def _batches(self, facts: Mapping[int, Facts]) -> Iterator[list[int]]:
        """UIDs in ascending order, cut by count and by bytes; one that is larger goes alone."""
        account = self._ports.account
        batch: list[int] = []
        octets = 0
        for uid in sorted(facts):
            size = min(facts[uid].size, account.max_mail_bytes)
            if batch and (len(batch) >= account.batch_count or octets + size > account.batch_bytes):
                yield batch
                batch, octets = [], 0
            batch.append(uid)
            octets += size
        if batch:
            yield batch

    def _take_batch(self, link: Link, memory: Memory, uids: list[int], facts: Mapping[int, Facts]) -> int:
        if self._ports.stopped():
            return 0
        fetched: list[Fetched] = []
        with _isolating(memory, uids):
            self._same_folder(link, memory)
            fetched = memory.fetcher.fetch(link, uids, facts)
            came = {one.uid for one in fetched}
            self._missing(link, memory, [uid for uid in uids if uid not in came])
            self._commit(memory, fetched)
        self._tidy(link, memory)
        return len(fetched)

    def _take_alone(self, link: Link, memory: Memory, uid: int) -> int:
        """A message that failed in company: so that it stops nobody, and is given up after so many tries (A47)."""
        if self._ports.stopped():
            return 0
        if len(memory.tries.get(uid, ())) >= self._ports.account.max_tries:
            return self._give_up(link, memory, uid)
        try:
            self._same_folder(link, memory)
            fetched = memory.fetcher.fetch(link, [uid], link.facts([uid]))
            if not fetched:
                self._missing(link, memory, [uid])
            self._commit(memory, fetched)
            return len(fetched)
        except (NoRoom, store_errors.TryLater):
            raise
        except Exception as failure:
            memory.tries.setdefault(uid, []).append(str(failure) or type(failure).__name__)
            if not isinstance(failure, ServerSaidNo):
                raise
            return 0

    def _give_up(self, link: Link, memory: Memory, uid: int) -> int:
        """The headers and a word of why, if those come; else the UID is recorded as tried. The admin is told."""
        fetched: list[Fetched] = []
        try:
            facts = link.facts([uid]).get(uid, Facts(0, None))
            fetched = memory.fetcher.header_only(link, uid, facts, "unreadable")
            why = "; ".join(dict.fromkeys(memory.tries[uid]))
            self._commit(memory, fetched)
        except (NoRoom, store_errors.TryLater):
            raise
        except ServerSaidNo as no:
            why = "; ".join(dict.fromkeys([*memory.tries[uid], str(no)]))
        except Exception:
            # A connection that breaks on these headers too, or a store that cannot take them: not for ever.
            self._abandon(memory, uid, "; ".join(dict.fromkeys(memory.tries[uid])))
            raise
        if not fetched:
            self._abandon(memory, uid, why)
        else:
            self._tell_unreadable(uid, why)
        return len(fetched)

    def _abandon(self, memory: Memory, uid: int, why: str) -> None:
        with self._ports.store.write():
            self._mark(memory, uid, None, why)
        memory.known.add(uid)
        memory.tries.pop(uid, None)
        self._tell_unreadable(uid, why)

    def _tell_unreadable(self, uid: int, why: str) -> None:
        place = self._ports.account.place
        self._ports.alert("imap-unreadable", f"{place}, folder {self._folder}, UID {uid}: {why}")

    def _missing(self, link: Link, memory: Memory, uids: list[int]) -> None:
        """Asked for and not given: gone (somebody else moved or removed it, B22), or withheld, which is a failure."""
        if not uids:
            return
        withheld = link.still_there(uids)
        gone = [uid for uid in uids if uid not in withheld]
        if gone:
            self._ports.log.imap_vanished(self._ports.account.name, self._folder, gone)
        for uid in withheld & memory.alone:
            memory.tries.setdefault(uid, []).append("the server lists the message but does not hand it over")
        memory.alone |= withheld
        memory.alone.difference_update(gone)

    def _same_folder(self, link: Link, memory: Memory) -> None:
        """UIDs of the folder as it was listed say nothing in one that was made anew meanwhile."""
        if link.opened is None or link.opened.uidvalidity != memory.fetcher.uidvalidity:
            raise LinkLost(f"{self._folder} was made anew while it was read")

    # -- after the fetch ----------------------------------------------------------------------------

    def _commit(self, memory: Memory, fetched: Sequence[Fetched]) -> None:
        """Everything durable in one flush: the journal rows, and the UIDs as seen."""
        if not fetched:
            return
        ports = self._ports
        with ports.store.write():
            ids = ports.store.receive([one.arrival for one in fetched])
            for one, inbox_id in zip(fetched, ids, strict=True):
                self._mark(memory, one.uid, inbox_id, "" if one.kind == "received" else one.kind)
                if ports.account.mirror_folders and one.kind == "received":
                    known = message_id(one.arrival.raw)
                    validity = memory.fetcher.uidvalidity
                    ports.store.note_copy(
                        inbox_id, ports.account.name, self._folder, validity, one.uid, known
                    )
        failpoint("imap.after-commit")
        for one in fetched:
            memory.known.add(one.uid)
            memory.alone.discard(one.uid)
            memory.tries.pop(one.uid, None)
            if self._tidier.needed(one.kind):
                memory.untidy[one.uid] = one.kind
        memory.highest = max(memory.highest, fetched[-1].uid)
        octets = sum(len(one.arrival.raw) for one in fetched)
        ports.log.imap_received(ports.account.name, self._folder, count=len(fetched), octets=octets)
        ports.received(ids)

    def _mark(self, memory: Memory, uid: int, inbox_id: int | None, why: str) -> None:
        account = self._ports.account.name
        self._ports.store.mark_uid(account, self._folder, memory.fetcher.uidvalidity, uid, inbox_id, why)

    def _tidy(self, link: Link, memory: Memory) -> None:
        """Marks or moves what is durable. What a broken connection leaves over is done on the next one."""
        for kind in sorted(set(memory.untidy.values())):
            if link.opened is None or link.opened.uidvalidity != memory.fetcher.uidvalidity:
                return
            uids = sorted(uid for uid, its in memory.untidy.items() if its == kind)
            self._tidier.tidy(link, link.opened, uids, kind)
            for uid in uids:
                del memory.untidy[uid]


def _kind(why: str) -> Kind:
    """The kind a UID was marked with."""
    match why:
        case "too-big" | "unreadable":
            return why
        case _:
            return "received"


@contextmanager
def _isolating(memory: Memory, uids: Sequence[int]) -> Iterator[None]:
    """A failure in company: each of `uids` is fetched alone from now on, at the end of this pass or of the next."""
    try:
        yield
    except ServerSaidNo:
        memory.alone.update(uids)
    except (NoRoom, store_errors.TryLater):
        raise
    except Exception:
        memory.alone.update(uids)
        raise
