"""Who people and organisations are, what they may do, where they are reached: what casework asks of accounts."""

from dvctt.accounts.drafts.form_drafts import drop_form_drafts_about, drop_form_drafts_out_of_reach
from dvctt.accounts.models import Account, Party
from dvctt.accounts.people.accounts import account
from dvctt.accounts.people.actor import actor_for, as_of_now, still_may
from dvctt.accounts.people.contacts import contacts_of, in_force
from dvctt.accounts.people.directory import officer, officers, officers_over, own_refs
from dvctt.accounts.people.erasure import ACCOUNT_CANCELLED, sweep_erasures
from dvctt.accounts.people.history import identity_as_of, party_as_of
from dvctt.accounts.people.mandates import CAPACITIES, ended_for, members_who_may_file
from dvctt.accounts.people.operating_unit import contact as operator_contact
from dvctt.accounts.people.queries import (
    address_text,
    display_name,
    facts_of,
    holders_of,
    is_phone,
    names_of,
    owner_values,
    party,
    party_facts,
    party_view,
    people_named,
    recipient_for,
    recipient_of,
    signing_numbers,
    values_of,
)
from dvctt.accounts.people.read_models import OfficerView, PartyView
from dvctt.accounts.people.second_person import tell_second_person

__all__ = [
    "ACCOUNT_CANCELLED",
    "CAPACITIES",
    "Account",
    "OfficerView",
    "Party",
    "PartyView",
    "account",
    "actor_for",
    "address_text",
    "as_of_now",
    "contacts_of",
    "display_name",
    "drop_form_drafts_about",
    "drop_form_drafts_out_of_reach",
    "ended_for",
    "facts_of",
    "holders_of",
    "identity_as_of",
    "in_force",
    "is_phone",
    "members_who_may_file",
    "names_of",
    "officer",
    "officers",
    "officers_over",
    "operator_contact",
    "own_refs",
    "owner_values",
    "party",
    "party_as_of",
    "party_facts",
    "party_view",
    "people_named",
    "recipient_for",
    "recipient_of",
    "signing_numbers",
    "still_may",
    "sweep_erasures",
    "tell_second_person",
    "values_of",
]
