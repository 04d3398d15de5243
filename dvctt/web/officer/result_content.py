"""The content of a result on officers' pages: marked where it differs from what was asked, and drafted as PDF."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dvctt import forms
from dvctt.authority import DossierPower
from dvctt.casework import api as casework
from dvctt.documents import api as documents
from dvctt.kernel import Fault, Invalid, Text
from dvctt.web.http.guards import officer
from dvctt.web.http.request import Request
from dvctt.web.officer import presenters
from dvctt.web.ui.form_filling import filling
from dvctt.web.ui.form_view import FieldView, RowView, SectionView, answer, words
from dvctt.web.wording.sentences import fault_sentence

Values = Mapping[str, Any]


@require_safe
@officer(DossierPower.READ)
def draft(request: Request, dossier: UUID, content: str) -> HttpResponse:
    """The draft of the document of that name from the content that stands; the look is recorded. Raises `NotFound`."""
    shown = casework.dossier_page(request.actor, dossier)
    try:
        pdf = casework.standing_draft(request.actor, dossier, content)
    except documents.Unprintable as error:
        return _not_drawn(request, shown, [_unprintable(error)])
    casework.record_look(request.actor, dossier, shown.access, part=f"draft:{content}", once=True)
    return _pdf(pdf, shown, content)


def typed(
    request: Request, shown: casework.DossierPage, found: casework.OfferView, document: str, raw: Values
) -> HttpResponse:
    """The draft from what is being typed into an act's form, or what is wrong with it; raises `NotFound`, `Refused`."""
    try:
        pdf = casework.typed_draft(request.actor, shown.id, document, found.action, {**found.start, **raw})
    except Invalid as error:
        labels = {field.id: words(field.label) for section in found.sections for field in section.fields}
        return _not_drawn(request, shown, [_said(fault, labels) for fault in error.faults])
    except documents.Unprintable as error:
        return _not_drawn(request, shown, [_unprintable(error)])
    casework.record_look(request.actor, shown.id, shown.access, part=f"draft:{document}", once=True)
    return _pdf(pdf, shown, document)


def titles(named: Mapping[str, Text]) -> list[tuple[str, str]]:
    """Name and title of documents whose drafts can be looked at."""
    return [(name, words(title)) for name, title in named.items()]


def marked(section: SectionView, found: casework.OfferView, values: Values) -> SectionView:
    """A section whose questions say what was asked, where what stands in them is something else."""
    specs = {field.id: field for one in found.sections for field in one.fields if field.id in found.decides}
    return replace(section, fields=[_marked(one, specs.get(one.name), found.asked, values) for one in section.fields])


def older(found: casework.OfferView, raw: Values, typed_at: datetime) -> list[tuple[str, str]]:
    """What was typed about contents before they became what stands, where it says something else: label and words.

    Filled in unasked it would undo what was decided, or asked, since.
    """
    if found.started_at is None or typed_at >= found.started_at:
        return []
    fields = {field.id: field for one in found.sections for field in one.fields if field.id in found.decides}
    known = filling(found.sections, raw).values
    return [
        (words(field.label), answer(field, known.get(name)) or str(raw[name] or "–"))
        for name, field in fields.items()
        if name in raw and known.get(name) != found.start.get(name)
    ]


def folded(section: SectionView, shown: casework.DossierPage, found: casework.OfferView, *, typed: bool) -> SectionView:
    """A section about a content that stands already, folded until somebody types: it is shown above the form."""
    standing = {one.document for one in shown.contents} & set(found.edits)
    own = all(field.name in found.decides for field in section.fields)
    return replace(section, folded=bool(standing) and own and not typed)


def _marked(view: FieldView, spec: forms.AnyField | None, asked: Values, values: Values) -> FieldView:
    if spec is None or spec.prefill is None:
        return view
    wanted, given = asked.get(spec.id), values.get(spec.id)
    told = replace(view, asked=_told(spec, wanted, given))
    if not isinstance(spec, forms.TableField):
        return told
    pairs = {after: before for before, after in forms.row_pairs(spec, wanted or [], given or []) if after is not None}
    rows = [_row(row, place, spec, pairs, wanted or [], given or []) for place, row in enumerate(view.rows)]
    return replace(told, rows=rows, blank_row=_compared(view.blank_row) if view.blank_row else None)


def _row(
    row: RowView, place: int, spec: forms.TableField, pairs: Mapping[int, int | None], old: Any, new: Any
) -> RowView:
    before = pairs.get(place)
    if before is None or place >= len(new):
        return _compared(row)
    specs = {f"{spec.id}.{place}.{column.id}": column for column in spec.columns}
    cells = [
        replace(cell, asked=_told(column, old[before].get(column.id), new[place].get(column.id)))
        if (column := specs.get(cell.name))
        else cell
        for cell in row.fields
    ]
    return replace(row, fields=cells)


def _compared(row: RowView) -> RowView:
    """A row that nobody asked for: its cells have places for what a script tells once it is like one that was."""
    return replace(row, fields=[replace(cell, asked="") for cell in row.fields])


def _told(spec: forms.AnyField, wanted: Any, given: Any) -> str:
    """What was asked, where something else is given; else empty."""
    return "" if wanted == given else answer(spec, wanted) or _("không đề nghị")


def _said(fault: Fault, labels: Mapping[str, str]) -> str:
    label = labels.get(fault.place.split(".")[0], "")
    return f"{label}: {fault_sentence(fault)}" if label else fault_sentence(fault)


def _unprintable(error: documents.Unprintable) -> str:
    return fault_sentence(Fault("", "not_typeset", {"detail": error.detail}))


def _not_drawn(request: Request, shown: casework.DossierPage, told: Sequence[str]) -> HttpResponse:
    crumbs = presenters.crumbs(shown, _("Dự thảo"))
    return render(request, "officer/not_drawn.html", {"dossier": shown, "told": told, "crumbs": crumbs}, status=422)


def _pdf(pdf: bytes, shown: casework.DossierPage, document: str) -> HttpResponse:
    name = f"du-thao-{shown.code}-{document}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
