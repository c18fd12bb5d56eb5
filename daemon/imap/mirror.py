"""One way only: the messages of a ticket follow its folder into the IMAP folder of that name. Cosmetic, after commit.

What is due was written by the commit that filed the ticket (tickets/imap_copies.py); nothing is read back. A process
killed between a move and its record finds the message again at the next pass; one that nobody finds is logged and
left alone from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from helpdesk.daemon.failpoints import failpoint
from helpdesk.daemon.imap.again import found_again
from helpdesk.daemon.imap.folders import Folders
from helpdesk.daemon.imap.link import Link, ServerSaidNo
from helpdesk.daemon.imap.ports import Ports
from helpdesk.tickets.imap_copies import Copy

# Messages a pass moves from one folder to another; mail that arrives does not wait for more.
AT_ONCE = 50
Pair = tuple[str, str]  # the ticket's folder, and the IMAP folder that the messages are to leave
Learn = Callable[[str, int, Iterable[int]], None]


class Mirror:
    """Moves the due messages of one account. Tells the admin once of each thing that does not work (B23)."""

    def __init__(self, ports: Ports, learn: Learn) -> None:
        """`learn(mailbox, uidvalidity, uids)`: these are messages of ours, not new mail."""
        self._ports = ports
        self._learn = learn
        self._folders = Folders(ports)
        self._refused: set[Pair] = set()
        self._told: set[Pair] = set()
        self.more = False  # whether the last pass left work that could be done at once

    @property
    def waits(self) -> bool:
        """Whether something is due that was not refused; safe from any thread."""
        account = self._ports.account
        pair = self._ports.store.next_move(account.name) if account.mirror_folders else None
        while pair is not None and pair in self._refused:
            pair = self._ports.store.next_move(account.name, pair)
        return pair is not None

    def follow(self, link: Link, *, again: bool) -> bool:
        """Moves some of what is due; returns whether another folder may be open now.

        `again`: what was refused before is tried once more. Raises LinkLost; never ServerSaidNo.
        """
        account, store = self._ports.account, self._ports.store
        self.more = False
        if not account.mirror_folders:
            return False
        if again:
            self._refused.clear()
        worked = False
        pair = store.next_move(account.name)
        while pair is not None and not self._ports.stopped():
            if pair not in self._refused:
                worked = True
                self._follow_pair(link, pair)
            pair = store.next_move(account.name, pair)
        return worked

    def _follow_pair(self, link: Link, pair: Pair) -> None:
        due = self._ports.store.due_copies(self._ports.account.name, *pair, AT_ONCE)
        try:
            settled = self._move_or_find(link, pair, due)
        except ServerSaidNo as no:
            self._refuse(pair, str(no))
            return
        if not settled:
            # Not for ever at once: the server says it moved them, and there they are still.
            self._refuse(pair, "the server moved nothing")
            return
        self._told.discard(pair)
        self.more = self.more or len(due) == AT_ONCE

    def _move_or_find(self, link: Link, pair: Pair, due: Sequence[Copy]) -> int:
        """How many of `due` are due no more."""
        folder, mailbox = pair
        target = self._own_folder(link, folder)
        if target == mailbox:
            return sum(self._lie(pair, mailbox, copy.uidvalidity, {copy: copy.uid}) for copy in due)
        here = self._still_here(link, mailbox, due)
        settled = 0
        astray = [copy for copy in due if copy.inbox_id not in {one.inbox_id for one in here}]
        if here:
            failpoint("imap.before-move")
            settled, unknown = self._move(link, pair, here, target)
            failpoint("imap.after-move")
            astray += unknown
        return settled + self._find(link, pair, astray, target)

    def _own_folder(self, link: Link, folder: str) -> str:
        """The folder's real name. What belongs to others is never written to, whatever a rule calls its folder."""
        if folder.upper() == "INBOX":
            return "INBOX"
        for prefix in link.foreign_prefixes():
            if folder.startswith(prefix):
                raise ServerSaidNo(f"{folder} would be a folder of others ({prefix})")
        return self._folders.named(link, folder)

    def _still_here(self, link: Link, mailbox: str, due: Sequence[Copy]) -> list[Copy]:
        """Opens the folder; those of `due` that it holds, by the UIDs they have now."""
        if not link.has_folder(mailbox):
            return []
        opened = link.select(mailbox, writable=True)
        if not opened.writable:
            raise ServerSaidNo("the folder is read-only")
        present = link.still_there([one.uid for one in due if one.uidvalidity == opened.uidvalidity])
        here = []
        for copy in due:
            if copy.uidvalidity == opened.uidvalidity:
                here += [copy] if copy.uid in present else []
            elif uid := found_again(link, copy, self._ports.account.max_mail_bytes):  # made anew (B21)
                here.append(replace(copy, uidvalidity=opened.uidvalidity, uid=uid))
        return here

    def _move(self, link: Link, pair: Pair, here: Sequence[Copy], target: str) -> tuple[int, Sequence[Copy]]:
        """How many were moved to a known place, and those that have to be looked for."""
        settled = 0
        if link.can("MOVE"):
            link.move(_uids(here), target)
        elif link.can("UIDPLUS"):
            settled, here = self._finish_copies(link, pair, here, target)
            if here:
                link.copy_and_expunge(_uids(here), target)
        else:
            # A plain EXPUNGE would also remove what another client marked deleted, and an original that is only
            # marked stays in sight as a double until any client's CLOSE removes it: so nothing is touched.
            raise ServerSaidNo("the server knows neither MOVE nor UIDPLUS")
        told = link.copied() if here else None
        if told is None:
            return settled, here
        places = {copy: told.uids[copy.uid] for copy in here if copy.uid in told.uids}
        return settled + self._lie(pair, target, told.uidvalidity, places), []

    def _finish_copies(
        self, link: Link, pair: Pair, here: Sequence[Copy], target: str
    ) -> tuple[int, list[Copy]]:
        """A process killed between COPY and EXPUNGE left both: the original goes, and no second copy is made."""
        opened = link.select(target, writable=False)
        limit = self._ports.account.max_mail_bytes
        there = {copy: uid for copy in here if (uid := found_again(link, copy, limit)) is not None}
        again = link.select(pair[1], writable=True)
        if again.uidvalidity != here[0].uidvalidity or not again.writable:
            raise ServerSaidNo("the folder was made anew meanwhile; nothing was touched")
        if there:
            link.remove(_uids(list(there)))
            self._lie(pair, target, opened.uidvalidity, there)
        return len(there), [copy for copy in here if copy not in there]

    def _find(self, link: Link, pair: Pair, astray: Sequence[Copy], target: str) -> int:
        """Messages that are not where they lay: moved there by us, unrecorded, or taken away by somebody (B22)."""
        if not astray:
            return 0
        opened = link.select(target, writable=False)
        found = {
            copy: uid
            for copy in astray
            if (uid := found_again(link, copy, self._ports.account.max_mail_bytes)) is not None
        }
        self._lie(pair, target, opened.uidvalidity, found)
        gone = [copy for copy in astray if copy not in found]
        if gone:
            self._ports.store.copies_lost([copy.inbox_id for copy in gone])
            self._ports.log.imap_vanished(self._ports.account.name, pair[1], _uids(gone))
        return len(astray)

    def _lie(self, pair: Pair, mailbox: str, uidvalidity: int, places: dict[Copy, int]) -> int:
        """Records where messages lie, so that they can follow again and are never taken for new mail."""
        if places:
            account = self._ports.account.name
            uids = {copy.inbox_id: uid for copy, uid in places.items()}
            self._ports.store.copies_lie(account, pair[0], mailbox, uidvalidity, uids)
            self._learn(mailbox, uidvalidity, places.values())
            if mailbox != pair[1]:
                self._ports.log.imap_mirrored(account, pair[1], mailbox, len(places))
        return len(places)

    def _refuse(self, pair: Pair, why: str) -> None:
        """Not again before the next full poll; the admin is told once, until it has gone well in between."""
        self._refused.add(pair)
        if pair not in self._told:
            self._told.add(pair)
            where = f"{self._ports.account.place}: {pair[1]} to {pair[0]}"
            self._ports.alert("imap-tidy", f"{where}: {why}. The mail itself is safe.")


def _uids(copies: Sequence[Copy]) -> list[int]:
    return sorted({copy.uid for copy in copies})
