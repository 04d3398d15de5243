"""One statement that reads all rows of a dossier which rulings, duties and pages follow."""

import json
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models

from dvctt.casework.models import (
    Act,
    AmendmentItem,
    AmendmentRequest,
    AnswerSet,
    Attachment,
    ClockEvent,
    Decision,
    Declaration,
    FeeNote,
    Paper,
)
from dvctt.casework.models.grants import DossierGrant, GrantNote

STATEMENT = """
SELECT
  (SELECT json_agg(a ORDER BY a.seq) FROM casework_act a WHERE a.dossier_id = d.id),
  (SELECT json_agg(c ORDER BY c.id) FROM casework_clockevent c WHERE c.dossier_id = d.id),
  (SELECT json_agg(s ORDER BY s.number) FROM casework_answerset s WHERE s.dossier_id = d.id),
  (SELECT json_agg(r ORDER BY r.number) FROM casework_amendmentrequest r WHERE r.dossier_id = d.id),
  (SELECT json_agg(i ORDER BY i.position) FROM casework_amendmentitem i
     JOIN casework_amendmentrequest r ON r.id = i.request_id WHERE r.dossier_id = d.id),
  (SELECT json_agg(e ORDER BY e.number) FROM casework_declaration e WHERE e.dossier_id = d.id AND e.state <> 'void'),
  (SELECT json_agg(json_build_array(a, o, b) ORDER BY a.added_at, a.id) FROM casework_attachment a
     JOIN documents_document o ON o.id = a.document_id JOIN documents_blob b ON b.sha256 = o.blob_id
     WHERE a.dossier_id = d.id),
  (SELECT coalesce(json_agg(DISTINCT e.number), '[]') FROM casework_declaration e
     WHERE e.dossier_id = d.id AND e.state = 'void' AND e.signed_id IS NOT NULL),
  (SELECT json_object_agg(e.number, o.blob_id) FROM casework_declaration e
     JOIN documents_document o ON o.id = coalesce(e.signed_id, e.document_id)
     WHERE e.dossier_id = d.id AND e.state <> 'void'),
  (SELECT json_agg(p ORDER BY p.id) FROM casework_paper p WHERE p.dossier_id = d.id),
  (SELECT json_agg(x) FROM casework_decision x WHERE x.dossier_id = d.id),
  (SELECT json_agg(f ORDER BY f.noted_at, f.id) FROM casework_feenote f WHERE f.dossier_id = d.id),
  (SELECT json_agg(g ORDER BY g.id) FROM casework_dossiergrant g WHERE g.dossier_id = d.id),
  (SELECT json_agg(n ORDER BY n.id) FROM casework_grantnote n
     JOIN casework_dossiergrant g ON g.id = n.grant_id WHERE g.dossier_id = d.id)
FROM (SELECT %s::uuid AS id) d
"""


Row = TypeVar("Row", bound=models.Model)


class DossierRows:
    """The rows of one dossier, each list in its order."""

    def __init__(self, dossier_id: UUID) -> None:
        with connection.cursor() as cursor:
            cursor.execute(STATEMENT, [dossier_id])
            acts, events, sets, requests, items, declarations, files, voided, declared, *beside = cursor.fetchone()
        papers, decisions, fee_notes, grants, grant_notes = beside
        self.acts = _revived(Act, acts)
        self.clock_events = _revived(ClockEvent, events)
        self.answer_sets = _revived(AnswerSet, sets)
        self.amendments = _revived(AmendmentRequest, requests)
        self.items = _revived(AmendmentItem, items)
        self.declarations = _revived(Declaration, declarations)
        self.signatures_lost = frozenset[int](_loaded(voided))
        self.attachments = [_attachment(*row) for row in _loaded(files)]
        # Digests of the declared files by the number of their answer set: of the signed one, else of the one to sign.
        self.declared: dict[str, str] = json.loads(declared) if isinstance(declared, str) else declared or {}
        self.papers = _revived(Paper, papers)
        self.decision = next(iter(_revived(Decision, decisions)), None)
        self.fee_notes = _revived(FeeNote, fee_notes)
        self.grants = _revived(DossierGrant, grants)
        self.grant_notes = _revived(GrantNote, grant_notes)

    def items_of(self, request: AmendmentRequest) -> list[AmendmentItem]:
        """The items of an amendment request, in their order."""
        return [item for item in self.items if item.request_id == request.pk]


def _attachment(row: dict[str, Any], document: dict[str, Any], blob: dict[str, Any]) -> Attachment:
    """An attachment with its document and that document's bytes' row, as a join would give it."""
    found = _made(Attachment, row)
    documents: Any = Attachment._meta.get_field("document").related_model
    found.document = _made(documents, document)
    found.document.blob = _made(documents._meta.get_field("blob").related_model, blob)
    return found


def _revived(model: type[Row], rows: list[dict[str, Any]] | str | None) -> list[Row]:
    return [_made(model, row) for row in _loaded(rows)]


def _loaded(rows: list[Any] | str | None) -> list[Any]:
    found: list[Any] = json.loads(rows) if isinstance(rows, str) else rows or []
    return found


def _made(model: type[Row], row: dict[str, Any]) -> Row:
    fields = model._meta.concrete_fields
    return model.from_db(
        "default", [field.attname for field in fields], [_value(field, row[str(field.column)]) for field in fields]
    )


def _value(field: Any, value: Any) -> Any:
    """A JSON value as the field has it in Python: instants, dates and identifiers come as text."""
    target = field.target_field if field.is_relation else field
    return value if isinstance(target, models.JSONField) else target.to_python(value)
