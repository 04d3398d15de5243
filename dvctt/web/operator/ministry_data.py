"""What the ministry's data says: units, calendar by year, procedures in force."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from dvctt.catalogue import api as catalogue
from dvctt.kernel import clock
from dvctt.ministry import api as ministry
from dvctt.web.http.guards import operator
from dvctt.web.http.request import Request
from dvctt.web.ui import parts
from dvctt.web.ui.form_view import words
from dvctt.web.wording.names import unit_name
from dvctt.workflow import check

UNIT_KINDS = {
    "ministry": lazy("Bộ"), "agency": lazy("Cơ quan"), "division": lazy("Phòng, ban"), "desk": lazy("Bộ phận Một cửa"),
}  # fmt: skip
DAY_KINDS = {
    "holiday": lazy("Nghỉ lễ, tết"), "compensatory": lazy("Nghỉ bù"), "swapped": lazy("Nghỉ hoán đổi"),
    "make_up": lazy("Làm bù"),
}  # fmt: skip
CONFIDENCE = {
    "announced": lazy("Đã công bố"), "computed": lazy("Tính theo luật, chờ công bố"),
    "unverified": lazy("Chưa đối chiếu nguồn"),
}  # fmt: skip


# What the parts of a bundle are called where an editor's note is about one.
PARTS = {
    "form": lazy("Tờ khai"), "components": lazy("Thành phần hồ sơ"), "alternatives": lazy("Thành phần hồ sơ"),
    "process": lazy("Quy trình"), "fees": lazy("Phí, lệ phí"), "checks": lazy("Hệ thống kiểm tra"),
    "results": lazy("Kết quả"), "legal_basis": lazy("Căn cứ pháp lý"), "texts": lazy("Lời giới thiệu thủ tục"),
    "source": lazy("Nguồn dữ liệu"), "units": lazy("Cơ quan giải quyết"),
}  # fmt: skip


@dataclass(frozen=True)
class InForce:
    """A procedure in force: what its process check says, and what its editors noted."""

    code: str
    title: str
    case: str
    number: int
    since: date
    units: str
    faults: Sequence[str]
    notes: Sequence[tuple[str, str]]
    read: str
    kept: str
    content_hash: str


@require_safe
@operator
def units(request: Request) -> HttpResponse:
    """Units, each below its parent, with its identifier."""
    rows = []
    for depth, one in _tree(ministry.units()):
        name = "· " * depth + words(one.name)
        rows.append((name, str(UNIT_KINDS.get(one.kind, one.kind)), one.code, one.identifier, one.doc_abbreviation))
    heads = (_("Đơn vị"), _("Loại"), _("Mã"), _("Mã định danh"), _("Ký hiệu văn bản"))
    return render(request, "operator/units.html", {"table": parts.ReviewTable(heads, rows), "count": len(rows)})


def _tree(
    units: Sequence[ministry.UnitView], parent: str | None = None, depth: int = 0
) -> Iterator[tuple[int, ministry.UnitView]]:
    """The units below a parent with their depth; those without one are the first."""
    known = {one.code for one in units}
    for one in units:
        if (one.parent if one.parent in known else None) == parent:
            yield depth, one
            yield from _tree(units, one.code, depth + 1)


@require_safe
@operator
def calendar(request: Request) -> HttpResponse:
    """Days of one year that differ from the working week, with their sources."""
    known = ministry.calendar()
    years = sorted({day.year for day in known.days})
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else clock.today().year
    rows = [
        (day, words(one.name), str(DAY_KINDS[one.kind]), one.works, one.source, str(CONFIDENCE[one.confidence]))
        for day, one in sorted(known.days.items()) if day.year == year
    ]  # fmt: skip
    hours = ", ".join(f"{begin:%H:%M} – {finish:%H:%M}" for begin, finish in known.hours)
    context = {"year": year, "years": years, "rows": rows, "version": known.version, "hours": hours,
               "calendar": ministry.calendar_end()}  # fmt: skip
    return render(request, "operator/calendar.html", context)


@require_safe
@operator
def procedures(request: Request) -> HttpResponse:
    """Procedures in force, each with what the checker says of its process."""
    return render(request, "operator/procedures.html", {"procedures": [_in_force(one) for one in catalogue.in_force()]})


def _in_force(one: catalogue.PublishedVersion) -> InForce:
    bundle = one.bundle
    held = (bundle.units.receiving, bundle.units.appraising, bundle.units.deciding)
    found = check(bundle.process, form=bundle.form, fees={fee.id for fee in bundle.fees})
    faults = [f"{fault.place}: {words(fault.text) or fault.code}" for fault in found]
    return InForce(
        bundle.code, words(bundle.name), bundle.case, one.number, bundle.in_force,
        " → ".join(unit_name(code) for code in held), faults, _notes(bundle),
        _("%(page)s, đọc ngày %(on)s") % {"page": bundle.source.page, "on": clock.written_day(bundle.source.read_on)},
        _kept(bundle.retention), one.content_hash,
    )  # fmt: skip


def _kept(rule: catalogue.Retention) -> str:
    """How long closed dossiers are kept, as which group of records, by which provision."""
    lasts = _("vĩnh viễn")
    if rule.years:
        lasts = ngettext("%(count)s năm", "%(count)s năm", rule.years) % {"count": rule.years}
    return _("%(group)s: %(lasts)s (%(basis)s)") % {"group": rule.group, "lasts": lasts, "basis": rule.basis}


def _notes(bundle: catalogue.Bundle) -> list[tuple[str, str]]:
    """What is uncertain or left open, each with its place in the bundle."""
    notes = [(_place(bundle, place), words(text)) for place, text in catalogue.editor_notes(bundle)]
    notes += [(_("Nguồn dữ liệu"), words(text)) for text in bundle.source.confidence]
    return notes + [(_place(bundle, place), _("Chưa đối chiếu nguồn")) for place in catalogue.unverified(bundle)]


def _place(bundle: catalogue.Bundle, place: str) -> str:
    """What a note is about, as the pages call it: the part of the procedure, then section, question or paper."""
    head = PARTS.get(place.split(".", maxsplit=1)[0]) or _("Cả thủ tục")
    return " › ".join([str(head), *(words(one) for one in catalogue.names_at(bundle, place))])
