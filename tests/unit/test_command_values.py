"""What a command's value means: one thing, or the mail is held with what was probably meant."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from helpdesk.mailflow.command_fault import shown
from helpdesk.mailflow.command_values import meant
from helpdesk.mailflow.commands import parse
from helpdesk.rules.synonyms import PRIORITY_WORDS
from helpdesk.tickets.deeds import (
    Ask,
    CommandFault,
    Commands,
    Deed,
    FileIn,
    GiveTo,
    HandUp,
    LetRules,
    MoveToTeam,
    People,
    PutAside,
    Quiet,
    Rank,
    Restore,
    Retag,
    Sleep,
    Speak,
    Turn,
    Vocabulary,
)
from helpdesk.tickets.model import Agent

ANA = Agent("ana", "Ana Ruiz", ("ana@acme.example",))
NOW = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)  # a Monday, 09:10 in Madrid
KNOWN = Vocabulary(
    agents={
        "ana": ("Ana Ruiz", "ana@acme.example"),
        "luis": ("Luis Gómez",),
        "luisa": ("Luisa Ríos",),
        "maria-g": ("María Gil",),
        "maria-p": ("María Paz",),
    },
    teams={"n1": ("N1",), "n2": ("N2",)},
    tags=("facturación", "vip"),
    folders=("Facturación", "Por revisar"),
    reasons=("tiempo", "permisos"),
    priorities=PRIORITY_WORDS,
)


def answer(text: str) -> tuple[Deed, ...] | CommandFault:
    commands = parse(text)
    assert isinstance(commands, Commands), commands
    return meant(commands, KNOWN, ANA, NOW, ZoneInfo("Europe/Madrid"))


def at(text: str) -> Sleep:
    return Sleep(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Madrid")).astimezone(UTC))


@pytest.mark.parametrize(
    ("texts", "deed"),
    [
        (("#tomar", "#take"), GiveTo("ana")),
        (("#soltar", "#drop"), GiveTo("")),
        (("#asignar luis", "#assign LUIS", "#assign Gómez", "#asignar luis gomez"), GiveTo("luis")),
        (("#asignar maria-p", "#assign «María Paz»", "#assign paz"), GiveTo("maria-p")),
        (("#equipo n2", "#team N2"), MoveToTeam("n2")),
        (("#resolver", "#solve", "#closed"), Turn("resolved")),
        (("#esperar", "#pending"), Turn("waiting")),
        (("#reabrir", "#reopen"), Turn("open")),
        (("#etiqueta +facturacion -VIP", "#tag facturación, -vip"), Retag(("facturación",), ("vip",))),
        (("#prioridad alta", "#priority High", "#prioridad ALTA."), Rank("high")),
        (("#carpeta facturacion", "#folder Facturación"), FileIn("Facturación")),
        (("#carpeta por revisar", "#folder “Por revisar”"), FileIn("Por revisar")),
        (("#idioma portugués", "#lang pt"), Speak("pt")),
        (("#auto",), LetRules()),
        (("#spam", "#SPAM."), PutAside("spam")),
        (("#descartar", "#discard"), PutAside("discarded")),
        (("#restaurar", "#restore"), Restore()),
        (("#silenciar", "#mute"), Quiet(on=True)),
        (("#silenciar no", "#unmute", "#mute off", "#silenciar não"), Quiet(on=False)),
        (("#estado", "#status"), Ask("status")),
        (("#cola", "#queue", "#fila"), Ask("queue")),
        (("#buscar factura etiqueta:vip", "#search factura etiqueta:vip"), Ask("search", "factura etiqueta:vip")),
        (("#ayuda", "#help"), Ask("help")),
        (("#escalar n2 permisos: no llego, ¿me ayudas?",), HandUp("n2", "permisos", "no llego, ¿me ayudas?")),
        (("#escalate N2 Tiempo",), HandUp("n2", "tiempo", "")),
        (("#cc +a@x.example -b@x.example", "#cc a@x.example,-b@x.example"), People(("a@x.example",), ("b@x.example",))),
        (("#admitir a@x.example", "#admit <a@x.example>"), People(("a@x.example",))),
        (("#posponer 2d", "#snooze 48h"), Sleep(datetime(2026, 11, 25, 8, 10, tzinfo=UTC))),
        (("#posponer lunes 9:00", "#snooze Monday 9:00"), at("2026-11-30 09:00")),
        (("#posponer mañana", "#snooze tomorrow 9", "#posponer 2026-11-24"), at("2026-11-24 09:00")),
        (("#posponer hoy 18:30", "#snooze 23/11/2026 18:30"), at("2026-11-23 18:30")),
    ],
)  # fmt: skip
def test_each_verb_means_the_same_in_both_languages(texts: tuple[str, ...], deed: Deed) -> None:
    for text in texts:
        assert answer(text) == (deed,), text


@pytest.mark.parametrize(
    ("text", "what", "column", "fixes"),
    [
        ("#asignar luiz", "command_no_agent", 10, ("luis (Luis Gómez)", "luisa (Luisa Ríos)")),
        ("#asignar maría", "command_several", 10, ("maria-g (María Gil)", "maria-p (María Paz)")),
        ("#equipo n9", "command_no_team", 9, ("n1 (N1)", "n2 (N2)")),
        ("#etiqueta +vip -factura", "command_no_tag", 17, ("facturación",)),
        ("#etiqueta +vip -vip", "command_contradicts", 12, ("#etiqueta +vip", "#etiqueta -vip")),
        ("#prioridad urgentisima", "command_no_priority", 12, ("urgent", "urgente")),
        ("#carpeta facturas", "command_no_folder", 10, ("Facturación",)),
        ("#idioma klingon", "command_no_language", 9, ("es", "en", "pt")),
        ("#escalar n2", "command_no_reason", 10, ("n2 tiempo", "n2 permisos")),
        ("#escalar n2 permiso: x", "command_not_a_reason", 13, ("permisos",)),
        ("#cc lucia", "command_no_address", 5, ()),
        ("#posponer ayer", "command_no_moment", 11, ("2d", "4h", "mañana 9:00", "2026-11-30 9:00")),
        ("#posponer hoy 8:00", "command_past", 11, ("mañana 8:00", "2h")),
        ("#posponer 9000d", "command_no_moment", 11, ("2d", "4h", "mañana 9:00", "2026-11-30 9:00")),
        ("#posponer 2026-02-30", "command_no_moment", 11, ("2d", "4h", "mañana 9:00", "2026-11-30 9:00")),
        ("#resolver\n#esperar", "command_contradicts", 1, ("-2", "-1")),
        ("#silenciar hoy", "command_mute_value", 12, ("no",)),
        ("#silenciar\n#unmute", "command_contradicts", 1, ("-2", "-1")),
        ("#resolver\n#spam", "command_contradicts", 1, ("-2", "-1")),
        ("#spam\n#descartar", "command_contradicts", 1, ("-2", "-1")),
        ("#tomar\n#asignar luis", "command_contradicts", 1, ("-2", "-1")),
    ],
)
def test_what_means_nothing_or_several_things_is_told_with_the_place(
    text: str, what: str, column: int, fixes: tuple[str, ...]
) -> None:
    found = answer(text)
    assert isinstance(found, CommandFault)
    assert (found.what, found.column) == (what, column)
    assert found.fixes == fixes


def test_the_receipt_shows_the_line_and_points_at_the_piece() -> None:
    found = answer("#asignar luiz")
    assert isinstance(found, CommandFault)
    assert shown(found, "es") == [
        "1 | #asignar luiz",
        "  |          ^^^^ no hay agente «luiz». ¿luis (Luis Gómez) o luisa (Luisa Ríos)?",
    ]


def test_every_fault_has_its_words_in_three_languages() -> None:
    whole = CommandFault(1, 1, "command_unknown", (), "#x", "#x")
    for language, words in (
        ("es", "no hay ninguna orden"),
        ("en", "there is no command"),
        ("pt", "não há comando"),
    ):
        assert words in shown(whole, language)[1]  # type: ignore[arg-type]
