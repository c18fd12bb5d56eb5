"""The tables about the life of a case: waiting, its end, thanks; and what customers are asked afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from helpdesk.daemon.settings_kinds import Duration, Help, Line, Table


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
    thanks: Annotated[bool, Help("a mail that only gives thanks does not reopen a case")] = True
    thanks_except: Annotated[
        tuple[Line, ...], Help("tags of cases that even thanks reopen, since a miss would cost too much")
    ] = ("vip",)
