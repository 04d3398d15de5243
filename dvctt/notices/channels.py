"""The ways by which a message leaves, and the rest that a server gets which does not answer."""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
from django.conf import settings

from dvctt.kernel import clock
from dvctt.notices.adapters import sms, smtp
from dvctt.notices.adapters.letter import Letter, Undeliverable

REST = timedelta(seconds=30)


class Resting(OSError):
    """The channel's server did not answer a moment ago: a thousand messages do not each wait for it."""


@dataclass(frozen=True)
class Channel:
    """How a message is handed over, at which server, and whether that server reports what became of it."""

    send: Callable[[Letter], None]
    server: Callable[[], str]
    reports: bool


CHANNELS = {
    "email": Channel(smtp.send, lambda: f"{settings.MAIL_HOST}:{settings.MAIL_PORT}", reports=False),
    "sms": Channel(sms.send, lambda: str(settings.SMS_URL), reports=True),
}
_away_since: dict[str, datetime] = {}


def send(name: str, letter: Letter) -> None:
    """Hand the letter to a channel's server; raises Undeliverable, or anything else: it may work later."""
    channel = CHANNELS.get(name)
    if channel is None:
        raise Undeliverable("no such channel")
    server, now = channel.server(), clock.now()
    away = _away_since.get(server)
    if away is not None and timedelta() <= now - away < REST:
        raise Resting(f"{server} did not answer")
    try:
        channel.send(letter)
    except Exception as error:
        if _is_away(error):
            _away_since[server] = now
        raise
    _away_since.pop(server, None)


def reports(name: str) -> bool:
    """Whether the channel's server tells later what became of a message that it took."""
    return name in CHANNELS and CHANNELS[name].reports


def _is_away(error: Exception) -> bool:
    """Whether the server itself does not answer, as against one that refuses this message for now."""
    if isinstance(error, smtplib.SMTPException):
        return isinstance(error, smtplib.SMTPConnectError | smtplib.SMTPServerDisconnected)
    return isinstance(error, OSError | httpx.TransportError)
