"""The grammar of commands: what is one, what is text, and what is neither and holds the mail."""

from __future__ import annotations

import pytest

from helpdesk.mailflow.commands import parse, verbs_of
from helpdesk.tickets.deeds import CommandFault, Commands


def read(text: str) -> Commands:
    found = parse(text)
    assert isinstance(found, Commands), found
    return found


def wrong(text: str) -> CommandFault:
    found = parse(text)
    assert isinstance(found, CommandFault), found
    return found


def names(text: str) -> list[tuple[str, str]]:
    return [(verb.name, verb.value) for verb in read(text).verbs]


def test_a_block_at_the_top_and_one_at_the_bottom_and_the_text_between() -> None:
    found = read("\n#tomar\n\n#etiqueta +vip\n\nHola, Lucía:\n\nYa está.\n\n#resolver\n")
    assert [(verb.name, verb.value, verb.line) for verb in found.verbs] == [
        ("take", "", 2),
        ("tag", "+vip", 4),
        ("solve", "", 10),
    ]
    assert found.text == "Hola, Lucía:\n\nYa está."


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("#nota", "note"),
        ("#note", "note"),
        ("#tomar", "take"),
        ("#take", "take"),
        ("#soltar", "drop"),
        ("#drop", "drop"),
        ("#resolver", "solve"),
        ("#solve", "solve"),
        ("#solved", "solve"),
        ("#cerrar", "solve"),
        ("#close", "solve"),
        ("#closed", "solve"),
        ("#resolved", "solve"),
        ("#esperar", "pending"),
        ("#pending", "pending"),
        ("#reabrir", "reopen"),
        ("#reopen", "reopen"),
        ("#auto", "auto"),
        ("#spam", "spam"),
        ("#descartar", "discard"),
        ("#discard", "discard"),
        ("#restaurar", "restore"),
        ("#restore", "restore"),
        ("#unmute", "unmute"),
        ("#estado", "status"),
        ("#status", "status"),
        ("#cola", "queue"),
        ("#queue", "queue"),
        ("#ayuda", "help"),
        ("#help", "help"),
    ],
)
def test_a_verb_that_stands_alone_in_both_languages(line: str, name: str) -> None:
    assert names(line) == [(name, "")]
    assert wrong(f"{line} algo").what == "command_alone"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("#asignar", "assign"),
        ("#assign", "assign"),
        ("#equipo", "team"),
        ("#team", "team"),
        ("#posponer", "snooze"),
        ("#snooze", "snooze"),
        ("#etiqueta", "tag"),
        ("#tag", "tag"),
        ("#prioridad", "priority"),
        ("#priority", "priority"),
        ("#carpeta", "folder"),
        ("#folder", "folder"),
        ("#idioma", "lang"),
        ("#lang", "lang"),
        ("#escalar", "escalate"),
        ("#escalate", "escalate"),
        ("#cc", "cc"),
        ("#admitir", "admit"),
        ("#admit", "admit"),
        ("#buscar", "search"),
        ("#search", "search"),
    ],
)
def test_a_verb_that_needs_a_value_in_both_languages(line: str, name: str) -> None:
    assert names(f"{line}  x  y ") == [(name, "x y")]
    assert wrong(line).what == "command_value"


@pytest.mark.parametrize(
    "line",
    [
        "＃resolver",
        "﹟resolver",
        " \u00a0#resolver",
        "\u200b#resolver",
        "#\u200bresolver",
        "#reso\u00adlver",
        "#RESOLVER",
        "#Résolver",
        "#resolver.",
        "#resolver\u2060 ",
        "\ufeff#resolver\u00a0",
    ],
)
def test_what_programs_put_into_a_line_does_not_change_it(line: str) -> None:
    assert names(f"Hola\r\n\r\n{line}") == [("solve", "")]


def test_quotes_and_dashes_are_as_keys_make_them() -> None:
    assert names("#etiqueta +a –b") == [("tag", "+a -b")]
    assert names("#carpeta “Por revisar”") == [("folder", '"Por revisar"')]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hola",
        "#1 Reinicie",
        "#2. Espere",
        "vea el #cerrar",
        "# Título",
        "# 1",
        "#",
        "# ",
        "C# es un lenguaje",
        "Hola\n#hashtag\nadiós",
    ],
)
def test_a55_other_text_is_no_command(text: str) -> None:
    assert read(text) == Commands((), text)


def test_a_literal_loses_its_backslash_and_is_text() -> None:
    assert read("\\#nota es una orden\n\\＃1\nfin") == Commands((), "#nota es una orden\n＃1\nfin")
    assert read("a \\#nota") == Commands((), "a \\#nota")


@pytest.mark.parametrize(
    ("text", "line", "what", "fix"),
    [
        ("Hola\n#resolver\nadiós", 2, "command_misplaced", "#resolver"),
        ("Hola\n\n#ntoa secreto\nadiós", 3, "command_misplaced", "#nota"),
        ("Hola\n#macro x\nadiós", 2, "command_misplaced", "#macro"),
        ("# nota esto no", 1, "command_blank", "#nota"),
        ("# ASIGNAR luis", 1, "command_blank", "#asignar"),
        ("##nota", 1, "command_blank", "#nota"),
        ("Hola\u2028#resolver\u2028adiós", 2, "command_misplaced", "#resolver"),
        ("#asingar luis", 1, "command_unknown", "#asignar"),
        ("#resolv\n\nHola", 1, "command_unknown", "#resolver"),
    ],
)
def test_a55_what_looks_like_a_command_and_is_none_holds(text: str, line: int, what: str, fix: str) -> None:
    found = wrong(text)
    assert (found.line, found.column, found.what) == (line, 1, what)
    assert fix in found.fixes


def test_an_unknown_verb_in_a_block_holds_even_where_nothing_is_like_it() -> None:
    for text in ("#über", "#C++ es difícil", "Hola\n#felicidades"):
        assert (wrong(text).what, wrong(text).fixes) == ("command_unknown", ())


def test_a_value_may_follow_silence_or_none() -> None:
    assert names("#silenciar") == [("mute", "")]
    assert names("#mute no") == [("mute", "no")]


def test_one_bad_line_spoils_all_of_them() -> None:
    assert wrong("#resolver\n#etiquetta +a\n\nHola").line == 2


def test_lines_of_both_parts_are_counted_right_or_wrong() -> None:
    assert verbs_of("#a\n#Notá x\n\ntexto\n#1 no\nmas\n#c 1\n#b") == ("a", "nota", "c", "b")
    assert verbs_of("texto") == ()


def test_a_very_long_text_takes_no_time() -> None:
    assert read("hola # hola\n" * 50_000).verbs == ()
    assert wrong("#resolver\n" * 5_000).what == "command_too_many"
