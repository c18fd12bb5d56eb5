"""The wheel holds every file of the rooms and nothing else, and runs without the checkout."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # builds it and runs it from elsewhere

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("daemon", "mailflow", "rules", "tickets", "templates_mail", "web_min", "config")
LITTER = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy: a stale build/lib in the checkout would slip into it."""
    tmp = tmp_path_factory.mktemp("wheel")
    source = tmp / "source"
    for room in ROOMS:
        shutil.copytree(ROOT / room, source / room, ignore=LITTER)
    for file in ("pyproject.toml", "README.md"):
        if (ROOT / file).exists():
            shutil.copy(ROOT / file, source)
    build = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(tmp / "dist"),
        str(source),
    ]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    [built] = (tmp / "dist").glob("helpdeskd-*.whl")
    return built


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_the_wheel_is_the_rooms_and_only_the_rooms(unpacked: Path) -> None:
    shipped = {p.relative_to(unpacked).as_posix() for p in unpacked.rglob("*") if p.is_file()}
    shipped = {path for path in shipped if ".dist-info/" not in path}
    tree = {f"helpdesk/{p.relative_to(ROOT).as_posix()}" for room in ROOMS for p in files(ROOT / room)}
    assert sorted(tree - shipped) == [], "in the tree, not in the wheel: add to packages or package-data"
    assert sorted(shipped - tree) == [], "in the wheel, not in the tree"


def files(folder: Path) -> list[Path]:
    inside = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    return [
        path for path in inside if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]


def test_rooms_are_imported_from_the_wheel_and_not_from_the_checkout(unpacked: Path, tmp_path: Path) -> None:
    program = "".join(f"import helpdesk.{room}; print(helpdesk.{room}.__file__)\n" for room in ROOMS)
    out = run(["-c", program], unpacked, tmp_path)
    assert [Path(line).parent for line in out.splitlines()] == [
        unpacked / "helpdesk" / room for room in ROOMS
    ]


@pytest.mark.skipif(not (ROOT / "daemon/cli.py").exists(), reason="the command line is not written yet")
def test_the_command_answers_from_the_wheel(unpacked: Path, tmp_path: Path) -> None:
    [entry_points] = unpacked.glob("*.dist-info/entry_points.txt")
    assert "helpdesk = helpdesk.daemon.cli:main" in entry_points.read_text()
    call = "import sys; from helpdesk.daemon.cli import main; sys.argv = ['helpdesk', '--help']; sys.exit(main())"
    assert "ingest" in run(["-c", call], unpacked, tmp_path)


def run(arguments: list[str], import_root: Path, cwd: Path) -> str:
    environment = os.environ | {"PYTHONPATH": str(import_root)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
