"""Reads one IMAP account into a real store and exits: the process that test_imap_kill kills. PORT DATABASE."""

from __future__ import annotations

import sys

from helpdesk.tickets.store import Store
from tests.fakes.imap_rig import Place, Rig


def main(port: str, database: str) -> None:
    """One pass over the inbox; what is done moves to Helpdesk, what is too big to too-big."""
    store = Store.open(f"sqlite://{database}")
    try:
        Rig(
            Place(int(port), "desk", "secret"), store, after="move", batch_count=2, max_mail_bytes=5000
        ).sync()
    finally:
        store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
