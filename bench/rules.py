"""What deciding costs: one mail under rulebooks of 10, 100, 1,000 and 5,000 rules.

    python -m bench.rules [--mails 300] [--size 2000]

Of ten tag rules seven ask for words, one for a phrase, one for a /regex/, and one for a sender and a tag; beside them
stand folders, a service, assignment and escalation as in a real desk. A figure is the median over mails of different
texts, and the slowest of them: nothing is remembered from one mail to the next. Below them, what sums of business time
cost on a calendar that remembers no day, and what it costs to replay verdicts.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from datetime import time as clock
from statistics import median

from helpdesk.rules.book import Book
from helpdesk.rules.business import HOUR, Hours, microseconds
from helpdesk.rules.engine import decide
from helpdesk.rules.load import Surroundings, load_policy
from helpdesk.rules.replay import replay
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Ticket
from helpdesk.tickets.verdict import AgentFacts, Facts, StoredVerdict

NOW = datetime(2026, 11, 20, 9, 10, tzinfo=UTC)
SIZES = (10, 100, 1000, 5000)
STEMS = """factura pedido envío cobro cuenta clave error pantalla tarjeta devolución plazo tienda recibo
cliente""".split()  # noqa: SIM905  a list of words reads best as words
REST = {
    "agents.yaml": "agents:\n"
    + "".join(f"  a{n}: {{name: A{n}, email: a{n}@desk.test, teams: [n1]}}\n" for n in range(6)),
    "teams.yaml": "teams:\n  n1: {calendar: madrid}\n",
    "calendars.yaml": 'calendars:\n  madrid: {tz: Europe/Madrid, hours: {mon-fri: "09:00-18:00"}}\n',
    "sla.yaml": "services:\n  s: {describe: S, calendar: madrid, targets: [{first_response: 4h, resolution: 3d}]}\n",
    "folders.yaml": "folders:\n"
    + "".join(f"  - {{name: F{n}, when: {{tag: t{n}}}}}\n" for n in range(10))
    + "  - {name: Rest, default: true}\n",
    "assignment.yaml": "assign:\n  - {id: turn, to: n1, pick: round_robin}\n",
    "escalation.yaml": 'rules:\n  - {id: late, when: {sla.resolution: ">= 80%"}, notify: [assignee]}\n',
}


def tag_rules(count: int) -> str:
    """tags.yaml with `count` rules."""
    chance = random.Random(count)
    lines = ["tags: {" + ", ".join(f"t{n}: {{}}" for n in range(20)) + "}", "rules:"]
    for n in range(count):
        first, second = f"{chance.choice(STEMS)}{n}", f"{chance.choice(STEMS)}{n + 1}"
        match n % 10:
            case 7:
                when = f'{{text: "no {first} nunca"}}'
            case 8:
                when = f"{{text: '/{first}.*{second}/'}}"
            case 9:
                when = f'{{from: "@c{n}.test", not: {{tag: t{n % 20}}}}}'
            case _:
                when = (
                    f"{{{'subject' if n % 2 else 'text'}: [{first}, {second}, {chance.choice(STEMS)}x{n}]}}"
                )
        lines.append(f"  - {{id: r{n}, when: {when}, add: [t{n % 20}]}}")
    return "\n".join(lines) + "\n"


def rulebook(count: int) -> tuple[Book, float]:
    """The rulebook, and the seconds it took to read."""
    files: Mapping[str, str] = {**REST, "tags.yaml": tag_rules(count)}
    begin = time.perf_counter()
    book, flaws = load_policy(files, Surroundings())
    assert book is not None, flaws
    return book, time.perf_counter() - begin


def mails(count: int, size: int) -> list[Facts]:
    """Mails of about `size` characters, each with other words."""
    chance, found = random.Random(1), []
    sender = Address("someone@client.test")
    for number in range(count):
        words: list[str] = []
        while sum(map(len, words)) + len(words) < size:
            words.append(f"{chance.choice(STEMS)}{chance.choice(['', '', '', str(chance.randrange(9999))])}")
        subject = " ".join(words[:6])
        ticket = Ticket(0, f"HD-{number}", subject, "new", "support", sender, "es", NOW, NOW)
        text = f"{subject}\n{' '.join(words)}"
        facts = Facts("opened", NOW, "support", ticket, sender, subject, text, agents=(AgentFacts("a0", 2),))
        found.append(facts)
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=300)
    parser.add_argument("--size", type=int, default=2000)
    options = parser.parse_args()
    print(f"{options.mails} mails of {options.size} characters\n")
    print("  rules   read, s   a mail, ms   p99, ms   lines   asked again, ms")
    for count in SIZES:
        book, seconds = rulebook(count)
        costs, again, lines = [], [], 0
        for facts in mails(options.mails, options.size):
            begin = time.perf_counter()
            verdict = decide(book, facts)
            middle = time.perf_counter()
            decide(book, facts)
            costs.append((middle - begin) * 1000)
            again.append((time.perf_counter() - middle) * 1000)
            lines = len(verdict.trace)
        p99 = sorted(costs)[int(len(costs) * 0.99)]
        print(f"{count:7,}{seconds:10.2f}{median(costs):13.3f}{p99:10.3f}{lines:8,}{median(again):18.3f}")
    print(f"\n16 business hours added: {hours_cost(16):.3f} ms; 90 days counted: {days_cost(90):.3f} ms")
    print(f"{options.mails} verdicts replayed: {replay_cost(options.mails, options.size):.3f} ms each")


def fresh_hours() -> Hours:
    """Monday to Friday, nine to six, no day of it worked out yet."""
    return Hours(
        "Europe/Madrid",
        tuple(((clock(9), clock(18)),) if day < 5 else () for day in range(7)),
        frozenset(),
        "",
        "",
    )


def hours_cost(count: int) -> float:
    """Milliseconds to add so many business hours, the best of many."""
    return min(_milliseconds(lambda hours: hours.after(microseconds(NOW), count * HOUR)) for _ in range(30))


def days_cost(count: int) -> float:
    """Milliseconds to count what is open in so many days, likewise."""
    since, until = microseconds(NOW), microseconds(NOW) + count * 24 * HOUR
    return min(_milliseconds(lambda hours: hours.between(since, until)) for _ in range(30))


def _milliseconds(reckon: Callable[[Hours], int | None]) -> float:
    hours = fresh_hours()
    begin = time.perf_counter()
    reckon(hours)
    return (time.perf_counter() - begin) * 1000


def replay_cost(count: int, size: int) -> float:
    """Milliseconds to decide a verdict again under two policies of a hundred rules."""
    old, new = rulebook(100)[0], rulebook(100)[0]
    rows = [StoredVerdict(n, n, facts, (), (), old.revision) for n, facts in enumerate(mails(count, size))]
    begin = time.perf_counter()
    replay(rows, old, new)
    return (time.perf_counter() - begin) * 1000 / count


if __name__ == "__main__":
    main()
