"""What a registrant declares: the two forms, and the answers with the sensitive ones sealed."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml
from django.conf import settings

from dvctt.accounts.models import Party, Registration
from dvctt.accounts.people.identity_numbers import identity_index
from dvctt.accounts.registration.confusables import email_skeleton
from dvctt.forms import FormSpec, clean
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Invalid, NotFound, canonical_json, clock, fold
from dvctt.ministry import api as ministry
from dvctt.notices import api as notices

FORMS = "content/ministry/registration.yaml"
Values = dict[str, Any]
# What is changed at once, and what is vetted again because it says who somebody is (8.3.a).
PLAIN = {"individual": ("address", "phone"), "organisation": ("address", "phone")}
IDENTITY = {
    "individual": ("name", "birth_date", "sex", "citizen_id"),
    "organisation": (
        "name", "organisation_kind", "tax_code", "establishment", "representative_name", "representative_position",
        "representative_citizen_id",
    ),
}  # fmt: skip

# The number of who would hold the account: who registers, unless that is the representative, or the person.
NUMBERS = ("registrant_citizen_id", "representative_citizen_id", "citizen_id")


def registration_form(kind: str) -> FormSpec:
    """Give the registration form of `individual` or `organisation` (8.1.a); raises NotFound."""
    try:
        return _forms()[kind]
    except KeyError:
        raise NotFound(f"registration form {kind}") from None


def part(kind: str, ids: Mapping[str, tuple[str, ...]]) -> FormSpec:
    """Give the fields of the registration form that a change asks for, in its sections; raises NotFound."""
    whole, wanted = registration_form(kind), ids[kind]
    sections = [
        section.model_copy(update={"fields": tuple(one for one in section.fields if one.id in wanted)})
        for section in whole.sections
        if any(one.id in wanted for one in section.fields)
    ]
    return whole.model_copy(update={"sections": tuple(sections)})


@cache
def _forms() -> dict[str, FormSpec]:
    raw = yaml.safe_load((settings.ROOT / FORMS).read_text(encoding="utf-8"))
    return {kind: FormSpec.model_validate(form) for kind, form in raw.items()}


def cleaned(actor: Actor, kind: str, raw: Mapping[str, Any]) -> Values:
    """Clean the answers, all of which are required; raises Invalid with every fault."""
    form, book = registration_form(kind), ministry.address_book()
    found = clean(form, raw, today=clock.today(), addresses=book, language=actor.language)
    if faults := (*found.faults, *_deaf(found.values)):
        raise Invalid(*faults)
    return found.values


def _deaf(values: Values) -> list[Fault]:
    """That SMS was chosen for a telephone that receives none."""
    phone = str(values.get("phone") or "")
    if values.get("preferred_channel") != "sms" or not phone or notices.is_mobile(phone):
        return []
    return [Fault("preferred_channel", "no_sms_to_landline")]


def write(row: Registration, values: Values) -> None:
    """Put the answers into the row, the sensitive ones sealed; the caller saves it."""
    sensitive = {field.id for field in registration_form(row.kind).fields() if field.sensitive}
    hidden = {name: value for name, value in values.items() if name in sensitive}
    row.values = {name: value for name, value in values.items() if name not in sensitive}
    row.sealed = journal.cipher().encrypt(json.dumps(hidden))
    row.name, row.folded = values["name"], fold(values["name"])
    row.email_skeleton = email_skeleton(values["email"])
    row.identity_index = identity_index(values.get("citizen_id", ""))
    row.person_index = identity_index(registrant(values)["citizen_id"])
    row.tax_code = values.get("tax_code", "")


def read(row: Registration) -> Values:
    """Give all answers of the row, the sensitive ones opened."""
    return {**row.values, **json.loads(journal.cipher().decrypt(row.sealed))}


def registrant(values: Mapping[str, Any]) -> Values:
    """Give who would hold the account, under the ids of a person's form: the person, or who registers for another."""
    return {
        "name": values.get("registrant_name") or values.get("representative_name") or values.get("name", ""),
        "citizen_id": next(filter(None, (values.get(one) for one in NUMBERS)), ""),
        "phone": values.get("phone", ""), "email": values.get("email", ""),
    }  # fmt: skip


def personal(values: Values) -> dict[str, str]:
    """Write the answers as the journal's personal values."""
    return {name: value if isinstance(value, str) else canonical_json(value) for name, value in values.items()}


def of_party(row: Party) -> Values:
    """Give what is in force of a party under the ids of the registration form."""
    return {**identity_of_party(row), "address": row.address, "phone": row.phone, "email": row.email}


def identity_of_party(row: Party) -> Values:
    """Give who a party is: what is vetted again when it changes (8.3.a)."""
    cipher = journal.cipher()
    values: Values = {"name": row.name}
    if row.kind == Party.Kind.INDIVIDUAL:
        values |= {"birth_date": row.birth_date.isoformat() if row.birth_date else "", "sex": row.sex}
        values["citizen_id"] = cipher.decrypt(row.identity_sealed) if row.identity_sealed else ""
        return values
    known = row.representative_identity_sealed
    return values | {
        "organisation_kind": row.organisation_kind, "tax_code": row.tax_code, "establishment": row.establishment,
        "representative_name": row.representative_name, "representative_position": row.representative_position,
        "representative_citizen_id": cipher.decrypt(known) if known else "",
    }  # fmt: skip
