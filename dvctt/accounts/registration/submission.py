"""The registrant's side: register, confirm the e-mail address, mend and send again (8.1)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from dvctt.accounts.attempts import receivers
from dvctt.accounts.letters import links, sending
from dvctt.accounts.models import Account, Membership, OneTimeLink, Registration
from dvctt.accounts.people.queries import account_row
from dvctt.accounts.providers.identities import vouched
from dvctt.accounts.providers.openid_connect import ExternalIdentity
from dvctt.accounts.registration import declaration
from dvctt.accounts.registration.intake import receive
from dvctt.accounts.registration.read_models import RegistrationView
from dvctt.accounts.registration.view import registration_view
from dvctt.accounts.signin import one_time_links, phone_codes
from dvctt.journal import api as journal
from dvctt.kernel import Actor, ActorKind, Fault, Forbidden, Invalid, Reason, Ref, Refused, clock, new_id, system
from dvctt.kernel.masking import masked_phone
from dvctt.ministry import api as ministry

Purpose = OneTimeLink.Purpose
OPEN = ("waiting", "returned")


def register(
    actor: Actor, kind: str, raw: Mapping[str, Any], *, language: str = "vi", agency: str = "",
    identity: ExternalIdentity | None = None,
) -> UUID:  # fmt: skip
    """Register an individual or an organisation; gives the number of the registration.

    A visitor's e-mail address is confirmed first. With an address that is already known the answer looks the same,
    and the holder of the address is told by mail. An applicant who is signed in registers one more organisation
    (or oneself, once) for the same account; an address other than the account's own is confirmed first. `agency` is
    who shall vet, where agencies do. `identity` is whom a provider has just signed in: the registration keeps which
    answers it vouches for. Raises Invalid, and Refused with `registered_already`, and as `receivers.count_mail`.
    """
    values = declaration.cleaned(actor, kind, raw)
    if agency and agency not in {unit.code for unit in ministry.agencies()}:
        raise Invalid(Fault("agency", "unknown_unit"))
    with transaction.atomic():
        if actor.kind == ActorKind.APPLICANT:
            return _for_account(actor, kind, values, agency, identity)
        if actor.kind == ActorKind.OFFICER:
            raise Forbidden("register")
        receivers.count_mail(None, values["email"])
        if _email_known(values["email"]):
            return _tell_holder(values["email"], language, actor)
        row = _create(
            actor, kind, values, email=values["email"], language=language, agency=agency, identity=identity
        )  # fmt: skip
        send_confirmation(row)
        return row.id


def send_confirmation(row: Registration) -> None:
    """Ask who registered to confirm the e-mail address (8.1.a)."""
    link = links.CONFIRM_PATH.format(token=one_time_links.issue(Purpose.CONFIRM_EMAIL, row))
    hours = ministry.setting("accounts.link.confirm_hours")
    sending.to_unconfirmed(row.email, row.language, row.ref, "registration/confirm_email", hours=hours, link=link)


def wants_phone_code(token: str) -> str:
    """Give, masked, the telephone that a code must confirm before the link does; empty where none must.

    Raises Refused as `confirm_email` does.
    """
    row = Registration.objects.get(links=one_time_links.find(Purpose.CONFIRM_EMAIL, token))
    phone = str(row.values["phone"])
    if row.account_id or row.phone_confirmed_at or not phone_codes.demanded(row.kind, phone):
        return ""
    return masked_phone(phone)


@transaction.atomic
def send_phone_code(actor: Actor, token: str) -> None:
    """Send the code to the telephone of the registration that a link confirms; Refused as `phone_codes.send` too."""
    row = Registration.objects.select_for_update(of=("self",)).get(
        links=one_time_links.find(Purpose.CONFIRM_EMAIL, token)
    )
    phone = str(declaration.read(row)["phone"])
    phone_codes.send(row, phone, phone, row.language)
    journal.append(row.ref, actor, "phone_code_sent", before={}, after={})


def confirm_phone_of(token: str, code: str) -> None:
    """Confirm the telephone of the registration by the code; a wrong try is counted.

    Raises Refused as `phone_codes.check` and `confirm_email` do.
    """
    row = Registration.objects.get(links=one_time_links.find(Purpose.CONFIRM_EMAIL, token))
    phone_codes.check(row, code)
    Registration.objects.filter(id=row.id).update(phone_confirmed_at=clock.now())


@transaction.atomic
def confirm_email(actor: Actor, token: str) -> RegistrationView:
    """Confirm the address by the link that was sent to it: the registration is now received.

    Where the ministry has telephones confirmed, that comes first: Refused `phone_unconfirmed` otherwise.

    Raises Refused: `link_unknown`, `link_used`, `link_expired`, or `email_in_use` where the address got an account
    in the meantime.
    """
    link = one_time_links.take(Purpose.CONFIRM_EMAIL, token)
    row = Registration.objects.select_for_update(of=("self",)).get(links=link)
    if _wants_code(row):
        raise Refused(Reason("phone_unconfirmed"))
    if row.account_id is None and _email_known(row.email):
        raise Refused(Reason("email_in_use"))
    receive(row, actor, "email_confirmed")
    return registration_view(row)


def registration_to_mend(token: str) -> RegistrationView:
    """Give the returned registration that a link opens, with the remarks; raises Refused as `confirm_email` does."""
    link = one_time_links.find(Purpose.RESEND, token)
    return registration_view(Registration.objects.get(links=link))


@transaction.atomic
def resend(actor: Actor, token: str, raw: Mapping[str, Any]) -> RegistrationView:
    """Send a returned registration again; its clock begins anew. A new e-mail address is confirmed first.

    Raises Refused for a spent link and as `receivers.count_mail`, Invalid for faulty answers; of the last two the link
    then still opens.
    """
    link = one_time_links.take(Purpose.RESEND, token)
    row = Registration.objects.select_for_update(of=("self",)).get(links=link)
    if row.state != Registration.State.RETURNED:
        raise Refused(Reason("wrong_state"))
    before, values = declaration.read(row), declaration.cleaned(actor, row.kind, raw)
    declaration.write(row, values)
    row.attested = _still_vouched(row.attested, before, values)
    changed = sorted(name for name in {*before, *values} if before.get(name) != values.get(name))
    journal.append(
        row.ref, actor, "resent", before={"state": row.state}, after={"changed": changed},
        personal=declaration.personal({name: values[name] for name in changed if name in values}),
    )  # fmt: skip
    if "phone" in changed:
        row.phone_confirmed_at = None
    if not _confirmed(row, values["email"]) or _wants_code(row):
        return _confirm_again(row, values["email"])
    row.email = values["email"]
    receive(row, actor, "received")
    return registration_view(row)


def _wants_code(row: Registration) -> bool:
    """Whether the telephone of a newcomer is still to be confirmed by a code."""
    newcomer = row.account_id is None and not row.phone_confirmed_at
    return newcomer and phone_codes.demanded(row.kind, str(row.values["phone"]))


def _confirmed(row: Registration, email: str) -> bool:
    """Whether somebody has shown to read the mail of that address: by the registration's link or the account's."""
    known = [row.email, row.account.email] if row.account else [row.email]
    return email.lower() in [one.lower() for one in known]


def _for_account(
    actor: Actor, kind: str, values: declaration.Values, agency: str, identity: ExternalIdentity | None
) -> UUID:  # fmt: skip
    account = account_row(actor.id)
    same = Q(kind=kind) if kind == "individual" else Q(tax_code=values["tax_code"])
    standing = Registration.objects.filter(same, account=account, state__in=OPEN).exists()
    if standing or (kind == "individual" and Membership.objects.filter(account=account, power="self").exists()):
        raise Refused(Reason("registered_already"))
    own = values["email"].lower() == account.email.lower()
    row = _create(
        actor, kind, values, email=account.email if own else values["email"], language=account.language, agency=agency,
        account=account, identity=identity,
    )  # fmt: skip
    if own:
        receive(row, actor, "received")
    else:
        receivers.count_mail(account, row.email)
        send_confirmation(row)
    return row.id


def _create(
    actor: Actor, kind: str, values: declaration.Values, *, email: str, language: str, agency: str,
    account: Account | None = None, identity: ExternalIdentity | None = None,
) -> Registration:  # fmt: skip
    row = Registration(
        kind=kind, email=email, language=language if language in ("vi", "en") else "vi", account=account,
        agency=agency or str(ministry.setting("accounts.vetting.agency")),
    )  # fmt: skip
    declaration.write(row, values)
    row.attested = vouched(identity, kind, values) if identity else {}
    row.save()
    after = {"state": row.state, "kind": kind, "agency": row.agency, "vouched": row.attested}
    journal.append(
        row.ref, actor, "registered", before={}, after=after,
        personal=declaration.personal(values),
    )  # fmt: skip
    return row


def _still_vouched(attested: dict[str, Any], before: declaration.Values, values: declaration.Values) -> dict[str, Any]:
    """Leave out what was changed after a provider had told it."""
    if not attested:
        return {}
    return {**attested, "fields": [one for one in attested["fields"] if before.get(one) == values.get(one)]}


def _email_known(email: str) -> bool:
    accounts = Account.objects.filter(email__iexact=email, kind=Account.Kind.APPLICANT).exclude(state="cancelled")
    return accounts.exists() or Registration.objects.filter(email__iexact=email, state__in=OPEN).exists()


def _tell_holder(email: str, language: str, actor: Actor) -> UUID:
    account = (
        Account.objects.filter(email__iexact=email, kind=Account.Kind.APPLICANT).exclude(state="cancelled").first()
    )
    ref = Ref("account", str(account.id)) if account else Ref("registration", str(new_id()))
    sending.to_unconfirmed(email, account.language if account else language, ref, "registration/email_known")
    who = actor if actor.kind != ActorKind.SYSTEM else system("registration")
    journal.append(ref, who, "registered_with_known_email", before={}, after={})
    return new_id()


def _confirm_again(row: Registration, email: str) -> RegistrationView:
    row.email, row.state = email, Registration.State.EMAIL_PENDING
    row.received_at, row.due_at, row.vetting, row.calendar, row.decided_at, row.decided_by = (
        None,
        None,
        "",
        "",
        None,
        "",
    )
    row.reasons = []
    row.save()
    receivers.count_mail(row, email)
    send_confirmation(row)
    return registration_view(row)
