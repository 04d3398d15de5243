"""The example identity providers as a real process, one for the whole run, and the settings that point to them."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import yaml
from pytest_django import Settings

from dvctt.ops.ports import free_port
from examples.identity import register

ROOT = Path(__file__).resolve().parent.parent
SECRET = "client-secret-of-the-tests"
CITIZENS, MINISTRY = "e-id", "ministry"
LEVELS = {"loa1": "low", "loa2": "substantial", "loa3": "high"}


@dataclass
class Providers:
    """The running providers: `citizens` for applicants, `ministry` for officials."""

    folder: Path
    url: str
    base_url: str
    http: httpx.Client
    people: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {CITIZENS: [], MINISTRY: []})

    def know(self, issuer: str, sub: str, *, acr: str = "", amr: tuple[str, ...] = (), **claims: Any) -> str:
        """Let an issuer know somebody; gives the subject."""
        known = [one for one in self.people[issuer] if one["sub"] != sub]
        self.people[issuer] = [*known, {"sub": sub, "acr": acr, "amr": list(amr), "claims": claims}]
        self.write()
        return sub

    def write(self) -> None:
        titles = {CITIZENS: "Định danh điện tử", MINISTRY: "Đăng nhập của Bộ"}
        register.write(
            self.folder,
            {
                name: {
                    "title": titles[name],
                    "clients": [
                        {
                            "id": "dvctt", "secret": SECRET,
                            "redirect_uris": [f"{self.base_url}/sign-in/with/{name}/callback/"],
                        }
                    ],
                    "people": people,
                }
                for name, people in self.people.items()
            },
        )  # fmt: skip

    def deployment(self, **changes: Any) -> Path:
        """The deployment's file, with changes to the provider of citizens."""
        citizens = {
            "id": CITIZENS, "name": {"vi": "Định danh điện tử", "en": "e-Identity"}, "issuer": f"{self.url}/{CITIZENS}",
            "client_id": "dvctt", "secret_file": str(self.folder / "secret"), "audience": "applicant",
            "claims": {"identity_number": "citizen_id", "birth_date": "birthdate"}, "assurance": LEVELS,
            "identity_trusted": True,
        }  # fmt: skip
        ministry = {
            "id": MINISTRY, "name": {"vi": "Đăng nhập của Bộ", "en": "Ministry sign-in"},
            "issuer": f"{self.url}/{MINISTRY}", "client_id": "dvctt", "secret_file": str(self.folder / "secret"),
            "audience": "officer", "claims": {"directory_name": "preferred_username"}, "assurance": LEVELS,
        }  # fmt: skip
        (self.folder / "secret").write_text(SECRET)
        path = self.folder / f"providers-{free_port()}.yaml"
        path.write_text(yaml.safe_dump({"providers": [{**citizens, **changes}, ministry]}, allow_unicode=True))
        return path

    def lie(self, lie: str = "", *, issuer: str = CITIZENS, rotate: bool = False, age: int = 0, **claims: Any) -> None:
        """Tell an issuer to lie, or to be honest again; `age` puts its sign-ins so many seconds back."""
        order = {"issuer": issuer, "lie": lie, "claims": claims, "rotate": rotate, "age": age}
        self.http.post(f"{self.url}/control", json=order).raise_for_status()

    def choose(self, address: str, sub: str) -> str:
        """Sign in at the provider as somebody: the address, at the product, to which the browser is sent back."""
        return self._pressed(address, {"person": sub})

    def offers_to_stay(self, address: str) -> bool:
        """Whether the provider would go on with the sign-in that it keeps, without asking."""
        return 'name="stay"' in self.http.get(address).text

    def stay(self, address: str) -> str:
        """Go on with the sign-in that the provider keeps: the address to which the browser is sent back."""
        return self._pressed(address, {"stay": "1"})

    def _pressed(self, address: str, button: dict[str, str]) -> str:
        page = self.http.get(address)
        assert page.status_code == 200, page.text
        url = urlsplit(address)
        answer = self.http.post(f"{url.scheme}://{url.netloc}{url.path}", data={"request": url.query, **button})
        assert answer.status_code == 302, answer.text
        assert answer.headers["Location"].startswith(self.base_url)
        return answer.headers["Location"].removeprefix(self.base_url)


def asked(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@pytest.fixture(scope="session")
def provider_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str, httpx.Client]]:
    """The running process: its folder and address, and who asks it."""
    folder, port = tmp_path_factory.mktemp("identity"), free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "examples.identity", "--port", str(port), "--folder", str(folder), "--control"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    with process, process.stdout:
        assert process.stdout.readline().startswith("http://")
        with httpx.Client() as http:
            yield folder, f"http://127.0.0.1:{port}", http
        process.terminate()


@pytest.fixture
def identity(provider_process: tuple[Path, str, httpx.Client], settings: Settings) -> Iterator[Providers]:
    """Honest providers that know nobody yet, and that the product knows."""
    from dvctt.accounts.providers import client

    folder, url, http = provider_process
    known = Providers(folder, url, settings.BASE_URL, http)
    known.write()
    for issuer in (CITIZENS, MINISTRY):
        known.lie(issuer=issuer)
    settings.IDENTITY_PROVIDERS = str(known.deployment())
    client.forget()
    yield known
    client.forget()
