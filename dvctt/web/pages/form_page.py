"""The page of one form, as most pages of an account are: what is asked, why, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.shortcuts import render

from dvctt.kernel import Fault, Refused
from dvctt.web.http.form_restore import restored_or_posted
from dvctt.web.http.request import Request
from dvctt.web.ui import inputs
from dvctt.web.ui.form_view import FieldView, problems
from dvctt.web.wording.sentences import Asked, fault_sentence, reason_sentence


@dataclass(frozen=True)
class FormPage:
    """What such a page shows; `facts` are pairs, `notes` paragraphs, `told` why the act was refused.

    Without `button` the page only explains.
    """

    title: str
    button: str
    lead: str = ""
    fields: Sequence[FieldView] = ()
    facts: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()
    links: Sequence[tuple[str, str]] = ()
    warning: str = ""
    told: Sequence[str] = ()
    danger: bool = False
    back: str = ""
    hidden: Sequence[tuple[str, str]] = field(default_factory=tuple)

    @property
    def conditional(self) -> bool:
        """Whether an answer decides which questions are asked."""
        return any(one.drives for one in self.fields)

    def answer(self, request: Request, *, status: int = 200) -> HttpResponse:
        """Draw the page."""
        context = {"form": self, "problems": problems(self.fields)}
        return render(request, "account/form.html", context, status=status)


def text_field(
    request: Request, name: str, label: str, *, faults: Sequence[Fault] = (), hint: str = "", kind: str = "text",
    input_type: str = "text", autocomplete: str = "off", required: bool = True, value: str = "",
) -> FieldView:  # fmt: skip
    """A field that shows again what was typed (a password never) with what is wrong at it."""
    shown_again = restored_or_posted(request).get(name, value)
    asked = Asked(label, chosen=kind in ("radios", "select"))
    said = " ".join(fault_sentence(one, asked) for one in faults if one.place == name)
    attrs = {"type": input_type, "autocomplete": autocomplete} if kind in ("text", "date") else {}
    if kind == "date":
        attrs |= inputs.DATE
    if autocomplete == "one-time-code":
        attrs |= {"inputmode": "numeric"}
    shown = "" if input_type == "password" else shown_again
    return FieldView(name, kind, label, hint, required, shown, fault=said, attrs=attrs)


def sentences(error: Refused) -> list[str]:
    """Why an act was refused."""
    return [reason_sentence(one) for one in error.reasons]


def said(place: str, faults: Sequence[Fault], asked: Asked | None = None) -> str:
    """What is wrong at a place."""
    return " ".join(fault_sentence(one, asked) for one in faults if one.place == place)
