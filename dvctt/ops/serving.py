"""The web server's command: one place for `make run`, `dvctt serve` and the tests of both."""

BLOCKING_THREADS = 8
# A worker that is killed, by the kernel for want of memory or by hand, comes back after so many seconds.
RESPAWN_SECONDS = 1
HEADER_MILLISECONDS = 10_000
# Requests under way are let finish when the server is stopped, but not for ever.
STOP_SECONDS = 30
APPLICATION = "config.wsgi:application"


def command(*, port: int, workers: int, host: str = "127.0.0.1", threads: int = BLOCKING_THREADS) -> list[str]:
    """What Python is started with to serve the pages.

    granian bounds the wait for a head, not for a body: a proxy that takes in bodies whole stands before it (deploy/).
    """
    options = {
        "interface": "wsgi", "host": host, "port": port, "workers": workers, "blocking-threads": threads,
        "respawn-interval": RESPAWN_SECONDS, "http1-header-read-timeout": HEADER_MILLISECONDS,
        "workers-kill-timeout": STOP_SECONDS,
    }  # fmt: skip
    arguments = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    return ["-m", "dvctt.ops.webserver", *arguments, "--respawn-failed-workers", "--no-ws", APPLICATION]
