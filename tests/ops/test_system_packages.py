"""What the test command needs of the system is named where it may not be installed, and nothing is left out."""

import subprocess
from pathlib import Path

import pytest

from dvctt.ops.machine import ROOT

PROGRAMS = {"chromium-headless-shell": "chromium-headless-shell", "pdfsig": "poppler-utils", "clamd": "clamav-daemon"}


def asked(folder: Path, what: str, *, uid: int, present: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """The script on a machine that has these programs alone, as the user of that number."""
    source = (ROOT / "tools" / "system-packages.sh").read_text()
    script = folder / "system-packages.sh"
    script.write_text(source.replace(":/usr/local/sbin:/usr/sbin:/sbin", ""))
    (folder / "bin").mkdir()
    programs = {"python3": "exit 0", "id": f"echo {uid}", **dict.fromkeys(present, "exit 0")}
    for name, text in programs.items():
        (folder / "bin" / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / "bin" / name).chmod(0o755)
    return subprocess.run(
        ["/bin/sh", script, what], env={"PATH": str(folder / "bin")}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("missing", PROGRAMS)
def test_as_an_ordinary_user_the_missing_package_is_named_and_the_run_stops(tmp_path: Path, missing: str) -> None:
    done = asked(tmp_path, "test", uid=1000, present=tuple(name for name in PROGRAMS if name != missing))
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == f"As root: apt-get install --no-install-recommends {PROGRAMS[missing]}"


def test_what_an_installation_did_not_bring_stops_the_run(tmp_path: Path) -> None:
    done = asked(tmp_path, "test", uid=0, present=("apt-get", "pdfsig", "clamd"))
    assert done.returncode == 1
    assert "chromium-headless-shell" in done.stdout and "chromium-headless-shell" in done.stderr


def test_nothing_is_said_where_everything_is_there(tmp_path: Path) -> None:
    done = asked(tmp_path, "test", uid=1000, present=tuple(PROGRAMS))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_no_test_is_skipped_for_want_of_a_program() -> None:
    marks = ("pytest.skip(", "mark.skip", "importorskip(")
    sources = [path for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__)]
    assert [str(path) for path in sources if any(mark in path.read_text() for mark in marks)] == []
