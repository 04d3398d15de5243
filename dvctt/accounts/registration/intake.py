"""From receipt to account: the vetting clock begins, or the account is granted at once (N.vetting, N.grant)."""

import re
from datetime import date
from itertools import count
from typing import Any

from django.db import IntegrityError, transaction

from dvctt.accounts.letters import links, sending
from dvctt.accounts.memberships import party_letters
from dvctt.accounts.models import Account, ChangeRequest, Membership, OneTimeLink, Party, Registration
from dvctt.accounts.people import channels, identity_numbers, open_changes
from dvctt.accounts.people.locking import record
from dvctt.accounts.registration import confusables, declaration, vetted
from dvctt.accounts.registration.duplicates import duplicates
from dvctt.accounts.signin import one_time_links
from dvctt.accounts.signin.open_sessions import end_sessions
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Reason, Ref, Refused, clock, fold, system
from dvctt.ministry import api as ministry

AUTOMATIC = system("registration")
REPLACED = "account_replaced"


def receive(row: Registration, actor: Actor, act: str) -> None:
    """Take the registration in: start the vetting clock, or grant at once where the ministry does not vet this kind.

    What resembles something registered is vetted by the operator even then.
    """
    before = row.state
    vetting = str(ministry.setting(f"accounts.vetting.{row.kind}"))
    alike = duplicates(row)
    resembles = confusables.foreign_letters(row.name) or any(
        one.kind in ("party", "account") or one.same_number for one in alike
    )
    if vetting == "off" and resembles:
        vetting = "operator"
    vetted.receive(row, vetting)
    assert row.due_at
    after = {"state": row.state, "vetting": vetting, "due": row.due_at.isoformat(), "calendar": row.calendar}
    journal.append(row.ref, actor, act, before={"state": before}, after=after, at=row.received_at)
    if vetting == "off":
        grant(row, AUTOMATIC, join=None)
    else:
        sending.to_registrant(row, "registration/received", due=row.due_at)


def grant(row: Registration, actor: Actor, *, join: str | None, reason: str = "") -> None:
    """Give the account, or the existing account its organisation, and announce it (8.1.b).

    `join` names the party with the same number: the organisation that the registrant belongs to, or the person that
    the registrant is, whose account is then the new one alone. `reason` is why a registration is accepted whose
    number another one or an account has. Raises Refused: `identity_in_use`, `tax_code_in_use` (both with the `party`),
    `email_in_use`, and Invalid at `reason`.
    """
    values, now = declaration.read(row), clock.now()
    doubled = any(one.same_number for one in duplicates(row))
    party = _party(row, values, join)
    row.accept_reason = vetted.accept_reason(reason, doubled=doubled)
    if join is not None and row.kind == "individual":
        _replaced(party, actor, row)
    account, is_new = (row.account, False) if row.account else (_account(row, values), True)
    membership = _member(account, party, values, alone=join is None)
    before, row.state = row.state, Registration.State.APPROVED
    row.account, row.party, row.decided_at, row.decided_by = account, party, now, actor.id
    row.save()
    after = {"state": row.state, "account": str(account.id), "party": str(party.id), "joined": join is not None}
    said = {"reason": row.accept_reason} if row.accept_reason else {}
    journal.append(row.ref, actor, "approved", before={"state": before}, after=after, personal=said, at=now)
    ref = Ref("account", str(account.id))
    journal.append(
        ref, actor, "account_created" if is_new else "organisation_added", before={},
        after={"registration": str(row.id), "party": str(party.id), "state": account.state}, at=now,
    )  # fmt: skip
    if is_new:
        token = one_time_links.issue(OneTimeLink.Purpose.FIRST_ACCESS, account)
        sending.send(
            channels.newcomer(row, account),
            row.ref,
            "registration/granted",
            name=row.name,
            username=account.username,
            **links.first_access(token),
        )
    else:
        sending.to_registrant(row, "registration/organisation_added", username=account.username, name=row.name)
    if join is not None and row.kind == "organisation":
        party_letters.joined(membership)


def _party(row: Registration, values: declaration.Values, join: str | None) -> Party:
    same = next((one for one in duplicates(row) if one.is_same), None)
    if same is None:
        return _new_party(row, values)
    if join != same.id:
        raise Refused(Reason("identity_in_use" if row.kind == "individual" else "tax_code_in_use", {"party": same.id}))
    return Party.objects.get(id=same.id)


def _replaced(party: Party, actor: Actor, row: Registration) -> None:
    """Let no other account stand for the person, who is reached as declared now; its holder is told where to object."""
    for held in Membership.objects.select_for_update().filter(party=party, power="self", ended_at=None):
        held.ended_at, held.ended_by, held.end_reason = clock.now(), actor.id, REPLACED
        held.save(update_fields=["ended_at", "ended_by", "end_reason"])
        end_sessions(held.account_id, actor.id)
        one_time_links.end_of_party(held.account_id, party.id)
        record(held.account, actor, REPLACED, registration=str(row.id))
        sending.to_account(held.account, "registration/replaced", name=row.name, username=held.account.username)
    open_changes.withdraw(ChangeRequest.objects.filter(party=party), actor, REPLACED)
    said = declaration.read(row)
    party.address, party.phone, party.email = said["address"], said["phone"], said["email"]
    party.save(update_fields=["address", "phone", "email"])


def _new_party(row: Registration, values: declaration.Values) -> Party:
    known = _individual(values) if row.kind == "individual" else _organisation(values)
    common = {name: values[name] for name in ("name", "address", "phone", "email")}
    try:
        with transaction.atomic():
            return Party.objects.create(kind=row.kind, folded=row.folded, **common, **known)
    except IntegrityError:
        raise Refused(Reason("identity_in_use" if row.kind == "individual" else "tax_code_in_use")) from None


def _individual(values: declaration.Values) -> dict[str, Any]:
    number = values["citizen_id"]
    return {
        "birth_date": date.fromisoformat(values["birth_date"]),
        "sex": values["sex"],
        "identity_sealed": journal.cipher().encrypt(number),
        "identity_index": identity_numbers.identity_index(number),
    }


def _organisation(values: declaration.Values) -> dict[str, Any]:
    number = values["representative_citizen_id"]
    return {
        "organisation_kind": values["organisation_kind"],
        "tax_code": values["tax_code"],
        "establishment": values["establishment"],
        "representative_name": values["representative_name"],
        "representative_position": values["representative_position"],
        "representative_identity_sealed": journal.cipher().encrypt(number),
        "representative_identity_index": identity_numbers.identity_index(number),
    }


def _member(account: Account, party: Party, values: declaration.Values, *, alone: bool) -> Membership:
    """Let the account act for the party; who registers it anew, or joins when nobody is left, manages it."""
    represents = values.get("registrant_is_representative")
    power = "self" if party.kind == Party.Kind.INDIVIDUAL else "representative" if represents else "staff"
    try:
        with transaction.atomic():
            first = alone or not Membership.objects.filter(party=party, ended_at=None).exists()
            return Membership.objects.create(
                account=account, party=party, power=power, manages=power == "staff" and first
            )  # fmt: skip
    except IntegrityError:
        raise Refused(Reason("registered_already")) from None


def _account(row: Registration, values: declaration.Values) -> Account:
    if Account.objects.filter(email__iexact=row.email, kind="applicant").exclude(state="cancelled").exists():
        raise Refused(Reason("email_in_use"))
    name = declaration.registrant(values)["name"]
    account = Account(
        username="", email=row.email, email_skeleton=row.email_skeleton, name=name, folded=fold(name),
        phone=values["phone"],
        kind=Account.Kind.APPLICANT, language=row.language,
        preferred_channel=values.get("preferred_channel") or "email",
    )  # fmt: skip
    account.set_unusable_password()
    return _named(account)


def _named(account: Account) -> Account:
    """Save the account under the first free user name of its holder: `nguyenvanan`, `nguyenvanan2`, …"""
    stem = re.sub(r"[^a-z0-9]", "", account.folded)[:48] or "user"
    for number in count(1):
        account.username = stem if number == 1 else f"{stem}{number}"
        if Account.objects.filter(username=account.username).exists():
            continue
        try:
            with transaction.atomic():
                account.save(force_insert=True)
        except IntegrityError:
            if Account.objects.filter(username=account.username).exists():
                continue
            raise Refused(Reason("email_in_use")) from None
        return account
    raise AssertionError("unreachable")
