"""Writes helpdesk.toml and docs/settings.md from the table: `python -m helpdesk.daemon.settings.sample ROOT`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from helpdesk.daemon.settings.rows import Row, Section, sections
from helpdesk.tickets.model import Language

Values = Mapping[tuple[str, ...], str]

# What the built-in desk has: the sample says the same, so that a checkout behaves as if there were no file.
BUILT_IN: Values = {
    ("desk", "name"): '"Soporte"',
    ("desk", "prefix"): '"HD"',
    ("desk", "language"): '"es"',
    ("mailbox", "name"): '"support"',
    ("mailbox", "address"): '"support@helpdesk.example"',
    ("listen", "kind"): '"smtp"',
    ("listen", "port"): "2525",
}

# What a setting without a default may look like.
EXAMPLES: Values = {
    ("mailbox", "language"): '"en"',
    ("mailbox", "intake", "imap", "url"): '"imaps://imap.example.com"',
    ("mailbox", "intake", "imap", "user"): '"support@example.com"',
    ("mailbox", "intake", "imap", "password"): '"env:HD_IMAP_PASSWORD"',
    ("mailbox", "intake", "imap", "ca_file"): '"/etc/helpdesk/ca.pem"',
    ("mailbox", "intake", "imap", "oauth", "kind"): '"client_credentials"',
    ("mailbox", "intake", "imap", "oauth", "token_url"): '"https://login.example.com/oauth2/v2.0/token"',
    ("mailbox", "intake", "imap", "oauth", "client_id"): '"00000000-0000-0000-0000-000000000000"',
    ("mailbox", "intake", "imap", "oauth", "client_secret"): '"file:/etc/helpdesk/imap-client-secret"',
    ("mailbox", "intake", "imap", "oauth", "refresh_token"): '"file:/etc/helpdesk/imap-refresh-token"',
    ("listen", "unix"): '"/run/helpdesk/lmtp.sock"',
    ("listen", "tls_cert"): '"/etc/helpdesk/tls.pem"',
    ("listen", "tls_key"): '"/etc/helpdesk/tls.key"',
    ("smarthost", "url"): '"smtps://smtp.example.com"',
    ("smarthost", "password"): '"env:HD_SMTP_PASSWORD"',
    ("smarthost", "ca_file"): '"/etc/helpdesk/ca.pem"',
    ("web", "metrics_token"): '"file:/etc/helpdesk/metrics-token"',
}

_HEAD = """\
# The nameplate of the desk: who it is, where its mail comes from and where it goes.
# A setting behind "#" shows its default, or an example where it has none: take the "#" away to set it.
# Times are "30s", "5m", "2h", "7d"; sizes "64KB", "25MB"; paths start at this file's folder.
# Secrets never stand here: write "env:NAME" (an environment variable) or "file:PATH".
# After every change: helpdesk check
"""


def full_sample() -> str:
    """Return helpdesk.toml with every setting there is."""
    return _HEAD + "".join(f"\n{_section(section)}" for section in sections())


def short_sample(head: str, values: Values, present: Sequence[tuple[str, ...]], language: Language) -> str:
    """Return a helpdesk.toml with the settings that its user is shown (those with help in every language).

    `values` are the settings given, as TOML; `present` the optional tables to write.
    """
    parts = [head]
    for section in sections():
        rows = [row for row in section.rows if row.path in values or _explained(row)]
        wanted = section.path in present or not (section.optional or section.many)
        if wanted and rows:
            lines = [_header(section), *(line for row in rows for line in _row(row, values, language))]
            parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def settings_page() -> str:
    """Return docs/settings.md."""
    text = _PAGE
    for section in sections():
        name = ".".join(section.path)
        title = f"`[[{name}]]`" if section.many else f"`[{name}]`"
        about = (
            " May stand any number of times."
            if section.many
            else " May be left out."
            if section.optional
            else ""
        )
        text += f"\n## {title}\n\n{section.about}{about}\n\n"
        text += "| key | value | default | what it is for |\n|---|---|---|---|\n"
        text += "".join(f"| {' | '.join(_cells(row))} |\n" for row in section.rows)
    return text


_PAGE = """\
# Settings

Every key of `helpdesk.toml`. This page, the sample file and the code come from one table (`daemon/settings/table.py`
and the tables it holds); `python -m helpdesk.daemon.settings.sample .` writes the sample and this page anew.

The file is the one `--config` names, else `$HELPDESK_CONFIG`, else `./helpdesk.toml`. With no file at all the built-in
desk is used: SQLite in `./helpdesk-data`, one mailbox `support@helpdesk.example`, an SMTP listener on 127.0.0.1:2525,
mail out kept in `helpdesk-data/outgoing/` as a Maildir. `--data` or `$HELPDESK_DATA` overrides the data folder.

- Times are `"30s"`, `"5m"`, `"2h"`, `"7d"`; sizes are `"64KB"`, `"25MB"` (1 KB is 1024 bytes) or a number of bytes.
- Relative paths start at the folder of the file.
- The file is read when the daemon starts: a change counts from the next start. The policy in `config/` is read again
  whenever it changes.
- A secret never stands in the file: `"env:NAME"` takes it from the environment, `"file:PATH"` from a file, each time it
  is needed.
- Everything listens on 127.0.0.1 unless you say otherwise. TLS is always verified; `ca_file` adds a certificate
  authority of your own. Unencrypted connections are made to this machine only.
- `helpdesk check` says everything that is wrong at once, each with file, line, column and the nearest fix. An unknown
  key is an error.
"""


def _section(section: Section) -> str:
    """One table: commented out as a whole where it may be left out."""
    off = section.optional
    lines = [f"# {section.about}", f"#{_header(section)}" if off else _header(section)]
    for row in section.rows:
        value = BUILT_IN.get(row.path)
        shown = value or row.default or EXAMPLES[row.path]
        lines += [f"# {row.help.en}", f"{'' if value and not off else '#'}{row.name} = {shown}"]
    return "\n".join(lines) + "\n"


def _row(row: Row, values: Values, language: Language) -> Iterator[str]:
    yield f"# {getattr(row.help, language) or row.help.en}"
    given = values.get(row.path)
    yield f"{row.name} = {given}" if given else f"#{row.name} = {row.default or EXAMPLES[row.path]}"


def _explained(row: Row) -> bool:
    return bool(row.help.es and row.help.pt)


def _header(section: Section) -> str:
    name = ".".join(section.path)
    return f"[[{name}]]" if section.many else f"[{name}]"


def _cells(row: Row) -> Iterator[str]:
    yield f"`{row.name}`"
    yield row.kind.replace("|", "\\|")
    yield f"`{row.default}`" if row.default else "needed" if row.required else "none"
    yield row.help.en.replace("|", "\\|")


def main() -> None:
    """Write both files below the folder named first, or here."""
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    (root / "helpdesk.toml").write_text(full_sample(), "utf-8")
    (root / "docs" / "settings.md").write_text(settings_page(), "utf-8")


if __name__ == "__main__":
    main()
