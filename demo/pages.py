"""A page as a browser without script sees it: its forms with their controls, its links, its words."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

SILENT = frozenset({"script", "style", "template", "noscript"})
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
BLOCKS = frozenset({"p", "li", "div", "dd", "dt", "h1", "h2", "h3", "tr", "td", "section", "label", "legend", "button"})


@dataclass
class Control:
    """An input, select, text area or button; `kind` is the input's type, `select`, `textarea` or `submit`."""

    kind: str
    name: str
    value: str
    checked: bool = False
    multiple: bool = False
    options: list[str] = field(default_factory=list)
    words: str = ""


@dataclass
class Form:
    """A form and the controls that belong to it, in the order of the page."""

    action: str
    method: str
    multipart: bool
    id: str
    controls: list[Control] = field(default_factory=list)

    def names(self) -> frozenset[str]:
        """Names of all controls."""
        return frozenset(control.name for control in self.controls)

    def named(self, name: str) -> list[Control]:
        """The controls of that name."""
        return [control for control in self.controls if control.name == name]

    def button(self, name: str, value: str | None = None) -> Control | None:
        """The submit button of that name, and value where one is given."""
        buttons = (control for control in self.named(name) if control.kind == "submit")
        return next((control for control in buttons if value in (None, control.value)), None)


@dataclass
class Page:
    """A page that was answered: where it ended up, and what is on it."""

    url: str
    status: int
    title: str = ""
    forms: list[Form] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    text: str = ""
    alerts: str = ""

    def form(self, ending: str = "", *, having: str = "") -> Form | None:
        """The first form whose action ends so (without query), and that has a control of that name."""
        fits = (form for form in self.forms if (form.action or self.url).partition("?")[0].endswith(ending))
        return next((form for form in fits if not having or having in form.names()), None)

    def link(self, part: str, words: str = "") -> str | None:
        """The address of the first link that contains `part`, and whose words contain `words`."""
        return next((url for url, text in self.links if part in url and words in text), None)


def read_page(url: str, status: int, html: str) -> Page:
    """Parse a page."""
    reader = _Reader(Page(url, status))
    reader.feed(html)
    reader.close()
    return reader.finished()


class _Reader(HTMLParser):
    """Collects forms, links and words. Controls may name their form by `form=`."""

    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self.open: list[tuple[str, bool]] = []
        self.form: Form | None = None
        self.control: Control | None = None
        self.link: str | None = None
        self.foreign: list[tuple[str, Control]] = []
        self.said: dict[str, list[str]] = {"text": [], "alert": [], "link": [], "title": [], "control": []}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append((tag, attributes.get("role") == "alert" or "fault" in attributes.get("class", "").split()))
        if tag in BLOCKS:
            self.said["text"].append("\n")
        if tag == "form":
            self._open_form(attributes)
        elif tag in ("input", "select", "textarea", "button"):
            self._open_control(tag, attributes)
        elif tag == "option" and self.control is not None:
            self._option(attributes)
        elif tag == "a" and "href" in attributes:
            self.link, self.said["link"] = attributes["href"], []

    def handle_endtag(self, tag: str) -> None:
        if tag not in (open_tag for open_tag, _ in self.open):
            return
        while self.open.pop()[0] != tag:
            continue
        if tag == "form":
            self.form = None
        elif tag in ("select", "textarea", "button") and self.control is not None:
            self._close_control(tag)
        elif tag == "a" and self.link is not None:
            self.page.links.append((self.link, _tidy(self.said["link"])))
            self.link = None

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self.open]
        if tags and tags[-1] == "title" and "svg" not in tags:
            self.said["title"].append(data)
        if self.control is not None:
            self.said["control"].append(data)
        if SILENT.isdisjoint(tags) and "head" not in tags and "option" not in tags:
            self.said["text"].append(data)
            self.said["link"].append(data)
            if any(alert for _, alert in self.open):
                self.said["alert"].append(data)

    def finished(self) -> Page:
        """The page, with controls of other places put into their forms."""
        for owner, control in self.foreign:
            for form in self.page.forms:
                if form.id == owner:
                    form.controls.append(control)
        page = self.page
        page.title, page.alerts = _tidy(self.said["title"]), _tidy(self.said["alert"])
        page.text = "\n".join(line for line in map(_tidy, "".join(self.said["text"]).split("\n")) if line)
        return page

    def _open_form(self, attributes: dict[str, str]) -> None:
        multipart = attributes.get("enctype") == "multipart/form-data"
        self.form = Form(
            attributes.get("action", ""), attributes.get("method", "get").lower(), multipart, attributes.get("id", "")
        )
        self.page.forms.append(self.form)

    def _open_control(self, tag: str, attributes: dict[str, str]) -> None:
        kind = {"select": "select", "textarea": "textarea"}.get(tag, attributes.get("type", "text"))
        if tag == "button" and attributes.get("type", "submit") != "submit":
            return
        control = Control(
            "submit" if tag == "button" else kind, attributes.get("name", ""), attributes.get("value", "")
        )
        control.checked, control.multiple = "checked" in attributes, "multiple" in attributes
        if kind == "checkbox" and "value" not in attributes:
            control.value = "on"
        if "disabled" not in attributes and SILENT.isdisjoint(tag for tag, _ in self.open):
            self._keep(control, attributes.get("form", ""))
        if tag != "input":
            self.control, self.said["control"] = control, []

    def _keep(self, control: Control, owner: str) -> None:
        if owner:
            self.foreign.append((owner, control))
        elif self.form is not None:
            self.form.controls.append(control)

    def _option(self, attributes: dict[str, str]) -> None:
        assert self.control
        value = attributes.get("value", "")
        if "selected" in attributes or (not self.control.options and not self.control.multiple):
            self.control.value = value
        self.control.options.append(value)

    def _close_control(self, tag: str) -> None:
        assert self.control
        if tag == "textarea":
            self.control.value = "".join(self.said["control"]).removeprefix("\n")
        self.control.words = _tidy(self.said["control"])
        self.control = None


def _tidy(words: list[str] | str) -> str:
    return " ".join("".join(words).split())
