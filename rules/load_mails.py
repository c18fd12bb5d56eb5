"""templates/MAIL.LANG.txt: a desk's own words for a mail to its customers, checked before the first of them is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

from helpdesk.rules.mail_names import LANGUAGES, Mail, all_mails, changeable
from helpdesk.rules.nearest import suggestion
from helpdesk.rules.yaml_text import Flaw
from helpdesk.templates_mail.sandbox import FILTERS, PLAIN_NODES, Sandbox
from helpdesk.tickets.model import Language

FOLDER = "templates/"
ENDING = ".txt"
LONGEST = 20_000  # characters
_OF_A_LOOP = ("first", "last", "index")
_ALLOWED: tuple[type[nodes.Node], ...] = (
    *PLAIN_NODES,
    nodes.For,
    nodes.Getattr,
)  # it may go through a list, once
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_OPEN = re.compile("needs to be closed is '(\\w+)'")
_SANDBOX = Sandbox(autoescape=False)
_SANDBOX.filters = dict.fromkeys(FILTERS, str)  # parsed here, never rendered


def load_mails(files: Mapping[str, str]) -> tuple[dict[tuple[str, Language], str], list[Flaw]]:
    """Return the texts by mail and language, and everything wrong with their files."""
    texts: dict[tuple[str, Language], str] = {}
    flaws: list[Flaw] = []
    for file in sorted(name for name in files if name.startswith(FOLDER)):
        key, wrong = _named(file)
        if wrong is not None:
            flaws.append(wrong)
            continue
        text = files[file].removeprefix("\ufeff").replace("\r\n", "\n")
        found = list(_Reading(file, text, changeable()[key[0]]).flaws())
        flaws += found
        if not found:
            texts[key] = text
    return texts, flaws


def _named(file: str) -> tuple[tuple[str, Language], Flaw | None]:
    """Which mail and language a file is of, by its name."""
    if not file.endswith(ENDING):
        return ("", "en"), Flaw(file, 0, 0, "nobody reads this file", f"Its name must end in {ENDING}")
    mail, _, language = file.removeprefix(FOLDER).removesuffix(ENDING).partition(".")
    if mail not in changeable():
        inside = mail in all_mails()
        what = f'there is no mail "{mail}"' if not inside else f"{mail} is not sent to customers"
        fix = "What agents get is read again when it comes back" if inside else suggestion(mail, changeable())
        return (mail, "en"), Flaw(file, 0, 0, what, fix)
    if language not in LANGUAGES:
        fix = f"{mail}.es{ENDING}, {mail}.en{ENDING} or {mail}.pt{ENDING}"
        return (mail, "en"), Flaw(file, 0, 0, "its name does not say the language", fix)
    return (mail, language), None


@dataclass
class _Reading:
    """One file, on its way to being found good."""

    file: str
    text: str
    mail: Mail
    lists: dict[str, str] = field(
        default_factory=dict
    )  # the name that a loop gives each member, to the list's

    def flaws(self) -> Iterator[Flaw]:
        """Everything wrong with it."""
        if len(self.text) > LONGEST:
            yield self._flaw(0, "", f"this is over {LONGEST} characters: no mail is")
            return
        if control := _CONTROL.search(self.text):
            line = self.text.count("\n", 0, control.start()) + 1
            yield self._flaw(line, "", "a control character has no place in a mail", "Type the line anew")
            return
        try:
            tree = _SANDBOX.parse(self.text)
        except TemplateSyntaxError as fault:
            yield self._unread(fault)
            return
        except RecursionError:
            yield self._flaw(1, "", "this is nested too deep")
            return
        yield from self._walked(tree, {})
        yield from self._unsaid(tree)

    def _unread(self, fault: TemplateSyntaxError) -> Flaw:
        open_ = _OPEN.search(fault.message or "")
        if open_ is not None:
            what, fix = f"{{% {open_[1]} %}} is not ended", f"{{% end{open_[1]} %}} where it ends"
            return self._flaw(fault.lineno, "{%", what, fix)
        what = f"this cannot be read: {(fault.message or '').split('. ')[0]}"
        fix = "{{ name }}, {% if name %} ... {% endif %} or {% for one in list %} ... {% endfor %}"
        return self._flaw(fault.lineno, "", what, fix)

    def _walked(self, node: nodes.Node, lists: Mapping[str, str]) -> Iterator[Flaw]:
        """`lists`: what the loops around `node` call the members, and of which list."""
        if not isinstance(node, _ALLOWED):
            what = f"this has no place in a mail ({type(node).__name__})"
            yield self._flaw(node.lineno, "", what, "{{ name }}, {% if name %} or {% for one in list %}")
            return
        if isinstance(node, nodes.Filter):
            yield from self._filtered(node)
        if isinstance(node, nodes.For):
            yield from self._looped(node, lists)
            return
        if isinstance(node, nodes.Getattr):
            yield from self._member(node, lists)
            return
        if isinstance(node, nodes.Name) and node.name not in self.mail.names:
            known = [name for name in self.mail.names if "." not in name]
            fix = suggestion(node.name, [*known, *lists])
            if node.name in lists:
                fix = f"{{{{ {node.name}.{self.mail.members(lists[node.name])[0]} }}}}"
            yield self._flaw(node.lineno, node.name, f'"{node.name}" is nothing this mail knows', fix)
        for inner in node.iter_child_nodes():
            yield from self._walked(inner, lists)

    def _filtered(self, node: nodes.Filter) -> Iterator[Flaw]:
        if node.name not in FILTERS:
            what = f'there is no "| {node.name}"'
            yield self._flaw(node.lineno, node.name, what, suggestion(node.name, FILTERS))
            return
        least, most = FILTERS[node.name]
        if not least <= len(node.args) <= most or node.kwargs or node.dyn_args or node.dyn_kwargs:
            what = f'"| {node.name}" is given the wrong number of values'
            fix = f"| {node.name}(name)" if least else f"| {node.name}"
            yield self._flaw(node.lineno, node.name, what, fix)

    def _looped(self, node: nodes.For, lists: Mapping[str, str]) -> Iterator[Flaw]:
        name = node.iter.name if isinstance(node.iter, nodes.Name) else ""
        if lists:
            yield self._flaw(node.lineno, "for", "a loop inside a loop has no place in a mail")
            return
        many = [one for one in self.mail.names if self.mail.members(one)]
        if name not in many or not isinstance(node.target, nodes.Name) or node.test or node.else_:
            fix = suggestion(name, many) if many else "This mail has no list"
            yield self._flaw(node.lineno, name, "this is no list of this mail", fix)
            return
        self.lists[node.target.name] = name
        for inner in node.body:
            yield from self._walked(inner, {**lists, node.target.name: name})

    def _member(self, node: nodes.Getattr, lists: Mapping[str, str]) -> Iterator[Flaw]:
        of = node.node.name if isinstance(node.node, nodes.Name) else ""
        known = _OF_A_LOOP if of == "loop" and lists else self.mail.members(lists.get(of, "?"))
        if not known:
            fix = "{% for one in list %} {{ one.name }} {% endfor %}"
            yield self._flaw(node.lineno, of, f'"{of}" has nothing behind a dot here', fix)
        elif node.attr not in known:
            what = f'"{of}" has no "{node.attr}"'
            yield self._flaw(node.lineno, f".{node.attr}", what, suggestion(node.attr, known))

    def _unsaid(self, tree: nodes.Template) -> Iterator[Flaw]:
        """What the mail must say and does not."""
        said = {name.name for name in tree.find_all(nodes.Name)}
        for node in tree.find_all(nodes.Getattr):
            if isinstance(node.node, nodes.Name):
                said.add(f"{self.lists.get(node.node.name, '?')}.{node.attr}")
        for fact in self.mail.facts:
            if fact not in said:
                listed, _, member = fact.partition(".")
                fix = f"{{{{ one.{member} }}}} for one in {listed}" if member else f"{{{{ {fact} }}}}"
                yield self._flaw(0, "", f"it never says {self.mail.names[fact]}", fix)

    def _flaw(self, line: int, word: str, what: str, fix: str = "") -> Flaw:
        """A flaw at the place of `word` in the line."""
        lines = self.text.split("\n")
        at = lines[line - 1].find(word) if word and 0 < line <= len(lines) else 0
        return Flaw(self.file, line, max(at, 0) + 1 if line else 0, what, fix)
