"""A running product, a browser beside it, and people with accounts, once for each process that runs browser tests."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from dvctt.ops.ports import free_port
from tests import leaks
from tests.browser.people import ERASED, PASSWORD, Town
from tests.browser.product import Product, collect_static, environment_of, running
from tests.conftest import administer, clone_database
from tests.fixtures_identity import Providers
from tests.fixtures_mailsink import MailSink
from tests.fixtures_pki import Pki
from tests.once import once
from tests.patience import PATIENCE

CHROMIUM = "/usr/bin/chromium-headless-shell"
TOWN = pytest.StashKey[Town]()
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def database(django_db_setup: None, django_db_blocker: object) -> Iterator[str]:
    """A database of the product's own, cloned from the loaded one."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    clone = f"{name}_browser"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connection.close()
        clone_database(name, clone)
        yield clone
        administer(f'DROP DATABASE "{clone}" WITH (FORCE)')


@pytest.fixture(scope="module", autouse=True)
def connected(database: str, django_db_blocker: object) -> Iterator[None]:
    """This process beside the product, reading and writing the same database, while these tests run."""
    # Playwright's loop runs in this thread, where Django would refuse to touch a database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with within(database, django_db_blocker):
            yield
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def providers(provider_process: tuple[Path, str, httpx.Client]) -> Providers:
    """The run's identity providers, for the address of this product."""
    folder, url, http = provider_process
    known = Providers(folder, url, f"http://127.0.0.1:{free_port()}", http)
    known.write()
    return known


@pytest.fixture(scope="session")
def product(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    database: str,
    pki: Pki,
    mailsink: MailSink,
    providers: Providers,
    django_db_blocker: object,
) -> Iterator[Product]:
    """Web and worker over that database, with the run's authorities, mail sink and identity providers.

    At the end what they wrote must name nobody of whom the database knows (16.1).
    """
    from django.conf import settings

    url = providers.base_url
    told = {"DVCTT_IDENTITY_PROVIDERS": str(providers.deployment())}
    environment = environment_of(database, url, pki, mailsink.smtp_port) | told
    collected = once(request.config, tmp_path_factory, "static", lambda folder: collect_static(folder, environment))
    # A test that came before may have left a file of its own there.
    shutil.rmtree(settings.STATIC_ROOT)
    settings.STATIC_ROOT.symlink_to(collected / "static")
    with running(url, settings.VAR, environment) as started:
        yield started
    with within(database, django_db_blocker):
        known = {**ERASED, **leaks.personal(), PASSWORD: "a password"}
    named = [f"{log}: {one}" for log in ("web", "worker") for one in leaks.leaks(started.log(log), known)]
    assert len(known) > 20
    assert not named, "\n".join(named[:20])


@contextmanager
def within(database: str, django_db_blocker: object) -> Iterator[None]:
    """This process connected to that database."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connection.close()
        connection.settings_dict["NAME"] = database
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = name


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, which asks nobody on the network for anything."""
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def town(
    product: Product, chromium: Browser, mailsink: MailSink, pki: Pki, request: pytest.FixtureRequest
) -> Iterator[Town]:
    """The people around the product."""
    town = request.session.stash[TOWN] = Town(product, chromium, mailsink, pki)
    yield town
    town.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Beside a failure: what stood on the open pages, and the end of what the product's processes wrote."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    around = getattr(item, "funcargs", {})
    product, town = around.get("product"), item.session.stash.get(TOWN, None)
    if report.failed and isinstance(town, Town):
        report.sections += [(f"page {page.url}", _words(page)) for page in town.pages()]
    if report.failed and isinstance(product, Product):
        for name in ("web", "worker"):
            report.sections.append((f"log of the {name}", product.log(name)[-3000:]))


def _words(page: Page) -> str:
    try:
        return page.locator("body").inner_text(timeout=2000)[:2000]
    except Error as error:
        return str(error)
