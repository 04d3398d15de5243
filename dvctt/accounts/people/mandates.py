"""Who may file for a party today, and who could no more."""

from uuid import UUID

from dvctt.accounts.models import Membership
from dvctt.accounts.models.ids import as_uuid
from dvctt.kernel import Actor, Text, clock

# As what somebody acts for a party, by the power of a mandate.
CAPACITIES = {
    "self": Text(vi="cá nhân", en="in person"),
    "representative": Text(vi="người đại diện theo pháp luật", en="legal representative"),
    "staff": Text(vi="nhân viên được tổ chức giao", en="member of staff assigned by the organisation"),
    "authorised": Text(vi="người được ủy quyền", en="authorised person"),
}


def ended_for(actor: Actor, party_id: UUID | str) -> Membership | None:
    """Find the last membership that the actor had for a party and has no more; none where there never was one."""
    if actor.mandate(str(party_id)) is not None:
        return None
    past = Membership.objects.filter(account_id=as_uuid(actor.id), party_id=as_uuid(party_id)).select_related("party")
    return past.order_by("-since", "-id").first()


def members_who_may_file(party_id: UUID | str, procedure: str) -> tuple[Membership, ...]:
    """Find who may file for the party under a procedure today, the earliest first; two queries at most."""
    today = clock.today()
    rows = Membership.objects.filter(
        party_id=party_id, ended_at=None, may_file=True, since__lte=today, party__active=True, account__state="active"
    ).exclude(until__lt=today)
    found = rows.select_related("account", "party").order_by("since", "id")
    return tuple(row for row in found if row.procedures is None or procedure in row.procedures)
