"""The policy of the desk's day: three agents at three levels and a macro; open whenever the tests run."""

from __future__ import annotations

from pathlib import Path

from tests.integration.desk_rig import ANA, LUIS

MARTA = "marta@agents.test"

AGENTS = f"""
agents:
  ana: {{name: Ana Ruiz, email: {ANA}, teams: [n1], langs: [es]}}
  luis: {{name: Luis Gómez, email: {LUIS}, teams: [n2], langs: [es]}}
  marta: {{name: Marta Gil, email: {MARTA}, teams: [n3], role: lead, langs: [es]}}
"""
FILES = {
    "teams.yaml": "teams:\n  n1: {tier: N1}\n  n2: {tier: N2}\n  n3: {tier: N3}\n",
    "assignment.yaml": "assign:\n  - {id: primera-linea, to: n1, pick: round_robin}\n",
    "tags.yaml": "tags:\n  facturacion: {kind: topic}\n",
    "escalation.yaml": (
        "reasons:\n"
        "  complejidad:\n"
        "    es: requiere una revisión técnica más a fondo\n"
        "    en: it needs a closer technical look\n"
        "    pt: exige uma análise técnica mais profunda\n"
    ),
    "macros/cobro-duplicado.es.md": (
        "---\ntitle: Cobro duplicado\nvars: {importe: lo que se devuelve}\nthen: esperar\n---\n"
        "El cobro se hizo dos veces. Hoy pedimos la devolución de {{ importe }}.\n"
    ),
}


def write(config: Path) -> None:
    """Beside agents.yaml, before the desk starts."""
    for name, text in FILES.items():
        (config / name).parent.mkdir(parents=True, exist_ok=True)
        (config / name).write_text(text, "utf-8")
