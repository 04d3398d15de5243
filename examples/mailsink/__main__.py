"""The mail sink as a process: `python -m examples.mailsink --smtp-port 2525 --http-port 8025 --folder var/mail`."""

import argparse
import signal
import threading
from pathlib import Path

from examples.mailsink.box import Box
from examples.mailsink.server import pages, smtp


def main() -> None:
    """Serve until a signal ends it."""
    options = _options()
    box = Box(options.folder)
    web = pages(box, options.http_port)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    mail = smtp(box, options.smtp_port)
    mail.start()
    print(f"smtp://127.0.0.1:{options.smtp_port} http://127.0.0.1:{options.http_port}/", flush=True)
    ended = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: ended.set())
    ended.wait()
    mail.stop()
    web.shutdown()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m examples.mailsink", description=__doc__)
    parser.add_argument("--smtp-port", type=int, default=2525)
    parser.add_argument("--http-port", type=int, default=8025)
    parser.add_argument("--folder", type=Path, default=Path("var/mail"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
