"""Every mail the desk writes, by name. Nothing else makes outgoing bytes: each of these goes through `letter.seal`."""

from __future__ import annotations

from helpdesk.mailflow.acknowledgement import Moved, Opening, acknowledgement, neutral_acknowledgement
from helpdesk.mailflow.agent_notices import OwnMail, beginning, confirm, not_delivered, not_sent, rest_held
from helpdesk.mailflow.announcement import announcement
from helpdesk.mailflow.answers import Answer, Offer, answer
from helpdesk.mailflow.card import Dues
from helpdesk.mailflow.customer_notices import Delay, Thread, delay, escalated, macro
from helpdesk.mailflow.deadlines import Warned, warning
from helpdesk.mailflow.desk_notices import alert, login, was_this_you
from helpdesk.mailflow.handoff import Packet, handoff, in_a_line, taken
from helpdesk.mailflow.headers import BadAddress, BrokenHeader
from helpdesk.mailflow.inside import Inside
from helpdesk.mailflow.leaks import Forbidden, Leak, leaks
from helpdesk.mailflow.letter import Desk, Mint, Written
from helpdesk.mailflow.life_notices import resolved, waiting
from helpdesk.mailflow.mime import File
from helpdesk.mailflow.morning import Entry, Section, morning
from helpdesk.mailflow.notice import broadcast
from helpdesk.mailflow.notification import News, notification
from helpdesk.mailflow.render import TooLong
from helpdesk.mailflow.reply import Original, reply
from helpdesk.mailflow.survey import survey
from helpdesk.mailflow.taps import Held
from helpdesk.mailflow.vendor_mail import Side, vendor_mail
from helpdesk.mailflow.weekly import Counted, Counts, Part, Share, Spans, weekly
from helpdesk.mailflow.word_answers import Last, Standing, Told, word_answer

__all__ = [
    "Answer",
    "Offer",
    "BadAddress",
    "BrokenHeader",
    "Counted",
    "Counts",
    "Part",
    "Delay",
    "Desk",
    "Dues",
    "Entry",
    "File",
    "Forbidden",
    "Held",
    "Inside",
    "Last",
    "Leak",
    "Mint",
    "News",
    "Original",
    "OwnMail",
    "Packet",
    "Section",
    "Share",
    "Side",
    "Spans",
    "Standing",
    "Thread",
    "Told",
    "TooLong",
    "Warned",
    "Written",
    "acknowledgement",
    "Moved",
    "Opening",
    "alert",
    "announcement",
    "answer",
    "beginning",
    "broadcast",
    "confirm",
    "delay",
    "escalated",
    "handoff",
    "in_a_line",
    "leaks",
    "login",
    "macro",
    "morning",
    "neutral_acknowledgement",
    "not_delivered",
    "not_sent",
    "notification",
    "reply",
    "resolved",
    "rest_held",
    "survey",
    "taken",
    "vendor_mail",
    "waiting",
    "warning",
    "weekly",
    "was_this_you",
    "word_answer",
]
