"""What somebody asks for in a party's name ends with his power there, and the party hears of it in time to object."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from dvctt.accounts import changes, lifecycle, memberships, registration
from dvctt.accounts.models import Account, Membership, Party
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Ref, Refused, Role, clock
from dvctt.notices.models import Message
from tests.accounts.people import OPERATOR, acting, applicant, confirmed, individual, letters, organisation
from tests.accounts.test_members import joined, party_of, person
from tests.web.accounts_pages import official, valid

pytestmark = pytest.mark.django_db
FALSE = {"representative_name": "Kẻ Giả Danh", "representative_citizen_id": "001080004999"}
MANAGER = memberships.MandateTerms("staff", manages=True)


@pytest.fixture
def boss(db: None) -> Actor:
    """The legal representative of an organisation, whose own address is another one than the account's."""
    actor = acting(applicant("organisation"))
    Party.objects.filter(id=party_of(actor)).update(email="lienhe@nuocsach.example")
    return actor


@pytest.fixture
def staff(boss: Actor) -> Actor:
    """Somebody who manages the organisation as well."""
    return joined(boss, person(), MANAGER)


def asked(staff: Actor, boss: Actor) -> UUID:
    return changes.request_change(staff, party_of(boss), organisation(**FALSE))


def membership(actor: Actor) -> Membership:
    return Membership.objects.get(account_id=actor.id, party_id=party_of(actor))


def representative(boss: Actor) -> str:
    return Party.objects.get(id=party_of(boss)).representative_name


def addresses(one: Message) -> str:
    """The mailbox to which a letter goes."""
    return str(dict(one.addresses)["email"])


@pytest.mark.parametrize("how", ["ended", "left", "limited", "cancelled"])
def test_a_change_ends_with_the_power_of_who_asked(boss: Actor, staff: Actor, how: str) -> None:
    number, held = asked(staff, boss), membership(staff)
    ways: dict[str, Callable[[], object]] = {
        "ended": lambda: memberships.end_membership(boss, held.id, reason="Thôi việc"),
        "left": lambda: memberships.leave(staff, party_of(boss)),
        "limited": lambda: memberships.change_limits(
            boss, held.id, may_file=True, manages=False, procedures=None, until=None
        ),
        "cancelled": lambda: lifecycle.cancel_own(staff),
    }
    ways[how]()
    assert changes.changes_queue(OPERATOR) == () and changes.open_change(boss, party_of(boss)) is None
    seen = changes.change_for(OPERATOR, number)
    assert seen.state == "withdrawn" and seen.asker is not None and not seen.asker.manages
    assert journal.entries(Ref("change", str(number)))[-1].act == "change_withdrawn"
    with pytest.raises(Refused, match="wrong_state"):
        changes.approve_change(OPERATOR, number)
    assert representative(boss) == "Trần Văn Bình"
    assert changes.request_change(boss, party_of(boss), organisation(name="Công ty CP Nước Sạch")) != number


def test_who_was_told_of_the_end_learns_that_the_change_is_not_judged(boss: Actor, staff: Actor) -> None:
    asked(staff, boss)
    memberships.end_membership(boss, membership(staff).id, reason="Thôi việc")
    assert "không được xét nữa" in letters("account", staff.id)[0].body


@pytest.mark.parametrize("how", ["over", "suspended"])
def test_a_change_whose_asker_manages_no_more_today_is_not_approved(boss: Actor, staff: Actor, how: str) -> None:
    """Nothing happens at the end of a last day: approval asks by itself."""
    number = asked(staff, boss)
    if how == "over":
        yesterday = clock.today() - timedelta(days=1)
        Membership.objects.filter(id=membership(staff).id).update(since=yesterday, until=yesterday)
    else:
        Account.objects.filter(id=staff.id).update(state="suspended")
    seen = changes.change_for(OPERATOR, number)
    assert seen.asker is not None
    assert (seen.asker.name, seen.asker.power, seen.asker.manages) == ("Nguyễn Thị Hoa", "staff", False)
    with pytest.raises(Refused, match="asker_manages_no_more"):
        changes.approve_change(OPERATOR, number)
    assert representative(boss) == "Trần Văn Bình"
    changes.refuse_change(OPERATOR, number, [registration.Remark("", "Người yêu cầu không còn quyền.")])
    assert changes.changes_queue(OPERATOR) == ()


def test_the_organisation_and_its_other_managers_are_told_at_asking_and_at_approval(boss: Actor, staff: Actor) -> None:
    number = asked(staff, boss)
    party, asker = Ref("party", party_of(boss)), Account.objects.get(id=staff.id)
    first = [one for one in Message.objects.filter(subject_id=party.id) if "yêu cầu đổi thông tin" in one.title]
    changes.approve_change(OPERATOR, number)
    then = [one for one in Message.objects.filter(subject_id=party.id) if "đã được đổi" in one.title]
    for sent in (first, then):
        assert {addresses(one) for one in sent} == {"lienhe@nuocsach.example", "vanthu@nuocsach.example"}
        assert all(asker.username in one.body and "báo ngay" in one.body for one in sent)
        assert all("Kẻ Giả Danh" not in one.body and "001080004999" not in one.body for one in sent)
    assert representative(boss) == "Kẻ Giả Danh"
    assert letters("account", staff.id)[0].title == "Yêu cầu đổi thông tin đã được chấp nhận"


def test_who_changes_what_is_his_own_alone_gets_no_second_letter() -> None:
    account = applicant()
    party = changes.managed_parties(acting(account))[0]
    changes.request_change(acting(account), party.id, individual(name="Nguyễn Thị Hoà"))
    assert not Message.objects.filter(subject_id=party.id).exists()


def test_the_vetter_sees_who_asked_as_what_and_whether_he_still_may(boss: Actor, staff: Actor) -> None:
    page = reverse("operator:change", args=[asked(staff, boss)])
    vetter = official("van.hanh", Role.OPERATOR, "CNTT")
    shown = valid(vetter.get(page))
    assert "nguyenthihoa" in shown and "nhân viên được tổ chức giao" in shown and 'value="approve"' in shown
    Membership.objects.filter(id=membership(staff).id).update(
        since=clock.today() - timedelta(days=2), until=clock.today() - timedelta(days=1)
    )
    shown = valid(vetter.get(page))
    assert "không chấp nhận được" in shown and 'value="approve"' not in shown
    refused = vetter.post(page, {"act": "approve"})
    assert refused.status_code == 409 and "không còn quyền quản lý" in valid(refused)


@pytest.mark.parametrize(("by_representative", "power"), [("true", "representative"), ("false", "staff")])
def test_who_joins_by_registering_is_told_to_the_organisation_at_once(
    boss: Actor, staff: Actor, by_representative: str, power: str
) -> None:
    stranger = organisation(
        email="la@ngoai.example", registrant_is_representative=by_representative, registrant_name="Người Lạ Mặt",
        registrant_position="Nhân viên", registrant_citizen_id="001080004888", **FALSE,
    )  # fmt: skip
    number = confirmed("organisation", stranger)
    before = set(Message.objects.values_list("id", flat=True))
    registration.approve(OPERATOR, number, join=party_of(boss), reason="Có giấy giới thiệu.")
    newcomer = Account.objects.get(email="la@ngoai.example")
    assert Membership.objects.get(account=newcomer).power == power
    sent = Message.objects.exclude(id__in=before).filter(subject_id=party_of(boss))
    assert {addresses(one) for one in sent} == {
        "lienhe@nuocsach.example", "vanthu@nuocsach.example", Account.objects.get(id=staff.id).email,
    }  # fmt: skip
    for one in sent:
        assert newcomer.username in one.body and "báo ngay" in one.body
        assert ("người đại diện theo pháp luật" in one.body) == (power == "representative")


def test_who_registers_a_new_organisation_is_announced_to_nobody_else() -> None:
    firm = applicant("organisation")
    assert not Message.objects.filter(subject_id=changes.managed_parties(acting(firm))[0].id).exists()
