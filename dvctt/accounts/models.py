"""The models of accounts, one module for each thing that is kept."""

from dvctt.accounts.account_models import Account
from dvctt.accounts.appointment_models import Appointment
from dvctt.accounts.deputy_models import Deputyship, ServiceEnd
from dvctt.accounts.draft_models import FormDraft
from dvctt.accounts.held_models import Membership
from dvctt.accounts.life_models import ChangeRequest, Code, Demand, FactorReset, Suspension, Tombstone
from dvctt.accounts.link_models import OneTimeLink
from dvctt.accounts.membership_models import Invitation
from dvctt.accounts.party_models import Party
from dvctt.accounts.proposal_models import Proposal
from dvctt.accounts.registration_models import Registration
from dvctt.accounts.signin_models import DirectoryName, Session, SignIn
from dvctt.accounts.trial_models import Trial

__all__ = [
    "Account",
    "Appointment",
    "ChangeRequest",
    "Code",
    "Demand",
    "Deputyship",
    "DirectoryName",
    "FactorReset",
    "FormDraft",
    "Invitation",
    "Membership",
    "OneTimeLink",
    "Party",
    "Proposal",
    "Registration",
    "ServiceEnd",
    "Session",
    "SignIn",
    "Suspension",
    "Tombstone",
    "Trial",
]
