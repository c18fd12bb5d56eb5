"""The tables of everything the desk listens on or sends through, and of what it takes from strangers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal

from helpdesk.daemon.settings.kinds import Count, Duration, Help, Line, Port, Size, Table
from helpdesk.daemon.settings.places import FilePath, Host, Network, SecretAt, SmtpServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen(Table):
    """A socket mail is taken on."""

    kind: Annotated[
        Literal["smtp", "lmtp", "submission"],
        Help(
            "smtp (from mail servers), lmtp (from your own mail server), submission (from agents, who sign in)"
        ),
    ]
    host: Annotated[Host, Help("the address to listen on")] = "127.0.0.1"
    port: Annotated[
        Port, Help("the port; 0 = any free one", "el puerto; 0 = uno libre", "a porta; 0 = uma livre")
    ] = 0
    unix: Annotated[FilePath | None, Help("a unix socket instead of host and port")] = None
    tls_cert: Annotated[FilePath | None, Help("certificate chain (PEM); offers STARTTLS")] = None
    tls_key: Annotated[FilePath | None, Help("its private key (PEM)")] = None
    implicit_tls: Annotated[bool, Help("TLS from the first byte, instead of STARTTLS")] = False
    proxy_protocol: Annotated[bool, Help("a proxy in front sends the PROXY line; only with peers")] = False
    peers: Annotated[tuple[Network, ...], Help("who may connect; empty = anyone who reaches the socket")] = ()
    trusted: Annotated[
        tuple[Network, ...],
        Help("your own mail servers that deliver here: only their Authentication-Results are believed"),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Smarthost(Table):
    """The mail server that sends the desk's mail. Without it, mail is kept in DATA/outgoing/ as a Maildir."""

    url: Annotated[
        SmtpServer,
        Help(
            "the server: smtps://, or smtp+starttls://; smtp:// only on this machine",
            "el servidor: smtps:// o smtp+starttls://; smtp:// solo en esta máquina",
            "o servidor: smtps:// ou smtp+starttls://; smtp:// só nesta máquina",
        ),
    ]
    user: Annotated[
        Line, Help("the account; empty = no sign-in", "la cuenta; vacía = sin entrar", "a conta")
    ] = ""
    password: Annotated[SecretAt | None, Help("its password", "su contraseña", "a senha dela")] = None
    ca_file: Annotated[FilePath | None, Help("a certificate authority of your own (PEM) for this server")] = (
        None
    )
    helo: Annotated[Line, Help("the name the desk gives itself; empty = this machine's")] = ""
    connections: Annotated[Count, Help("how many connections at once")] = 2
    timeout: Annotated[Duration, Help("how long the server may stay silent")] = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits(Table):
    """What one mail, one peer and one address may cost."""

    mail: Annotated[Size, Help("the largest mail taken")] = 25 * 1024**2
    connections: Annotated[Count, Help("connections at once, all sockets together")] = 50
    connections_per_ip: Annotated[Count, Help("connections at once from one address")] = 10
    recipients: Annotated[Count, Help("recipients in one SMTP mail")] = 100
    command_line: Annotated[Size, Help("the longest SMTP command line")] = 1000
    data_line: Annotated[Size, Help("the longest line in a mail")] = 64 * 1024
    idle: Annotated[Duration, Help("how long an SMTP peer may stay silent")] = timedelta(seconds=60)
    header_block: Annotated[Size, Help("the largest header block; over it the mail is held")] = 256 * 1024
    header: Annotated[Size, Help("the longest single header; over it the mail is held")] = 16 * 1024
    parts: Annotated[Count, Help("parts in one mail; over it the mail is held")] = 1000
    depth: Annotated[Count, Help("parts within parts; over it the mail is held")] = 50
    parse_time: Annotated[Duration, Help("how long reading one mail may take; over it the mail is held")] = (
        timedelta(seconds=10)
    )
    parse_memory: Annotated[Size, Help("the memory reading one mail may take")] = 512 * 1024**2
    free_disk: Annotated[Size, Help("below this no mail is taken in: 452 by SMTP, a pause by IMAP")] = (
        100 * 1024**2
    )
    ticket_mails: Annotated[
        Count, Help("mails on one ticket within loop_window before it is muted as a loop")
    ] = 10
    loop_window: Annotated[Duration, Help("the time ticket_mails is counted in")] = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Web(Table):
    """The viewer."""

    enabled: Annotated[bool, Help("whether the viewer runs")] = True
    host: Annotated[Host, Help("the address to listen on")] = "127.0.0.1"
    port: Annotated[Port, Help("the port")] = 8080
    url: Annotated[Line, Help("how its users reach it, for links in mail; empty = http://host:port")] = ""
    public_url: Annotated[
        Line,
        Help(
            "https address of the pages for customers (surveys, a case's state, articles); empty = no links in mail",
            "dirección https de las páginas para clientes (encuestas, estado, artículos); vacía = sin enlaces",
            "endereço https das páginas para clientes (pesquisas, situação, artigos); vazio = sem links",
        ),
    ] = ""
    allowed_hosts: Annotated[tuple[Host, ...], Help("host names it answers to, beside host and url's")] = ()
    user_header: Annotated[Line, Help("the header in which a sign-in proxy names the agent's address")] = ""
    proxies: Annotated[
        tuple[Network, ...], Help("proxies whose user_header and X-Forwarded-* are believed")
    ] = ()
    metrics_token: Annotated[
        SecretAt | None, Help("a bearer token for /metrics from elsewhere than this machine")
    ] = None
