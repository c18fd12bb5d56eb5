"""Makes certificates for tests: an authority of our own, and server certificates good and bad in every way."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

_NAMES = {
    "good": ("localhost", "DNS:localhost,IP:127.0.0.1", 30),
    "expired": ("localhost", "DNS:localhost,IP:127.0.0.1", 0),
    "other-name": ("relay.example", "DNS:relay.example", 30),
}


def openssl_missing() -> str:
    """Why no certificates can be made here, '' where they can."""
    return "" if shutil.which("openssl") else "no openssl command to make certificates with"


@dataclass(frozen=True)
class Certificates:
    """A folder of certificates. `authority` is what a client trusts; 'self-signed' is signed by nobody in it."""

    folder: Path

    @property
    def authority(self) -> Path:
        return self.folder / "authority.pem"

    def server(self, name: str) -> ssl.SSLContext:
        """The TLS of a server that shows certificate `name`: good, expired, other-name, self-signed."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        return context


def make_certificates(folder: Path) -> Certificates:
    """Make them all in `folder`."""
    _new(folder, "authority", "Test authority", None, ["-x509", "-days", "30"])
    _new(folder, "self-signed", "localhost", "DNS:localhost,IP:127.0.0.1", ["-x509", "-days", "30"])
    for name, (common, names, days) in _NAMES.items():
        _new(folder, name, common, names, [])
        _openssl(
            folder, "x509", "-req", "-in", f"{name}.pem", "-out", f"{name}.pem", "-CA", "authority.pem",
            "-CAkey", "authority.key", "-CAcreateserial", "-days", str(days), "-copy_extensions", "copy",
        )  # fmt: skip
    return Certificates(folder)


def _new(folder: Path, name: str, common: str, names: str | None, how: list[str]) -> None:
    extra = ["-addext", f"subjectAltName={names}"] if names else []
    _openssl(
        folder, "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-keyout", f"{name}.key", "-out", f"{name}.pem", "-subj", f"/CN={common}", *extra, *how,
    )  # fmt: skip


def _openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)
