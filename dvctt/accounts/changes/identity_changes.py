"""Changes of who somebody is: vetted again, the old values in force until approved (8.3.a, N.vetting, N.refusal)."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from dvctt.accounts.changes.contact_details import managed
from dvctt.accounts.changes.read_models import AskerView, ChangeView
from dvctt.accounts.letters import sending
from dvctt.accounts.memberships import membership, party_letters
from dvctt.accounts.models import Account, ChangeRequest, Membership, Party, Registration
from dvctt.accounts.models.ids import as_uuid
from dvctt.accounts.people import identity_numbers
from dvctt.accounts.people.locking import locked
from dvctt.accounts.people.open_changes import OPEN
from dvctt.accounts.people.read_models import Remark
from dvctt.accounts.registration import declaration, vetted
from dvctt.accounts.registration.declaration import IDENTITY, part, registration_form
from dvctt.accounts.registration.duplicates import changed_person_known, same_number, same_person
from dvctt.accounts.registration.read_models import Duplicate, VettingRow
from dvctt.forms import FormSpec, clean
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Invalid, NotFound, Reason, Ref, Refused, clock, composed, fold
from dvctt.ministry import api as ministry

State = ChangeRequest.State
LONGEST_NOTE = 1000
Values = dict[str, Any]


def identity_of(actor: Actor, party_id: UUID | str) -> Values:
    """Give who a party is, under the ids of the registration form, to who may change it; raises NotFound."""
    return declaration.identity_of_party(managed(actor, party_id))


@transaction.atomic
def request_change(actor: Actor, party_id: UUID | str, raw: Mapping[str, Any], *, note: str = "") -> UUID:
    """Ask for a change of who a party is; a request that was returned is sent again, and its clock begins anew.

    Raises NotFound, Invalid at the fields and with `nothing_changed`, Refused with `change_waits`.
    """
    account, row = locked(actor.id, Account.State.ACTIVE), managed(actor, party_id, lock=True)
    form, book = part(row.kind, IDENTITY), ministry.address_book()
    found = clean(form, raw, today=clock.today(), addresses=book, language=actor.language)
    if found.faults:
        raise Invalid(*found.faults)
    if len(note) > LONGEST_NOTE:
        raise Invalid(Fault("note", "too_long", {"max": LONGEST_NOTE}))
    old, new = declaration.identity_of_party(row), found.values
    changed = _changed(old, new)
    if not changed:
        raise Invalid(Fault("", "nothing_changed"))
    before = ChangeRequest.objects.select_for_update().filter(party=row, state__in=OPEN).first()
    if before and before.state == State.WAITING:
        raise Refused(Reason("change_waits"))
    change = before or ChangeRequest(party=row)
    change.account, change.note = account, composed(note).strip()
    change.old_sealed, change.new_sealed = _sealed(old), _sealed(new)
    change.identity_index, change.tax_code = _asked(old, new)
    _receive(change, row)
    journal.append(
        change.ref, actor, "change_requested", before={},
        after={"party": str(row.id), "changed": list(changed), "due": change.due_at.isoformat()},
        personal=declaration.personal({name: new[name] for name in changed if name in new}),
    )  # fmt: skip
    sending.to_account(account, "account/change_received", name=row.name, due=change.due_at)
    what = _labels(row, changed)
    party_letters.to_others(account, row, "party/change_asked", what=what, due=change.due_at)
    return change.id


@transaction.atomic
def withdraw_change(actor: Actor, change_id: UUID | str) -> None:
    """Take one's own request back; raises NotFound, Refused `wrong_state`."""
    row = ChangeRequest.objects.select_for_update(of=("self",)).filter(id=as_uuid(change_id)).first()
    if row is None or managed(actor, row.party_id) is None:
        raise NotFound(f"change {change_id}")
    if row.state not in OPEN:
        raise Refused(Reason("wrong_state", {"state": row.state}))
    vetted.decide(row, actor, State.WITHDRAWN)


def open_change(actor: Actor, party_id: UUID | str) -> ChangeView | None:
    """Give the request about a party that waits or was returned, if any; raises NotFound."""
    party = managed(actor, party_id)
    row = ChangeRequest.objects.filter(party=party, state__in=OPEN).select_related("party").first()
    return _view(row) if row else None


def changes_queue(actor: Actor, *, limit: int = 200) -> tuple[VettingRow, ...]:
    """Give the changes that wait for this vetter, as `vetted.queue` does."""
    return vetted.queue(actor, _all(), changed_person_known(), limit=limit)


def change_for(actor: Actor, change_id: UUID | str) -> ChangeView:
    """Give a change with old beside new, to who vets it; raises NotFound for others. The look is logged."""
    return _view(vetted.looked_at(actor, _all(), change_id), similar=True)


@ministry.proved
@transaction.atomic
def approve_change(actor: Actor, change_id: UUID | str, *, reason: str = "") -> ChangeView:
    """Put the new values in force; dossiers already filed keep theirs (8.3.a).

    `reason` is recorded where the new number is one that somebody else registers or asks for, and then must be given.
    The party and its other managers are told. Raises NotFound, Invalid at `reason`, Refused: `wrong_state`,
    `asker_manages_no_more`, `identity_in_use`, `tax_code_in_use`, `changed_meanwhile`.
    """
    row, party = _with_party(actor, change_id)
    if not membership.manages(row.account_id, party.id):
        raise Refused(Reason("asker_manages_no_more"))
    old, new = declaration.identity_of_party(party), _opened(row.new_sealed)
    if old != _opened(row.old_sealed):
        raise Refused(Reason("changed_meanwhile"))
    alike = _duplicates(row, old, new)
    if any(one.kind == "party" for one in alike):
        raise Refused(_in_use(party))
    row.accept_reason = vetted.accept_reason(reason, doubled=bool(alike))
    _write(party, new)
    vetted.decide(row, actor, State.APPROVED)
    changed = _changed(old, new)
    told = {name: new[name] for name in changed if name in new}
    told |= {f"{name}_before": old[name] for name in changed if name in old}
    journal.append(
        Ref("party", str(party.id)), actor, "identity_changed", before={}, after={"changed": list(changed)},
        personal=declaration.personal(told),
    )  # fmt: skip
    _name_account(row.account, party)
    sending.to_account(row.account, "account/change_approved", name=party.name)
    what = _labels(party, changed)
    party_letters.to_others(row.account, party, "party/change_approved", name=old["name"], what=what, at=clock.now())
    return _view(row)


@ministry.proved
@transaction.atomic
def return_change(actor: Actor, change_id: UUID | str, remarks: Sequence[Remark]) -> ChangeView:
    """Return a change for mending, each remark at its field (N.refusal); raises as for a registration."""
    return _answered(actor, change_id, State.RETURNED, remarks)


@ministry.proved
@transaction.atomic
def refuse_change(
    actor: Actor, change_id: UUID | str, remarks: Sequence[Remark], *, dry_run: bool = False
) -> ChangeView:
    """Refuse a change with reasons (N.refusal); raises as `return_change` does. A `dry_run` does nothing but raise."""
    return _answered(actor, change_id, State.REFUSED, remarks, dry_run=dry_run)


def _all() -> QuerySet[ChangeRequest]:
    return ChangeRequest.objects.select_related("party", "account")


def _answered(
    actor: Actor, change_id: UUID | str, state: str, remarks: Sequence[Remark], *, dry_run: bool = False
) -> ChangeView:
    row = vetted.locked(actor, _all(), change_id)
    reasons = vetted.checked_remarks(row.kind, remarks)
    if dry_run:
        return _view(row)
    vetted.decide(row, actor, state, reasons)
    labels = {one.id: one.label.in_language(row.account.language) for one in part(row.kind, IDENTITY).fields()}
    listed = sending.listed(vetted.remarks_of(row), labels)
    letter = "account/change_returned" if state == State.RETURNED else "account/change_refused"
    sending.to_account(row.account, letter, name=row.party.name, remarks=listed)
    return _view(row)


def _labels(party: Party, changed: Iterable[str]) -> Callable[[str], list[str]]:
    """What is changed, as the form calls it, by language."""

    def labels(language: str) -> list[str]:
        fields = registration_form(party.kind).fields()
        known = {field.id: field.label.in_language(language) for field in fields}
        return [known[name] for name in changed if name in known]

    return labels


def _with_party(actor: Actor, change_id: UUID | str) -> tuple[ChangeRequest, Party]:
    """A change and its party, locked, before them the account: in the order of who asks, changes and leaves."""
    change = vetted.find(actor, _all(), change_id)
    locked(change.account_id)
    party = Party.objects.select_for_update().get(id=change.party_id)
    return vetted.locked(actor, _all(), change_id), party


def _receive(change: ChangeRequest, party: Party) -> None:
    known = Registration.objects.filter(party=party, state="approved").order_by("decided_at").first()
    vetting = str(ministry.setting(f"accounts.vetting.{party.kind}"))
    change.agency = (known.agency if known else "") or str(ministry.setting("accounts.vetting.agency"))
    vetted.receive(change, "agency" if vetting == "agency" else "operator")


def _write(row: Party, new: Values) -> None:
    cipher = journal.cipher()
    row.name, row.folded = new["name"], fold(new["name"])
    if row.kind == Party.Kind.INDIVIDUAL:
        row.birth_date, row.sex = date.fromisoformat(new["birth_date"]), new["sex"]
        row.identity_sealed = cipher.encrypt(new["citizen_id"])
        row.identity_index = identity_numbers.identity_index(new["citizen_id"])
    else:
        number = new["representative_citizen_id"]
        for name in IDENTITY["organisation"][1:-1]:
            setattr(row, name, new[name])
        row.representative_identity_sealed = cipher.encrypt(number)
        row.representative_identity_index = identity_numbers.identity_index(number)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(_in_use(row)) from None


def _in_use(row: Party) -> Reason:
    return Reason("identity_in_use" if row.kind == Party.Kind.INDIVIDUAL else "tax_code_in_use")


def _name_account(account: Account, party: Party) -> None:
    """A person's account has the person's name; every change of details makes them fresh."""
    if party.kind == Party.Kind.INDIVIDUAL:
        account.name, account.folded = party.name[:200], party.folded[:200]
    account.details_at = clock.now()
    account.save(update_fields=["name", "folded", "details_at"])


def _changed(old: Values, new: Values) -> tuple[str, ...]:
    return tuple(sorted(name for name in {*old, *new} if old.get(name) != new.get(name)))


def _sealed(values: Values) -> str:
    return journal.cipher().encrypt(json.dumps(values, ensure_ascii=False))


def _opened(sealed: str) -> Values:
    found: Values = json.loads(journal.cipher().decrypt(sealed))
    return found


def _asked(old: Values, new: Values) -> tuple[str, str]:
    """Give the blind index of the number, and the tax code, that are asked for anew; empty where they stay."""
    number, code = new.get("citizen_id", ""), new.get("tax_code", "")
    return (
        identity_numbers.identity_index(number) if number != old.get("citizen_id", "") else "",
        code if code != old.get("tax_code", "") else "",
    )


def _duplicates(row: ChangeRequest, old: Values, new: Values) -> tuple[Duplicate, ...]:
    """Find who has, registers or asks for the number or tax code that is asked for anew."""
    number, code = _asked(old, new)
    alike = same_number(number, code, own=row.id, own_party=row.party_id)
    return (*alike, *same_person(number, own=row.id, account=row.account_id, told=alike))


def _view(row: ChangeRequest, *, similar: bool = False) -> ChangeView:
    old, new = _opened(row.old_sealed), _opened(row.new_sealed)
    beside = _duplicates(row, old, new) if similar else ()
    return ChangeView(
        row.id, row.kind, str(row.party_id), row.state, row.name, old, new, _changed(old, new), row.note,
        row.received_at, row.due_at, vetted.is_overdue(row), row.decided_at, vetted.remarks_of(row), beside,
        vetted.open_acts(row), row.accept_reason, _asker(row) if similar else None,
    )  # fmt: skip


def _asker(row: ChangeRequest) -> AskerView:
    """Who asked, by the membership that is in force, or was the last one."""
    held = Membership.objects.filter(account_id=row.account_id, party_id=row.party_id)
    power = held.order_by(F("ended_at").desc(nulls_first=True), "-since").values_list("power", flat=True).first()
    account = row.account
    return AskerView(account.name, account.username, power or "", membership.manages(account.id, row.party_id))


def identity_form(kind: str) -> FormSpec:
    """Give the form of what is vetted again for a person or an organisation."""
    return part(kind, IDENTITY)
