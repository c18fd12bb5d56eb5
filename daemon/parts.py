"""The daemon's parts made from the settings: what receives, what polls, what sends."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable
from datetime import timedelta

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.imap.account import ImapAccount, TokenProvider
from helpdesk.daemon.imap.oauth import Grant, Tokens
from helpdesk.daemon.imap.poll import ImapPoller
from helpdesk.daemon.outbox.maildir import MaildirOut
from helpdesk.daemon.outbox.port import Carrier
from helpdesk.daemon.outbox.send import Sender
from helpdesk.daemon.outbox.smarthost import Smarthost
from helpdesk.daemon.outbox.smarthost_link import Relay
from helpdesk.daemon.settings.values import Imap, Listen, Mailbox, OAuth, Settings
from helpdesk.daemon.smtp.group_commit import GroupCommit
from helpdesk.daemon.smtp.options import Limits, Listener, ReceiverOptions, networks, server_tls
from helpdesk.daemon.smtp.passwords import LoginCheck
from helpdesk.daemon.smtp.receiver import ReceiverThread
from helpdesk.daemon.smtp.recipients import AllowList
from helpdesk.mailflow.addresses import fold
from helpdesk.mailflow.prescan import ParseLimits
from helpdesk.tickets.model import Alert, OutboxRow, Timer


def parse_limits(settings: Settings) -> ParseLimits:
    """How much of a mail is read at all."""
    limits = settings.limits
    return ParseLimits(limits.depth, limits.parts, limits.header_block, limits.header)


# -- receiving ----------------------------------------------------------------------------------------


def make_receiver(desk: Desk, on_arrival: Callable[[], None]) -> tuple[GroupCommit, ReceiverThread]:
    """The receiver, not yet listening, and the writer that its connections share."""
    commit = GroupCommit(desk.store, on_arrival)
    settings = desk.settings
    options = ReceiverOptions(
        hostname=socket.getfqdn(),
        accepts=AllowList(accepted(settings)),
        check_login=LoginCheck(lambda user: _password_of(desk, user)),
        disk_free=lambda: disk_free(settings),
        limits=_smtp_limits(settings),
    )
    return commit, ReceiverThread(options, commit, desk.log, desk.clock)


def accepted(settings: Settings) -> list[tuple[str, tuple[str, ...]]]:
    """Whom mail is taken for: each mailbox that takes it by SMTP with its addresses, and the desk's for commands."""
    boxes = [(box.name, (box.address, *box.aliases)) for box in settings.mailboxes if box.intake.smtp]
    return [*boxes, *((name, settings.desk.command_addresses) for name, _ in boxes[:1])]


def listeners(settings: Settings) -> list[Listener]:
    """The sockets of the settings."""
    return [_listener(one) for one in settings.listeners]


def disk_free(settings: Settings) -> int:
    """Bytes left where the data lie."""
    return shutil.disk_usage(settings.data_dir).free


def _listener(one: Listen) -> Listener:
    tls = server_tls(one.tls_cert, one.tls_key) if one.tls_cert and one.tls_key else None
    return Listener(
        kind=one.kind,
        host=one.host,
        port=one.port,
        path=str(one.unix) if one.unix else "",
        tls=tls,
        implicit_tls=one.implicit_tls,
        peers=networks(one.peers),
        proxy_from=networks(one.peers) if one.proxy_protocol else (),
        trusted=networks(one.trusted),
    )


def _smtp_limits(settings: Settings) -> Limits:
    limits = settings.limits
    return Limits(
        size=limits.mail,
        line=limits.data_line,
        command_line=limits.command_line,
        recipients=limits.recipients,
        connections=limits.connections,
        connections_per_address=limits.connections_per_ip,
        idle=limits.idle.total_seconds(),
        free_disk=limits.free_disk,
    )


def _password_of(desk: Desk, user: str) -> tuple[str, str] | None:
    agent = desk.agent_of(user) or desk.agent(fold(user))
    stored = desk.store.password_hash(agent.id) if agent else None
    return (agent.address, stored) if agent and stored else None


# -- polling ------------------------------------------------------------------------------------------


def make_pollers(
    desk: Desk, on_arrival: Callable[[], None], on_alert: Callable[[Alert], None], *, shadow: bool
) -> list[ImapPoller]:
    """One poller for each mailbox with an IMAP account. In `shadow` nothing is moved or flagged."""
    return [
        ImapPoller(
            _account(desk, box, box.intake.imap, shadow),
            desk.store,
            desk.clock,
            log=desk.log,
            alert=lambda reason, detail: on_alert(Alert(reason, detail)),
            disk_free=lambda: disk_free(desk.settings),
            received=lambda ids: on_arrival(),
        )
        for box in desk.settings.mailboxes
        if box.intake.imap is not None
    ]


def _account(desk: Desk, box: Mailbox, imap: Imap, shadow: bool) -> ImapAccount:
    limits = desk.settings.limits
    tls = {"implicit": "ssl", "starttls": "starttls", "none": "plain"}[imap.url.tls]
    return ImapAccount(
        name=f"{box.name}:{imap.user}",
        mailbox=box.name,
        host=imap.url.host,
        port=imap.url.port,
        user=imap.user,
        tls=tls,  # type: ignore[arg-type]  # a literal of exactly these three
        ca_file=str(imap.ca_file or ""),
        login=imap.oauth.mechanism if imap.oauth else "password",
        password=imap.password.reveal() if imap.password else "",
        tokens=_tokens(desk, box, imap.oauth) if imap.oauth else None,
        language=desk.language(box.name),
        folders=imap.folders,
        idle=imap.idle,
        after="none" if shadow else imap.after.action,
        keyword=imap.after.name if imap.after.action == "keyword" else "hd-received",
        target=imap.after.name if imap.after.action == "move" else "Helpdesk",
        mirror_folders=imap.mirror_folders and not shadow,
        too_big_folder="" if shadow else imap.too_big_folder,
        max_mail_bytes=limits.mail,
        max_header_bytes=limits.header_block,
        batch_count=imap.batch,
        poll_seconds=imap.poll.total_seconds(),
        read_timeout=imap.timeout.total_seconds(),
        min_free_bytes=limits.free_disk,
    )


def _tokens(desk: Desk, box: Mailbox, oauth: OAuth) -> TokenProvider:
    """Tokens of a grant; a refresh token that the provider rotates is kept in the store, the newest wins."""
    key = f"oauth:{box.name}"
    first = oauth.refresh_token.reveal() if oauth.refresh_token else ""
    grant = Grant(
        kind=oauth.kind,
        token_url=oauth.token_url,
        client_id=oauth.client_id,
        client_secret=oauth.client_secret.reveal() if oauth.client_secret else "",
        refresh_token=desk.store.note(key) or first,
        scope=oauth.scope,
    )
    return Tokens(grant, desk.clock, lambda token: desk.store.put_note(key, token))


# -- sending ------------------------------------------------------------------------------------------


def make_sender(desk: Desk, on_alert: Callable[[Alert], None], *, shadow: bool = False) -> Sender:
    """The sender: to the smarthost, or to the Maildir in the data directory where there is none."""

    def undeliverable(row: OutboxRow, address: str, error: str, final: bool) -> None:
        """A timer due now: what follows from a refusal goes through intake like everything else."""
        payload = {"outbox": row.id, "address": address, "error": error, "final": final}
        due = desk.clock.now() - timedelta(seconds=1)
        desk.store.add_timer(Timer("undeliverable", due, payload, row.outgoing.ticket))

    return Sender(
        desk.store.sender_outbox(),
        lambda: _carrier(desk),
        desk.clock,
        desk.log,
        undeliverable,
        on_alert,
        shadow=shadow,
    )


def _carrier(desk: Desk) -> Carrier:
    host = desk.settings.smarthost
    if host is None:
        return MaildirOut(desk.settings.outgoing_dir)
    relay = Relay(
        endpoint=host.url,
        helo=host.helo or socket.getfqdn(),
        user=host.user,
        password=host.password.reveal if host.password else None,
        ca_file=host.ca_file,
        timeout=host.timeout.total_seconds(),
    )
    return Smarthost(relay, desk.clock)
