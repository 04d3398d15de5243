"""What the form of an act carries of the dossier as it was drawn: revision, last entry of the history, its own key."""

from dvctt.casework import api as casework
from dvctt.web.http.request import Request

LONGEST = 9


def seen(request: Request) -> int:
    """The revision that the form had seen; -1, which no dossier has, where it names none."""
    return _number(request, "seen", -1)


def since(request: Request, page: casework.DossierPage) -> tuple[casework.TimelineEntry, ...]:
    """The entries of the history that came after the form was drawn, the latest first; none where it does not say."""
    return page.after(_number(request, "drawn", page.last_entry))


def _number(request: Request, name: str, otherwise: int) -> int:
    given = request.POST.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= LONGEST else otherwise
