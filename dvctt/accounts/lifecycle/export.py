"""What is known of a person, given to that person (16.1)."""

import json
from typing import Any

from django.db import transaction

from dvctt.accounts.models import Account, ChangeRequest, Registration, SignIn
from dvctt.accounts.people.actor import mandate_of, memberships_today
from dvctt.accounts.people.locking import locked, record
from dvctt.accounts.people.queries import address_text, owner_values
from dvctt.accounts.registration import declaration
from dvctt.journal import api as journal
from dvctt.kernel import Actor, ActorKind, Forbidden, Mandate, Ref
from dvctt.notices import api as notices

SIGN_INS = 500


@transaction.atomic
def own_data(actor: Actor) -> dict[str, Any]:
    """Gather what accounts hold of one's own account, JSON-ready; that it was asked for is journalled.

    Raises Forbidden for who is no applicant, Refused `wrong_state`.
    """
    if actor.kind != ActorKind.APPLICANT:
        raise Forbidden("own_data")
    account = locked(actor.id, Account.State.ACTIVE)
    record(account, actor, "data_exported")
    ref = Ref("account", str(account.id))
    return {
        "account": {
            "username": account.username, "name": account.name, "email": account.email, "phone": account.phone,
            "language": account.language, "state": account.state, "created_at": account.created_at.isoformat(),
        },
        "acts_for": [_party(mandate_of(one)) for one in memberships_today(account.id)],
        "registrations": [_registration(row) for row in Registration.objects.filter(account=account)],
        "changes": [
            _change(row) for row in ChangeRequest.objects.filter(account=account).select_related("party")
        ],
        "sign_ins": [
            {"at": row.at.isoformat(), "method": row.method, "device": row.device, "network": row.network}
            for row in SignIn.objects.filter(account=account).order_by("-at")[:SIGN_INS]
        ],
        "messages": [
            {"at": one.created_at.isoformat(), "title": one.title, "to": one.sent_to, "state": one.state}
            for one in notices.messages(ref)
        ],
        "journal": [{"at": one.at.isoformat(), "act": one.act, "by": one.actor_kind} for one in journal.entries(ref)],
        "looks": [
            {"at": one.at.isoformat(), "purpose": one.purpose, "by": one.actor_kind} for one in journal.looks(ref)
        ],
    }  # fmt: skip


def _party(mandate: Mandate) -> dict[str, Any]:
    """Whom one acts for: all that is kept of it to who manages it, else the name and by what one acts."""
    if not mandate.manages:
        return {"power": mandate.power, "name": mandate.name}
    values = owner_values(mandate.party)
    shown = {name.removeprefix("owner."): value for name, value in values.items()}
    if shown.get("address"):
        shown["address"] = address_text(shown["address"])
    return {"power": mandate.power, **shown}


def _change(row: ChangeRequest) -> dict[str, Any]:
    opened = {
        name: json.loads(journal.cipher().decrypt(sealed)) if sealed else {}
        for name, sealed in (("old", row.old_sealed), ("new", row.new_sealed))
    }
    return {
        "state": row.state, "kind": row.party.kind, "received_at": row.received_at.isoformat(), "note": row.note,
        **opened,
    }  # fmt: skip


def _registration(row: Registration) -> dict[str, Any]:
    looks = journal.looks(Ref("registration", str(row.id)))
    return {
        "kind": row.kind, "state": row.state, "created_at": row.created_at.isoformat(),
        "values": declaration.read(row) if row.sealed else {},
        "looks": [{"at": one.at.isoformat(), "purpose": one.purpose, "by": one.actor_kind} for one in looks],
    }  # fmt: skip
