"""A dossier in memory: the row with the facts that rulings and duties need, read in few queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

from dvctt.accounts import people
from dvctt.casework.core import encrypted_answers, owner_identity
from dvctt.casework.core.owner import owner_as_filed
from dvctt.casework.core.rows import DossierRows
from dvctt.casework.models import (
    Act,
    AmendmentRequest,
    AnswerSet,
    Attachment,
    ClockEvent,
    Declaration,
    Dossier,
    FeeNote,
)
from dvctt.catalogue import api as catalogue
from dvctt.catalogue.api import Component
from dvctt.forms import Cleaned, clean, evaluate
from dvctt.kernel import ActorKind, Fault, Ref, clock
from dvctt.ministry import api as ministry
from dvctt.workflow import Flow, Place, State

Signature = Literal["", "signed", "lost"]


@dataclass
class LoadedDossier:
    """The dossier that an act is on. `now` is the one instant of the act.

    `fees_told` is what the version says of its fees by each filed set of answers, once `fees` has read it.
    """

    dossier: Dossier
    now: datetime = field(default_factory=clock.now)
    new_events: list[ClockEvent] = field(default_factory=list)
    fees_told: dict[int, tuple[catalogue.FeeTold, ...]] = field(default_factory=dict)
    _opened: dict[int, tuple[Any, dict[str, Any]]] = field(default_factory=dict, init=False, repr=False)

    @property
    def ref(self) -> Ref:
        """Its name for the packages below."""
        return ref_of(self.dossier.pk)

    @cached_property
    def version(self) -> catalogue.PublishedVersion:
        """The procedure version that binds it."""
        return catalogue.version(self.dossier.version_id)

    @property
    def bundle(self) -> catalogue.Bundle:
        """That version's content."""
        return self.version.bundle

    @property
    def flow(self) -> Flow:
        """That version's process."""
        return self.bundle.process

    @property
    def today(self) -> date:
        """The day of the act in Viet Nam."""
        return clock.day_of(self.now)

    @cached_property
    def owner(self) -> people.Party:
        """Its owner, by the name under which it was filed."""
        return owner_as_filed(self.dossier)

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.flow.states[self.dossier.state]

    @property
    def units(self) -> dict[Place, str]:
        """Unit codes at each place of the process."""
        row = self.dossier
        return {"receiving": row.receiving, "appraising": row.appraising, "deciding": row.deciding}

    @cached_property
    def absent(self) -> dict[str, str]:
        """Names by account id: of absent officers for whom deputies acted, and of whom acts gave it without a name."""
        absent = {one for act in self.acts if (one := instead_of(act))}
        return people.names_of(absent | {one for act in self.acts if (one := str(act.inputs.get("assignee", "")))})

    @property
    def fee_notes(self) -> list[FeeNote]:
        """The entries about its fees, in order."""
        return self.followed.fee_notes

    @cached_property
    def followed(self) -> DossierRows:
        """What was read along with it."""
        return DossierRows(self.dossier.pk)

    @property
    def acts(self) -> list[Act]:
        """Acts in order."""
        return self.followed.acts

    @property
    def events(self) -> list[ClockEvent]:
        """The ledger of all clocks in order."""
        return self.followed.clock_events

    @property
    def sets(self) -> list[AnswerSet]:
        """Answer sets in order."""
        return self.followed.answer_sets

    @property
    def amendments(self) -> list[AmendmentRequest]:
        """Amendment requests in order."""
        return self.followed.amendments

    @property
    def attachments(self) -> list[Attachment]:
        """Every attachment ever handed in, with its document."""
        return self.followed.attachments

    @property
    def declarations(self) -> list[Declaration]:
        """The declarations that no edit has voided, at most one for each answer set."""
        return self.followed.declarations

    @property
    def declaration(self) -> Declaration | None:
        """The declaration of the draft."""
        draft = self.draft
        return next((one for one in self.declarations if draft is not None and one.number == draft.number), None)

    @property
    def signature(self) -> Signature:
        """Whether the declaration of the draft is signed, or was until an edit voided it; empty where neither."""
        draft, standing = self.draft, self.declaration
        if draft is None:
            return ""
        if standing is not None and (standing.signed_id is not None or standing.stands):
            return "signed"
        return "lost" if draft.number in self.followed.signatures_lost else ""

    def void_declaration(self, draft: AnswerSet) -> None:
        """Void the declaration of a draft that changes or is dropped."""
        standing = self.dossier.declarations.filter(number=draft.number)
        standing.exclude(state=Declaration.State.VOID).update(state=Declaration.State.VOID)

    def declared(self, shown: AnswerSet) -> Declaration | None:
        """The declaration under a set: of the draft its own, of a filed set the latest with which one was filed."""
        if shown.frozen_at is None:
            return self.declaration
        filed = [one for one in self.declarations if one.number <= shown.number and one.stands]
        return filed[-1] if filed else None

    @property
    def draft(self) -> AnswerSet | None:
        """The set that the applicant may edit now."""
        last = self.sets[-1]
        return last if last.frozen_at is None else None

    @property
    def worked_on(self) -> bool:
        """Whether there is a draft that the applicant's side may work on now: a discarded one has ended, and stays."""
        return self.draft is not None and self.state.holder == "applicant" and not self.state.end

    @property
    def filed(self) -> AnswerSet | None:
        """The set that the officers see."""
        frozen = [one for one in self.sets if one.frozen_at is not None]
        return frozen[-1] if frozen else None

    @property
    def amendment(self) -> AmendmentRequest | None:
        """The amendment request that waits for its answer."""
        return next((one for one in self.amendments if one.state == "open"), None)

    def values(self, one: AnswerSet | None = None) -> dict[str, Any]:
        """The opened answers of a set: the latest when none is named."""
        chosen = one or self.sets[-1]
        sealed, opened = self._opened.get(chosen.number, (None, {}))
        if sealed is not chosen.values:
            opened = encrypted_answers.open_values(chosen.values)
            self._opened[chosen.number] = (chosen.values, opened)
        return dict(opened)

    def files(self, number: int) -> list[Attachment]:
        """The attachments in force in the answer set of that number."""
        return [
            one
            for one in self.attachments
            if one.added_in <= number and (one.removed_in is None or one.removed_in > number)
        ]

    def judged(self, one: AnswerSet | None = None, *, partial: bool = False, language: str = "vi") -> Cleaned:
        """The whole form judged over a set's answers; `partial` as a save judges them, with nothing required yet.

        What could not be read when it was saved and can be read by now (a date to come that has come) is not among the
        values before it is saved again: the fault `not_saved_yet` asks for that.
        """
        chosen = one or self.sets[-1]
        kept = encrypted_answers.open_values(chosen.kept)
        raw, book = {**self.values(chosen), **kept}, ministry.address_book()
        found = clean(self.bundle.form, raw, today=self.today, partial=partial, addresses=book, language=language)
        faulty = {fault.place.partition(".")[0] for fault in found.faults}
        late = [Fault(name, "not_saved_yet") for name in kept if name in found.values and name not in faulty]
        return replace(found, faults=(*found.faults, *late, *self.others_named(chosen, found.values)))

    def others_named(self, chosen: AnswerSet, values: Mapping[str, Any]) -> list[Fault]:
        """Where answers of a draft say that its owner is somebody else; what was filed stands as it was filed."""
        if chosen.frozen_at is not None:
            return []
        earlier = self.values(self.filed) if self.filed else {}
        return list(owner_identity.faults(self.bundle.form.fields(), values, self.owner, earlier))

    def given(self, number: int) -> dict[str, bool]:
        """The fact `has_<component>` for every component: whether a file was handed in for it."""
        present = {one.component for one in self.files(number)}
        return {f"has_{one.id}": one.id in present for one in self.bundle.components}

    def wants(self, component: Component, number: int) -> bool:
        """Whether the component must be handed in, given the answers."""
        if isinstance(component.required, bool):
            return component.required
        values = self.values(next(one for one in self.sets if one.number == number))
        return evaluate(component.required, values=values, facts=self.given(number), today=clock.today()).holds

    def missing_components(self, number: int) -> list[str]:
        """Ids of components, and of groups of alternatives, that still want a document."""
        given = {one.component for one in self.files(number)}
        wanted = [
            one.id
            for one in self.bundle.uploads()
            if not one.alternatives and one.id not in given and self.wants(one, number)
        ]
        for group in self.bundle.alternatives:
            members = {one.id for one in self.bundle.components if one.alternatives == group.id}
            if len(members & given) < group.at_least:
                wanted.append(group.id)
        return wanted

    def stored_content(self, document: str, *, before: int | None = None) -> dict[str, Any] | None:
        """The content of a document as the latest act that edits it left it (before the act of that number).

        None where no such act was done, or where the latest of them did not set it.
        """
        for act in reversed(self.acts):
            spec = self.flow.actions.get(act.action)
            earlier = before is None or act.seq < before
            if earlier and spec and any(use.of == document and use.may == "edit" for use in spec.contents):
                kept: dict[str, Any] | None = act.contents.get(document)
                return kept
        return None

    def unanswered(self) -> list[int]:
        """Positions of amendment items that have no change where they point, so that only words can answer them."""
        request = self.amendment
        if request is None:
            return []
        base = next(one for one in self.sets if one.number == request.base_number)
        old, new, number = self.values(base), self.values(), self.sets[-1].number
        fresh = {one.component for one in self.attachments if one.added_in == number and one.removed_in is None}
        return [
            item.position
            for item in self.followed.items_of(request)
            if not (item.kind == "field" and old.get(item.target) != new.get(item.target))
            and not (item.kind == "component" and item.target in fresh)
        ]


def instead_of(act: Act) -> str:
    """The account of the absent officer for whom a deputy did an act; empty for other acts."""
    return act.on_behalf if act.actor_kind == ActorKind.OFFICER else ""


def ref_of(dossier_id: UUID) -> Ref:
    """The dossier's name for other packages."""
    return Ref("dossier", str(dossier_id))
