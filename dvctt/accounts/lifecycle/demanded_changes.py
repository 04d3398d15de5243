"""Changes that the system demands: the law changed, units were merged, details are old (8.3.b)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet

from dvctt.accounts.letters import sending
from dvctt.accounts.lifecycle.read_models import BatchView, DemandView
from dvctt.accounts.models import Account, Demand, Party
from dvctt.accounts.models.ids import as_uuid
from dvctt.accounts.people.locking import locked, only_operator, record
from dvctt.kernel import Actor, Fault, Invalid, NotFound, Reason, Refused, Text, clock, composed, new_id
from dvctt.ministry import api as ministry

LONGEST = 2000
DROPPED = "dropped"
MONTH = timedelta(days=30)
CAUSES = tuple(str(one) for one in Demand.Cause)


@ministry.proved
@transaction.atomic
def demand(
    actor: Actor, *, cause: str, text: Text, grace_until: date, older_than_months: int | None = None,
) -> BatchView:  # fmt: skip
    """Demand of many that they look at their details again; each is told by mail, the suspended once they are back.

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
        if account.state == Account.State.ACTIVE:
            sending.to_account(account, "account/demanded", text=said, day=grace_until)
    return BatchView(batch, cause, said, now, grace_until, len(asked), 0)


def would_ask(actor: Actor, *, cause: str, text: Text, grace_until: date, older_than_months: int | None = None) -> int:
    """Tell how many accounts a demand would reach if it were sent now; raises as `demand` does."""
    only_operator(actor)
    _check(cause, text, grace_until, older_than_months)
    return len(_asked(cause, older_than_months))


@ministry.proved
@transaction.atomic
def withdraw_demand(actor: Actor, batch: UUID | str, *, reason: str) -> int:
    """Withdraw a demand from who has not answered it, each is told; gives from how many.

    Raises Forbidden, NotFound, Invalid at `reason`, Refused `wrong_state` where all have answered.
    """
    only_operator(actor)
    if not reason.strip():
        raise Invalid(Fault("reason", "required"))
    if len(reason) > LONGEST:
        raise Invalid(Fault("reason", "too_long", {"max": LONGEST}))
    demand_batch(actor, batch)
    open_rows = Demand.objects.select_related("account").filter(batch=batch, done_at=None)
    waiting = list(open_rows.select_for_update(of=("self",)))
    if not waiting:
        raise Refused(Reason("wrong_state"))
    for row in waiting:
        row.done_at, row.done_how = clock.now(), DROPPED
        row.save(update_fields=["done_at", "done_how"])
        record(row.account, actor, "demand_withdrawn", reason=composed(reason).strip())
        if row.account.state == Account.State.ACTIVE:
            sending.to_account(row.account, "account/demand_withdrawn", reason=composed(reason).strip())
    return len(waiting)


def demands(actor: Actor) -> tuple[BatchView, ...]:
    """Give what was demanded, the latest first, with how many have answered; raises Forbidden."""
    only_operator(actor)
    return tuple(_batch(one) for one in _counted(Demand.objects.all())[:100])


def demand_batch(actor: Actor, batch: UUID | str) -> BatchView:
    """Give one demand made of many; raises Forbidden, NotFound."""
    only_operator(actor)
    found = _counted(Demand.objects.filter(batch=as_uuid(batch))).first()
    if found is None:
        raise NotFound(f"demand {batch}")
    return _batch(found)


def remind(account: Account) -> None:
    """Tell who may use the account again what was demanded meanwhile."""
    row = Demand.objects.filter(account=account, done_at=None).order_by("grace_until", "created_at").first()
    if row:
        text = Text(vi=row.text_vi, en=row.text_en or None)
        sending.to_account(account, "account/demanded", text=text, day=row.grace_until)


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


def _counted(rows: QuerySet[Demand]) -> QuerySet[Any, Any]:
    grouped = rows.values("batch", "cause", "text_vi", "text_en", "grace_until")
    counted = grouped.annotate(
        asked=Count("id"), answered=Count("done_at", filter=~Q(done_how=DROPPED)),
        withdrawn=Count("id", filter=Q(done_how=DROPPED)), since=Min("created_at"),
    )  # fmt: skip
    return counted.order_by("-since")


def _batch(one: dict[str, Any]) -> BatchView:
    return BatchView(
        one["batch"], one["cause"], Text(vi=one["text_vi"], en=one["text_en"] or None), one["since"],
        one["grace_until"], one["asked"], one["answered"], one["withdrawn"],
    )  # fmt: skip


def _asked(cause: str, months: int | None) -> Sequence[Account]:
    waits = Demand.objects.filter(cause=cause, done_at=None).values("account")
    # The suspended too: a suspension may be lifted, and then the details have to be looked at like all others.
    known = Account.objects.filter(kind="applicant", state__in=["active", "suspended"]).exclude(id__in=waits)
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
        faults.append(Fault("grace_until", "before_today", {"today": clock.written_day(clock.today())}))
    if cause == "details_old" and not months:
        faults.append(Fault("older_than_months", "required"))
    if faults:
        raise Invalid(*faults)
