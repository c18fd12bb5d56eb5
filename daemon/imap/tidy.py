"""What the desk does to a message it already holds: a keyword, or a move. Cosmetic: a failure is one alert."""

from __future__ import annotations

import re
from collections.abc import Sequence

from helpdesk.daemon.failpoints import failpoint
from helpdesk.daemon.imap.fetch import Kind
from helpdesk.daemon.imap.folders import Folders
from helpdesk.daemon.imap.link import Link, Selected, ServerSaidNo
from helpdesk.daemon.imap.ports import Ports


class Tidier:
    """Marks or moves the durable messages of one account. Tells the admin once of each thing that does not work."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._told: set[str] = set()
        self._folders = Folders(ports)

    def needed(self, kind: Kind) -> bool:
        """Whether messages of this kind are touched at all."""
        account = self._ports.account
        return (
            bool(account.too_big_folder)
            if kind == "too-big"
            else kind == "received" and account.after != "none"
        )

    def tidy(self, link: Link, opened: Selected, uids: Sequence[int], kind: Kind) -> None:
        """Marks or moves `uids` of the folder that `opened` describes. Raises LinkLost; never ServerSaidNo."""
        account = self._ports.account
        failpoint("imap.before-move")
        try:
            if not opened.writable:
                opened = self._reopen(link, opened)
            if kind == "received" and account.after == "keyword":
                self._mark(link, opened, uids)
            else:
                self._move(link, uids, account.too_big_folder if kind == "too-big" else account.target)
        except ServerSaidNo as no:
            self._tell(f"{opened.folder}: {no}")
        failpoint("imap.after-move")

    def _reopen(self, link: Link, opened: Selected) -> Selected:
        """The folder again, for writing; but not if it is another one by now, where the UIDs mean other mail."""
        again = link.select(opened.folder, writable=True)
        if again.uidvalidity != opened.uidvalidity:
            raise ServerSaidNo("the folder was made anew meanwhile; nothing was touched")
        if not again.writable:
            raise ServerSaidNo("the folder is read-only; nothing was touched")
        return again

    def _mark(self, link: Link, opened: Selected, uids: Sequence[int]) -> None:
        keyword = self._ports.account.keyword
        if not {"*", keyword.lower()} & opened.keywords:
            raise ServerSaidNo(f"the server takes no new keywords, so {keyword} was not set")
        link.add_keyword(uids, keyword)

    def _move(self, link: Link, uids: Sequence[int], target: str) -> None:
        if link.can("MOVE"):
            move = link.move
        elif link.can("UIDPLUS"):
            move = link.copy_and_expunge
        else:
            # A plain EXPUNGE would also remove what another client marked deleted.
            raise ServerSaidNo(f"the server knows neither MOVE nor UIDPLUS, so nothing was moved to {target}")
        move(uids, self._folders.named(link, target))

    def _tell(self, detail: str) -> None:
        # Dovecot puts the time of day into its internal errors.
        key = re.sub(r"\d+", "", detail)
        if key not in self._told:
            self._told.add(key)
            self._ports.alert("imap-tidy", f"{self._ports.account.place}: {detail}. The mail itself is safe.")
