"""A running product under 200 slow clients, heavy files and 500 sign-ins a minute: what the pages of others take.

`python -m bench.flood http://127.0.0.1:8080 --file signed.pdf --seconds 300`, against the proxy of deploy/ or against
the product itself. It first measures the pages alone, then under the flood. The clients come from addresses of
127.0.0.0/8, so that no limit of one source hides the load. The file is any signed PDF; revisions are added to it here.
"""

import argparse
import re
import socket
import statistics
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path
from urllib.parse import urlsplit

import httpx

PAGES = ("/", "/procedures/", "/look-up/", "/verify/", "/help/")
QUIET_SECONDS = 30
SLOW, SIGN_INS_A_MINUTE, FILES_A_MINUTE = 200, 500, 200
# Each waits for its answer before it hands in the next file.
HANDING_IN = 8
REVISIONS = 4000
# Read once: reading it for each client took more of the processors than the product did.
TRUSTED = httpx.create_ssl_context()
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def heavy(signed: bytes, revisions: int = REVISIONS) -> bytes:
    """The file with so many empty updates behind it."""
    made = bytearray(signed.rstrip(b"\n") + b"\n")
    before = int(re.findall(rb"startxref\s+(\d+)", signed)[-1])
    size, root = (re.findall(pattern, signed)[-1] for pattern in (rb"/Size\s+(\d+)", rb"/Root\s+(\d+)"))
    for number in range(int(size), int(size) + revisions):
        at = len(made)
        made += b"%d 0 obj<<>>endobj\n" % number
        table = len(made)
        made += b"xref\n%d 1\n%010d 00000 n \n" % (number, at)
        made += b"trailer<</Size %d/Root %s 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (number + 1, root, before, table)
        before = table
    return bytes(made)


class Flood:
    """Everything that the others do meanwhile, until `over` is set; `answers` counts what they were told."""

    def __init__(self, url: str, file: bytes, over: Event) -> None:
        self.url, self.file, self.over = url, file, over
        self.answers: Counter[str] = Counter()
        # Other addresses each time: what one of them may do in an hour may be used up.
        self.net = 16 + int(time.time() / 60) % 200

    def run(self) -> None:
        """Do it all until it is over."""
        work = [self._slow, *[lambda place=place: self._verify(place) for place in range(HANDING_IN)], self._sign_in]
        threads = [threading.Thread(target=one, daemon=True) for one in work]
        for one in threads:
            one.start()
        self.over.wait()

    def _slow(self) -> None:
        """Clients that begin a form and send a byte a second; who is cut off begins anew."""
        lines: list[socket.socket] = []
        while not self.over.wait(1):
            while len(lines) < SLOW:
                lines.append(self._begun(len(lines)))
            for one in list(lines):
                try:
                    one.sendall(b"x")
                except OSError:
                    self.answers["slow: cut off"] += 1
                    lines.remove(one)
        for one in lines:
            one.close()

    def _begun(self, place: int) -> socket.socket:
        to = urlsplit(self.url)
        line = socket.create_connection((to.hostname, to.port or 80), 10, (f"127.0.3.{1 + place % 250}", 0))
        head = f"POST /sign-in/ HTTP/1.1\r\nHost: {to.netloc}\r\nContent-Length: 100000\r\n"
        line.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\na=".encode())
        return line

    def _verify(self, place: int) -> None:
        number = 0
        while not self.over.wait(60 * HANDING_IN / FILES_A_MINUTE):
            number += 1
            source = f"127.{self.net}.{10 + place}.{1 + number // 50 % 250}"
            files = {"file": ("x.pdf", self.file, "application/pdf")}
            self._posted("verify", source, "/verify/", {}, files)

    def _sign_in(self) -> None:
        number = 0
        while not self.over.wait(60 / SIGN_INS_A_MINUTE):
            number += 1
            source, form = (
                f"127.{self.net}.{30 + number % 50}.{1 + number % 250}",
                {"login": f"name{number}", "password": "x" * 12},
            )
            threading.Thread(
                target=self._posted, args=("sign-in", source, "/sign-in/", form, None), daemon=True
            ).start()

    def _posted(
        self, what: str, source: str, page: str, form: dict[str, str], files: dict[str, tuple[str, bytes, str]] | None
    ) -> None:
        try:
            with browser(self.url, source) as client:
                token = TOKEN.search(client.get(page).text)
                form = form | {"csrfmiddlewaretoken": token[1] if token else ""}
                told = client.post(page, data=form, files=files, headers={"Origin": self.url, "Referer": self.url})
                self.answers[f"{what}: {told.status_code}"] += 1
        except httpx.HTTPError as error:
            self.answers[f"{what}: {type(error).__name__}"] += 1


def flood(url: str, file: bytes, over: Event, answers: "Queue[Counter[str]]") -> None:
    """A process of its own, so that its work does not hold up the clock of who measures."""
    made = Flood(url, file, over)
    made.run()
    answers.put(made.answers)


def browser(url: str, source: str) -> httpx.Client:
    """A client that comes from an address."""
    transport = httpx.HTTPTransport(local_address=source, verify=TRUSTED)
    return httpx.Client(base_url=url, transport=transport, timeout=120, trust_env=False)


@dataclass
class Measured:
    """Seconds that pages took, how many of them failed, and the most memory that the processes held meanwhile."""

    took: list[float] = field(default_factory=list)
    failed: int = 0
    megabytes: float = 0.0

    def told(self, name: str) -> str:
        """A line for people."""
        cuts = statistics.quantiles(self.took, n=20)
        return (
            f"{name:8} {len(self.took):5} pages, {self.failed} failed, p50 {cuts[9] * 1000:6.0f} ms, "
            f"p95 {cuts[18] * 1000:6.0f} ms, memory at most {self.megabytes:6.0f} MB\n"
        )


def measured(url: str, seconds: float, parent: int | None) -> Measured:
    """What pages take for somebody who asks for one after another, four a second at most."""
    found, until = Measured(), time.monotonic() + seconds
    with browser(url, "127.0.2.1") as client:
        while time.monotonic() < until:
            began = time.perf_counter()
            try:
                client.get(PAGES[len(found.took) % len(PAGES)]).raise_for_status()
            except httpx.HTTPError:
                found.failed += 1
            found.took.append(time.perf_counter() - began)
            found.megabytes = max(found.megabytes, held(parent) if parent else 0.0)
            time.sleep(max(0.0, 0.25 - found.took[-1]))
    return found


def held(parent: int) -> float:
    """Megabytes of a process and all below it, shared ones divided among those that share them."""
    pages = 0
    for process in [parent, *below(parent)]:
        with suppress(OSError):
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
            pages += sum(int(size) for size in re.findall(r"^Pss:\s+(\d+)", rollup, re.M))
    return pages / 1024


def below(parent: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    found: list[int] = []
    for children in Path(f"/proc/{parent}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(one) for one in children.read_text(encoding="ascii").split()]
    return found + [further for one in found for further in below(one)]


def main() -> None:
    """Measure, quiet and under the flood."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--file", type=Path, required=True, help="a signed PDF")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument(
        "--process", type=int, help="the web server's process, whose memory and that of its children is told"
    )
    chosen = parser.parse_args()
    sys.stdout.write(measured(chosen.url, QUIET_SECONDS, chosen.process).told("quiet"))
    own = get_context("spawn")
    over, answers = own.Event(), own.Queue()
    others = own.Process(target=flood, args=(chosen.url, heavy(chosen.file.read_bytes()), over, answers))
    others.start()
    sys.stdout.write(measured(chosen.url, chosen.seconds, chosen.process).told("flooded"))
    over.set()
    counted = answers.get(timeout=30)
    others.join(timeout=30)
    sys.stdout.write("".join(f"  {what}: {count}\n" for what, count in sorted(counted.items())))


if __name__ == "__main__":
    main()
