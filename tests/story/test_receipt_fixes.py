"""Every refusal there is, provoked by mail in es, en and pt: its receipt names the line and the nearest fix (2.4)."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.mailflow.command_words import taught
from helpdesk.mailflow.words import LANGUAGES, phrases, say
from helpdesk.rules.synonyms import reason_words
from helpdesk.tickets.model import Language
from tests.story.rig.agents import says as of_kind
from tests.story.rig.agents import shell
from tests.story.rig.carrier import Sent
from tests.story.rig.shop import later, replies, shop, ticket, writes, writes_again
from tests.story.rig.tap import links, tap
from tests.story.rig.tell import Told, tell
from tests.story.rig.template import last
from tests.story.rig.world import World
from tests.story.test_command_for import new_mail
from tests.story.test_command_macro import POLICY
from tests.story.test_commands_batch import orders
from tests.story.test_vendor import TEAMS

ROOT = Path(__file__).parents[2]
# Words of a receipt that are no fault.
NO_FAULT = {
    "command_or",
    "command_fix",
    "command_line",
    "command_write",
    "command_without",
    "command_example_address",
}
AFTER_A_MONTH = "command_too_late"

Provoke = Callable[[World], Told]


def answer(body: str, before: str = "") -> Provoke:
    """Ana answers the notification of a new case of Lucía's, and has ordered `before` there before."""

    def told(world: World) -> Told:
        writes(world, "lucia", "La factura")
        if before:
            assert replies(world, "ana", before).outcome in ("command", "threaded", "note")
        return replies(world, "ana", body.replace("{team}", ticket(world).team or "n1"))

    return told


def batch(line: str) -> Provoke:
    def told(world: World) -> Told:
        writes(world, "lucia", "La factura")
        return orders(world, "ana", line.replace("{mine}", ticket(world).protocol))

    return told


def new(body: str, subject: str = "Su pedido") -> Provoke:
    return lambda world: new_mail(world, body, subject=subject)


def merging(into: str, other: str = "lucia", aside: bool = False) -> Provoke:
    """`{other}`: the protocol of another case; `{off}`: one with another last character; `{mine}`: this one's."""

    def told(world: World) -> Told:
        writes(world, other, "La factura")
        if aside:
            shell(world, "ana", "#descartar")
        other_one = ticket(world).protocol
        writes(world, "lucia", "La factura")
        off = other_one[:-1] + ("0" if other_one[-1] != "0" else "1")
        named = {"{other}": other_one, "{off}": off, "{mine}": ticket(world).protocol}
        return replies(world, "ana", re.sub(r"\{\w+\}", lambda hit: named[hit[0]], into))

    return told


def after_nico(world: World) -> Told:
    writes(world, "lucia", "La factura")
    later(world, "1m")
    shell(world, "nico", "#tomar")
    return replies(world, "ana", "#resolver")


def with_guests(body: str) -> Provoke:
    """Two people stand in Cc of Lucía's mail."""

    def told(world: World) -> Told:
        writes(world, "lucia", "La factura", head="Cc: b@x.example, a@x.example\n")
        return replies(world, "ana", body)

    return told


def merged_before(world: World) -> Told:
    merging("#unir {other}")(world)
    return replies(world, "ana", "#deshacer")


def changed_since(world: World) -> Told:
    writes(world, "lucia", "La factura")
    replies(world, "ana", "#prioridad baja")
    shell(world, "nico", "#prioridad urgente")
    return replies(world, "ana", "#deshacer")


def without_a_handle(world: World) -> Told:
    writes(world, "lucia", "La factura")
    tell(
        world,
        "Date: {date}\nMessage-ID: <second@gmail.example>\nSubject: Re: [{protocol}]\n"
        "From: Lucia <lucia.perez@gmail.example>\nTo: tienda@acme.example\n\nOtra cosa distinta.\n",
        "lucia",
        "pass",
    )
    head = (
        "Date: {date}\nMessage-ID: <s@acme.example>\nSubject: [{protocol}] x\nFrom: Ana <ana@acme.example>\n"
    )
    return tell(world, f"{head}To: tienda@acme.example\n\n#separar\n", "ana", via="submission", login="ana")


def two_parts(text: str, html: str) -> Provoke:
    def told(world: World) -> Told:
        writes(world, "lucia", "La factura")
        return tell(
            world,
            f"Date: {{date}}\nMessage-ID: <d{world.arrivals}@acme.example>\nSubject: Re: x\n"
            "From: Ana <ana@acme.example>\nTo: {reply-to of notification to ana}\n"
            "In-Reply-To: {message-id of notification to ana}\n"
            'MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="b"\n\n--b\n'
            f"Content-Type: text/plain; charset=utf-8\n\n{text}\n\n--b\n"
            f"Content-Type: text/html; charset=utf-8\n\n{html}\n\n--b--\n",
            "ana",
            "pass",
        )

    return told


def to_commands(world: World) -> Told:
    answer("#estado")(world)
    return of_kind(world, "ana", "Hola, Lucía", "receipt")


def long_ago(world: World) -> Told:
    writes(world, "lucia", "La factura")
    replies(world, "ana", "#descartar")
    later(world, "31d")
    return shell(world, "ana", "#restaurar")


# How each is provoked; what her receipt says in her language (`{#verb}`: as that verb is taught there; `[key]`: a tap
# with that label), and whether one tap puts it right.
FAULTS: Mapping[str, tuple[Provoke, str, bool]] = {
    "command_unknown": (answer("#asingar luis"), "¿#asignar?", True),
    "command_misplaced": (answer("Hola\n#resolver\nadiós"), "#resolver", True),
    "command_blank": (answer("# nota\nOjo"), "#nota", True),
    "command_decorated": (answer("«#resolver»\n\nHola"), "#resolver", True),
    "command_alone": (answer("#tomar ahora"), "#tomar", True),
    "command_value": (answer("#equipo"), "#equipo n2", True),
    "command_too_many": (answer("#tomar\n" * 51), "50", False),
    "command_contradicts": (answer("#resolver\n#esperar"), "RETRY -2", True),
    "command_several": (answer("#asignar acme"), "luis", True),
    "command_no_agent": (answer("#asignar luiz"), "luis", True),
    "command_no_team": (answer("#equipo n22"), "n2", True),
    "command_no_reason": (answer("#escalar n2"), "n2 {permisos}", True),
    "command_not_a_reason": (answer("#escalar n2 permiso: x"), "{permisos}", True),
    "command_no_priority": (answer("#prioridad altta"), "alta", True),
    "command_no_folder": (answer("#carpeta Facturaci"), "Facturación", True),
    "command_no_language": (answer("#idioma klingon"), "es, en", True),
    "command_no_tag": (answer("#etiqueta +facturacio"), "facturacion", True),
    "command_no_address": (answer("#cc lucia(at)x.example"), "lucia@x.example", True),
    "command_own_address": (answer("#cc luis@acme.example"), "{#assign} luis", True),
    "command_not_taking_part": (answer("#cc -otro@x.example\n#tomar"), "RETRY -1", True),
    "command_no_stranger": (with_guests("#admitir 3"), "b@x.example", True),
    "command_no_moment": (answer("#posponer ayer"), "2d", True),
    "command_past": (answer("#posponer hoy 0:05"), " 0:05", True),
    "command_there_already": (answer("#equipo {team}"), "n2", True),
    "command_taken": (after_nico, "[held_retry_anyway]", True),
    "command_has_ended": (answer("#posponer 2d", before="#resolver"), "{#reopen}", True),
    "command_up_ended": (answer("#escalar n2 permisos: x\n#resolver"), "RETRY -1", True),
    "command_no_macro": (answer("#macro cobro-duplicada"), "cobro-duplicado", True),
    "command_no_article": (answer("#kb cobro-repe"), "cobro-repetido", True),
    "command_macro_needs": (
        answer("#macro cobro-duplicado dias=5"),
        "#macro cobro-duplicado dias=5 importe=…",
        True,
    ),
    "command_macro_variable": (answer("#macro cobro-duplicado dia=5"), "dias", True),
    "command_macro_elsewhere": (answer("#macro solo-vip"), "cobro-duplicado", True),
    "command_macro_fails": (
        answer("#macro cobro-duplicado dias=5 importe=" + "x" * 70_000),
        "cobro-duplicado",
        False,
    ),
    "command_text_inside": (
        answer("#nota\n#macro cobro-duplicado dias=5 importe=2"),
        "[held_write_customer]",
        True,
    ),
    "command_mute_value": (answer("#silenciar hoy"), "¿no?", True),
    "command_needs_text": (
        batch("#macro cobro-duplicado {mine}\n#tomar {mine}"),
        "[held_write_customer]",
        True,
    ),
    "command_needs_protocol": (batch("#resolver\n#cola"), "#resolver ACM-", True),
    "command_no_ticket": (batch("#resolver {mine}X\n#cola"), "ACM-", True),
    "command_not_aside": (answer("#restaurar\n#tomar"), "RETRY -1", True),
    "command_is_aside": (answer("#prioridad alta", before="#descartar"), "{#restore}", True),
    "command_says_nothing": (answer("Hola\n\n#spam"), "{#note}", True),
    "command_lone": (answer("#separar 1\n#tomar"), "RETRY -2", True),
    "command_no_case": (merging("#unir {off}"), "ACM-", True),
    "command_same_case": (merging("#unir {mine}"), "ACM-", True),
    "command_other_customer": (merging("#unir {other}", other="john"), "ACM-", True),
    "command_target_aside": (merging("#unir {other}", aside=True), "ACM-", True),
    "command_no_message": (answer("#separar 9"), "¿1?", True),
    "command_which_message": (without_a_handle, "{#split} 2", True),
    "command_split_only": (answer("#separar 1"), "", False),
    "command_split_words": (answer("Hola\n\n#separar 1"), "{#note}", True),
    "command_undo_nothing": (answer("#deshacer"), "{#status}", False),
    "command_undo_sent": (answer("#deshacer", before="Hola, Lucía."), "", False),
    "command_undo_note": (answer("#deshacer", before="#nota\nOjo."), "{#note}", False),
    "command_undo_never": (merged_before, "{#split} N", False),
    "command_undo_opposite": (answer("#deshacer", before="#silenciar"), "{#mute} no", True),
    "command_undo_since": (changed_since, "{#priority} normal", True),
    "command_for_new": (answer("#para x@y.example\n\nHola"), "[held_write_desk]", True),
    "command_for_first": (new("Hola\n\n#para x@y.example"), "#para x@y.example", True),
    "command_note_for": (new("#para x@y.example\n#nota\n\nHola"), "RETRY -1", True),
    "command_no_case_here": (new("#resolver\n\nHola"), "[held_write_commands]", True),
    "command_unread_forward": (new("#para x@y.example\n\nMira esto", "Fwd: ayuda"), "", False),
    "command_vendor_leaks": (
        answer("#escalar n3 permisos: escriba a ana@acme.example"),
        "escriba a tienda@acme.example",
        True,
    ),
    "command_differs_text": (
        two_parts("#resolver\nHola.", "<p>Hola.</p>"),
        "[held_retry_html]",
        True,
    ),
    "command_differs_html": (
        two_parts("Hola.", "<p>#resolver</p><p>Hola.</p>"),
        "[held_retry_text]",
        True,
    ),
    "command_differs_hidden": (
        two_parts("Hola.", '<p style="display:none">#resolver</p><p>Hola.</p>'),
        "[held_retry_html]",
        True,
    ),
    "leak_line": (
        answer("#esperar\n\nHola.\nMi correo es ana@acme.example, por si acaso."),
        "tienda@acme.example",
        True,
    ),
    "commands_only": (to_commands, "[held_send_customer]", True),
    AFTER_A_MONTH: (long_ago, "{#for} lucia.perez@gmail.example", True),
}


def codes() -> set[str]:
    """Every fault that the words of the mails know."""
    pattern = re.compile(r"command_\w+|commands_only|leak_line")
    return {key for key in phrases("en") if pattern.fullmatch(key)} - NO_FAULT


@pytest.mark.slow  # every refusal there is
def test_no_refusal_is_left_out() -> None:
    """What the code refuses has words, what has words is refused somewhere, and this test knows all of it."""
    said: set[str] = set()
    for room in ("mailflow", "daemon", "tickets"):
        for file in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    said |= {node.value} if node.value in codes() else set()
                    assert not re.fullmatch(r"command_(?!addresses?$|mail$)[a-z_]+", node.value) or (
                        node.value in codes() | NO_FAULT | {"command_differs_"}
                    ), (file, node.value)
    differs = {f"command_differs_{part}" for part in ("text", "html", "hidden")}
    assert said | differs == codes() == set(FAULTS)


@pytest.mark.slow  # every refusal there is
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_receipt_names_the_line_and_the_nearest_fix(
    language: Language, tmp_path: Path, cell: ParseCell
) -> None:
    agents = POLICY["agents.yaml"].replace("langs: [es, en]", f"langs: [{language}, es]")
    files = {**POLICY, "agents.yaml": agents, "teams.yaml": TEAMS}
    wrong: list[str] = []
    with shop(tmp_path, cell, files) as world:
        for code, (provoke, fix, one_tap) in FAULTS.items():
            told = provoke(world)
            sent = next((one for one in told.sent if one.kind == "receipt"), None)
            if sent is None:
                wrong.append(f"{code}: {told}")
            else:
                wrong += [f"{code}: {each}" for each in lacking(sent, code, fix, one_tap, language)]
    assert not wrong, "\n\n".join(wrong)


def lacking(sent: Sent, code: str, fix: str, one_tap: bool, language: Language) -> list[str]:
    """What is missing in the receipt: the words, the line with its number, the carets, the fix, the tap."""
    text = sent.text.partition(say(language, "help_end"))[0]
    shown = re.search(r"^( *\d+) \| .*\n +\| *\^+ (?P<said>.*(?:\n +\| .*)?)", text, re.MULTILINE)
    if shown is None:
        return [f"shows no line:\n{text}"]
    found = []
    words = say(language, code, about="\0").split("\0")
    if any(piece.strip() not in shown["said"] for piece in words):
        found.append(f"says {shown['said']!r}, not {words}")
    labels = links(sent)
    wanted = re.sub(r"\{#(\w+)\}", lambda hit: taught(hit[1], language), fix)
    wanted = wanted.replace("{permisos}", reason_words("permisos")[language])
    wanted = wanted.replace("RETRY", say(language, "say_retry"))
    if key := re.fullmatch(r"\[(\w+)\]", fix):
        label = say(language, key[1])
        found += [] if label in labels else [f"has no tap {label!r}: {sorted(labels)}"]
    elif wanted.replace("¿", "").replace("?", "") not in text:
        found.append(f"says nothing of {wanted!r}:\n{text}")
    usual = {say(language, key) for key in ("held_note", "held_discard", "held_send_plain")}
    if one_tap and not set(labels) - usual:
        found.append(f"has no tap that mends: {sorted(labels)}\n{text[:600]}")
    return found


@pytest.mark.slow  # every refusal there is
def test_what_is_mended_by_a_tap_is_done_then(tmp_path: Path, cell: ParseCell) -> None:
    """One of each way of mending, to its end."""
    files = {**POLICY, "teams.yaml": TEAMS}
    with shop(tmp_path, cell, files) as world:
        for code, label, mails in (
            ("command_misplaced", "Reintentar con #resolver", "reply to lucia"),
            ("command_contradicts", "Reintentar sin la línea 1", None),
            ("command_has_ended", "Reintentar con #reabrir", None),
            ("command_is_aside", "Reintentar con #restaurar", None),
            ("command_says_nothing", "Reintentar con #nota", None),
            ("command_differs_text", "Reintentar con la parte de texto", "reply to lucia"),
            ("command_differs_html", "Reintentar con lo que se ve (HTML)", "reply to lucia"),
            ("command_differs_hidden", "Reintentar con lo que se ve (HTML)", "reply to lucia"),
            ("command_which_message", "Reintentar con #separar 2", None),
            ("command_vendor_leaks", "Reintentar con escriba a tienda@acme.example", "vendor"),
            ("leak_line", "Reintentar con tienda@acme.example", "reply to lucia"),
            ("command_for_first", "Reintentar con #para x@y.example", "reply to x@y.example"),
            ("command_note_for", "Reintentar sin la línea 1", "notification"),
            ("command_no_ticket", "Línea 1", None),
            ("command_needs_protocol", "Línea 1", None),
        ):
            FAULTS[code][0](world)
            told = tap(world, "ana", label)
            refused = [
                one for one in told.sent if one.kind == "receipt" and "NO ENVIADO" in str(one.mail["From"])
            ]
            assert told.outcome == "command" and not refused, (code, told, [one.text for one in refused])
            assert mails is None or any(each.startswith(mails) for each in told.mails), (code, told.mails)
            assert not list(world.store.held()), code
        said = [one.text for one in world.sent if one.kind == "reply"]
        assert not any("#resolver" in each for each in said)


def test_whoever_is_listed_is_admitted_by_the_number_and_she_hears_who(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, POLICY) as world:
        writes(world, "lucia", "La factura", head="Cc: b@x.example, a@x.example\n")
        shown = last(world, "notification", "ana")
        assert "Sin admitir: 1: a@x.example, 2: b@x.example." in shown.text
        assert {"Admitir a a@x.example", "Admitir a b@x.example"} <= set(links(shown))
        writes_again(world, "lucia", "Y también Zoe.", head="Cc: aa@x.example\n")
        told = replies_to(world, shown.message_id, "#admitir 2")
        assert (told.outcome, told.mails) == ("command", ["receipt to ana"])
        assert "Participa desde ahora" in told.sent[0].text and "b@x.example" in told.sent[0].text
        people = world.store.participants(ticket(world).protocol)
        assert {one.address for one in people if one.role == "added"} == {"b@x.example"}, (
            "as that mail had them"
        )
        assert tap(world, "ana", "Admitir a a@x.example", "notification").mails == []
        people = world.store.participants(ticket(world).protocol)
        assert {one.address for one in people if one.role == "guest"} == {"aa@x.example"}


def replies_to(world: World, parent: str, body: str) -> Told:
    """Ana answers this mail of the desk's, not the last."""
    sent = next(one for one in world.sent if one.message_id == parent)
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <o{world.arrivals}@acme.example>\nSubject: Re: x\nIn-Reply-To: {parent}\n"
        f"From: Ana <ana@acme.example>\nTo: {sent.mail['Reply-To'].addresses[0].addr_spec}\n\n{body}\n",
        "ana",
        "pass",
    )


@pytest.mark.parametrize("slip", ["check", "swapped", "missing", "double"])
def test_a_mistyped_protocol_is_known_again_the_same_customers_first(
    slip: str, tmp_path: Path, cell: ParseCell
) -> None:
    """By #unir, and at the end of a batch's line: one tap each does what was meant."""
    with shop(tmp_path, cell, POLICY) as world:
        for who, subject in (("john", "La factura"), ("lucia", "La factura"), ("lucia", "Otra factura")):
            writes(world, who, subject)
        other, mine = ticket(world, 2).protocol, ticket(world, 3).protocol
        wrong = {
            "check": other[:-1] + ("0" if other[-1] != "0" else "1"),
            "swapped": other[:-3] + other[-2] + other[-3] + other[-1],
            "missing": other[:-2] + other[-1],
            "double": other[:-1] + other[-2:],
        }[slip]
        told = orders(world, "ana", f"#prioridad alta {wrong}\n#prioridad alta {mine}")
        if wrong != other and told.sent[-1].mail["Subject"].startswith("Órdenes: 1 hechas, 1 no"):
            assert f"#prioridad alta {other}" in links_of(told.sent[-1])
            assert tap(world, "ana", "Línea 1").outcome == "command"
        assert ticket(world, 2).priority == "high"
        told = replies(world, "ana", f"#unir {wrong}")
        if told.outcome == "held":
            shown = told.sent[-1].text
            assert f"¿{other} (La factura)" in shown, shown
            assert tap(world, "ana", f"Reintentar con {other}").outcome == "command"
        assert world.store.survivor(mine) == other


def test_a_case_that_is_none_at_all_offers_the_same_customers(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, POLICY) as world:
        for who, subject in (
            ("lucia", "La primera factura"),
            ("john", "La factura"),
            ("lucia", "Otra factura"),
        ):
            writes(world, who, subject)
        first = ticket(world, 1).protocol
        told = replies(world, "ana", "#unir esa de ayer")
        assert f"¿{first} (La primera factura)?" in told.sent[-1].text


def links_of(sent: Sent) -> str:
    """The bodies that the links of a mail write, as its text prints them beside them."""
    return sent.text
