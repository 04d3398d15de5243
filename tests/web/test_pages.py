"""Pages as a browser gets them: valid, guarded by headers, in the language that a person chose."""

import re

import html5lib
import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from dvctt.kernel import Busy, Conflict, DomainError, Fault, Forbidden, Invalid, NotFound, Reason, Refused, Stale
from dvctt.web.http import errors

pytestmark = pytest.mark.django_db

PAGES = ["/", "/sign-in/", "/operator/parts/", "/operator/parts/?mood=officer", "/absent/"]
LIMIT = 40 * 1024


@pytest.mark.parametrize("address", PAGES)
def test_page_is_valid_and_guarded(client: Client, address: str) -> None:
    response = client.get(address)
    text = response.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    assert len(re.findall("<h1[ >]", text)) == 1
    assert not re.search(r"\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", text)
    assert "{{" not in text
    assert "{%" not in text
    ids = re.findall(r'\sid="([^"]+)"', re.sub(r"<template>.*?</template>", "", text, flags=re.S))
    assert len(ids) == len(set(ids))
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_error_links_lead_to_inputs(client: Client) -> None:
    text = client.get("/operator/parts/").content.decode()
    targets = re.findall(r'<li><a href="#(f-[^"]+)">', text)
    assert targets
    assert all(f'id="{target}"' in text for target in targets)


def test_a_browsers_language_is_no_choice_but_the_switch_is(client: Client) -> None:
    assert client.get("/", headers={"accept-language": "en"}).headers["Content-Language"] == "vi"
    answer = client.post(reverse("set_language"), {"language": "en", "next": "/sign-in/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/")
    assert client.get("/").headers["Content-Language"] == "en"
    assert '<html lang="en">' in client.get("/").content.decode()


def test_private_pages_ask_to_sign_in_and_come_back(client: Client) -> None:
    answer = client.get("/go/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in/?next=/go/"


def test_catalogue_is_for_demonstrations(client: Client, settings: Settings) -> None:
    settings.DEMONSTRATION = False
    assert client.get("/operator/parts/").status_code == 404


def test_health(client: Client) -> None:
    assert client.get("/health/live").content == b"ok\n"


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (NotFound(), 404, "Không tìm thấy"),
        (Forbidden(), 403, "không mở cho tài khoản"),
        (Refused(Reason("wrong_state"), Reason("limit_reached", {"limit": 2})), 409, "đủ 2 lần"),
        (Stale(4), 409, "vừa được thay đổi"),
        (Conflict(), 409, "nội dung khác"),
        (Invalid(Fault("x", "not_a_date")), 422, "ngày/tháng/năm"),
        (Busy(), 503, "chưa có gì thay đổi"),
    ],
)
def test_each_domain_error_has_its_page(rf: RequestFactory, error: DomainError, status: int, words: str) -> None:
    request = rf.post("/officer/dossiers/1/")
    request.session, request._messages = {}, ()
    response = errors.page(request, error)
    assert response.status_code == status
    assert words in response.content.decode()


def test_server_error_page_needs_nothing(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.log_id = "01a20192166f"
    text = errors.server_error(request).content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    assert "0192" in text
    assert "vẫn còn nguyên" in text


def test_log_line_has_the_route_and_no_query(client: Client) -> None:
    import structlog

    with structlog.testing.capture_logs() as lines:
        answer = client.get("/addresses/communes/?name=x.commune&x.province=01")
    line = next(line for line in lines if line["event"] == "request")
    assert line["route"] == "addresses/communes/"
    assert "province" not in str(line)
    assert answer.headers["X-Request-ID"]
