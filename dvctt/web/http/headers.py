"""Headers that every answer bears, whoever gives it: pages, files, machines' answers, static assets."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

# Nothing here needs what a device can tell or do.
DEVICES = (
    "accelerometer", "autoplay", "camera", "clipboard-read", "display-capture", "encrypted-media", "fullscreen",
    "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment", "publickey-credentials-create",
    "publickey-credentials-get", "screen-wake-lock", "usb", "xr-spatial-tracking",
)  # fmt: skip
OWN = frozenset({"publickey-credentials-create", "publickey-credentials-get"})
PERMISSIONS = ", ".join(f"{one}=({'self' if one in OWN else ''})" for one in DEVICES)
ALWAYS = {
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    # Where the product's own policy is not set, as for a static asset, nothing is allowed.
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
}
# Of a file that somebody handed in: fetched, never shown, kept by nobody on the way.
OF_A_FILE = {
    "Content-Security-Policy": "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "private, no-store",
}


class HeadersMiddleware:
    """Sets what no other has set, and in which letters a text is written; stands outside of all that may answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        kind = response.headers.get("Content-Type", "")
        if "charset" not in kind and (kind.startswith("text/") or kind.endswith(("+xml", "/xml"))):
            response.headers["Content-Type"] = f"{kind}; charset=utf-8"
        return response
