"""Who decides or will, and addresses that one official alone corrected before that (15.1, 15.2, 19.3)."""

from collections.abc import Mapping

from django.db.models import Q

from dvctt.accounts.models import Account, Appointment, Deputyship, OneTimeLink, Proposal
from dvctt.accounts.signin import one_time_links
from dvctt.authority import DECIDING_ROLES
from dvctt.kernel import Reason, Refused, clock

EMAIL_CHANGE = OneTimeLink.Purpose.EMAIL_CHANGE
ROLES = tuple(str(one) for one in DECIDING_ROLES)
# The proposals by which somebody comes to decide.
MAKING = (Proposal.Kind.APPOINTMENT, Proposal.Kind.DEPUTY)


def decides(account: Account) -> bool:
    """Whether the account holds a role of decision, or will: by a position, as a deputy, or by what is proposed."""
    lasting = Q(until__gte=clock.today())
    held = Appointment.objects.filter(Q(until=None) | lasting, account=account, ended_at=None, role__in=ROLES)
    deputy = Deputyship.objects.filter(lasting, deputy=account, ended_at=None, appointment__role__in=ROLES)
    waiting = Proposal.objects.filter(account=account, kind__in=MAKING, outcome=Proposal.Outcome.WAITING)
    return held.exists() or deputy.exists() or waiting.exists()


def require_two(account: Account, known: Mapping[str, str]) -> None:
    """Raise Refused `corrected_by_one` where one official alone sent what the link carries to an account that decides.

    That it decides is asked when the link is opened: it may have come to since the link was sent.
    """
    if corrected_alone(known) and decides(account):
        raise Refused(Reason("corrected_by_one"))


def corrected_alone(known: Mapping[str, str]) -> bool:
    """Whether what a link carries was entered by an official, and no second one confirmed it."""
    return bool(known.get("by")) and not known.get("two")


def end_corrections(account: Account) -> None:
    """Let the links to an address that one official alone entered run out, since the account comes to decide."""
    now = clock.now()
    for link in account.links.filter(purpose=EMAIL_CHANGE, used_at=None, expires_at__gt=now):
        if corrected_alone(one_time_links.carried(link)):
            one_time_links.run_out(link, now)


def changing_address(accounts: set[Account]) -> set[Account]:
    """Those whose address is about to change: a link to a new one is open, or a correction is proposed."""
    open_links = OneTimeLink.objects.filter(
        account__in=accounts, purpose=EMAIL_CHANGE, used_at=None, expires_at__gt=clock.now()
    )
    found = {link.account_id for link in open_links if not one_time_links.carried(link)["party"]}
    waiting = Proposal.objects.filter(account__in=accounts, kind=Proposal.Kind.EMAIL, outcome=Proposal.Outcome.WAITING)
    found |= set(waiting.values_list("account_id", flat=True))
    return {one for one in accounts if one.id in found}


def address_by_one(accounts: set[Account]) -> set[Account]:
    """Those whose address in force was entered by one official alone: it may be that official's own."""
    by_id, alone = {one.id: one for one in accounts}, {}
    sent = OneTimeLink.objects.filter(account__in=accounts, purpose=EMAIL_CHANGE, used_at__isnull=False)
    # The last one counts: a link that a later one to the same address replaced is marked as used as well.
    for link in sent.order_by("used_at").select_related("account"):
        known = one_time_links.carried(link)
        if link.account is not None and not known["party"] and known["email"] == link.account.email:
            alone[link.account.id] = corrected_alone(known)
    return {by_id[one] for one, lone in alone.items() if lone}
