"""The command `helpdesk`: what is typed, handed to one small file per group of commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from helpdesk.daemon.exits import explain

app = typer.Typer(
    add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
)
ticket_app = typer.Typer(no_args_is_help=True, help="Read tickets, and act on them as an agent.")
held_app = typer.Typer(no_args_is_help=True, help="What was set aside, and what to do with it.")
outbox_app = typer.Typer(no_args_is_help=True, help="Outgoing mail and its state per recipient.")
agent_app = typer.Typer(no_args_is_help=True, help="Agents as the policy has them.")
sla_app = typer.Typer(no_args_is_help=True, help="What tickets are promised.")
templates_app = typer.Typer(no_args_is_help=True, help="The words of the desk's mails.")
rules_app = typer.Typer(no_args_is_help=True, help="The rules laboratory: test, explain, replay.")
for _name, _group in {
    "ticket": ticket_app,
    "held": held_app,
    "outbox": outbox_app,
    "agent": agent_app,
    "sla": sla_app,
    "rules": rules_app,
    "templates": templates_app,
}.items():
    app.add_typer(_group, name=_name)

Json = Annotated[bool, typer.Option("--json", help="One JSON object, or one a line where it lists.")]
Protocol = Annotated[
    str, typer.Argument(help="A protocol such as HD-2611-7K3MGX; case and dashes do not matter.")
]


class Place:
    """Which settings and data this invocation is about."""

    def __init__(self, config: Path | None, data: Path | None) -> None:
        self.config = config
        self.data = data


@app.callback()
def _where(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option(help="The settings (default $HELPDESK_CONFIG, then ./helpdesk.toml).")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="The data directory (default $HELPDESK_DATA).")] = None,
) -> None:
    """A shared-inbox help desk that lives in the mail."""
    context.obj = Place(config, data)


def main() -> None:
    """The entry point: every error a person can cause comes out as `place: what. fix?`, never a traceback."""
    try:
        code = app(standalone_mode=False) or 0
    except Exception as fault:  # noqa: BLE001  the last place that can turn one into words
        code = explain(fault)
    raise SystemExit(code)


# -- running ----------------------------------------------------------------------------------------


@app.command()
def run(
    context: typer.Context,
    role: Annotated[
        list[str] | None,
        typer.Option(help="receive, poll, work, send, timers or web; again for more; default all."),
    ] = None,
    shadow: Annotated[
        bool, typer.Option("--shadow", help="Read the real mailboxes, send and move nothing.")
    ] = False,
) -> int:
    """Run the daemon."""
    from helpdesk.daemon.cmd_run import run_daemon

    return run_daemon(context.obj.config, context.obj.data, tuple(role or ()), shadow)


demo_app = typer.Typer(invoke_without_command=True, help="The whole product on one machine, with a cast.")
app.add_typer(demo_app, name="demo")


@demo_app.callback(invoke_without_command=True)
def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Option("--dir", help="Where the demo keeps everything.")] = Path("demo"),
    once: Annotated[bool, typer.Option("--once", help="Play the story, print the summary, end.")] = False,
) -> int:
    """Run the whole product on one machine: no outside server, no question."""
    if context.invoked_subcommand:
        context.obj = folder
        return 0
    from helpdesk.daemon.cmd_demo import play

    return play(folder, once)


@demo_app.command("mail")
def demo_mail(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="One of the cast, for example lucia.")],
    text: Annotated[str, typer.Argument(help="What that person writes.")],
) -> int:
    """Write as one of the cast to the running demo."""
    from helpdesk.daemon.cmd_demo import write_as

    return write_as(context.obj, person, text)


@app.command()
def ingest(
    context: typer.Context,
    paths: Annotated[list[str], typer.Argument(help="Mail files, mbox files, Maildirs, directories, or -.")],
    mailbox: Annotated[str, typer.Option(help="The desk mailbox it came to (default the first).")] = "",
    envelope_from: Annotated[
        str | None, typer.Option(help="MAIL FROM; default Return-Path, then From.")
    ] = None,
    rcpt: Annotated[list[str] | None, typer.Option(help="RCPT TO; default the mailbox's address.")] = None,
    authenticated: Annotated[
        str, typer.Option(help="What the trusted MTA would have said: pass, none or fail.")
    ] = "none",
    send: Annotated[bool, typer.Option("--send", help="Deliver what is due before ending.")] = False,
    json: Json = False,
) -> int:
    """Take mail from files through the daemon's own intake, one after the other."""
    from helpdesk.daemon.cmd_ingest import Told, ingest_paths

    told = Told(mailbox, envelope_from, tuple(rcpt or ()), authenticated, send)
    return ingest_paths(context.obj.config, context.obj.data, paths, told, json)


@app.command()
def failpoints(json: Json = False) -> int:
    """List the points at which HELPDESK_FAILPOINT can kill the process."""
    from helpdesk.daemon.cmd_safety import list_failpoints

    return list_failpoints(json)


# -- setting up -------------------------------------------------------------------------------------


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write helpdesk.toml and config/.")],
    yes: Annotated[bool, typer.Option("--yes", help="Take the defaults, ask nothing.")] = False,
    name: Annotated[str | None, typer.Option(help="The desk's name.")] = None,
    prefix: Annotated[str | None, typer.Option(help="What protocols begin with.")] = None,
    address: Annotated[str | None, typer.Option(help="The support address.")] = None,
    imap: Annotated[str | None, typer.Option(help="imaps://user@host, or nothing.")] = None,
    smtp: Annotated[str | None, typer.Option(help="smtps://user@host, or nothing.")] = None,
    language: Annotated[str | None, typer.Option(help="es, en or pt.")] = None,
) -> int:
    """Ask six questions and write a desk's files."""
    from helpdesk.daemon.cmd_init import init as write

    return write(
        folder, yes=yes, name=name, prefix=prefix, address=address, imap=imap, smtp=smtp, language=language
    )


@app.command()
def check(
    context: typer.Context,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings too end with 1.")] = False,
    form: Annotated[str, typer.Option("--format", help="text or github.")] = "text",
    json: Json = False,
) -> int:
    """Check settings and policy, without any network."""
    from helpdesk.daemon.cmd_check import check as look

    return look(context.obj.config, context.obj.data, strict=strict, json=json, form=form)


@app.command()
def schema(
    context: typer.Context,
    file: Annotated[str, typer.Option("--file", help="Of one file: tags.yaml.")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", help="A file, or a folder for one schema a file.")
    ] = None,
) -> int:
    """Print what editors complete and check the policy files by (JSON Schema)."""
    from helpdesk.daemon.cmd_schema import schema as show

    return show(context.obj.config, context.obj.data, file=file, out=out)


@templates_app.command("preview")
def templates_preview(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", help="The folder to write into.")] = Path("preview"),
    only: Annotated[str, typer.Option("--only", help="One template alone: acknowledgement.")] = "",
) -> int:
    """Write every mail of the desk, text and HTML, in three languages, to files."""
    from helpdesk.daemon.cmd_templates import preview

    return preview(out, only, context.obj.config)


@templates_app.command("list")
def templates_list(context: typer.Context) -> int:
    """Say which mails customers get, when, and which of them speak in your words."""
    from helpdesk.daemon.cmd_templates import listed

    return listed(context.obj.config)


@templates_app.command("copy")
def templates_copy(
    context: typer.Context,
    mail: Annotated[str, typer.Argument(help="Which: acknowledgement.")],
    language: Annotated[str, typer.Option("--language", help="In one language alone: es, en or pt.")] = "",
) -> int:
    """Put the words of a mail into config/templates, to be changed there."""
    from helpdesk.daemon.cmd_templates import copy

    return copy(mail, language, context.obj.config)


@rules_app.command("test")
def rules_test(
    context: typer.Context,
    path: Annotated[
        Path | None, typer.Argument(help="A file of cases, a folder of them, or a policy's folder.")
    ] = None,
    origin: Annotated[
        str, typer.Option("--from", help="Write a case, anonymised, from this ticket's protocol.")
    ] = "",
    json: Json = False,
) -> int:
    """Run the policy's own cases (config/tests), and name the rules that none of them puts to the test."""
    from helpdesk.daemon.cmd_rules import run_tests

    return run_tests(context.obj.config, context.obj.data, path, origin, json)


@rules_app.command("explain")
def rules_explain(
    context: typer.Context,
    wanted: Annotated[str, typer.Argument(metavar="PROTOCOL|FILE.eml", help="A ticket, or a mail.")],
    json: Json = False,
) -> int:
    """Say of every rule whether it held, where it stands, and why."""
    from helpdesk.daemon.cmd_rules import explain as why

    return why(context.obj.config, context.obj.data, wanted, json)


@rules_app.command("replay")
def rules_replay(
    context: typer.Context,
    since: Annotated[str, typer.Option(help="How far back: 30d, 12h.")] = "30d",
    folder: Annotated[
        Path | None, typer.Option("--config", help="The folder of another policy (default config/).")
    ] = None,
    json: Json = False,
) -> int:
    """Decide the past again under another policy, and print what would differ. Sends and changes nothing."""
    from helpdesk.daemon.cmd_rules import replay_past

    return replay_past(context.obj.config, context.obj.data, since, folder, json)


@sla_app.command("recalc")
def sla_recalc(
    context: typer.Context,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, change nothing.")
    ] = False,
    service: Annotated[str, typer.Option(help="Only of tickets that this service made its promise to.")] = "",
    json: Json = False,
) -> int:
    """Make the promises of all open tickets anew under the policy now in force. Nobody is written to."""
    from helpdesk.daemon.cmd_sla import recalc

    return recalc(context.obj.config, context.obj.data, service, dry=dry_run, json=json)


@app.command()
def notify(
    context: typer.Context,
    macro: Annotated[
        str, typer.Option("--macro", help="The macro whose text they get, each in its language.")
    ],
    tag: Annotated[str, typer.Option("--tag", help="To the open cases that have this tag.")] = "",
    csv: Annotated[
        Path | None,
        typer.Option(
            "--csv", metavar="FILE", help="To the addresses of a table: address, name, language, variables."
        ),
    ] = None,
    mailbox: Annotated[
        str, typer.Option(help="With --csv: the mailbox that writes; default the first.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say who would get it, send nothing.")] = False,
    per_minute: Annotated[int, typer.Option(min=1, max=600, help="So many a minute at most.")] = 30,
    json: Json = False,
) -> int:
    """Send a notice to the open cases of a tag, in their threads, or to addresses: once each, not to who wants none."""
    from helpdesk.daemon.cmd_notify import Audience
    from helpdesk.daemon.cmd_notify import notify as run

    place: Place = context.obj
    to = Audience(tag, csv, mailbox)
    return run(place.config, place.data, to, macro, per_minute=per_minute, dry=dry_run, json=json)


@app.command()
def reload(context: typer.Context, json: Json = False) -> int:
    """Have the running daemon read the policy again, once it is checked and its tests pass."""
    from helpdesk.daemon.cmd_reload import ask

    return ask(context.obj.config, context.obj.data, json)


@agent_app.command("list")
def agent_list(context: typer.Context, json: Json = False) -> int:
    """The agents of config/agents.yaml."""
    from helpdesk.daemon.cmd_agent import list_agents

    return list_agents(context.obj.config, context.obj.data, json=json)


@agent_app.command("password")
def agent_password(context: typer.Context, email: Annotated[str, typer.Argument()]) -> int:
    """Set a password for the submission listener: asked for, or read from standard input."""
    from helpdesk.daemon.cmd_agent import set_password

    return set_password(context.obj.config, context.obj.data, email)


@app.command("login-link")
def login_link(context: typer.Context, email: Annotated[str, typer.Argument()]) -> int:
    """Print a one-use link to the viewer for an agent's address."""
    from helpdesk.daemon.cmd_agent import print_login_link

    return print_login_link(context.obj.config, context.obj.data, email)


# -- reading ----------------------------------------------------------------------------------------


@ticket_app.command("list")
def ticket_list(
    context: typer.Context,
    status: Annotated[str, typer.Option()] = "",
    folder: Annotated[str, typer.Option()] = "",
    tag: Annotated[str, typer.Option()] = "",
    assignee: Annotated[str, typer.Option()] = "",
    search: Annotated[str, typer.Option(help="Words; accents and case do not matter.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100_000)] = 50,
    json: Json = False,
) -> int:
    """List tickets, the newest first."""
    from helpdesk.daemon.cmd_ticket import list_tickets

    wanted = {"status": status, "folder": folder, "tag": tag, "assignee": assignee, "search": search}
    return list_tickets(context.obj.config, context.obj.data, wanted, limit, json)


@ticket_app.command("show")
def ticket_show(context: typer.Context, protocol: Protocol, json: Json = False) -> int:
    """Show a ticket: its state, its messages, and every event with its reason."""
    from helpdesk.daemon.cmd_ticket import show_ticket

    return show_ticket(context.obj.config, context.obj.data, protocol, json)


@ticket_app.command("raw")
def ticket_raw(context: typer.Context, protocol: Protocol, n: Annotated[int, typer.Argument(min=1)]) -> int:
    """Print the original bytes of message N."""
    from helpdesk.daemon.cmd_ticket import print_raw

    return print_raw(context.obj.config, context.obj.data, protocol, n)


@ticket_app.command("close-links")
def ticket_close_links(context: typer.Context, protocol: Protocol, json: Json = False) -> int:
    """Close the pages that show customers how a ticket stands: no link sent so far opens one any more."""
    from helpdesk.daemon.cmd_ticket import close_links

    return close_links(context.obj.config, context.obj.data, protocol, json)


@ticket_app.command("do")
def ticket_do(
    context: typer.Context,
    protocol: Annotated[
        str,
        typer.Argument(help="A protocol such as HD-2611-7K3MGX, or -: lines that end with their own."),
    ],
    agent: Annotated[
        str, typer.Option("--as", metavar="AGENT", help="Whose commands they are: id or address.")
    ],
    commands: Annotated[
        list[str] | None, typer.Argument(metavar='"#VERB VALUE"...', help="As by mail.")
    ] = None,
    text: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Commands, and words to the customer (#nota: a note); - is stdin.",
        ),
    ] = None,
    message: Annotated[
        int, typer.Option(metavar="N", help="The message that a command is about, where one is.")
    ] = 0,
    json: Json = False,
) -> int:
    """Obey an agent's commands, the same as by mail: all of them, or none and the reason (65)."""
    from helpdesk.daemon.cmd_ticket_do import do

    return do(context.obj.config, context.obj.data, protocol, commands or [], agent, text, message, json)


@held_app.command("list")
def held_list(context: typer.Context, json: Json = False) -> int:
    """What was set aside, with its reason."""
    from helpdesk.daemon.cmd_held import list_held

    return list_held(context.obj.config, context.obj.data, json)


@held_app.command("show")
def held_show(
    context: typer.Context, number: Annotated[int, typer.Argument(metavar="ID")], json: Json = False
) -> int:
    """One held mail: why, what to do, and its bytes."""
    from helpdesk.daemon.cmd_held import show_held

    return show_held(context.obj.config, context.obj.data, number, json)


@held_app.command("release")
def held_release(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID")],
    note: Annotated[bool, typer.Option("--note", help="an agent's words stay inside")] = False,
    without_commands: Annotated[
        bool, typer.Option("--without-commands", help="an agent's words alone, without her commands")
    ] = False,
    to_customer: Annotated[
        bool, typer.Option("--to-customer", help="an agent's words go out, whatever she wrote them to")
    ] = False,
    json: Json = False,
) -> int:
    """Send a held mail through intake again, on your word."""
    from helpdesk.daemon.cmd_held import release

    return release(
        context.obj.config,
        context.obj.data,
        number,
        json,
        note=note,
        plain=without_commands,
        customer=to_customer,
    )


@held_app.command("discard")
def held_discard(context: typer.Context, number: Annotated[int, typer.Argument(metavar="ID")]) -> int:
    """Discard a held mail; its bytes stay in the archive and your name beside it."""
    from helpdesk.daemon.cmd_held import discard

    return discard(context.obj.config, context.obj.data, number)


@outbox_app.command("list")
def outbox_list(
    context: typer.Context, limit: Annotated[int, typer.Option(min=1, max=100_000)] = 1000, json: Json = False
) -> int:
    """Outgoing mail, the newest first."""
    from helpdesk.daemon.cmd_outbox import list_outbox

    return list_outbox(context.obj.config, context.obj.data, limit, json)


@outbox_app.command("show")
def outbox_show(
    context: typer.Context, number: Annotated[int, typer.Argument(metavar="ID")], json: Json = False
) -> int:
    """One outgoing mail and the state of each recipient."""
    from helpdesk.daemon.cmd_outbox import show_outgoing

    return show_outgoing(context.obj.config, context.obj.data, number, json)


@outbox_app.command("raw")
def outbox_raw(context: typer.Context, number: Annotated[int, typer.Argument(metavar="ID")]) -> int:
    """Print the bytes of an outgoing mail."""
    from helpdesk.daemon.cmd_outbox import print_raw

    return print_raw(context.obj.config, context.obj.data, number)


@outbox_app.command("retry")
def outbox_retry(context: typer.Context, number: Annotated[int, typer.Argument(metavar="ID")]) -> int:
    """Send again what failed, is unsure or was kept back."""
    from helpdesk.daemon.cmd_outbox import retry

    return retry(context.obj.config, context.obj.data, number)


# -- figures ----------------------------------------------------------------------------------------


@app.command()
def report(
    context: typer.Context,
    since: Annotated[str, typer.Option(help="How far back, for example 30d.")] = "30d",
    by: Annotated[
        str, typer.Option(help="tag, topic, product, cause, service, team, agent or mailbox.")
    ] = "tag",
    csv: Annotated[bool, typer.Option("--csv", help="As a spreadsheet takes it.")] = False,
    json: Json = False,
) -> int:
    """The figures of the viewer's page: how soon, how long, how much as promised, what customers say."""
    from helpdesk.daemon.cmd_report import report as print_report

    return print_report(context.obj.config, context.obj.data, since, by, csv=csv, json=json)


# -- safety -----------------------------------------------------------------------------------------


@app.command()
def backup(context: typer.Context, file: Annotated[Path, typer.Argument()]) -> int:
    """Write a consistent copy while the daemon runs."""
    from helpdesk.daemon.cmd_safety import backup_to

    return backup_to(context.obj.config, context.obj.data, file)


@app.command()
def restore(context: typer.Context, file: Annotated[Path, typer.Argument()]) -> int:
    """Put a backup in place of an empty data directory; old unsent mail is kept back."""
    from helpdesk.daemon.cmd_safety import restore_from

    return restore_from(context.obj.config, context.obj.data, file)


@app.command()
def verify(context: typer.Context, json: Json = False) -> int:
    """Account for every journal row and every digest."""
    from helpdesk.daemon.cmd_safety import verify_all

    return verify_all(context.obj.config, context.obj.data, json)
