"""The policies that were in force, file by file: the last good one outlives a broken edit and a restart (B25)."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping

from helpdesk.tickets.errors import Damaged
from helpdesk.tickets.shelf import Shelf

_PUT = "INSERT INTO policies (revision, packed) VALUES (?, ?) ON CONFLICT (revision) DO NOTHING"
_GET = "SELECT packed FROM policies WHERE revision = ?"
_NOTE = "INSERT INTO meta (key, value) VALUES ('note:policy', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
_NOTED = "SELECT value FROM meta WHERE key = 'note:policy'"


class Policies(Shelf):
    """Policies by revision, and which was good last."""

    def put_policy(self, revision: str, files: Mapping[str, str]) -> None:
        """Keeps the files of a policy that was found good, and that it is the one in force."""
        packed = zlib.compress(json.dumps(dict(files), ensure_ascii=False).encode("utf-8", "surrogatepass"))
        with self._db.joined():
            self._db.run(_PUT, revision, packed)
            self._db.run(_NOTE, revision)

    def good_revision(self) -> str:
        """The revision put last, '' if none ever was."""
        row = self._db.row(_NOTED)
        return str(row[0]) if row else ""

    def good_policy(self) -> dict[str, str] | None:
        """The files put last, None if none ever were."""
        return self.policy_files(self.good_revision())

    def policy_files(self, revision: str) -> dict[str, str] | None:
        """The files of one revision, None if it is not known. Raises Damaged."""
        row = self._db.row(_GET, revision)
        if row is None:
            return None
        try:
            return dict(json.loads(zlib.decompress(row[0]).decode("utf-8", "surrogatepass")))
        except (zlib.error, ValueError) as fault:
            raise Damaged(f"the stored policy {revision}: {fault}") from fault
