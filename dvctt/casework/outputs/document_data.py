"""What the papers say: plain data for the templates, taken from the dossier at the instant of the act."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from dvctt.casework.core import declared_owner, masking
from dvctt.casework.core.act_context import ActContext
from dvctt.casework.core.filer import filer_line
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.course import amendments, clocks, delivery, fee_wording
from dvctt.casework.models import AnswerSet
from dvctt.casework.outputs import contents, issuing_unit
from dvctt.casework.outputs.printed_inputs import note_of_decision
from dvctt.documents import api as documents
from dvctt.forms import AnyField, TableField, YesNoField, display, phone_text
from dvctt.kernel import clock
from dvctt.ministry import api as ministry
from dvctt.workflow import Content, DocumentSpec


def document_data(context: ActContext, name: str, number: str) -> dict[str, Any]:
    """The data of one of the process's documents; see the head of content/ministry/templates/layout.typ."""
    loaded, spec = context.loaded, context.loaded.flow.documents[name]
    unit = issuing_unit.issuer(loaded, name)
    parent = ministry.unit(unit.parent) if unit.parent else unit
    return {
        "agency": {"parent": parent.name.vi, "name": unit.name.vi},
        "place": ministry.place_of(unit.code),
        "date": _date(loaded.now),
        "number": number,
        "title": spec.title.vi,
        "signer": _signer(context, spec),
        "recipients": [loaded.owner.name, "Lưu: VT."],
        "body": _BODIES[spec.kind](context, name),
    }


def declaration(loaded: LoadedDossier) -> dict[str, Any]:
    """The data of the declaration: every section, field and table of the form, and the files handed in."""
    deciding = ministry.unit(loaded.bundle.units.deciding)
    return {
        "agency": {"parent": "", "name": ""},
        "place": "",
        "date": _date(loaded.now),
        "number": "",
        "title": loaded.bundle.form.name.vi,
        "recipients": [],
        "body": {
            "addressee": ministry.agency_of(deciding.code).name.vi,
            "procedure": {"code": loaded.bundle.code, "name": loaded.bundle.name.vi},
            "owner": declared_owner.owner_facts(loaded, loaded.sets[-1]),
            "filer": filer_line(loaded),
            "sections": _sections(loaded),
            "files": _files(loaded, loaded.sets[-1].number),
        },
    }


def displayed(fields: Iterable[AnyField], values: Mapping[str, Any], *, hide: bool = False) -> dict[str, Any]:
    """Every value in its human form, tables as lists of rows, by field id; what is sensitive masked where `hide`."""
    reader, shown = masking.on_paper(hide=hide), dict[str, Any]()
    for field in fields:
        value = values.get(field.id)
        if value in (None, "", []):
            shown[field.id] = [] if isinstance(field, TableField) else ""
        elif isinstance(field, TableField):
            shown[field.id] = [
                {column.id: reader.shown(column, row.get(column.id)) for column in field.columns} for row in value
            ]
        else:
            shown[field.id] = reader.shown(field, value)
    return shown


def _acknowledgement(context: ActContext, name: str) -> dict[str, Any]:
    loaded = context.loaded
    standing = clocks.standings(loaded)
    answer = next((one.due for one in standing.values() if one.due), None)
    return {
        **_common(loaded),
        "received_at": _moment(loaded.dossier.submitted_at),
        "answer_by": _moment(answer),
        "provisional_due": _moment(clocks.promised(loaded)),
        "delivery": delivery.printed(loaded),
        "fees": fee_wording.owed(loaded),
        "paying": fee_wording.ways(loaded),
        "components": _handed_in(loaded, loaded.sets[-1]),
    }


def _receipt(context: ActContext, name: str) -> dict[str, Any]:
    loaded = context.loaded
    main = clocks.main_clock(loaded)
    standing = clocks.clock_state(loaded, main) if main else None
    return {
        **_common(loaded),
        "components": _handed_in(loaded, loaded.filed or loaded.sets[-1]),
        "sets": 1,
        "time_limit": loaded.bundle.texts.time.vi,
        "received_at": _moment(loaded.dossier.submitted_at),
        "accepted_at": _moment(loaded.dossier.accepted_at),
        "due_at": _moment(standing.due if standing else None),
        "delivery": delivery.printed(loaded),
        "fees": fee_wording.owed(loaded),
        "paying": fee_wording.ways(loaded),
        "register": {"book": loaded.now.strftime("%Y"), "entry": loaded.dossier.code},
    }


def _amendment(context: ActContext, name: str) -> dict[str, Any]:
    loaded, given = context.loaded, context.inputs
    names, wished = places(loaded, "vi"), date.fromisoformat(given["answer_by"])
    until = amendments.waited_until(loaded, loaded.flow.actions[context.action], wished)
    return {
        **_common(loaded),
        "reason": given.get("reason", ""),
        "answer_by": _date_only(given["answer_by"]),
        "answer_until": _moment(until),
        "items": [{"place": names.get(one["target"], ""), "wrong": one["wrong"]} for one in given["items"]],
    }


def _refusal(context: ActContext, name: str) -> dict[str, Any]:
    given = context.inputs
    return {**_common(context.loaded), "reason": given.get("reason", ""), "basis": given.get("basis", "")}


def _result(context: ActContext, name: str) -> dict[str, Any]:
    loaded = context.loaded
    content = contents.content_of(loaded, name)
    return {
        **_common(loaded),
        "legal_basis": [{"number": one.number, "name": one.name.vi} for one in loaded.bundle.legal_basis],
        **(_asked_for(loaded) if content is None else _decided(context, name, content)),
    }


def _asked_for(loaded: LoadedDossier) -> dict[str, Any]:
    """What a result without content prints: the answers, and what the decider wrote."""
    return {
        "form": displayed(loaded.bundle.form.fields(), loaded.values()),
        "values": loaded.values(),
        "reason": _last_reason(loaded),
        "decision": {"at": _date(loaded.now), "note": note_of_decision(loaded)},
    }


def _decided(context: ActContext, name: str, content: Content) -> dict[str, Any]:
    """What a result prints of its content, and of the answers those alone that the content does not start from."""
    loaded = context.loaded
    decided, taken = decided_content(context, name), contents.sources(loaded, name)
    answers = [field for field in loaded.bundle.form.fields() if field.id not in taken]
    until = valid_until(context, name)
    return {
        "form": displayed(answers, loaded.values(), hide=context.masked),
        "content": displayed(content.fields(), decided, hide=context.masked),
        "valid_until": until.isoformat() if until else "",
        "decision": {"at": _date(loaded.now)},
    }


def decided_content(context: ActContext, document: str) -> dict[str, Any]:
    """The content of a document after the act: what the act sets, else what stands."""
    if document in context.contents:
        return context.contents[document]
    return contents.standing(context.loaded, document) or {}


def valid_until(context: ActContext, document: str) -> date | None:
    """The last day of a result whose term in years its content says, or in a version without content the form."""
    loaded = context.loaded
    result = next((one for one in loaded.bundle.results if one.document == document), None)
    if result is None or result.validity_years is None:
        return None
    with_content = contents.content_of(loaded, document) is not None
    values = decided_content(context, document) if with_content else loaded.values()
    years = int(values.get(result.validity_years) or 0)
    return years_later(loaded.today, years) if years else None


def years_later(first: date, years: int) -> date:
    """The last of so many years that begin on a day."""
    last_month_day = monthrange(first.year + years, first.month)[1]
    return first.replace(year=first.year + years, day=min(first.day, last_month_day)) - timedelta(days=1)


_BODIES = {
    "acknowledgement": _acknowledgement,
    "receipt": _receipt,
    "amendment_request": _amendment,
    "refusal": _refusal,
    "result": _result,
    "negative_decision": _result,
    "notice": _refusal,
}


def _common(loaded: LoadedDossier) -> dict[str, Any]:
    receiving = ministry.unit(loaded.dossier.receiving)
    return {
        "dossier": {
            "code": loaded.dossier.code or "",
            "procedure": loaded.bundle.name.vi,
            "procedure_code": loaded.bundle.code,
            "case": loaded.bundle.case_name.vi,
            "received": _date(loaded.dossier.submitted_at) if loaded.dossier.submitted_at else "",
        },
        "owner": declared_owner.owner_facts(loaded),
        "filer": filer_line(loaded),
        "desk": {
            "name": receiving.name.vi,
            "phone": phone_text(receiving.phone) if receiving.phone else "",
            "email": receiving.email,
            "address": receiving.address,
        },
    }


def _signer(context: ActContext, spec: DocumentSpec) -> dict[str, str]:
    if spec.kind in ("result", "negative_decision"):
        decision = getattr(context.loaded.dossier, "decision", None)
        if decision is None:
            return {"authority": "", "position": "", "name": ""}
        return {"authority": decision.authority_line, "position": decision.title, "name": decision.name}
    return {"authority": "", "position": "", "name": context.actor.name if context.actor.grants else ""}


def _sections(loaded: LoadedDossier) -> list[dict[str, Any]]:
    values, book = loaded.values(), ministry.address_book()
    return [
        {"title": section.title.vi, "fields": [_field(one, values, book) for one in section.fields if one.id in values]}
        for section in loaded.bundle.form.sections
    ]


def _field(field: AnyField, values: Mapping[str, Any], book: Any) -> dict[str, Any]:
    value = values[field.id]
    if isinstance(field, TableField):
        columns = field.columns_read(value or [])
        rows = [[display(column, row.get(column.id), "vi", book) for column in columns] for row in value or []]
        return {"label": field.label.vi, "columns": [column.label.vi for column in columns], "rows": rows}
    if isinstance(field, YesNoField) and field.must_be_true and value is True:
        return {"promise": field.label.vi}
    return {"label": field.label.vi, "value": display(field, value, "vi", book)}


def _handed_in(loaded: LoadedDossier, filed: AnswerSet) -> list[dict[str, Any]]:
    """What a receipt lists: the declaration first, then the papers."""
    declared = loaded.declared(filed)
    kind = "bản điện tử đã ký số" if declared and declared.signed_id else "bản điện tử"
    name = loaded.bundle.form.name.vi
    sheet = {"name": name, "file": "khai trên hệ thống", "kind": kind, "quantity": 1}
    return [sheet, *_files(loaded, filed.number)]


def _files(loaded: LoadedDossier, number: int) -> list[dict[str, Any]]:
    """The papers in the order in which the procedure lists them, those of one kind as they were handed in."""
    names = {one.id: one for one in loaded.bundle.components}
    order = list(names)
    return [
        {
            "name": names[one.component].name.vi,
            "file": documents.substituted(one.document.name),
            "sha256": one.document.blob_id,
            "kind": "bản điện tử",
            "quantity": 1,
        }
        for one in sorted(loaded.files(number), key=lambda one: order.index(one.component))
    ]


def places(loaded: LoadedDossier, language: str) -> dict[str, str]:
    """What may be asked to be amended, fields and components by id, as they are named in a language."""
    fields = {field.id: field.label.in_language(language) for field in loaded.bundle.form.fields()}
    return fields | {one.id: one.name.in_language(language) for one in loaded.bundle.components}


def _last_reason(loaded: LoadedDossier) -> str:
    """The reason of the latest act that gave one: what a negative decision states."""
    given: Iterable[str] = (str(act.inputs.get("reason", "")) for act in reversed(loaded.acts))
    return next((reason for reason in given if reason), "")


def _moment(at: datetime | None) -> str:
    return at.astimezone(clock.HANOI).strftime("%H giờ %M phút, ngày %d/%m/%Y") if at else ""


def _date(at: datetime) -> str:
    return clock.day_of(at).isoformat()


def _date_only(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"
