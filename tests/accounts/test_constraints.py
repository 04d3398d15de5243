"""What the database itself refuses."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from dvctt.accounts.models import Account, Appointment, Invitation, Membership, OneTimeLink, Party, Registration
from dvctt.kernel import clock

pytestmark = pytest.mark.django_db
NOW = clock.now()


def account(**changes: Any) -> Account:
    right = {"username": "hoa", "email": "hoa@dan.example", "name": "Hoa", "folded": "hoa", "kind": "applicant"}
    return Account.objects.create(**{**right, **changes})


def party(**changes: Any) -> Party:
    right = {"kind": "individual", "name": "Hoa", "folded": "hoa", "identity_index": "f" * 64, "identity_sealed": "x"}
    return Party.objects.create(**{**right, **changes})


def company(**changes: Any) -> Party:
    right = {"kind": "organisation", "name": "Nước Sạch", "folded": "nuoc sach", "tax_code": "0100109106"}
    return Party.objects.create(**{**right, **changes})


def registration(**changes: Any) -> Registration:
    right = {"kind": "individual", "values": {}, "sealed": "x", "name": "Hoa", "folded": "hoa", "email": "h@d.example"}
    return Registration.objects.create(**{**right, **changes})


def membership(**changes: Any) -> Membership:
    right = {"power": "self"}
    if "account" not in changes:
        changes |= {"account": Account.objects.first() or account(), "party": Party.objects.first() or party()}
    return Membership.objects.create(**{**right, **changes})


def appointment(**changes: Any) -> Appointment:
    officer = Account.objects.filter(kind="officer").first() or account(username="binh", kind="officer")
    return Appointment.objects.create(
        **{"account": officer, "unit": "TNN", "role": "head", "title_vi": "Cục trưởng", **changes}
    )


def link(**changes: Any) -> OneTimeLink:
    right = {"purpose": "confirm_email", "digest": "a" * 64, "expires_at": NOW + timedelta(hours=1), "created_at": NOW}
    if "account" not in changes:
        changes = {"registration": Registration.objects.first() or registration(), **changes}
    return OneTimeLink.objects.create(**{**right, **changes})


def invitation(**changes: Any) -> Invitation:
    right = {"power": "staff", "email": "moi@dan.example", "digest": "a" * 64, "created_at": NOW}
    right |= {"expires_at": NOW + timedelta(days=1), "party": Party.objects.first() or company()}
    return Invitation.objects.create(**{**right, "invited_by": Account.objects.first() or account(), **changes})


Maker = Callable[..., Model]
DECIDED = {"decided_at": NOW, "decided_by": "op"}
RECEIVED = {"received_at": NOW, "vetting": "operator"}
ALONE: list[tuple[str, Maker, dict[str, Any]]] = [
    ("account_username_plain", account, {"username": "Hoa"}),
    ("account_username_plain", account, {"username": "hoa\nx"}),
    ("account_has_email", account, {"email": ""}),
    ("account_kind_known", account, {"kind": "robot"}),
    ("account_state_known", account, {"state": "asleep"}),
    ("account_language_known", account, {"language": "fr"}),
    ("party_named", party, {"name": ""}),
    ("party_kind_known", party, {"kind": "robot"}),
    ("party_organisation_taxed", company, {"tax_code": ""}),
    ("party_tax_code_shaped", company, {"tax_code": "0109876557-01"}),
    ("party_tax_code_shaped", company, {"tax_code": "\uff10176563302"}),
    ("party_tax_code_shaped", company, {"tax_code": "0100109106\n"}),
    ("party_identity_sealed_and_indexed", party, {"identity_sealed": ""}),
    ("membership_power_known", membership, {"power": "king"}),
    ("membership_dates_ordered", membership, {"until": date(2000, 1, 1)}),
    ("membership_authorised_by_document", membership, {"power": "authorised", "until": date(2099, 1, 1)}),
    ("membership_authorised_by_document", membership, {"authorisation_number": "12/UQ"}),
    ("membership_full_without_limits", membership, {"may_file": False}),
    ("membership_full_without_limits", membership, {"procedures": ["1.000082"]}),
    ("membership_manager_is_staff", membership, {"manages": True}),
    ("membership_manager_is_staff", membership, {"power": "staff", "manages": True, "procedures": ["1.000082"]}),
    ("membership_procedures_named", membership, {"power": "staff", "procedures": []}),
    ("membership_ended_with_reason", membership, {"ended_at": NOW}),
    ("membership_ended_with_reason", membership, {"ended_at": NOW, "ended_by": "op"}),
    ("invitation_power_known", invitation, {"power": "representative"}),
    ("invitation_state_known", invitation, {"state": "lost", "settled_at": NOW}),
    ("invitation_expires_later", invitation, {"expires_at": NOW}),
    ("invitation_settled_once", invitation, {"settled_at": NOW}),
    ("invitation_accepted_makes_membership", invitation, {"state": "accepted", "settled_at": NOW}),
    ("invitation_authorised_by_document", invitation, {"power": "authorised", "until": date(2099, 1, 1)}),
    ("invitation_manager_is_staff", invitation, {"manages": True, "may_file": False}),
    ("invitation_procedures_named", invitation, {"procedures": []}),
    ("registration_tax_code_shaped", registration, {"tax_code": "0314409058 002"}),
    ("registration_kind_known", registration, {"kind": "robot"}),
    ("registration_state_known", registration, {"state": "asleep", **DECIDED}),
    ("registration_waiting_has_clock", registration, {"state": "waiting", **RECEIVED}),
    ("registration_received_has_vetting", registration, {"received_at": NOW}),
    ("registration_decided_by_someone", registration, {"state": "refused", "reasons": [{"place": "", "text": "x"}]}),
    ("registration_reasons_given", registration, {"state": "refused", **DECIDED}),
    ("registration_approved_has_account", registration, {"state": "approved", **DECIDED}),
    ("registration_approved_has_account", registration, {"state": "revoked", "reasons": [{"text": "x"}], **DECIDED}),
    ("registration_accepted_with_reason", registration, {"accept_reason": "Đã đối chiếu"}),
    ("appointment_dates_ordered", appointment, {"until": date(2000, 1, 1)}),
    ("appointment_role_known", appointment, {"role": "king"}),
    ("link_opens_one_thing", link, {"purpose": "first_access"}),
    ("link_expires_later", link, {"expires_at": NOW}),
]  # fmt: skip
TWICE: list[tuple[str, Maker, dict[str, Any]]] = [
    ("accounts_account_username", account, {"email": "other@dan.example"}),
    ("account_email_once_per_kind", account, {"username": "hoa2", "email": "HOA@dan.example"}),
    ("party_identity_once", party, {}),
    ("party_tax_code_once", company, {}),
    ("membership_once", membership, {"power": "staff"}),
    ("invitation_one_open", invitation, {"digest": "b" * 64, "email": "MOI@dan.example"}),
    ("appointment_once", appointment, {}),
    ("accounts_onetimelink_digest", link, {}),
]  # fmt: skip


@pytest.mark.parametrize(("constraint", "make", "wrong"), ALONE)
def test_a_broken_row_is_refused(constraint: str, make: Maker, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make(**wrong)
    make()


@pytest.mark.parametrize(("constraint", "make", "again"), TWICE)
def test_a_twin_is_refused(constraint: str, make: Maker, again: dict[str, Any]) -> None:
    make()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make(**again)


def test_an_account_is_itself_only_once() -> None:
    one = account()
    membership(account=one, party=party())
    with pytest.raises(IntegrityError, match="membership_one_self"), transaction.atomic():
        membership(account=one, party=company())


def test_a_person_is_acted_for_as_oneself_by_one_account_only() -> None:
    one = party()
    membership(account=account(), party=one)
    with pytest.raises(IntegrityError, match="membership_party_self"), transaction.atomic():
        membership(account=account(username="hoa2", email="other@dan.example"), party=one)


def test_what_has_ended_leaves_room() -> None:
    account(state="cancelled")
    account(username="hoa2")
    party(active=False)
    party()
    membership(ended_at=NOW, ended_by="op", end_reason="nghỉ việc")
    membership()
