"""Tags and filters of all templates (loaded as builtins)."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dvctt.forms import phone_text
from dvctt.kernel import Text
from dvctt.kernel import clock as instants
from dvctt.kernel import dong as kernel_dong
from dvctt.ministry import api as ministry
from dvctt.web.http import opened_forms
from dvctt.web.ui import form_view

register = template.Library()

NO_BREAK = "\u00a0"
QUANTITY = re.compile(r"[-−]?[0-9.,]+ \D{1,24}")
COORDINATE = re.compile(r"\b[XY] = [-−]?[0-9.,]+ m\b")
CARRIED = ("csrf_token", "request", "page", "LANGUAGE_CODE")


@register.simple_tag(takes_context=True)
def part(context: Context, name: str, /, **values: Any) -> SafeString:
    """Draw the component `parts/<name>.html` with these values and nothing else of the page."""
    return _draw(context, name, values)


def _draw(context: Context, name: str, values: Mapping[str, Any]) -> SafeString:
    carried = {key: context[key] for key in CARRIED if key in context}
    assert context.template is not None
    part = context.template.engine.get_template(f"parts/{name}.html")
    return part.render(Context({**carried, **values}, autoescape=context.autoescape))


@register.simple_tag(takes_context=True)
def drawn_draft(context: Context, form: str = "") -> opened_forms.Drawn:
    """What a form that keeps drafts carries of them."""
    return opened_forms.drawn(context["request"], form)


class WrapNode(Node):
    """A component around content."""

    def __init__(self, name: FilterExpression, values: dict[str, FilterExpression], content: NodeList) -> None:
        self.name, self.values, self.nodelist = name, values, content

    def render(self, context: Context) -> SafeString:
        """The component with `content` and the values."""
        values = {key: value.resolve(context) for key, value in self.values.items()}
        return _draw(context, self.name.resolve(context), {**values, "content": self.nodelist.render(context)})


@register.tag
def wrap(parser: Parser, token: Token) -> WrapNode:
    """`{% wrap "notice" kind="info" %}…{% endwrap %}`: a component around the content between."""
    bits = token.split_contents()[1:]
    content = parser.parse(("endwrap",))
    parser.delete_first_token()
    return WrapNode(parser.compile_filter(bits[0]), token_kwargs(bits[1:], parser), content)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the set; decoration unless it has a `label`."""
    href = f"{static('assets/icons.svg')}#i-{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', href)


@register.filter
def text(value: Text | str | None) -> str:
    """A text of the data in the current language."""
    if isinstance(value, Text):
        return value.in_language(get_language() or settings.LANGUAGE_CODE)
    return value or ""


def local(value: date | datetime) -> date | datetime:
    """An instant in Viet Nam's time; a date as it is."""
    return value.astimezone(instants.HANOI) if isinstance(value, datetime) else value


@register.filter
def day(value: date | datetime | None) -> str:
    """`27/09/2026`."""
    return instants.written_day(value) if value else ""


@register.filter
def weekday(value: date | datetime | None) -> str:
    """`Thứ Hai`."""
    return ministry.weekday_name(local(value).weekday()) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """`14:32 ngày 27/09/2026`."""
    if not value:
        return ""
    return _("%(time)s ngày %(day)s") % {"time": instants.written_hour(value), "day": instants.written_day(value)}


@register.filter
def instant(value: str | None) -> str:
    """An instant written as ISO 8601, as `moment` shows it."""
    return moment(datetime.fromisoformat(value)) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """`14:32`."""
    return instants.written_hour(value) if value else ""


@register.filter
def iso(value: date | datetime | None) -> str:
    """For the `datetime` attribute."""
    return local(value).isoformat() if value else ""


@register.filter
def dong(value: int | None) -> str:
    """`1.234.567 đ`, in English `1,234,567 đ`."""
    return "" if value is None else kernel_dong(value, get_language() or "vi")


@register.filter
def faults(problems: Sequence[form_view.Problem]) -> int:
    """How many lines of an error summary are faults."""
    return sum(problem.fault for problem in problems)


@register.filter
def signed_dong(value: int) -> str:
    """A difference: `+1.234.567 đ` or `−1.234.567 đ`."""
    return f"{'−' if value < 0 else '+'}{dong(abs(value))}"


@register.filter
def phone(value: str | None) -> str:
    """A telephone number as it is read aloud: `024 3754 6101`."""
    return phone_text(value, get_language() or "vi") if value else ""


@register.filter
def unbroken(value: str | None) -> str:
    """A figure kept on one line with its unit, also in a narrow column: `5.421 m³/ngày đêm`, `X = 2.305.101 m`."""
    figure = COORDINATE.sub(lambda match: match[0].replace(" ", NO_BREAK), value or "")
    return figure.replace(" ", NO_BREAK) if QUANTITY.fullmatch(figure) else figure


@register.filter
def mail(value: str | None) -> str:
    """An address of mail that breaks only behind its marks, and other text as it is."""
    address = value or ""
    bits = re.split(r"(?<=[@.])(?=\w)", address) if "@" in address and " " not in address else [address]
    return format_html_join(SafeString("<wbr>"), "{}", ((bit,) for bit in bits))


@register.filter
def size(value: int | None) -> str:
    """A file size: `820 KB`, `1,4 MB`."""
    if value is None:
        return ""
    if value < 1024 * 1024:
        return f"{max(1, round(value / 1024))} KB"
    megabytes = f"{value / (1024 * 1024):.1f}"
    return (megabytes if (get_language() or "").startswith("en") else megabytes.replace(".", ",")) + " MB"


@register.filter
def code_groups(value: str | None) -> list[str]:
    """A code in groups that can be read aloud: at its own separators, else by four."""
    if not value:
        return []
    for separator in ("-", "."):
        if separator in value:
            bits = value.split(separator)
            return [bit + separator for bit in bits[:-1]] + [bits[-1]]
    return [value[start : start + 4] for start in range(0, len(value), 4)]


@register.filter
def initials(name: str | None) -> str:
    """The letter for a person's mark: of the given name, which stands last in Vietnamese."""
    words = unicodedata.normalize("NFC", name or "").split()
    return words[-1][0].upper() if words else "?"


@register.filter
def get(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """The value at a key."""
    return mapping.get(key) if mapping else None


@register.filter
def field_view(bound: BoundField) -> form_view.FieldView:
    """A field of a Django form, drawn with our own parts."""
    return form_view.from_bound(bound)
