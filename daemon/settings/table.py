"""The one table of settings: every table and key of helpdesk.toml with its type, default and one line of help.

The code, `helpdesk.toml`, docs/settings.md and `helpdesk init` are made from these dataclasses; tests fail on drift.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from helpdesk.daemon.settings.kinds import (
    Count,
    Duration,
    Help,
    Line,
    MailAddress,
    MaybeAddress,
    Prefix,
    Table,
    Zone,
)
from helpdesk.daemon.settings.life import Life, Surveys
from helpdesk.daemon.settings.mailbox import Mailbox
from helpdesk.daemon.settings.places import FilePath, Host
from helpdesk.daemon.settings.sockets import Limits, Listen, Smarthost, Web
from helpdesk.tickets.model import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk(Table):
    """Who the desk is."""

    name: Annotated[
        Line,
        Help(
            "the desk's name, as customers and agents see it",
            "el nombre de la mesa, como lo ven clientes y agentes",
            "o nome do atendimento, como clientes e agentes o veem",
        ),
    ] = "Soporte"
    prefix: Annotated[
        Prefix,
        Help(
            "what every protocol number begins with; older ones are not renamed when it changes",
            "con qué empieza cada número de protocolo; al cambiarlo, los viejos no cambian",
            "com que começa cada número de protocolo; ao mudar, os antigos não mudam",
        ),
    ] = "HD"
    former_prefixes: Annotated[
        tuple[Prefix, ...], Help("prefixes once used, still understood in customers' mail")
    ] = ()
    language: Annotated[
        Language,
        Help(
            "the desk's language: es, en or pt",
            "el idioma de la mesa: es, en o pt",
            "o idioma do atendimento: es, en ou pt",
        ),
    ] = "es"
    timezone: Annotated[
        Zone,
        Help("the desk's time zone", "la zona horaria de la mesa", "o fuso horário do atendimento"),
    ] = "Europe/Madrid"
    alert_address: Annotated[
        MaybeAddress,
        Help(
            "who is told when something is wrong; empty = the admins in agents.yaml, else the leads, else all",
            "a quién se avisa si algo va mal; vacío = role admin en agents.yaml, si no lead, si no todos",
            "quem é avisado se algo vai mal; vazio = role admin em agents.yaml, senão lead, senão todos",
        ),
    ] = ""
    subject_protocol: Annotated[
        Literal["suffix", "prefix", "none"], Help("where the protocol stands in the subject")
    ] = "suffix"
    reopen_window: Annotated[
        Duration,
        Help(
            "an answer this long after the end reopens a ticket; then it is closed, and answers open a new one, linked",
            "una respuesta dentro de este plazo reabre el caso; después se cierra, y la respuesta abre otro, enlazado",
            "uma resposta dentro deste prazo reabre o caso; depois fica fechado e a resposta abre outro, ligado",
        ),
    ] = timedelta(days=7)
    receipts: Annotated[
        Literal["errors", "all"], Help("what agents are written about: errors, or every command")
    ] = "errors"
    command_addresses: Annotated[
        tuple[MailAddress, ...],
        Help("addresses for agents' batches of commands, beside +comandos and +commands of every mailbox"),
    ] = ()
    stale_reply: Annotated[
        Literal["hold", "send"], Help("an agent's reply that crosses a colleague's: hold it, or send it")
    ] = "hold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack(Table):
    """The acknowledgement a new ticket is answered with, and how many of them there may be."""

    enabled: Annotated[bool, Help("whether new tickets are acknowledged")] = True
    gap: Annotated[Duration, Help("no second acknowledgement to one address within this time")] = timedelta(
        minutes=10
    )
    per_day: Annotated[Count, Help("acknowledgements to one address in 24 hours")] = 5
    unproven_per_day: Annotated[
        Count, Help("the same for a sender whose address nothing proves; these echo nothing of the mail")
    ] = 1
    per_hour: Annotated[Count, Help("acknowledgements in an hour, all together; over it they are held")] = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage(Table):
    """Where the desk keeps what it knows."""

    data: Annotated[FilePath, Help("the folder of the database, backups and outgoing mail")] = Path(
        "helpdesk-data"
    )
    database: Annotated[Line, Help("the database; empty = sqlite, helpdesk.db in the data folder")] = ""
    config: Annotated[FilePath, Help("the folder of agents.yaml and the rest of the policy")] = Path("config")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust(Table):
    """Whose word the desk takes for who wrote a mail."""

    authserv_ids: Annotated[
        tuple[Line, ...],
        Help(
            'names your own mail server signs Authentication-Results with, like "mx.example.com"; others are ignored'
        ),
    ] = ()
    trust_header: Annotated[
        Line, Help('"Name: value" of a header that your provider strips from outside mail (doctor proves it)')
    ] = ""
    own_dkim_check: Annotated[bool, Help("check DKIM signatures here too")] = True
    resolvers: Annotated[tuple[Host, ...], Help("DNS resolvers for DKIM keys; empty = this machine's")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Table):
    """helpdesk.toml as it is written."""

    desk: Annotated[Desk, Help("who the desk is")] = field(default_factory=Desk)
    mailbox: Annotated[tuple[Mailbox, ...], Help("the addresses customers write to, one table each")]
    listen: Annotated[tuple[Listen, ...], Help("the sockets mail is taken on, one table each")] = ()
    smarthost: Annotated[Smarthost | None, Help("the server that sends the desk's mail")] = None
    ack: Annotated[Ack, Help("acknowledgements")] = field(default_factory=Ack)
    life: Annotated[Life, Help("the life of a case: waiting, its end, thanks")] = field(default_factory=Life)
    surveys: Annotated[Surveys, Help("what customers are asked after a case")] = field(
        default_factory=Surveys
    )
    storage: Annotated[Storage, Help("where things are kept")] = field(default_factory=Storage)
    trust: Annotated[Trust, Help("whose word is taken for who wrote a mail")] = field(default_factory=Trust)
    limits: Annotated[Limits, Help("what one mail, one peer and one address may cost")] = field(
        default_factory=Limits
    )
    web: Annotated[Web, Help("the viewer")] = field(default_factory=Web)
