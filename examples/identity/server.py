"""The endpoints: discovery, keys, authorize, token, userinfo, and for tests a control that makes an issuer lie."""

import base64
import hashlib
import html
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from examples.identity.register import Client, Issuer, Person, read
from examples.identity.tokens import CLAIM_LIES, KEY_LIES, Claims, Keys, claims_of

HOST = "127.0.0.1"
CODE_LIFE = 60
# Lies of the issuer itself: codes that work again, a userinfo about somebody else, another issuer in the answer, nobody
# asked though the client wants it.
OWN_LIES = frozenset({"reuse", "other_subject", "answer_issuer", "discovery_issuer", "no_prompt"})
COOKIE = "identity_session"

PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>
body {{ font-family: system-ui, sans-serif; max-width: 34rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.5 }}
button {{ display: block; width: 100%; margin: .5rem 0; padding: .8rem 1rem; font: inherit; text-align: left;
 background: #fff; border: 1px solid #767676; border-radius: .4rem }}
button:hover, button:focus {{ background: #eef6ff }} small {{ color: #555 }}
</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"""


@dataclass(frozen=True)
class Asked:
    """What a client asked for at `authorize`."""

    client: Client
    redirect_uri: str
    state: str
    nonce: str
    challenge: str
    prompt: bool = False
    max_age: int | None = None

    def takes(self, signed_in: "SignedIn | None") -> bool:
        """Whether the client is content with a sign-in of before (OpenID Connect Core 3.1.2.1)."""
        if signed_in is None or self.prompt:
            return False
        return self.max_age is None or time.time() - signed_in.at < self.max_age


@dataclass(frozen=True)
class SignedIn:
    """Who has signed in at the issuer with a browser, and when."""

    sub: str
    at: int


@dataclass(frozen=True)
class Code:
    """A code that was given out."""

    asked: Asked
    person: Person
    until: float
    auth_time: int


@dataclass
class State:
    """What one issuer remembers while it runs."""

    keys: Keys
    codes: dict[str, Code] = field(default_factory=dict)
    used: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, Person] = field(default_factory=dict)
    sessions: dict[str, SignedIn] = field(default_factory=dict)
    lie: str = ""
    claims: Claims = field(default_factory=dict)


class Refusal(Exception):
    """The request cannot be answered; `code` is OAuth's."""

    def __init__(self, code: str, status: int = 400) -> None:
        super().__init__(code)
        self.code, self.status = code, status


class Providers:
    """All issuers of the process."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder, self._origin = folder, f"http://{HOST}:{port}"
        self._states: dict[str, State] = {}
        self._lock = threading.Lock()

    def issuer(self, name: str) -> Issuer:
        """The issuer as the register has it; raises Refusal."""
        found = read(self._folder, name)
        if found is None:
            raise Refusal("not_found", 404)
        return found

    def state(self, name: str) -> State:
        """What the issuer remembers."""
        with self._lock:
            if name not in self._states:
                self._states[name] = State(Keys(self._folder, name))
            return self._states[name]

    def address(self, name: str) -> str:
        """The issuer's own address, which is its name to clients."""
        return f"{self._origin}/{name}"

    def configuration(self, name: str) -> Claims:
        """The discovery document."""
        own = self.address(name)
        lying = self.state(name).lie == "discovery_issuer"
        return {
            "issuer": "https://elsewhere.example" if lying else own,
            "authorization_endpoint": f"{own}/authorize", "token_endpoint": f"{own}/token",
            "userinfo_endpoint": f"{own}/userinfo", "jwks_uri": f"{own}/keys",
            "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "authorization_response_iss_parameter_supported": True,
            "claims_supported": ["sub", "acr", "amr", "auth_time", "name"],
        }  # fmt: skip

    def asked(self, name: str, query: dict[str, str]) -> Asked:
        """Read an authorization request; raises Refusal where it may not even be answered at the client."""
        client = self.issuer(name).clients.get(query.get("client_id", ""))
        uri = query.get("redirect_uri", "")
        if client is None or uri not in client.redirect_uris:
            raise Refusal("unknown client or redirect_uri")
        wanted = query.get("response_type") == "code" and "openid" in query.get("scope", "").split()
        if not wanted or query.get("code_challenge_method") != "S256" or not query.get("code_challenge"):
            raise Refusal("invalid_request")
        age = query.get("max_age", "")
        return Asked(
            client, uri, query.get("state", ""), query.get("nonce", ""), query["code_challenge"],
            "login" in query.get("prompt", "").split(), int(age) if age.isdecimal() else None,
        )  # fmt: skip

    def staying(self, name: str, asked: Asked, session: str) -> SignedIn | None:
        """Who may go on without being asked again, as whom the browser signed in before."""
        state = self.state(name)
        known = state.sessions.get(session)
        return known if asked.takes(known) or state.lie == "no_prompt" else None

    def signed_in(self, name: str, sub: str) -> tuple[str, SignedIn]:
        """Sign somebody in with a browser: the session's secret, and what it stands for."""
        secret, fresh = secrets.token_urlsafe(24), SignedIn(sub, int(time.time()))
        self.state(name).sessions[secret] = fresh
        return secret, fresh

    def answered(self, name: str, asked: Asked, known: SignedIn | None) -> str:
        """Where the browser goes once somebody was chosen, or nobody."""
        person = self.issuer(name).people.get(known.sub) if known else None
        state = self.state(name)
        told = {"state": asked.state, "iss": self.address(name)}
        if state.lie == "answer_issuer":
            told["iss"] = "https://elsewhere.example"
        if person is None or known is None:
            return f"{asked.redirect_uri}?{urlencode({'error': 'access_denied', **told})}"
        code = secrets.token_urlsafe(24)
        state.codes[code] = Code(asked, person, time.time() + CODE_LIFE, known.at)
        return f"{asked.redirect_uri}?{urlencode({'code': code, **told})}"

    def token(self, name: str, form: dict[str, str], basic: tuple[str, str]) -> Claims:
        """Exchange a code, once; raises Refusal."""
        state = self.state(name)
        client = self.issuer(name).clients.get(form.get("client_id") or basic[0])
        given = form.get("client_secret") or basic[1]
        if client is None or not secrets.compare_digest(client.secret, given):
            raise Refusal("invalid_client", 401)
        code = self._take(state, form.get("code", ""))
        proven = _challenge(form.get("code_verifier", "")) == code.asked.challenge or state.lie == "reuse"
        right = code.asked.client.id == client.id and code.asked.redirect_uri == form.get("redirect_uri")
        if form.get("grant_type") != "authorization_code" or not right or not proven or code.until < time.time():
            raise Refusal("invalid_grant")
        return self._tokens(name, state, code)

    def userinfo(self, name: str, authorization: str) -> Claims:
        """What is known of whose access token it is; raises Refusal."""
        state = self.state(name)
        person = state.tokens.get(authorization.removeprefix("Bearer "))
        if person is None:
            raise Refusal("invalid_token", 401)
        sub = "somebody-else" if state.lie == "other_subject" else person.sub
        return {**person.claims, **state.claims, "sub": sub}

    def control(self, order: Claims) -> None:
        """Tell an issuer to lie, to add claims, to rotate its key, or to have asked so long ago; raises Refusal."""
        state = self.state(str(order["issuer"]))
        lie = str(order.get("lie", ""))
        if lie and lie not in CLAIM_LIES and lie not in KEY_LIES | OWN_LIES:
            raise Refusal("unknown lie")
        state.lie, state.claims = lie, dict(order.get("claims", {}))
        back = int(order.get("age", 0))
        state.sessions = {secret: SignedIn(one.sub, one.at - back) for secret, one in state.sessions.items()}
        if order.get("rotate"):
            state.keys.rotate()

    def _take(self, state: State, code: str) -> Code:
        with self._lock:
            found = state.codes.pop(code, None)
            if found is not None:
                state.used[code] = found
            elif state.lie == "reuse":
                found = state.used.get(code)
        if found is None:
            raise Refusal("invalid_grant")
        return found

    def _tokens(self, name: str, state: State, code: Code) -> Claims:
        access, person = secrets.token_urlsafe(24), code.person
        state.tokens[access] = person
        claims = claims_of(
            self.address(name), code.asked.client.id, person.sub, {**person.claims, **state.claims},
            nonce=code.asked.nonce, access_token=access, acr=person.acr, amr=person.amr,
            auth_time=code.auth_time,
        )  # fmt: skip
        claims |= {one: state.claims[one] for one in ("acr", "amr") if one in state.claims}
        if twist := CLAIM_LIES.get(state.lie):
            claims = twist(claims)
        signed = state.keys.sign(claims, state.lie if state.lie in KEY_LIES else "")
        return {"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": signed}


def serve(folder: Path, port: int, *, control: bool) -> ThreadingHTTPServer:
    """The server, not started yet."""
    providers = Providers(folder, port)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answered(b"")

        def do_POST(self) -> None:
            self._answered(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

        def _answered(self, body: bytes) -> None:
            url = urlsplit(self.path)
            try:
                status, headers, content = _answer(
                    providers, self.command, url.path, url.query, body, self.headers, control=control
                )
            except Refusal as refusal:
                status, headers = refusal.status, {"Content-Type": "application/json"}
                content = json.dumps({"error": refusal.code})
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content.encode()))}.items():
                self.send_header(name, value)
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Keep no log: it would hold codes."""

    return ThreadingHTTPServer((HOST, port), Handler)


def _answer(
    known: Providers, method: str, path: str, query: str, body: bytes, headers: Any, *, control: bool
) -> tuple[int, dict[str, str], str]:
    if control and (method, path) == ("POST", "/control"):
        known.control(json.loads(body))
        return _json({})
    if path == "/":
        return _html("Nhà cung cấp định danh trình diễn", "<p>Đang chạy.</p>")
    name, _, endpoint = path.strip("/").partition("/")
    known.issuer(name)
    form = dict(parse_qsl(body.decode()))
    if endpoint == "authorize":
        return _authorized(known, method, name, query, form, _cookie(str(headers.get("Cookie") or ""), name))
    return _json(_document(known, method, name, endpoint, form, headers))


def _authorized(
    known: Providers, method: str, name: str, query: str, form: dict[str, str], session: str
) -> tuple[int, dict[str, str], str]:
    """The page on which somebody signs in, or where it leads."""
    asked = known.asked(name, dict(parse_qsl(form.get("request", "") if method == "POST" else query)))
    staying = known.staying(name, asked, session)
    if method != "POST":
        return _html(known.issuer(name).title, _people(known.issuer(name), query, staying))
    if "stay" in form:
        if staying is None:
            raise Refusal("login_required")
        return 302, {"Location": known.answered(name, asked, staying)}, ""
    if form.get("person", "") not in known.issuer(name).people:
        return 302, {"Location": known.answered(name, asked, None)}, ""
    secret, fresh = known.signed_in(name, form["person"])
    kept = f"{COOKIE}_{name}={secret}; Path=/{name}/; HttpOnly; SameSite=Lax"
    return 302, {"Location": known.answered(name, asked, fresh), "Set-Cookie": kept}, ""


def _cookie(header: str, name: str) -> str:
    """The secret of the browser's session with an issuer; empty where it has none."""
    try:
        found = SimpleCookie(header).get(f"{COOKIE}_{name}")
    except CookieError:
        return ""
    return found.value if found else ""


def _document(
    known: Providers, method: str, name: str, endpoint: str, form: dict[str, str], headers: Any
) -> Claims:  # fmt: skip
    authorization = str(headers.get("Authorization") or "")
    if (method, endpoint) == ("POST", "token"):
        return known.token(name, form, _basic(authorization))
    if endpoint == "userinfo":
        return known.userinfo(name, authorization)
    if endpoint == "keys":
        return known.state(name).keys.published()
    if endpoint == ".well-known/openid-configuration":
        return known.configuration(name)
    raise Refusal("not_found", 404)


def _people(issuer: Issuer, query: str, staying: SignedIn | None) -> str:
    """The page on which somebody signs in: a button for each, and one to go on as before where the client allows it."""
    stay = '<button name="stay" value="1">Tiếp tục phiên đang đăng nhập</button>' if staying else ""
    buttons = "".join(
        f'<button name="person" value="{html.escape(one.sub)}">{html.escape(one.name)}</button>'
        for one in issuer.people.values()
    )
    return (
        '<p><small>Nhà cung cấp định danh trình diễn: chọn một người để đăng nhập.</small></p><form method="post">'
        f'<input type="hidden" name="request" value="{html.escape(query)}">{buttons}{stay}'
        '<button name="person" value="">Hủy, quay lại</button></form>'
    )


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _basic(header: str) -> tuple[str, str]:
    if not header.startswith("Basic "):
        return "", ""
    client, _, secret = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
    return client, secret


def _json(content: Claims) -> tuple[int, dict[str, str], str]:
    return 200, {"Content-Type": "application/json"}, json.dumps(content, ensure_ascii=False)


def _html(title: str, body: str) -> tuple[int, dict[str, str], str]:
    page = PAGE.format(title=html.escape(title), body=body)
    return 200, {"Content-Type": "text/html; charset=utf-8"}, page
