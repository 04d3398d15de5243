"""What happens against the rules of security leaves an entry, by the very way by which it happens (13.2.e)."""

import csv
import io
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from dvctt.accounts import lifecycle, signin, tasks
from dvctt.casework import api as casework
from dvctt.documents import api as documents
from dvctt.documents import receiving
from dvctt.documents.scanning import Scan
from dvctt.forms.post import MOST_LETTERS
from dvctt.journal import api as journal
from dvctt.journal import security
from dvctt.journal.models import SecurityEvent
from dvctt.kernel import VISITOR, Ref, Role, clock
from dvctt.ops.command import main
from dvctt.outbox import api as outbox
from tests.accounts import people
from tests.documents.test_signing import changed
from tests.fixtures_casework import World, pdf
from tests.fixtures_identity import CITIZENS, Providers
from tests.fixtures_pki import Pki
from tests.guards import settle
from tests.web.accounts_pages import official, valid
from tests.web.officers import officer_browser, place
from tests.web.test_guessing import PASSWORD, holder
from tests.web.test_identities import leave
from tests.web.test_step_up import later
from tests.web.walking import address, browser

pytestmark = pytest.mark.django_db
Kind = journal.SecurityKind
HERE = "127.0.0.0/24"


def told(kind: Kind) -> list[tuple[str, str, str, str, int]]:
    """What was recorded of a kind: detail, place, account, network, how often; one row each."""
    rows = SecurityEvent.objects.filter(kind=kind).order_by("minute", "id")
    return [(row.detail, row.place, row.account, row.network, row.count) for row in rows]


@pytest.fixture
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """All happens within one minute."""
    now = clock.now().replace(second=30)
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.mark.usefixtures("one_minute")
def test_wrong_passwords_and_codes_are_counted_for_their_account_and_no_name_is_kept(client: Client) -> None:
    account = holder()
    for _ in range(3):
        client.post("/sign-in/", {"login": account.username, "password": "khác"}, REMOTE_ADDR="203.0.113.9")
    client.post("/sign-in/", {"login": "khong.co.ai", "password": "khác"}, REMOTE_ADDR="203.0.113.9")
    mine, nobodys = told(Kind.SIGN_IN_FAILED)
    assert mine == ("password", "account_login", str(account.pk), "203.0.113.0/24", 3)
    assert nobodys == ("password", "account_login", "", "203.0.113.0/24", 1)
    kept = str(list(SecurityEvent.objects.values()))
    assert "khong.co.ai" not in kept and "203.0.113.9" not in kept and account.username not in kept
    assert SecurityEvent.objects.get(account="").named
    client.post("/sign-in/", {"login": account.username, "password": PASSWORD})
    assert len(told(Kind.SIGN_IN_FAILED)) == 2

    signin.enrol_totp(account, "JBSWY3DPEHPK3PXP")
    half = Client()
    assert half.post("/sign-in/", {"login": account.username, "password": PASSWORD}).headers["Location"]
    half.post("/sign-in/code/", {"code": "000000"})
    assert told(Kind.SIGN_IN_FAILED)[-1] == ("incorrect_code", "mfa_authenticate", str(account.pk), HERE, 1)


def test_a_wrong_proof_of_who_is_still_there_is_a_failed_sign_in() -> None:
    account, client = holder(), Client()
    client.post("/sign-in/", {"login": account.username, "password": PASSWORD})
    assert client.post("/sign-in/again/", {"password": "khác"}).status_code == 200
    assert told(Kind.SIGN_IN_FAILED) == [("password", "account_reauthenticate", str(account.pk), HERE, 1)]


@pytest.mark.usefixtures("one_minute")
def test_limits_that_are_hit_are_recorded_where_they_are(client: Client) -> None:
    for _ in range(31):
        answer = client.post("/look-up/", {"code": "000.00.00.G13-250101-0001", "digits": "0912345678"})
    assert answer.status_code == 429
    assert told(Kind.LIMIT_HIT) == [("", "look_up", "", HERE, 1)]
    account = holder()
    for _ in range(21):
        client.post("/sign-in/", {"login": account.username, "password": "khác"})
    assert told(Kind.LIMIT_HIT)[-1] == ("too_many_login_attempts", "account_login", "", HERE, 1)


@pytest.mark.usefixtures("one_minute")
def test_refused_and_infected_files_are_recorded(surveying: World, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, dossier = surveying.people["applicant"], surveying.open()
    client, here = browser(owner), address(dossier, "papers/hop_dong_phu_trach/")

    def hand_in(content: bytes) -> int:
        return client.post(here, {"file": SimpleUploadedFile("a.pdf", content)}).status_code

    assert hand_in(pdf()) == 303 and hand_in(b"") == 422
    assert told(Kind.FILE_REFUSED) == told(Kind.FILE_INFECTED) == []
    assert hand_in(pdf()[:300]) == 422
    ((code, where, *rest),) = told(Kind.FILE_REFUSED)
    assert code in ("broken_pdf", "unreadable") and where == "documents.receive" and rest == [owner.id, HERE, 1]
    assert hand_in(b"MZ" + bytes(200)) == 422  # a program that is called a PDF
    assert [one[0] for one in told(Kind.FILE_REFUSED)][-1] == "wrong_type"
    assert hand_in(b"GIF89a" + bytes(200)) == 422
    assert len(told(Kind.FILE_REFUSED)) == 2
    monkeypatch.setattr(receiving.Structural, "scan", lambda _self, _file: Scan("infected", "Eicar"))
    assert hand_in(pdf()) == 422
    assert told(Kind.FILE_INFECTED) == [("infected", "documents.receive", owner.id, HERE, 1)]


def test_forged_signatures_are_recorded_from_strangers_and_of_declarations(surveying: World, pki: Pki) -> None:
    dossier, owner = surveying.complete(), surveying.people["applicant"]
    ours = surveying.render(dossier)
    assert ours.document_id is not None
    signed = pki.sign(documents.read_bytes(ours.document_id))
    stranger = Client()
    stranger.post("/verify/", {"file": SimpleUploadedFile("a.pdf", signed)})
    assert told(Kind.SIGNATURE_FORGED) == []
    stranger.post("/verify/", {"file": SimpleUploadedFile("a.pdf", changed(signed))})
    assert [one[:3] for one in told(Kind.SIGNATURE_FORGED)] == [("changed_after_signing", "verify", "")]
    handed = SimpleUploadedFile("a.pdf", changed(signed))
    assert browser(owner).post(address(dossier, "declaration/signed/"), {"file": handed}).status_code == 303
    outbox.drain()
    of_dossier = [one for one in told(Kind.SIGNATURE_FORGED) if one[1] == f"dossier:{dossier}"]
    assert {one[0] for one in of_dossier} == {"changed_after_signing", "does_not_cover_our_bytes"}
    assert {one[2] for one in of_dossier} == {owner.id}


def test_a_lying_provider_is_recorded_and_a_silent_one_is_not(client: Client, identity: Providers) -> None:
    identity.know(CITIZENS, "hoa", name="Hoa")
    identity.lie("discovery_issuer")
    assert client.post("/sign-in/with/e-id/").status_code == 503
    assert told(Kind.PROVIDER_REFUSED) == []
    identity.lie("signature")
    assert client.get(identity.choose(leave(client), "hoa")).status_code == 400
    assert [one[:2] for one in told(Kind.PROVIDER_REFUSED)] == [(f"{CITIZENS}:signature", "identity_callback")]


@pytest.mark.usefixtures("one_minute")
def test_refused_authority_is_recorded_of_people_machines_and_other_sites(surveying: World) -> None:
    desk = surveying.people["desk"]
    client = officer_browser(desk)
    assert client.get(reverse("officer:queue")).status_code == 200
    assert told(Kind.AUTHORITY_REFUSED) == []
    for _ in range(2):
        assert client.get(reverse("operator:settings")).status_code == 403
    assert Client().post(reverse("machine:sms_reports"), {}, content_type="application/json").status_code == 401
    forger = Client(enforce_csrf_checks=True)
    assert forger.post("/sign-in/", {}, headers={"Origin": "https://khac.example"}).status_code == 403
    assert told(Kind.AUTHORITY_REFUSED) == [
        ("", "operator:settings", desk.id, HERE, 2),
        ("signature", "machine:sms_reports", "", HERE, 1),
        ("csrf", "account_login", "", HERE, 1),
    ]


def test_what_is_not_ones_to_see_is_recorded_of_who_is_signed_in(surveying: World) -> None:
    here, stranger = address(surveying.open()), people.applicant()
    assert browser(people.acting(stranger)).get(here).status_code == 404
    assert [one[:3] for one in told(Kind.AUTHORITY_REFUSED)] == [("not_found", "applicant:dossier", str(stranger.id))]
    assert browser(people.acting(stranger)).get("/procedures/9.999999/x/").status_code == 404
    assert len(told(Kind.AUTHORITY_REFUSED)) == 1


def test_more_than_any_page_sends_is_recorded(surveying: World) -> None:
    owner, dossier = surveying.people["applicant"], surveying.open()
    here = address(dossier, "form/to_chuc/")
    assert browser(owner).post(here, {"name": "x" * (MOST_LETTERS + 1)}).status_code == 409
    assert told(Kind.LIMIT_HIT) == [("too_much_sent", "applicant:section", owner.id, HERE, 1)]


def test_an_old_proof_is_recorded(surveying: World) -> None:
    head = surveying.people["head"]
    client = officer_browser(head)
    later(client, 61)
    here = place(surveying.in_appraisal(), "sharing/")
    assert client.post(here, {"reason": "Xin ý kiến."}).headers["Location"].startswith("/sign-in/again/")
    assert told(Kind.PROOF_OLD) == [("", "officer:sharing", head.id, HERE, 1)]


def test_who_decides_alone_what_takes_two_is_recorded() -> None:
    account, client = people.applicant(), official("vanhanh", Role.OPERATOR, "CNTT")
    operator = signin.account_named("vanhanh")
    lifecycle.suspend(people.acting(operator), account.id, reason="Gửi hồ sơ giả")
    lifecycle.appeal(VISITOR, account.id, "Không phải tôi")
    number = str(lifecycle.suspensions(people.OPERATOR)[0].id)
    answer = {"suspension": number, "act": "lift", "reason": "Nhầm người"}
    assert client.post(reverse("operator:appeals"), answer).status_code == 409
    assert told(Kind.SECOND_PERSON) == [("own_suspension", "answer_appeal", str(operator.pk), HERE, 1)]


def test_an_entry_of_the_register_that_is_not_ours_leaves_an_entry(surveying: World) -> None:
    dossier = surveying.submitted()
    outbox.drain()
    paper = casework.dossier_page(surveying.people["applicant"], dossier).papers[0].document_id
    assert paper is not None
    issued, content = documents.issued(paper), documents.read_bytes(paper)
    assert issued is not None
    client = Client()
    assert client.get(f"/verify/{issued.code}/").status_code == 200 and told(Kind.REGISTER_FORGED) == []
    with connection.cursor() as cursor:  # as whoever has the tables, and none of our keys
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE documents_issued SET holder = 'Người khác'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert client.get(f"/verify/{issued.code}/").status_code == 404
    client.post("/verify/", {"file": SimpleUploadedFile("a.pdf", content)})
    found = told(Kind.REGISTER_FORGED)
    assert {one[:4] for one in found} == {(issued.code, "documents.register", "", "")}
    assert sum(one[4] for one in found) >= 2
    page = valid(official("vanhanh", Role.OPERATOR, "CNTT").get(reverse("operator:security")))
    assert "Dòng sổ văn bản không do hệ thống ghi" in page and "Sổ văn bản đã cấp" in page


def event(kind: Kind = Kind.LIMIT_HIT, **more: Any) -> None:
    journal.security_event(kind, **more)


@pytest.mark.usefixtures("one_minute")
def test_a_flood_fills_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "MOST_AN_HOUR", 3)
    for number in range(9):
        event(place="look_up", address=f"203.0.{number}.9")
    event(Kind.PROOF_OLD, address="203.0.113.9")
    assert [one[3:] for one in told(Kind.LIMIT_HIT)] == [
        ("203.0.0.0/24", 1), ("203.0.1.0/24", 1), ("203.0.2.0/24", 1), ("", 6),
    ]  # fmt: skip
    assert told(Kind.PROOF_OLD) == [("", "", "", "203.0.113.0/24", 1)]


@pytest.mark.usefixtures("one_minute")
def test_strangers_use_up_nothing_that_tells_of_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "MOST_AN_HOUR", 2)
    monkeypatch.setattr(security, "MOST_OF_ONE", 2)
    monkeypatch.setattr(security, "MOST_OF_ACCOUNTS", 6)
    for number in range(5):
        event(Kind.AUTHORITY_REFUSED, place=f"x{number}", address="203.0.113.9")
        event(Kind.AUTHORITY_REFUSED, place=f"x{number}", account="one", address="203.0.113.9")
    event(Kind.AUTHORITY_REFUSED, place="y", account="two", address="203.0.113.9")
    found = SecurityEvent.objects.filter(kind=Kind.AUTHORITY_REFUSED).values_list("account", "place", "count")
    assert set(found) == {
        ("", "x0", 1), ("", "x1", 1), ("one", "x0", 1), ("one", "x1", 1), ("two", "y", 1), ("", "", 6),
    }  # fmt: skip


def test_the_operator_sees_counts_narrows_and_takes_the_table_away(capsys: pytest.CaptureFixture[str]) -> None:
    client, desk = official("vanhanh", Role.OPERATOR, "CNTT"), official("motcua", Role.DESK, "DDBD-MC")
    here, table = reverse("operator:security"), reverse("operator:security_table")
    assert "Không có sự kiện nào" in valid(client.get(here))
    account = signin.account_named("motcua")
    event(place="look_up", address="203.0.113.9")
    event(Kind.SIGN_IN_FAILED, detail="password", place="account_login", account=str(account.pk))
    event(Kind.SIGN_IN_FAILED, detail="password", place="account_login", named="ai-đó")
    text = valid(client.get(here))
    assert "203.0.113.0/24" in text and account.name in text
    for code in ("account_login", "look_up", "password<"):  # nobody reads codes
        assert code not in text
    only = valid(client.get(here, {"kind": "limit_hit"}))
    assert "203.0.113.0/24" in only and account.name not in only
    before = f"{clock.today() - timedelta(days=9):%d/%m/%Y}"
    assert "Không có sự kiện nào" in valid(client.get(here, {"from": before, "to": before}))
    assert client.get(here, {"from": "31/02/2026"}).status_code == 422
    taken = b"".join(client.get(table, {"kind": "sign_in_failed"}).streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(taken)))
    assert tuple(rows[0]) == ("id", "minute", "last_at", "kind", "detail", "place", "account", "named", "network",
                              "count", "last_at_local")  # fmt: skip
    assert all(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row[at]) for row in rows for at in ("minute", "last_at")
    )
    for row in rows:
        moment, local = (datetime.fromisoformat(row[name]) for name in ("last_at", "last_at_local"))
        assert moment == local and row["last_at_local"].endswith("+07:00")
    assert {row["id"] for row in rows} == {str(one.pk) for one in SecurityEvent.objects.filter(kind="sign_in_failed")}
    assert [(row["kind"], row["account"], row["count"]) for row in rows] == [
        ("sign_in_failed", str(account.pk), "1"), ("sign_in_failed", "", "1"),
    ]  # fmt: skip
    assert journal.entries(Ref("security", f"{clock.today():%Y-%m}"))[-1].act == "security_exported"
    assert main(["security", "export", "--kind", "limit_hit"]) == 0
    printed = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["place"] for row in printed] == ["look_up"]
    assert main(["security", "export", "--kind", "x"]) == 2
    assert desk.get(here).status_code == desk.get(table).status_code == 403


def test_pages_follow_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    from dvctt.web.operator import security as shown

    monkeypatch.setattr(shown, "PAGE", 2)
    client = official("vanhanh", Role.OPERATOR, "CNTT")
    for number in range(5):
        event(place=f"noi-{number}")
    here, seen = reverse("operator:security"), []
    query = "kind=limit_hit"
    for _ in range(3):
        text = valid(client.get(f"{here}?{query}"))
        seen += [name for name in map("noi-{}".format, range(5)) if name in text]
        following = re.search(r'after=([0-9a-f-]+)" rel="next"', text)
        query = f"kind=limit_hit&after={following[1]}" if following else ""
    assert not query
    assert sorted(seen) == [f"noi-{number}" for number in range(5)]


def test_events_are_kept_for_the_ministrys_days_and_changed_by_nobody() -> None:
    event(place="new")
    event(place="old")
    table = "journal_securityevent"
    again = f"INSERT INTO {table} SELECT gen_random_uuid(), minute, %s, '', '', '', '', '', %s, %s FROM {table} LIMIT 1"
    for sql in (
        f"UPDATE {table} SET count = count - 1",
        f"UPDATE {table} SET kind = 'x'",
        f"UPDATE {table} SET network = '1'",
        f"DELETE FROM {table}",
        f"TRUNCATE {table}",
        again % ("''", "1", "last_at"),
        again % ("'x'", "0", "last_at"),
        again % ("'x'", "1", "minute - interval '1 day'"),
        f"INSERT INTO {table} SELECT gen_random_uuid(), minute, kind, detail, place, account, named, network, 1,"
        f" last_at FROM {table}",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    row = SecurityEvent.objects.get(place="old")
    long_ago = row.minute - timedelta(days=100)
    SecurityEvent.objects.create(minute=long_ago, last_at=long_ago, kind="limit_hit", place="ancient")
    tasks.purge()
    assert SecurityEvent.objects.filter(place="ancient").exists()
    settle("security.kept_days", 90)
    tasks.purge()
    assert set(SecurityEvent.objects.values_list("place", flat=True)) == {"new", "old"}
