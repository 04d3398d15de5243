"""What a registration resembles, beside it: each other registration, account or party once, with every why."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dvctt import forms
from dvctt.accounts import api as accounts
from dvctt.kernel import NotFound, Text
from dvctt.kernel.authority import Power, may
from dvctt.web import formview
from dvctt.web.http import Request

COMPARED = ("name", "tax_code", "address", "phone", "email", "representative_name", "representative_position")
PHONE = forms.PhoneField(id="phone", type="phone", label=Text(vi="Số điện thoại"))
WHY = {
    "tax_code": lazy("Trùng mã số thuế"),
    "citizen_id": lazy("Trùng số định danh"),
    "email": lazy("Thư điện tử trông giống của người khác"),
    "name": lazy("Tên trông giống tên đã có"),
}


@dataclass(frozen=True)
class Beside:
    """Something that the registration resembles, value beside value; `url` where it is another registration.

    `holders` are the user names with the pages of their accounts, empty where the vetter may not open them.
    """

    duplicate: accounts.Duplicate
    why: str
    url: str
    rows: Sequence[tuple[str, str, str]]
    holders: Sequence[tuple[str, str]]


def beside(request: Request, found: accounts.RegistrationView) -> list[Beside]:
    """What the registration resembles, in the order in which it was found; each once."""
    order = {(one.kind, one.id): place for place, one in reversed(list(enumerate(found.duplicates)))}
    same = sorted(found.duplicates, key=lambda one: order[one.kind, one.id])
    groups = [list(group) for _key, group in groupby(same, key=lambda one: (one.kind, one.id))]
    return [_beside(request, found, group[0], [one.by for one in group]) for group in groups]


def _beside(request: Request, found: accounts.RegistrationView, one: accounts.Duplicate, by: list[str]) -> Beside:
    """What both declare, label, here, there; of a registration that this vetter may not open only the name."""
    here, there, url, whose = _told(found.values), {"name": one.name}, "", ""
    if one.kind == "account":
        there["email"], whose = one.email, _("chủ tài khoản")
    elif one.kind == "party":
        there = _of_party(accounts.party(request.actor, one.id))
    else:
        with suppress(NotFound):
            other = accounts.registration_for(request.actor, one.id)
            there, url = _told(other.values), reverse("operator:registration", args=[one.id])
            whose = "" if other.kind == found.kind else kind_name(other.kind)
    labels = {field.id: formview.words(field.label) for field in accounts.registration_form(found.kind).fields()}
    if whose:  # two names of different kinds are not the same thing under one label
        labels["name"] = _("Tên (%(here)s – %(there)s)") % {"here": kind_name(found.kind), "there": whose}
    both = [name for name in COMPARED if name in labels and name in here and name in there]
    why = "; ".join(str(WHY[reason]) for reason in by)
    rows = [(labels[name], here[name], there[name]) for name in both]
    return Beside(one, why, url, rows, _holders(request, one))


def _holders(request: Request, one: accounts.Duplicate) -> list[tuple[str, str]]:
    opens = may(request.actor, Power.OPERATE)
    held = zip(one.usernames, one.account_ids, strict=True)
    return [(name, reverse("operator:person", args=[number]) if opens else "") for name, number in held]


def _told(values: Mapping[str, Any]) -> dict[str, str]:
    """The compared values of a registration, as people read them."""
    shown = {name: str(values[name]) for name in COMPARED if values.get(name) and name not in ("address", "phone")}
    if values.get("address"):
        shown["address"] = accounts.address_text(values["address"])
    if values.get("phone"):
        shown["phone"] = phone(str(values["phone"]))
    return shown


def _of_party(party: accounts.PartyView) -> dict[str, str]:
    return {
        "name": party.name, "address": accounts.address_text(party.address), "phone": phone(party.phone),
        "email": party.email, "tax_code": party.tax_code, "representative_name": party.representative_name,
        "representative_position": party.representative_position,
    }  # fmt: skip


def phone(number: str) -> str:
    """A stored telephone number as people write it."""
    return forms.display(PHONE, number)


def kind_name(kind: str) -> str:
    """What kind of registrant it is."""
    return _("Tổ chức") if kind == "organisation" else _("Cá nhân")
