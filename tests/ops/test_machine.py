import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dvctt.ops import machine, ports


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("DVCTT_VAR", str(tmp_path))
    monkeypatch.delenv("DVCTT_PORT", raising=False)
    yield tmp_path
    ports.release()


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def keep(var: Path, **changed: int) -> machine.Ports:
    known = {name: machine.free_port() for name in ("web", "mail", "mailbox", "pki", "identity", "sms")} | changed
    (var / "ports.json").write_text(json.dumps(known))
    return machine.Ports(**known)


def test_keys_are_made_once_and_read_by_their_owner_alone(var: Path) -> None:
    machine.make_keys()
    made = {path.name: path.read_text() for path in (var / "keys").iterdir()}
    machine.make_keys()

    assert set(made) == {
        "secret_key",
        "sensitive_keys",
        "journal_keys",
        "blind_index_key",
        "sms_secret",
        "sms_report_secret",
    } and all(made.values())
    assert made == {path.name: path.read_text() for path in (var / "keys").iterdir()}
    assert stat.S_IMODE((var / "keys").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (var / "keys").iterdir()} == {0o600}


def test_ports_are_chosen_by_the_first_start(var: Path) -> None:
    assert machine.ports().web == machine.PREFERRED["web"] and not (var / "ports.json").exists()

    chosen = machine.free_ports()

    assert machine.ports() == chosen
    assert len({chosen.web, chosen.mail, chosen.mailbox, chosen.pki}) == 4


def test_a_port_that_is_taken_at_the_first_start_is_not_chosen(
    var: Path, taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(machine.PREFERRED, "web", taken)

    assert machine.free_ports().web != taken


def test_starts_at_the_same_time_get_ports_of_their_own(tmp_path: Path) -> None:
    """Several fresh folders at once: none has bound a port yet when the others choose."""
    choose = "print(*vars(machine.free_ports()).values(), flush=True)"
    start = f"import sys\nfrom dvctt.ops import machine\n{choose}\nsys.stdin.read()"
    environment = {name: value for name, value in os.environ.items() if name != "DVCTT_PORT"}
    starts = [
        subprocess.Popen(
            [sys.executable, "-c", start], cwd=machine.ROOT, env={**environment, "DVCTT_VAR": str(tmp_path / str(n))},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for n in range(4)
    ]  # fmt: skip
    chosen = []
    for each in starts:
        assert each.stdout is not None
        chosen += each.stdout.readline().split()
    for each in starts:
        each.communicate()
    assert len(chosen) == len(set(chosen)) == 4 * 6


def test_a_port_is_kept_until_its_process_ends() -> None:
    keep = "import sys\nfrom dvctt.ops.ports import free_port\nprint(free_port(), flush=True)\nsys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", keep], cwd=machine.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        port = int(other.stdout.readline())
        assert not ports.claim(port)
        other.communicate()
    assert ports.claim(port)


def test_a_mail_port_that_is_taken_moves(var: Path, taken: int) -> None:
    known = keep(var, mail=taken)

    found = machine.free_ports()

    assert found.mail != taken and found.web == known.web and machine.ports() == found


def test_the_webs_port_taken_by_another_is_said_with_the_way_out(var: Path, taken: int) -> None:
    keep(var, web=taken)

    with pytest.raises(machine.PortTaken, match=rf"port {taken} .*DVCTT_PORT=\d+ make run"):
        machine.free_ports()


def test_the_port_that_certificates_name_may_not_move(var: Path, taken: int) -> None:
    keep(var, pki=taken)

    with pytest.raises(machine.PortTaken, match=f"port {taken}, which the demonstration's certificates name"):
        machine.free_ports()


def test_a_port_may_be_given(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(var)
    wanted = machine.free_port()
    monkeypatch.setenv("DVCTT_PORT", str(wanted))

    assert machine.free_ports().web == wanted and machine.base_url().endswith(f":{wanted}")


@pytest.mark.parametrize("given", ["", "0", "65536", "eighty", "²"])
def test_what_is_no_port_is_refused(var: Path, given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DVCTT_PORT", given)
    if not given:
        assert machine.ports()
        return
    with pytest.raises(machine.PortTaken, match="DVCTT_PORT must be a port"):
        machine.ports()


def test_a_folder_holds_one_run(var: Path) -> None:
    with (
        machine.alone(),
        pytest.raises(machine.AlreadyRunning, match="it runs already, at http://127"),
        machine.alone(),
    ):
        pass
    with machine.alone():
        pass
