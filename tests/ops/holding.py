"""Web and worker stood still in the middle of their work, so that they can be killed right there.

A Django app that only `tests.ops.held_settings` installs: the hooks stand here and nowhere in the product. A request
names its point in the header `X-Hold`, the worker finds its points in the file `points`, each for the first thread
that comes by; who holds says so by a file in `held`.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings

from tests.casework.mortal import WRITES

here = threading.local()


class Holding(AppConfig):
    """Installs the hooks once the product's own apps are ready."""

    name = "tests.ops"
    label = "holding"

    def ready(self) -> None:
        """Hook statements, commits, requests, and the worker's steps outside the database."""
        from django.core.handlers.wsgi import WSGIHandler
        from django.db.backends.postgresql.base import DatabaseWrapper
        from django.db.backends.signals import connection_created

        from dvctt.documents import rendering, signing, store, validation
        from dvctt.notices import channels

        connection_created.connect(_watch, weak=False)
        commit, call = DatabaseWrapper._commit, WSGIHandler.__call__
        DatabaseWrapper._commit = lambda self: _committed(self, commit)
        WSGIHandler.__call__ = lambda self, environ, start: _asked(self, environ, start, call)
        rendering.render = _then_hold("rendered", rendering.render)
        signing.sign_pdf = _then_hold("signed", signing.sign_pdf)
        validation.examine = _then_hold("judged", validation.examine)
        store.place = _then_hold("placed", store.place)
        channels.send = _then_hold("mailed", channels.send)


def _asked(handler: Any, environ: dict[str, Any], start: Any, call: Callable[..., Any]) -> Any:
    here.point = environ.get("HTTP_X_HOLD", "")
    try:
        return call(handler, environ, start)
    finally:
        del here.point


def _watch(connection: Any, **_more: Any) -> None:
    if _statement not in connection.execute_wrappers:
        connection.execute_wrappers.append(_statement)


def _statement(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    text = sql if isinstance(sql, str) else sql.as_string(None)
    if "FOR NO KEY UPDATE" in text:
        hold("lock")
    if kind := WRITES.match(text):
        hold(f"write:{kind[1]}")
        _written().add(kind[1])
    return execute(sql, params, many, context)


def _committed(connection: Any, really: Callable[[Any], None]) -> None:
    tables = sorted(_written())
    _written().clear()
    for table in tables:
        hold(f"commit:{table}")
    really(connection)
    for table in tables:
        hold(f"committed:{table}")


def _written() -> set[str]:
    if not hasattr(here, "written"):
        here.written = set()
    written: set[str] = here.written
    return written


def _then_hold(name: str, really: Callable[..., Any]) -> Callable[..., Any]:
    def done(*arguments: Any, **more: Any) -> Any:
        result = really(*arguments, **more)
        hold(name)
        return result

    return done


def hold(name: str) -> None:
    """Stand still for good, if this is a point at which to."""
    folder = Path(getattr(settings, "HOLDS"))  # noqa: B009 - ours alone
    asked: str | None = getattr(here, "point", None)
    wanted = [asked] if asked is not None else (folder / "points").read_text().splitlines()
    if name not in wanted:
        return
    try:
        (folder / "held" / name).touch(exist_ok=False)
    except FileExistsError:
        return
    time.sleep(600)
