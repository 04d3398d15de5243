"""The bundle: a procedure case as data, `procedure.yaml` with its templates and golden answers."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import AliasChoices, Field, ValidationInfo, model_validator

from dvctt.catalogue.upgrade import upgraded
from dvctt.forms import Condition, EditorNote, FieldId, FormSpec, Spec
from dvctt.kernel import Text
from dvctt.workflow import Flow

Confidence = Literal["verified", "memory", "ours"]
ComponentId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
Channel = Literal["online", "public_post", "at_desk"]
CheckLevel = Literal["error", "warning"]
# The context in which published versions are read.
STORED = "stored"
FileType = Literal["pdf", "jpg", "png", "docx", "xlsx", "zip"]


class Basis(Spec):
    """A legal act that the case rests on."""

    number: str = Field(description="Number of the act, such as 27/2019/NĐ-CP.")
    name: Text = Field(description="Kind of act and subject.")
    note: Text | None = Field(default=None, description="Which articles.")
    editor_note: EditorNote = None


class Keywords(Spec):
    """Other words under which people look for the case: usual names, names of the trade, what it is about."""

    vi: tuple[str, ...] = Field(default=(), description="Vietnamese, with accents.")
    en: tuple[str, ...] = Field(default=(), description="English.")


class Texts(Spec):
    """What an applicant reads before starting."""

    summary: Text = Field(description="One or two sentences: what the result lets the holder do.")
    who: Text = Field(description="Who may file, in plain words.")
    where: Text = Field(description="Which desk receives, who decides.")
    cost: Text = Field(description="What it costs and when it is paid.")
    time: Text = Field(description="How long it takes, and from which instant.")
    result: Text = Field(description="What is handed over at the end.")
    conditions: Text | None = Field(default=None, description="What must be met beforehand.")
    steps: tuple[Text, ...] = Field(min_length=1, description="The way of the dossier, a sentence each.")
    notes: tuple[Text, ...] = Field(default=(), description="What else an applicant should know.")


class WhoMayFile(Spec):
    """Who may file.

    Where the source's list of applicants contradicts its own form, the form wins: `kinds` follows the
    form and `editor_note` says so (versions published earlier call it `contradiction`).
    """

    kinds: tuple[Literal["individual", "organisation"], ...] = Field(min_length=1)
    audience: tuple[Text, ...] = Field(default=(), description="The source's own labels of its audience.")
    editor_note: EditorNote = Field(default=None, validation_alias=AliasChoices("editor_note", "contradiction"))


class Units(Spec):
    """Codes of the units (content/ministry/units.yaml) that take part; two or three may be the same."""

    receiving: str
    appraising: str
    deciding: str


class Exemption(Spec):
    """Leave to submit without a signed declaration: a departure from the Circular (7.3.a)."""

    allowed: bool = False
    basis: Text | None = Field(default=None, description="The legal basis; needed where `allowed`.")


class Signing(Spec):
    """Whether the declaration is signed before it is submitted (7.3.a)."""

    required: bool = True
    exemption: Exemption = Exemption()


class Secrecy(Spec):
    """Whether the applicant confirms that nothing handed in is a state secret."""

    asks: bool = True


class AlternativeGroup(Spec):
    """Components of which at least so many must be handed in."""

    id: ComponentId
    label: Text
    at_least: int = Field(default=1, ge=1)


class Component(Spec):
    """A kind of paper that the law asks for.

    `kind` "form" is filled in here (one with `template_file` or without known fields is uploaded),
    "attachment" is uploaded, "presented" is shown at the desk, "internal" is the agencies' own.
    """

    id: ComponentId
    name: Text = Field(description="Short name.")
    law_name: str | None = Field(default=None, description="The name in the announcing decision.")
    kind: Literal["form", "attachment", "presented", "internal"]
    required: bool | Condition = Field(default=True, description="Always, never, or while a condition holds.")
    alternatives: ComponentId | None = Field(default=None, description="Group of alternatives that it belongs to.")
    original: int = Field(default=0, ge=0, description="Originals that the law asks for.")
    copies: int = Field(default=0, ge=0, description="Copies that the law asks for.")
    allowed: tuple[FileType, ...] = Field(default=("pdf",), description="File types, found by content.")
    max_mb: int = Field(default=20, ge=1, le=50)
    many: bool = Field(default=False, description="Whether several files may be handed in.")
    form_number: str | None = Field(default=None, description="Number of the form in law.")
    template_file: str | None = Field(default=None, description="Empty form in the folder, to download.")
    declaration: bool = Field(default=False, description="Whether the on-line form itself is this component.")
    note: Text | None = Field(default=None, description="What the applicant has to know of it.")
    editor_note: EditorNote = None
    confidence: Confidence = "ours"
    valid_months: int | None = Field(default=None, ge=1, description="Its oldest age at submission, told with it.")


class BundleCheck(Spec):
    """A check by the system: while `that` does not hold, `text` stands at the field or component `at`."""

    id: FieldId
    that: Condition
    text: Text
    at: str
    level: CheckLevel = "warning"
    shown_to: Literal["both", "officer"] = "both"
    basis: str | None = None


class SubjectPart(Spec):
    """An answer that tells one dossier of an owner from another, such as the place or the size of the works.

    A column of a table gives its first row's answer, and how many rows there are besides.
    """

    field: str = Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$", description="Field, or table.column.")
    text: str = Field(default="{}", pattern=r"^[^{}]*\{\}[^{}]*$", description="What is said of it: `{} giếng`.")


class Tier(Spec):
    """A step of a fee: values up to the bound (with the bound itself where `inclusive`) cost `amount`."""

    up_to: Decimal | None = Field(default=None, description="Upper bound; absent on the last step alone.")
    inclusive: bool = False
    amount: int = Field(ge=0, description="Đồng.")


class Price(Spec):
    """What a fee comes to where `when` holds: an amount, steps by a number field, or unknown."""

    when: Condition | None = Field(default=None, description="Which dossiers it is for; absent for all of them.")
    amount: int | None = Field(default=None, ge=0, description="Đồng; absent where unknown or in steps.")
    by: FieldId | None = Field(default=None, description="Number field that chooses the step.")
    tiers: tuple[Tier, ...] = ()
    note: Text | None = Field(default=None, description="What the applicant has to know of it.")

    def amount_for(self, value: Decimal | None) -> int | None:
        """The amount in đồng at `value` of the field `by`; None where it is not known."""
        if not self.tiers or value is None:
            return self.amount
        for tier in self.tiers:
            if tier.up_to is None or value < tier.up_to or (tier.inclusive and value == tier.up_to):
                return tier.amount
        return None


class FeeCase(Price):
    """What a fee comes to for dossiers of another kind; `name` where the law names it otherwise for them."""

    when: Condition = Field(description="Which dossiers it is for.")
    name: Text | None = None
    confidence: Confidence = "ours"


class Fee(Price):
    """A fee (phí) or charge (lệ phí).

    It is owed from `collected` on until it is paid or released. The first of `cases` whose condition holds says what
    it comes to; where none does, the fee itself, if its own condition holds. Otherwise nobody knows it before the
    agency says it.
    """

    id: FieldId
    kind: Literal["phi", "le_phi"]
    name: Text
    cases: tuple[FeeCase, ...] = ()
    basis: str
    budget_subsection: str | None = Field(default=None, description="Subsection of the State budget, for the desk.")
    collected: Literal["at_reception", "after_acceptance"] = Field(
        default="after_acceptance", description="From when it is owed: from the submission, or from the acceptance."
    )
    awaited_by: tuple[str, ...] = Field(
        default=(), description="Acts before which the officer is asked about what is still open of it."
    )
    editor_note: EditorNote = None
    confidence: Confidence = "ours"


class Result(Spec):
    """What the case ends with, for an outcome."""

    code: str | None = Field(default=None, pattern=r"^KQ\.[A-Z0-9.]+$", description="National code of the result.")
    name: Text
    document: str = Field(description="Key of process.documents.")
    outcome: Literal["granted", "not_granted"]
    validity_years: FieldId | None = Field(
        default=None, description="Number field with the term in years: of the document's content, else of the form."
    )


class Delivery(Spec):
    """How the result reaches the applicant: the ways of which he chooses one, and the one chosen beforehand."""

    channels: tuple[Channel, ...] = Field(min_length=1)
    default: Channel | None = Field(default=None, description="One of the channels; absent means the first.")

    @model_validator(mode="after")
    def _offered(self) -> Self:
        if self.default is not None and self.default not in self.channels:
            raise ValueError(f"default “{self.default}” is not one of the channels")
        return self

    @property
    def preferred(self) -> Channel:
        """The way that stands until another is chosen."""
        return self.default or self.channels[0]


class Retention(Spec):
    """How long the closed dossier is kept; `years` absent means for good."""

    group: str = Field(description="Group of records.")
    basis: str
    years: int | None = Field(default=None, ge=1)
    confidence: Confidence = "ours"


class Source(Spec):
    """Where the data was read, when, and how sure it is: for operators, like every `editor_note`."""

    page: str
    read_on: date
    confidence: tuple[Text, ...] = Field(default=(), description="What is sure and what is not.")


class Bundle(Spec):
    """A case of a procedure in one version, all of it data."""

    format: Literal["dvctt/procedure@2"]
    code: str = Field(pattern=r"^[1-3]\.\d{6}$", description="Code in the national database of procedures.")
    case: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="Slug of the case of the procedure.")
    version: int = Field(ge=1)
    sector: str = Field(description="Code of the ministry's list of sectors (content/ministry/statuses.yaml).")
    name: Text = Field(description="The procedure's name.")
    case_name: Text = Field(description="The case's name.")
    keywords: Keywords = Keywords()
    in_force: date
    last_filing: date | None = Field(default=None, description="Last day on which a dossier may be submitted.")
    service_level: Literal[3, 4]
    announced_by: str = Field(description="Number of the announcing decision.")
    editor_note: EditorNote = None
    legal_basis: tuple[Basis, ...] = Field(min_length=1)
    texts: Texts
    who_may_file: WhoMayFile
    units: Units
    signing: Signing = Signing()
    secrecy: Secrecy = Secrecy()
    form: FormSpec
    subject: tuple[SubjectPart, ...] = Field(
        default=(), max_length=6, description="What a list says of a dossier; without it, the first place and size."
    )
    alternatives: tuple[AlternativeGroup, ...] = ()
    components: tuple[Component, ...] = Field(min_length=1)
    process: Flow
    checks: tuple[BundleCheck, ...] = ()
    fees: tuple[Fee, ...] = ()
    results: tuple[Result, ...] = Field(min_length=1)
    delivery: Delivery
    retention: Retention
    source: Source

    @model_validator(mode="before")
    @classmethod
    def _of_an_earlier_format(cls, data: Any, info: ValidationInfo) -> Any:
        """A bundle of an earlier format is read as what the present one says for it."""
        return upgraded(data, stored=info.context == STORED)

    @classmethod
    def of_version(cls, text: str) -> Self:
        """The bundle of a published version, as it is stored; raises pydantic.ValidationError."""
        return cls.model_validate_json(text, context=STORED)

    def component(self, identifier: str) -> Component | None:
        """The component of that id."""
        return next((component for component in self.components if component.id == identifier), None)

    def uploads(self) -> tuple[Component, ...]:
        """Components whose files the applicant hands in."""
        return tuple(one for one in self.components if one.kind in {"form", "attachment"} and not one.declaration)


def read_bundle(folder: Path) -> Bundle:
    """The bundle of a folder.

    Raises OSError without `procedure.yaml`, yaml.YAMLError for text that is not YAML, and
    pydantic.ValidationError naming each place that does not have the format.
    """
    return Bundle.model_validate(yaml.safe_load((folder / "procedure.yaml").read_text(encoding="utf-8")))


def bundle_json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `procedure.yaml`."""
    schema = Bundle.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "dvctt/procedure@2", **schema}
