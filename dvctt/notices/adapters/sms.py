"""SMS through a gateway that speaks HTTP: JSON in, the registered brand name as sender, a reference of ours as its key.

`POST /messages` takes a message, and for a reference that it knows answers as before without sending again;
`GET /messages/<reference>` tells its state. Both want our user and secret (HTTP Basic).
"""

import atexit
from dataclasses import dataclass
from functools import cache
from typing import Literal
from urllib.parse import quote

import httpx
import phonenumbers
from django.conf import settings
from pydantic import BaseModel, ValidationError

from dvctt.notices.adapters import gsm
from dvctt.notices.adapters.letter import Letter, Undeliverable

TIMEOUT = httpx.Timeout(15, connect=5)
# The gateway may mend what these say, or we what we told it; any other 4xx speaks of the message itself.
PASSING = frozenset({401, 403, 404, 408, 425, 429})
MOBILE = frozenset({phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE})


class Answer(BaseModel):
    """What the gateway says of a message."""

    state: Literal["queued", "delivered", "failed"]
    reason: str = ""


class Refusal(BaseModel):
    """Why the gateway takes a message not at all."""

    error: str


@dataclass(frozen=True)
class Standing:
    """How a message stands at the gateway; `unknown` is one that it has lost or never had."""

    state: Literal["queued", "delivered", "failed", "unknown"]
    reason: str = ""


def reaches(number: str) -> bool:
    """Whether an SMS can be sent to this number (E.164): there is a gateway, and the number is a mobile one."""
    return bool(settings.SMS_URL) and is_mobile(number)


def is_mobile(number: str) -> bool:
    """Whether the number (E.164) is one of a mobile telephone; behind an extension no message arrives."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return False
    return not parsed.extension and phonenumbers.is_valid_number(parsed) and phonenumbers.number_type(parsed) in MOBILE


def send(letter: Letter) -> None:
    """Hand the letter's short text to the gateway.

    Raises Undeliverable, or httpx.HTTPError and ValidationError: it may work later.
    """
    if not settings.SMS_URL:
        raise Undeliverable("no gateway is set up")
    if not is_mobile(letter.address):
        raise Undeliverable("not a mobile number")
    text = gsm.plain(letter.short)
    if not gsm.fits(text):
        raise Undeliverable(f"a text of {len(text)} letters is no SMS" if text else "the message has no short text")
    message: dict[str, str | int] = {
        "reference": letter.reference, "from": settings.SMS_BRAND, "to": letter.address, "text": text,
        "valid_minutes": settings.SMS_VALID_MINUTES,
    }  # fmt: skip
    answer = _client().post(f"{settings.SMS_URL}/messages", json=message, auth=_auth())
    if answer.is_client_error and answer.status_code not in PASSING:
        raise Undeliverable(f"{answer.status_code} {_error(answer)}")
    answer.raise_for_status()
    said = Answer.model_validate_json(answer.content)
    if said.state == "failed":
        raise Undeliverable(said.reason or "failed")


def standing(reference: str) -> Standing:
    """Ask the gateway how a message stands; raises httpx.HTTPError and ValidationError: it may work later."""
    answer = _client().get(f"{settings.SMS_URL}/messages/{quote(reference, safe='')}", auth=_auth())
    if answer.status_code == httpx.codes.NOT_FOUND:
        return Standing("unknown", "the gateway does not know the message")
    answer.raise_for_status()
    said = Answer.model_validate_json(answer.content)
    return Standing(said.state, said.reason)


@cache
def _client() -> httpx.Client:
    """One per process, closed at its end: its connections are kept, and the certificates are read once."""
    client = httpx.Client(timeout=TIMEOUT, trust_env=False)
    atexit.register(client.close)
    return client


def _auth() -> httpx.BasicAuth:
    return httpx.BasicAuth(settings.SMS_USER, settings.SMS_SECRET)


def _error(answer: httpx.Response) -> str:
    try:
        return Refusal.model_validate_json(answer.content).error
    except ValidationError:
        return "refused"
