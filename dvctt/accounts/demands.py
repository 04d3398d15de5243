"""Changes that the system demands: the law changed, units were merged, details are old (8.3.b)."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Min

from dvctt.accounts import life_letters
from dvctt.accounts.closing import locked, only_operator, record
from dvctt.accounts.life_views import BatchView, DemandView
from dvctt.accounts.models import Account, Demand, Party
from dvctt.kernel import Actor, Fault, Invalid, Text, clock, composed, new_id
from dvctt.ministry import api as ministry

LONGEST = 2000
MONTH = timedelta(days=30)
CAUSES = tuple(str(one) for one in Demand.Cause)


@transaction.atomic
def demand(
    actor: Actor, *, cause: str, text: Text, grace_until: date, older_than_months: int | None = None,
) -> BatchView:  # fmt: skip
    """Demand of many that they look at their details again; each is told by mail.

    `units_merged` asks those whose address is written with another set of administrative units than the one in force;
    `details_old` those whose details are older than so many months; other causes ask every applicant. Who has not
    answered an earlier demand of the same cause is not asked twice. Raises Forbidden, Invalid at `cause`, `text`,
    `grace_until`, `older_than_months`.
    """
    only_operator(actor)
    _check(cause, text, grace_until, older_than_months)
    asked = _asked(cause, older_than_months)
    batch, now = new_id(), clock.now()
    said = Text(vi=composed(text.vi).strip(), en=composed(text.en or "").strip() or None)
    for account in asked:
        Demand.objects.create(
            batch=batch, account=account, cause=cause, text_vi=said.vi, text_en=said.en or "", created_at=now,
            created_by=actor.id, grace_until=grace_until,
        )  # fmt: skip
        record(account, actor, "details_demanded", cause=cause, until=grace_until.isoformat())
        life_letters.demanded(account, said, grace_until)
    return BatchView(batch, cause, said, now, grace_until, len(asked), 0)


def demands(actor: Actor) -> tuple[BatchView, ...]:
    """Give what was demanded, the latest first, with how many have answered; raises Forbidden."""
    only_operator(actor)
    rows = Demand.objects.values("batch", "cause", "text_vi", "text_en", "grace_until")
    counted = rows.annotate(asked=Count("id"), answered=Count("done_at"), since=Min("created_at")).order_by("-since")
    return tuple(
        BatchView(
            one["batch"], one["cause"], Text(vi=one["text_vi"], en=one["text_en"] or None), one["since"],
            one["grace_until"], one["asked"], one["answered"],
        )
        for one in counted[:100]
    )  # fmt: skip


def demand_of(account_id: UUID | str) -> DemandView | None:
    """Give the demand that an account has not answered, the most urgent; one query."""
    row = Demand.objects.filter(account_id=account_id, done_at=None).order_by("grace_until", "created_at").first()
    if row is None:
        return None
    text = Text(vi=row.text_vi, en=row.text_en or None)
    return DemandView(row.id, row.cause, text, row.grace_until, row.grace_until < clock.today())


@transaction.atomic
def answer_demands(actor: Actor, *, changed: bool = False) -> int:
    """Answer all demands of one's own account: the details are right, or they were changed; gives how many.

    Raises Refused `wrong_state` for an account that is not active.
    """
    account = locked(actor.id, Account.State.ACTIVE)
    how = "changed" if changed else "confirmed"
    done = Demand.objects.filter(account=account, done_at=None).update(done_at=clock.now(), done_how=how)
    if done:
        account.details_at = clock.now()
        account.save(update_fields=["details_at"])
        record(account, actor, "details_confirmed", how=how)
    return done


def _asked(cause: str, months: int | None) -> Sequence[Account]:
    waits = Demand.objects.filter(cause=cause, done_at=None).values("account")
    known = Account.objects.filter(kind="applicant", state="active").exclude(id__in=waits)
    if cause == Demand.Cause.UNITS_MERGED:
        book = ministry.address_book()
        old = [
            one["id"]
            for one in Party.objects.filter(active=True).values("id", "address")
            if one["address"] and one["address"].get("set", book.version) != book.version
        ]
        known = known.filter(memberships__party__in=old, memberships__ended_at=None)
    elif cause == Demand.Cause.DETAILS_OLD:
        known = known.filter(details_at__lt=clock.now() - (months or 0) * MONTH)
    return list(known.distinct().order_by("created_at"))


def _check(cause: str, text: Text, grace_until: date, months: int | None) -> None:
    faults = [] if cause in CAUSES else [Fault("cause", "not_an_option")]
    if not text.vi.strip():
        faults.append(Fault("text", "required"))
    if len(text.vi) > LONGEST or len(text.en or "") > LONGEST:
        faults.append(Fault("text", "too_long", {"max": LONGEST}))
    if grace_until < clock.today():
        faults.append(Fault("grace_until", "before_today", {"today": f"{clock.today():%d/%m/%Y}"}))
    if cause == "details_old" and not months:
        faults.append(Fault("older_than_months", "required"))
    if faults:
        raise Invalid(*faults)
