"""Logs: one line an event on standard error, without anything that a person typed or that names one.

What an exception says may hold a row's values or a link's secret, so that its type, its place and the constraint that
it violated are logged, and not its words; DVCTT_DEBUG shows them to who develops.
"""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

Event = MutableMapping[str, Any]
QUIET = ("httpx", "httpcore", "pyhanko", "pyhanko_certvalidator", "fontTools", "asyncio")


def configure(*, words: bool, lines_for_people: bool) -> None:
    """Send every log line to standard error; with `words`, exceptions say what they say."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        *([structlog.processors.format_exc_info] if words else [without_paths, without_words]),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    drawn = structlog.dev.ConsoleRenderer(colors=False) if lines_for_people else structlog.processors.JSONRenderer()
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, drawn]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in ("dvctt", "procrastinate.worker"):
        logging.getLogger(name).setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger("django.request").setLevel(logging.ERROR)


def without_paths(_logger: Any, _method: str, event: Event) -> Event:
    """Leave out what Django puts into its sentences: addresses of links open accounts."""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord) and record.name.startswith("django"):
        event["event"] = _before_address(record, str(event["event"]))
    return event


def _before_address(record: logging.LogRecord, said: str) -> str:
    """What stands before the address: django.request names the status there, as in “%s: %s”."""
    sentence = str(record.msg).replace(": %s", "")
    if record.name != "django.request" or "%s" not in sentence:
        return sentence
    parts = [re.escape(part) for part in sentence.split("%s")]
    named = re.match("(.*?)".join(parts) + ": ", said, re.DOTALL)
    return sentence % named.groups() if named else sentence


def without_words(_logger: Any, _method: str, event: Event) -> Event:
    """Put type and places of an exception in place of what it says."""
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["exception"] = type(error).__name__
        event["places"] = _places(error.__traceback__)
        constraint = getattr(getattr(error.__cause__ or error, "diag", None), "constraint_name", None)
        if constraint:
            event["constraint"] = constraint
    return event


def _places(trace: TracebackType | None) -> list[str]:
    return [
        f"{one.filename.rpartition('site-packages/')[2]}:{one.lineno} {one.name}" for one in traceback.extract_tb(trace)
    ]
