"""The cookie by which a browser is known again: a random number, of which only the digest is stored."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from dvctt.accounts.signin import DEVICE_COOKIE

LIFE = 2 * 365 * 24 * 3600


class DeviceMiddleware:
    """Gives the browser the number that a sign-in has made for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the cookie where one was made."""
        response = self.get_response(request)
        cookie = getattr(request, DEVICE_COOKIE, "")
        if cookie:
            response.set_cookie(
                settings.DEVICE_COOKIE_NAME, cookie, max_age=LIFE, httponly=True, samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )  # fmt: skip
        return response
