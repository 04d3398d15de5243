"""Drafts of officials' forms: kept by themselves, read by nobody else, gone once sent, too old or out of reach."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from dvctt.accounts.draft_models import FormDraft
from dvctt.accounts.models import Account
from dvctt.accounts.queries import as_uuid
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Invalid, Reason, Ref, Refused, clock
from dvctt.ministry import api as ministry

DAYS, MOST = "accounts.form_draft_days", "accounts.form_drafts_per_account"
LONGEST = 256 * 1024
NOTHING = Ref("", "")
Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class FormDraftView:
    """The fields of all forms of a page as they were last kept, and when; `forms` has them by form."""

    fields: Fields
    saved_at: datetime
    forms: Mapping[str, Fields]


@transaction.atomic
def keep_form_draft(actor: Actor, page: str, fields: Fields, *, form: str = "", about: Ref = NOTHING) -> datetime:
    """Keep what the actor has typed into a form, in place of what was kept of it before; gives when.

    Raises Invalid at the form (`too_long`, in bytes), and Refused `too_many_form_drafts`.
    """
    packed = json.dumps({name: list(values) for name, values in fields.items()}, ensure_ascii=False)
    if len(packed.encode()) > LONGEST:
        raise Invalid(Fault("", "too_long", {"max": LONGEST}))
    account = Account.objects.select_for_update(no_key=True).get(id=as_uuid(actor.id))
    mine = FormDraft.objects.filter(account=account)
    if not mine.filter(page=page, form=form).exists() and mine.count() >= (most := _number(MOST)):
        raise Refused(Reason("too_many_form_drafts", {"limit": most}))
    now, sealed = clock.now(), journal.sealer().seal(packed)
    FormDraft.objects.update_or_create(
        account=account, page=page, form=form,
        defaults={"sealed": sealed, "saved_at": now, "subject_kind": about.kind, "subject_id": about.id},
    )  # fmt: skip
    return now


def form_draft(actor: Actor, page: str) -> FormDraftView | None:
    """Give what the actor has kept of the forms of a page; None where nothing is, or it is too old."""
    rows = FormDraft.objects.filter(account_id=as_uuid(actor.id), page=page, saved_at__gt=_oldest()).order_by(
        "saved_at"
    )
    forms: dict[str, Fields] = {}
    fields: dict[str, Sequence[str]] = {}
    saved_at = None
    for row in rows:
        forms[row.form] = json.loads(journal.sealer().open(row.sealed))
        fields |= forms[row.form]
        saved_at = row.saved_at
    return FormDraftView(fields, saved_at, forms) if saved_at else None


def drop_form_draft(actor: Actor, page: str, form: str | None = None) -> None:
    """Drop what the actor has kept of a form of a page, or of all of them."""
    rows = FormDraft.objects.filter(account_id=as_uuid(actor.id), page=page)
    (rows if form is None else rows.filter(form=form)).delete()


def drop_form_drafts_about(about: Ref) -> int:
    """Drop everybody's drafts about something whose words are erased; gives how many."""
    return FormDraft.objects.filter(subject_kind=about.kind, subject_id=about.id).delete()[0]


def purge_form_drafts() -> int:
    """Drop the drafts that nobody has touched for the ministry's number of days; gives how many."""
    return FormDraft.objects.filter(saved_at__lte=_oldest()).delete()[0]


def drop_form_drafts_out_of_reach(kind: str, reaches: Callable[[Account, UUID], bool]) -> int:
    """Drop the drafts about subjects of a kind that their writers no longer reach; gives how many."""
    gone = [
        row.pk
        for row in FormDraft.objects.filter(subject_kind=kind).select_related("account").iterator()
        if not reaches(row.account, UUID(row.subject_id))
    ]
    return FormDraft.objects.filter(pk__in=gone).delete()[0]


def _oldest() -> datetime:
    return clock.now() - timedelta(days=_number(DAYS))


def _number(key: str) -> int:
    value = ministry.setting(key)
    assert isinstance(value, int)
    return value
