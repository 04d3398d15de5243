"""A lost second factor: by its holder after a wait, or by the operator who has checked who asks (15.1, 19.3)."""

from datetime import timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction

from dvctt.accounts.letters import sending
from dvctt.accounts.models import Account, FactorReset, OneTimeLink
from dvctt.accounts.people.locking import locked, only_operator, record
from dvctt.accounts.signin import one_time_links
from dvctt.accounts.signin.open_sessions import end_sessions
from dvctt.accounts.signin.read_models import FactorResetView, LinkFor
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Forbidden, Invalid, Reason, Ref, Refused, clock, system
from dvctt.kernel.masking import masked
from dvctt.ministry import api as ministry

LOST = OneTimeLink.Purpose.FACTOR_RESET
ACTIVE = Account.State.ACTIVE
CHECKS = ("in_person", "video_call", "written_request", "unit_head")
LONGEST = 1000
WAITED = system("factor_reset")


def factor_reset_for(token: str) -> LinkFor:
    """Tell, masked, whose second factor a link asks to remove, without using it; raises Refused."""
    account = Account.objects.get(links=one_time_links.find(LOST, token))
    return LinkFor(masked(account.name), masked(account.email), officer=False)


def confirm_factor_reset(actor: Actor, token: str, password: str) -> FactorResetView:
    """Confirm by link and password together that the second factor is lost; it goes after the waiting time.

    Raises Invalid at `password` where it is wrong (the link then still opens), and Refused for a spent link, or
    `nothing_to_reset` where the account has no second factor.
    """
    account = Account.objects.get(links=one_time_links.find(LOST, token))
    if not account.check_password(password):
        journal.append(Ref("account", str(account.id)), actor, "factor_reset_wrong_password", before={}, after={})
        raise Invalid(Fault("password", "wrong_password"))
    with transaction.atomic():
        one_time_links.take(LOST, token)
        account = locked(account.id, ACTIVE)
        if not Authenticator.objects.filter(user=account).exists():
            raise Refused(Reason("nothing_to_reset"))
        now, wait = clock.now(), timedelta(hours=int(ministry.setting("accounts.factor_reset.wait_hours")))
        _stop(account, str(account.id))
        row = FactorReset.objects.create(
            account=account, by=FactorReset.By.HOLDER, by_id=str(account.id), asked_at=now, ready_at=now + wait
        )  # fmt: skip
        record(account, actor, "factor_reset_confirmed", ready_at=row.ready_at.isoformat())
        sending.to_account(account, "account/factor_will_go", at=row.ready_at)
    return _view(row)


@ministry.proved
@transaction.atomic
def reset_factor(actor: Actor, account_id: UUID | str, *, checked_how: str, reason: str, dry_run: bool = False) -> None:
    """Take a lost second factor away at once, by the operator who has checked identity; an officer enrols anew.

    Raises Forbidden (also for one's own account), NotFound, Refused `nothing_to_reset`, Invalid at `checked_how` and
    `reason`. A `dry_run` does nothing but raise.
    """
    only_operator(actor)
    if str(account_id) == actor.id:
        raise Forbidden("own_account")
    if wrong := check_faults(checked_how, reason):
        raise Invalid(*wrong)
    account = locked(account_id, ACTIVE, Account.State.SUSPENDED)
    if not Authenticator.objects.filter(user=account).exists():
        raise Refused(Reason("nothing_to_reset"))
    if dry_run:
        return
    now = clock.now()
    _stop(account, actor.id)
    row = FactorReset.objects.create(
        account=account, by=FactorReset.By.OPERATOR, by_id=actor.id, asked_at=now, ready_at=now,
        checked_how=checked_how, reason=reason.strip(),
    )  # fmt: skip
    _take_away(row, account, actor)


def check_faults(checked_how: str, reason: str) -> list[Fault]:
    """Tell what is wrong with how somebody was checked, and with the grounds."""
    wrong = [] if checked_how in CHECKS else [Fault("checked_how", "required")]
    if not reason.strip():
        wrong.append(Fault("reason", "required"))
    if len(reason) > LONGEST:
        wrong.append(Fault("reason", "too_long", {"max": LONGEST}))
    return wrong


def stop_factor_reset(account: Account) -> None:
    """Stop what waits, since the second factor was just used and so is not lost."""
    with transaction.atomic():
        if _stop(account, str(account.id)):
            record(account, system("sign_in"), "factor_reset_stopped")


def waiting_factor_reset(actor: Actor) -> FactorResetView | None:
    """Give the reset of one's own second factor that waits, if any."""
    row = FactorReset.objects.filter(account_id=actor.id, done_at=None, stopped_at=None).first()
    return _view(row) if row else None


def sweep_factor_resets() -> int:
    """Take away the second factors whose waiting time is over; gives how many."""
    ready = FactorReset.objects.filter(done_at=None, stopped_at=None, ready_at__lte=clock.now())
    done = 0
    for number in ready.values_list("id", flat=True):
        with transaction.atomic():
            row = FactorReset.objects.select_for_update(of=("self",)).select_related("account").get(id=number)
            if row.done_at is None and row.stopped_at is None:
                _take_away(row, row.account, WAITED)
                done += 1
    return done


def _take_away(row: FactorReset, account: Account, actor: Actor) -> None:
    Authenticator.objects.filter(user=account).delete()
    row.done_at = clock.now()
    row.save()
    end_sessions(account.id, actor.id)
    record(account, actor, "factor_reset", reason=row.reason, by=row.by, checked_how=row.checked_how)
    officer = account.kind == Account.Kind.OFFICER
    sending.to_account(account, "account/factor_gone_official" if officer else "account/factor_gone", at=row.done_at)


def _stop(account: Account, by: str) -> int:
    waiting = FactorReset.objects.filter(account=account, done_at=None, stopped_at=None)
    return waiting.update(stopped_at=clock.now(), stopped_by=by)


def _view(row: FactorReset) -> FactorResetView:
    return FactorResetView(row.id, str(row.account_id), row.account.name, row.asked_at, row.ready_at)
