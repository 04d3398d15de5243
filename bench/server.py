"""A web worker as `make run` starts it: its memory, and whether pages answer while uploads trickle in."""

import os
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dvctt.ops import serving

REQUESTS = 200
TRICKLERS = 6


@dataclass(frozen=True)
class Server:
    """A running server with one worker."""

    port: int
    process: subprocess.Popen[bytes]

    def get(self, path: str, cookie: str = "") -> float:
        """Ask for a page as a browser does; the seconds until the whole answer was there."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Cookie": cookie})
        began = time.perf_counter()
        with urllib.request.urlopen(request, timeout=30) as answer:
            answer.read()
        return time.perf_counter() - began

    def resident(self) -> float:
        """Megabytes that the largest process of the server holds in memory."""
        family = [self.process.pid, *_children(self.process.pid)]
        return max(_resident(pid) for pid in family)


@contextmanager
def running() -> Iterator[Server]:
    """The server with one worker of eight threads, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, *serving.command(port=port, workers=1)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ,
    )  # fmt: skip
    try:
        _await(port)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def trickling(server: Server, path: str, cookie: str) -> Iterator[None]:
    """Six clients that each send an upload of a megabyte byte by byte."""
    done = threading.Event()

    def trickle() -> None:
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nCookie: {cookie}\r\n"
            "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 1048576\r\n\r\n"
            '--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'
        )
        with socket.create_connection(("127.0.0.1", server.port)) as line:
            line.sendall(head.encode())
            while not done.wait(0.1):
                try:
                    line.sendall(b"x")
                except OSError:
                    return

    threads = [threading.Thread(target=trickle) for _ in range(TRICKLERS)]
    for thread in threads:
        thread.start()
    try:
        done.wait(1)
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()


def report(cookie: str, paths: list[str]) -> Iterator[str]:
    """Lines on memory after 200 requests, and on a page's answer with and without six trickling uploads."""
    with running() as server:
        for number in range(REQUESTS):
            server.get(paths[number % len(paths)], cookie)
        yield f"resident memory of the web worker after {REQUESTS} requests: {server.resident():.0f} MB (limit 250 MB)"
        calm = [server.get(paths[0], cookie) for _ in range(20)]
        with trickling(server, "/sign-in/", cookie):
            beset = [server.get(paths[0], cookie) for _ in range(20)]
        yield (
            f"a page of the queue, median and slowest of 20: {_shown(calm)}; "
            f"while {TRICKLERS} clients trickle uploads: {_shown(beset)}"
        )


def _shown(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.0f} ms and {max(seconds) * 1000:.0f} ms"


def _await(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the web server does not answer")


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    direct = [int(one) for task in tasks.iterdir() for one in (task / "children").read_text().split()]
    return [*direct, *(grandchild for child in direct for grandchild in _children(child))]


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
