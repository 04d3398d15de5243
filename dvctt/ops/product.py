"""The product in this process: its settings, and its database where a command reads it."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from dvctt.ops import machine, postgres
from dvctt.ops.problem import Problem


def set_up() -> None:
    """Set Django up without touching a database; raises Problem where the settings cannot be read."""
    _django("postgresql:///dvctt")


@contextmanager
def with_database(*, make: bool = False) -> Iterator[None]:
    """Set Django up with the database of DATABASE_URL, or this folder's own, started for the while if it sleeps.

    `make` makes this folder's own, empty, where there is none yet. Raises Problem where there is none or it does not
    answer.
    """
    cluster = None if os.environ.get("DATABASE_URL") else _own_cluster(make=make)
    with ExitStack() as afterwards:
        try:
            if cluster:
                afterwards.enter_context(cluster.serving())
                afterwards.callback(_disconnect)
                if make:
                    cluster.create_database()
        except postgres.DatabaseProblem as problem:
            raise Problem(str(problem)) from problem
        _django(cluster.url() if cluster else "")
        yield from _answering()


def _own_cluster(*, make: bool) -> postgres.Cluster:
    try:
        cluster = postgres.cluster(machine.var())
    except postgres.DatabaseProblem as problem:
        raise Problem(str(problem)) from problem
    if not make and not (cluster.data / "PG_VERSION").exists():
        raise Problem("there is no database yet: run `make run` once, or give DATABASE_URL")
    return cluster


def _django(database_url: str) -> None:
    import django
    from django.core.exceptions import ImproperlyConfigured

    machine.make_keys()
    machine.set_environment(database_url)
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise Problem(f"the settings cannot be read: {error}") from error


def _answering() -> Iterator[None]:
    from django.db import OperationalError, ProgrammingError

    try:
        yield
    except OperationalError as error:
        raise Problem(f"the database does not answer: {str(error).strip()}") from error
    except ProgrammingError as error:
        reason = str(error).partition("\n")[0]
        raise Problem(f"the database is not of this version ({reason}): migrate it, as `make run` does") from error


def _disconnect() -> None:
    from django.db import connections

    connections.close_all()
