"""The steps of a draft: its sections, the papers, the review with the signature, and sending."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dvctt import forms
from dvctt.casework import api as casework
from dvctt.kernel import Fault, clock
from dvctt.web.ui import parts
from dvctt.web.ui.address_choices import MinistryPlaces
from dvctt.web.ui.form_view import Elsewhere, Filling, Problem, fault_lines, words

# Pages that send somebody to one place of the draft and want him back: the value of `from` is their name.
SENDERS = ("review", "amendment")
MOST_LINES = 100


@dataclass(frozen=True)
class SectionState:
    """A section on the way: how many of its places still want something, and its questions that do."""

    id: str
    title: str
    left: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class DraftSteps:
    """The way of a draft: what `dossier_page` and `draft_page` both tell of it."""

    id: UUID
    name: str
    stops: tuple[SectionState, ...]
    missing: int
    amending: bool

    def following(self, section: str) -> str:
        """Where "Lưu và tiếp tục" leads; the next page is told by `left` which section was left incomplete."""
        ids = [one.id for one in self.stops]
        place = ids.index(section) + 1 if section in ids else len(ids)
        onward = self.url(ids[place]) if place < len(ids) else reverse("applicant:papers", args=[self.id])
        return f"{onward}?left={section}" if self.stop(section).left else onward

    def stop(self, section: str) -> SectionState:
        """The section of that id; one that is not on the way wants nothing."""
        return next((one for one in self.stops if one.id == section), SectionState(section, ""))

    def sender(self, name: str) -> str:
        """The page that wants somebody back; none for any other name."""
        if name not in SENDERS or (name == "amendment" and not self.amending):
            return ""
        return reverse(f"applicant:{name}", args=[self.id])

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
        above = [parts.Crumb(_("Hồ sơ của tôi"), reverse("applicant:home")),
                 parts.Crumb(self.name, reverse("applicant:dossier", args=[self.id]))]  # fmt: skip
        request = self.sender("amendment")
        return [*above, parts.Crumb(_("Yêu cầu bổ sung"), request)] if request else above

    def steps(self, current: str) -> Sequence[parts.Step]:
        """The steps with what is still open in each; `current` is a section's id, `papers` or `review`."""
        ids = [*(one.id for one in self.stops), "papers", "review", "send"]
        passed = ids[: ids.index(current)] if current in ids else []
        shown = [_step(one.title, _questions_left(one.left), self.url(one.id), one.id == current, one.id in passed)
                 for one in self.stops]  # fmt: skip
        papers = reverse("applicant:papers", args=[self.id])
        left = _papers_left(self.missing)
        shown.append(_step(_("Giấy tờ kèm theo"), left, papers, current == "papers", "papers" in passed))
        review = reverse("applicant:review", args=[self.id])
        state: parts.StepState = "current" if current == "review" else "done" if current == "send" else "ahead"
        shown.append(parts.Step(_("Xem lại và ký"), state, "", review))
        last = _("Gửi bổ sung") if self.amending else _("Nộp hồ sơ")
        return [*shown, parts.Step(last, "current" if current == "send" else "ahead")]


def of_draft(draft: casework.DraftPage) -> DraftSteps:
    """The way of a draft as its form pages know it."""
    known, faults = filling(draft), defaultdict[str, list[Fault]](list)
    for fault in draft.faults:
        faults[fault.place.split(".")[0]].append(fault)
    stops = [_stop(draft.id, one, [(field, faults[field.id], _rows(known.at(field.id))) for field in one.fields])
             for one in draft.form.sections if known.holds(one.show_when)]  # fmt: skip
    return DraftSteps(draft.id, _name(draft), tuple(stops), len(draft.missing), draft.amendment is not None)


def of_page(page: casework.DossierPage) -> DraftSteps:
    """The way of a draft as the dossier's page knows it."""
    stops = [
        _stop(page.id, one, [(field.field, field.faults, len(field.rows)) for field in one.fields])
        for one in page.sections
    ]
    return DraftSteps(page.id, _name(page), tuple(stops), len(missing(page)), page.amending)


def _name(page: casework.DraftPage | casework.DossierPage) -> str:
    return page.code or words(page.grants)


def _stop(
    dossier: UUID,
    section: forms.Section | casework.ReviewSection,
    faults: Sequence[tuple[forms.AnyField, Sequence[Fault], int]],
) -> SectionState:
    """A section with what is wrong in it, in the words of its own page, and the way to each place.

    `faults` has each question with its faults and the number of its rows.
    """
    url = reverse("applicant:section", args=[dossier, section.id])
    left = len({fault.place for _field, found, _count in faults for fault in found})
    lines = [
        replace(line, target=f"{url}?check=all#{line.target}")
        for field, found, count in faults
        if found
        for line in fault_lines(field, found, clock.today(), rows=count)
    ]
    return SectionState(section.id, words(section.title), left, tuple(lines[:MOST_LINES]))


def _rows(value: object) -> int:
    return len(value) if isinstance(value, list) else 0


def missing(page: casework.DossierPage) -> list[str]:
    """Ids of the components, and of the groups of alternatives, that still want a file."""
    return list(dict.fromkeys(one.alternatives or one.id for one in page.components if one.missing))


def filling(draft: casework.DraftPage) -> Filling:
    """What the draft holds, without its faults."""
    return Filling(
        values=draft.values, kept=draft.kept, warnings=draft.warnings, today=clock.today(), places=MinistryPlaces()
    )


def elsewhere(draft: casework.DraftPage, section: forms.Section, faults: Sequence[Fault]) -> dict[str, list[Elsewhere]]:
    """Of each fault of a rule, by its place, the questions of other sections that the rule compares with."""
    rules = {rule.id: rule for rule in draft.form.rules}
    homes = {field.id: (field, one) for one in draft.form.sections for field in one.fields}
    found = defaultdict[str, list[Elsewhere]](list)
    for fault in faults:
        rule = rules.get(str(fault.params.get("rule", "")))
        named = forms.rule_fields(rule) if rule else ()
        for name in named:
            field, home = homes[name]
            if home is not section:
                url = reverse("applicant:section", args=[draft.id, home.id])
                found[fault.place].append(Elsewhere(words(field.label), f"{url}#f-{name}"))
    return {place: list(dict.fromkeys(links)) for place, links in found.items()}


def _questions_left(left: int) -> str:
    return ngettext("còn %(left)s mục chưa khai", "còn %(left)s mục chưa khai", left) % {"left": left} if left else ""


def _papers_left(left: int) -> str:
    told = ngettext("còn %(left)s giấy tờ chưa nộp", "còn %(left)s giấy tờ chưa nộp", left)
    return told % {"left": left} if left else ""


def _step(label: str, note: str, url: str, current: bool, passed: bool) -> parts.Step:
    """A step with what is still open in it, empty where nothing is."""
    state: parts.StepState = "done"
    if current:
        state = "current"
    elif note:
        state = "incomplete" if passed else "ahead"
    return parts.Step(label, state, note, url)
