"""The page of a dossier, and those of its draft, put together for one actor."""

from collections.abc import Iterable, Sequence
from typing import Any

from dvctt.authority import DossierPower
from dvctt.casework.acts.filer_change import successors
from dvctt.casework.core import declared_owner, encrypted_answers
from dvctt.casework.core.filer import filer_view
from dvctt.casework.core.loaded import Subject
from dvctt.casework.core.mandate import may_edit
from dvctt.casework.core.masking import Reader
from dvctt.casework.core.scope import Access, access
from dvctt.casework.course import clocks, delivery
from dvctt.casework.erasure.outcome import erased_words
from dvctt.casework.models import AnswerSet
from dvctt.casework.pages import checks
from dvctt.casework.pages.answers import amendment_view, amendment_views, change_views, section_views
from dvctt.casework.pages.content_views import standing_views
from dvctt.casework.pages.course import clock_views, decision_view, offer_views, returned_entry, timeline_entries
from dvctt.casework.pages.fees import fee_views
from dvctt.casework.pages.papers import component_views, declaration_view, paper_views, signature_views
from dvctt.casework.read_models import ContentView, DossierPage, DraftPage, PaperView
from dvctt.casework.search.turns import turn
from dvctt.kernel import Actor, ActorKind
from dvctt.ministry import api as ministry
from dvctt.workflow import HANDED_OVER


def page(actor: Actor, subject: Subject) -> DossierPage:
    """The dossier's page for this actor."""
    row, state = subject.dossier, subject.state
    officer = actor.kind == ActorKind.OFFICER
    shown, may = _shown_set(actor, subject), access(actor, row)
    reader, files = Reader(actor.language, hide=not may.may(DossierPower.IDENTITY)), may.may(DossierPower.FILES)
    papers = tuple(paper_views(actor, subject))
    return DossierPage(
        id=row.pk,
        code=row.code,
        revision=row.revision,
        version=subject.version,
        owner=declared_owner.owner(subject, shown),
        filer=filer_view(subject),
        successors=() if officer else successors(actor, subject),
        state=row.state,
        label=state.label,
        plain=state.for_officers if officer else state.plain,
        status=row.status,
        status_name=ministry.national_status(row.status) if row.status else None,
        holder=row.holder,
        holder_unit=ministry.unit(row.holder_unit) if row.holder_unit else None,
        assignee=row.assignee.name if row.assignee and officer else "",
        assignee_id=str(row.assignee_id) if row.assignee_id and officer else None,
        turn=turn(subject.flow, row.state) if officer else None,
        receiving=ministry.unit(row.receiving),
        appraising=ministry.unit(row.appraising),
        deciding=ministry.unit(row.deciding),
        created_at=row.created_at,
        touched_at=row.touched_at,
        submitted_at=row.submitted_at,
        accepted_at=row.accepted_at,
        started_at=_counted_from(subject),
        closed_at=row.closed_at,
        subject=row.subject,
        outcome=row.outcome,
        due_at=row.due_at,
        provisional_due=provisional(subject),
        clocks=tuple(clock_views(subject)),
        offers=tuple(offer_views(actor, subject)),
        timeline=tuple(timeline_entries(subject, reader, inner=may.may(DossierPower.HISTORY))),
        returned=returned_entry(subject, reader) if may.may(DossierPower.HISTORY) else None,
        sections=section_views(subject, shown, reader),
        components=tuple(component_views(subject, shown, files=files)),
        declaration=declaration_view(subject.declared(shown)) if files else None,
        signatures=signature_views(subject, shown) if files else (),
        amendments=tuple(amendment_views(subject, reader, officer=officer, files=files)),
        changes=tuple(change_views(subject, reader)),
        papers=papers,
        contents=tuple(_contents(subject, papers, reader, officer=officer, may=may)),
        checks=tuple(checks.judge(subject, shown, officer=officer)),
        decision=decision_view(subject),
        fees=tuple(fee_views(subject)),
        delivery=delivery.view(actor, subject, handed_over=_handed_over(papers)),
        access=may,
        editable=may_edit(actor, subject),
        signature=subject.signature,
        saves=subject.sets[-1].saves,
        saved_at=subject.sets[-1].saved_at,
        erased=erased_words(row),
    )


def _handed_over(papers: Iterable[PaperView]) -> bool:
    """Whether a result, or the decision that refuses one, was published to the applicant."""
    return any(paper.published_at for paper in papers if paper.kind in HANDED_OVER)


def _contents(
    subject: Subject, papers: Sequence[PaperView], reader: Reader, *, officer: bool, may: Access
) -> Iterable[ContentView]:
    """What is decided: to officers while it is worked on, to the applicant's side once its paper is handed over."""
    if not may.may(DossierPower.HISTORY if officer else DossierPower.FILES):
        return ()
    handed_over = {one.name for one in papers if one.published_at is not None}
    return (one for one in standing_views(subject, reader) if officer or one.document in handed_over)


def draft(actor: Actor, subject: Subject) -> DraftPage:
    """The draft for its form pages."""
    row, last = subject.dossier, subject.sets[-1]
    judged = subject.judged(last, language=actor.language)
    kept, owner = encrypted_answers.open_values(last.kept), Reader(actor.language, hide=False)
    return DraftPage(
        id=row.pk,
        code=row.code,
        revision=row.revision,
        version=subject.version,
        form=subject.bundle.form,
        values=subject.values(last),
        kept=kept,
        faults=judged.faults,
        held=subject.judged(last, partial=True, language=actor.language).faults,
        warnings=judged.warnings,
        missing=tuple(subject.missing_components(last.number)),
        saves=last.saves,
        saved_at=last.saved_at,
        touched=last.saves > 0,
        signature=subject.signature,
        amendment=amendment_view(subject, subject.amendment, owner) if subject.amendment else None,
    )


def _shown_set(actor: Actor, subject: Subject) -> AnswerSet:
    """Officers see what was filed; the applicant what he is working on."""
    if actor.kind == ActorKind.OFFICER and subject.filed is not None:
        return subject.filed
    return subject.sets[-1]


def _counted_from(subject: Subject) -> Any:
    """The moment from which the time limit counts: the next opening where it began after hours."""
    main, began = clocks.main_clock(subject), subject.dossier.started_at
    return clocks.counts_from(subject, main, began) if main and began else began


def provisional(subject: Subject) -> Any:
    """When the result is expected, while the dossier waits for acceptance.

    None while the applicant is to answer: the days that he takes move it, so that no day can be named.
    """
    row = subject.dossier
    if row.submitted_at is None or row.accepted_at is not None or row.closed_at is not None:
        return None
    if row.holder == "applicant":
        return None
    return clocks.promised(subject)
