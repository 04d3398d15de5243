"""`dvctt run`: everything on one machine for a demonstration, at one address, until Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from dvctt.ops import machine, postgres
from dvctt.ops.services import Services

SCREEN = """
  Hệ thống dịch vụ công trực tuyến đang chạy:  {web}

  Trang đăng nhập: {web}/sign-in/        Hộp thư trình diễn: {mailbox}
{people}
  Mã xác thực của công chức:   .venv/bin/dvctt demo totp TÊN
  Ký một tệp PDF như bên ngoài: .venv/bin/dvctt demo sign TỆP --as TÊN
  Ctrl-C dừng tất cả; dữ liệu được giữ trong {var}.
"""


@contextmanager
def running(*, seed: bool = True, say: Callable[[str], None] = print) -> Iterator[Services]:
    """Everything started: database, migrations, data, counterparts, worker and web; stopped at the end."""
    machine.make_keys()
    ports, services = machine.ports(), Services(machine.var())
    cluster = None if os.environ.get("DATABASE_URL") else postgres.cluster(machine.var())
    started = False
    try:
        if cluster is not None:
            started = _step(say, "PostgreSQL", cluster.start)
            cluster.create_database()
        machine.set_environment(os.environ.get("DATABASE_URL") or (cluster.url() if cluster else ""))
        _prepare(say)
        _start_counterparts(services, ports, say)
        _step(
            say,
            "Dữ liệu trình diễn" if seed else "Dữ liệu của Bộ",
            lambda: _manage("load", *(["--demo"] if seed else [])),
        )
        _start_product(services, ports, say)
        yield services
    finally:
        services.stop()
        if cluster is not None and started:
            cluster.stop()


def run() -> int:
    """Run until Ctrl-C; the screen says where to sign in as whom."""
    signal.signal(signal.SIGTERM, _interrupt)
    began = time.monotonic()
    try:
        with running() as services:
            print(_screen())
            print(f"  Sẵn sàng sau {time.monotonic() - began:.0f} giây.", flush=True)
            services.watch()
    except KeyboardInterrupt:
        print("\nĐã dừng.")
    return 0


def _prepare(say: Callable[[str], None]) -> None:
    _step(say, "Tài nguyên trang", lambda: _module("dvctt.web.assets"))
    _step(say, "Bản dịch", lambda: _module("dvctt.web.translations", "compile"))
    _step(say, "Cơ sở dữ liệu", lambda: _manage("migrate", "--verbosity", "0"))
    _step(say, "Tệp tĩnh", lambda: _manage("collectstatic", "--noinput", "--verbosity", "0"))


def _start_counterparts(services: Services, ports: machine.Ports, say: Callable[[str], None]) -> None:
    """The mail sink and the demonstration's certification authority, as processes of their own."""
    pki = machine.var() / "pki"
    _step(
        say,
        "Khóa và chứng thư trình diễn",
        lambda: _module("examples.pki", "init", "--folder", str(pki), "--port", str(ports.pki)),
    )
    services.start("pki", ["-m", "examples.pki", "serve", "--folder", str(pki), "--port", str(ports.pki)])
    services.start(
        "mail",
        [
            "-m",
            "examples.mailsink",
            "--smtp-port",
            str(ports.mail),
            "--http-port",
            str(ports.mailbox),
            "--folder",
            str(machine.var() / "mail"),
        ],
    )
    services.wait_for("mail", f"http://127.0.0.1:{ports.mailbox}/")


def _start_product(services: Services, ports: machine.Ports, say: Callable[[str], None]) -> None:
    services.start("worker", ["manage.py", "procrastinate", "worker", "--concurrency", "4"])
    workers = os.environ.get("DVCTT_WEB_WORKERS", "2")
    services.start(
        "web",
        [
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(ports.web),
            "--workers",
            workers,
            "--blocking-threads",
            "8",
            "--no-ws",
            "config.wsgi:application",
        ],
    )
    _step(say, "Máy chủ web", lambda: services.wait_for("web", f"http://127.0.0.1:{ports.web}/health/live"))


def _screen() -> str:
    ports = machine.ports()
    said = subprocess.run(
        [sys.executable, "manage.py", "people"], capture_output=True, text=True, check=True, cwd=machine.ROOT
    )
    return SCREEN.format(
        web=f"http://127.0.0.1:{ports.web}",
        mailbox=f"http://127.0.0.1:{ports.mailbox}/",
        people=said.stdout,
        var=machine.var(),
    )


def _step(say: Callable[[str], None], name: str, do: Callable[[], object]) -> bool:
    began = time.monotonic()
    done = do()
    say(f"  {name:<32} {time.monotonic() - began:5.1f} s")
    return bool(done)


def _manage(*arguments: str) -> None:
    _checked([sys.executable, "manage.py", *arguments])


def _module(*arguments: str) -> None:
    _checked([sys.executable, "-m", *arguments])


def _checked(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=machine.ROOT)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[1:3])} failed:\n{done.stdout}{done.stderr}")


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
