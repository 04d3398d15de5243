"""Electronic mail over SMTP."""

import smtplib
import ssl
import textwrap
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage

from django.conf import settings

from dvctt.notices.adapters.headers import MailPolicy
from dvctt.notices.adapters.letter import Letter, Undeliverable

TIMEOUT = 20
WIDTH = 72


def send(letter: Letter) -> None:
    """Hand the letter to the mail server; raises Undeliverable, or OSError and SMTPException: it may work later."""
    message = compose(letter)
    try:
        with _server() as server:
            _enter(server)
            server.send_message(message, from_addr=settings.MAIL_FROM, to_addrs=[letter.address])
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = error.recipients[letter.address]
        if code < 500:
            raise
        raise Undeliverable(f"{code} {answer.decode(errors='replace')}") from error
    except smtplib.SMTPNotSupportedError as error:
        raise Undeliverable(str(error)) from error


def _server() -> smtplib.SMTP:
    if settings.MAIL_TLS == "tls":
        return smtplib.SMTP_SSL(settings.MAIL_HOST, settings.MAIL_PORT, timeout=TIMEOUT, context=_authorities())
    return smtplib.SMTP(settings.MAIL_HOST, settings.MAIL_PORT, timeout=TIMEOUT)


def _enter(server: smtplib.SMTP) -> None:
    """Encrypt and sign in as is set; raises OSError where the server offers neither: no letter is to blame for that."""
    try:
        if settings.MAIL_TLS == "starttls":
            server.starttls(context=_authorities())
        if settings.MAIL_USER:
            server.login(settings.MAIL_USER, settings.MAIL_PASSWORD)
    except smtplib.SMTPNotSupportedError as error:
        raise OSError(str(error)) from error


def _authorities() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.MAIL_CA or None)


def compose(letter: Letter) -> EmailMessage:
    """The mail as it goes out, in plain text; raises Undeliverable where the address is none."""
    message = EmailMessage(policy=MailPolicy(linesep="\r\n"))
    message["From"] = settings.MAIL_FROM
    message["To"] = _to(letter)
    message["Subject"] = one_line(letter.title)
    message["Date"] = letter.at
    message["Message-ID"] = f"<{letter.reference}@{settings.MAIL_FROM.rpartition('@')[2]}>"
    message["Content-Language"] = one_line(letter.language)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(flowed(letter.body), charset="utf-8", cte="quoted-printable", params={"format": "flowed"})
    return message


def one_line(text: str) -> str:
    """The text on one line without control characters, so that it cannot become another header."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def flowed(text: str) -> str:
    """The text in lines of at most 72 letters that a reader joins again (RFC 3676); addresses are never broken."""
    return "\n".join(_flow(line) for line in text.splitlines()) + "\n"


def _flow(line: str) -> str:
    parts = textwrap.wrap(line.rstrip(), WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
    stuffed = [f" {part}" if part.startswith((" ", ">", "From ")) else part for part in parts]
    return " \n".join(stuffed)


def _to(letter: Letter) -> Address:
    try:
        return Address(display_name=one_line(letter.name), addr_spec=letter.address)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise Undeliverable(f"not an address: {error}") from error
