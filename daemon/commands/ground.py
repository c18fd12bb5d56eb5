"""What the data stands on: the database, how it is synced, and the file system underneath, in words to print."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_MOUNTS = Path("/proc/self/mounts")
# On these an fsync may return before the bytes are safe, or locks may not hold between machines.
NOT_SAFE = frozenset({"tmpfs", "ramfs", "nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p"})


def file_system(path: Path, mounts: Path = _MOUNTS) -> str:
    """The type of the file system `path` lies on, 'unknown' where the machine does not say."""
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return "unknown"
    whole, best, kind = path.resolve(), Path(), "unknown"
    for line in lines:
        fields = line.split(" ")
        point = Path(fields[1].replace("\\040", " ").replace("\\011", "\t"))
        if whole.is_relative_to(point) and len(point.parts) >= len(best.parts):
            best, kind = point, fields[2]
    return kind


def ground(described: Mapping[str, str]) -> dict[str, str]:
    """`Store.describe()` with the file system beside it."""
    return {**described, "file_system": file_system(Path(described["file"]))}


def in_words(found: Mapping[str, str]) -> str:
    """One line for people."""
    words = (
        f"{found['database']}, journal {found['journal']}, synchronous {found['synchronous']}, "
        f"on {found['file_system']}: {found['file']}"
    )
    if found["file_system"] in NOT_SAFE:
        words += "\nthis file system does not promise that what it was told to keep survives a power cut"
    return words
