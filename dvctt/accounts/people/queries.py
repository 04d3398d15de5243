"""Who people and organisations are, for those who have to do with them."""

import hmac
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q

from dvctt.accounts.models import Account, Membership, Party, Registration
from dvctt.accounts.models.ids import as_uuid
from dvctt.accounts.people.identity_numbers import identity_index
from dvctt.accounts.people.read_models import PartyView
from dvctt.forms import phone_e164, phone_main, phone_text
from dvctt.journal import api as journal
from dvctt.kernel import Actor, ActorKind, NotFound, compact, fold
from dvctt.ministry import api as ministry
from dvctt.notices import api as notices

PHONE_TAIL = 4
MOST_FOUND = 200
APOSTROPHES = "'’‘ʼ"


def party(actor: Actor, party_id: UUID | str) -> PartyView:
    """Give a party to who may act for it, to officers and to the system; raises NotFound for others."""
    if actor.kind not in (ActorKind.OFFICER, ActorKind.SYSTEM) and str(party_id) not in actor.parties:
        raise NotFound(f"party {party_id}")
    return party_view(party_row(party_id))


def party_view(row: Party) -> PartyView:
    """Give what others see of a party that they hold a reference to."""
    return PartyView(
        id=str(row.id), kind=row.kind, name=row.name, tax_code=row.tax_code, address=row.address, phone=row.phone,
        email=row.email, representative_name=row.representative_name,
        representative_position=row.representative_position, birth_date=row.birth_date, sex=row.sex,
    )  # fmt: skip


def owner_values(party_id: UUID | str, filer_id: UUID | str | None = None) -> dict[str, Any]:
    """Give what is known of an owner, and of the account that files, under the names that forms prefill from.

    Such names are `owner.name`, `owner.kind` (individual, organisation) and `filer.email`; what is not known is left
    out. Raises NotFound for an unknown party or account.
    """
    known = {**values_of(party_row(party_id)), **(_filer_values(filer_id) if filer_id is not None else {})}
    return {name: value for name, value in known.items() if value}


def values_of(row: Party) -> dict[str, Any]:
    """Give the same of an owner that the caller holds; what is not known is left out."""
    values: dict[str, Any] = {
        "owner.kind": row.kind,
        "owner.organisation_kind": row.organisation_kind,
        "owner.name": row.name,
        "owner.tax_code": row.tax_code,
        "owner.citizen_id": _opened(row.identity_sealed),
        "owner.identity": row.establishment,
        "owner.birth_date": row.birth_date.isoformat() if row.birth_date else "",
        "owner.sex": row.sex,
        "owner.address": row.address,
        "owner.phone": row.phone,
        "owner.email": row.email,
        "owner.representative": row.representative_name,
        "owner.representative_position": row.representative_position,
        "owner.representative_id": _opened(row.representative_identity_sealed),
    }
    return {name: value for name, value in values.items() if value}


def _filer_values(account_id: UUID | str) -> dict[str, str]:
    row = account_row(account_id)
    return {"filer.name": row.name, "filer.phone": row.phone, "filer.email": row.email}


def party_facts(party_id: UUID | str) -> dict[str, str]:
    """Give what a paper prints of a party, identity numbers left out; every value is text, empty where unknown."""
    return facts_of(party_row(party_id))


def facts_of(row: Party | PartyView) -> dict[str, str]:
    """Give the same of a party that the caller holds."""
    return {
        "kind": row.kind,
        "name": row.name,
        "tax_code": row.tax_code,
        "address": address_text(row.address),
        "phone": phone_text(row.phone) if row.phone else "",
        "email": row.email,
        "representative_name": row.representative_name,
        "representative_position": row.representative_position,
    }


def signing_numbers(party_id: UUID | str) -> frozenset[str]:
    """Give the numbers by which a signer's certificate is the owner's or its representative's own."""
    row = party_row(party_id)
    numbers = (row.tax_code, _opened(row.identity_sealed), _opened(row.representative_identity_sealed))
    return frozenset(number for number in numbers if number)


def is_phone(phone: str, digits: str) -> bool:
    """Whether these are the last four digits of a telephone (as stored, empty for none) without its extension, or all
    of it with or without that: the second secret of a public look-up.
    """
    main = phone_main(phone)
    pairs = ((digits, main[-PHONE_TAIL:]), (phone_e164(digits), main), (phone_e164(digits), phone))
    same = [hmac.compare_digest((given or "").encode(), known.encode()) for given, known in pairs]
    return bool(phone) and any(same)


def address_text(address: Mapping[str, str]) -> str:
    """Write an address as people do, with the unit names of the set that it was written with."""
    book = ministry.address_book()
    codes = (address.get("commune", ""), address.get("province", ""))
    names = [book.name(code, address.get("set")) or "" for code in codes]
    return ", ".join(part for part in (address.get("line", ""), *names) if part)


def display_name(account_id: UUID | str) -> str:
    """Give the name of who holds an account; raises NotFound."""
    return account_row(account_id).name


def names_of(account_ids: Iterable[str]) -> dict[str, str]:
    """Give the names of who hold accounts, by account id; without a query for none."""
    wanted = list(account_ids)
    if not wanted:
        return {}
    return {str(pk): name for pk, name in Account.objects.filter(id__in=wanted).values_list("id", "name")}


def people_named(text: str, short: Mapping[str, str]) -> tuple[list[UUID], list[UUID]]:
    """Give parties and accounts, some of all, in whose names every word begins one, accented or not, in full or not."""
    named = Q()
    for spellings in ministry.spellings([word for word in fold(text).split() if compact(word)], short):
        either = Q(pk__in=())
        for spelling in spellings:
            every = Q()
            for word in spelling.split():
                every &= _begins(word)
            either |= every
        named &= either
    parties = Party.objects.filter(named).order_by("folded", "id").values_list("id", flat=True)
    holders = Account.objects.filter(named).order_by("folded", "id").values_list("id", flat=True)
    return list(parties[:MOST_FOUND]), list(holders[:MOST_FOUND])


def _begins(word: str) -> Q:
    """The names in which a word begins so; each keyboard has another apostrophe: `H'Hen` is `H’Hen`."""
    signs = APOSTROPHES if any(sign in word for sign in APOSTROPHES) else APOSTROPHES[:1]
    spelled = ("".join(sign if letter in APOSTROPHES else letter for letter in word) for sign in signs)
    return reduce(or_, (Q(folded__startswith=one) | Q(folded__contains=f" {one}") for one in spelled))


def holders_of(number: str) -> tuple[list[UUID], list[UUID]]:
    """Give the parties with exactly this identity number, their representative's too, and the accounts that hold it."""
    index = identity_index(number)
    found = Party.objects.filter(Q(identity_index=index) | Q(representative_identity_index=index))
    parties = list(found.values_list("id", "identity_index")[:MOST_FOUND])
    own = [pk for pk, known in parties if known == index]
    selves = (
        Membership.objects.filter(party_id__in=own, power=Membership.Power.SELF) if own else Membership.objects.none()
    )
    return [pk for pk, _known in parties], list(selves.values_list("account_id", flat=True))


def account_named(username: str) -> Account:
    """Give the account of a user name, for the seed and the command line; raises NotFound."""
    row = Account.objects.filter(username=username.strip().lower()).first()
    if row is None:
        raise NotFound(username)
    return row


def recipient_for(any_id: UUID | str) -> notices.Recipient:
    """Give where messages for a party or an account go; raises NotFound.

    A party is written to in the language of the account that acts for it longest.
    """
    row = Party.objects.filter(id=as_uuid(any_id)).first()
    if row is None:
        return recipient_of_account(account_row(any_id))
    first = row.memberships.filter(ended_at=None).select_related("account").order_by("since", "id").first()
    if first is None:
        return notices.Recipient(row.name, "vi", addresses(row.email, row.phone), form_of(row))
    holder = first.account
    to = addresses(row.email or holder.email, row.phone or holder.phone, holder.preferred_channel)
    return notices.Recipient(row.name, holder.language, to, form_of(row))


def recipient_of_account(account: Account) -> notices.Recipient:
    """Give where messages to the holder of an account go, by the channel of choice first; without a query."""
    to = addresses(account.email, account.phone, account.preferred_channel)
    return notices.Recipient(account.name, account.language, to, form_of(account))


def recipient_of(owner: Party, filer: Account) -> notices.Recipient:
    """Give where messages go about what `filer` does for `owner`, in the filer's language; without a query.

    By e-mail first, whatever the filer prefers: these are legal notices.
    """
    to = addresses(owner.email or filer.email, owner.phone or filer.phone)
    return notices.Recipient(owner.name, filer.language, to, form_of(owner))


def form_of(row: Party | Registration | Account) -> Literal["person", "organisation", "official"]:
    """As what letters greet whoever has this name."""
    if row.kind == Party.Kind.ORGANISATION:
        return "organisation"
    return "official" if row.kind == Account.Kind.OFFICER else "person"


def addresses(email: str, phone: str = "", first: str = "email") -> tuple[tuple[str, str], ...]:
    """Write what is known as a recipient's addresses, the channel `first` first; numbers without SMS are left out."""
    mail = [("email", email)] if email else []
    mobile = [("sms", phone)] if phone and notices.reaches(phone) else []
    return tuple(mobile + mail if first == "sms" else mail + mobile)


def _opened(sealed: str) -> str:
    return journal.cipher().decrypt(sealed) if sealed else ""


def party_row(party_id: UUID | str) -> Party:
    """Give the stored party; raises NotFound, for a malformed id too."""
    row = Party.objects.filter(id=as_uuid(party_id)).first()
    if row is None:
        raise NotFound(f"party {party_id}")
    return row


def account_row(account_id: UUID | str) -> Account:
    """Give the stored account; raises NotFound, for a malformed id too."""
    row = Account.objects.filter(id=as_uuid(account_id)).first()
    if row is None:
        raise NotFound(f"account {account_id}")
    return row


def email_taken(account: Account, email: str) -> bool:
    """Tell whether another account of the kind has the address."""
    same = Account.objects.filter(email__iexact=email, kind=account.kind).exclude(state="cancelled")
    return same.exclude(id=account.id).exists()
