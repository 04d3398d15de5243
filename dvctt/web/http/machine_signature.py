"""Requests that a machine signs: HMAC-SHA256 over the moment of signing and the body, good for five minutes.

A request that is caught and sent again within those minutes says the same once more: views behind it bear repetition.
"""

import hashlib
import hmac

from django.http import HttpRequest, HttpResponse, JsonResponse

from dvctt.journal import api as journal
from dvctt.kernel import clock
from dvctt.web.http.security_events import note

FRESH_SECONDS = 300
LARGEST = 10_000
LONGEST_MOMENT = 12


def stop(request: HttpRequest, secret: str) -> HttpResponse | None:
    """Why the request may not pass: 400, 413 or 401.

    400 for a form of parts, of which the body is not there any more to be compared, or a length that is none; 413 where
    it is too large; 401 where it is not signed so, or not now.
    """
    if request.content_type == "multipart/form-data" or not (request.headers.get("Content-Length") or "0").isdecimal():
        return JsonResponse({"error": "malformed"}, status=400)
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return JsonResponse({"error": "too_large"}, status=413)
    moment = request.headers.get("X-Report-Time", "")
    given = request.headers.get("X-Report-Signature", "")
    if (
        secret
        and _is_fresh(moment)
        and hmac.compare_digest(given.encode(), sign(moment, request.body, secret).encode())
    ):
        return None
    note(request, journal.SecurityKind.AUTHORITY_REFUSED, "signature")
    answer = JsonResponse({"error": "unauthorised"}, status=401)
    answer.headers["WWW-Authenticate"] = "Signature"
    return answer


def sign(moment: str, body: bytes, secret: str) -> str:
    """The signature of a body signed at that moment (seconds since 1970, as digits)."""
    mac = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256)
    return f"sha256={mac.hexdigest()}"


def _is_fresh(moment: str) -> bool:
    if not (moment.isascii() and moment.isdecimal() and len(moment) <= LONGEST_MOMENT):
        return False
    return abs(clock.now().timestamp() - int(moment)) <= FRESH_SECONDS
