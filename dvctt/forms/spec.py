"""The specification of a form: sections, typed fields and rules, as data of a procedure version."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dvctt.forms.conditions import Condition
from dvctt.kernel import Text

FieldId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
EditorNote = Annotated[
    Text | None, Field(description="What is uncertain or left open in the source; operators alone read it.")
]


class Spec(BaseModel):
    """Base of every specification: immutable, and unknown keys are faults."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldBase(Spec):
    """What every field has.

    `id` is stable across versions. `required` may be a condition over the other fields.
    `show_when` hides the field (and drops its value) while the condition is false. `sensitive`
    values are stored encrypted with a blind index. `prefill` names a value known of the owner or
    filer, such as `owner.name`, `owner.tax_code`, `owner.address`, `owner.phone`, `owner.email`; in the content
    of a document `answer.<id>` names a field of the declaration.
    `follows` of a column lets a new row begin with what the row before says there; of a point with its meridian and
    zone alone.
    `autocomplete` is HTML's name of what is asked of the person (WCAG 1.3.5), such as `name` or `bday`.
    `confidence` tells how sure the source of the field is.
    """

    id: FieldId
    label: Text
    hint: Text | None = None
    required: bool | Condition = True
    show_when: Condition | None = None
    sensitive: bool = False
    prefill: str | None = None
    follows: Literal["previous_row"] | None = None
    autocomplete: str | None = None
    confidence: Literal["verified", "memory", "ours"] = "ours"
    editor_note: EditorNote = None


class TextField(FieldBase):
    """One line of text; `multiline` for a paragraph."""

    type: Literal["text"]
    max_length: int = 500
    multiline: bool = False


class Spellings(Spec):
    """What people write behind a number besides its unit, by language; all of it is taken in either language.

    A plain list, as versions were published before, is Vietnamese.
    """

    vi: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, given: Any) -> Any:
        return {"vi": given} if isinstance(given, list | tuple) else given

    @property
    def all(self) -> tuple[str, ...]:
        """Those of both languages."""
        return (*self.vi, *self.en)


class NumberField(FieldBase):
    """A decimal number with an optional unit; `decimals` 0 makes it whole.

    `spellings` are what people write behind the number besides the unit itself: `m3/ngđ`, `cái`, `/24`, `wells`.
    """

    type: Literal["number"]
    unit: Text | None = None
    spellings: Spellings = Spellings()
    decimals: int = 2
    min: Decimal | None = None
    max: Decimal | None = None


class MoneyField(FieldBase):
    """An amount of đồng, whole."""

    type: Literal["money"]
    min: int = 0
    max: int | None = None


class DateField(FieldBase):
    """A date; `not_after_today` and `not_before_today` bound it by the day of the check.

    `within_days` is how many days after that day it may be at the latest.
    """

    type: Literal["date"]
    min: date | None = None
    max: date | None = None
    not_after_today: bool = False
    not_before_today: bool = False
    within_days: int | None = Field(default=None, ge=0, le=3660)

    def latest(self, today: date) -> date | None:
        """The last day that may be given, where one is set."""
        limits = [self.max] if self.max else []
        if self.within_days is not None:
            limits.append(today + timedelta(days=self.within_days))
        return min(limits, default=None)


class Option(Spec):
    """One answer of a choice; `known_as` is the value of the field's `prefill` that it stands for."""

    value: str
    label: Text
    known_as: str | None = None


class ChoiceField(FieldBase):
    """One of the options, or several where `multiple`."""

    type: Literal["choice"]
    options: tuple[Option, ...] = Field(min_length=2)
    multiple: bool = False


class YesNoField(FieldBase):
    """Yes or no. `must_be_true` makes it a confirmation (a commitment, a declaration)."""

    type: Literal["yes_no"]
    must_be_true: bool = False


class CitizenIdField(FieldBase):
    """Twelve-digit personal number, checked against century, sex and year of birth.

    `birth_date` and `sex` name sibling fields that it must not contradict.
    """

    type: Literal["citizen_id"]
    birth_date: FieldId | None = None
    sex: FieldId | None = None


class TaxCodeField(FieldBase):
    """Tax code of ten digits with check digit, with an optional branch of three."""

    type: Literal["tax_code"]


class IdentityField(FieldBase):
    """A paper that proves identity or establishment: number, date and issuer together."""

    type: Literal["identity"]


class PhoneField(FieldBase):
    """A Vietnamese telephone number, stored in E.164, an extension behind it (`+842438831122;ext=101`, RFC 3966)."""

    type: Literal["phone"]


class EmailField(FieldBase):
    """An e-mail address."""

    type: Literal["email"]


class UrlField(FieldBase):
    """A web address with http or https."""

    type: Literal["url"]


class AddressField(FieldBase):
    """An address: codes of province and commune, and the line as written."""

    type: Literal["address"]


# The zone that an empty point is drawn with: it says nothing until something else of the point is given.
DEFAULT_ZONE = "3"


class CoordinatesField(FieldBase):
    """A point in VN-2000: x (north), y (east) in metres, central meridian, zone of 3 or 6 degrees."""

    type: Literal["coordinates"]


class ConstantField(FieldBase):
    """A text of the form that nobody fills, such as the addressee."""

    type: Literal["constant"]
    value: Text


ColumnField = Annotated[
    TextField
    | NumberField
    | MoneyField
    | DateField
    | ChoiceField
    | YesNoField
    | CitizenIdField
    | PhoneField
    | AddressField
    | CoordinatesField,
    Field(discriminator="type"),
]


class TableField(FieldBase):
    """A repeating table; each row has the columns' values."""

    type: Literal["table"]
    columns: tuple[ColumnField, ...] = Field(min_length=1)
    min_rows: int = 1
    max_rows: int = 200
    row_label: Text | None = None

    def columns_read(self, rows: Sequence[Mapping[str, Any]]) -> tuple["ColumnField", ...]:
        """The columns as a table is read: one that only some rows need is left out where none of these has it."""
        return tuple(
            column
            for column in self.columns
            if isinstance(column.required, bool) or any(row.get(column.id) not in (None, "") for row in rows)
        )


AnyField = Annotated[
    TextField
    | NumberField
    | MoneyField
    | DateField
    | ChoiceField
    | YesNoField
    | CitizenIdField
    | TaxCodeField
    | IdentityField
    | PhoneField
    | EmailField
    | UrlField
    | AddressField
    | CoordinatesField
    | ConstantField
    | TableField,
    Field(discriminator="type"),
]


class Section(Spec):
    """A page of the form: a few fields under one heading."""

    id: FieldId
    title: Text
    intro: Text | None = None
    fields: tuple[AnyField, ...] = Field(min_length=1)
    show_when: Condition | None = None


class Rule(Spec):
    """A check across fields: `that` must hold, or `text` is shown at the field `at`.

    Level `error` bars submission, `warning` is shown to applicant and officer.
    """

    id: FieldId
    that: Condition
    text: Text
    at: FieldId
    level: Literal["error", "warning"] = "error"
    basis: str | None = None


class FormSpec(Spec):
    """A form: what is asked, in order, and the rules across fields."""

    name: Text
    sections: tuple[Section, ...] = Field(min_length=1)
    rules: tuple[Rule, ...] = ()

    def fields(self) -> tuple[AnyField, ...]:
        """All fields in order."""
        return tuple(field for section in self.sections for field in section.fields)
