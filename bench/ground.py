"""The ground of the bench: a database of its own, real dossiers driven through `perform`, and volume."""

import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from dvctt.ops import machine, postgres

if TYPE_CHECKING:
    from tests.fixtures_casework import World

NAME = "dvctt_bench"


@contextmanager
def database() -> Iterator[str]:
    """A fresh database in the machine's PostgreSQL, dropped afterwards; gives its address. Django is set up on it."""
    given = os.environ.get("DATABASE_URL")
    cluster = None if given else postgres.cluster(machine.var())
    known = given or (cluster.url() if cluster else "")
    url = _renamed(known)
    server = cluster.serving() if cluster else nullcontext()
    with server, tempfile.TemporaryDirectory(prefix="dvctt-bench-") as folder:
        _own_folder(Path(folder))
        try:
            _administer(known, f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)', f'CREATE DATABASE "{NAME}"')
            os.environ["DATABASE_URL"] = url
            machine.set_environment(url)
            _django()
            yield url
        finally:
            from django.db import connections

            connections.close_all()
            _administer(known, f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')


def drafts(world: "World", count: int) -> list[UUID]:
    """So many complete drafts, declared and ready to submit: one made as its owner would, the others copied."""
    from bench.copies import multiply

    return multiply(world.ready(), count)


def submitted(world: "World", count: int) -> list[UUID]:
    """So many dossiers that wait at the desk."""
    from bench.copies import multiply

    return multiply(world.submitted(), count)


def volume(world: "World", total: int) -> None:
    """Bring the database to `total` dossiers: submitted, in appraisal, and awaiting the decision."""
    from bench.copies import multiply
    from dvctt.casework.models import Dossier

    recommended = world.in_appraisal()
    world.act("appraiser", recommended, "appraise", {"report": "Đủ.", "proposal": "grant"})
    world.act("head", recommended, "recommend_grant", {"opinion": "Đồng ý."})
    sources = [world.submitted(), world.in_appraisal(), recommended]
    left = total - Dossier.objects.count()
    for place, source in enumerate(sources):
        multiply(source, left // len(sources) + (left % len(sources) if place == 0 else 0))


def analyse() -> None:
    """Let the planner know the volume, as autovacuum would."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _own_folder(folder: Path) -> None:
    """Let this process and the server keep bytes apart from the product's, with its assets and fonts at hand."""
    for module in (("dvctt.ops.artefacts.assets",), ("dvctt.ops.artefacts.translations", "compile")):
        subprocess.run([sys.executable, "-m", *module], check=True, stdout=subprocess.DEVNULL)
    for name in ("assets", "fonts"):
        (folder / name).symlink_to(machine.var().resolve() / name)
    os.environ["DVCTT_VAR"] = str(folder)
    machine.make_keys()


def _django() -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.MAIL_PORT = 1  # nobody: no mail leaves the bench
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    django.setup()
    # The lines are written all the same, which is part of what a page costs, but not between the rows of the table.
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(Path(os.devnull).open("w"))  # noqa: SIM115 -- open for the whole run
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load", verbosity=0)


def _renamed(url: str) -> str:
    base, question, options = url.partition("?")
    return base.rpartition("/")[0] + f"/{NAME}" + question + options


def _administer(url: str, *statements: str) -> None:
    parts = {**conninfo_to_dict(url), "dbname": "postgres"}
    with psycopg.connect(make_conninfo(**parts), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
