"""One person's browser without script: it keeps cookies, follows redirects, and sends forms as they are drawn."""

from collections.abc import Mapping, Sequence
from urllib.parse import urljoin

import httpx

from demo.pages import Control, Form, Page, read_page

Typed = Mapping[str, str | Sequence[str]]
SECONDS = 30


class Unexpected(Exception):
    """What was seen is not what should be there; the text says both."""


class Browser:
    """What one person has open. `page` is the page shown now."""

    def __init__(self, base_url: str) -> None:
        self._client = httpx.Client(base_url=base_url, follow_redirects=True, timeout=SECONDS, trust_env=False)
        self.page = Page("", 0)

    def close(self) -> None:
        """Close it."""
        self._client.close()

    def open(self, address: str, *, status: int = 200) -> Page:
        """Go to an address; raises Unexpected unless it answers with that status."""
        return self._shown(self._client.get(urljoin(self.page.url, address)), status)

    def fetch(self, address: str) -> bytes:
        """Download a file; raises Unexpected."""
        answer = self._client.get(urljoin(self.page.url, address))
        if answer.status_code != httpx.codes.OK:
            raise Unexpected(f"{address} answered {answer.status_code}")
        return answer.content

    def follow(self, part: str, words: str = "") -> Page:
        """Follow the first link whose address contains `part` (and whose words contain `words`)."""
        url = self.page.link(part, words)
        if url is None:
            raise Unexpected(f"no link with {part or words!r} on {self.describe()}")
        return self.open(url)

    def the_form(self, ending: str = "", *, having: str = "") -> Form:
        """The form of the page with that ending of its address, or that control; raises Unexpected."""
        form = self.page.form(ending, having=having)
        if form is None:
            raise Unexpected(f"no form {ending} {having} on {self.describe()}")
        return form

    def send(
        self,
        form: Form,
        typed: Typed | None = None,
        *,
        press: Control | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        status: int = 200,
    ) -> Page:
        """Fill in and send a form, by the button `press` or else its first; raises Unexpected."""
        button = press or next((control for control in form.controls if control.kind == "submit"), None)
        pairs = filled(form, typed or {})
        if button is not None and button.name:
            pairs.append((button.name, button.value))
        url = urljoin(self.page.url, form.action or self.page.url)
        if form.method == "get":
            return self._shown(self._client.get(url, params=httpx.QueryParams(tuple(pairs))), status)
        data: dict[str, list[str]] = {}
        for name, value in pairs:
            data.setdefault(name, []).append(value)
        headers = {"Referer": self.page.url}
        return self._shown(self._client.post(url, data=data, files=files, headers=headers), status)

    def describe(self) -> str:
        """The page in a line or two, for who reads why a step failed."""
        page = self.page
        return f"{page.url} ({page.status}, “{page.title}”) {page.alerts or page.text[:400]}".strip()

    def _shown(self, answer: httpx.Response, status: int) -> Page:
        self.page = read_page(str(answer.url), answer.status_code, answer.text)
        if answer.status_code != status:
            raise Unexpected(f"{answer.request.method} {answer.request.url} answered {self.describe()}")
        return self.page


def filled(form: Form, typed: Typed) -> list[tuple[str, str]]:
    """The pairs that a browser sends: what is typed, else what the page says; only ticked boxes; no buttons."""
    unknown = set(typed) - form.names()
    if unknown:
        raise Unexpected(
            f"the form has no field {', '.join(sorted(unknown))}; it has {', '.join(sorted(form.names()))}"
        )
    pairs = []
    for control in form.controls:
        if not control.name or control.kind in ("submit", "file", "reset", "image"):
            continue
        given = typed.get(control.name)
        if control.kind in ("checkbox", "radio"):
            chosen = control.checked if given is None else control.value in _several(given)
            pairs += [(control.name, control.value)] if chosen else []
        elif control.kind == "select" and given is not None and not set(_several(given)) <= set(control.options):
            raise Unexpected(f"{control.name} does not offer {given}")
        else:
            pairs += [(control.name, value) for value in _several(control.value if given is None else given)]
    return pairs


def _several(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
