"""Macros and articles of an agent's mail written out where she put them, by the same hands as those that rules send."""

from __future__ import annotations

import difflib
import re
from dataclasses import replace
from itertools import zip_longest

from helpdesk.daemon.agents.order import Order
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.offers import offer
from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.verdicts.rulings import facts_of
from helpdesk.mailflow.mending import BLANK
from helpdesk.rules.book import Article
from helpdesk.rules.macro_then import Then
from helpdesk.rules.macros import LANGUAGES, STANDARD, CannotExpand, Expanded, expand
from helpdesk.tickets.deeds import (
    CommandFault,
    Deed,
    FileIn,
    KeepInside,
    Rank,
    Retag,
    Sleep,
    Speak,
    Turn,
    UseArticle,
    UseMacro,
    Verb,
)
from helpdesk.tickets.model import Agent, Language, Ticket

# A key that chooses the tone, where the macro has no variable of that name.
_TONE = ("tono", "tone", "tom")


def written_out(
    desk: Desk, sheet: Sheet, order: Order, ticket: Ticket, agent: Agent, kind: str
) -> Order | CommandFault:
    """`order` with the texts in its words and with what its macros do; the same one where it has none of them.

    What stands above her words comes before them, what stands below after, what stands between them there. Any macro
    that cannot be written out stops the whole mail. `kind` is the handle's: from any but the customer's a text for the
    customer is refused (product.md 2.1), an article may be part of a note.
    """
    before: list[str] = []
    between: list[str] = []
    after: list[str] = []
    below = order.above + max(0, len(order.pieces) - 1)
    done: list[tuple[Verb, Deed]] = []
    inside = kind != "r" or any(isinstance(deed, KeepInside) for deed in order.deeds)
    for n, (verb, deed) in enumerate(zip(order.verbs, order.deeds, strict=True)):
        match deed:
            case UseMacro():
                found = _macro(desk, sheet, deed, verb, _language(order, ticket), ticket, agent)
                if isinstance(found, CommandFault):
                    return found
                text = found.text.strip()
                if inside and text:
                    return _fault(verb, "command_text_inside", f"#{verb.word}")
                done += [(verb, each) for then in found.then for each in _deeds(then, order)]
            case UseArticle():
                text = article_text(desk.policy.articles[deed.article], _language(order, ticket))
                if kind == "c":
                    return _fault(verb, "command_text_inside", f"#{verb.word}")
            case _:
                continue
        (before if n < order.above else between if n < below else after).append(text)
    if not (before or between or after):
        return order
    own = order.pieces or (order.arrived.own_words.strip("\n"),)
    middle = [text for pair in zip_longest(own, between, fillvalue="") for text in pair]
    words = "\n\n".join(text for text in (*before, *middle, *after) if text)
    return replace(
        order,
        arrived=replace(order.arrived, own_words=words),
        verbs=(*(verb for verb, _ in done), *order.verbs),
        deeds=(*(deed for _, deed in done), *order.deeds),
    )


def article_text(article: Article, language: Language) -> str:
    """Title and link where the article has one on the web, else title and text; in the nearest language it has."""
    order = (language, *(each for each in LANGUAGES if each != language))
    title, text, link = next(article.variants[each] for each in order if each in article.variants)
    return f"{title}\n{link}" if link else f"{title}\n\n{text}"


def _macro(
    desk: Desk, sheet: Sheet, deed: UseMacro, verb: Verb, language: Language, ticket: Ticket, agent: Agent
) -> Expanded | CommandFault:
    macro = desk.policy.macros[deed.macro]
    given, tone = dict(deed.values), ""
    for key in _TONE:
        if key not in macro.variables:
            tone = given.pop(key, tone)
    known = (*macro.variables, *STANDARD)
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3) or tuple(macro.variables)
            without = f"#{verb.word} {deed.macro}"
            left = [f"{key}={value}" for key, value in deed.values if key != name]
            near = near or (" ".join([without, *left]),)
            return _fault(verb, "command_macro_variable", name, *near, before="=")
    facts = facts_of(desk, ticket, "changed", sheet.now)
    if macro.when is not None and not macro.when.test(facts).holds:
        return _fault(verb, "command_macro_elsewhere", macro.id)
    values = {"desk_name": desk.mailbox(ticket.mailbox).display_name, "agent_name": agent.name, **given}
    values = {**offer(desk, ticket), **values}
    try:
        return expand(desk.policy, macro.id, language, values, facts, tone=tone)
    except CannotExpand as problem:
        if problem.missing:
            blanks = " ".join(f"{name}={BLANK}" for name in problem.missing)
            fault = _fault(verb, "command_macro_needs", ", ".join(problem.missing))
            return replace(fault, write=f"{verb.source} {blanks}")
        return _fault(verb, "command_macro_fails", macro.id)


def _language(order: Order, ticket: Ticket) -> Language:
    """The ticket's, or the one that the same mail gives it."""
    return next((deed.language for deed in order.deeds if isinstance(deed, Speak)), ticket.language)


def _deeds(then: Then, order: Order) -> tuple[Deed, ...]:
    """What a verb of `then:` means, as if she had written it; nothing where she has written otherwise beside it."""
    said = {Turn if isinstance(deed, Sleep) else type(deed) for deed in order.deeds}
    match then.field:
        case "tag":
            return (Retag((then.value,), ()),)
        case "untag":
            return (Retag((), (then.value,)),)
        case "priority":
            deed: Deed = Rank(then.value)  # type: ignore[arg-type]  # checked when the policy was read
        case "folder":
            deed = FileIn(then.value)
        case "status":
            deed = Turn(then.value)  # type: ignore[arg-type]
    return () if type(deed) in said else (deed,)


def _fault(verb: Verb, what: str, about: str, *fixes: str, before: str = "") -> CommandFault:
    """`about` stands in the line as a word of its own, or with `before` right behind it."""
    found = re.search(rf"(?<!\S){re.escape(about + before)}", verb.source[verb.value_column - 1 :])
    at = found.start() + verb.value_column - 1 if found else -1
    column = 1 if about == f"#{verb.word}" else at + 1 if at >= 0 else verb.value_column
    return CommandFault(verb.line, column, what, fixes, about, verb.source)
