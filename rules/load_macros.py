"""macros/ID.LANG.md (or ID.LANG.TONE.md, ID.md, LANG/ID.md): front-matter and body of each, joined into macros."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from helpdesk.rules.book import Book, Macro
from helpdesk.rules.conditions import compile_when
from helpdesk.rules.faults import valid
from helpdesk.rules.front_matter import named, read_front
from helpdesk.rules.load_time import plain
from helpdesk.rules.loading import Loading
from helpdesk.rules.macro_text import BadText, names_in
from helpdesk.rules.macro_then import BadVerb, parse_then
from helpdesk.rules.macros import STANDARD
from helpdesk.rules.names import check_name
from helpdesk.rules.nearest import did_you_mean
from helpdesk.rules.schema import MacroFront
from helpdesk.rules.yaml_text import Flaw, Read
from helpdesk.tickets.model import Language


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a macro. `begins`: the line of the file in which the body begins."""

    file: str
    front: MacroFront
    body: str
    begins: int
    read: Read


def load_macros(files: Mapping[str, str], loading: Loading) -> tuple[dict[str, Macro], list[Flaw]]:
    """Return the macros by id and everything wrong with their files."""
    pieces: dict[str, list[Piece]] = {}
    flaws: list[Flaw] = []
    for name in sorted(files):
        if name.startswith("macros/"):
            piece, found = _piece(name, files[name], loading)
            flaws += found
            if piece is not None:
                pieces.setdefault(piece.front.id, []).append(piece)
    macros = {}
    for macro_id, each in sorted(pieces.items()):
        macros[macro_id] = _joined(macro_id, each, loading, flaws)
    return macros, flaws


def _piece(name: str, text: str, loading: Loading) -> tuple[Piece | None, list[Flaw]]:
    found = read_front(name, text)
    if isinstance(found, list):
        return None, found
    read, fields, body, begins = found
    macro_id, language, tone = named(name, loading.around.language)
    for key, value in (("id", macro_id), ("lang", language)):
        said = fields.setdefault(key, value)
        if said != value and (key == "id" or name.count(".") > 1 or name.count("/") > 1):
            read.flaws.append(
                read.flaw((key,), f'{key} is "{said}", and the file\'s name says "{value}"', "Let both agree")
            )
    if tone:
        fields.setdefault("tone", tone)
    entry = valid(read, (), MacroFront, fields)
    if entry is None or read.flaws:
        return None, read.flaws
    piece = Piece(name, entry, body, begins, read)
    _check(piece, loading)
    return piece, read.flaws


def _check(piece: Piece, loading: Loading) -> None:
    """Tags, verbs, and what the text may not have."""
    read, front = piece.read, piece.front
    for index, tag in enumerate(front.tags):
        check_name("tag", tag, loading.names, read, ("tags", index))
    for index, line in enumerate(front.then):
        try:
            parse_then(line, loading.names)
        except BadVerb as fault:
            read.flaws.append(read.flaw(("then", index), fault.what, fault.fix))
    try:
        names_in(piece.body)
    except BadText as fault:
        read.flaws.append(Flaw(piece.file, piece.begins + fault.line - 1, 1, fault.what, fault.fix))
    if not piece.body.strip():
        read.flaws.append(Flaw(piece.file, piece.begins, 1, "this macro has no text"))


def _unknown_names(piece: Piece, variables: Collection[str]) -> Iterator[Flaw]:
    """Names in a text that neither the macro's variables nor the desk explain."""
    try:
        names = names_in(piece.body)
    except BadText:  # said already
        return
    for name, where in {**names.needed, **names.optional}.items():
        if name not in variables and name not in STANDARD:
            near = did_you_mean(name, (*variables, *STANDARD)) or f'vars: {{{name}: "what it is"}}'
            what = f'nothing says what "{name}" is'
            yield Flaw(piece.file, piece.begins + where - 1, 1, what, near)


def _joined(macro_id: str, pieces: Sequence[Piece], loading: Loading, flaws: list[Flaw]) -> Macro:
    """One macro of its variants. What they share may stand in any of them; two may not contradict each other."""
    variants: dict[tuple[Language, str], str] = {}
    files: dict[tuple[Language, str], str] = {}
    variables: dict[str, str] = {}
    for piece in pieces:
        key = (piece.front.lang, piece.front.tone)
        if key in variants:
            what = f"{macro_id} stands in {files[key]} already in {' '.join(filter(None, key))}"
            flaws.append(Flaw(piece.file, 1, 1, what, "Give it another tone, or delete one"))
            continue
        variants[key], files[key] = piece.body, piece.file
        for name, said in piece.front.vars.items():
            variables.setdefault(name, said)
    for piece in pieces:
        flaws.extend(_unknown_names(piece, variables))
    flaws.extend(_differences(pieces))
    first = pieces[0]
    conditioned = next((piece for piece in pieces if ("when",) in piece.read.keys), None)
    when = None
    if conditioned is not None:
        before = len(conditioned.read.flaws)
        when = compile_when(plain(conditioned.front.when), ("when",), conditioned.read, loading.names)
        flaws.extend(conditioned.read.flaws[before:])
    return Macro(
        macro_id,
        f"{first.file}:1",
        first.front.title,
        next((tuple(piece.front.tags) for piece in pieces if piece.front.tags), ()),
        variants,
        variables,
        next((tuple(piece.front.then) for piece in pieces if piece.front.then), ()),
        when,
        {(piece.front.lang, piece.front.tone): piece.front.title for piece in reversed(pieces)},
    )


def _differences(pieces: Sequence[Piece]) -> Iterator[Flaw]:
    for key in ("tags", "then", "when"):
        given = [piece for piece in pieces if (key,) in piece.read.keys]
        for piece in given[1:]:
            if getattr(piece.front, key) != getattr(given[0].front, key):
                what = f'"{key}" is not what {given[0].file} says'
                yield piece.read.flaw((key,), what, "Say it once, or the same", at_key=True)


def sent_without_values(book: Book) -> Iterator[Flaw]:
    """Rules that send a macro which needs values only a person could give."""
    senders = [(rule.id, rule.place, rule.macro) for rule in book.tag_rules]
    senders += [(rule.id, rule.place, rule.macro) for rule in book.escalation_rules]
    for rule, place, macro_id in senders:
        macro = book.macros.get(macro_id)
        if macro is None:
            continue
        needed = {name for body in macro.variants.values() for name in names_in(body).needed}
        left = sorted(needed - STANDARD.keys())
        if left:
            file, _, line = place.rpartition(":")
            what = f"{rule} sends {macro_id}, and nobody says what {', '.join(left)} is"
            yield Flaw(file, int(line), 1, what, f'{{{{ {left[0]} | default("...") }}}} in the macro')
