"""`dvctt serve`: the pages, behind a proxy."""

import argparse
import os
import sys

from dvctt.ops import serving
from dvctt.ops.machine import ROOT

SUMMARY = "Serve the pages, behind the proxy of deploy/; until it is stopped."


def configure(parser: argparse.ArgumentParser) -> None:
    """Take where to listen, and with how many processes and threads."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen at (8000)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (one a processor)")
    parser.add_argument("--threads", type=int, default=serving.BLOCKING_THREADS, help="threads of each (8)")
    parser.epilog = "The environment is that of docs/guides/operator-deployment.md. A process that dies is replaced."
    parser.set_defaults(handle=serve)


def serve(chosen: argparse.Namespace) -> int:
    """Become the web server."""
    arguments = serving.command(port=chosen.port, workers=chosen.workers, host=chosen.host, threads=chosen.threads)
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - our own interpreter
