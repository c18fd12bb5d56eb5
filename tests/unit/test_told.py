"""A signal interrupts nothing, and none is lost, whenever it comes."""

from __future__ import annotations

import os
import signal
import threading

from helpdesk.daemon.told import Told

MANY = 500


def test_every_signal_is_told_where_the_main_thread_waits() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Told(signal.SIGINT) as told:

        def press_ctrl_c() -> None:
            for _ in range(MANY):
                arrived.clear()
                os.kill(os.getpid(), signal.SIGINT)
                arrived.wait(10)

        arrived = threading.Event()
        impatient = threading.Thread(target=press_ctrl_c)
        impatient.start()
        for _ in range(MANY):
            assert told.wait(10) == signal.SIGINT
            arrived.set()
        impatient.join(10)
        assert told.wait(0) is None
    assert signal.getsignal(signal.SIGINT) is before


def test_what_is_told_from_inside_counts_like_a_signal() -> None:
    with Told(signal.SIGHUP) as told:
        told.tell(signal.SIGHUP)
        assert told.wait(0) == signal.SIGHUP
        assert told.wait(0) is None
