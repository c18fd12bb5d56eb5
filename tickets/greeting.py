"""How a person is greeted by the name that stands in her mail."""

from __future__ import annotations

import re

# A given name and up to four more; no company with a number in it, no address, no "Support Team (automatic)".
_PERSON = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-])*(?: [^\W\d_][\w'’.-]*){0,4}")

LONGEST = 80
# Nobody's given name: departments write with theirs, and companies.
_WORDS_OF_NOBODY = """
administración administração administracion atención atendimento billing accounts compras contabilidad contacto
contato departamento department dept equipo equipe facturación facturacion faturamento financeiro hr info it
marketing office oficina pedidos pagos recepción rrhh sales service servicio shop soporte suporte support team
tienda loja vendas ventas gmbh inc llc ltd ltda sa sas sl slu srl
"""
_NO_PERSON = frozenset(_WORDS_OF_NOBODY.split())


def given_name(name: str) -> str:
    """The given name, also of "Pérez, Lucía"; '' where the name has no person's shape."""
    name = " ".join(name.split())
    if len(name) > LONGEST:
        return ""
    last, comma, first = name.partition(",")
    if comma and first.strip():
        name = f"{first.strip()} {last.strip()}"
    if not _PERSON.fullmatch(name) or _NO_PERSON & {word.strip(".").lower() for word in name.split(" ")}:
        return ""
    given = name.split(" ")[0]
    if (len(given) == 1 and given.isascii()) or given.endswith(("ª", "º")):
        return ""  # an initial, an abbreviation: Mª José
    return given.title() if given.isupper() or given.islower() else given
