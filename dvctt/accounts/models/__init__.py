"""The models of accounts, one module for each thing that is kept."""

from dvctt.accounts.models.account import Account
from dvctt.accounts.models.appointment import Appointment
from dvctt.accounts.models.attempt import Trial
from dvctt.accounts.models.deputyship import Deputyship, ServiceEnd
from dvctt.accounts.models.form_draft import FormDraft
from dvctt.accounts.models.invitation import Invitation
from dvctt.accounts.models.lifecycle import ChangeRequest, Code, Demand, FactorReset, Suspension, Tombstone
from dvctt.accounts.models.membership import Membership
from dvctt.accounts.models.one_time_link import OneTimeLink
from dvctt.accounts.models.party import Party
from dvctt.accounts.models.proposal import Proposal
from dvctt.accounts.models.registration import Registration
from dvctt.accounts.models.sign_in import DirectoryName, Session, SignIn

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
