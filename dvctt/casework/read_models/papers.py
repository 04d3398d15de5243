"""What pages show of papers: handed in, declared, made by the process."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dvctt.documents import api as documents
from dvctt.kernel import Text


@dataclass(frozen=True)
class FileView:
    """A file handed in for a component, in force or not."""

    attachment_id: UUID
    document: documents.DocumentView
    added_in: int
    removed_in: int | None
    added_at: datetime
    in_force: bool
    new_in_draft: bool


@dataclass(frozen=True)
class ComponentView:
    """A kind of paper that the law asks for, and what was given for it.

    Of a group of `alternatives`, called `group`, so many `at_least` are needed.

    `handed_in` counts the files in force, also for who may not read them and so gets no `files`.
    """

    id: str
    name: Text
    law_name: str | None
    note: Text | None
    kind: str
    required: bool
    alternatives: str | None
    group: Text | None
    at_least: int
    original: int
    copies: int
    valid_months: int | None
    allowed: tuple[str, ...]
    max_mb: int
    many: bool
    uploads: bool
    form_number: str | None
    template_file: str | None
    handed_in: int
    files: tuple[FileView, ...]
    missing: bool


@dataclass(frozen=True)
class DeclarationView:
    """How far the declaration is: rendering, ready, checking, valid, invalid, confirmed.

    `failed` where what the state waits for waits itself for the operator.
    """

    state: str
    document_id: UUID | None
    signed_id: UUID | None
    report: Mapping[str, Any]
    mismatch: bool
    authority_confirmed: bool
    created_at: datetime
    failed: bool = False


@dataclass(frozen=True)
class PaperView:
    """A document of the process: being made, made, or handed over; `failed` where it waits for the operator."""

    name: str
    title: Text
    kind: str
    number: str
    document_id: UUID | None
    requested_at: datetime
    ready_at: datetime | None
    published_at: datetime | None
    failed: bool = False
