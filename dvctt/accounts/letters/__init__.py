"""What accounts write to people, and the addresses of the pages that are named in it."""

from dvctt.accounts.letters.member_letters import INVITATION_PATH, ORGANISATIONS_PATH
from dvctt.accounts.letters.registration_letters import CONFIRM_PATH, FIRST_ACCESS_PATH, MEND_PATH, SHORT_ACCESS_PATH

__all__ = [
    "CONFIRM_PATH",
    "FIRST_ACCESS_PATH",
    "INVITATION_PATH",
    "MEND_PATH",
    "ORGANISATIONS_PATH",
    "SHORT_ACCESS_PATH",
]
