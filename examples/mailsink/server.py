"""The two servers: SMTP that keeps whatever comes, and the pages of the mailbox."""

import html
import json
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlsplit
from zoneinfo import ZoneInfo

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from examples.mailsink.box import Box, Mail

HOST = "127.0.0.1"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
REFUSED = "@refused."

# In the page itself, so that no browser asks for /favicon.ico.
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='none' stroke='%230d4f5c'%3E"
    "%3Cpath d='M1.5 3.5h13v9h-13zl6.5 5.5 6.5-5.5'/%3E%3C/svg%3E"
)
PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><link rel="icon" href="{icon}"><style>
body {{ font-family: system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.5 }}
table {{ border-collapse: collapse; width: 100% }}
td, th {{ text-align: left; padding: .4rem; border-bottom: 1px solid #ccc; overflow-wrap: anywhere }}
td:first-child, th:first-child {{ min-width: 5.5rem }}
pre {{ white-space: pre-wrap; font: inherit; overflow-wrap: anywhere }}
</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"""


class Keeper:
    """Takes every mail, but none to an address such as `ai@refused.example`: so a refusal can be tried out."""

    def __init__(self, box: Box) -> None:
        self._box = box

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer to a recipient."""
        if REFUSED in address:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a mail."""
        content = envelope.original_content or b""
        self._box.keep(content, envelope.mail_from or "", [str(each) for each in envelope.rcpt_tos])
        return "250 kept"


def smtp(box: Box, port: int) -> Controller:
    """The SMTP server, not started yet."""
    return Controller(Keeper(box), hostname=HOST, port=port, enable_SMTPUTF8=True)


def pages(box: Box, port: int) -> ThreadingHTTPServer:
    """The web server of the mailbox, not started yet."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            to = parse_qs(url.query).get("to", [""])[0]
            kind, body = _answer(box, url.path, to)
            content = body if isinstance(body, bytes) else body.encode()
            self.send_response(200 if content else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Keep no log: the folder is the record."""

    return ThreadingHTTPServer((HOST, port), Handler)


def _answer(box: Box, path: str, to: str) -> tuple[str, str | bytes]:
    if path == "/health":
        return "text/plain", "ok\n"
    if path == "/messages.json":
        return "application/json", json.dumps([mail.as_json() for mail in box.mails(to)], ensure_ascii=False)
    if path == "/":
        return "text/html; charset=utf-8", _list(box.mails(to), to)
    if path.endswith(".eml"):
        return "message/rfc822", box.content(path.strip("/").removesuffix(".eml")) or b""
    mail = box.mail(path.strip("/"))
    return "text/html; charset=utf-8", _one(mail) if mail else b""


def _list(mails: list[Mail], to: str) -> str:
    """The mailbox: who got what when."""
    rows = "".join(
        f"<tr><td>{mail.at.astimezone(HANOI):%d/%m/%Y %H:%M:%S}</td><td>{', '.join(map(_owner, mail.to))}</td>"
        f'<td><a href="/{mail.name}">{html.escape(mail.subject) or "(không có tiêu đề)"}</a></td></tr>'
        for mail in mails
    )
    table = f"<table><tr><th>Thời điểm</th><th>Người nhận</th><th>Tiêu đề</th></tr>{rows}</table>"
    everyone = '<p><a href="/">Tất cả thư</a></p>' if to else ""
    title = f"Hộp thư của {html.escape(to)}" if to else "Hộp thư trình diễn"
    return PAGE.format(icon=ICON, title=title, body=everyone + (table if mails else "<p>Chưa có thư nào.</p>"))


def _owner(address: str) -> str:
    return f'<a href="/?to={quote(address)}">{html.escape(address)}</a>'


def _one(mail: Mail) -> str:
    """One mail, with its links to follow."""
    text = re.sub(
        r"https?://[^\s<>\"']+[^\s<>\"'.,;)]",
        lambda found: f'<a href="{found[0]}">{found[0]}</a>',
        html.escape(mail.text, quote=False),
    )
    body = (
        f'<p><a href="/">Tất cả thư</a></p><p>Từ {html.escape(mail.sender)} đến {", ".join(map(_owner, mail.to))},'
        f" {mail.at.astimezone(HANOI):%d/%m/%Y %H:%M:%S}</p><pre>{text}</pre>"
        f'<p><a href="/{mail.name}.eml">Tải thư gốc (.eml)</a></p>'
    )
    return PAGE.format(icon=ICON, title=html.escape(mail.subject) or "(không có tiêu đề)", body=body)
