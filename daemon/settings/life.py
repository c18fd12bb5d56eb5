"""The tables about the life of a case: waiting, its end, thanks; and what customers are asked afterwards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Annotated

from helpdesk.daemon.settings.kinds import Duration, Help, Line, Reads, Table, Where, Wrong, between, show


def read_hours(value: object, where: Where) -> str:
    """Read '09:00-20:00', the first before the second."""
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", value):
        begins, _, ends = value.partition("-")
        if begins < ends:
            return value
    raise Wrong(f"{show(value)} are no hours of a day", 'Write them like "09:00-20:00"')


Hours = Annotated[str, Reads(read_hours, 'hours, like "09:00-20:00"')]
Percent = Annotated[int, between(0, 100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Life(Table):
    """How a case that waits for its customer ends, and what its end is."""

    remind_after: Annotated[
        Duration,
        Help(
            "a case that waits for the customer this long: one reminder; 0s = none, and it waits for ever",
            "un caso que espera este tiempo al cliente: un recordatorio; 0s = ninguno, y espera siempre",
            "um caso que espera o cliente este tempo: um lembrete; 0s = nenhum, e espera sempre",
        ),
    ] = timedelta(days=3)
    resolve_after: Annotated[
        Duration,
        Help(
            "this long after the reminder it is taken as resolved; 0s = never",
            "pasado este tiempo desde el recordatorio se da por resuelto; 0s = nunca",
            "passado este tempo desde o lembrete é dado por resolvido; 0s = nunca",
        ),
    ] = timedelta(days=4)
    tell_resolved: Annotated[
        bool, Help("tell the customer that the case is taken as resolved, and how to say that it is not")
    ] = True
    thanks: Annotated[
        bool, Help("a mail that only gives thanks, or is a reaction, does not reopen a case")
    ] = True
    thanks_except: Annotated[
        tuple[Line, ...], Help("tags of cases that even thanks reopen, since a miss would cost too much")
    ] = ("vip",)
    no_offers: Annotated[
        tuple[Line, ...],
        Help("tags of cases in which macros offer nothing more (their may_offer is not given)"),
    ] = ("queja", "complaint", "reclamacao")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveys(Table):
    """What customers are asked after a case has ended: once a case, seldom, by day."""

    enabled: Annotated[
        bool,
        Help(
            "ask how a case was, by mail: the answer is a digit",
            "preguntar por correo cómo fue un caso: se responde con una cifra",
            "perguntar por e-mail como foi um caso: responde-se com um número",
        ),
    ] = False
    review_url: Annotated[
        Line, Help("where who gave a 5 by link may leave a review, http or https; empty = nobody is asked to")
    ] = ""
    after_resolved: Annotated[Duration, Help("how long after the end")] = timedelta(hours=24)
    hours: Annotated[Hours, Help("only in these hours of the desk's zone")] = "09:00-20:00"
    gap: Annotated[Duration, Help("no second question to one address within this time")] = timedelta(days=30)
    nps_percent: Annotated[
        Percent, Help("of 100 customers so many, drawn by lot each quarter, are asked for 0 to 10 instead")
    ] = 0

    @property
    def begins(self) -> time:
        """When the hours begin."""
        return time.fromisoformat(self.hours.partition("-")[0])

    @property
    def ends(self) -> time:
        """When they end."""
        return time.fromisoformat(self.hours.partition("-")[2])
