"""Reading one's mails from the demonstration's mail sink."""

import re
import time

import httpx

from demo.browser import Unexpected

PATIENCE = 30
PAUSE = 0.2


def await_mail(mailbox: str, to: str, pattern: str) -> re.Match[str]:
    """Wait for a mail to that address in which the pattern is found (in its subject or text); the latest counts.

    Raises Unexpected where none comes in time.
    """
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        mails = httpx.get(f"{mailbox}/messages.json", params={"to": to}, timeout=10, trust_env=False).json()
        for mail in mails:
            if match := re.search(pattern, f"{mail['subject']}\n{mail['text']}"):
                return match
        time.sleep(PAUSE)
    subjects = ", ".join(mail["subject"] for mail in mails) or "none"
    raise Unexpected(f"no mail to {to} with {pattern!r} within {PATIENCE} s; there are: {subjects}")
