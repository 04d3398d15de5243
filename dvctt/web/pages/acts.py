"""An act sent from a page, whoever's: what its form carries of the dossier as it was drawn, and why it was not done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dvctt.casework import api as casework
from dvctt.kernel import Busy, Conflict, DomainError, Fault, Invalid, Refused, Stale
from dvctt.web.http.request import Request
from dvctt.web.wording.sentences import reason_sentence

LONGEST = 9


@dataclass(frozen=True)
class Problem:
    """Why an act was not done: the status of the answer, what is said of it, and what is wrong at which place."""

    error: DomainError
    status: int
    told: Sequence[str] = ()
    faults: Sequence[Fault] = ()


def attempt(request: Request, dossier: UUID, action: str, payload: Mapping[str, Any]) -> Problem | None:
    """Perform with what the form had seen and under its own key; None where it is done.

    Raises NotFound and ProofNeeded.
    """
    key = request.POST.get("key", "")
    try:
        casework.perform(request.actor, dossier, action, payload, seen=_number(request, "seen", -1), key=key)
    except Refused as error:
        return Problem(error, 409, [reason_sentence(reason) for reason in error.reasons])
    except Invalid as error:
        return Problem(error, 422, faults=error.faults)
    except Busy as error:
        told = _("Có người đang xử lý hồ sơ này đúng lúc này. Chưa có gì thay đổi; hãy gửi lại sau giây lát.")
        return Problem(error, 503, [told])
    except (Stale, Conflict) as error:
        told = _("Hồ sơ đã thay đổi từ khi trang này được mở, nên lần gửi này chưa được thực hiện.")
        return Problem(error, 409, [told])
    return None


def since(request: Request, page: casework.DossierPage) -> tuple[casework.TimelineEntry, ...]:
    """The entries of the history that came after the form was drawn, the latest first; none where it does not say."""
    return page.after(_number(request, "drawn", page.last_entry))


def _number(request: Request, name: str, otherwise: int) -> int:
    """A revision or entry that the form names; no dossier has the revision -1."""
    given = request.POST.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= LONGEST else otherwise
