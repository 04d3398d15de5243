"""How a vetter answers a request on its page, whatever it asks for: remarks at its fields, and one decision."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from dvctt.accounts import registration
from dvctt.kernel import Fault, Invalid, Reason, Refused, clock
from dvctt.web.http.form_restore import restored_or_posted
from dvctt.web.http.request import Request, see_other
from dvctt.web.operator import duplicates
from dvctt.web.operator.vetting_deadline import vetted_at, vetting_due
from dvctt.web.ui import form_view, parts
from dvctt.web.ui.navigation import REGISTRATIONS
from dvctt.web.wording.sentences import fault_sentence

GENERAL = "general"


@dataclass(frozen=True)
class Line:
    """A field with its value, what was in force before it, and the remark written at it, empty where there is none."""

    id: str
    label: str
    value: str
    remark: str = ""
    fault: str = ""
    old: str = ""
    changed: bool = True


@dataclass(frozen=True)
class Typed:
    """What the vetter wrote, with what was wrong: remarks by field id, the organisation to join.

    `reason` is why a request is accepted whose number is known.
    """

    remarks: dict[str, str] = field(default_factory=dict)
    join: str = ""
    reason: str = ""
    faults: dict[str, str] = field(default_factory=dict)
    told: Sequence[str] = ()

    @property
    def given(self) -> list[registration.Remark]:
        """The remarks as they are sent."""
        return [registration.Remark("" if place == GENERAL else place, text) for place, text in self.remarks.items()]

    def general(self, remarks: Mapping[str, str]) -> Line:
        """The remark about the whole."""
        return Line(GENERAL, _("Ý kiến chung"), "", remarks.get(GENERAL, ""), self.faults.get(GENERAL, ""))


def _read(request: Request) -> Typed:
    """What stands in the form: sent, or kept of what was written before."""
    said = {key: str(value) for key, value in restored_or_posted(request).items()}
    remarks = {key.removeprefix("remark."): said[key] for key in said if key.startswith("remark.")}
    written = {place: text for place, text in remarks.items() if text.strip()}
    return Typed(written, said.get("join", ""), said.get(duplicates.REASON, ""))


def respond(
    request: Request,
    draw: Callable[..., HttpResponse],
    decide: Callable[[str, Typed, bool], str],
    refused: Callable[[Typed, Sequence[Reason]], Typed],
) -> HttpResponse:
    """Draw the page, or do what the pressed button says: a refusal, which is final, once more asked about.

    `draw` draws the page with what was typed, by a `status`, `refusing` where it asks. `decide` does an act, or is told
    to do nothing but raise, and gives the sentence of what was done.
    """
    written, act = _read(request), request.POST.get("act", "")
    if request.method != "POST":
        return draw(written)
    asking = act == "refuse" and "sure" not in request.POST
    try:
        if act not in ("approve", "return", "refuse"):
            raise Invalid(Fault("act", "not_an_option"))
        if act == "approve" and written.remarks:
            raise Invalid(Fault("remarks", "remark_with_approval"))
        said = decide(act, written, asking)
    except Invalid as error:
        return draw(_with_faults(written, error.faults), status=422)
    except Refused as error:
        return draw(refused(written, error.reasons), status=409)
    if asking:
        return draw(written, refusing=True)
    messages.success(request, said)
    return see_other(reverse(REGISTRATIONS.route))


def _with_faults(written: Typed, faults: Sequence[Fault]) -> Typed:
    """The faults at the remarks that they mean; `remarks.N` counts those that were written."""
    places, known, told = list(written.remarks), {}, []
    for fault in faults:
        number = fault.place.removeprefix("remarks.")
        if number.isdigit() and int(number) < len(places):
            known[places[int(number)]] = fault_sentence(fault)
        elif fault.place == "reason":
            known[duplicates.REASON] = fault_sentence(fault)
        elif fault.place == "remarks" and fault.code == "required":
            told.append(_("Để trả lại hoặc từ chối, cần ghi ít nhất một ý kiến tại mục chưa đúng hoặc ý kiến chung."))
        else:
            told.append(fault_sentence(fault))
    return replace(written, faults=known, told=told)


def problems(lines: Iterable[Line]) -> list[form_view.Problem]:
    """What is wrong with the remarks, in the order of the page."""
    return [form_view.Problem(line.fault, line.label, f"remark-{line.id}") for line in lines if line.fault]


def columns() -> list[parts.Column]:
    """What the queues of requests show."""
    return [
        parts.Column("same", _("Trùng"), "chip"),
        parts.Column("kind", _("Loại")),
        parts.Column("agency", _("Nơi kiểm tra")),
        parts.Column("received", _("Nhận lúc")),
        parts.Column("due", _("Hạn trả lời"), "due"),
    ]


def row(one: registration.VettingRow, page: str) -> parts.QueueRow:
    """A line of a queue, which leads to that page of the request."""
    cells: dict[str, object] = {
        "same": parts.Chip(str(duplicates.WHY[one.same]), "wait") if one.same else None,
        "kind": duplicates.kind_name(one.kind), "agency": vetted_at(one.agency),
        "received": clock.written(one.received_at), "due": vetting_due(one.due_at, one.overdue),
    }  # fmt: skip
    url = reverse(page, args=[one.id])
    return parts.QueueRow(str(one.id), url, one.name, cells, "overdue" if one.overdue else "", one.tax_code)


def crumbs(name: str) -> list[parts.Crumb]:
    """The way to a request's page."""
    return [parts.Crumb(str(REGISTRATIONS.label), reverse(REGISTRATIONS.route)), parts.Crumb(name)]
