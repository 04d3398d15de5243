"""What every test stands on: a real PostgreSQL, the ministry's data and procedures loaded once, and a clock to set."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import clauses

pytest_plugins = [
    "tests.fixtures_mailsink",
    "tests.fixtures_smsgateway",
    "tests.fixtures_pki",
    "tests.fixtures_casework",
    "tests.fixtures_identity",
]
ROOT = Path(__file__).resolve().parents[1]


def pytest_configure(config: pytest.Config) -> None:
    """Give the settings what `make test` would: a database, keys, folders that are the test run's own."""
    config.pluginmanager.register(clauses.ClausePlugin(ROOT / "docs" / "clauses.txt"), "clauses")
    from django.conf import settings

    from dvctt.kernel import clock

    clock.allow_travel()
    folder = Path(tempfile.mkdtemp(prefix="dvctt-tests-"))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    settings.STORAGES = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder / "bytes"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.VAR = folder
    settings.STATIC_ROOT = folder / "static"
    settings.STATIC_ROOT.mkdir()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: object,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Create the test database and load the ministry and its procedures into it, once per process."""
    from django.core.management import call_command
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
        call_command("load", verbosity=0)
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        teardown_databases(made, verbosity=0)


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: object) -> Iterator[str]:
    """A database of this test's own, cloned from the loaded one, in which commits are real; dropped afterwards.

    Append-only tables cannot be emptied, so a test that commits gets a copy instead of a flush.
    """
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    clone = f"{name}_{os.getpid()}_clone"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connection.close()
        clone_database(name, clone)
        connection.settings_dict["NAME"] = clone
        try:
            yield clone
        finally:
            connection.close()
            connection.settings_dict["NAME"] = name
            administer(f'DROP DATABASE "{clone}" WITH (FORCE)')


def clone_database(name: str, clone: str) -> None:
    """Make the database `clone` a copy of `name`, which nobody may be connected to."""
    administer(f'DROP DATABASE IF EXISTS "{clone}" WITH (FORCE)')
    administer(f'CREATE DATABASE "{clone}" TEMPLATE "{name}"')


def administer(statement: str) -> None:
    """Run a statement outside of any transaction, on no database of ours."""
    import psycopg
    from django.db import connection

    known = {**connection.get_connection_params(), "dbname": "postgres"}
    parameters = {name: known[name] for name in ("host", "port", "user", "password", "dbname") if name in known}
    with psycopg.connect(**parameters, autocommit=True) as administration:
        administration.execute(statement)
