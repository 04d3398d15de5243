"""Delivery reports to the sender of the messages: signed, and tried again until they are taken."""

import hashlib
import hmac
import json
import threading
import time
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from examples.smsgateway.store import Sms, Store, now

PAUSE = 0.1
TIMEOUT = 10


class Reporter(threading.Thread):
    """Reports what has become of messages, to one address."""

    def __init__(self, store: Store, url: str, secret: str) -> None:
        super().__init__(daemon=True)
        self._store, self._secret = store, secret
        self._to = urlsplit(url)
        self._line: HTTPConnection | None = None
        self._ended = threading.Event()

    def run(self) -> None:
        """Report until it is ended."""
        while not self._ended.is_set():
            due = self._store.due(now())
            for message, attempts in due:
                if self._report(message):
                    self._store.reported(message.reference)
                else:
                    self._store.postpone(message.reference, now(), attempts)
            if not due:
                self._ended.wait(PAUSE)

    def end(self) -> None:
        """Stop after the report under way."""
        self._ended.set()

    def _report(self, message: Sms) -> bool:
        """Whether the report was taken, or can never be: a contradiction stays one."""
        body = json.dumps({"reference": message.reference, "state": message.state, "reason": message.reason}).encode()
        try:
            line = self._line or HTTPConnection(self._to.hostname or "", self._to.port or 80, timeout=TIMEOUT)
            line.request("POST", self._to.path, body, signed(body, self._secret))
            answer = line.getresponse()
            answer.read()
        except (OSError, HTTPException):
            self._line = None
            return False
        self._line = None if answer.will_close else line
        return answer.status in (200, 204, 409)


def signed(body: bytes, secret: str, at: int | None = None) -> dict[str, str]:
    """The headers of a report: when it was signed, and the signature over that and the body."""
    moment = str(int(time.time()) if at is None else at)
    signature = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Content-Type": "application/json", "X-Report-Time": moment, "X-Report-Signature": f"sha256={signature}"}
