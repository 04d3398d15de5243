"""The door of `accounts`: people, organisations, official accounts, and who may do what."""

from dvctt.accounts.authority import actor_for, authorise_switch
from dvctt.accounts.directory import officer, officers, parties_of
from dvctt.accounts.models import Account, Party
from dvctt.accounts.queries import (
    account_named,
    address_text,
    display_name,
    find_people,
    owner_values,
    party,
    party_facts,
    party_view,
    phone_tail,
    recipient_for,
    signing_numbers,
)
from dvctt.accounts.views import (
    AccountView,
    AppointmentView,
    Duplicate,
    Granted,
    OfficerView,
    PartyView,
    RegistrationRow,
    RegistrationView,
    Remark,
)

__all__ = [
    "Account",
    "AccountView",
    "AppointmentView",
    "Duplicate",
    "Granted",
    "OfficerView",
    "Party",
    "PartyView",
    "RegistrationRow",
    "RegistrationView",
    "Remark",
    "account_named",
    "actor_for",
    "address_text",
    "authorise_switch",
    "display_name",
    "find_people",
    "officer",
    "officers",
    "owner_values",
    "parties_of",
    "party",
    "party_facts",
    "party_view",
    "phone_tail",
    "recipient_for",
    "signing_numbers",
]
