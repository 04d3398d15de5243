"""The gateway as a process: `python -m examples.smsgateway --port 8026 --folder var/sms --report-to URL`.

The secrets come from files: what senders show, and what reports are signed with.
"""

import argparse
import signal
import threading
from pathlib import Path

from examples.smsgateway.reporting import Reporter
from examples.smsgateway.server import Gateway
from examples.smsgateway.store import Store


def main() -> None:
    """Serve until a signal ends it."""
    options = _options()
    store = Store(options.folder)
    gateway = Gateway(store, options.port, options.user, options.secret_file.read_text().strip())
    reporter = Reporter(store, options.report_to, options.report_secret_file.read_text().strip())
    threading.Thread(target=gateway.serve_forever, daemon=True).start()
    reporter.start()
    print(f"http://127.0.0.1:{gateway.server_port}/", flush=True)
    ended = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: ended.set())
    ended.wait()
    gateway.shutdown()
    reporter.end()
    reporter.join()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m examples.smsgateway", description=__doc__)
    parser.add_argument("--port", type=int, default=8026)
    parser.add_argument("--folder", type=Path, default=Path("var/sms"))
    parser.add_argument("--user", default="dvctt")
    parser.add_argument("--secret-file", type=Path, default=Path("var/keys/sms_secret"))
    parser.add_argument("--report-to", default="http://127.0.0.1:8000/machine/sms-reports/")
    parser.add_argument("--report-secret-file", type=Path, default=Path("var/keys/sms_report_secret"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
