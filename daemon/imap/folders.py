"""The folders that the desk moves messages to: found by name, made where missing, never another account's."""

from __future__ import annotations

from helpdesk.daemon.imap.link import Link, ServerSaidNo
from helpdesk.daemon.imap.ports import Ports


class Folders:
    """The real names of one account's folders, remembered."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._there: dict[str, str] = {}

    def named(self, link: Link, wanted: str) -> str:
        """The name under which `wanted` exists on this server, made if missing. Raises LinkLost, ServerSaidNo."""
        if wanted not in self._there or not link.has_folder(self._there[wanted]):
            self._there[wanted] = self._found_or_made(link, wanted)
        return self._there[wanted]

    def _found_or_made(self, link: Link, wanted: str) -> str:
        prefix = link.personal_prefix()
        names = [wanted] if wanted.startswith(prefix) else [wanted, prefix + wanted]
        for name in names:
            if link.has_folder(name):
                return name
        # With a prefix like INBOX. the bare name lies outside what the user may create.
        link.create(names[-1])
        try:
            link.subscribe(names[-1])
        except ServerSaidNo as no:
            self._ports.log.imap_note(self._ports.account.name, names[-1], str(no))
        return names[-1]
