"""The steps of a draft: its sections, the papers, the review with the signature, and sending."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dvctt.casework import api as casework
from dvctt.kernel import clock
from dvctt.web import parts
from dvctt.web.formview import Filling, words
from dvctt.web.places import MinistryPlaces


@dataclass(frozen=True)
class Stop:
    """A section on the way, with how many of its places still want something."""

    id: str
    title: str
    left: int


@dataclass(frozen=True)
class Course:
    """The way of a draft: what `dossier_page` and `draft_page` both tell of it."""

    id: UUID
    name: str
    stops: tuple[Stop, ...]
    missing: int
    amending: bool

    def following(self, section: str) -> str:
        """Where "Lưu và tiếp tục" leads."""
        ids = [one.id for one in self.stops]
        place = ids.index(section) + 1 if section in ids else len(ids)
        return self.url(ids[place]) if place < len(ids) else reverse("applicant:papers", args=[self.id])

    def previous(self, section: str) -> str:
        """Where "Quay lại" leads: the section before, from the first one the dossier."""
        ids = [one.id for one in self.stops]
        place = ids.index(section) if section in ids else 0
        if place > 0:
            return self.url(ids[place - 1])
        return reverse("applicant:amendment" if self.amending else "applicant:dossier", args=[self.id])

    def url(self, section: str) -> str:
        """The page of a section."""
        return reverse("applicant:section", args=[self.id, section])

    def crumbs(self) -> list[parts.Crumb]:
        """Where a page of the draft stands."""
        return [parts.Crumb(_("Hồ sơ của tôi"), reverse("applicant:home")),
                parts.Crumb(self.name, reverse("applicant:dossier", args=[self.id]))]  # fmt: skip

    def steps(self, current: str) -> Sequence[parts.Step]:
        """The steps with what is still open in each; `current` is a section's id, `papers` or `review`."""
        shown = [_step(one.title, one.left, self.url(one.id), one.id == current) for one in self.stops]
        papers = reverse("applicant:papers", args=[self.id])
        shown.append(_step(_("Giấy tờ kèm theo"), self.missing, papers, current == "papers"))
        review = reverse("applicant:review", args=[self.id])
        state: parts.StepState = "current" if current == "review" else "done" if current == "send" else "ahead"
        shown.append(parts.Step(_("Xem lại và ký"), state, "", review))
        last = _("Gửi bổ sung") if self.amending else _("Nộp hồ sơ")
        return [*shown, parts.Step(last, "current" if current == "send" else "ahead")]


def of_draft(draft: casework.DraftPage) -> Course:
    """The way of a draft as its form pages know it."""
    known = filling(draft)
    home = {field.id: section.id for section in draft.form.sections for field in section.fields}
    left = Counter(home.get(place.split(".")[0], "") for place in {fault.place for fault in draft.faults})
    stops = [Stop(one.id, words(one.title), left[one.id]) for one in draft.form.sections if known.holds(one.show_when)]
    name = draft.code or words(draft.version.bundle.case_name)
    return Course(draft.id, name, tuple(stops), len(draft.missing), draft.amendment is not None)


def of_page(page: casework.DossierPage) -> Course:
    """The way of a draft as the dossier's page knows it."""
    stops = [Stop(one.id, words(one.title), len({fault.place for field in one.fields for fault in field.faults}))
             for one in page.sections]  # fmt: skip
    name = page.code or words(page.version.bundle.case_name)
    amending = any(one.state == "open" for one in page.amendments)
    return Course(page.id, name, tuple(stops), len(missing(page)), amending)


def missing(page: casework.DossierPage) -> list[str]:
    """Ids of the components, and of the groups of alternatives, that still want a file."""
    return list(dict.fromkeys(one.alternatives or one.id for one in page.components if one.missing))


def filling(draft: casework.DraftPage) -> Filling:
    """What the draft holds, without its faults."""
    return Filling(
        values=draft.values, kept=draft.kept, warnings=draft.warnings, today=clock.today(), places=MinistryPlaces()
    )


def _step(label: str, left: int, url: str, current: bool) -> parts.Step:
    note = ngettext("còn %(left)s chỗ", "còn %(left)s chỗ", left) % {"left": left} if left else ""
    return parts.Step(label, "current" if current else "ahead" if left else "done", note, url)
