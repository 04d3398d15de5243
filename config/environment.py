"""Typed readers of the environment that fail loudly: a setting is right or the process does not start."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from dvctt.kernel import memory


def text(name: str, default: str | None = None) -> str:
    """The variable `name`; without a default it must be set."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set")
    return value


def flag(name: str, default: bool = False) -> bool:
    """A yes or no: only `true` and `false` are accepted."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value not in ("true", "false"):
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}")
    return value == "true"


def number(name: str, default: int) -> int:
    """A whole number."""
    value = os.environ.get(name)
    if value is None:
        return default
    if not value.lstrip("-").isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}")
    return int(value)


def choice(name: str, known: tuple[str, ...]) -> str:
    """One of the known words; the first where nothing is said."""
    value = os.environ.get(name, known[0])
    if value not in known:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(filter(None, known))}, not {value!r}")
    return value


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Words separated by commas."""
    value = os.environ.get(name)
    return list(default) if value is None else [word.strip() for word in value.split(",") if word.strip()]


def secret(name: str, fallback: Path | None = None) -> str:
    """A secret from `NAME`, the file named by `NAME_FILE`, or the file `fallback` of this machine.

    The memory of a process that holds one is closed to others of its user.
    """
    memory.close()
    if value := os.environ.get(name):
        return value
    named = os.environ.get(f"{name}_FILE")
    path = Path(named) if named else fallback
    if path is None or not path.is_file():
        raise ImproperlyConfigured(f"{name} is not set: give {name}, or {name}_FILE with the path of a file")
    return path.read_text().strip()


# A request waits four seconds for a lock and no statement runs longer than thirty; `?options=` of the address wins.
PATIENCE = "-c lock_timeout=4s -c statement_timeout=30s"


def database(name: str) -> dict[str, object]:
    """Django's entry for the address `postgresql://user:password@host:port/database?option=value`."""
    url = urlsplit(text(name))
    if url.scheme not in ("postgresql", "postgres"):
        raise ImproperlyConfigured(f"{name} must begin with postgresql://")
    options = dict(parse_qsl(url.query))
    options["options"] = f"{PATIENCE} {options.get('options', '')}".strip()
    host = options.pop("host", None) or (unquote(url.hostname) if url.hostname else "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": host,
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
