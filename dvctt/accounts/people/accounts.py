"""What the operator sees of accounts, and what a person chooses for one's own."""

import re
from uuid import UUID

from django.db.models import Q

from dvctt.accounts.models import Account, Membership, Party
from dvctt.accounts.models.ids import as_uuid
from dvctt.accounts.people.access_log import looked
from dvctt.accounts.people.official_scope import readable
from dvctt.accounts.people.queries import account_row
from dvctt.accounts.people.read_models import AccountView
from dvctt.authority import SystemPower
from dvctt.forms import email_text, tax_code_text
from dvctt.journal import api as journal
from dvctt.kernel import Actor, ActorKind, NotFound, Ref, fold


def account(actor: Actor, account_id: UUID | str) -> AccountView:
    """Give an account to its holder, the operator or its agency's administrator; raises Forbidden, NotFound.

    The look of another is recorded (15.2).
    """
    own = str(account_id) == actor.id
    row = account_row(account_id) if own else readable(actor).filter(id=as_uuid(account_id)).first()
    if row is None:
        raise NotFound(f"account {account_id}")
    if not own and actor.kind == ActorKind.OFFICER:
        looked(actor, Ref("account", str(row.id)), "support", SystemPower.ACCOUNTS, SystemPower.OFFICIALS)
    return AccountView(str(row.id), row.username, row.name, row.kind, row.state, row.email)


def find_people(actor: Actor, text: str, *, kind: str = "", limit: int = 20) -> tuple[AccountView, ...]:
    """Find accounts: for the operator all, for an agency's administrator its own.

    By name or user name, by the name of whom they act for (accents or not), its tax code, or by an e-mail address; of
    code and address the beginning is enough, and of an address what follows `@`.
    `kind` keeps those of officers (`officer`), or of who acts or acted for such a party (`individual`, `organisation`).

    Raises Forbidden for others. A search is recorded by its keyed digest (15.2).
    """
    found = readable(actor)
    if text.strip() and actor.kind == ActorKind.OFFICER:
        journal.look(actor, Ref("search", journal.cipher().blind_index("search", text)), "search")
    if kind == Account.Kind.OFFICER:
        found = found.filter(kind=kind)
    elif kind:
        found = found.filter(id__in=Membership.objects.filter(party__kind=kind).values("account_id"))
    if text.strip():
        found = found.filter(_sought(text))
    rows = list(found.order_by("folded", "id")[:limit])
    acts_for: dict[UUID, set[str]] = {}
    organisations: dict[UUID, dict[str, None]] = {}
    held = Membership.objects.filter(account__in=rows).order_by("party__folded", "party_id")
    for number, party, name, ended in held.values_list("account_id", "party__kind", "party__name", "ended_at"):
        acts_for.setdefault(number, set()).add(party)
        if party == Party.Kind.ORGANISATION and ended is None:
            organisations.setdefault(number, {})[name] = None
    return tuple(
        AccountView(str(row.id), row.username, row.name, row.kind, row.state, row.email,
                    tuple(sorted(acts_for.get(row.id, ()))), tuple(organisations.get(row.id, ())))
        for row in rows
    )  # fmt: skip


def _sought(text: str) -> Q:
    """The accounts that are meant: theirs or their party's is every word, the tax code, or the e-mail address."""
    own, party = Q(), Q()
    for word in fold(text).split():
        own &= Q(folded__contains=word) | Q(username__contains=word)
        party &= Q(party__folded__contains=word)
    code, mail = tax_code_text(text), email_text(text)
    if any(letter.isdigit() for letter in code):
        party |= Q(party__tax_code__startswith=code)
    if not re.search(r"\s", mail):
        how = "icontains" if "@" in mail else "istartswith"
        own |= Q(**{f"email__{how}": mail})
        party |= Q(**{f"party__email__{how}": mail})
    return own | Q(id__in=Membership.objects.filter(party, ended_at=None).values("account_id"))
