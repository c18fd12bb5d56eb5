"""A mail whose two parts do not say the same: nobody would see that one said more, so its writer is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.replies.twice import answers
from tests.story.rig.people import address_of
from tests.story.rig.shop import shop, ticket, writes
from tests.story.rig.tap import tap
from tests.story.rig.tell import Told, customers_mail, tell
from tests.story.rig.template import last
from tests.story.rig.world import World

SHORT = "Hola, ya está."
MORE = "Y además le devolvemos los 20 euros."
LONG = f"<p>{SHORT}</p><p>{MORE}</p>"


def mail(
    text: str,
    html: str,
    who: str,
    to: str,
    head: str,
    subject: str = "Re: Factura",
    kind: str = "alternative",
) -> str:
    """A mail with both parts."""
    return (
        f"Date: {{date}}\nMessage-ID: <two@{address_of(who).partition('@')[2]}>\n"
        f"Subject: {subject}\nFrom: {who.title()} <{address_of(who)}>\nTo: {to}\n{head}"
        f'MIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary="b"\n\n--b\n'
        f"Content-Type: text/plain; charset=utf-8\n\n{text}\n\n--b\n"
        f"Content-Type: text/html; charset=utf-8\n\n{html}\n\n--b--\n"
    )


def two(
    world: World, text: str, html: str, who: str = "ana", to: str = "", kind: str = "alternative"
) -> Told:
    """Somebody, Ana if nobody else, answers what she was sent last."""
    told = f"notification to {who}" if who == "ana" else f"ack to {who}"
    to, head = to or f"{{reply-to of {told}}}", f"In-Reply-To: {{message-id of {told}}}\n"
    written = mail(text, html, who, to, head, kind=kind).replace("<two@", f"<two{world.arrivals}@")
    return tell(world, written, who, "pass")


ATTACKS = {
    "in the HTML alone": (SHORT, LONG, "html", MORE),
    "in the text alone": (f"{SHORT}\n\n{MORE}", f"<p>{SHORT}</p>", "text", MORE),
    "instead of a text": ("Use un programa que muestre HTML.", LONG, "html", MORE),
    "another account": (
        "Pague en la cuenta ES91 2100 0418, gracias.",
        "<p>Pague en la cuenta ES66 2100 0418, gracias.</p>",
        "html",
        "ES66",
    ),
    "another amount": ("Le devolvemos 20,50 euros hoy.", "<p>Le devolvemos 25,50 euros hoy.</p>", "html", "25,50"),
    "another date": ("Pase el 3/11 por la oficina.", "<p>Pase el 4/11 por la oficina.</p>", "html", "4/11"),
    "a not": ("Su pedido se puede devolver así.", "<p>Su pedido no se puede devolver así.</p>", "html", "no se puede"),
    "another address": (
        "Escriba a pagos@a.example sin falta.", "<p>Escriba a pagos@b.example sin falta.</p>", "html", "b.example",
    ),
    "hidden, and in the text": (
        f"{SHORT}\n\n{MORE}", f'<p>{SHORT}</p><p style="display:none">{MORE}</p>', "text", MORE,
    ),
    "hidden, above a quote": (
        SHORT,
        f'<p>{SHORT}</p><p hidden>{MORE}</p><blockquote type="cite">Tengo una pregunta.</blockquote>',
        "hidden",
        MORE,
    ),
    "below a quote": (
        f"{SHORT}\n\n> Tengo una pregunta.",
        f'<p>{SHORT}</p><blockquote type="cite">Tengo una pregunta.</blockquote><p>{MORE}</p>',
        "html",
        MORE,
    ),
    "many lines": (SHORT, f"{LONG}<p>Y otra línea más para usted.</p>", "html", "> Y otra línea más"),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_a49_what_only_one_part_says_is_not_lost(name: str, tmp_path: Path, cell: ParseCell) -> None:
    text, html, part, shown = ATTACKS[name]
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "Factura")
        told = two(world, text, html)
        assert (told.outcome, told.reason) == ("held", "command-differs")
        assert customers_mail(told, world) == [] and world.store.messages(ticket(world).protocol)[1:] == []
        [receipt] = [one for one in told.sent if one.kind == "receipt"]
        where = {"html": "solo en la parte HTML", "text": "solo en la parte de texto", "hidden": "oculta"}[
            part
        ]
        assert shown in receipt.text and where in receipt.text and "no dicen lo mismo" in receipt.text


@pytest.mark.parametrize(
    ("label", "sent"),
    [
        ("Reintentar con lo que se ve (HTML)", f"{SHORT}\n\n{MORE}"),
        ("Reintentar con la parte de texto", SHORT),
    ],
)
def test_one_tap_says_which_part_goes_out(label: str, sent: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "Factura")
        two(world, SHORT, LONG)
        told = tap(world, "ana", label)
        assert told.mails == ["reply to lucia"] and list(world.store.held()) == []
        assert world.store.messages(ticket(world).protocol)[-1].own_words == sent


def test_as_a_note_both_are_kept(tmp_path: Path, cell: ParseCell) -> None:
    both = f"{SHORT}\n\n{MORE}"
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "Factura")
        two(world, SHORT, LONG)
        tap(world, "ana", "Guardar como nota")
        two(world, f"#nota\n\n{SHORT}", f"<p>#nota</p>{LONG}")
        two(world, SHORT, LONG, to="{n-address of notification to ana}")
        notes = world.store.messages(ticket(world).protocol)[1:]
        assert [(one.direction, one.own_words) for one in notes] == [("note", both)] * 3


def test_a_note_of_two_minds_does_not_go_out_after_all(tmp_path: Path, cell: ParseCell) -> None:
    """Written from another program, signed in: it names the case and has no handle, so that it is filed."""
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "Factura")
        told = tell(
            world, mail(SHORT, LONG, "ana", "tienda@acme.example", "", "Re: [{protocol}]"), "ana", login="ana"
        )
        assert told.outcome == "note"
        told = tap(world, "ana", "Enviar al cliente", "notification")
        assert told.mails == ["receipt to ana"] and "no dicen lo mismo" in told.sent[0].text


@pytest.mark.parametrize("n", range(12))
def test_what_both_say_each_in_its_way_goes_out(n: int, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "Factura", "Me siguen cobrando dos veces.")
        told = last(world, "notification", "ana")
        shape = answers(told.text.strip("\n"))[n]
        after = two(world, shape.text.replace("\n", "\r\n"), shape.html)
        assert (after.outcome, after.mails) == ("threaded", ["reply to lucia"]), (shape.name, after.line)
        [sent] = customers_mail(after, world)
        assert all(word in sent.text for word in ("29,90", "Facturas")) and "de un toque" not in sent.text


def test_files_beside_each_other_are_no_versions(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "Factura")
        told = two(world, SHORT, f"<p>{MORE}</p>", kind="mixed")
        assert told.mails == ["reply to lucia"]
        assert world.store.messages(ticket(world).protocol)[-1].own_words == f"{SHORT}\n\n{MORE}"


def test_a_customers_mail_is_never_held_for_it_and_the_agent_reads_both(
    tmp_path: Path, cell: ParseCell
) -> None:
    stub = "Su programa no muestra HTML."
    with shop(tmp_path, cell) as world:
        page = "<p>Me cobran dos veces el pedido 99.</p>"
        told = tell(world, mail(stub, page, "lucia", "tienda@acme.example", ""), "lucia", "pass")
        assert told.outcome == "opened"
        [seen] = [one for one in told.sent if one.kind == "notification"]
        assert stub in seen.text and "Me cobran dos veces el pedido 99." in seen.text
        told = two(world, "> Tengo una pregunta.\n\nVale.", LONG, "lucia")
        assert told.outcome == "threaded" and MORE in told.sent[0].text
        assert MORE in world.store.messages(ticket(world).protocol)[-1].own_words


def test_a_customers_word_is_none_where_the_other_part_says_more(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "Factura")
        told = two(
            world, "Cerrar", "<p>Cerrar</p><p>pero no antes de que me devuelvan el dinero</p>", "lucia"
        )
        assert (told.outcome, ticket(world).status) == ("threaded", "new")
        assert "pero no antes" in told.sent[0].text
        assert two(world, "Cerrar", "<p>Cerrar</p>", "lucia").outcome != "threaded"


def test_a_new_mail_to_a_customer_is_asked_about_too(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        order = "#para x@y.example"
        written = mail(f"{order}\n\n{SHORT}", f"<p>{order}</p>{LONG}", "ana", "tienda@acme.example", "")
        told = tell(world, written, "ana", "pass")
        assert (told.reason, told.mails) == ("command-differs", ["receipt to ana"])
        told = tap(world, "ana", "Reintentar con lo que se ve (HTML)")
        assert told.mails[0] == "reply to x@y.example" and MORE in told.sent[0].text


def test_her_yes_to_a_strangers_mail_lets_one_of_its_parts_out_when_she_says_which(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "La factura")
        to, head = "{reply-to of notification to ana}", "In-Reply-To: {message-id of notification to ana}\n"
        told = tell(world, mail(SHORT, LONG, "mallory", to, head), "mallory", "pass")
        assert told.reason == "agent-alias"
        told = tap(world, "ana", "Sí, enviar")
        assert told.mails == ["receipt to ana"] and MORE in told.sent[0].text
        told = tap(world, "ana", "Reintentar con lo que se ve (HTML)")
        assert told.mails == ["reply to lucia"] and MORE in told.sent[0].text


@pytest.mark.parametrize("name", ["gmail", "outlook desktop", "outlook web", "apple mail", "proton"])
def test_the_part_that_she_chose_goes_out_without_its_quotes(
    name: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "Factura", "Me siguen cobrando dos veces.")
        told = last(world, "notification", "ana")
        shape = next(one for one in answers(told.text.strip("\n")) if one.name == name)
        page = shape.html.replace("29,90", "19,90", 1)
        assert two(world, shape.text, page).reason == "command-differs"
        after = tap(world, "ana", "Reintentar con lo que se ve (HTML)")
        assert after.mails == ["reply to lucia"]
        assert "19,90" in after.sent[0].text and "de un toque" not in after.sent[0].text
        own = world.store.messages(ticket(world).protocol)[-1].own_words
        assert "Me siguen cobrando" not in own and "escribió" not in own and "Enviado:" not in own
