"""What every test stands on: a real PostgreSQL, the ministry's data and procedures loaded once, and a clock to set."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from hypothesis import HealthCheck

from tests import clauses
from tests.once import once

pytest_plugins = [
    "tests.forks",
    "tests.fixtures_mailsink",
    "tests.fixtures_smsgateway",
    "tests.fixtures_pki",
    "tests.fixtures_calendars",
    "tests.fixtures_casework",
    "tests.fixtures_identity",
]
ROOT = Path(__file__).resolve().parents[1]
# The files that take longest, longest first: begun last, one of them would keep one process busy and the others idle.
# The second to sixth need no database, so that two processes work while the first makes it for all.
LONGEST = (
    "browser/test_main_job.py", "workflow/test_walk.py", "workflow/test_recount.py", "forms/test_properties.py",
    "workflow/test_clock_properties.py", "catalogue/test_check.py", "structure/test_routes.py",
    "browser/test_account_life.py",
    "browser/test_trouble.py", "browser/test_without_script.py", "browser/test_official_life.py",
    "casework/test_kill.py", "ops/test_stays_up.py", "structure/test_authority.py", "structure/test_proof.py",
    "browser/test_identities.py", "browser/test_organisation.py", "notices/test_thousand.py",
    "circular/test_article_07.py", "circular/test_article_13.py", "circular/test_article_n.py",
    "casework/test_finding.py", "web/test_contents.py",
    "web/test_applicant_dossier.py", "casework/test_issuing.py", "casework/test_fees.py", "web/test_officer_queue.py",
    "casework/test_recounting.py", "web/test_officer_lists.py", "web/test_forged_files.py", "demo/test_demo.py",
    "ops/test_backup.py", "ops/test_kill_processes.py", "web/test_officer_acts.py", "documents/test_subjects.py",
    "documents/test_register.py", "documents/test_receive.py", "casework/test_concurrency.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; within a file the order stays."""
    places = {ROOT / "tests" / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


def pytest_configure(config: pytest.Config) -> None:
    """Give the settings what `make test` would: a database, keys, folders that are the test run's own."""
    config.pluginmanager.register(clauses.ClausePlugin(), "clauses")
    from django.conf import settings

    from dvctt.kernel import clock

    clock.allow_travel()
    # How long an example takes depends on what else the machine does.
    hypothesis.settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    hypothesis.settings.load_profile("unhurried")
    # A run makes much that lives long, bundles and forms above all; looking through it again and again costs a tenth.
    gc.set_threshold(100_000, 50, 1000)
    # No test cuts the power, and each stored file would wait for the disk four times.
    unsynced = pytest.MonkeyPatch()
    unsynced.setattr(os, "fsync", lambda _handle: None)
    config.add_cleanup(unsynced.undo)
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
    settings.JOURNAL_WITNESS = folder / "witness"
    settings.JOURNAL_PUBLISHED = folder / "published" / "seals.jsonl"
    settings.STATIC_ROOT = folder / "static"
    settings.STATIC_ROOT.mkdir()
    # Each test's client would read through all of the static files before its first request.
    settings.WHITENOISE_AUTOREFRESH = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def nothing_known_without_a_database(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test without a database finds nothing of the ministry: what another has read would answer for seconds only."""
    from dvctt.ministry import snapshot as known

    asked = {"db", "django_db_blocker", "django_db_setup"} & set(request.fixturenames)
    if asked or request.node.get_closest_marker("django_db"):
        yield
        return
    held, known._held = known._held, None
    yield
    known._held = held


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_test_environment: None,
    django_db_blocker: object,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """A test database for each process, with the ministry and its procedures in it; one process makes it for all."""
    from django.conf import settings
    from django.db import connection

    real = str(connection.settings_dict["NAME"])
    own = connection.creation._get_test_db_name()
    template = f"{own.partition('_gw')[0]}_template"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        once(request.config, tmp_path_factory, "database", lambda _: make_template(template))
        clone_database(template, own)
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = own
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = real
        administer(f'DROP DATABASE "{own}" WITH (FORCE)')


def make_template(name: str) -> None:
    """The database that those of the tests are copies of: migrated, and loaded with what the ministry has."""
    from django.core.management import call_command
    from django.db import connection

    told = connection.settings_dict["TEST"]
    before, told["NAME"] = told["NAME"], name
    try:
        real = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        call_command("load", verbosity=0)
    finally:
        told["NAME"] = before
        connection.close()
    connection.settings_dict["NAME"] = real


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
