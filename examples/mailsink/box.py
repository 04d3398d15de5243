"""The folder of mails: one `.eml` file each, written whole before it has its name."""

import os
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

NAME = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{8}")


@dataclass(frozen=True)
class Mail:
    """One kept mail; `to` is the envelope's recipient, `text` the body with soft line breaks joined."""

    name: str
    at: datetime
    sender: str
    to: tuple[str, ...]
    subject: str
    message_id: str
    text: str

    def as_json(self) -> dict[str, object]:
        """The mail for programs."""
        return {
            "name": self.name,
            "at": self.at.isoformat(),
            "from": self.sender,
            "to": list(self.to),
            "subject": self.subject,
            "message_id": self.message_id,
            "text": self.text,
        }


class Box:
    """All mails under one folder, kept over restarts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # A mail never changes, and a mailbox that is asked again and again would be read whole each time.
        self._read: dict[str, Mail | None] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, content: bytes, sender: str, to: list[str]) -> str:
        """Write a mail to the folder before its receipt is acknowledged; gives its name."""
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex[:8]}"
        envelope = f"X-Sink-From: {sender}\r\nX-Sink-To: {', '.join(to)}\r\n".encode()
        part = self._folder / f"{name}.part"
        with part.open("wb") as file:
            file.write(envelope + content)
            file.flush()
            os.fsync(file.fileno())
        part.rename(self._folder / f"{name}.eml")
        return name

    def mails(self, to: str = "") -> list[Mail]:
        """The mails, the latest first: all, or those to one address."""
        names = sorted((path.stem for path in self._folder.glob("*.eml")), reverse=True)
        for name in names:
            if name not in self._read:
                self._read[name] = self.mail(name)
        found = [mail for name in names if (mail := self._read[name])]
        return [mail for mail in found if not to or to.lower() in (each.lower() for each in mail.to)]

    def mail(self, name: str) -> Mail | None:
        """One mail by its name."""
        content = self.content(name)
        return None if content is None else _parse(name, content)

    def content(self, name: str) -> bytes | None:
        """The bytes of one mail."""
        path = self._folder / f"{name}.eml"
        return path.read_bytes() if NAME.fullmatch(name) and path.is_file() else None


def _parse(name: str, content: bytes) -> Mail:
    message = message_from_bytes(content, policy=default)
    if not isinstance(message, EmailMessage):
        raise TypeError(name)
    body = message.get_body(("plain", "html"))
    return Mail(
        name=name,
        at=datetime.strptime(name[:21], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC),
        sender=str(message["X-Sink-From"]),
        to=tuple(each.strip() for each in str(message["X-Sink-To"]).split(",")),
        subject=str(message["Subject"] or ""),
        message_id=str(message["Message-ID"] or ""),
        text=_text(body) if isinstance(body, EmailMessage) else "",
    )


def _text(body: EmailMessage) -> str:
    text = str(body.get_content()).replace("\r\n", "\n")
    if body.get_param("format") != "flowed":
        return text
    joined = re.sub(r"(?<!\n--) \n", " ", text)
    return re.sub(r"(?m)^ ", "", joined)
