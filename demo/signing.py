"""Signing as the holder of an account, with a tool outside of the portal."""

import httpx
from django.conf import settings
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from demo import papers
from dvctt.accounts import memberships, people, signin
from dvctt.kernel import NotFound
from examples.pki import signing

SIGNED = (PdfError, SigningError, ValueError, OSError)


class CannotSign(Exception):
    """Why not, as a sentence."""


def sign_as(username: str, pdf: bytes, *, owner: str = "") -> bytes:
    """Sign with the certificate of whom the account acts for: its organisation, else the person.

    The certificate is issued at the first use, by the demonstration's own authority. `owner` is part of a name, where
    the account acts for several. Raises CannotSign.
    """
    if not settings.DEMONSTRATION:
        raise CannotSign("this is no demonstration")
    party = _party(username, owner)
    try:
        values = people.owner_values(party.id)
        uid = f"MST:{party.tax_code}" if party.tax_code else f"CCCD:{values['owner.citizen_id']}"
        key = papers.certificate(f"{username}-{party.id[-8:]}", party.name, uid)
        return signing.sign(pdf, key, time_stamp_url=settings.TSA_URL)
    except (TimestampRequestError, httpx.HTTPError) as error:
        raise CannotSign("the demonstration's authorities do not answer: start `make run` first") from error
    except FileNotFoundError as error:
        raise CannotSign("there are no demonstration authorities yet: start `make run` first") from error
    except SIGNED as error:
        raise CannotSign(f"the file cannot be signed: {error}") from error


def _party(username: str, owner: str) -> people.PartyView:
    try:
        account = signin.account_named(username)
    except NotFound as error:
        raise CannotSign(f"{username} is nobody's user name") from error
    parties = [party for party in memberships.parties_of(account) if owner.lower() in party.name.lower()]
    if not parties:
        raise CannotSign(f"{username} acts for nobody; officers do not sign files, the agency's seal does")
    return next((party for party in parties if party.tax_code), parties[0])
