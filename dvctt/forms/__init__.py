"""Forms as data: field types, conditions, validation and the JSON Schema that follows from them."""

from dvctt.forms.addresses import AddressBook
from dvctt.forms.check import PREFILLS, check_condition, check_form, check_sections
from dvctt.forms.clean import Cleaned, clean, clean_sections, rule_fields, shown_fields
from dvctt.forms.compare import row_pairs
from dvctt.forms.conditions import Condition, all_of
from dvctt.forms.display import as_typed, display, meaning, meridian_text
from dvctt.forms.evaluation import Verdict, evaluate
from dvctt.forms.faults import FAULT_CODES, Wrong
from dvctt.forms.identity import citizen_id_faults, phone_e164, phone_text, tax_code_fault, tax_code_ok, tax_code_text
from dvctt.forms.lettering import judge_letters, unprintable_fault
from dvctt.forms.post import read_post
from dvctt.forms.prefill import prefilled
from dvctt.forms.printing import describe, references
from dvctt.forms.satisfiable import can_hold
from dvctt.forms.scalars import day, is_email, whole
from dvctt.forms.schema import json_schema
from dvctt.forms.spec import (
    AddressField,
    AnyField,
    ChoiceField,
    CitizenIdField,
    ColumnField,
    ConstantField,
    CoordinatesField,
    DateField,
    EditorNote,
    EmailField,
    FieldBase,
    FieldId,
    FormSpec,
    IdentityField,
    MoneyField,
    NumberField,
    Option,
    PhoneField,
    Rule,
    Section,
    Spec,
    TableField,
    TaxCodeField,
    TextField,
    UrlField,
    YesNoField,
)

__all__ = [
    "FAULT_CODES",
    "PREFILLS",
    "AddressBook",
    "AddressField",
    "AnyField",
    "ChoiceField",
    "CitizenIdField",
    "Cleaned",
    "ColumnField",
    "Condition",
    "ConstantField",
    "CoordinatesField",
    "DateField",
    "EditorNote",
    "EmailField",
    "FieldBase",
    "FieldId",
    "FormSpec",
    "IdentityField",
    "MoneyField",
    "NumberField",
    "Option",
    "PhoneField",
    "Rule",
    "Section",
    "Spec",
    "TableField",
    "TaxCodeField",
    "TextField",
    "UrlField",
    "Verdict",
    "Wrong",
    "YesNoField",
    "all_of",
    "as_typed",
    "can_hold",
    "check_condition",
    "check_form",
    "check_sections",
    "citizen_id_faults",
    "clean",
    "clean_sections",
    "day",
    "describe",
    "display",
    "evaluate",
    "is_email",
    "json_schema",
    "judge_letters",
    "meaning",
    "meridian_text",
    "phone_e164",
    "phone_text",
    "prefilled",
    "read_post",
    "references",
    "row_pairs",
    "rule_fields",
    "shown_fields",
    "tax_code_fault",
    "tax_code_ok",
    "tax_code_text",
    "unprintable_fault",
    "whole",
]
