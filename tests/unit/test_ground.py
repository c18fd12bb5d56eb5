"""What `verify` says the data stands on."""

from __future__ import annotations

from pathlib import Path

from helpdesk.daemon.commands.ground import file_system, ground, in_words


def test_the_deepest_mount_point_counts(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        f"/dev/sda1 / ext4 rw 0 0\ntmpfs {tmp_path} tmpfs rw 0 0\nnfs:/x {tmp_path}/a\\040b nfs4 rw 0 0\n"
    )
    assert file_system(Path("/"), mounts) == "ext4"
    assert file_system(tmp_path / "c" / "helpdesk.db", mounts) == "tmpfs"
    assert file_system(tmp_path / "a b" / "helpdesk.db", mounts) == "nfs4"
    assert file_system(tmp_path, tmp_path / "none") == "unknown"


def test_an_unsafe_ground_is_said_so() -> None:
    found = {"database": "SQLite 3", "file": "/x", "journal": "wal", "synchronous": "full"}
    assert in_words({**found, "file_system": "ext4"}).count("\n") == 0
    assert "power cut" in in_words({**found, "file_system": "tmpfs"})
    assert ground(found)["file_system"]
