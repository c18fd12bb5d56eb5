"""A process that sends one mail and may be killed on the way: HELPDESK_FAILPOINT says where.

Arguments: database URL, port of the relay (0: a Maildir), Maildir folder.
"""

from __future__ import annotations

import sys
from pathlib import Path

from helpdesk.daemon.clock import ManualClock
from helpdesk.daemon.maillog import MailLog
from helpdesk.daemon.outbox.maildir import MaildirOut
from helpdesk.daemon.outbox.port import Carrier
from helpdesk.daemon.outbox.send import Sender
from helpdesk.daemon.outbox.smarthost import Smarthost
from helpdesk.daemon.outbox.smarthost_open import Relay
from helpdesk.daemon.settings.places import Endpoint
from helpdesk.tickets.store import Store


def main(url: str, port: int, folder: Path) -> None:
    """Send what is due."""
    clock = ManualClock()
    relay = Relay(Endpoint("127.0.0.1", port, "none", "smtp"), "desk.example", timeout=5.0)

    def carrier() -> Carrier:
        return Smarthost(relay, clock) if port else MaildirOut(folder)

    store = Store.open(url)
    sender = Sender(store, carrier, clock, MailLog.silent(), lambda *_: None, lambda _: None)
    sender.send_due(10)
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
