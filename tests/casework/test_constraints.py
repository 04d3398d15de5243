"""What the database itself refuses of dossiers and published versions; no named rule is left without its violation."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model

from dvctt.accounts.models import Membership
from dvctt.casework.models import (
    Act,
    AmendmentItem,
    AmendmentRequest,
    AnswerSet,
    Attachment,
    ClockEvent,
    Decision,
    Declaration,
    Dossier,
    FeeNote,
    Paper,
    SensitiveIndex,
)
from dvctt.casework.models.grants import DossierGrant, GrantNote
from dvctt.catalogue import api as catalogue
from dvctt.catalogue.models import Procedure, SearchEntry, SearchTerm, Version, VersionFile
from dvctt.documents import store
from dvctt.documents.models import Document
from dvctt.kernel import Ref, clock
from tests.fixtures_casework import make_applicant, pdf

pytestmark = pytest.mark.django_db
NOW = clock.now()
LATER = NOW + timedelta(hours=1)
SUBMITTED = {"submitted_at": NOW, "code": "000.00.15.G13-250602-0001", "status": 1}
APPS = ("casework", "catalogue")


def dossier(**changes: Any) -> Dossier:
    if not Membership.objects.exists():
        make_applicant()
    membership = Membership.objects.get()
    right = {
        "version_id": catalogue.current("1.000082").id, "owner_id": membership.party_id, "owner_folded": "sao khue",
        "filer_id": membership.account_id, "state": "draft", "holder": "applicant", "receiving": "DDBD-MC",
        "appraising": "DDBD-QL",
        "deciding": "DDBD", "created_at": NOW, "touched_at": NOW, "queue_at": NOW,
    }  # fmt: skip
    return Dossier.objects.create(**{**right, **changes})


def one_dossier() -> Dossier:
    return Dossier.objects.first() or dossier()


def document() -> Document:
    return store.keep(pdf("x"), name="x.pdf", kind="attachment", subject=Ref("dossier", "x"), pages=1)


def maker(model: type[Model], right: dict[str, Any]) -> Callable[..., Model]:
    """Give a maker of right rows of a dossier's own, of which a test changes something."""

    def make(**changes: Any) -> Model:
        return model._default_manager.create(**{"dossier": one_dossier(), **right, **changes})

    return make


def item(**changes: Any) -> AmendmentItem:
    asked = AmendmentRequest.objects.first() or amendment()
    right = {"request": asked, "position": 1, "kind": "field", "target": "website", "wrong": "Không mở được."}
    return AmendmentItem.objects.create(**{**right, **changes})


def published(**changes: Any) -> Version:
    procedure, _ = Procedure.objects.get_or_create(code="1.999999", case="thu", defaults={"sector": "water"})
    right = {
        "procedure": procedure, "number": 1, "bundle": "{}", "content_hash": uuid4().hex * 2, "in_force": NOW.date(),
        "receiving": "MOTCUA", "appraising": "TNN-CP", "deciding": "LDB", "published_at": NOW,
    }  # fmt: skip
    return Version.objects.create(**{**right, **changes})


def procedure(**changes: Any) -> Procedure:
    return Procedure.objects.create(**{"code": "1.999998", "case": "thu", "sector": "water", **changes})


def version_file(**changes: Any) -> VersionFile:
    version = Version.objects.filter(procedure__code="1.999999").first() or published()
    return VersionFile.objects.create(**{"version": version, "path": "mau.typ", "content": b"x", **changes})


def search_term(**changes: Any) -> SearchTerm:
    version = Version.objects.filter(procedure__code="1.999999").first() or published()
    entry, _ = SearchEntry.objects.get_or_create(
        version=version, defaults={"head": "", "body": "", "everything": ""}
    )  # fmt: skip
    return SearchTerm.objects.create(**{"entry": entry, "term": "nước ngầm", "folded": "nuoc ngam", **changes})


answers = maker(AnswerSet, {"number": 1, "saved_at": NOW})
index = maker(SensitiveIndex, {"field": "so_giay_to", "index": "f" * 64})
declaration = maker(Declaration, {"number": 1, "content_hash": "f" * 64, "created_at": NOW})
act = maker(
    Act,
    {
        "seq": 1, "action": "submit", "at": NOW, "actor_kind": "applicant", "actor_id": "a", "actor_name": "A",
        "from_state": "draft", "to_state": "submitted", "key": "k",
    },
)  # fmt: skip
event = maker(ClockEvent, {"clock": "processing", "event": "start", "at": NOW, "reason": "accept"})
amendment = maker(
    AmendmentRequest,
    {
        "number": 1, "reason": "?", "answer_by": date(2025, 6, 2), "opened_at": NOW, "opened_by": "B",
        "base_number": 1,
    },
)  # fmt: skip
decision = maker(
    Decision, {"outcome": "granted", "decided_at": NOW, "actor_id": "a", "name": "A", "title": "CỤC TRƯỞNG"}
)
fee_note = maker(
    FeeNote, {"fee": "phi_tham_dinh", "amount": 1, "paid_on": NOW.date(), "noted_at": NOW, "noted_by": "B"}
)


def paper(**changes: Any) -> Model:
    right = {"dossier": one_dossier(), "name": "licence", "kind": "result", "rendition": uuid4(), "requested_at": NOW}
    return Paper.objects.create(**{**right, **changes})


def grant(**changes: Any) -> DossierGrant:
    shared = one_dossier()
    right = {
        "dossier": shared, "unit": "TNN", "reason": "Phối hợp", "since": NOW, "until": LATER, "granted_at": NOW,
        "granted_by_id": shared.filer_id,
    }  # fmt: skip
    return DossierGrant.objects.create(**{**right, **changes})


def grant_note(**changes: Any) -> GrantNote:
    shared = DossierGrant.objects.first() or grant()
    return GrantNote.objects.create(
        **{"grant": shared, "author_id": shared.granted_by_id, "at": NOW, "text": "Đã xem.", **changes}
    )


def attachment(**changes: Any) -> Model:
    right = {"dossier": one_dossier(), "component": "don", "document": document(), "added_in": 1, "added_at": NOW}
    return Attachment.objects.create(**{**right, **changes})


ALONE: list[tuple[str, Callable[..., Model], dict[str, Any]]] = [
    ("dossier_code_from_submission", dossier, {"submitted_at": NOW, "status": 1}),
    ("dossier_status_from_submission", dossier, {**SUBMITTED, "status": 11}),
    ("dossier_accepted_after_submission", dossier, {**SUBMITTED, "accepted_at": NOW - timedelta(seconds=1)}),
    ("dossier_closed_with_outcome", dossier, {"closed_at": NOW}),
    ("dossier_outcome_known", dossier, {"closed_at": NOW, "outcome": "lost"}),
    ("dossier_holder_known", dossier, {"holder": "nobody"}),
    ("dossier_closed_has_no_due_date", dossier, {"closed_at": NOW, "outcome": "lapsed", "due_at": NOW}),
    ("dossier_answer_due_while_applicant_holds", dossier, {"holder": "receiving", "answer_due_at": NOW}),
    ("dossier_delivery_known", dossier, {"delivery": "by_dove"}),
    ("dossier_late_halted_after_its_end", dossier, {"late_due_at": NOW}),
    ("dossier_late_halted_after_its_end", dossier, {"late_due_at": LATER, "late_halted_at": NOW}),
    ("dossier_missed_after_its_end", dossier, {"missed_due_at": NOW}),
    ("dossier_missed_after_its_end", dossier, {"missed_due_at": LATER, "missed_at": NOW}),
    ("dossier_fees_due_from_submission", dossier, {"open_fees": {"phi_tham_dinh": 1}}),
    ("dossier_found_from_submission", dossier, {"search_text": " sao khue"}),
    ("dossier_phone_from_submission", dossier, {"filed_phone": "+84912345678"}),
    (
        "dossier_returned_while_open",
        dossier,
        {**SUBMITTED, "closed_at": NOW, "outcome": "lapsed", "returned_at": NOW},
    ),
    ("attachment_removed_after_added", attachment, {"removed_in": 1}),
    ("declaration_rendered_has_document", declaration, {"state": "ready"}),
    ("clock_event_known", event, {"event": "forget"}),
    ("clock_event_names_its_calendar", event, {"event": "recount"}),
    ("clock_event_names_its_calendar", event, {"event": "pause", "calendar": "2026.2"}),
    ("amendment_state_known", amendment, {"state": "asleep", "closed_at": NOW}),
    ("amendment_closed_has_moment", amendment, {"state": "answered"}),
    ("amendment_item_names_its_place", item, {"target": ""}),
    ("decision_outcome_known", decision, {"outcome": "perhaps"}),
    ("paper_ready_has_document", paper, {"ready_at": NOW}),
    ("paper_published_when_ready", paper, {"published_at": NOW}),
    ("fee_note_names_its_fee", fee_note, {"fee": ""}),
    ("fee_note_paid_has_amount", fee_note, {"amount": None}),
    ("fee_note_kind_known", fee_note, {"kind": "gift"}),
    ("fee_note_amount_not_negative", fee_note, {"amount": -1}),
    ("fee_note_says_how_much", fee_note, {"kind": "set", "amount": None, "paid_on": None}),
    ("fee_note_change_has_reason", fee_note, {"kind": "release"}),
    ("dossier_grant_dates_ordered", grant, {"until": NOW}),
    ("dossier_grant_not_for_ever", grant, {"until": NOW + timedelta(days=367)}),
    ("dossier_grant_has_reason", grant, {"reason": " "}),
    ("dossier_grant_one_grantee", grant, {"unit": ""}),
    ("dossier_grant_ended_by_someone", grant, {"ended_at": LATER}),
    ("grant_note_says_something", grant_note, {"text": " "}),
    ("procedure_code_is_national", procedure, {"code": "4.000001"}),
    ("version_number_positive", published, {"number": 0}),
    ("version_filing_ends_after_it_begins", published, {"last_filing": NOW.date() - timedelta(days=1)}),
    ("version_hash_is_sha256", published, {"content_hash": "F" * 64}),
]  # fmt: skip
TWICE: list[tuple[str, Callable[..., Model], dict[str, Any]]] = [
    ("casework_dossier_code", lambda **more: dossier(**SUBMITTED, **more), {}),
    (
        "dossier_code_read_once",
        lambda **more: dossier(**{**SUBMITTED, **more}),
        {"code": "000.00.15.G13 250602 0001"},
    ),
    ("answer_set_number_once", answers, {"frozen_at": NOW}),
    ("answer_set_one_draft", answers, {"number": 2}),
    ("sensitive_index_once", index, {"index": "0" * 64}),
    ("declaration_one_in_force", declaration, {}),
    ("act_seq_once", act, {"key": "other"}),
    ("act_key_once_per_actor", act, {"seq": 2}),
    ("amendment_number_once", amendment, {"state": "lapsed", "closed_at": NOW}),
    ("amendment_one_open", amendment, {"number": 2}),
    ("amendment_item_position_once", item, {}),
    ("casework_decision_dossier_id", decision, {}),
    ("paper_once_per_dossier", paper, {}),
    ("casework_paper_rendition", lambda **more: paper(name="x", kind="notice", rendition="0" * 32, **more), {}),
    ("procedure_code_and_case_once", procedure, {"sector": "sea"}),
    ("version_number_once", published, {}),
    ("catalogue_version_content_hash", lambda **more: published(content_hash="a" * 64, **more), {"number": 2}),
    ("version_file_once", version_file, {}),
    ("search_term_once", search_term, {}),
]
# Trigger, the maker of a row that it guards, and the statement against that row (%s is its key).
GUARDED: list[tuple[str, Callable[..., Model], str]] = [
    ("casework_act_kept", act, "UPDATE casework_act SET actor_name = 'C' WHERE id = %s"),
    ("casework_act_kept", act, "DELETE FROM casework_act WHERE id = %s"),
    ("casework_act_not_emptied", act, "TRUNCATE casework_act"),
    ("casework_clockevent_kept", event, "UPDATE casework_clockevent SET at = now() WHERE id = %s"),
    ("casework_clockevent_kept", event, "DELETE FROM casework_clockevent WHERE id = %s"),
    ("casework_clockevent_not_emptied", event, "TRUNCATE casework_clockevent"),
    (
        "casework_answerset_frozen",
        lambda: answers(frozen_at=NOW),
        "UPDATE casework_answerset SET values = '{}' WHERE id = %s",
    ),
    (
        "casework_answerset_frozen",
        lambda: answers(frozen_at=NOW),
        "UPDATE casework_answerset SET frozen_at = NULL WHERE id = %s",
    ),
    ("casework_answerset_frozen", lambda: answers(frozen_at=NOW), "DELETE FROM casework_answerset WHERE id = %s"),
    ("casework_dossier_changed", lambda: dossier(**SUBMITTED), "UPDATE casework_dossier SET code = 'X' WHERE id = %s"),
    (
        "casework_dossier_changed",
        lambda: dossier(**SUBMITTED),
        "UPDATE casework_dossier SET submitted_at = now() + '1 day' WHERE id = %s",
    ),
    (
        "casework_dossier_changed",
        lambda: dossier(**SUBMITTED, revision=2),
        "UPDATE casework_dossier SET revision = 1 WHERE id = %s",
    ),
    (
        "casework_dossier_changed",
        lambda: dossier(**SUBMITTED),
        "UPDATE casework_dossier SET version_id = gen_random_uuid() WHERE id = %s",
    ),
    ("casework_dossier_kept", lambda: dossier(**SUBMITTED), "DELETE FROM casework_dossier WHERE id = %s"),
    ("casework_dossiergrant_terms_kept", grant, "UPDATE casework_dossiergrant SET until = now() WHERE id = %s"),
    ("casework_dossiergrant_kept", grant, "DELETE FROM casework_dossiergrant WHERE id = %s"),
    ("casework_dossiergrant_not_emptied", grant, "TRUNCATE casework_dossiergrant CASCADE"),
    ("casework_grantnote_kept", grant_note, "UPDATE casework_grantnote SET text = 'x' WHERE id = %s"),
    ("casework_feenote_kept", fee_note, "UPDATE casework_feenote SET amount = 2 WHERE id = %s"),
    ("casework_feenote_kept", fee_note, "DELETE FROM casework_feenote WHERE id = %s"),
    ("casework_feenote_not_emptied", fee_note, "TRUNCATE casework_feenote"),
    ("casework_grantnote_kept", grant_note, "DELETE FROM casework_grantnote WHERE id = %s"),
    ("casework_grantnote_not_emptied", grant_note, "TRUNCATE casework_grantnote"),
    ("catalogue_version_frozen", published, "UPDATE catalogue_version SET bundle = '{}' WHERE id = %s"),
    ("catalogue_version_frozen", published, "DELETE FROM catalogue_version WHERE id = %s"),
    ("catalogue_version_kept", published, "TRUNCATE catalogue_version CASCADE"),
    ("catalogue_file_frozen", version_file, "UPDATE catalogue_versionfile SET content = '' WHERE id = %s"),
    ("catalogue_file_frozen", version_file, "DELETE FROM catalogue_versionfile WHERE id = %s"),
    ("catalogue_file_kept", version_file, "TRUNCATE catalogue_versionfile"),
]
APART = {"declaration_valid_has_signature"}


@pytest.mark.parametrize(("constraint", "make", "wrong"), ALONE, ids=[one[0] for one in ALONE])
def test_a_broken_row_is_refused(constraint: str, make: Callable[..., Model], wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make(**wrong)
    make()


@pytest.mark.parametrize(("constraint", "make", "again"), TWICE, ids=[one[0] for one in TWICE])
def test_a_twin_is_refused(constraint: str, make: Callable[..., Model], again: dict[str, Any]) -> None:
    make()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make(**again)


@pytest.mark.parametrize("state", ["checking", "valid", "invalid"])
def test_no_declaration_is_judged_without_its_signed_file(state: str) -> None:
    file = document()
    with pytest.raises(IntegrityError, match="declaration_valid_has_signature"), transaction.atomic():
        declaration(state=state, document=file)
    declaration(state=state, document=file, signed=file, validation=uuid4())


@pytest.mark.parametrize(
    ("trigger", "make", "statement"), GUARDED, ids=[f"{one[0]}-{one[2].split()[0].lower()}" for one in GUARDED]
)
def test_what_is_kept_cannot_be_changed_nor_taken_away(
    trigger: str, make: Callable[..., Model], statement: str
) -> None:
    row = make()
    with connection.cursor() as cursor:
        # Foreign keys to what the row leans on are judged at commit: judge them now, or TRUNCATE is refused for those.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [row.pk] if "%s" in statement else None)
    assert getattr(refused.value.__cause__, "diag").constraint_name == trigger  # noqa: B009 - untyped


def test_a_draft_may_still_be_changed_and_thrown_away() -> None:
    row = answers()
    AnswerSet.objects.filter(pk=row.pk).update(values={"a": 1})
    one_dossier().delete()
    assert not AnswerSet.objects.exists()


def test_no_rule_of_these_tables_is_left_untested() -> None:
    named = {
        one.name for app in APPS for model in apps.get_app_config(app).get_models() for one in model._meta.constraints
    }
    unique = {
        f"{model._meta.db_table}_{field.column}"
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key
    }
    broken = {constraint for constraint, _, _ in (*ALONE, *TWICE)} | APART
    assert named | unique == broken
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid "
            "WHERE NOT tgisinternal AND split_part(c.relname, '_', 1) = ANY(%s)",
            [list(APPS)],
        )
        triggers = {name for (name,) in cursor.fetchall()}
    assert triggers == {trigger for trigger, _, _ in GUARDED}
