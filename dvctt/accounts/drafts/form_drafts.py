"""Drafts of officials' forms: kept by themselves, read by nobody else, gone once sent, too old or out of reach."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from dvctt.accounts.models import Account
from dvctt.accounts.models.form_draft import FormDraft
from dvctt.accounts.models.ids import as_uuid
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Invalid, Reason, Ref, Refused, clock
from dvctt.ministry import api as ministry

DAYS, MOST = "accounts.form_draft_days", "accounts.form_drafts_per_account"
ANOTHER_DRAFT = "another_form_draft"
LONGEST = 256 * 1024
NOTHING = Ref("", "")
Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Knowing:
    """What one opening of a page knows of the draft of its form: `opening` names it, `seen` are marks it has shown."""

    opening: str = ""
    seen: frozenset[str] = frozenset()


@dataclass(frozen=True)
class KeptForm:
    """What is kept of one form; `mark` stands for exactly these words, `kept_by` for the opening of the page."""

    fields: Fields
    saved_at: datetime
    mark: str
    kept_by: str

    def unseen_by(self, knowing: Knowing, typed: Fields) -> bool:
        """Whether that opening of the page would lose words that it neither kept nor showed, nor holds itself."""
        known = self.mark in (*knowing.seen, _mark(_packed(typed)))
        return not known and not (knowing.opening and self.kept_by == knowing.opening)


@dataclass(frozen=True)
class FormDraftView:
    """The fields of all forms of a page as they were last kept, and when; `forms` has them by form."""

    fields: Fields
    saved_at: datetime
    forms: Mapping[str, KeptForm]


@transaction.atomic
def keep_form_draft(
    actor: Actor, page: str, fields: Fields, *, form: str = "", about: Ref = NOTHING, knowing: Knowing | None = None
) -> datetime:
    """Keep what the actor has typed into a form, in place of what was kept of it before; gives when.

    Raises Invalid at the form (`too_long`, in bytes), and Refused: `too_many_form_drafts`, or `another_form_draft`
    where other words were kept meanwhile that this opening of the page does not know.
    """
    knowing, packed = knowing or Knowing(), _packed(fields)
    if len(packed.encode()) > LONGEST:
        raise Invalid(Fault("", "too_long", {"max": LONGEST}))
    account = Account.objects.select_for_update(no_key=True).get(id=as_uuid(actor.id))
    mine = FormDraft.objects.filter(account=account)
    if not mine.filter(page=page, form=form).exists() and mine.count() >= (most := _number(MOST)):
        raise Refused(Reason("too_many_form_drafts", {"limit": most}))
    _check_known(account.id, page, form, fields, knowing)
    now, sealed = clock.now(), journal.cipher().encrypt(packed)
    FormDraft.objects.update_or_create(
        account=account, page=page, form=form,
        defaults={
            "sealed": sealed, "saved_at": now, "kept_by": knowing.opening,
            "subject_kind": about.kind, "subject_id": about.id,
        },
    )  # fmt: skip
    return now


def form_draft(actor: Actor, page: str) -> FormDraftView | None:
    """Give what the actor has kept of the forms of a page; None where nothing is, or it is too old."""
    forms = _kept(as_uuid(actor.id), page)
    fields: dict[str, Sequence[str]] = {}
    saved_at = None
    for one in forms.values():
        fields |= one.fields
        saved_at = one.saved_at
    return FormDraftView(fields, saved_at, forms) if saved_at else None


def drop_form_draft(actor: Actor, page: str, form: str | None = None) -> None:
    """Drop what the actor has kept of a form of a page, or of all of them."""
    rows = FormDraft.objects.filter(account_id=as_uuid(actor.id), page=page)
    (rows if form is None else rows.filter(form=form)).delete()


@transaction.atomic
def drop_known_form_draft(actor: Actor, page: str, form: str, fields: Fields, knowing: Knowing) -> None:
    """Drop what is kept of a form that was emptied or sent; raises Refused `another_form_draft` for words unknown."""
    account = Account.objects.select_for_update(no_key=True).get(id=as_uuid(actor.id))
    _check_known(account.id, page, form, fields, knowing)
    drop_form_draft(actor, page, form)


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


def _kept(account: UUID, page: str) -> dict[str, KeptForm]:
    """What is kept of the forms of a page and not too old, the latest last."""
    rows = FormDraft.objects.filter(account_id=account, page=page, saved_at__gt=_oldest()).order_by("saved_at")
    opened = [(row, journal.cipher().decrypt(row.sealed)) for row in rows]
    return {row.form: KeptForm(json.loads(text), row.saved_at, _mark(text), row.kept_by) for row, text in opened}


def _check_known(account: UUID, page: str, form: str, fields: Fields, knowing: Knowing) -> None:
    kept = _kept(account, page).get(form)
    if kept is not None and kept.unseen_by(knowing, fields):
        raise Refused(Reason(ANOTHER_DRAFT))


def _packed(fields: Fields) -> str:
    return json.dumps({name: list(values) for name, values in fields.items()}, ensure_ascii=False)


def _mark(packed: str) -> str:
    return hashlib.sha256(packed.encode()).hexdigest()[:32]


def _oldest() -> datetime:
    return clock.now() - timedelta(days=_number(DAYS))


def _number(key: str) -> int:
    value = ministry.setting(key)
    assert isinstance(value, int)
    return value
