"""Where the pages are that letters lead to; web routes exactly these."""

from typing import Any

from dvctt.accounts.models import OneTimeLink
from dvctt.accounts.people import link_terms

CONFIRM_PATH = "/register/confirm/{token}/"
MEND_PATH = "/register/mend/{token}/"
FIRST_ACCESS_PATH = "/first-access/{token}/"
# An SMS has 160 letters for everything: this one leads to the page of first access.
SHORT_ACCESS_PATH = "/f/{token}"
PASSWORD_PATH = "/account/password/{token}/"  # noqa: S105 - a path
FACTOR_PATH = "/account/lost-code/{token}/"
EMAIL_PATH = "/account/email/{token}/"
INVITATION_PATH = "/account/invitations/{token}/"
PROPOSALS = "/operator/proposals/"
# Fields that the letters of a folder share.
PAGES = {
    "sign_in": "/sign-in/",
    "lost_password": "/account/lost-password/",
    "details": "/account/details/",
    "sessions": "/security/sessions/",
    "organisations": "/account/organisations/",
}


def first_access(token: str) -> dict[str, Any]:
    """The fields of a letter with a link of first access: the link, a short one for SMS, until when both open."""
    until = link_terms.until(OneTimeLink.Purpose.FIRST_ACCESS)
    link, short = FIRST_ACCESS_PATH.format(token=token), SHORT_ACCESS_PATH.format(token=token)
    return {"link": link, "short_link": short, "until": until}
