"""Plain details: address, telephone, e-mail, changed by who one is or by who manages the organisation (8.3.a)."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from dvctt.accounts.attempts import receivers
from dvctt.accounts.changes.read_models import DetailsView
from dvctt.accounts.letters import sending
from dvctt.accounts.letters.links import EMAIL_PATH
from dvctt.accounts.models import Account, Membership, Party
from dvctt.accounts.models.ids import as_uuid
from dvctt.accounts.people.actor import memberships_today
from dvctt.accounts.people.locking import locked, record
from dvctt.accounts.people.queries import account_row, email_taken, party_view
from dvctt.accounts.people.read_models import PartyView
from dvctt.accounts.proposals import deciders
from dvctt.accounts.registration.confusables import email_skeleton
from dvctt.accounts.registration.declaration import PLAIN, part, registration_form
from dvctt.accounts.signin import one_time_links as links
from dvctt.accounts.signin import phone_codes
from dvctt.accounts.signin.one_time_links import carried
from dvctt.accounts.signin.read_models import LinkFor
from dvctt.forms import FormSpec, clean, email_text, is_email
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Invalid, NotFound, Reason, Ref, Refused, clock
from dvctt.kernel.masking import masked, masked_phone
from dvctt.ministry import api as ministry
from dvctt.notices import api as notices

EMAIL_CHANGE = deciders.EMAIL_CHANGE
ACTIVE = Account.State.ACTIVE
POWERS = ("self", "representative")


def managed(actor: Actor, party_id: UUID | str, *, lock: bool = False) -> Party:
    """Give a party whose details the actor may change: oneself, and organisations that one represents or manages.

    Raises NotFound for others.
    """
    return managed_by(as_uuid(actor.id), party_id, lock=lock)


def managed_by(account_id: UUID, party_id: UUID | str, *, lock: bool = False) -> Party:
    """Give the party if the account may change its details today; raises NotFound."""
    rows = Party.objects.select_for_update(no_key=True) if lock else Party.objects.all()
    row = rows.filter(id=as_uuid(party_id), active=True).first()
    today = clock.today()
    may = Membership.objects.filter(
        Q(until=None) | Q(until__gte=today), Q(power__in=POWERS) | Q(manages=True),
        account_id=account_id, party=row, ended_at=None, since__lte=today,
    )  # fmt: skip
    if row is None or not may.exists():
        raise NotFound(f"party {party_id}")
    return row


def managed_parties(actor: Actor) -> tuple[PartyView, ...]:
    """Give the parties whose details the actor may change: oneself first, then organisations by name."""
    return tuple(party_view(one.party) for one in memberships_today(actor.id) if one.manages or one.power in POWERS)


def details(actor: Actor, party_id: UUID | str) -> DetailsView:
    """Give the plain details of a party that the actor may change; raises NotFound."""
    row = managed(actor, party_id)
    waits = _waiting(account_row(actor.id), row)
    return DetailsView(str(row.id), row.email, row.phone, row.address, waits.get("email", ""), waits.get("phone", ""))


def change_details(actor: Actor, party_id: UUID | str, raw: Mapping[str, Any]) -> bool:
    """Change address and telephone at once; gives whether a code was sent that confirms the new telephone.

    Dossiers already filed keep the values they were filed with. Raises NotFound, Invalid (at `phone`
    `landline_while_sms` where one is told by SMS first), Refused as `phone_codes.send`.
    """
    row = managed(actor, party_id)
    form, book = part(row.kind, PLAIN), ministry.address_book()
    found = clean(form, raw, today=clock.today(), addresses=book, language=actor.language)
    if found.faults:
        raise Invalid(*found.faults)
    phone, address = str(found.values["phone"]), found.values["address"]
    with transaction.atomic():
        account, row = locked(actor.id, ACTIVE), managed(actor, party_id, lock=True)
        _check_channel(account, row, phone)
        later = phone != row.phone and phone_codes.demanded(row.kind, phone)
        if later:
            phone_codes.send(account, phone, json.dumps({"party": str(row.id), "phone": phone}), account.language)
        new = {"address": address} if later else {"address": address, "phone": phone}
        _write(account, row, actor, {name: value for name, value in new.items() if getattr(row, name) != value})
    return later


def _check_channel(account: Account, row: Party, phone: str) -> None:
    """Raise Invalid where the account is told by SMS first and the new telephone, which becomes its own, takes none."""
    own = row.kind == Party.Kind.INDIVIDUAL and phone != account.phone
    if own and account.preferred_channel == "sms" and not notices.is_mobile(phone):
        raise Invalid(Fault("phone", "landline_while_sms"))


def confirm_phone(actor: Actor, code: str) -> str:
    """Confirm the new telephone by the code that was sent to it; gives the party.

    Raises Refused as `phone_codes.check` does, and NotFound where the party is no longer the actor's to change.
    """
    carried = json.loads(phone_codes.check(account_row(actor.id), code))
    with transaction.atomic():
        account, row = locked(actor.id, ACTIVE), managed(actor, carried["party"], lock=True)
        _write(account, row, actor, {"phone": str(carried["phone"])})
    return str(row.id)


@transaction.atomic
def request_email(actor: Actor, party_id: UUID | str | None, email: str) -> None:
    """Send a link to a new address of the account (`party_id` None) or of a party; it counts once confirmed.

    With an address that another account has the answer is the same, and its holder is told. Raises Invalid at `email`,
    NotFound, Refused as `receivers.count_mail`.
    """
    email = email_text(email)
    account = locked(actor.id, ACTIVE)
    row = managed(actor, party_id) if party_id else None
    now = row.email if row else account.email
    if not is_email(email):
        raise Invalid(Fault("email", "not_an_email"))
    if email == now:
        raise Invalid(Fault("email", "same_as_before"))
    receivers.count_mail(account, email)
    record(account, actor, "email_change_asked", party=str(row.id) if row else "")
    if row is None and email_taken(account, email):
        sending.to_unconfirmed(email, account.language, sending.account_ref(account), "account/email_known")
        return
    carries = json.dumps({"email": email, "party": str(row.id) if row else ""})
    link = EMAIL_PATH.format(token=links.issue(EMAIL_CHANGE, account, carries=carries))
    ref = sending.account_ref(account)
    sending.to_unconfirmed(email, account.language, ref, "account/email_link", link=link)


def email_change_for(token: str) -> LinkFor:
    """Tell, masked, whose address a link confirms, without using it; raises Refused as `confirm_email_change` does."""
    link = links.find(EMAIL_CHANGE, token)
    account, known = Account.objects.get(links=link), carried(link)
    deciders.require_two(account, known)
    if known["party"]:
        _still_managed(account, known["party"])
    return LinkFor(masked(account.name), masked(known["email"]), account.kind == Account.Kind.OFFICER)


@transaction.atomic
def confirm_email_change(actor: Actor, token: str) -> None:
    """Put the new address in force by the link; the old address is told, and the links that it was sent end.

    Raises Refused: `link_unknown`, `link_used`, `link_expired` (also where the party's details are no longer the
    account's to change), `email_in_use`, `wrong_state`, and `corrected_by_one` where an official alone sent it and the
    account decides by now.
    """
    link = links.take(EMAIL_CHANGE, token)
    known = carried(link)
    # What the operator corrected counts for a suspended account too: its holder has to get the answer to an appeal.
    states = (ACTIVE, Account.State.SUSPENDED) if known.get("by") else (ACTIVE,)
    account = locked(link.account_id or "", *states)
    deciders.require_two(account, known)
    by = actor if actor.id == str(account.id) else _holder(account, actor)
    if known["party"]:
        row = _still_managed(account, known["party"], lock=True)
        old = row.email or account.email
        _write(account, row, by, {"email": known["email"]})
        sending.to_account(account, "account/email_changed", at_address=old, at=clock.now())
        return
    old = account.email
    account.email, account.email_skeleton = known["email"], email_skeleton(known["email"])
    try:
        with transaction.atomic():
            account.save(update_fields=["email", "email_skeleton"])
    except IntegrityError:
        raise Refused(Reason("email_in_use")) from None
    links.end_sent(account)
    # One's own party is written to at the account's address unless it has another one.
    own = Membership.objects.filter(account=account, power="self", ended_at=None)
    Party.objects.filter(memberships__in=own, email=old).update(email=account.email)
    journal.append(
        Ref("account", str(account.id)), by, "email_changed", before={}, after={},
        personal={"email": account.email, "email_before": old},
    )  # fmt: skip
    sending.to_account(account, "account/email_changed", at_address=old, at=clock.now())


def _still_managed(account: Account, party_id: str, *, lock: bool = False) -> Party:
    """Give the party of a link; raises Refused `link_expired` where its account may not change it any more.

    The link may be older than that: whoever left a party must not lead its letters elsewhere.
    """
    try:
        return managed_by(account.id, party_id, lock=lock)
    except NotFound:
        raise Refused(Reason("link_expired")) from None


def _write(account: Account, row: Party, actor: Actor, new: Mapping[str, Any]) -> None:
    if not new:
        return
    old = {name: getattr(row, name) for name in new}
    for name, value in new.items():
        setattr(row, name, value)
    row.save(update_fields=list(new))
    account.details_at = clock.now()
    if "phone" in new and row.kind == Party.Kind.INDIVIDUAL:
        account.phone = row.phone
    account.save(update_fields=["details_at", "phone"])
    told = {name: _text(value) for name, value in new.items()}
    told |= {f"{name}_before": _text(value) for name, value in old.items() if value}
    journal.append(
        Ref("party", str(row.id)), actor, "details_changed", before={}, after={"changed": sorted(new)}, personal=told
    )  # fmt: skip
    if "email" not in new:
        fields = {one.id: one.label.in_language(account.language) for one in registration_form(row.kind).fields()}
        sending.to_account(account, "account/details_changed", what=[fields[name] for name in sorted(new)])


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _holder(account: Account, actor: Actor) -> Actor:
    """Who opens the link is its holder, signed in or not."""
    from dvctt.accounts.signin.sign_ins import actor_of

    return actor_of(account, actor.address)


def waiting_email(actor: Actor) -> str:
    """Give, masked, the new address of one's own account that waits to be confirmed; empty where none does."""
    links = account_row(actor.id).links.filter(purpose=EMAIL_CHANGE, used_at=None, expires_at__gt=clock.now())
    link = links.order_by("-created_at").first()
    return masked(carried(link)["email"]) if link and not carried(link)["party"] else ""


def _waiting(account: Account, row: Party) -> dict[str, str]:
    found = {}
    now = clock.now()
    link = account.links.filter(purpose=EMAIL_CHANGE, used_at=None, expires_at__gt=now).order_by("-created_at").first()
    if link and carried(link)["party"] == str(row.id):
        found["email"] = masked(carried(link)["email"])
    waits = phone_codes.waiting(account)
    if waits and json.loads(waits)["party"] == str(row.id):
        found["phone"] = masked_phone(json.loads(waits)["phone"])
    return found


def plain_form(kind: str) -> FormSpec:
    """Give the form of what is changed at once for a person or an organisation."""
    return part(kind, PLAIN)
