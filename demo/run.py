"""`make run`: everything on one machine for a demonstration, at one address, until Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import FrameType

from demo import identity
from demo.services import ServiceProblem, Services
from dvctt.ops import machine, postgres, serving

Say = Callable[[str], None]
LAST_LINES = 12
PROGRESS = "Hồ sơ trình diễn"

SCREEN = """
  ── Hệ thống dịch vụ công trực tuyến ─────────────────────────────────────────────────────────

  Trang chủ    {web}/
  Đăng nhập    {web}/sign-in/
  Hộp thư      {mailbox}/   (mọi thư mà hệ thống gửi)
  Tin nhắn     {sms}/   (mọi SMS mà hệ thống gửi)
  Định danh    trang đăng nhập có hai nhà cung cấp định danh trình diễn; chọn một người ở đó là đăng nhập

{people}

  Mã xác thực của công chức       .venv/bin/python -m demo totp TÊN
  Ký tệp PDF bằng công cụ ngoài   .venv/bin/python -m demo sign TỆP --as TÊN

  Ctrl-C dừng tất cả; dữ liệu và nhật ký chạy nằm trong {var}.
"""


class StepFailed(RuntimeError):
    """A step of the start did not work; the sentence names it and what it said."""


@dataclass(frozen=True)
class Running:
    """What has been started, and the table of the people who can sign in."""

    services: Services
    people: str


@contextmanager
def running(*, say: Say = print) -> Iterator[Running]:
    """Everything started: database, migrations, data, people, counterparts, worker and web; stopped at the end.

    Raises AlreadyRunning, PortTaken, DatabaseProblem, ServiceProblem, StepFailed.
    """
    with machine.alone():
        machine.make_keys()
        ports, services = machine.free_ports(), Services(machine.var())
        identity.describe()
        cluster = None if os.environ.get("DATABASE_URL") else postgres.cluster(machine.var())
        database = ExitStack()
        try:
            if cluster is not None:
                _step(say, "PostgreSQL", lambda: database.enter_context(cluster.serving()))
                cluster.create_database()
            machine.set_environment(os.environ.get("DATABASE_URL") or (cluster.url() if cluster else ""))
            _start_counterparts(services, ports)
            _make_pages(say)
            _wait_for(services, ports, "mail", "sms")
            people = _prepare(say)
            _wait_for(services, ports, "pki", "identity")
            _start_product(services, ports, say)
            yield Running(services, people)
        finally:
            _undisturbed(services.stop)
            _undisturbed(database.close)


def run() -> int:
    """Run until Ctrl-C; the screen says where to sign in as whom."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    began = time.monotonic()
    try:
        with running() as started:
            print(_screen(started.people))
            print(f"  Sẵn sàng sau {time.monotonic() - began:.0f} giây.", flush=True)
            _tell_stories(started.services)
            started.services.watch()
    except KeyboardInterrupt:
        print("\n  Đã dừng tất cả.")
    return 0


def _make_pages(say: Say) -> None:
    _step(say, "Tài nguyên trang", lambda: _python("-m", "dvctt.ops.artefacts.assets"))
    _step(say, "Bản dịch", lambda: _python("-m", "dvctt.ops.artefacts.translations", "compile"))


def _prepare(say: Say) -> str:
    """Load the database, and send the people who are made for it their mails."""
    outputs: list[str] = []
    _step(say, "Cơ sở dữ liệu, dữ liệu của Bộ", lambda: outputs.append(_python("manage.py", "people")))
    return outputs[0].rstrip()


def _start_counterparts(services: Services, ports: machine.Ports) -> None:
    """The mail sink, the demonstration's certification authority and its identity providers, each its own process."""
    pki, mail = machine.var() / "pki", machine.var() / "mail"
    services.start("pki", ["-m", "examples.pki", "serve", "--folder", str(pki), "--port", str(ports.pki)])
    sink = ["-m", "examples.mailsink", "--smtp-port", str(ports.mail), "--http-port", str(ports.mailbox)]
    services.start("mail", [*sink, "--folder", str(mail)])
    _start_sms_gateway(services, ports)
    people = str(machine.var() / "identity")
    services.start("identity", ["-m", "examples.identity", "--port", str(ports.identity), "--folder", people])


def _start_sms_gateway(services: Services, ports: machine.Ports) -> None:
    keys = machine.var() / "keys"
    values = {
        "port": ports.sms, "folder": machine.var() / "sms", "secret-file": keys / "sms_secret",
        "report-secret-file": keys / "sms_report_secret", "report-to": f"{machine.base_url()}/machine/sms-reports/",
    }  # fmt: skip
    options = [part for name, value in values.items() for part in (f"--{name}", str(value))]
    services.start("sms", ["-m", "examples.smsgateway", *options])


def _wait_for(services: Services, ports: machine.Ports, *names: str) -> None:
    addresses = {
        "pki": f"{ports.pki}/dvctt/crls/root/latest.crl", "mail": f"{ports.mailbox}/health",
        "sms": f"{ports.sms}/health", "identity": f"{ports.identity}/",
    }  # fmt: skip
    for name in names:
        services.wait_for(name, f"http://127.0.0.1:{addresses[name]}")


def _start_product(services: Services, ports: machine.Ports, say: Say) -> None:
    services.start("worker", ["manage.py", "worker"])
    workers = int(os.environ.get("DVCTT_WEB_WORKERS", os.cpu_count() or 1))
    services.start("web", serving.command(port=ports.web, workers=workers))
    _step(say, "Máy chủ web", lambda: services.wait_for("web", f"{machine.base_url()}/health/live"))


def _tell_stories(services: Services) -> None:
    """Make the demonstration's dossiers behind the running product, and say how far it is."""
    log, shown = services.logs / "seed.log", ""
    old_lines = len(log.read_text(encoding="utf-8", errors="replace").splitlines()) if log.is_file() else 0
    services.start("seed", ["manage.py", "dossiers"], errand=True)
    while services.ended("seed") is None:
        time.sleep(1)
        if sentence := services.fault():
            raise ServiceProblem(sentence)
        log_lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[old_lines:]
        lines = [line for line in log_lines if line.startswith(PROGRESS)]
        if lines and lines[-1] != shown:
            shown = lines[-1]
            print(f"\r  {shown:<60}" if sys.stdout.isatty() else f"  {shown}\n", end="", flush=True)
    print(flush=True)


def _screen(people: str) -> str:
    ports = machine.ports()
    mailbox, sms = f"http://127.0.0.1:{ports.mailbox}", f"http://127.0.0.1:{ports.sms}"
    return SCREEN.format(web=machine.base_url(), mailbox=mailbox, sms=sms, people=people, var=machine.var())


def _step(say: Say, name: str, do: Callable[[], object]) -> None:
    began = time.monotonic()
    do()
    say(f"  {name:<32} {time.monotonic() - began:5.1f} s")


def _python(*arguments: str) -> str:
    """Run a Python program of ours to its end; its output. Raises StepFailed with the end of what it said."""
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, cwd=machine.ROOT)
    if done.returncode:
        log = machine.var() / "log" / "start.log"
        log.write_text(f"{done.stdout}{done.stderr}", encoding="utf-8")
        tail = "\n".join(f"{done.stdout}{done.stderr}".strip().splitlines()[-LAST_LINES:])
        raise StepFailed(f"`{' '.join(arguments)}` failed; see {log}\n{tail}")
    return done.stdout


def _undisturbed(do: Callable[[], None]) -> None:
    """Do it although Ctrl-C is pressed again."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        do()
    finally:
        signal.signal(signal.SIGINT, before)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
