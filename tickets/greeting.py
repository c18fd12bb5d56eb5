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
academia agencia agency asociación asociacion associação association ayuntamiento banco bank clínica clinica club
colegio comercial company comunidad construcciones consulting consultoría consultoria cooperativa corp distribuciones
editorial empresa escola escuela escritório estudio family familia família farmacia farmácia foundation fundación
fundação gestoría gestoria group grupo grupos hospital hotel hoteles igreja imobiliária industrias inmobiliaria
instituto limited logistics prefeitura restaurante school seguros servicios serviços services sociedad solutions
studio talleres transportes universidad universidade university
admin administrador administrator cliente customer desk help helpdesk no-reply noreply do-not-reply webmaster
"""
_NO_PERSON = frozenset(_WORDS_OF_NOBODY.split())
# No given name where a name begins so: an article of a company's, or a title before a surname.
_NO_FIRST = frozenset((
    "the", "los", "las", "el", "la", "os", "as",
    "don", "doña", "dona", "dom", "mr", "mrs", "ms", "miss", "mx", "sir", "herr", "frau", "monsieur", "madame", "mme",
))  # fmt: skip


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
    if given.lower() in _NO_FIRST and " " in name:
        return ""
    if (len(given) == 1 and given.isascii()) or given.endswith(("ª", "º")):
        return ""  # an initial, an abbreviation: Mª José
    return given.title() if given.isupper() or given.islower() else given
