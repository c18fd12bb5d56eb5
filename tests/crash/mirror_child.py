"""Reads an IMAP account, files what came, lets it follow: what test_mirror_kill kills. PORT FOLDER LACKS."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.fakes.filing import Filing
from tests.fakes.imap_rig import Place, Rig


def main(port: str, folder: str, lacks: str) -> None:
    """The even mails to Par, the odd ones to Impar; Impar is read as well."""
    filing = Filing(Path(folder))
    try:
        place = Place(int(port), "desk", "secret")
        rig = Rig(place, filing.store, mirror_folders=True, batch_count=2, folders=("INBOX", "Impar"))
        rig.lacks = {lacks}
        for _ in range(3):
            rig.sync()
            filing.file(lambda subject: "Impar" if int(subject[1:]) % 2 else "Par")
    finally:
        filing.store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
