"""The gateway's doors: the HTTP form for senders, and pages to read the messages and to tell numbers what to do."""

import base64
import binascii
import hmac
import html
import json
import re
import uuid
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlsplit
from zoneinfo import ZoneInfo

from examples.smsgateway.store import DOES, Behaviour, Sms, Store, dumps, now

HOST = "127.0.0.1"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NUMBER = re.compile(r"\+84[35789]\d{8}")
GSM = re.compile(r"[A-Za-z0-9 @$_!\"#%&'()*+,\-./:;<=>?]{1,160}")
LARGEST = 10_000
NAMES = {
    "deliver": "Nhận được tin", "bounce": "Không tồn tại (báo hỏng)", "refuse": "Bị từ chối ngay",
    "silence": "Nhận được, không báo lại", "stop": "Không nhận, không báo lại",
}  # fmt: skip
STATES = {"queued": "đang gửi", "delivered": "đã đến", "failed": "không đến"}

PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>
body {{ font-family: system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.5 }}
article {{ border: 1px solid #ccc; border-radius: .5rem; padding: .6rem .8rem; margin: .8rem 0 }}
article p {{ margin: .2rem 0; overflow-wrap: anywhere }} small {{ color: #555 }}
</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"""


class Gateway(ThreadingHTTPServer):
    """The server, not started yet; `user` and `secret` are what senders show."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, store: Store, port: int, user: str, secret: str) -> None:
        self.store, self.expected = store, f"{user}:{secret}".encode()
        super().__init__((HOST, port), Handler)


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    server: Gateway
    protocol_version = "HTTP/1.1"
    # Head and body leave apart: without this the body waits 40 ms for the head's receipt.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Pages, and what a sender asks of a message."""
        url, store = urlsplit(self.path), self.server.store
        number = parse_qs(url.query).get("to", [""])[0]
        if url.path == "/health":
            self._answer(200, "text/plain", "ok\n")
        elif url.path == "/messages.json":
            self._answer(200, "application/json", dumps(store.messages(number)))
        elif url.path.startswith("/messages/"):
            self._standing(unquote(url.path.removeprefix("/messages/")))
        elif url.path == "/":
            self._answer(200, "text/html; charset=utf-8", _page(store, number))
        else:
            self._json(404, {"error": "not_found"})

    def do_POST(self) -> None:
        """Take a message, or tell a number what to do."""
        size = int(self.headers.get("Content-Length") or 0)
        if size > LARGEST:
            self.close_connection = True
            return self._json(413, {"error": "too_large"})
        body = self.rfile.read(size)
        if self.path == "/messages":
            self._take(body)
        elif self.path == "/numbers":
            self._tell(body)
        else:
            self._json(404, {"error": "not_found"})
        return None

    def log_message(self, format: str, *args: object) -> None:
        """Keep no log: the store is the record."""

    def _take(self, body: bytes) -> None:
        if not self._known():
            return self._json(401, {"error": "unauthorised"})
        try:
            asked = json.loads(body)
            reference, number, text = str(asked["reference"]), str(asked["to"]), str(asked["text"])
            sender = str(asked["from"])
        except (ValueError, KeyError, TypeError):
            return self._json(400, {"error": "malformed"})
        does = self.server.store.behaviour(number)
        if not NUMBER.fullmatch(number) or does.does == "refuse":
            return self._json(422, {"error": "bad_number"})
        if not GSM.fullmatch(text) or not sender or len(sender) > 11:
            return self._json(422, {"error": "bad_text"})
        state = "delivered" if does.does == "silence" else "queued"
        at = now()
        message = Sms(reference, uuid.uuid4().hex, sender, number, text, at, state, "")
        reports = does.does in ("deliver", "bounce")
        kept = self.server.store.keep(message, at + timedelta(seconds=does.seconds) if reports else None)
        if (kept.number, kept.text) != (number, text):
            return self._json(409, {"error": "other_message"})
        return self._json(202 if kept.id == message.id else 200, {"id": kept.id, "state": kept.state})

    def _standing(self, reference: str) -> None:
        if not self._known():
            return self._json(401, {"error": "unauthorised"})
        message = self.server.store.message(reference)
        if message is None:
            return self._json(404, {"error": "unknown"})
        return self._json(200, {"id": message.id, "state": message.state, "reason": message.reason})

    def _tell(self, body: bytes) -> None:
        """Of the page's form: anybody on this machine may."""
        form = {name: values[0] for name, values in parse_qs(body.decode(errors="replace")).items()}
        number = form.get("number", "")
        try:
            self.server.store.tell(number, Behaviour(form.get("does", ""), float(form.get("seconds") or 0)))
        except ValueError:
            return self._json(400, {"error": "malformed"})
        self.send_response(303)
        self.send_header("Location", f"/?to={quote(number)}")
        self.send_header("Content-Length", "0")
        self.end_headers()
        return None

    def _known(self) -> bool:
        kind, _, shown = self.headers.get("Authorization", "").partition(" ")
        try:
            given = base64.b64decode(shown, validate=True)
        except binascii.Error:
            return False
        return kind == "Basic" and hmac.compare_digest(given, self.server.expected)

    def _json(self, status: int, said: dict[str, str]) -> None:
        self._answer(status, "application/json", json.dumps(said))

    def _answer(self, status: int, kind: str, body: str) -> None:
        content = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(content)


def _page(store: Store, number: str) -> str:
    """Who got what when, and for one number what becomes of its messages."""
    messages = store.messages(number)
    shown = "".join(_article(one) for one in messages) or "<p>Chưa có tin nào.</p>"
    if not number:
        return PAGE.format(title="Tin nhắn trình diễn", body=shown)
    form = _behaviour_form(number, store.behaviour(number))
    return PAGE.format(
        title=f"Tin nhắn của {html.escape(number)}", body=f'<p><a href="/">Tất cả tin</a></p>{form}{shown}'
    )


def _article(one: Sms) -> str:
    text = re.sub(
        r"https?://[^\s<>\"']+[^\s<>\"'.,;)]",
        lambda found: f'<a href="{found[0]}">{found[0]}</a>',
        html.escape(one.text, quote=False),
    )
    to = f'<a href="/?to={quote(one.number)}">{html.escape(one.number)}</a>'
    moment = f"{one.at.astimezone(HANOI):%d/%m/%Y %H:%M:%S}"
    facts = f"{html.escape(one.sender)} → {to}, {moment}, {len(one.text)} ký tự, {STATES[one.state]}"
    return f"<article><p>{text}</p><p><small>{facts}</small></p></article>"


def _behaviour_form(number: str, now_does: Behaviour) -> str:
    options = "".join(
        f'<option value="{one}"{" selected" if one == now_does.does else ""}>{NAMES[one]}</option>' for one in DOES
    )
    return (
        f'<form method="post" action="/numbers"><input type="hidden" name="number" value="{html.escape(number)}">'
        f'<label>Số này <select name="does">{options}</select></label> '
        f'<label>sau <input name="seconds" type="number" min="0" step="any" value="{now_does.seconds:g}"> giây</label> '
        '<button type="submit">Đặt</button></form>'
    )
