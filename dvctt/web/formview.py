"""A form as it is drawn: each field with its label, hint, value, fault sentence and input attributes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from django import forms as django_forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dvctt import forms
from dvctt.kernel import Fault, Text
from dvctt.web import inputs
from dvctt.web.sentences import Asked, fault_sentence

RADIO_LIMIT = 7
ROW_MARK = "__row__"


class Places(Protocol):
    """Where an address input takes its choices from: pairs of code and name."""

    def provinces(self) -> Sequence[tuple[str, str]]:
        """All provinces."""

    def communes(self, province: str) -> Sequence[tuple[str, str]]:
        """Communes of a province; none for an unknown code."""


@dataclass(frozen=True)
class OptionView:
    """An answer to choose."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Elsewhere:
    """A question of another page that has a part in what is wrong here, and the way to it."""

    label: str
    url: str


@dataclass(frozen=True)
class FieldView:
    """A field as drawn by `parts/field_<kind>.html`; `parts` are the inputs of a composite, `rows` those of a table.

    `when` says when it must be filled in, where that depends on another answer; `elsewhere` are the questions of other
    pages that its fault is about too; `meaning` is what was understood of a number or date, where the input says it
    otherwise, `doubt` that it is a date that may not be given. `asked` is what was asked for where a decision differs,
    empty where it does not, None where nothing is compared.
    """

    name: str
    kind: str
    label: str
    hint: str = ""
    required: bool = True
    value: str = ""
    unit: str = ""
    fault: str = ""
    warning: str = ""
    attrs: Mapping[str, str] = field(default_factory=dict)
    options: Sequence[OptionView] = ()
    parts: Mapping[str, "FieldView"] = field(default_factory=dict)
    rows: Sequence["RowView"] = ()
    blank_row: "RowView | None" = None
    row_label: str = ""
    drives: bool = False
    when: str = ""
    elsewhere: Sequence["Elsewhere"] = ()
    meaning: str = ""
    doubt: str = ""
    asked: str | None = None

    @property
    def dom_id(self) -> str:
        """The id of the input, to which the error summary links."""
        return "f-" + self.name.replace(".", "-")

    @property
    def optional(self) -> bool:
        """Whether to say that it may be left empty: not where its label says so itself."""
        return not self.required and not any(said in self.label.casefold() for said in ("nếu có", "if any"))

    @property
    def reads(self) -> bool:
        """Whether it is told beside the input what is understood of it."""
        return "data-reads" in self.attrs

    @property
    def template(self) -> str:
        """The component that draws it."""
        return f"field_{self.kind}"

    @property
    def described_by(self) -> str:
        """Ids of hint, fault and warning, for `aria-describedby`."""
        told = (
            ("hint", self.hint), ("fault", self.fault), ("meaning", self.meaning or self.doubt), ("asked", self.asked),
            ("warning", self.warning),
        )  # fmt: skip
        return " ".join(f"{self.dom_id}-{what}" for what, words in told if words)

    @property
    def first_input(self) -> str:
        """The id that an error link goes to: the first input of a composite."""
        if self.parts:
            return next(
                (part.dom_id for part in self.parts.values() if part.fault), next(iter(self.parts.values())).dom_id
            )
        return f"{self.dom_id}-0" if self.kind in ("radios", "checkboxes") else self.dom_id


@dataclass(frozen=True)
class RowView:
    """A row of a repeating table; `index` is its number in the posted names, `fault` what is wrong with it whole."""

    index: str
    fields: Sequence[FieldView]
    title: str
    removable: bool = True
    name: str = ""
    fault: str = ""
    warning: str = ""

    @property
    def dom_id(self) -> str:
        """The id of the row, to which the error summary links where no one input is wrong."""
        return "f-" + self.name.replace(".", "-")


@dataclass(frozen=True)
class Problem:
    """A line of the error summary."""

    text: str
    label: str
    target: str


@dataclass(frozen=True)
class SectionView:
    """A page of questions; `folded` where they are answered already and open on demand."""

    id: str
    title: str
    intro: str
    fields: Sequence[FieldView]
    problems: Sequence[Problem] = ()
    conditional: bool = False
    folded: bool = False


@dataclass(frozen=True)
class Filling:
    """What is known while a form is filled: cleaned values, raw text kept where it could not be cleaned, faults."""

    values: Mapping[str, Any] = field(default_factory=dict)
    kept: Mapping[str, Any] = field(default_factory=dict)
    faults: Sequence[Fault] = ()
    warnings: Sequence[Fault] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    today: date = date.min
    places: Places | None = None
    elsewhere: Mapping[str, Sequence[Elsewhere]] = field(default_factory=dict)

    def at(self, name: str) -> Any:
        """What to show at a path: what was typed, else the cleaned value."""
        typed = _dig(self.kept, name)
        return _dig(self.values, name) if typed is None else typed

    def is_kept(self, name: str) -> bool:
        """Whether what is shown at a path is what was typed, letter for letter."""
        return _dig(self.kept, name) is not None

    def fault(self, name: str, asked: Asked | None = None) -> str:
        """The sentences of all faults at exactly this place, which name what is `asked` there."""
        return " ".join(dict.fromkeys(fault_sentence(fault, asked) for fault in self.faults if fault.place == name))

    def warning(self, name: str) -> str:
        """The sentences of all warnings at exactly this place."""
        return " ".join(dict.fromkeys(fault_sentence(fault) for fault in self.warnings if fault.place == name))

    def holds(self, condition: forms.Condition | None) -> bool:
        """Whether a condition holds; none holds always."""
        if condition is None:
            return True
        return forms.evaluate(condition, values=self.values, facts=self.facts, today=self.today).holds


def section_view(section: forms.Section, filling: Filling, beside: Sequence[forms.Section] = ()) -> SectionView:
    """The questions of a section that are asked now, with the summary of what is wrong in them.

    `beside` are the sections of the same page, which its answers may open.
    """
    shown = [one for one in section.fields if filling.holds(one.show_when)]
    drivers = _drivers(section, beside)
    views = [_field(one, one.id, filling, drives=one.id in drivers) for one in shown]
    return SectionView(
        id=section.id,
        title=words(section.title),
        intro=words(section.intro),
        fields=views,
        problems=problems(views),
        conditional=bool(drivers),
    )


def sections_view(sections: Iterable[forms.Section], filling: Filling) -> list[SectionView]:
    """All sections that are asked now: for the input of an act, which is one short page."""
    page = tuple(sections)
    return [section_view(section, filling, page) for section in page if filling.holds(section.show_when)]


def problems(views: Iterable[FieldView]) -> list[Problem]:
    """The lines of the error summary, in the order of the page."""
    found = []
    for view in views:
        if view.fault:
            found.append(Problem(view.fault, "" if view.kind == "confirm" else view.label, view.first_input))
        found.extend(problems(view.parts.values()))
        for row in view.rows:
            if row.fault:
                found.append(Problem(row.fault, row.title, row.dom_id))
            found.extend(Problem(one.text, f"{row.title}: {one.label}", one.target) for one in problems(row.fields))
    return found


def words(value: Text | None) -> str:
    """A text of the data in the current language."""
    return value.in_language(get_language() or "vi") if value else ""


def from_bound(bound: django_forms.BoundField) -> FieldView:
    """A field of a Django form (the sign-in pages), as ours."""
    widget = bound.field.widget
    attrs = {
        key: str(value) for key, value in widget.attrs.items() if key in ("autocomplete", "inputmode", "maxlength")
    }
    attrs["type"] = getattr(widget, "input_type", "text")
    if bound.html_name == "login":
        attrs["autocomplete"] = "username"
    checkbox = attrs["type"] == "checkbox"
    value = bound.value()
    return FieldView(
        name=bound.html_name,
        kind="confirm" if checkbox else "text",
        label=str(SIGN_IN_LABELS.get(bound.html_name, bound.label or "")),
        hint="" if "<" in str(bound.help_text) else str(bound.help_text),
        required=bound.field.required,
        value="" if value is None or attrs["type"] == "password" else str(value),
        fault=" ".join(str(error) for error in bound.errors),
        attrs=attrs,
    )


SIGN_IN_LABELS = {
    "login": lazy("Tên đăng nhập hoặc thư điện tử"),
    "password": lazy("Mật khẩu"),
    "code": lazy("Mã xác thực"),
    "oldpassword": lazy("Mật khẩu hiện nay"),
    "password1": lazy("Mật khẩu mới"),
    "password2": lazy("Nhập lại mật khẩu mới"),
}


def _drivers(section: forms.Section, beside: Sequence[forms.Section]) -> frozenset[str]:
    """Ids of the fields of this section that decide whether others of the page are asked."""
    conditions = [one.show_when for one in (*section.fields, *beside) if one.show_when is not None]
    conditions += [one.required for one in section.fields if not isinstance(one.required, bool)]
    named = {name.removeprefix("field:") for condition in conditions for name in forms.references(condition)}
    return frozenset(one.id for one in section.fields if one.id in named)


def _field(spec: forms.AnyField, name: str, filling: Filling, *, drives: bool = False) -> FieldView:
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
    offered = isinstance(spec, forms.ChoiceField) or (isinstance(spec, forms.YesNoField) and not spec.must_be_true)
    asked = Asked(words(spec.label), chosen=offered)
    return {
        "name": name,
        "label": words(spec.label),
        "hint": words(spec.hint),
        "required": required,
        "fault": filling.fault(name, asked),
        "warning": filling.warning(name),
        "drives": drives,
        "elsewhere": filling.elsewhere.get(name, ()),
    }


def _choice(spec: forms.ChoiceField, common: dict[str, Any], value: Any) -> FieldView:
    chosen = set(value) if isinstance(value, list) else {value}
    options = [OptionView(one.value, words(one.label), one.value in chosen) for one in spec.options]
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
    known = value if isinstance(value, dict) else {}
    places = filling.places
    province, commune = str(known.get("province") or ""), str(known.get("commune") or "")
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
            known.get("line"),
            filling,
            {"type": "text", "autocomplete": "street-address"},
        ),
    }


def _identity(name: str, value: Any, filling: Filling) -> dict[str, FieldView]:
    known = value if isinstance(value, dict) else {}
    plain = {"type": "text"}
    issued = inputs.shown_day(known.get("date"), kept=filling.is_kept(name))
    day = {**inputs.DATE, "data-past": "true"}
    meaning = inputs.understood(inputs.DAY, known.get("date"), shown_as=issued, today=filling.today)
    return {
        "number": _part(f"{name}.number", _("Số"), known.get("number"), filling, plain),
        "date": _part(f"{name}.date", _("Ngày cấp"), issued, filling, day, kind="date", meaning=meaning),
        "issuer": _part(f"{name}.issuer", _("Cơ quan cấp"), known.get("issuer"), filling, plain),
    }


def _coordinates(name: str, value: Any, filling: Filling) -> dict[str, FieldView]:
    known = value if isinstance(value, dict) else {}
    zone = str(known.get("zone") or forms.DEFAULT_ZONE)
    zones = [OptionView(one, _("múi %(zone)s°") % {"zone": one}, one == zone) for one in ("3", "6")]
    plain = {"type": "text"}
    meridian = inputs.shown_meridian(known.get("meridian"), kept=filling.is_kept(name))
    return {
        "x": _metres(f"{name}.x", _("X (Bắc)"), known.get("x"), filling, kept=filling.is_kept(name)),
        "y": _metres(f"{name}.y", _("Y (Đông)"), known.get("y"), filling, kept=filling.is_kept(name)),
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
        attrs={"max": str(spec.max_rows), "min": str(max(spec.min_rows, 1))},
    )


def _row(spec: forms.TableField, table: str, index: str, filling: Filling, *, removable: bool = True) -> RowView:
    label = words(spec.row_label) or _("Dòng")
    number = str(int(index) + 1) if index.isdigit() else ""
    cells = [_field(column, f"{table}.{index}.{column.id}", filling) for column in spec.columns]
    name = f"{table}.{index}"
    return RowView(
        index, cells, f"{label} {number}".strip(), removable, name, filling.fault(name), filling.warning(name)
    )


def _dig(values: Mapping[str, Any], path: str) -> Any:
    """The value at a path such as `gieng.2.luu_luong`; a key may hold the whole path itself."""
    if path in values:
        return values[path]
    found: Any = values
    for key in path.split("."):
        if isinstance(found, Mapping):
            found = found.get(key)
        elif isinstance(found, list) and key.isdigit() and int(key) < len(found):
            found = found[int(key)]
        else:
            return None
    return found
