"""What a registration or change resembles, beside it: each other registration, account, party once, with every why."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dvctt.accounts import changes, registration
from dvctt.authority import SystemPower, may
from dvctt.kernel import NotFound
from dvctt.web.http.request import Request
from dvctt.web.ui import form_view

# What a registration and its like are not compared by: it is no fact about who registers.
NOT_COMPARED = ("preferred_channel", "accurate")
REASON = "accept-reason"
PERSON = "person"
WHY = {
    "tax_code": lazy("Trùng mã số thuế"),
    "citizen_id": lazy("Trùng số định danh"),
    "person": lazy("Trùng số định danh của người đăng ký"),
    "email": lazy("Thư điện tử trông giống của người khác"),
    "name": lazy("Tên trông giống tên đã có"),
}


@dataclass(frozen=True)
class Beside:
    """Something that is resembled, value beside value; `url` where it is another registration or a change.

    `holders` are the user names with the pages of their accounts, empty where the vetter may not open them.
    """

    duplicate: registration.Duplicate
    why: str
    url: str
    rows: Sequence[tuple[str, str, str]]
    holders: Sequence[tuple[str, str]]


def beside(request: Request, found: registration.RegistrationView | changes.ChangeView) -> list[Beside]:
    """What the registration, or what is asked for in its stead, resembles, in the order in which it was found."""
    order = {(one.kind, one.id): place for place, one in reversed(list(enumerate(found.duplicates)))}
    same = sorted(found.duplicates, key=lambda one: order[one.kind, one.id])
    groups = [list(group) for _key, group in groupby(same, key=lambda one: (one.kind, one.id))]
    return [_beside(request, found, group[0], [one.by for one in group]) for group in groups]


def _beside(
    request: Request,
    found: registration.RegistrationView | changes.ChangeView,
    one: registration.Duplicate,
    by: list[str],
) -> Beside:
    """What both declare, label, here, there; of a registration that this vetter may not open only the name.

    Where only the people who register are the same, those are compared, and not an organisation with a person.
    """
    values = found.values if isinstance(found, registration.RegistrationView) else found.new
    other, url, whose = _other(request, found.kind, one)
    kind, of_person = found.kind, PERSON in by and not {"citizen_id", "tax_code"} & {*by}
    if of_person:
        kind, whose = "individual", ""
        shut = one.kind == "registration" and not url
        values, other = registration.registrant(values), {} if shut else registration.registrant(other)
    fields = [field for field in registration.registration_form(kind).fields() if field.id not in NOT_COMPARED]
    labels = {field.id: form_view.words(field.label) for field in fields}
    if whose:  # two names of different kinds are not the same thing under one label
        labels["name"] = _("Tên (%(here)s – %(there)s)") % {"here": kind_name(found.kind), "there": whose}
    rows = [
        (labels[field.id], form_view.answer(field, values[field.id]), form_view.answer(field, other[field.id]))
        for field in fields
        if values.get(field.id) not in (None, "") and other.get(field.id) not in (None, "")
    ]
    return Beside(one, "; ".join(str(WHY[reason]) for reason in by), url, rows, _holders(request, one))


def _other(request: Request, kind: str, one: registration.Duplicate) -> tuple[Mapping[str, Any], str, str]:
    """What the other one declares, the page where it is decided, and whose name it is where that is another kind."""
    if one.kind == "account":
        return {"name": one.name, "email": one.email}, "", _("chủ tài khoản")
    if one.kind == "party":
        return one.values, "", ""
    with suppress(NotFound):
        if one.kind == "change":
            asked = changes.change_for(request.actor, one.id)
            return asked.new, reverse("operator:change", args=[one.id]), ""
        other = registration.registration_for(request.actor, one.id)
        whose = "" if other.kind == kind else kind_name(other.kind)
        return other.values, reverse("operator:registration", args=[one.id]), whose
    return {"name": one.name}, "", ""


def _holders(request: Request, one: registration.Duplicate) -> list[tuple[str, str]]:
    opens = may(request.actor, SystemPower.OPERATE)
    held = zip(one.usernames, one.account_ids, strict=True)
    return [(name, reverse("operator:person", args=[number]) if opens else "") for name, number in held]


def accepting(
    found: registration.RegistrationView | changes.ChangeView, written: str, fault: str = ""
) -> form_view.FieldView | None:
    """Where it is said why a known number is accepted; None where it is not known, or decided already."""
    same = {one.kind for one in found.duplicates if one.same_number}
    closed = isinstance(found, changes.ChangeView) and "party" in same  # no reason opens what another one has
    if not same or closed or not found.open_acts:
        return None
    return form_view.FieldView(
        REASON, "paragraph", _("Lý do chấp nhận dù trùng số"),
        _("Chỉ khi đã đối chiếu hai bên. Được ghi vào nhật ký; người kiểm tra phiếu kia đọc được."),
        value=written, fault=fault,
    )  # fmt: skip


def second_account(found: registration.RegistrationView) -> bool:
    """Whether who registers has an account already, with which the same could be added without a second one."""
    return any(one.by == PERSON and one.kind in ("party", "account") for one in found.duplicates)


def kind_name(kind: str) -> str:
    """What kind of registrant it is."""
    return _("Tổ chức") if kind == "organisation" else _("Cá nhân")
