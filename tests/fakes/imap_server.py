"""A small IMAP4rev1 server on loopback that can be told to fail next; several clients at once, like a real one.

Spoken: LOGIN, AUTHENTICATE PLAIN/XOAUTH2/OAUTHBEARER, CAPABILITY, SELECT, EXAMINE, CREATE, DELETE, SUBSCRIBE, LIST,
NAMESPACE, APPEND, UID SEARCH/FETCH/STORE/COPY/MOVE/EXPUNGE, EXPUNGE, IDLE, NOOP, CLOSE, LOGOUT.
"""

from __future__ import annotations

import base64
import contextlib
import re
import select
import socket
import threading
from collections import Counter
from collections.abc import Callable
from types import TracebackType

from tests.fakes.imap_mailbox import WHEN, Folder, Mail

CAPABILITIES = (
    *("IMAP4rev1", "LITERAL+", "IDLE", "MOVE", "UIDPLUS", "NAMESPACE", "SASL-IR"),
    *("AUTH=PLAIN", "AUTH=XOAUTH2", "AUTH=OAUTHBEARER"),
)
FAULTS = frozenset(
    {
        "no-greeting",  # hangs up at once
        "refuse-login",  # NO [AUTHENTICATIONFAILED]
        "unavailable",  # NO [UNAVAILABLE] to a login: not the credentials' fault
        "drop-login",  # hangs up instead of answering a login
        "drop-in-fetch",  # hangs up in the middle of a message
        "no-fetch",  # NO to a FETCH
        "sick-session",  # NO to a SELECT, and to each further one of that connection
        "expunge-in-fetch",  # another client expunges what is being asked for
        "silent",  # stops answering a client that logged in, without hanging up
        "deaf-idle",  # takes IDLE, and then neither pushes nor hears DONE
    }
)


class Hangup(Exception):
    """The server ends this connection now."""


class FakeImapServer:
    """`with FakeImapServer() as server:` listens on 127.0.0.1:server.port until the end of the block."""

    def __init__(self, user: str = "desk", password: str = "secret") -> None:
        self.user, self.password = user, password
        self.tokens: set[str] = set()
        self.capabilities = list(CAPABILITIES)
        self.prefix = ""
        self.split = 0  # > 0: every answer is sent in pieces of so many bytes
        self.says_copyuid = True
        self.repeats_exists = False  # says EXISTS with every answer, as some servers do
        self.subscribed: set[str] = set()
        self.others = ""  # what other users' folders begin with
        self.folders: dict[str, Folder] = {"INBOX": Folder("INBOX")}
        self.commands: list[str] = []
        self.asked = threading.Event()  # set once a client that logged in asked for anything
        self.logins = 0
        self.lock = threading.RLock()
        self._faults: Counter[str] = Counter()
        self._sessions: set[Session] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self.port: int = self._listener.getsockname()[1]

    @property
    def inbox(self) -> Folder:
        return self.folders["INBOX"]

    def fail_next(self, fault: str, times: int = 1) -> None:
        """The next `times` occasions for `fault` (see FAULTS) go wrong."""
        assert fault in FAULTS, fault
        self._faults[fault] += times

    def heal(self) -> None:
        """Forget faults that did not happen yet."""
        self._faults.clear()

    def fault(self, name: str) -> bool:
        """Whether this one goes wrong."""
        with self.lock:
            if self._faults[name] <= 0:
                return False
            self._faults[name] -= 1
            return True

    def deliver(self, raw: bytes, folder: str = "INBOX", arrived: str = WHEN) -> Mail:
        """Mail arrives, and whoever idles on the folder is told."""
        with self.lock:
            mail = self.folders[folder].add(raw, arrived)
        self.notify()
        return mail

    def notify(self) -> None:
        """Wake every session that idles."""
        with self.lock:
            for session in self._sessions:
                session.wake()

    def drop_all(self) -> None:
        """Every connection breaks."""
        with self.lock:
            for session in self._sessions:
                session.cut()

    def __enter__(self) -> FakeImapServer:
        self._start(threading.Thread(target=self._accept, name="fake-imap"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.drop_all()
        for thread in self._threads:
            thread.join(10)

    def _start(self, thread: threading.Thread) -> None:
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            session = Session(self, connection)
            with self.lock:
                self._sessions.add(session)
            self._start(threading.Thread(target=self._serve, args=(session,), name="fake-imap-session"))

    def _serve(self, session: Session) -> None:
        try:
            session.talk()
        finally:
            with self.lock:
                self._sessions.discard(session)
                session.close()


class Session:
    """One client's connection: what it has selected, and which messages it was told of."""

    def __init__(self, server: FakeImapServer, connection: socket.socket) -> None:
        self.server = server
        self._connection = connection
        self._input = connection.makefile("rb")
        self._woken, self._waker = socket.socketpair()
        self._folder: Folder | None = None
        self._read_only = False
        self._sick = False
        self._view: list[int] = []
        self._in = False
        self._literals: list[bytes] = []

    # -- the connection -----------------------------------------------------------------------------

    def wake(self) -> None:
        self._waker.send(b"x")

    def cut(self) -> None:
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for end in (self._input, self._connection, self._woken, self._waker):
            end.close()

    def talk(self) -> None:
        with contextlib.suppress(OSError, Hangup):
            if self.server.fault("no-greeting"):
                return
            self._say(f"* OK [CAPABILITY {' '.join(self.server.capabilities)}] fake ready")
            while line := self._line():
                self._obey(line)

    def _line(self) -> bytes:
        """A command with its literals put in place as quoted strings would be, b'' at the end."""
        whole = b""
        while True:
            line = self._input.readline()
            if not line.endswith(b"\r\n"):
                return b""
            found = re.search(rb"\{(\d+)(\+?)\}\r\n$", line)
            if not found:
                return whole + line[:-2]
            if not found[2]:
                self._send(b"+ go on\r\n")
            literal = self._input.read(int(found[1]))
            self._literals.append(literal)
            whole += line[: found.start()] + b"\x00%d\x00" % (len(self._literals) - 1)

    def _obey(self, line: bytes) -> None:
        text = line.decode("latin-1")
        tag, _, rest = text.partition(" ")
        name, _, arguments = rest.partition(" ")
        name = name.upper()
        if name == "UID":
            name, _, arguments = arguments.partition(" ")
            name = "UID_" + name.upper()
        with self.server.lock:
            shown = "***" if name in {"LOGIN", "AUTHENTICATE"} else arguments
            self.server.commands.append(f"{name.replace('_', ' ')} {shown}".strip())
        if self._in:
            self.server.asked.set()
        if self._in and self.server.fault("silent"):
            self._hang()
        command = getattr(self, f"_do_{name.lower()}", None)
        if command is None or (
            not self._in and name not in {"LOGIN", "AUTHENTICATE", "CAPABILITY", "LOGOUT", "NOOP"}
        ):
            self._say(f"{tag} BAD not here: {name}")
            return
        command(tag, self._words(arguments))

    def _words(self, text: str) -> list[str]:
        """Atoms, quoted strings, literals, and parenthesised lists kept whole."""
        found = re.findall(r'"((?:[^"\\]|\\.)*)"|\x00(\d+)\x00|(\([^)]*\))|([^\s"()]\S*)', text)
        return [
            re.sub(r"\\(.)", r"\1", quoted) if not (number or listed or atom)
            else self._literals[int(number)].decode("latin-1") if number else listed or atom
            for quoted, number, listed, atom in found
        ]  # fmt: skip

    def _say(self, line: str) -> None:
        self._send(line.encode("latin-1") + b"\r\n")

    def _send(self, data: bytes) -> None:
        step = self.server.split or len(data)
        for start in range(0, len(data), step):
            self._connection.sendall(data[start : start + step])

    def _hang(self) -> None:
        """Says nothing more until the client hangs up."""
        while self._connection.recv(4096):
            pass
        raise Hangup

    def _sync(self) -> None:
        """Tells of what other clients did to the selected folder."""
        if self._folder is None:
            return
        there = [mail.uid for mail in self._folder.mails]
        for uid in [uid for uid in self._view if uid not in there]:
            self._say(f"* {self._view.index(uid) + 1} EXPUNGE")
            self._view.remove(uid)
        if len(there) > len(self._view) or self.server.repeats_exists:
            self._view = there
            self._say(f"* {len(there)} EXISTS")

    def _done(self, tag: str, text: str = "done") -> None:
        self._sync()
        self._say(f"{tag} OK {text}")

    # -- logging in ---------------------------------------------------------------------------------

    def _do_capability(self, tag: str, words: list[str]) -> None:
        self._say(f"* CAPABILITY {' '.join(self.server.capabilities)}")
        self._say(f"{tag} OK done")

    def _do_login(self, tag: str, words: list[str]) -> None:
        self._admit(tag, words == [self.server.user, self.server.password])

    def _do_authenticate(self, tag: str, words: list[str]) -> None:
        mechanism = words[0].upper()
        self._send(b"+ \r\n")
        said = base64.b64decode(self._input.readline()).decode()
        if mechanism == "PLAIN":
            self._admit(tag, said.split("\0")[1:] == [self.server.user, self.server.password])
            return
        user, token = self._bearer(mechanism, said)
        good = user == self.server.user and token in self.server.tokens
        if not good:
            # RFC 7628 3.2.3: the error as a challenge, which the client answers before it hears NO.
            self._send(
                b"+ " + base64.b64encode(b'{"status":"401","schemes":"bearer","scope":"mail"}') + b"\r\n"
            )
            answer = self._input.readline()
            assert answer == (b"AQ==\r\n" if mechanism == "OAUTHBEARER" else b"\r\n"), answer
        self._admit(tag, good)

    def _bearer(self, mechanism: str, said: str) -> tuple[str, str]:
        pattern = r"user=(.*?)\x01auth=Bearer (.*?)\x01\x01" if mechanism == "XOAUTH2" else (
            r"n,a=(.*?),\x01.*?auth=Bearer (.*?)\x01\x01"
        )  # fmt: skip
        found = re.fullmatch(pattern, said, re.S)
        return (found[1], found[2]) if found else ("", "")

    def _admit(self, tag: str, good: bool) -> None:
        with self.server.lock:
            self.server.logins += 1
        if self.server.fault("drop-login"):
            raise Hangup
        if self.server.fault("unavailable"):
            self._say(f"{tag} NO [UNAVAILABLE] the directory is away")
        elif self.server.fault("refuse-login") or not good:
            self._say(f"{tag} NO [AUTHENTICATIONFAILED] no such user or password")
        else:
            self._in = True
            self._say(f"{tag} OK welcome")

    def _do_logout(self, tag: str, words: list[str]) -> None:
        self._say("* BYE see you")
        self._say(f"{tag} OK done")
        raise Hangup

    # -- folders ------------------------------------------------------------------------------------

    def _do_select(self, tag: str, words: list[str]) -> None:
        self._select(tag, words[0], read_only=False)

    def _do_examine(self, tag: str, words: list[str]) -> None:
        self._select(tag, words[0], read_only=True)

    def _select(self, tag: str, name: str, *, read_only: bool) -> None:
        folder = self.server.folders.get(name)
        if folder is None:
            self._say(f"{tag} NO [NONEXISTENT] no folder {name}")
            return
        self._sick = self._sick or self.server.fault("sick-session")
        if self._sick:
            self._say(f"{tag} NO [SERVERBUG] internal error")
            return
        self._folder, self._read_only = folder, read_only or folder.read_only
        self._view = [mail.uid for mail in folder.mails]
        self._say("* FLAGS (\\Seen \\Deleted)")
        flags = (
            ["\\Seen", "\\Deleted", *(["\\*"] if folder.new_keywords else [])] if not self._read_only else []
        )
        self._say(f"* OK [PERMANENTFLAGS ({' '.join(flags)})] kept")
        self._say(f"* {len(self._view)} EXISTS")
        self._say("* 0 RECENT")
        if folder.uidvalidity:
            self._say(f"* OK [UIDVALIDITY {folder.uidvalidity}] valid")
        self._say(f"* OK [UIDNEXT {folder.uidnext}] next")
        self._say(f"{tag} OK [{'READ-ONLY' if self._read_only else 'READ-WRITE'}] open")

    def _do_create(self, tag: str, words: list[str]) -> None:
        if words[0] in self.server.folders or not words[0].startswith(self.server.prefix):
            self._say(f"{tag} NO [CANNOT] not {words[0]}")
            return
        self.server.folders[words[0]] = Folder(words[0])
        self._done(tag)

    def _do_delete(self, tag: str, words: list[str]) -> None:
        self.server.folders.pop(words[0], None)
        self._done(tag)

    def _do_subscribe(self, tag: str, words: list[str]) -> None:
        self.server.subscribed.add(words[0])
        self._done(tag)

    def _do_lsub(self, tag: str, words: list[str]) -> None:
        for name in sorted(self.server.subscribed):
            self._say(f'* LSUB () "/" "{name}"')
        self._done(tag)

    def _do_list(self, tag: str, words: list[str]) -> None:
        for name in self.server.folders:
            if words[1] in {"*", name}:
                self._say(f'* LIST () "/" "{name}"')
        self._done(tag)

    def _do_namespace(self, tag: str, words: list[str]) -> None:
        others = f'(("{self.server.others}" "/"))' if self.server.others else "NIL"
        self._say(f'* NAMESPACE (("{self.server.prefix}" "/")) {others} NIL')
        self._done(tag)

    def _do_append(self, tag: str, words: list[str]) -> None:
        folder = self.server.folders.get(words[0])
        if folder is None:
            self._say(f"{tag} NO [TRYCREATE] no folder")
            return
        dated = [word for word in words[1:-1] if re.match(r"[ \d]\d-", word)]
        with self.server.lock:
            folder.add(words[-1].encode("latin-1"), dated[0] if dated else WHEN)
        self.server.notify()
        self._done(tag)

    # -- messages -----------------------------------------------------------------------------------

    def _do_noop(self, tag: str, words: list[str]) -> None:
        self._done(tag)

    def _do_close(self, tag: str, words: list[str]) -> None:
        self._folder = None
        self._done(tag)

    def _do_uid_search(self, tag: str, words: list[str]) -> None:
        mails = list(self._open().mails)
        keys = iter(words)
        for key in keys:
            match key.upper():
                case "UID":
                    chosen = self._open().chosen(next(keys))
                    mails = [mail for mail in mails if mail in chosen]
                case "HEADER":
                    line = f"{next(keys)}: {next(keys)}\r\n".encode("latin-1")
                    mails = [mail for mail in mails if line in mail.raw]
                case "KEYWORD":
                    flag = next(keys)
                    mails = [mail for mail in mails if flag in mail.flags]
                case "SEEN":
                    mails = [mail for mail in mails if "\\Seen" in mail.flags]
        self._say(" ".join(["* SEARCH", *(str(mail.uid) for mail in mails)]))
        self._done(tag)

    def _do_uid_fetch(self, tag: str, words: list[str]) -> None:
        folder = self._open()
        mails = folder.chosen(words[0])
        items = words[1].strip("()").upper().split()
        if self.server.fault("no-fetch"):
            self._say(f"{tag} NO [SERVERBUG] not now")
            return
        if self.server.fault("expunge-in-fetch"):
            with self.server.lock:
                folder.mails = [mail for mail in folder.mails if mail not in mails]
            self._done(tag, "some were expunged")
            return
        bodies = any("BODY" in item for item in items)
        if any(mail.poison == "no body" for mail in mails) and any("[]" in item for item in items):
            self._say(f"{tag} NO [SERVERBUG] the body cannot be read")
            return
        for mail in mails:
            if bodies and mail.poison == "drop":
                raise Hangup
            if bodies and mail.poison == "no":
                self._say(f"{tag} NO [SERVERBUG] message {mail.uid} cannot be read")
                return
            if not (bodies and mail.poison == "withhold"):
                self._fetch_row(mail, items)
        self._done(tag)

    def _fetch_row(self, mail: Mail, items: list[str]) -> None:
        if mail.uid not in self._view:
            self._sync()
        row = f"* {self._view.index(mail.uid) + 1} FETCH (UID {mail.uid}"
        out = row.encode()
        for item in items:
            if item == "RFC822.SIZE":
                out += b" RFC822.SIZE %d" % mail.size
            elif item == "INTERNALDATE":
                out += f' INTERNALDATE "{mail.arrived}"'.encode()
            elif item == "FLAGS":
                out += f" FLAGS ({' '.join(sorted(mail.flags))})".encode()
            else:
                out += self._section(mail, item)
        if b"BODY[]" in out and self.server.fault("drop-in-fetch"):
            self._send(out[: len(out) // 2])
            raise Hangup
        self._send(out + b")\r\n")

    def _section(self, mail: Mail, item: str) -> bytes:
        found = re.fullmatch(r"BODY(\.PEEK)?\[(HEADER)?\](?:<0\.(\d+)>)?", item)
        assert found, item
        if not found[1]:
            mail.flags.add("\\Seen")
        data = mail.raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if found[2] else mail.raw
        if found[3]:
            data = data[: int(found[3])]
        name = f"BODY[{found[2] or ''}]{'<0>' if found[3] else ''}"
        return f" {name} {{{len(data)}}}\r\n".encode() + data

    def _do_uid_store(self, tag: str, words: list[str]) -> None:
        flags = set(words[2].strip("()").split())
        for mail in self._open().chosen(words[0]):
            mail.flags = mail.flags - flags if words[1].startswith("-") else mail.flags | flags
        self._done(tag)

    def _do_uid_copy(self, tag: str, words: list[str]) -> None:
        self._copy(tag, words, remove=False)

    def _do_uid_move(self, tag: str, words: list[str]) -> None:
        self._copy(tag, words, remove=True)

    def _copy(self, tag: str, words: list[str], *, remove: bool) -> None:
        source, target = self._open(), self.server.folders.get(words[1])
        if target is None:
            self._say(f"{tag} NO [TRYCREATE] no folder {words[1]}")
            return
        if target.over_quota:
            self._say(f"{tag} NO [OVERQUOTA] {words[1]} is full")
            return
        with self.server.lock:
            chosen = source.chosen(words[0])
            new = [target.add(mail.raw, mail.arrived, mail.flags).uid for mail in chosen]
            if remove:
                source.mails = [mail for mail in source.mails if mail not in chosen]
        if chosen and self.server.says_copyuid:
            old = ",".join(str(mail.uid) for mail in chosen)
            self._say(f"* OK [COPYUID {target.uidvalidity} {old} {new[0]}:{new[-1]}] copied")
        self._done(tag)

    def _do_uid_expunge(self, tag: str, words: list[str]) -> None:
        chosen = self._open().chosen(words[0])
        self._expunge(lambda mail: mail in chosen)
        self._done(tag)

    def _do_expunge(self, tag: str, words: list[str]) -> None:
        self._expunge(lambda mail: True)
        self._done(tag)

    def _expunge(self, which: Callable[[Mail], bool]) -> None:
        folder = self._open()
        with self.server.lock:
            folder.mails = [mail for mail in folder.mails if not (which(mail) and "\\Deleted" in mail.flags)]

    def _open(self) -> Folder:
        assert self._folder is not None
        return self._folder

    # -- waiting ------------------------------------------------------------------------------------

    def _do_idle(self, tag: str, words: list[str]) -> None:
        self._send(b"+ idling\r\n")
        if self.server.fault("deaf-idle"):
            self._hang()
        self._sync()
        while True:
            ready, _, _ = select.select([self._connection, self._woken], [], [])
            if self._woken in ready:
                self._woken.recv(4096)
                self._sync()
            if self._connection in ready:
                done = self._input.readline()
                if done.strip().upper() != b"DONE":
                    raise Hangup
                self._done(tag)
                return
