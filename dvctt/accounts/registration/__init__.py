"""From what somebody declares to the account: confirmed, vetted, granted, returned or refused."""

from dvctt.accounts.people.read_models import Remark
from dvctt.accounts.registration.declaration import registrant, registration_form
from dvctt.accounts.registration.read_models import AnsweredRow, Duplicate, RegistrationView, VettingRow
from dvctt.accounts.registration.renewal import (
    confirmation_again,
    registration_confirmed_by,
    registration_to_confirm,
    renew_link,
)
from dvctt.accounts.registration.submission import (
    confirm_email,
    confirm_phone_of,
    register,
    registration_to_mend,
    resend,
    send_phone_code,
    wants_phone_code,
)
from dvctt.accounts.registration.vetted import vetting_steps
from dvctt.accounts.registration.vetting import (
    answered,
    approve,
    refuse,
    registration_for,
    return_for_correction,
    vetting_queue,
)

__all__ = [
    "AnsweredRow",
    "Duplicate",
    "RegistrationView",
    "Remark",
    "VettingRow",
    "answered",
    "approve",
    "confirm_email",
    "confirm_phone_of",
    "confirmation_again",
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
    "return_for_correction",
    "send_phone_code",
    "vetting_queue",
    "vetting_steps",
    "wants_phone_code",
]
