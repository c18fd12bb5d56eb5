"""The tables of one desk mailbox: its address, how mail comes in, and how the desk writes from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Literal

from helpdesk.daemon.settings.kinds import Count, Duration, Help, Line, MailAddress, Name, Table
from helpdesk.daemon.settings.places import After, AfterStored, FilePath, ImapServer, SecretAt
from helpdesk.tickets.model import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth(Table):
    """OAuth 2 for IMAP, as Microsoft 365 and Gmail want it."""

    kind: Annotated[
        Literal["client_credentials", "refresh_token"],
        Help(
            "how tokens are had: client_credentials (Microsoft 365) or refresh_token (Gmail, Microsoft 365)"
        ),
    ]
    token_url: Annotated[Line, Help("where tokens are asked for, https://")]
    client_id: Annotated[Line, Help("the application's id at the provider")]
    client_secret: Annotated[
        SecretAt | None, Help("the application's secret; none for a public application")
    ] = None
    refresh_token: Annotated[SecretAt | None, Help("the refresh token, for kind refresh_token")] = None
    scope: Annotated[Line, Help("the scope asked for")] = ""
    mechanism: Annotated[
        Literal["xoauth2", "oauthbearer"], Help("how the token is shown to the IMAP server")
    ] = "xoauth2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imap(Table):
    """Polling one IMAP account for a mailbox's mail."""

    url: Annotated[
        ImapServer,
        Help(
            "the IMAP server: imaps://, or imap+starttls://; imap:// only on this machine",
            "el servidor IMAP: imaps:// o imap+starttls://; imap:// solo en esta máquina",
            "o servidor IMAP: imaps:// ou imap+starttls://; imap:// só nesta máquina",
        ),
    ]
    user: Annotated[Line, Help("the account", "la cuenta con la que se entra", "a conta com que se entra")]
    password: Annotated[
        SecretAt | None,
        Help("its password, unless [mailbox.intake.imap.oauth] is used", "su contraseña", "a senha dela"),
    ] = None
    oauth: Annotated[OAuth | None, Help("OAuth 2 instead of a password")] = None
    ca_file: Annotated[FilePath | None, Help("a certificate authority of your own (PEM) for this server")] = (
        None
    )
    folders: Annotated[tuple[Line, ...], Help("the folders to read")] = ("INBOX",)
    idle: Annotated[bool, Help("wait for news (IDLE) between polls")] = True
    poll: Annotated[Duration, Help("how often everything is looked at, IDLE or not")] = timedelta(minutes=5)
    after: Annotated[
        AfterStored,
        Help(
            "what to do with a message once it is stored: none, keyword, or move:FOLDER",
            "qué hacer con un mensaje ya guardado: none, keyword o move:CARPETA",
            "o que fazer com uma mensagem já guardada: none, keyword ou move:PASTA",
        ),
    ] = After("none")
    mirror_folders: Annotated[
        bool,
        Help(
            "move a message to the IMAP folder named as its ticket's folder, whenever that changes",
            "mover cada mensaje a la carpeta IMAP que se llama como la de su caso, cada vez que cambia",
            "mover cada mensagem para a pasta IMAP com o nome da pasta do seu caso, sempre que ela mude",
        ),
    ] = False
    too_big_folder: Annotated[Line, Help("where a message over limits.mail is moved; empty = it stays")] = ""
    timeout: Annotated[Duration, Help("how long the server may stay silent")] = timedelta(seconds=60)
    batch: Annotated[Count, Help("messages fetched at a time")] = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake(Table):
    """The ways mail reaches a mailbox."""

    smtp: Annotated[bool, Help("take this mailbox's mail from the [[listen]] sockets")] = True
    imap: Annotated[Imap | None, Help("poll an IMAP account")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox(Table):
    """An address customers write to."""

    name: Annotated[
        Name,
        Help(
            "the name rules and agents.yaml call it by",
            "el nombre con que la citan las reglas y agents.yaml",
            "o nome com que as regras e agents.yaml a citam",
        ),
    ]
    address: Annotated[
        MailAddress,
        Help(
            "the address customers write to and are answered from",
            "la dirección a la que escriben los clientes y desde la que se les responde",
            "o endereço para o qual os clientes escrevem e do qual recebem resposta",
        ),
    ]
    aliases: Annotated[tuple[MailAddress, ...], Help("further addresses whose mail is this mailbox's")] = ()
    display_name: Annotated[
        Line,
        Help(
            "the name customers see; empty = the desk's",
            "el nombre que ven los clientes; vacío = el de la mesa",
            "o nome que os clientes veem; vazio = o do atendimento",
        ),
    ] = ""
    language: Annotated[Language | None, Help("language of a customer not yet known; none = the desk's")] = (
        None
    )
    service: Annotated[Line, Help("the service (SLA) its tickets belong to")] = ""
    signature: Annotated[str, Help("what every answer ends with, lines as you like; empty = nothing")] = ""
    intake: Annotated[Intake, Help("how its mail comes in")] = field(default_factory=Intake)
    reply_token: Annotated[
        Literal["message-id", "plus"],
        Help('how a customer\'s answer is known: "message-id", or "plus" where a relay rewrites Message-IDs'),
    ] = "message-id"  # noqa: S105 (not a password)
    plus_addressing: Annotated[
        bool, Help("whether name+anything@ reaches this mailbox (agents' handles need it)")
    ] = True
