"""A private Dovecot on loopback: IMAP, IMAPS and LMTP, Maildir, many empty accounts, passwords and OAuth tokens."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests.fakes.certificates import Certificates, make_certificates, openssl_missing
from tests.fakes.imap_rig import Place
from tests.servers.child import Child, Missing, free_port, program

PASSWORD = "pässword€1"
ACCOUNTS = 400
# Mail must not belong to root; any other account of the system will do.
OWNER = "mail"


@dataclass(frozen=True)
class Ports:
    imap: int
    imaps: int
    lmtp: int


_COMMON = """
protocols = imap lmtp
listen = 127.0.0.1
base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/dovecot.log
ssl = yes
first_valid_uid = 1
mail_uid = {uid}
mail_gid = {gid}
mail_max_userip_connections = 100
auth_failure_delay = 0 secs
mailbox_idle_check_interval = 2 secs
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {ports.imap}
  }}
  inet_listener imaps {{
    port = {ports.imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {ports.lmtp}
  }}
}}
"""

# Dovecot 2.3 (Debian 12) and 2.4 (Debian 13) do not read each other's settings.
_2_3 = """
ssl_cert = <{certificates}/good.pem
ssl_key = <{certificates}/good.key
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
mail_location = maildir:{dir}/mail/%n
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN username_format=%n {dir}/users
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {dir}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={dir}/home/%n allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
"""
_2_3_OAUTH = """
introspection_mode = post
introspection_url = {introspection}
username_attribute = username
active_attribute = active
active_value = true
"""
_2_4 = """
ssl_server_cert_file = {certificates}/good.pem
ssl_server_key_file = {certificates}/good.key
auth_allow_cleartext = yes
auth_mechanisms = plain login xoauth2 oauthbearer
mail_driver = maildir
mail_path = {dir}/mail/%{{user|username}}
mail_home = {dir}/home/%{{user|username}}
passdb passwd-file {{
  passwd_file_path = {dir}/users
  default_password_scheme = PLAIN
  mechanisms_filter = plain login
}}
passdb oauth2 {{
  mechanisms_filter = xoauth2 oauthbearer
}}
oauth2 {{
  introspection_mode = post
  introspection_url = {introspection}
  username_attribute = username
  active_attribute = active
  active_value = true
}}
userdb static {{
  fields {{
    uid = {uid}
    gid = {gid}
    home = {dir}/home/%{{user|username}}
  }}
  allow_all_users = yes
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
"""


def version() -> tuple[int, int]:
    """The installed Dovecot's; raises Missing with the reason where tests cannot use it."""
    if not program("dovecot"):
        raise Missing("no Dovecot here: make servers installs it")
    if not Path("/usr/lib/dovecot/imap").exists() or not Path("/usr/lib/dovecot/lmtp").exists():
        raise Missing("Dovecot is here without imapd or lmtpd: make servers installs them")
    if os.geteuid() != 0:
        raise Missing("a private Dovecot needs root")
    if why := openssl_missing():
        raise Missing(why)
    said = subprocess.run(
        [program("dovecot"), "--version"], check=True, capture_output=True, text=True
    ).stdout
    found = re.match(r"(\d+)\.(\d+)", said)
    assert found, said
    return int(found[1]), int(found[2])


class Dovecot:
    """`with Dovecot(introspection) as server:`; `introspection` is a URL that says whose a token is (RFC 7662)."""

    def __init__(self, introspection: str = "http://127.0.0.1:9/") -> None:
        self._version = version()
        self._introspection = introspection
        self.ports = Ports(free_port(), free_port(), free_port())
        self._numbers = count()
        # Not under pytest's folder, which only root may enter: Dovecot's own users must.
        self.folder = Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.certificates = self._certificates()

    def __enter__(self) -> Dovecot:
        self._write_settings()
        settings = str(self.folder / "dovecot.conf")
        self._child = Child([program("dovecot"), "-F", "-c", settings], self.folder / "dovecot.log")
        self._child.wait_for(self.ports.imap, self.ports.imaps, self.ports.lmtp)
        return self

    def __exit__(self, *error: object) -> None:
        self._child.end()
        shutil.rmtree(self.folder)

    def new_account(self) -> Place:
        """An account that nobody used yet, on the plain port."""
        number = next(self._numbers)
        assert number < ACCOUNTS
        return Place(self.ports.imap, f"user{number}", PASSWORD)

    def maildir(self, place: Place) -> Path:
        """Where an account's mail lies: new/, cur/, and .Folder/ for each folder."""
        return self.folder / "mail" / place.user

    def kick(self, place: Place) -> None:
        """End every session of an account, from the server's side."""
        settings = str(self.folder / "dovecot.conf")
        subprocess.run(["doveadm", "-c", settings, "kick", place.user], check=True, capture_output=True)

    def said(self) -> str:
        """The server's log."""
        return self._child.said()

    def _certificates(self) -> Certificates:
        folder = self.folder / "certificates"
        folder.mkdir()
        return make_certificates(folder)

    def _write_settings(self) -> None:
        owner = pwd.getpwnam(OWNER)
        values = {
            "dir": self.folder,
            "certificates": self.certificates.folder,
            "ports": self.ports,
            "uid": owner.pw_uid,
            "gid": owner.pw_gid,
            "introspection": self._introspection,
        }
        for name in ("run", "state", "mail", "home"):
            (self.folder / name).mkdir()
        for name in ("mail", "home"):
            os.chown(self.folder / name, owner.pw_uid, owner.pw_gid)
        (self.folder / "users").write_text("".join(f"user{n}:{{PLAIN}}{PASSWORD}\n" for n in range(ACCOUNTS)))
        if self._version >= (2, 4):
            head = "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n"
            text = head + (_COMMON + _2_4).format(**values)
        else:
            text = (_COMMON + _2_3).format(**values)
            (self.folder / "oauth2.conf").write_text(_2_3_OAUTH.format(**values))
        (self.folder / "dovecot.conf").write_text(text)
