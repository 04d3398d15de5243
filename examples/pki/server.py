"""The server of the authorities: OCSP, CRLs, issuers' certificates, time stamps. It sees new certificates at once."""

from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Lock
from typing import Any

from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel
from werkzeug.serving import WSGIRequestHandler, make_server

from examples.pki import authorities, register

MOVED = "/moved"


class Reloading:
    """A WSGI application that reads the register again whenever it has changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.version = 0
        self.animator: Animator | None = None
        self.lock = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer with what is issued at this moment."""
        answer: Iterable[bytes] = self._current()(environ, start_response)
        return answer

    def _current(self) -> Animator:
        with self.lock:
            version = register.path_of(self.folder).stat().st_mtime_ns
            if self.animator is None or version != self.version:
                store = AnimatorArchStore(
                    {ArchLabel(authorities.ARCHITECTURE): authorities.architecture(register.load(self.folder))},
                )
                self.animator = Animator(store, with_web_ui=False, allow_time_override=False)
                self.version = version
            return self.animator


class Moved:
    """A WSGI application that has left its addresses: each is answered with a redirect to one where it is."""

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        self.inner = inner

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer below /moved, and lead there from everywhere else; 307 has a POST sent again."""
        path = str(environ["PATH_INFO"])
        if path.startswith(f"{MOVED}/"):
            return self.inner({**environ, "PATH_INFO": path.removeprefix(MOVED)}, start_response)
        start_response("307 Temporary Redirect", [("Location", f"{MOVED}{path}"), ("Content-Length", "0")])
        return []


class _Quiet(WSGIRequestHandler):
    """Writes no line per request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing of a request that was answered."""


def serve(folder: Path, *, moved: bool = False) -> None:
    """Serve on the port that the certificates name, until interrupted; `moved` redirects all that they name."""
    port, inner = register.load(folder).port, Reloading(folder)
    application = Moved(inner) if moved else inner
    server = make_server("127.0.0.1", port, application, threaded=True, request_handler=_Quiet)
    print(f"http://127.0.0.1:{port}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
