"""The grammar of commands: what is one, what is text, and what is neither and holds the mail."""

from __future__ import annotations

import pytest

from helpdesk.daemon.commands.ticket_do import about
from helpdesk.daemon.exits import Stop
from helpdesk.mailflow.commands import parse, readable, says_note, verbs_of, without_commands
from helpdesk.mailflow.mending import mends
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
        "vea el #etiqueta",
        "el error #404, la factura #1234 y #hashtag",
        "https://acme.example/ayuda#nota y https://acme.example/#nota",
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
    assert read("a \\#nota y \\#404") == Commands((), "a #nota y \\#404")


@pytest.mark.parametrize(
    ("text", "line", "what", "fix"),
    [
        ("Hola\n#resolver\nadiós", 2, "command_misplaced", "#resolver"),
        ("Hola\n\n#ntoa\nadiós", 3, "command_misplaced", "#nota"),
        ("Hola\n#marco x\nadiós", 2, "command_unknown", "#macro"),
        ("Hola\n#macro\nadiós\n#resolver", 2, "command_value", ""),
        ("Hola\n* #macro x\nadiós", 2, "command_decorated", "#macro x"),
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
    assert fix in found.fixes or not fix


def test_what_stands_for_a_text_may_stand_in_the_midst() -> None:
    found = read("#resolver\n\nHola\n#macro x a=1\nadiós\n\n#kb y\n\n#1 fin\n#etiqueta +a")
    assert isinstance(found, Commands)
    assert [verb.name for verb in found.verbs] == ["solve", "macro", "kb", "tag"]
    assert (found.above, found.pieces) == (1, ("Hola", "adiós", "#1 fin"))
    assert [verb.line for verb in found.verbs] == [1, 4, 7, 10]
    assert found.text.split() == ["Hola", "adiós", "#1", "fin"]
    assert read("Hola\n\\#macro x\nadiós") == Commands((), "Hola\n#macro x\nadiós")


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


@pytest.mark.slow  # megabytes of hostile text
def test_a_very_long_text_takes_no_time() -> None:
    assert read("hola # hola\n" * 50_000).verbs == ()
    assert wrong("#resolver\n" * 5_000).what == "command_too_many"


DRESSED = [
    "“{}”",
    '"{}"',
    "({})",
    "*{}*",
    "**{}**",
    "_{}_",
    "[{}]",
    "- {}",
    "• {}",
    "* {}",
    "1. {}",
    "· “{}”.",
]


@pytest.mark.parametrize("word", ["#nota", "#note", "#ntoa", "#asignar luis", "#assign luis"])
@pytest.mark.parametrize("dress", DRESSED)
def test_a_command_in_quotes_brackets_bold_or_a_list_holds(dress: str, word: str) -> None:
    bare = word.replace("ntoa", "nota")
    for text in (
        dress.format(word),
        f"{dress.format(word)}\n\nsecreto",
        f"Hola\n{dress.format(word)}\nadiós",
    ):
        found = wrong(text)
        assert found.what == "command_decorated" and bare in found.fixes
        assert bare in mends(found) and readable(dress.format(word)) == found.source


@pytest.mark.parametrize("unseen", ["\ufffc#nota", "#\ufe0f\u20e3nota", "\u200b#no\u00adta"])
def test_a_command_with_what_nobody_sees_is_that_command(unseen: str) -> None:
    assert names(f"{unseen}\n\nsecreto") == [("note", "")]


@pytest.mark.parametrize(
    "line",
    ["Luis, ojo. #nota", "PD: #nota interna", "Careful, Luis (#note)", "P.S. #Resolved", "vea el #cerrar"],
)
def test_a_word_of_privacy_or_of_state_within_a_line_holds(line: str) -> None:
    found = wrong(f"Hola\n{line}\nadiós")
    assert (found.line, found.what, found.column) == (2, "command_misplaced", line.index("#") + 1)
    assert without_commands(f"Hola\n{line}\nadiós") == "Hola\nadiós"


@pytest.mark.parametrize("dress", DRESSED)
def test_without_commands_no_dressed_one_is_left(dress: str) -> None:
    assert without_commands(f"{dress.format('#note')}\n\nHola\n{dress.format('#asignar luis')}") == "Hola"


def test_bold_is_no_difference_and_a_dressed_word_is_one() -> None:
    assert verbs_of("*#nota*\n\nHola") == verbs_of("#nota\n\nHola") == ("nota",)
    assert verbs_of("“#nota”\n\nHola") != verbs_of("Hola")


@pytest.mark.parametrize("text", ["Hola\n#note", "“#nota”\nx", "x #nota y", "#ntoa", "# nota", "- #interno"])
def test_a_note_is_asked_for_however_it_is_written(text: str) -> None:
    assert says_note(text)


@pytest.mark.parametrize(
    "text", ["Hola", "\\#nota", "#resolver", "la nota", "x #notas", "https://a.example/x#nota"]
)
def test_no_note_is_asked_for(text: str) -> None:
    assert not says_note(text)


@pytest.mark.parametrize("command", ["tomar", "take", "asignar luis", " Assign luis"])
def test_from_the_shell_a_command_without_its_hash_is_said_with_it(command: str) -> None:
    with pytest.raises(Stop, match=f"#{command.strip()}$"):
        about(0, [command], "")
    assert about(0, [f"#{command.strip()}"], "Hola") == ([f"#{command.strip()}"], "Hola")
