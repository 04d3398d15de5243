"""Proving a bundle before it is published: everything that its parts say about each other."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from dvctt.catalogue import supplied
from dvctt.catalogue.bundle import Bundle, Component, Fee, Price
from dvctt.catalogue.check_numbers import number_faults
from dvctt.catalogue.check_texts import fault_at, text_faults
from dvctt.forms import AnyField, Condition, FieldBase, NumberField, TableField, YesNoField, check_form, references
from dvctt.kernel import Fault, Role, Text
from dvctt.ministry import api as ministry_data
from dvctt.notices import api as notices
from dvctt.workflow import Action, DecisionDuty, RecordDuty, check, states_after

CONFIRMATIONS = ("accuracy_confirmed", "secrecy_confirmed")


@dataclass(frozen=True)
class Ministry:
    """What a bundle may rely on: codes of units and sectors, file names of templates, abbreviations by unit."""

    units: frozenset[str]
    templates: frozenset[str]
    sectors: frozenset[str]
    abbreviations: Mapping[str, str] | None = None


@cache
def ministry_on_disk() -> Ministry:
    """The ministry as its content folder describes it."""
    folder = Path(settings.LAYOUT_FOLDER)
    listed, lists = (
        yaml.safe_load((folder.parent / name).read_text(encoding="utf-8")) for name in ("units.yaml", "statuses.yaml")
    )
    units = {str(unit["code"]): unit for unit in listed["units"]}
    templates = frozenset(file.name for file in folder.glob("*.typ"))
    sectors = frozenset(lists["lists"]["sector"])
    return Ministry(frozenset(units), templates, sectors, {code: _abbreviation(units, code) for code in units})


def _abbreviation(units: Mapping[str, Mapping[str, Any]], code: str) -> str:
    """What the numbers of the agency have that a unit belongs to."""
    unit = units[code]
    while unit["kind"] not in ("agency", "ministry") and unit.get("parent"):
        unit = units[unit["parent"]]
    return str(unit.get("doc_abbreviation", ""))


def facts(bundle: Bundle) -> frozenset[str]:
    """The names of facts that conditions of the bundle may use: `has_<component>` besides those of every bundle."""
    return supplied.FACTS | {f"has_{one.id}" for one in bundle.components}


def check_bundle(
    bundle: Bundle, files: frozenset[str] = frozenset(), *, ministry: Ministry | None = None
) -> tuple[Fault, ...]:
    """Every fault of a bundle, each with its place and a sentence; empty when it may be published.

    `files` are the paths of the folder's other files, `ministry` what the bundle may rely on (the
    ministry's content folder where not given).
    """
    surroundings = ministry or ministry_on_disk()
    found = [
        *check_form(bundle.form),
        *check(
            bundle.process,
            form=bundle.form,
            roles=frozenset(Role),
            fees=frozenset(fee.id for fee in bundle.fees),
            facts=facts(bundle),
            notices=notices.sendable(files),
        ),
        *text_faults(bundle),
        *ministry_data.drafting_faults(bundle.model_dump(by_alias=True, exclude={"source"})),
        *_identity(bundle),
        *_lists(bundle, surroundings),
        *_components(bundle, files),
        *_checks(bundle),
        *_submission(bundle),
        *_sensitive(bundle),
        *_subject(bundle),
        *_documents(bundle, files | surroundings.templates),
        *number_faults(bundle, surroundings.abbreviations or {}),
        *_results(bundle),
        *_fees(bundle),
    ]
    return tuple({(fault.place, fault.code): _placed(fault) for fault in found}.values())


def _placed(fault: Fault) -> Fault:
    """The fault with its place in its sentence, whoever found it."""
    text = fault.text or Text(vi=fault.code, en=fault.code)
    if fault.place in text.vi:
        return fault
    sentence = Text(vi=f"Tại {fault.place}: {text.vi}", en=f"At {fault.place}: {text.en or text.vi}")
    return Fault(fault.place, fault.code, fault.params, sentence)


def _identity(bundle: Bundle) -> Iterator[Fault]:
    if bundle.last_filing and bundle.last_filing < bundle.in_force:
        yield fault_at(
            "last_filing",
            "before_in_force",
            f"ngày nộp cuối {bundle.last_filing} trước ngày hiệu lực {bundle.in_force}",
            f"the last filing date {bundle.last_filing} is before the date in force {bundle.in_force}",
        )
    yield from _twice("components", (one.id for one in bundle.components))
    yield from _twice("checks", (one.id for one in bundle.checks))
    yield from _twice("fees", (one.id for one in bundle.fees))
    yield from _twice("alternatives", (one.id for one in bundle.alternatives))
    yield from _twice("results", (one.outcome for one in bundle.results))
    yield from _twice("legal_basis", (one.number for one in bundle.legal_basis))


def _twice(place: str, identifiers: Iterable[str]) -> Iterator[Fault]:
    for identifier, times in Counter(identifiers).items():
        if times > 1:
            yield fault_at(
                f"{place}.{identifier}", "twice", f"{identifier} có {times} lần", f"{identifier} is there {times} times"
            )


def _lists(bundle: Bundle, ministry: Ministry) -> Iterator[Fault]:
    """Sector and units are the ministry's, and at each place some officer has a part in the process."""
    if bundle.sector not in ministry.sectors:
        yield fault_at(
            "sector", "unknown_sector", f"không có lĩnh vực mã {bundle.sector}", f"there is no sector {bundle.sector}"
        )
    filled = {who.at for action in bundle.process.actions.values() for who in action.who}
    for place, code in bundle.units.model_dump().items():
        if code not in ministry.units:
            yield fault_at(
                f"units.{place}", "unknown_unit", f"không có đơn vị mã {code}", f"there is no unit with code {code}"
            )
        if place not in filled:
            yield fault_at(
                f"units.{place}",
                "place_nobody_fills",
                f"không hành động nào do cán bộ ở {place} làm",
                f"no action is done by an officer at {place}",
            )


def _components(bundle: Bundle, files: frozenset[str]) -> Iterator[Fault]:
    groups = {group.id: 0 for group in bundle.alternatives}
    for one in bundle.components:
        place = f"components.{one.id}"
        if one.alternatives is not None:
            yield from _alternative(place, one, groups)
        if one.template_file and one.template_file not in files:
            yield _no_file(f"{place}.template_file", one.template_file)
        if not isinstance(one.required, bool):
            yield from _names(bundle, f"{place}.required", one.required)
    for group in bundle.alternatives:
        if groups[group.id] <= group.at_least:
            yield fault_at(
                f"alternatives.{group.id}",
                "no_choice",
                f"nhóm có {groups[group.id]} giấy tờ nên không có gì để chọn",
                f"the group has {groups[group.id]} components, so there is nothing to choose",
            )
    declared = [one for one in bundle.components if one.declaration]
    if len(declared) != 1 or declared[0].kind != "form":
        yield fault_at(
            "components",
            "declaration",
            "cần đúng một thành phần loại form là tờ khai (declaration: true)",
            "exactly one component of kind form must be the declaration (declaration: true)",
        )


def _alternative(place: str, component: Component, groups: dict[str, int]) -> Iterator[Fault]:
    name = component.alternatives
    if name not in groups:
        yield fault_at(f"{place}.alternatives", "unknown_group", f"không có nhóm {name}", f"there is no group {name}")
        return
    groups[name] += 1
    if component.required is not False:
        yield fault_at(
            f"{place}.required",
            "required_alternative",
            "giấy tờ trong nhóm lựa chọn phải có required: false",
            "a component of a group of alternatives must have required: false",
        )


def _checks(bundle: Bundle) -> Iterator[Fault]:
    places = {field.id for field in bundle.form.fields()} | {one.id for one in bundle.components}
    for one in bundle.checks:
        yield from _names(bundle, f"checks.{one.id}.that", one.that)
        if one.at not in places:
            yield fault_at(
                f"checks.{one.id}.at",
                "unknown_place",
                f"không có ô hay giấy tờ {one.at}",
                f"there is no field or component {one.at}",
            )


def _names(bundle: Bundle, place: str, condition: Condition) -> Iterator[Fault]:
    """What a condition refers to must be there: fields, columns of tables, facts."""
    known = {f"fact:{fact}" for fact in facts(bundle)}
    for field in bundle.form.fields():
        known.add(f"field:{field.id}")
        known |= {f"table:{field.id}.{column}" for column in _columns(field)}
    for name in sorted(references(condition)):
        kind, _, rest = name.partition(":")
        if name not in known:
            yield fault_at(
                place,
                f"unknown_{kind}",
                f"điều kiện nhắc tới {rest} nhưng không có",
                f"the condition names {rest}, which does not exist",
            )


def _columns(field: AnyField) -> tuple[str, ...]:
    return tuple(column.id for column in field.columns) if field.type == "table" else ()


def _submission(bundle: Bundle) -> Iterator[Fault]:
    submits = [name for name, action in bundle.process.actions.items() if action.kind == "submit"]
    if len(submits) != 1:
        yield fault_at(
            "process.actions",
            "submit",
            f"cần đúng một hành động kind: submit, có {len(submits)}",
            f"exactly one action must have kind: submit, there are {len(submits)}",
        )
    for name in submits:
        yield from _submit(bundle, f"process.actions.{name}", bundle.process.actions[name])
    exempt = bundle.signing.exemption
    if exempt.allowed and exempt.basis is None:
        yield fault_at(
            "signing.exemption.basis",
            "no_basis",
            "miễn ký số phải nêu căn cứ pháp lý",
            "leave to submit unsigned must name its legal basis",
        )
    if not bundle.signing.required and not exempt.allowed:
        yield fault_at(
            "signing.required",
            "unsigned",
            "chỉ bỏ chữ ký khi exemption.allowed là true",
            "the signature may be left out only where exemption.allowed is true",
        )


def _submit(bundle: Bundle, place: str, action: Action) -> Iterator[Fault]:
    asked = set().union(*(references(guard.that) for guard in action.guards if guard.that is not None))
    if bundle.signing.required and "fact:declaration_ready" not in asked:
        yield fault_at(
            f"{place}.guards",
            "unsigned",
            "hồ sơ phải ký nên cần điều kiện theo declaration_ready",
            "the declaration must be signed, so a guard must ask for declaration_ready",
        )
    confirmed = {
        field.id
        for section in action.input
        for field in section.fields
        if isinstance(field, YesNoField) and field.must_be_true
    }
    for name in CONFIRMATIONS if bundle.secrecy.asks else CONFIRMATIONS[:1]:
        if name not in confirmed:
            yield fault_at(
                f"{place}.input", f"no_{name}", f"thiếu ô xác nhận {name}", f"the confirmation {name} is missing"
            )


def _sensitive(bundle: Bundle) -> Iterator[Fault]:
    """The form's sensitive answers are stored sealed; what is given with an act stands open in its record."""
    for name, action in bundle.process.actions.items():
        for field in (field for section in action.input for field in section.fields):
            columns = field.columns if field.type == "table" else ()
            for place in (
                f"{field.id}.{one.id}" if one is not field else field.id for one in (field, *columns) if one.sensitive
            ):
                yield fault_at(
                    f"process.actions.{name}.input.{place}",
                    "sensitive_input",
                    "ô của hành động không được nhạy cảm (sensitive); hỏi nội dung này trong tờ khai",
                    "a field of an action may not be sensitive; ask for it in the form",
                )


def _subject(bundle: Bundle) -> Iterator[Fault]:
    """Lists show the subject to all who may find the dossier: it is made of answers that are there and open to them."""
    for index, part in enumerate(bundle.subject):
        name, _dot, column = part.field.partition(".")
        field = next((one for one in bundle.form.fields() if one.id == name), None)
        columns = {one.id: one for one in field.columns} if isinstance(field, TableField) else {}
        answer: FieldBase | None = columns.get(column) if column or columns else field
        place = f"subject.{index}"
        if answer is None:
            yield fault_at(
                place, "unknown_field", f"tờ khai không có ô {part.field}", f"the form has no field {part.field}"
            )
        elif answer.sensitive:
            yield fault_at(
                place, "sensitive_subject", f"ô {part.field} là nhạy cảm (sensitive), không được hiện ở danh sách",
                f"field {part.field} is sensitive and may not be shown in lists",
            )  # fmt: skip


def _documents(bundle: Bundle, templates: frozenset[str]) -> Iterator[Fault]:
    for name, document in bundle.process.documents.items():
        if document.template not in templates:
            yield _no_file(f"process.documents.{name}.template", document.template)


def _no_file(place: str, name: str) -> Fault:
    return fault_at(place, "no_file", f"không có tệp {name}", f"there is no file {name}")


def _results(bundle: Bundle) -> Iterator[Fault]:
    kinds = {"granted": "result", "not_granted": "negative_decision"}
    given = {one.outcome for one in bundle.results}
    decided = {
        duty.decision
        for action in bundle.process.actions.values()
        for duty in action.duties
        if isinstance(duty, DecisionDuty)
    }
    for outcome in kinds:
        if outcome not in given:
            yield fault_at(
                "results",
                f"no_{outcome}",
                f"thiếu kết quả cho trường hợp {outcome}",
                f"there is no result for the outcome {outcome}",
            )
        if outcome not in decided:
            yield fault_at(
                "process.actions",
                f"never_{outcome}",
                f"không hành động nào quyết định {outcome}",
                f"no action decides {outcome}",
            )
    for one in bundle.results:
        place, document = f"results.{one.outcome}", bundle.process.documents.get(one.document)
        if document is None:
            yield fault_at(
                f"{place}.document",
                "unknown_document",
                f"quy trình không có văn bản {one.document}",
                f"the process has no document {one.document}",
            )
        elif document.kind != kinds[one.outcome]:
            yield fault_at(
                f"{place}.document",
                "wrong_kind",
                f"văn bản {one.document} phải có kind: {kinds[one.outcome]}",
                f"the document {one.document} must have kind: {kinds[one.outcome]}",
            )
        content = document.content if document else None
        fields = content.fields() if content else bundle.form.fields()
        if one.validity_years and not _is_number(fields, one.validity_years):
            yield _no_number(f"{place}.validity_years", one.validity_years)


def _is_number(fields: Iterable[AnyField], identifier: str) -> bool:
    return any(field.id == identifier and isinstance(field, NumberField) for field in fields)


def _no_number(place: str, name: str) -> Fault:
    return fault_at(place, "no_number_field", f"biểu mẫu không có ô số {name}", f"the form has no number field {name}")


def _fees(bundle: Bundle) -> Iterator[Fault]:
    for fee in bundle.fees:
        prices = {"": fee, **{f".cases.{number}": case for number, case in enumerate(fee.cases)}}
        for where, price in prices.items():
            yield from _price(bundle, f"fees.{fee.id}{where}", price)
        yield from _awaited(bundle, fee)


def _awaited(bundle: Bundle, fee: Fee) -> Iterator[Fault]:
    """Something waits for each fee: an act that asks about it, or one that a guard opens once it is settled."""
    place, actions = f"fees.{fee.id}.awaited_by", bundle.process.actions
    conditions = (guard.that for action in actions.values() for guard in action.guards if guard.that is not None)
    guarded = any(f"fact:fee_settled.{fee.id}" in references(condition) for condition in conditions)
    if not fee.awaited_by and not guarded:
        yield fault_at(
            place, "fee_without_waiting", "không hành động nào chờ khoản thu này", "no action waits for this fee"
        )
    due = RecordDuty(record="submission" if fee.collected == "at_reception" else "acceptance")
    owed = states_after(bundle.process, (name for name, action in actions.items() if due in action.duties))
    for name in fee.awaited_by:
        if name not in actions:
            yield fault_at(place, "unknown_action", f"không có hành động {name}", f"there is no action {name}")
        elif owed.isdisjoint(actions[name].from_):
            yield fault_at(
                place,
                "fee_awaited_too_early",
                f"trước hành động {name} khoản thu này chưa đến hạn",
                f"before the action {name} this fee is not due yet",
            )


def _price(bundle: Bundle, place: str, fee: Price) -> Iterator[Fault]:
    if fee.when is not None:
        yield from _names(bundle, f"{place}.when", fee.when)
    if fee.by and not _is_number(bundle.form.fields(), fee.by):
        yield _no_number(f"{place}.by", fee.by)
    if bool(fee.tiers) != bool(fee.by) or (fee.tiers and fee.amount is not None):
        yield fault_at(
            place,
            "tiers",
            "bậc phí (tiers) đi cùng ô chọn bậc (by), và không cùng với amount",
            "steps (tiers) need the field that chooses (by), and exclude amount",
        )
    bounds = [tier.up_to for tier in fee.tiers]
    closed = [bound for bound in bounds[:-1] if bound is not None]
    if len(closed) < len(bounds[:-1]) or (bounds and bounds[-1] is not None) or closed != sorted(set(closed)):
        yield fault_at(
            f"{place}.tiers",
            "order",
            "các mức up_to phải tăng dần và chỉ bậc cuối không có up_to",
            "the bounds up_to must rise, and the last step alone has none",
        )
