"""The applicant's dossiers as cards: what each waits for, and the next step."""

from django.urls import reverse
from django.utils.translation import gettext as _

from dvctt.casework import api as casework
from dvctt.kernel import Actor
from dvctt.web.ui import applicant_presenters


def cards(actor: Actor, listing: casework.Listing) -> list[dict[str, object]]:
    """Dossiers that wait for the applicant, each with its next step and the day by which an answer is asked for."""
    days = casework.answer_days(actor, [row.id for row in listing.rows])
    return [
        {
            "row": row, "answer_by": days.get(row.id), "url": reverse("applicant:dossier", args=[row.id]),
            "chip": applicant_presenters.row_chip(row), "next_url": _next(actor, row, amending=row.id in days),
            "next": _next_words(row),
        }
        for row in listing.rows
    ]  # fmt: skip


def _next_words(row: casework.DossierRow) -> str:
    if row.submitted_at is None:
        return _("Khai tiếp")
    return _("Xem và trả lời") if row.holder == "applicant" and row.closed_at is None else _("Xem cách nộp")


def _next(actor: Actor, row: casework.DossierRow, *, amending: bool) -> str:
    """Straight to what is to be done; who only reads goes to the dossier, which says so."""
    if actor.acting is not None and not actor.acting.may_file:
        return reverse("applicant:dossier", args=[row.id])
    step = "form" if row.submitted_at is None else "amendment" if amending else "dossier"
    return reverse(f"applicant:{step}", args=[row.id])
