"""The retry schedule: how long a mail waits after each failed try, when its agent is warned, when it is given up.

Everything here is a table or a pure function of it. Time in which the relay could not be reached at all is no
try and costs a mail nothing: its days begin to count when somebody answers.
"""

from __future__ import annotations

from datetime import datetime, timedelta

# After the first try that failed for now wait the first entry, after the second the second, and so on: the first
# eight make 4 hours, all together 4 days (RFC 5321 4.5.4.1 asks for 4 to 5). After the last, the mail has failed.
SCHEDULE: tuple[timedelta, ...] = (
    *(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15, 30, 60, 120)),
    *[timedelta(hours=4)] * 23,
)

# Each wait is lengthened by up to this part of itself, so that mails refused together do not come back together.
JITTER = 0.1

# A mail still on its way after this long: its agent is told, with the text (threats B8).
WARN_AFTER = timedelta(hours=4)

# The relay's answer to a whole mail was lost: it may have been taken. One more try, not before this (threats B6).
UNSURE_WAIT = timedelta(minutes=15)

# The relay itself cannot be reached: seconds to the next connection, doubling from the first to the last.
RELAY_FIRST_WAIT = 1.0
RELAY_LONGEST_WAIT = 60.0
# It refuses our password: more tries than this would lock the account (threats B11).
SIGN_IN_WAIT = 300.0
# Nothing goes out for so long while something is due: the admin is told, and again each hour (threats B10).
ALERT_AFTER = 600.0
ALERT_AGAIN = 3600.0


def wait_after(tries: int, chance: float) -> timedelta | None:
    """How long to wait after try number `tries` (1, 2, ...) failed for now; None: give up.

    `chance` is a random number from 0 to 1: the jitter.
    """
    if tries > len(SCHEDULE):
        return None
    return SCHEDULE[max(tries, 1) - 1] * (1 + JITTER * chance)


def overdue(created_at: datetime, now: datetime) -> bool:
    """Whether a mail of `created_at` that still waits is late enough to tell its agent."""
    return now - created_at >= WARN_AFTER


def relay_wait(failures: int, chance: float) -> float:
    """Seconds to the next connection after `failures` (1, 2, ...) of them failed in a row."""
    doubled = RELAY_FIRST_WAIT * 2.0 ** min(failures - 1, 16)
    return min(doubled, RELAY_LONGEST_WAIT) * (1 - JITTER * chance)
