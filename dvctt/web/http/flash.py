"""What the next page says once: kept in a cookie that belongs to this host alone, as all our cookies do."""

from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest


class OwnCookie(CookieStorage):
    """Django's cookie of messages, under a name that no neighbour of the host can set."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.cookie_name = settings.MESSAGES_COOKIE_NAME


class Storage(FallbackStorage):
    """The cookie, and the session for what is too long for it."""

    storage_classes = (OwnCookie, SessionStorage)
