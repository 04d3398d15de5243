"""Tells the stories: every dossier is made by the acts of its people, each at its own moment of the past."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from random import Random
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from demo import answers, papers, people
from demo.stories import APPLICANT, Step, Story, stories
from dvctt.casework import api as casework
from dvctt.catalogue import api as catalogue
from dvctt.documents import api as documents
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Ref, clock
from dvctt.ministry import api as ministry
from dvctt.outbox import api as outbox

FILINGS = {"1.000082": answers.surveying, "1.000070": answers.water}
ANSWER_DAYS = 10
PDF = frozenset({"pdf"})


class StoryStuck(RuntimeError):
    """A story could not go on: the sentence says where."""


def seed(*, first: int | None = None) -> int:
    """Tell every story (or the `first` so many) that is not told yet; gives how many were told now.

    Says on the output how far it is. Each story is told alone: neither workers nor timers touch it before it has come
    to the present. One that was cut short goes on where it stopped.
    """
    clock.allow_travel()
    chosen = stories()[:first]
    total = 0
    for count, story in enumerate(chosen, 1):
        if not _is_told(story):
            with outbox.workers_paused():
                _Telling(story).tell()
            total += 1
            print(f"Hồ sơ trình diễn: {count}/{len(chosen)}", flush=True)
    return total


class _Telling:
    """One story under way; `at` is the moment that it has reached."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.applicant = people.applicants()[story.key]
        self.random = Random(story.number)  # noqa: S311 - made-up answers, the same at every telling
        self.present = clock.now()
        begun = _begun(story)
        self.at = begun[1] if begun else _moment(_filed_on(story.ago), "08:20")
        self.dossier = begun[0] if begun else None
        self.late = timedelta(minutes=story.number * 7 % 19, seconds=story.number * 13 % 60)
        self.filed_on = self.at.astimezone(clock.HANOI).date()

    def tell(self) -> None:
        """Go through the story up to the present."""
        with clock.travel(self.at):
            if self.dossier is None:
                self.dossier = self._open()
        page = self._page()
        if page.editable and not page.submitted_at:
            with clock.travel(self.at):
                self._declare()
        for number, step in enumerate(self.story.steps):
            moment = _moment(_working_day_after(self.filed_on, step.day), step.clock) + self.late
            if moment > self.present:
                break
            self._pass_time(moment)
            with clock.travel(moment):
                self._do(number, step)
                outbox.drain()
        self._pass_time(self.present)
        journal.append(_ref(self.story), people.STARTER, "story_told", before={}, after={"dossier": str(self.dossier)})

    def _open(self) -> UUID:
        actor = self._actor(APPLICANT)
        assert actor.on_behalf
        version = catalogue.current(self.story.procedure)
        with transaction.atomic():
            dossier = casework.open_draft(actor, version.id, UUID(actor.on_behalf.id))
            after = {"dossier": str(dossier), "at": self.at.isoformat()}
            journal.append(_ref(self.story), people.STARTER, "story_begun", before={}, after=after)
        return dossier

    def _declare(self) -> None:
        """Fill in, hand in the papers, and (unless it stays a draft) sign."""
        actor = self._actor(APPLICANT)
        filing = FILINGS[self.story.procedure](self.applicant, self.random, self.filed_on)
        draft = casework.draft_page(actor, self._id)
        saves = draft.saves
        sections = draft.form.sections if self.story.steps else draft.form.sections[:3]
        for section in sections:
            saves = casework.save_draft(actor, self._id, filing.values, section=section.id, saves=saves).saves
        handed_in = {component.id for component in self._page().components if component.files}
        for component in filing.components if self.story.steps else filing.components[:1]:
            if component not in handed_in:
                self._hand_in(actor, component)
        if self.story.steps:
            self._sign(actor)

    def _hand_in(self, actor: Actor, component: str, *, replaces: UUID | None = None) -> None:
        spec = catalogue.current(self.story.procedure).bundle.component(component)
        assert spec
        day = clock.today()
        lines = (f"Kèm theo hồ sơ của {self.applicant.name}.", f"Thủ tục {self.story.procedure}.")
        pdf = papers.paper(spec.name.vi, self.applicant, f"{day:%d/%m/%Y}", lines)
        document = self._receive(actor, pdf, f"{component.replace('_', '-')}.pdf", "attachment")
        casework.attach(actor, self._id, component, document, replaces=replaces)

    def _sign(self, actor: Actor) -> None:
        casework.prepare_declaration(actor, self._id)
        outbox.drain()
        ready = self._page().declaration
        if ready is None or ready.document_id is None:
            raise StoryStuck(f"story {self.story.number}: the declaration was not rendered")
        signed = papers.signed(documents.read_bytes(ready.document_id), self.applicant)
        casework.sign_declaration(actor, self._id, self._receive(actor, signed, "don-da-ky.pdf", "declaration"))
        outbox.drain()
        judged = self._page().declaration
        if judged is None or judged.state != "valid":
            raise StoryStuck(f"story {self.story.number}: the signature was judged {judged and judged.report}")

    def _receive(self, actor: Actor, pdf: bytes, name: str, kind: str) -> UUID:
        ref = Ref("dossier", str(self._id))
        return documents.receive(
            BytesIO(pdf), name=name, subject=ref, actor=actor, allowed=PDF, limit=settings.UPLOAD_LIMIT, kind=kind
        ).id

    def _do(self, number: int, step: Step) -> None:
        """Do the step, unless it was done before the telling was broken off."""
        count = [done.action for done in self.story.steps[: number + 1]].count(step.action)
        if [entry.action for entry in self._page().timeline].count(step.action) >= count:
            return
        actor = self._actor(step.who)
        if step.action.startswith("answer_"):
            self._amend(actor)
        key = f"story:{self.story.number}:{number}"
        revision = self._page().revision
        casework.perform(actor, self._id, step.action, self._payload(step), seen=revision, key=key)

    def _payload(self, step: Step) -> Mapping[str, Any]:
        if step.action.startswith("request_amendment"):
            return {**step.payload, "answer_by": (clock.today() + timedelta(days=ANSWER_DAYS)).isoformat()}
        if step.action == "appraise":
            return {**self._asked_for(step), **step.payload}
        return step.payload

    def _asked_for(self, step: Step) -> Mapping[str, Any]:
        """The content of the result as it was asked for: where the appraiser starts."""
        page = casework.dossier_page(self._actor(step.who), self._id)
        return next(offer.start for offer in page.offers if offer.action == step.action)

    def _amend(self, actor: Actor) -> None:
        """Hand in anew every component that the open request names."""
        page = self._page()
        items = [item for request in page.amendments if request.state == "open" for item in request.items]
        for item in items:
            spec = next((component for component in page.components if component.id == item.target), None)
            if item.kind == "component" and spec and not any(file.new_in_draft for file in spec.files):
                current = next((file.attachment_id for file in spec.files if file.in_force), None)
                self._hand_in(actor, item.target, replaces=current)

    def _pass_time(self, until: datetime) -> None:
        """Let the clocks warn and run out, each at its own moment, up to `until`."""
        while moment := self._next_due(until):
            with clock.travel(moment):
                casework.sweep()
                outbox.drain()
            self.at = moment
        self.at = until

    def _next_due(self, until: datetime) -> datetime | None:
        with clock.travel(self.at):
            running = [limit for limit in self._page().clocks if limit.state == "running"]
        dues = [moment for limit in running for moment in (limit.warn_at, limit.due) if moment]
        return min((moment for moment in dues if self.at < moment <= until), default=None)

    def _page(self) -> casework.DossierPage:
        return casework.dossier_page(self._actor(APPLICANT), self._id)

    def _actor(self, who: str) -> Actor:
        return people.applicant_actor(self.applicant) if who == APPLICANT else people.officer_actor(who)

    @property
    def _id(self) -> UUID:
        assert self.dossier
        return self.dossier


def _ref(story: Story) -> Ref:
    return Ref("demonstration", f"story-{story.number}")


def _begun(story: Story) -> tuple[UUID, datetime] | None:
    """The dossier of a story that was begun, and its first moment."""
    entries = [entry for entry in journal.entries(_ref(story)) if entry.act == "story_begun"]
    if not entries:
        return None
    return UUID(entries[0].after["dossier"]), datetime.fromisoformat(entries[0].after["at"])


def _is_told(story: Story) -> bool:
    return any(entry.act == "story_told" for entry in journal.entries(_ref(story)))


def _filed_on(ago: int) -> date:
    """The working day `ago` working days before the last one that is over."""
    calendar, day = ministry.calendar(), clock.today() - timedelta(days=1)
    while True:
        if calendar.is_working(day):
            if ago <= 0:
                return day
            ago -= 1
        day -= timedelta(days=1)


def _working_day_after(day: date, count: int) -> date:
    calendar = ministry.calendar()
    while count > 0:
        day += timedelta(days=1)
        count -= calendar.is_working(day)
    return day


def _moment(day: date, at: str) -> datetime:
    hours, minutes = at.split(":")
    return datetime.combine(day, time(int(hours), int(minutes)), tzinfo=clock.HANOI)
