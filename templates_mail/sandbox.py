"""The one sandbox in which text with placeholders is rendered: it calls nothing, and no text can make it grow (A50)."""

from __future__ import annotations

from jinja2 import DictLoader, StrictUndefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

# What a mail template may do to its words (mailflow/render.py says what each is), and how many values each is given.
FILTERS = {
    **dict.fromkeys(("others", "written", "quoted", "indented", "lines", "strong", "title"), (0, 0)),
    **dict.fromkeys(("mailto", "tap", "spoken"), (1, 1)),
    "link": (0, 1),
}

# Text, names and choices between them: what they write is as long as the template and its values, and no longer.
# Other words than ours, a macro's and a desk's own, may stand of these alone and of what their reader adds.
PLAIN_NODES: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Concat,
    nodes.Filter,
)

_OPERATORS = frozenset({"*", "**", "%"})  # one operator can make a string of any length


class Sandbox(ImmutableSandboxedEnvironment):
    """No globals, no filters but those given to it, no other template taken in; an undefined name is an error."""

    intercepted_binops = _OPERATORS

    def __init__(self, *, autoescape: bool) -> None:
        super().__init__(
            loader=DictLoader({}),  # no template takes in another
            undefined=StrictUndefined,
            autoescape=autoescape,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            cache_size=0,
        )
        self.globals.clear()
        self.filters = {}
        self.tests = {name: self.tests[name] for name in ("defined", "none", "equalto")}

    def call_binop(self, context: object, operator: str, left: object, right: object) -> object:
        """Refuse: "x" * 10**8 took 1.4 s and 100 MB in the stock sandbox (libraries 3.11)."""
        raise SecurityError(f"the operator {operator} has no place in a mail template")

    def is_safe_callable(self, obj: object) -> bool:
        """Not even str methods: "x".ljust(10**8) is a bomb too. Macros of the template itself are all."""
        return isinstance(obj, Macro)
