"""The start of the demonstration: who gets mails and SMS is up before they are made."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from demo import run
from demo.services import Services
from dvctt.ops import machine


class Waited(Services):
    """Services that are up as soon as they are waited for; `began` is what was done, in order."""

    began: list[str]

    def start(self, name: str, *_command: object, **_more: object) -> None:
        """Start nothing."""

    def wait_for(self, name: str, address: str, *, seconds: float = 0) -> None:
        """Note who was waited for."""
        self.began.append(name)


def test_mails_are_made_once_those_who_take_them_are_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    began: list[str] = []
    monkeypatch.setattr(Waited, "began", began, raising=False)

    def python(*arguments: str) -> str:
        began.append(" ".join(arguments))
        return ""

    monkeypatch.setenv("DATABASE_URL", "postgres://nowhere/")
    for name, stand_in in {
        "alone": nullcontext, "make_keys": lambda: None, "set_environment": lambda _url: None, "var": lambda: tmp_path,
        "free_ports": lambda: machine.Ports(1, 2, 3, 4, 5, 6),
    }.items():  # fmt: skip
        monkeypatch.setattr(machine, name, stand_in)
    monkeypatch.setattr(run.identity, "describe", lambda: None)
    monkeypatch.setattr(run, "Services", Waited)
    monkeypatch.setattr(run, "_python", python)
    with run.running(say=lambda _line: None):
        made = began.index("manage.py people")
    assert {"mail", "sms"} <= set(began[:made])
    assert {"pki", "identity"} <= set(began[: began.index("web")])
