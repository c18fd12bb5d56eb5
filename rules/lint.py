"""What no single line shows: rules that never have their turn, hours nobody covers, languages left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from helpdesk.rules.book import Book, Condition, Team
from helpdesk.rules.condition_tree import Atom, Either, Every, Never, Tree, atoms, contradiction, implies
from helpdesk.rules.coverage import uncovered
from helpdesk.rules.yaml_text import Flaw, Path, Read

_MOST_COMPARED = 400  # rules of one list that are compared each with each

Ruled = tuple[str, str, Condition | None, Path]  # what it is called, its place, its condition, its path


def lint(book: Book, reads: Mapping[str, Read]) -> list[Flaw]:
    """Return what is wrong with a policy whose files are good each by itself."""
    found: list[Flaw] = []
    for file, kind, rules in _lists(book):
        found += _covered(kind, rules, reads[file])
    for file, rules in _conditions(book):
        found += _impossible(rules, reads[file])
    found += _late_tags(book, reads)
    found += _nobody(book, reads)
    found += _uncovered(book, reads)
    found += _languages(book, reads)
    return found


def _lists(book: Book) -> Iterator[tuple[str, str, list[Ruled]]]:
    """The lists of which only the first that holds counts."""
    if book.folders:
        named = [(f.name, f.place, f.when, ("folders", n)) for n, f in enumerate(book.folders)]
        yield "folders.yaml", "folder rule", list(named)
    if book.services:
        services = [(s.id, s.place, s.when, ("services", s.id)) for s in book.services]
        yield "sla.yaml", "service", list(services)
    for service in book.services:
        targets: list[Ruled] = [
            (f"{service.id}[{n}]", target.place, target.when, ("services", service.id, "targets", n))
            for n, target in enumerate(service.targets)
        ]
        yield "sla.yaml", "target", targets
    if book.assign_rules:
        assign = [(r.id, r.place, r.when, ("assign", n)) for n, r in enumerate(book.assign_rules)]
        yield "assignment.yaml", "assignment rule", list(assign)


def _conditions(book: Book) -> Iterator[tuple[str, list[Ruled]]]:
    """Every list of conditions, also those that are all looked at."""
    for file, _, rules in _lists(book):
        yield file, rules
    if book.tag_rules:
        yield "tags.yaml", [(r.id, r.place, r.when, ("rules", n)) for n, r in enumerate(book.tag_rules)]
    if book.escalation_rules:
        rules = [(r.id, r.place, r.when, ("rules", n)) for n, r in enumerate(book.escalation_rules)]
        yield "escalation.yaml", list(rules)


def tree_of(condition: Condition | None) -> Tree | None:
    """Return a condition's tree, None for one that always holds (or whose tree is not known)."""
    source = condition.source if condition else None
    return source if isinstance(source, Atom | Every | Either | Never) else None


def _covered(kind: str, rules: Sequence[Ruled], read: Read) -> Iterator[Flaw]:
    """Rules that never have their turn, because an earlier one holds wherever they do."""
    if len(rules) > _MOST_COMPARED:
        return
    for number, (name, _, when, path) in enumerate(rules):
        for earlier, (other, place, before, _) in enumerate(rules[:number]):
            if not _covers(before, when):
                continue
            covering = f"{kind.rpartition(' ')[2]} {earlier + 1} ({other}, {place})"
            what = f"{kind} {number + 1} ({name}) can never match: {covering} covers it"
            fix = f"Put it before {other}, or delete it" if before is not None else f"Put {other} last"
            if before is not None and tree_of(before) == tree_of(when):
                fix = "Delete one of them"
            yield read.flaw(path, what, fix)
            break


def _covers(before: Condition | None, when: Condition | None) -> bool:
    if before is None:
        return True
    one, other = tree_of(when), tree_of(before)
    return one is not None and other is not None and implies(one, other)


def _impossible(rules: Sequence[Ruled], read: Read) -> Iterator[Flaw]:
    """Conditions that contradict themselves."""
    for name, _, when, path in rules:
        tree = tree_of(when)
        found = contradiction(tree) if tree else None
        if found:
            key = " and ".join(dict.fromkeys(atom.key for part in found for atom in atoms(part)))
            what = f"the condition of {name} can never hold: it contradicts itself about {key}"
            yield read.flaw((*path, "when"), what, "A list of values means any of them", at_key=True)


def _late_tags(book: Book, reads: Mapping[str, Read]) -> Iterator[Flaw]:
    """Tag rules that read a tag which only rules after them put on."""
    first: dict[str, int] = {}
    for number, rule in enumerate(book.tag_rules):
        for tag in rule.add:
            first.setdefault(tag, number)
    for number, rule in enumerate(book.tag_rules):
        for atom in atoms(tree_of(rule.when)):
            late = (
                [tag for tag in sorted(atom.values) if first.get(tag, -1) > number]
                if atom.key == "tag"
                else []
            )
            if late:
                adding = book.tag_rules[first[late[0]]]
                what = f'{rule.id} asks for the tag "{late[0]}", which only {adding.id} ({adding.place}) puts on, later'
                path = ("rules", number, "when")
                yield reads["tags.yaml"].flaw(path, what, f"Put {rule.id} after it", severity="warning")


def _nobody(book: Book, reads: Mapping[str, Read]) -> Iterator[Flaw]:
    """Teams that tickets are sent to and nobody is in."""
    sent = {rule.to for rule in book.assign_rules} | {rule.to for rule in book.escalation_rules if rule.to}
    for team in book.teams.values():
        if team.id in sent and not _reached(team, book) and not team.vendor:
            what = f"tickets are sent to {team.id}, and nobody is in it"
            fix = f"teams: [{team.id}] at somebody in agents.yaml"
            yield reads["teams.yaml"].flaw(("teams", team.id), what, fix, at_key=True, severity="warning")


def _reached(team: Team, book: Book) -> bool:
    return bool(team.members) or any(
        book.teams[each].members for each in team.follow_the_sun if each in book.teams
    )


def _uncovered(book: Book, reads: Mapping[str, Read]) -> Iterator[Flaw]:
    """Hours in which nobody of a team is there. Shifts of a team that follows the sun are told with it."""
    shifts = {each for team in book.teams.values() for each in team.follow_the_sun}
    for name in book.teams.keys() - shifts:
        gaps = uncovered(book, name)
        if gaps:
            first, *more = [gap.words for gap in gaps]
            also = "".join(f", nor {words.removeprefix(f'nobody covers {name} ')}" for words in more)
            share = sum(gap.share for gap in gaps)
            what = f"{first}{also}: {share:.0%} of its hours"
            fix = "Mail of those hours waits: widen a shift, or leave it so"
            yield reads["teams.yaml"].flaw(("teams", name), what, fix, at_key=True, severity="warning")


def _languages(book: Book, reads: Mapping[str, Read]) -> Iterator[Flaw]:
    """Reasons that lack a language other reasons have."""
    wanted = sorted({language for texts in book.reasons.values() for language in texts})
    for name, texts in book.reasons.items():
        missing = [language for language in wanted if language not in texts]
        if missing and texts:
            used = next(each for each in ("es", "en", "pt") if each in texts)
            what = f'the reason "{name}" is missing in {", ".join(missing)}: {used} would be used'
            yield reads["escalation.yaml"].flaw(("reasons", name), what, at_key=True, severity="warning")
