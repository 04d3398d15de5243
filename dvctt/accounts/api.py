"""The door of `accounts`: people, organisations, official accounts, and who may do what."""

from dvctt.accounts.attempts.counters import count_try, forget_tries, take_back_try, tries
from dvctt.accounts.attempts.counters import passes as passes_limit
from dvctt.accounts.attempts.receivers import SENT_OFTEN
from dvctt.accounts.changes.preferences import ChannelChoice, channel_choice, set_language, set_preferred_channel
from dvctt.accounts.letters.member_letters import INVITATION_PATH, ORGANISATIONS_PATH
from dvctt.accounts.letters.registration_letters import CONFIRM_PATH, FIRST_ACCESS_PATH, MEND_PATH, SHORT_ACCESS_PATH
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
from dvctt.accounts.memberships.terms import Limits
from dvctt.accounts.models import Account, Party
from dvctt.accounts.officials.authority_proof import findings as authority_findings
from dvctt.accounts.officials.directory_entries import directory_names, set_directory_name
from dvctt.accounts.people.accounts import account, find_people
from dvctt.accounts.people.actor import actor_for, as_of_now, authorise_switch, still_may
from dvctt.accounts.people.contacts import contacts_of, in_force
from dvctt.accounts.people.directory import officer, officers, officers_over, own_refs, parties_of
from dvctt.accounts.people.mandates import ended_for, standing
from dvctt.accounts.people.operating_unit import contact as operator_contact
from dvctt.accounts.people.queries import (
    account_named,
    address_text,
    display_name,
    facts_of,
    holders_of,
    is_phone,
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
from dvctt.accounts.people.read_models import AccountView, AppointmentView, OfficerView, PartyView, Remark
from dvctt.accounts.providers.identities import (
    LinkedIdentity,
    answers_of,
    identities_of,
    identity_holder,
    identity_match,
    link_entered_identity,
    link_identity,
    providers_of,
    unlink_identity,
)
from dvctt.accounts.providers.openid_connect import RENEW, ExternalIdentity
from dvctt.accounts.providers.openid_connect import Client as IdentityClient
from dvctt.accounts.providers.openid_connect import Provider as AllauthProvider
from dvctt.accounts.providers.openid_connect import app_of as identity_app
from dvctt.accounts.providers.registry import IdentityProvider
from dvctt.accounts.providers.registry import provider as identity_provider
from dvctt.accounts.providers.registry import providers as identity_providers
from dvctt.accounts.providers.tokens import IdentityRefused
from dvctt.accounts.registration.declaration import registrant, registration_form
from dvctt.accounts.registration.intake import vetting_steps
from dvctt.accounts.registration.read_models import AnsweredRow, Duplicate, RegistrationRow, RegistrationView
from dvctt.accounts.registration.renewal import (
    confirmation_again,
    registration_confirmed_by,
    registration_to_confirm,
    renew_link,
)
from dvctt.accounts.registration.submission import confirm_email, register, registration_to_mend, resend
from dvctt.accounts.registration.vetting import answered, approve, refuse, registration_for, return_, vetting_queue
from dvctt.accounts.signin.access import enrol_totp, first_access, first_access_for, needs_second_factor
from dvctt.accounts.signin.devices import counted as counted_source
from dvctt.accounts.signin.proofs import has_own, proved_anew, proved_at, proved_own, record_provider
from dvctt.accounts.signin.read_models import Granted
from dvctt.accounts.signin.sign_ins import (
    DEVICE_COOKIE,
    OF_ANOTHER,
    SIGNED_IN_AT,
    STANDING,
    SignInView,
    assurance_of,
    end_other_sessions,
    end_session,
    gave_second_factor,
    sign_ins_of,
)
from dvctt.kernel.network import network

__all__ = [
    "AUTHORISATION",
    "CONFIRM_PATH",
    "DEVICE_COOKIE",
    "FIRST_ACCESS_PATH",
    "INVITATION_PATH",
    "MEND_PATH",
    "OF_ANOTHER",
    "ORGANISATIONS_PATH",
    "RENEW",
    "SENT_OFTEN",
    "SHORT_ACCESS_PATH",
    "SIGNED_IN_AT",
    "STANDING",
    "Account",
    "AccountView",
    "AllauthProvider",
    "AnsweredRow",
    "AppointmentView",
    "ChannelChoice",
    "Duplicate",
    "ExternalIdentity",
    "Granted",
    "IdentityClient",
    "IdentityProvider",
    "IdentityRefused",
    "InvitationView",
    "Limits",
    "LinkedIdentity",
    "MemberView",
    "MembersView",
    "OfficerView",
    "Party",
    "PartyView",
    "RegistrationRow",
    "RegistrationView",
    "Remark",
    "SignInView",
    "accept_invitation",
    "account",
    "account_named",
    "actor_for",
    "address_text",
    "answered",
    "answers_of",
    "approve",
    "as_of_now",
    "assurance_of",
    "authorise_switch",
    "authority_findings",
    "change_limits",
    "channel_choice",
    "confirm_email",
    "confirmation_again",
    "contacts_of",
    "count_try",
    "counted_source",
    "decline_invitation",
    "directory_names",
    "display_name",
    "end_membership",
    "end_other_sessions",
    "end_session",
    "ended_for",
    "enrol_totp",
    "facts_of",
    "find_people",
    "first_access",
    "first_access_for",
    "forget_tries",
    "gave_second_factor",
    "has_own",
    "holders_of",
    "identities_of",
    "identity_app",
    "identity_holder",
    "identity_match",
    "identity_provider",
    "identity_providers",
    "in_force",
    "invitation",
    "invitations_to",
    "invite",
    "is_phone",
    "leave",
    "link_entered_identity",
    "link_identity",
    "managing",
    "may_read_authorisation",
    "member",
    "members",
    "needs_second_factor",
    "network",
    "officer",
    "officers",
    "officers_over",
    "operator_contact",
    "own_refs",
    "owner_values",
    "parties_of",
    "party",
    "party_facts",
    "party_view",
    "passes_limit",
    "people_named",
    "proved_anew",
    "proved_at",
    "proved_own",
    "providers_of",
    "recipient_for",
    "recipient_of",
    "record_provider",
    "refuse",
    "register",
    "registrant",
    "registration_confirmed_by",
    "registration_for",
    "registration_form",
    "registration_to_confirm",
    "registration_to_mend",
    "renew_link",
    "resend",
    "return_",
    "set_directory_name",
    "set_language",
    "set_preferred_channel",
    "sign_ins_of",
    "signing_numbers",
    "standing",
    "still_may",
    "take_back_try",
    "tries",
    "unlink_identity",
    "values_of",
    "vetting_queue",
    "vetting_steps",
    "withdraw_invitation",
]

# An account's life after it was granted has a door leaf of its own, and so have official accounts.
from dvctt.accounts import life_api, officials_api
from dvctt.accounts.life_api import *  # noqa: F403
from dvctt.accounts.officials_api import *  # noqa: F403

__all__ += life_api.__all__ + officials_api.__all__
