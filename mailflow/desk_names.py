"""Addresses that read like a help desk's own (support@, soporte@, tickets@): what a desk may be talking to."""

from __future__ import annotations

import re

from helpdesk.mailflow.addresses import fold

# What a help desk is called in es, en and pt, "support" being RFC 2142's. Not info@, hello@ or billing@: in a small
# company a person reads those, and writes to desks from them.
_NAMES = frozenset(
    {
        "support", "helpdesk", "help", "servicedesk", "desk", "ticket", "tickets", "service", "care", "cs",
        "customercare", "customerservice", "customersupport", "techsupport",
        "soporte", "ayuda", "atencion", "atencionalcliente", "atencioncliente", "servicio", "servicioalcliente", "sat",
        "suporte", "ajuda", "atendimento", "atendimentoaocliente", "servico", "sac", "chamados",
    }
)  # fmt: skip
_BETWEEN = re.compile(r"[._-]")


def reads_like_desk(address: str) -> bool:
    """Whether the part before the @ names a help desk, alone or as a word of it (eu-support@, soporte.acme@).

    `address` as in an envelope; its +detail is no part of the name (RFC 5233). It proves nothing about who reads there:
    what hangs on it is only how much the desk writes there by itself (threats A21).
    """
    local = fold(address).rpartition("@")[0].partition("+")[0]
    words = _BETWEEN.split(local)
    return not _NAMES.isdisjoint([*words, "".join(words)])
