"""One limiter: counted by what is found, by subscribers' networks, in rows that nobody can have thrown out."""

import os
import sys
import threading
from contextlib import ExitStack
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from dvctt.accounts import signin
from dvctt.accounts.adapters import hashing, totp
from dvctt.accounts.attempts import counters
from dvctt.accounts.models import Session
from dvctt.accounts.signin import devices
from dvctt.casework import api as casework
from dvctt.journal.api import SecurityKind
from dvctt.journal.models import SecurityEvent
from dvctt.kernel import Busy, background, clock
from dvctt.ops import serving
from dvctt.web.http import answer_pages, form_restore, shares
from dvctt.web.signin import views
from tests.accounts import people
from tests.fixtures_casework import World
from tests.web.test_guessing import enter, holder
from tests.web.test_signin import PASSWORD, account, sign_in
from tests.web.walking import address

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
CHANGE = "/security/password/"
CODE = "000.00.15.G13-260927-0001"
ONE, SAME, OTHER = "2001:db8:7:1::5", "2001:db8:7:ffff::9", "2001:db8:8::1"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"), ("::ffff:203.0.113.9", "203.0.113.9"), (ONE, "2001:db8:7::/48"),
        ("fe80::1%eth0", "fe80::/48"), ("", ""), ("unix:", "unix:"),
    ],
)  # fmt: skip
def test_a_subscriber_of_ipv6_counts_as_one(address: str, counted: str) -> None:
    assert devices.counted(address) == counted


@pytest.mark.parametrize(
    ("path", "fields", "limits"),
    [
        ("/sign-in/", {"login": "nobody", "password": "x"}, {"sign_in", "sign_in_address"}),
        ("/sign-in/passkey/", {"credential": "{}"}, {"passkey"}),
        ("/account/lost-password/", {"login": "nobody"}, {"lost"}),
        ("/account/lost-code/", {"login": "nobody"}, {"lost"}),
        ("/register/individual/", {}, {"register"}),
        ("/register/link/x/", {}, {"renew"}),
        ("/look-up/", {"code": CODE, "digits": "1234"}, {"look_up", "look_up_four"}),
        ("/verify/", {}, {"verify"}),
    ],
)
def test_who_has_a_network_has_the_tries_of_one(
    monkeypatch: pytest.MonkeyPatch, path: str, fields: dict[str, str], limits: set[str]
) -> None:
    """A /48 of IPv6 has 65,536 networks of /64, and each of them more addresses than tries would ever need."""
    seen: list[tuple[str, str]] = []
    count = counters.count_try
    monkeypatch.setattr(
        counters,
        "count_try",
        lambda what, key, *, seconds: (seen.append((what, key)), count(what, key, seconds=seconds))[1],
    )

    def counted(source: str) -> set[tuple[str, str]]:
        seen.clear()
        Client().post(path, fields, REMOTE_ADDR=source)
        return {(what, key) for what, key in seen if what in limits}

    first = counted(ONE)
    assert {what for what, _key in first} == limits
    assert counted(SAME) == first
    assert counted(OTHER).isdisjoint(first)


def test_an_account_is_one_however_it_is_called() -> None:
    account = holder("ilan")
    stranger = Client()
    names = (
        account.username,
        account.email,
        account.email.upper(),
        f" {account.username} ",
        account.email.replace("i", "ı"),
    )
    answers = [enter(stranger, names[n % len(names)], f"guess {n}", f"198.51.100.{n}") for n in range(22)]
    assert answers == ["wrong"] * 20 + ["too many"] * 2
    assert [enter(Client(), name, PASSWORD) for name in names] == ["too many"] * len(names)


def test_wrong_codes_are_counted_where_nothing_is_thrown_out(client: Client) -> None:
    signin.enrol_totp(account("hanh", "officer"), SECRET)
    sign_in(client, "hanh")

    def told() -> list[bool]:
        answers = [client.post("/sign-in/code/", {"code": "000000"}).content.decode() for _ in range(11)]
        return ["Quá nhiều lần thử" in page for page in answers]

    assert told() == [False] * 10 + [True]
    cache.clear()
    assert told() == [True] * 11


def test_the_own_password_is_not_guessed_where_it_is_changed(client: Client) -> None:
    account("lan", "applicant")
    sign_in(client, "lan")
    new = {"password1": "một câu khác hẳn 31", "password2": "một câu khác hẳn 31"}
    for _ in range(10):
        assert "Nhập mật khẩu hiện tại" in client.post(CHANGE, {"oldpassword": "sai", **new}).content.decode()
    cache.clear()
    assert "Quá nhiều lần thử" in client.post(CHANGE, {"oldpassword": PASSWORD, **new}).content.decode()


def test_a_code_of_a_dossier_is_counted_as_it_is_looked_up(client: Client, surveying: World) -> None:
    code = casework.dossier_page(surveying.people["applicant"], surveying.submitted()).code or ""
    blanks = (" \t", "\u00a0\u2000", "\u3000\u2009", "\u2003 \u2005", "\t\t\u2001")
    for number, blank in enumerate(blanks):
        padded = f"{code}{blank * 40}x"
        assert client.post("/look-up/", {"code": padded, "digits": f"000{number}"}).status_code == 404
    assert client.post("/look-up/", {"code": code, "digits": "1234"}).status_code == 429


def test_only_so_much_is_kept_for_visitors(surveying: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_restore, "FROM_ONE", ("kept_for_source", 2, 3600))
    here = address(surveying.open(), "form/to_chuc/")

    def kept(source: str = "203.0.113.9") -> bool:
        client = Client(REMOTE_ADDR=source)
        assert client.post(here, {"ten": "x" * 1000}).status_code == 302
        return form_restore.KEPT in client.session

    assert [kept() for _ in range(4)] == [True, True, False, False]
    assert kept("203.0.113.10")
    monkeypatch.setattr(form_restore, "FROM_ALL", ("kept_for_visitors", 1, 3600))
    assert not kept("203.0.113.11")


def test_no_large_page_is_kept_for_a_visitor(monkeypatch: pytest.MonkeyPatch) -> None:
    navigates = {"Sec-Fetch-Mode": "navigate"}
    raw = people.individual() | {"refresh": "1"}
    assert Client().post("/register/individual/", raw, headers=navigates).status_code == 303
    rows = Session.objects.count()
    monkeypatch.setattr(answer_pages, "LONGEST_FOR_VISITORS", 1000)
    assert Client().post("/register/individual/", raw, headers=navigates).status_code == 200
    assert Session.objects.count() == rows


def test_an_account_uses_its_share_of_a_process_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shares.AT_ONCE * 2 <= serving.BLOCKING_THREADS
    monkeypatch.setattr(shares, "WAIT_SECONDS", 0)
    hers, his = Client(), Client()
    person = account("lan", "applicant")
    account("minh", "applicant")
    sign_in(hers, "lan")
    sign_in(his, "minh")
    with ExitStack() as taken:
        for _ in range(shares.AT_ONCE - 1):
            taken.enter_context(shares.share_of(str(person.pk)))
        assert hers.get("/me/").status_code == 200
        with shares.share_of(str(person.pk)):
            refused = hers.get("/me/")
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "60")
            assert [client.get("/me/").status_code for client in (his, hers)] == [200, 503]
            assert Client().get("/").status_code == 200
        assert hers.get("/me/").status_code == 200
    told = SecurityEvent.objects.filter(kind=SecurityKind.LIMIT_HIT, detail="requests_at_once", account=str(person.pk))
    assert sum(told.values_list("count", flat=True)) == 2


def test_who_waits_for_a_place_of_the_account_gets_it_once_one_is_free() -> None:
    begun, drawn = threading.Event(), threading.Event()
    shares._refused.clear()

    def waits() -> None:
        begun.set()
        with shares.share_of("lan"):
            drawn.set()

    with ExitStack() as taken:
        for _ in range(shares.AT_ONCE):
            taken.enter_context(shares.share_of("lan"))
        waiting = threading.Thread(target=waits)
        waiting.start()
        begun.wait()
        assert not drawn.is_set()
    waiting.join()
    assert drawn.is_set()


def test_who_was_refused_waits_no_more_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(shares.time, "monotonic", lambda: now)
    monkeypatch.setattr(shares, "_refused", {})
    assert shares._patience("lan") == shares.WAIT_SECONDS
    shares._refused["lan"] = now
    now += shares.IMPATIENT_SECONDS
    assert (shares._patience("lan"), shares._patience("minh")) == (0, shares.WAIT_SECONDS)
    now += 1
    assert (shares._patience("lan"), shares._refused) == (shares.WAIT_SECONDS, {})


def test_so_many_passwords_are_hashed_at_once_and_others_told_so() -> None:
    with override_settings(PASSWORD_HASHERS=["dvctt.accounts.adapters.hashing.Argon2PasswordHasher"]):
        stored = make_password(PASSWORD)
        person = holder("lan")
        person.password = stored
        person.save()
        places = hashing.AT_ONCE + hashing.WAITING
        assert places < serving.BLOCKING_THREADS
        with ExitStack() as taken:
            for _ in range(places - 1):
                taken.enter_context(hashing._place())
            assert person.check_password(PASSWORD)
            with hashing._place(), pytest.raises(Busy):
                make_password(PASSWORD)
        with ExitStack() as taken:
            for _ in range(places):
                taken.enter_context(hashing._place())
            assert Client().post("/sign-in/", {"login": "lan", "password": PASSWORD}).status_code == 503
        assert enter(Client(), "lan", PASSWORD) == "in"


def test_passwords_are_hashed_by_a_process_behind_pages_that_is_begun_anew_where_it_ended() -> None:
    hasher = hashing.Argon2PasswordHasher()
    stored = hasher.encode("mật khẩu", "muối của ai")
    (process,) = hashing._idle
    assert hasher.verify("mật khẩu", stored)
    assert not hasher.verify("mật khẩu khác", stored)
    assert Argon2PasswordHasher().verify("mật khẩu", stored)
    assert stored == Argon2PasswordHasher().encode("mật khẩu", "muối của ai")
    assert [process] == hashing._idle
    assert os.getpriority(os.PRIO_PROCESS, process.pid) == background.NICENESS
    ours = os.sched_getaffinity(os.getpid())
    assert len(os.sched_getaffinity(process.pid)) == len(ours) - len(ours) // 2
    process.kill()
    process.wait()
    with pytest.raises(Busy):
        hasher.verify("mật khẩu", stored)
    assert hasher.verify("mật khẩu", stored)


def test_a_process_that_hashes_and_does_not_answer_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "COMMAND", (sys.executable, "-c", "import time; time.sleep(600)"))
    monkeypatch.setattr(hashing, "_idle", [])
    monkeypatch.setattr(hashing, "SECONDS", 0)
    with pytest.raises(Busy):
        hashing.Argon2PasswordHasher().encode(PASSWORD, "muối")
    assert hashing._idle == []


def test_a_form_has_so_many_fields_and_bytes(client: Client) -> None:
    few = {"code": CODE, "digits": "1234"}
    assert client.post("/look-up/", few | {f"f{number}": "" for number in range(19_000)}).status_code == 404
    assert client.post("/look-up/", few | {f"f{number}": "" for number in range(20_000)}).status_code == 400
    whole = "application/x-www-form-urlencoded"
    for size, status in ((2_000_000, 404), (2_200_000, 400)):
        body = f"code={CODE}&digits=1234&more={'y' * size}"
        assert client.post("/look-up/", body, content_type=whole).status_code == status
    many = {f"file{number}": SimpleUploadedFile("a.pdf", b"x") for number in range(101)}
    assert client.post("/verify/", many).status_code == 400


def test_codes_that_would_not_be_taken_any_more_are_forgotten() -> None:
    cache.add("taken", 1, 60)
    assert totp.purge_taken_codes() == 0
    with clock.travel(clock.now() + timedelta(seconds=61)):
        assert totp.purge_taken_codes() == 1
    assert cache.add("taken", 1, 60)


def test_a_visitors_challenges_are_counted() -> None:
    script = {"Accept": "application/json"}
    with patch.object(views, "MOST", 2):
        asked = [Client().get("/sign-in/passkey/", headers=script).status_code for _ in range(3)]
    assert asked == [200, 200, 429]
