"""What is not served: folders, the sources beside them, and requests that no page takes."""

from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import Settings

from dvctt.web.public import procedures

pytestmark = pytest.mark.django_db
HIDDEN = [
    "/.git/config", "/.git/HEAD", "/static/../.git/config", "/static/%2e%2e/config/settings.py", "/config/settings.py",
    "/requirements/run.txt", "/pyproject.toml", "/var/keys/secret_key", "/docs/security.md", "/.env", "/manage.py",
    "/docs/reference/machine-endpoints.yaml",
]  # fmt: skip


@pytest.fixture
def folder(settings: Settings) -> Path:
    """A folder of static files with a file in it."""
    inner: Path = settings.STATIC_ROOT / "unserved"
    inner.mkdir(exist_ok=True)
    (inner / "probe.svg").write_text("<svg/>")
    return inner


@pytest.mark.parametrize("address", HIDDEN)
def test_neither_sources_nor_keys_nor_history_are_served(address: str) -> None:
    assert Client().get(address).status_code == 404


def test_a_folder_is_not_listed_and_a_drawing_says_its_letters(folder: Path) -> None:
    for address in ("/static/", "/static/unserved/", "/static/unserved", "/static/dvctt/"):
        assert Client().get(address).status_code == 404, address
    answer = Client().get("/static/unserved/probe.svg")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")
    answer.close()


@pytest.mark.parametrize("address", ["/", "/sign-in/", "/sign-out/", "/health/live", "/procedures/", "/look-up/"])
@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "DELETE", "PATCH", "PROPFIND"])
def test_a_method_that_no_page_takes_is_refused_and_tells_nothing_back(address: str, method: str) -> None:
    answer = Client().generic(method, address, b"x-secret", headers={"X-Secret": "told-back"})
    assert answer.status_code == 405
    assert b"told-back" not in answer.content and b"x-secret" not in answer.content


def test_the_name_of_a_form_cannot_become_another_header(monkeypatch: pytest.MonkeyPatch) -> None:
    name = 'forms/đơn "mẫu"; filename="a.html".docx'
    bundle = SimpleNamespace(components=[SimpleNamespace(template_file=name)])
    monkeypatch.setattr(procedures.catalogue, "current", lambda _code, _case: SimpleNamespace(id=1, bundle=bundle))
    monkeypatch.setattr(procedures.catalogue, "file", lambda _id, _path: b"x")
    said = Client().get(f"/procedures/1.000082/new-domestic/files/{quote(name)}").headers["Content-Disposition"]
    assert said.startswith("attachment; filename*=utf-8''") and '"' not in said and said.isascii()
