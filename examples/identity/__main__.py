"""The providers as a process: `python -m examples.identity --port 9100 --folder var/identity`."""

import argparse
import signal
import threading
from pathlib import Path

from examples.identity.server import serve


def main() -> None:
    """Serve until a signal ends it."""
    parser = argparse.ArgumentParser(prog="python -m examples.identity", description=__doc__)
    parser.add_argument("--port", type=int, default=9100)
    parser.add_argument("--folder", type=Path, default=Path("var/identity"))
    parser.add_argument("--control", action="store_true", help="let POST /control tell an issuer to lie")
    options = parser.parse_args()
    server = serve(options.folder, options.port, control=options.control)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{options.port}/", flush=True)
    ended = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: ended.set())
    ended.wait()
    server.shutdown()


if __name__ == "__main__":
    main()
