"""What was written on the way to a decision: reports, proposals, opinions, notes of colleagues, replies."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from dvctt.casework import api as casework
from dvctt.web.officer import presenters
from dvctt.web.ui import parts
from dvctt.web.ui.form_view import words


def latest(page: casework.DossierPage, notes: Sequence[casework.NoteView]) -> list[parts.Entry]:
    """The last of each act that carries words, all notes, the last reply of the applicant; the latest first."""
    found = [*_written(page), *_noted(notes), *_replied(page)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _written(page: casework.DossierPage) -> Iterator[parts.Entry]:
    seen: set[str] = set()
    for one in page.timeline:
        if one.inputs and one.official and one.action not in seen:
            seen.add(one.action)
            yield presenters.entry(one)


def _noted(notes: Sequence[casework.NoteView]) -> Iterator[parts.Entry]:
    for one in notes:
        yield parts.Entry(one.at, _("Ý kiến phối hợp"), one.author, one.text)


def _replied(page: casework.DossierPage) -> Iterator[parts.Entry]:
    """The answer to the last amendment request, point by point: its words, and whether what was asked for changed."""
    answered = next((one for one in page.amendments if one.state == "answered" and one.closed_at), None)
    if answered is None or answered.closed_at is None:
        return
    lines = [f"{words(item.place)}: {_reply(item)}" for item in answered.items]
    title = _("Trả lời yêu cầu bổ sung lần %(number)s") % {"number": answered.number}
    yield parts.Entry(answered.closed_at, title, page.filer.name, "\n".join(lines))


def _reply(item: casework.ItemView) -> str:
    done = _("đã sửa") if item.changed else ""
    return "; ".join(text for text in (done, item.answer) if text) or _("không sửa")
