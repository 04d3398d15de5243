"""The pages of who acts for an organisation: invite, accept, change, end, leave, hand over; without script."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dvctt.accounts import memberships
from dvctt.accounts.models import Account, Invitation, Membership
from dvctt.casework.models import Dossier
from dvctt.kernel import clock
from tests.accounts import people
from tests.casework.test_mandates import colleague
from tests.fixtures_casework import World, pdf
from tests.fixtures_mailsink import MailSink
from tests.web.accounts_pages import mailed, valid
from tests.web.test_account_life import signed
from tests.web.walking import address, browser

pytestmark = pytest.mark.django_db
LATER = clock.today() + timedelta(days=30)


def confirmed(client: Client) -> Client:
    """The same browser after the step-up."""
    client.post("/sign-in/again/", {"password": people.PASSWORD})
    return client


def invitation_form(**changes: Any) -> dict[str, Any]:
    """What a browser sends."""
    right = {
        "email": "p1@dan.example", "power": "staff", "may": "file", "which": "named", "procedures": ["1.000082"],
        "until": "",
    }  # fmt: skip
    return {**right, **changes}


def fetched(client: Client, url: str) -> int:
    """The status of a file, read and closed."""
    answer = client.get(url)
    if getattr(answer, "streaming", False):
        b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return int(answer.status_code)


def test_the_whole_of_a_membership_by_its_pages(mailbox: MailSink) -> None:
    boss_account = people.applicant("organisation")
    person = people.applicant(raw=people.individual(email="p1@dan.example", citizen_id="001190000121"))
    party = memberships.parties_of(boss_account)[0].id
    boss, other, url = signed(boss_account), signed(person), reverse("member_invite", args=[party])
    assert boss.post(url, invitation_form()).headers["Location"].startswith("/sign-in/again/")
    confirmed(boss)
    assert 'value="p1@dan.example"' in valid(boss.get(url))
    assert 'id="f-procedures-fault"' in valid(boss.post(url, invitation_form(procedures=[])))
    assert boss.post(url, invitation_form()).status_code == 303
    assert "p1@dan.example" in valid(boss.get(reverse("organisation", args=[party])))
    assert "đang có một lời mời" in valid(boss.post(url, invitation_form()))
    link = mailed(mailbox, "p1@dan.example", "/account/invitations/")
    sent = Client().get(link).headers["Location"]
    assert sent.startswith("/sign-in/?next=")
    assert "đăng ký bằng chính địa chỉ p1@dan.example" in valid(Client().get(sent))
    assert "Xem và trả lời" in valid(other.get("/me/"))
    assert "mời Quý vị làm thủ tục" in valid(other.get(link))
    assert "Lời mời của" in valid(other.get(reverse("organisations")))
    valid(other.get(reverse("invitation_mine", args=[Invitation.objects.get().pk])))
    assert other.post(link, {"answer": "accept"}).status_code == 303
    assert other.post(link, {"answer": "accept"}).status_code == 410
    assert "Công ty TNHH Nước Sạch Sông Hồng" in valid(other.get("/me/"))
    row = Membership.objects.get(account=person, party_id=party)
    assert other.get(reverse("member_change", args=[row.pk])).status_code in (302, 303, 403, 404)
    change = reverse("member_change", args=[row.pk])
    assert valid(boss.get(change))
    refused = valid(boss.post(change, {"may": "read", "which": "all", "until": "32/13/2026"}))
    assert 'value="32/13/2026"' in refused
    assert 'id="f-until-fault"' in refused
    assert boss.post(change, {"may": "read", "which": "all", "until": ""}).status_code == 303
    assert "chỉ xem" in valid(other.get("/me/"))
    end = reverse("member_end", args=[row.pk])
    assert 'id="f-reason-fault"' in valid(boss.post(end, {"reason": ""}))
    assert boss.post(end, {"reason": "Chuyển công tác"}).status_code == 303
    assert "Công ty TNHH Nước Sạch Sông Hồng" not in valid(other.get(reverse("organisations")))
    assert other.get(reverse("organisation", args=[party])).status_code == 404


def test_somebody_from_outside_comes_by_a_document(mailbox: MailSink) -> None:
    boss_account = people.applicant("organisation")
    person = people.applicant(raw=people.individual(email="p1@dan.example", citizen_id="001190000121"))
    party = memberships.parties_of(boss_account)[0].id
    boss, other, url = (
        confirmed(signed(boss_account)),
        confirmed(signed(person)),
        reverse("member_invite", args=[party]),
    )
    given = invitation_form(power="authorised", which="all", until=f"{LATER:%d/%m/%Y}", number="12/UQ")
    assert "Chọn một tệp" in valid(boss.post(url, given))
    hostile = SimpleUploadedFile("uy-quyen.pdf", b"MZ not a pdf")
    answer = boss.post(url, {**given, "file": hostile})
    assert answer.status_code == 422 and valid(answer)
    again = boss.post(url, {**given, "until": "x", "file": SimpleUploadedFile("uy-quyen.pdf", pdf())})
    kept = re.search(r'name="document" value="([0-9a-f-]+)"', valid(again))
    assert kept and "Đã giữ tệp uy-quyen.pdf" in again.content.decode()
    assert boss.post(url, {**given, "document": kept[1]}).status_code == 303
    assert reverse("authorisation", args=[kept[1]]) in valid(boss.get(reverse("organisation", args=[party])))
    invited = Invitation.objects.get()
    boss.post(reverse("invitation_withdraw", args=[invited.pk]))
    assert boss.post(url, {**given, "file": SimpleUploadedFile("uy-quyen.pdf", pdf())}).status_code == 303
    other.post(mailed(mailbox, "p1@dan.example", "/account/invitations/"), {"answer": "accept"})
    row = Membership.objects.get(account=person, party_id=party)
    paper = reverse("authorisation", args=[row.authorisation_id])
    stranger = signed(people.applicant(raw=people.individual(email="p2@dan.example", citizen_id="001190000122")))
    assert [fetched(one, paper) for one in (boss, other, stranger)] == [200, 200, 404]
    assert "12/UQ" in valid(other.get(reverse("organisation", args=[party])))
    leave = reverse("member_leave", args=[party])
    assert valid(other.get(leave))
    assert other.post(leave, {"reason": ""}).status_code == 303
    assert "người cuối cùng" in valid(boss.get(leave)) and "Rời ngay" not in valid(boss.get(leave))
    assert boss.post(leave, {"reason": ""}).status_code == 409
    assert leave not in valid(boss.get(reverse("organisation", args=[party])))
    assert Membership.objects.filter(account=boss_account, party_id=party, ended_at=None).exists()


def test_a_dossier_is_taken_over_on_its_page(surveying: World) -> None:
    dossier, actor = surveying.open(), colleague(surveying)
    client = browser(actor)
    link = re.search(r'href="([^"]+/filer/)"', valid(client.get(address(dossier))))
    assert link
    assert "Người nộp hiện nay" in valid(client.get(link[1]))
    assert client.post(link[1], {"to": "x"}).status_code == 422
    assert client.post(link[1], {"to": actor.id, "reason": "Nghỉ phép"}).status_code == 303
    assert str(Dossier.objects.get(pk=dossier).filer_id) == actor.id
    assert "Lê Thị Mận" in valid(client.get(address(dossier)))
    assert Account.objects.filter(pk=actor.id).exists()


def test_who_cannot_file_reads_the_plain_reason_and_whom_to_ask(surveying: World) -> None:
    new, actor = "/me/new/1.000082/new-domestic/", colleague(surveying)
    own = valid(signed(people.applicant()).get(new))
    assert "dành cho tổ chức; tài khoản này chưa làm việc" in own and "vì gộp" not in own
    held = Membership.objects.filter(account_id=actor.id)
    client = browser(actor)
    held.update(may_file=False)
    text = valid(client.get(new))
    assert "Quý vị chỉ được xem hồ sơ của" in text and surveying.people["applicant"].name in text
    held.update(may_file=True, procedures=["1.000070"])
    assert "không được giao làm thủ tục này" in valid(client.get(new)) and "vì gộp" not in valid(client.get(new))


def test_an_invitation_asks_only_what_the_answers_open(mailbox: MailSink) -> None:
    boss_account = people.applicant("organisation")
    boss, party = confirmed(signed(boss_account)), memberships.parties_of(boss_account)[0].id
    url = reverse("member_invite", args=[party])
    first = valid(boss.get(url))
    assert 'name="procedures"' not in first and 'name="number"' not in first and 'name="file"' not in first
    typed = {"email": "p1@dan.example", "power": "authorised", "may": "read", "which": "named", "refresh": "1"}
    opened = valid(boss.post(url, typed))
    assert 'name="procedures"' in opened and 'name="number"' in opened and 'name="file"' in opened
    assert 'value="p1@dan.example"' in opened and not Invitation.objects.exists()
    kept = valid(boss.post(url, typed | {"file": SimpleUploadedFile("uy-quyen.pdf", pdf())}))
    assert "Đã giữ tệp uy-quyen.pdf" in kept
    bad = boss.post(url, typed | {"file": SimpleUploadedFile("uy-quyen.pdf", b"MZ not a pdf")})
    assert bad.status_code == 422 and 'id="f-file-fault"' in valid(bad)
    staff = valid(boss.post(url, typed | {"power": "staff", "which": "all"}))
    assert 'name="procedures"' not in staff and 'name="number"' not in staff and not Invitation.objects.exists()
