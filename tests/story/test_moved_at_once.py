"""A first mail that goes to another team at once, is answered by a macro, or both: one mail in, one mail out."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.shop import shop, ticket, writes

UP = (
    "reasons: {r: {es: lo ve la dirección, en: the management sees to it, pt: a direção trata disso}}\n"
    "rules: [{id: up, when: {text: abogado}, escalate: {to: n2, reason: r, tell_customer: true}}]\n"
)
OWN = "Recibido: {{ protocol }} {{ promise }}\n{% for one in other_languages %}{{ one.words }} {% endfor %}\n"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "Su caso ya pasó a otro equipo porque lo ve la dirección."),
        ("en", "Your case has already moved to another team because the management sees to it."),
        ("pt", "Seu caso já passou para outra equipe porque a direção trata disso."),
    ],
)
def test_one_mail_out_for_one_mail_in(tmp_path: Path, cell: ParseCell, language: str, said: str) -> None:
    known = f'customers: {{"@gmail.example": {{language: {language}}}}}\n'
    with shop(tmp_path, cell, {"escalation.yaml": UP, "customers.yaml": known}) as world:
        told = writes(world, "lucia", "Factura", "Hablaré con mi abogado.")
        [receipt] = [one for one in told.sent if "lucia" in one.to]
        assert receipt.kind == "ack" and said in receipt.text
        events = [one for one in world.store.events(ticket(world).protocol) if one.kind == "told"]
        assert [one.after for one in events] == ["escalated r"]


def test_a_receipt_in_the_desks_own_words_that_says_nothing_of_it(tmp_path: Path, cell: ParseCell) -> None:
    files = {"escalation.yaml": UP, "templates/acknowledgement.es.txt": OWN}
    with shop(tmp_path, cell, files) as world:
        told = writes(world, "lucia", "Factura", "Hablaré con mi abogado.")
        assert [one.kind for one in told.sent if "lucia" in one.to] == ["ack", "sla"]


def test_a_stranger_whom_nothing_proves_gets_a_receipt_that_says_nothing(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, {"escalation.yaml": UP}) as world:
        told = writes(world, "lucia", "Factura", "Hablaré con mi abogado.", proof="none")
        receipt = next(one for one in told.sent if "lucia" in one.to and one.kind == "ack")
        assert "equipo" not in receipt.text


ASKED = {
    "tags.yaml": "tags: {facturacion: {}, tecnico: {}, vip: {}, consulta: {}}\n"
    "rules: [{id: hours, when: {text: horario}, add: consulta, macro: horario}]\n",
    **{
        f"macros/horario.{language}.md": f"---\ntitle: Horario\n---\n{text}\n"
        for language, text in (
            ("es", "Abrimos a las diez."),
            ("en", "We open at ten."),
            ("pt", "Abrimos às dez."),
        )
    },
}
BOTH = "Hablaré con mi abogado. ¿Qué horario tienen?"
ALSO = "Cc: web@acme.example\n"


@pytest.mark.parametrize(
    ("language", "answer", "moved", "also"),
    [
        (
            "es",
            "Abrimos a las diez.",
            "Su caso ya pasó a otro equipo porque lo ve la dirección.",
            "Escribió también a web@acme.example",
        ),
        (
            "en",
            "We open at ten.",
            "Your case has already moved to another team because the management sees to it.",
            "You also wrote to web@acme.example",
        ),
        (
            "pt",
            "Abrimos às dez.",
            "Seu caso já passou para outra equipe porque a direção trata disso.",
            "Escreveu também para web@acme.example",
        ),
    ],
)
def test_an_answer_says_what_the_receipt_would(
    tmp_path: Path, cell: ParseCell, language: str, answer: str, moved: str, also: str
) -> None:
    known = f'customers: {{"@gmail.example": {{language: {language}}}}}\n'
    with shop(tmp_path, cell, {"escalation.yaml": UP, "customers.yaml": known, **ASKED}) as world:
        told = writes(world, "lucia", "Factura", BOTH, head=ALSO)
        [mail] = [one for one in told.sent if "lucia" in one.to]
        assert mail.kind == "macro" and ticket(world).protocol in mail.text
        assert [mail.text.count(words) for words in (answer, moved, also)] == [1, 1, 1]
        events = [one for one in world.store.events(ticket(world).protocol) if one.kind == "told"]
        assert [one.after for one in events] == ["escalated r", "macro"]


def test_to_one_mailbox_and_one_team_it_says_nothing_of_others(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, {"escalation.yaml": UP, **ASKED}) as world:
        [mail] = [
            one for one in writes(world, "lucia", "Horario", "¿Qué horario tienen?").sent if "lucia" in one.to
        ]
        assert mail.kind == "macro" and "equipo" not in mail.text and "también" not in mail.text


@pytest.mark.parametrize(
    ("own", "kinds"),
    [
        ({"macro": "{{ text }}\n{{ protocol }} {{ promise }}\n"}, ["ack", "macro"]),
        ({"acknowledgement": OWN}, ["macro", "sla"]),
    ],
)
def test_in_own_words_that_say_less_nothing_is_lost_nor_said_twice(
    tmp_path: Path, cell: ParseCell, own: dict[str, str], kinds: list[str]
) -> None:
    mails = {f"templates/{name}.es.txt": text for name, text in own.items()}
    with shop(tmp_path, cell, {"escalation.yaml": UP, **ASKED, **mails}) as world:
        sent = [one for one in writes(world, "lucia", "Factura", BOTH).sent if "lucia" in one.to]
        assert [one.kind for one in sent] == kinds
        assert sum("a otro equipo" in one.text for one in sent) == 1
