"""Headers and cookies of every kind of answer, and redirects that never leave the house."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client
from pytest_django import Settings

from dvctt.accounts.models import Account
from dvctt.casework.models import Attachment
from dvctt.web.http import health
from tests.fixtures_casework import World
from tests.fixtures_identity import CITIZENS, Providers
from tests.web.officers import officer_browser, place
from tests.web.walking import address, browser

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "một câu dễ nhớ 27"
COOKIES = """
import json
from django.conf import settings
names = [name for name in dir(settings) if "COOKIE" in name or "HSTS" in name or name in ("HTTPS", "HOST")]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


@pytest.fixture(scope="module")
def under_https() -> dict[str, Any]:
    """The settings that an address with https makes, as another process reads them."""
    told = {"DVCTT_BASE_URL": "https://dvc.example", "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", COOKIES], cwd=ROOT, env={**os.environ, **told}, capture_output=True, check=True
    )
    return dict(json.loads(done.stdout))


def answers(world: World, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> dict[str, tuple[int, Any]]:
    """One answer of every kind, with the status that it should have."""
    (settings.STATIC_ROOT / "probe.css").write_text("a{}")
    settings.SMS_REPORT_SECRET = "signs the reports"
    visitor, mine = Client(raise_request_exception=False), browser(world.people["applicant"])
    desk, strict = officer_browser(world.people["desk"]), Client(enforce_csrf_checks=True)
    draft, sent = world.open(), world.submitted()
    world.hand_in(draft, world.answers["given"][0])
    document = Attachment.objects.get(dossier_id=draft).document_id
    section = mine.get(address(draft, "form/")).headers["Location"]
    upload = address(draft, f"papers/{world.answers['given'][0]}/")
    wrong = {"file": SimpleUploadedFile("x.pdf", b"no PDF"), "name": "x.pdf", "size": "6", "offset": "0"}
    with monkeypatch.context() as broken:
        broken.setattr(health.outbox, "waiting_counts", lambda: 1 / 0)
        inside = visitor.get("/health/ready")
    with monkeypatch.context() as busy:
        busy.setattr("dvctt.web.http.rate_limit.passes", lambda *_key, **_bounds: False)
        throttled = visitor.post("/look-up/", {"code": "X-1", "digits": "1234"})
    reports, as_json = "/machine/sms-reports/", "application/json"
    return {
        "page": (200, visitor.get("/")),
        "sign-in": (200, visitor.get("/sign-in/")),
        "redirect": (302, visitor.get("/go/")),
        "language": (302, visitor.post("/language/", {"language": "en", "next": "/"})),
        "health": (200, visitor.get("/health/live")),
        "picture of a process": (200, visitor.get("/procedures/1.000082/new-domestic/process.svg")),
        "static asset": (200, visitor.get("/static/probe.css")),
        "bad host": (400, visitor.get("/", headers={"host": "evil.example"})),
        "absent": (404, visitor.get("/absent/")),
        "wrong method": (405, visitor.post("/health/live")),
        "secret link": (410, visitor.get("/first-access/no-such-token/")),
        "too many": (429, throttled),
        "error": (500, inside),
        "machine": (401, visitor.post(reports, "{}", content_type=as_json)),
        "too large": (413, visitor.post(reports, b"x" * 10_001, content_type=as_json)),
        "no token": (403, strict.post("/look-up/", {"code": "A"})),
        "my page": (200, mine.get("/me/")),
        "forbidden": (403, mine.get("/officer/")),
        "my form": (200, mine.get(section)),
        "saved": (303, mine.post(section, {"seen": "0", "go": "next"})),
        "autosave": (200, mine.post(f"{section}?autosave=1", {"seen": "1"})),
        "autosave overtaken": (409, mine.post(f"{section}?autosave=1", {"seen": "0", "ten": "Công ty khác"})),
        "upload refused": (422, mine.post(upload, wrong)),
        "download": (200, mine.get(f"/documents/{document}/")),
        "picture of a paper": (200, mine.get(f"/documents/{document}/page.png?page=1")),
        "officer's page": (200, desk.get(place(sent))),
        "invalid": (422, desk.post(place(sent, "act/refuse/"), {"seen": "1", "key": "k"})),
        "closed act": (409, desk.get(place(sent, "act/appraise/"))),
        "stranger's paper": (404, desk.get(f"/documents/{document}/")),
    }  # fmt: skip


PERSONAL = ("my page", "forbidden", "my form", "saved", "autosave", "autosave overtaken", "upload refused", "download",
            "picture of a paper", "officer's page", "invalid", "closed act", "stranger's paper", "secret link",
            "sign-in")  # fmt: skip


def test_every_kind_of_answer_bears_the_headers(
    surveying: World, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    found = answers(surveying, monkeypatch, settings)
    assert {name: one.status_code for name, (_status, one) in found.items()} == {
        name: status for name, (status, _one) in found.items()
    }
    for name, (_status, answer) in found.items():
        lacking = [said for said, holds in guarded(answer).items() if not holds]
        assert not lacking, (name, lacking, dict(answer.headers))
        kind = answer.headers.get("Content-Type", "")
        assert "charset" in kind or not (kind.startswith("text/") or kind.endswith("xml")), (name, kind)
        if kind.startswith("text/html"):
            assert scripts_are_files(answer), name
    assert found["page"][1].content.decode().count("<script ") >= 4
    for name in PERSONAL:
        assert "no-store" in found[name][1].headers["Cache-Control"], name
    download = found["download"][1]
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in download.headers["Content-Security-Policy"]
    for _status, answer in found.values():
        answer.close()


def scripts_are_files(answer: Any) -> bool:
    """A page whose scripts are all files of the product, as its policy says: no nonce that another page could reuse,
    because nothing stands in the page that would need one."""
    policy, text = answer.headers["Content-Security-Policy"], answer.content.decode()
    scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", text, flags=re.DOTALL)
    allowed = dict(re.findall(r"(script-src|style-src) ([^;]*)", policy)) == dict.fromkeys(
        ("script-src", "style-src"), "'self'"
    )
    inline = re.search(r"<style\b|\sstyle=|\son[a-z]+=|\snonce=|javascript:", text)
    return allowed and not inline and all(' src="/static/' in where and not inside for where, inside in scripts)


def guarded(answer: HttpResponseBase) -> dict[str, bool]:
    """What must be true of every answer."""
    policy = answer.headers.get("Content-Security-Policy", "")
    opened = [one for one in answer.headers.get("Permissions-Policy", "").split(", ") if not one.endswith("=()")]
    return {
        "policy": "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy,
        "framing": answer.headers.get("X-Frame-Options") == "DENY",
        "frame-ancestors": "frame-ancestors 'none'" in policy,
        "base": "base-uri 'none'" in policy,
        "sniffing": answer.headers.get("X-Content-Type-Options") == "nosniff",
        "referrer": answer.headers.get("Referrer-Policy") == "same-origin",
        "permissions": all(one.startswith("publickey-") for one in opened) and "camera=()" in str(answer.headers),
        "opener": answer.headers.get("Cross-Origin-Opener-Policy") == "same-origin",
        "resource": answer.headers.get("Cross-Origin-Resource-Policy") == "same-origin",
        "no foreign origin": "Access-Control-Allow-Origin" not in answer.headers,
        "silent": "Server" not in answer.headers and "X-Powered-By" not in answer.headers,
    }


def holder() -> Account:
    person = Account(username="lan", name="Lê Thị Lan", folded="le thi lan", email="lan@example.vn", kind="applicant",
                     state="active")  # fmt: skip
    person.set_password(PASSWORD)
    person.save()
    return person


def test_cookies_are_the_hosts_own_under_https(settings: Settings, under_https: dict[str, Any]) -> None:
    for name, value in under_https.items():
        setattr(settings, name, value)
    holder()
    browser = Client()
    browser.get("/sign-in/", secure=True)
    browser.post("/language/", {"language": "en", "next": "/"}, secure=True)
    signed = browser.post("/sign-in/", {"login": "lan", "password": PASSWORD}, secure=True)
    assert signed.status_code == 302
    chosen = browser.post("/account/language/", {"language": "vi"}, secure=True)
    assert chosen.status_code == 303
    wanted = {"__Host-sessionid", "__Host-csrftoken", "__Host-language", "__Host-dvctt_device"}
    assert wanted <= set(browser.cookies)
    for name, cookie in browser.cookies.items():
        assert cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/", name
        assert not cookie["domain"], name
    assert all(name.startswith("__Host-") for name in browser.cookies), browser.cookies
    browser.post("/sign-out/", secure=True)
    said = browser.cookies["__Host-messages"]
    assert said.value and said["secure"] and said["httponly"] and said["samesite"] == "Lax" and not said["domain"]
    assert "messages" not in browser.cookies
    assert "Đã đăng xuất." in browser.get("/", secure=True).content.decode()
    assert not browser.cookies["__Host-messages"].value and browser.cookies["__Host-messages"]["secure"]


def test_https_is_remembered_and_only_a_trusted_proxy_says_that_it_was_used(
    settings: Settings, under_https: dict[str, Any]
) -> None:
    for name in ("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS"):
        setattr(settings, name, under_https[name])
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    browser, said = Client(), {"x-forwarded-proto": "https"}

    def told(**more: Any) -> str:
        return str(browser.get("/health/live", **more).headers.get("Strict-Transport-Security", ""))

    assert told(secure=True) == "max-age=31536000; includeSubDomains"
    assert told(headers=said, REMOTE_ADDR="10.0.0.7") == "max-age=31536000; includeSubDomains"
    assert told(headers=said, REMOTE_ADDR="203.0.113.9") == told() == ""


ELSEWHERE = [
    "//evil.example", "https://evil.example/", "https:evil.example", "///evil.example", r"\\evil.example",
    r"/\evil.example", "/\t/evil.example", "%2f%2fevil.example", "javascript:alert(1)", "http://testserver@evil.example",
    " //evil.example", "https:///evil.example", "data:text/html,x",
]  # fmt: skip


def leads(answer: HttpResponseBase) -> bool:
    """Whether an answer leads a browser out of the house, as browsers read addresses."""
    target = str(answer.headers.get("Location", "")).strip().replace("\\", "/").replace("\t", "")
    return target.startswith("//") or re.match(r"[a-z]+:", target, re.IGNORECASE) is not None


def test_no_redirect_leads_elsewhere(surveying: World, identity: Providers) -> None:
    holder()
    actor = surveying.people["applicant"]
    account = Account.objects.get(pk=actor.id)
    account.set_password(PASSWORD)
    account.save()
    mine, desk = browser(actor), officer_browser(surveying.people["desk"])
    for target in ELSEWHERE:
        cache.clear()
        found = asked(target, mine, desk, str(actor.on_behalf and actor.on_behalf.id))
        assert not [one.headers["Location"] for one in found if leads(one)], target
        assert all(one.status_code in (302, 303) for one in found), target
    away = Client().post(f"/sign-in/with/{CITIZENS}/", {"next": ELSEWHERE[0]})
    assert away.headers["Location"].startswith(identity.url) and "evil" not in away.headers["Location"]


@pytest.mark.parametrize("start", ["//", "///", "/\u200b/", "\u200b//", "/\\", "/\t/", "//\u200b/"])
@pytest.mark.parametrize("query", ["answer=x", "answer=x&a=b", "", "next=/"])
def test_an_address_that_names_another_host_leads_nowhere(surveying: World, start: str, query: str) -> None:
    path = f"{start}evil.example/".encode().decode("latin-1")  # as WSGI hands it over
    for one in (Client(), browser(surveying.people["applicant"])):
        for method in ("GET", "POST"):
            answer = one.generic(method, "/", QUERY_STRING=query, PATH_INFO=path)
            assert not leads(answer), answer.headers["Location"]
    assert Client().get("/", QUERY_STRING="answer=x").headers["Location"] == "/"


def asked(target: str, mine: Client, desk: Client, party: str) -> list[Any]:
    """What every view answers that reads where to go on."""
    back: dict[str, Any] = {"next": target}
    came: dict[str, Any] = {"headers": {"referer": target}}
    leaving = browser_of("lan")
    return [
        Client().post("/sign-in/", {"login": "lan", "password": PASSWORD, **back}),
        Client().post(f"/sign-in/?next={quote(target)}", {"login": "lan", "password": PASSWORD}),
        Client().post("/language/", {"language": "en", **back}, **came),
        Client().post("/language/", {"language": "en"}, **came),
        Client().get("/go/", back, **came),
        desk.post("/officer/assign/", back, **came),
        mine.post("/me/acting-for/", {"party": party, **back}, **came),
        mine.get("/sign-in/", back),
        mine.post("/sign-in/again/", {"password": PASSWORD, **back}),
        leaving.post("/sign-out/", back, **came),
    ]


def browser_of(username: str) -> Client:
    client = Client()
    client.force_login(
        Account.objects.get(username=username), backend="dvctt.accounts.adapters.passwords.PasswordBackend"
    )
    return client
