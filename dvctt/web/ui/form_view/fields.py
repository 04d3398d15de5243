"""How each kind of field is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dvctt import forms
from dvctt.web.ui import inputs
from dvctt.web.ui.form_view.drawn import FieldView, OptionView, RowView
from dvctt.web.ui.form_view.filling import Filling
from dvctt.web.wording.sentences import Asked
from dvctt.web.wording.texts import words

RADIO_LIMIT = 7


ROW_MARK = "__row__"


def field_view(spec: forms.AnyField, name: str, filling: Filling, *, drives: bool = False) -> FieldView:
    """A question with its input, at the path `name` of what is filled in."""
    if isinstance(spec, forms.TableField):
        return _table(spec, name, filling)
    common = _common(spec, name, filling, drives)
    value = filling.at(name)
    if isinstance(spec, forms.AddressField):
        return FieldView(**common, kind="address", parts=_address(name, value, filling))
    if isinstance(spec, forms.IdentityField):
        return FieldView(**common, kind="identity", parts=_identity(name, value, filling))
    if isinstance(spec, forms.CoordinatesField):
        return FieldView(**common, kind="coordinates", parts=_coordinates(name, value, filling))
    if isinstance(spec, forms.ChoiceField):
        return _choice(spec, common, value)
    if isinstance(spec, forms.YesNoField):
        return _yes_no(spec, common, value)
    if isinstance(spec, forms.ConstantField):
        return FieldView(**common, kind="constant", value=words(spec.value))
    kind, unit, attrs = inputs.line(spec)
    shown = inputs.shown(spec, value, kept=filling.is_kept(name))
    meaning = inputs.understood(spec, value, shown_as=shown, today=filling.today)
    doubt = "" if common["fault"] else inputs.out_of_bounds(spec, value, today=filling.today)
    common["hint"] = " ".join(text for text in (common["hint"], inputs.latest(spec, filling.today)) if text)
    return FieldView(**common, kind=kind, unit=words(unit), attrs=attrs, value=shown, meaning=meaning, doubt=doubt)


def _common(spec: forms.FieldBase, name: str, filling: Filling, drives: bool) -> dict[str, Any]:
    required = spec.required if isinstance(spec.required, bool) else filling.holds(spec.required)
    yes_no = isinstance(spec, forms.YesNoField) and not spec.must_be_true
    question = Asked(words(spec.label), chosen=isinstance(spec, forms.ChoiceField), yes_no=yes_no)
    return {
        "name": name,
        "label": words(spec.label),
        "hint": words(spec.hint),
        "required": required,
        "fault": filling.fault(name, question),
        "warning": filling.warning(name),
        "drives": drives,
        "elsewhere": filling.elsewhere.get(name, ()),
    }


def _choice(spec: forms.ChoiceField, common: dict[str, Any], value: Any) -> FieldView:
    chosen = set(value) if isinstance(value, list) else {value}
    options = [OptionView(option.value, words(option.label), option.value in chosen) for option in spec.options]
    kind = "checkboxes" if spec.multiple else "radios" if len(options) <= RADIO_LIMIT else "select"
    return FieldView(**common, kind=kind, options=options)


def _yes_no(spec: forms.YesNoField, common: dict[str, Any], value: Any) -> FieldView:
    yes, no = value in (True, "true", "yes", "on"), value in (False, "false", "no")
    if spec.must_be_true:
        return FieldView(**common, kind="confirm", value="true" if yes else "")
    options = [OptionView("true", _("Có"), yes), OptionView("false", _("Không"), no)]
    return FieldView(**common, kind="radios", options=options)


def _part(
    name: str,
    label: str,
    value: Any,
    filling: Filling,
    attrs: Mapping[str, str],
    *,
    kind: str = "text",
    options: Sequence[OptionView] = (),
    hint: str = "",
    meaning: str = "",
) -> FieldView:
    return FieldView(
        name=name,
        kind=kind,
        label=label,
        hint=hint,
        meaning=meaning,
        value="" if value is None else str(value),
        fault=filling.fault(name, Asked(label, chosen=kind == "select")),
        attrs=attrs,
        options=options,
    )


def _address(name: str, value: Any, filling: Filling) -> dict[str, FieldView]:
    answer = value if isinstance(value, dict) else {}
    places = filling.places
    province, commune = str(answer.get("province") or ""), str(answer.get("commune") or "")
    provinces = [OptionView(code, label, code == province) for code, label in (places.provinces() if places else ())]
    inside = places.communes(province) if places and province else ()
    communes = [OptionView(code, label, code == commune) for code, label in inside]
    return {
        "province": _part(
            f"{name}.province", _("Tỉnh, thành phố"), province, filling, {}, kind="select", options=provinces
        ),
        "commune": _part(
            f"{name}.commune", _("Xã, phường, đặc khu"), commune, filling, {}, kind="select", options=communes
        ),
        "line": _part(
            f"{name}.line",
            _("Số nhà, đường, thôn, tổ dân phố"),
            answer.get("line"),
            filling,
            {"type": "text", "autocomplete": "street-address"},
        ),
    }


def _identity(name: str, value: Any, filling: Filling) -> dict[str, FieldView]:
    answer = value if isinstance(value, dict) else {}
    plain = {"type": "text"}
    issued = inputs.shown_day(answer.get("date"), kept=filling.is_kept(name))
    day = {**inputs.DATE, "data-past": "true"}
    meaning = inputs.understood(inputs.DAY, answer.get("date"), shown_as=issued, today=filling.today)
    return {
        "number": _part(f"{name}.number", _("Số"), answer.get("number"), filling, plain),
        "date": _part(f"{name}.date", _("Ngày cấp"), issued, filling, day, kind="date", meaning=meaning),
        "issuer": _part(f"{name}.issuer", _("Cơ quan cấp"), answer.get("issuer"), filling, plain),
    }


def _coordinates(name: str, value: Any, filling: Filling) -> dict[str, FieldView]:
    answer = value if isinstance(value, dict) else {}
    zone = str(answer.get("zone") or forms.DEFAULT_ZONE)
    zones = [OptionView(degrees, _("múi %(zone)s°") % {"zone": degrees}, degrees == zone) for degrees in ("3", "6")]
    plain = {"type": "text"}
    meridian = inputs.shown_meridian(answer.get("meridian"), kept=filling.is_kept(name))
    return {
        "x": _metres(f"{name}.x", _("X (Bắc)"), answer.get("x"), filling, kept=filling.is_kept(name)),
        "y": _metres(f"{name}.y", _("Y (Đông)"), answer.get("y"), filling, kept=filling.is_kept(name)),
        "meridian": _part(f"{name}.meridian", _("Kinh tuyến trục"), meridian, filling, plain),
        "zone": _part(f"{name}.zone", _("Múi chiếu"), zone, filling, {}, kind="select", options=zones),
    }


def _metres(name: str, label: str, value: Any, filling: Filling, *, kept: bool) -> FieldView:
    shown = inputs.shown_metres(value, kept=kept)
    meaning = inputs.understood(inputs.METRE, value, shown_as=shown, today=filling.today)
    return _part(name, label, shown, filling, inputs.METRES, meaning=meaning)


def _table(spec: forms.TableField, name: str, filling: Filling) -> FieldView:
    value = filling.at(name)
    count = max(len(value) if isinstance(value, list) else 0, spec.min_rows, 1)
    return FieldView(
        **_common(spec, name, filling, drives=False),
        kind="table",
        rows=[_row(spec, name, str(index), filling, removable=count > max(spec.min_rows, 1)) for index in range(count)],
        blank_row=_row(spec, name, ROW_MARK, Filling(places=filling.places, today=filling.today)),
        row_label=words(spec.row_label) or _("Dòng"),
        attrs={
            "max": str(spec.max_rows),
            "min": str(max(spec.min_rows, 1)),
            "follows": " ".join(forms.following(spec)),
        },
    )


def _row(spec: forms.TableField, table: str, index: str, filling: Filling, *, removable: bool = True) -> RowView:
    label = words(spec.row_label) or _("Dòng")
    number = str(int(index) + 1) if index.isdigit() else ""
    cells = [
        replace(
            field_view(column, f"{table}.{index}.{column.id}", filling),
            compared=not filling.compared.isdisjoint((f"{table}.{column.id}", f"{table}.{index}.{column.id}")),
            when=_when(column, spec),
        )
        for column in spec.columns
    ]  # fmt: skip
    name = f"{table}.{index}"
    return RowView(
        index, cells, f"{label} {number}".strip(), removable, name, filling.fault(name), filling.warning(name)
    )


def _when(column: forms.AnyField, table: forms.TableField) -> str:
    """When a cell must be filled in, where another cell of its row decides that: said, since the row stays as it is."""
    if isinstance(column.required, bool):
        return ""
    condition = forms.describe(column.required, language=get_language() or "vi", table=table)
    return _("bắt buộc khi %(condition)s") % {"condition": condition}
