"""The page of a dossier, and those of its draft, put together for one actor."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from dvctt.authority import DossierPower
from dvctt.casework.acts.filer_change import successors
from dvctt.casework.core import declared_owner, encrypted_answers
from dvctt.casework.core.filer import filer_view
from dvctt.casework.core.loaded import LoadedDossier, Signature
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
from dvctt.casework.read_models import ActView, ContentView, DossierHead, DraftPage, OfferView, PaperView, TimelineEntry
from dvctt.casework.search.lists import grants
from dvctt.casework.search.turns import next_role
from dvctt.kernel import Actor, ActorKind
from dvctt.ministry import api as ministry
from dvctt.workflow import HANDED_OVER, asked_sections


@dataclass(frozen=True)
class DossierPage(DossierHead):
    """What a dossier's page shows to one actor: the head, and each part once it is asked for, all of one reading.

    `returned` is the act that sent it back, while it is; `changes` lie between the last two filed versions.
    """

    _actor: Actor = field(repr=False)
    _loaded: LoadedDossier = field(repr=False)

    # Progress
    started_at = cached_property(lambda page: _counted_from(page._loaded))
    provisional_due = cached_property(lambda page: provisional(page._loaded))
    clocks = cached_property(lambda page: tuple(clock_views(page._loaded)))
    offers = cached_property(lambda page: tuple(offer_views(page._actor, page._loaded)))
    decision = cached_property(lambda page: decision_view(page._loaded))
    fees = cached_property(lambda page: tuple(fee_views(page._loaded)))
    delivery = cached_property(
        lambda page: delivery.view(page._actor, page._loaded, handed_over=_handed_over(page.papers))
    )
    successors = cached_property(lambda page: () if page._officer else successors(page._actor, page._loaded))

    # Answers
    sections = cached_property(lambda page: section_views(page._loaded, page._shown, page._reader))
    checks = cached_property(lambda page: tuple(checks.judge(page._loaded, page._shown, officer=page._officer)))
    amendments = cached_property(
        lambda page: tuple(
            amendment_views(
                page._loaded, page._reader, officer=page._officer, files=page.access.may(DossierPower.FILES)
            )
        )
    )
    changes = cached_property(lambda page: tuple(change_views(page._loaded, page._reader)))
    editable = cached_property(lambda page: may_edit(page._actor, page._loaded))
    signature = cached_property[Signature](lambda page: page._loaded.signature)
    saves = cached_property[int](lambda page: page._loaded.sets[-1].saves)
    saved_at = cached_property[datetime](lambda page: page._loaded.sets[-1].saved_at)

    # Files
    components = cached_property(
        lambda page: tuple(component_views(page._loaded, page._shown, files=page.access.may(DossierPower.FILES)))
    )
    declaration = cached_property(
        lambda page: (
            declaration_view(page._loaded.declared(page._shown)) if page.access.may(DossierPower.FILES) else None
        )
    )
    signatures = cached_property(
        lambda page: signature_views(page._loaded, page._shown) if page.access.may(DossierPower.FILES) else ()
    )

    # Documents
    papers = cached_property(lambda page: tuple(paper_views(page._actor, page._loaded)))
    contents = cached_property(
        lambda page: tuple(_contents(page._loaded, page.papers, page._reader, officer=page._officer, may=page.access))
    )

    # History
    timeline = cached_property(
        lambda page: tuple(timeline_entries(page._loaded, page._reader, inner=page.access.may(DossierPower.HISTORY)))
    )
    returned = cached_property(
        lambda page: returned_entry(page._loaded, page._reader) if page.access.may(DossierPower.HISTORY) else None
    )
    erased = cached_property(lambda page: erased_words(page._loaded.dossier))

    _officer = cached_property(lambda page: page._actor.kind == ActorKind.OFFICER)
    _reader = cached_property(
        lambda page: Reader(page._actor.language, hide=not page.access.may(DossierPower.IDENTITY))
    )
    _shown = cached_property(lambda page: _shown_set(page._actor, page._loaded))

    @property
    def amending(self) -> bool:
        """Whether a request to amend waits for its answer."""
        return self._loaded.amendment is not None

    @property
    def last_entry(self) -> int:
        """The sequence number of the latest entry of the history; 0 for none."""
        return max((entry.seq for entry in self.timeline), default=0)

    def offer(self, action: str) -> OfferView | None:
        """One act as it is offered now; None where it does not belong here."""
        return next(iter(offer_views(self._actor, self._loaded, action)), None)

    def act(self, action: str) -> ActView | None:
        """An act of the procedure; None where there is none of that name."""
        flow = self._loaded.flow
        spec = flow.actions.get(action)
        if spec is None:
            return None
        of_applicant = any(who.kind == "applicant" for who in spec.who)
        return ActView(spec.label, spec.kind, asked_sections(flow, spec), of_applicant)

    def after(self, seq: int) -> tuple[TimelineEntry, ...]:
        """The entries of the history after that sequence number, the latest first."""
        return tuple(entry for entry in self.timeline if entry.seq > seq)


def page(actor: Actor, loaded: LoadedDossier) -> DossierPage:
    """The dossier's page for this actor."""
    row, state, exemption = loaded.dossier, loaded.state, loaded.bundle.signing.exemption
    officer = actor.kind == ActorKind.OFFICER
    return DossierPage(
        id=row.pk,
        code=row.code,
        revision=row.revision,
        version=loaded.version.id,
        procedure=loaded.bundle.name,
        procedure_code=loaded.bundle.code,
        case=loaded.bundle.case,
        case_name=loaded.bundle.case_name,
        grants=grants(loaded.bundle),
        unsigned=exemption.basis if exemption.allowed else None,
        owner=declared_owner.owner(loaded, _shown_set(actor, loaded)),
        filer=filer_view(loaded),
        state=row.state,
        label=state.label,
        plain=state.for_officers if officer else state.plain,
        status=row.status,
        status_name=ministry.national_status(row.status) if row.status else None,
        holder=row.holder,
        holder_unit=ministry.unit(row.holder_unit) if row.holder_unit else None,
        assignee=row.assignee.name if row.assignee and officer else "",
        assignee_id=str(row.assignee_id) if row.assignee_id and officer else None,
        turn=next_role(loaded.flow, row.state) if officer else None,
        receiving=ministry.unit(row.receiving),
        appraising=ministry.unit(row.appraising),
        deciding=ministry.unit(row.deciding),
        created_at=row.created_at,
        touched_at=row.touched_at,
        submitted_at=row.submitted_at,
        accepted_at=row.accepted_at,
        closed_at=row.closed_at,
        subject=row.subject,
        outcome=row.outcome,
        due_at=row.due_at,
        access=access(actor, row),
        _actor=actor,
        _loaded=loaded,
    )


def _handed_over(papers: Iterable[PaperView]) -> bool:
    """Whether a result, or the decision that refuses one, was published to the applicant."""
    return any(paper.published_at for paper in papers if paper.kind in HANDED_OVER)


def _contents(
    loaded: LoadedDossier, papers: Sequence[PaperView], reader: Reader, *, officer: bool, may: Access
) -> Iterable[ContentView]:
    """What is decided: to officers while it is worked on, to the applicant's side once its paper is handed over."""
    if not may.may(DossierPower.HISTORY if officer else DossierPower.FILES):
        return ()
    handed_over = {one.name for one in papers if one.published_at is not None}
    return (one for one in standing_views(loaded, reader) if officer or one.document in handed_over)


def draft(actor: Actor, loaded: LoadedDossier) -> DraftPage:
    """The draft for its form pages."""
    row, last = loaded.dossier, loaded.sets[-1]
    judged = loaded.judged(last, language=actor.language)
    kept, owner = encrypted_answers.open_values(last.kept), Reader(actor.language, hide=False)
    return DraftPage(
        id=row.pk,
        code=row.code,
        revision=row.revision,
        grants=grants(loaded.bundle),
        form=loaded.bundle.form,
        values=loaded.values(last),
        kept=kept,
        faults=judged.faults,
        held=loaded.judged(last, partial=True, language=actor.language).faults,
        warnings=judged.warnings,
        missing=tuple(loaded.missing_components(last.number)),
        saves=last.saves,
        saved_at=last.saved_at,
        touched=last.saves > 0,
        signature=loaded.signature,
        amendment=amendment_view(loaded, loaded.amendment, owner) if loaded.amendment else None,
    )


def _shown_set(actor: Actor, loaded: LoadedDossier) -> AnswerSet:
    """Officers see what was filed; the applicant what he is working on."""
    if actor.kind == ActorKind.OFFICER and loaded.filed is not None:
        return loaded.filed
    return loaded.sets[-1]


def _counted_from(loaded: LoadedDossier) -> datetime | None:
    """The moment from which the time limit counts: the next opening where it began after hours."""
    main, began = clocks.main_clock(loaded), loaded.dossier.started_at
    return clocks.counts_from(loaded, main, began) if main and began else began


def provisional(loaded: LoadedDossier) -> datetime | None:
    """When the result is expected, while the dossier waits for acceptance.

    None while the applicant is to answer: the days that he takes move it, so that no day can be named.
    """
    row = loaded.dossier
    if row.submitted_at is None or row.accepted_at is not None or row.closed_at is not None:
        return None
    if row.holder == "applicant":
        return None
    return clocks.promised(loaded)
