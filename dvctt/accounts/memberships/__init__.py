"""Who acts for an organisation, how far, and who is invited to."""

from dvctt.accounts.memberships.invitations import (
    AUTHORISATION,
    accept_invitation,
    decline_invitation,
    invitation,
    invitations_to,
    invite,
    withdraw_invitation,
)
from dvctt.accounts.memberships.membership import (
    change_limits,
    end_membership,
    leave,
    managing,
    may_read_authorisation,
    member,
    members,
)
from dvctt.accounts.memberships.read_models import InvitationView, MembersView, MemberView
from dvctt.accounts.memberships.terms import MandateTerms
from dvctt.accounts.people.actor import authorise_switch
from dvctt.accounts.people.directory import parties_of

__all__ = [
    "AUTHORISATION",
    "InvitationView",
    "MandateTerms",
    "MemberView",
    "MembersView",
    "accept_invitation",
    "authorise_switch",
    "change_limits",
    "decline_invitation",
    "end_membership",
    "invitation",
    "invitations_to",
    "invite",
    "leave",
    "managing",
    "may_read_authorisation",
    "member",
    "members",
    "parties_of",
    "withdraw_invitation",
]
