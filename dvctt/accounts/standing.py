"""Where a registration stands, as its registrant and its vetter see it."""

from django.db.models import Exists, OuterRef, Q

from dvctt.accounts import channels, declared, identity_providers, twins
from dvctt.accounts.models import Account, Party, Registration
from dvctt.accounts.views import Duplicate, RegistrationView, Remark
from dvctt.kernel import Text, clock

OPEN = ("waiting", "returned")
MOST = 5


def registration_view(row: Registration, *, similar: tuple[Duplicate, ...] = ()) -> RegistrationView:
    """Give a registration with all its answers; duplicates only where the caller adds them for a vetter."""
    waiting = row.state == Registration.State.WAITING
    return RegistrationView(
        id=row.id, kind=row.kind, state=row.state, name=row.name, email=row.email, values=declared.read(row),
        vetting=row.vetting, agency=row.agency, created_at=row.created_at, received_at=row.received_at,
        due_at=row.due_at, overdue=bool(waiting and row.due_at and row.due_at < clock.now()),
        decided_at=row.decided_at, remarks=tuple(Remark(one["place"], one["text"]) for one in row.reasons),
        duplicates=similar, open_acts=("approve", "return", "refuse") if waiting else (),
        borrowed=twins.borrowed(row.name), by_sms=channels.by_sms(row),
        vouched=tuple(row.attested.get("fields", ())), vouched_by=_provider(row.attested.get("provider", "")),
        accept_reason=row.accept_reason,
    )  # fmt: skip


def duplicates(row: Registration) -> tuple[Duplicate, ...]:
    """Find who has the same identity number or tax code, parties first, and whose address or name only looks so."""
    return (*_same_number(row), *_look_alikes(row), *_read_alike(row))


def _read_alike(row: Registration) -> tuple[Duplicate, ...]:
    """Parties and open registrations whose name this one is taken for, because of letters of another script."""
    if not twins.borrowed(row.name):
        return ()
    alike = {"folded": twins.as_read(row.name)}
    parties = Party.objects.filter(active=True, **alike).order_by("id").prefetch_related("memberships__account")
    others = Registration.objects.filter(state__in=OPEN, **alike).exclude(id=row.id).order_by("created_at")
    return (
        *(_party(one, "name") for one in parties[:MOST]),
        *(Duplicate("registration", str(one.id), one.name, "name") for one in others[:MOST]),
    )


def _look_alikes(row: Registration) -> tuple[Duplicate, ...]:
    """Accounts and open registrations whose e-mail address is another one that looks the same (TS 39)."""
    if not row.email_skeleton:
        return ()
    alike = {"email_skeleton": row.email_skeleton}
    holders = Account.objects.filter(kind="applicant", erased_at=None, **alike).exclude(email__iexact=row.email)
    others = Registration.objects.filter(state__in=OPEN, **alike).exclude(email__iexact=row.email)
    own = {row.account_id} if row.account_id else set()
    return (
        *(
            Duplicate("account", str(one.id), one.name, "email", (one.username,), one.email, (str(one.id),))
            for one in holders.exclude(id__in=own)
        ),
        *(Duplicate("registration", str(one.id), one.name, "email") for one in others.exclude(id=row.id)),
    )


def _same_number(row: Registration) -> tuple[Duplicate, ...]:
    by = "citizen_id" if row.identity_index else "tax_code"
    same = {"identity_index": row.identity_index} if row.identity_index else {"tax_code": row.tax_code}
    if not any(same.values()):
        return ()
    parties = Party.objects.filter(active=True, **same).prefetch_related("memberships__account")
    others = Registration.objects.filter(state__in=OPEN, **same).exclude(id=row.id).order_by("created_at")
    return (
        *(_party(one, by) for one in parties),
        *(Duplicate("registration", str(one.id), one.name, by) for one in others),
    )


def _provider(provider_id: str) -> Text | None:
    return next((one.name for one in identity_providers.providers() if one.id == provider_id), None)


def _party(party: Party, by: str) -> Duplicate:
    """A party that is resembled, with who acts for it by user name, and since when and why it is known."""
    held = sorted(
        (one.account.username, str(one.account_id)) for one in party.memberships.all() if one.ended_at is None
    )
    names, numbers = tuple(name for name, _id in held), tuple(number for _name, number in held)
    known = Registration.objects.filter(party=party, state="approved").order_by("-decided_at").first()
    at, why = (known.decided_at, known.accept_reason) if known else (None, "")
    return Duplicate(
        "party", str(party.id), party.name, by, names, account_ids=numbers, accepted_at=at, accepted_why=why
    )


def same_number_known() -> Q:
    """An expression for registrations: whether a party or another open registration has the same number."""
    same = Q(identity_index=OuterRef("identity_index")) & ~Q(identity_index="")
    same |= Q(tax_code=OuterRef("tax_code")) & ~Q(tax_code="")
    others = Registration.objects.filter(same, state__in=OPEN).exclude(pk=OuterRef("pk"))
    return Exists(Party.objects.filter(same, active=True)) | Exists(others)
