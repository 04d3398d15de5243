"""Lists of operators' pages, a page at a time: what follows the row named in the address."""

from collections.abc import Sequence
from uuid import UUID

from dvctt.web.http.request import Request
from dvctt.web.ui import parts

AFTER = "after"


def after(request: Request) -> UUID | None:
    """After which row the list goes on; None where it begins."""
    try:
        return UUID(request.GET.get(AFTER, ""))
    except ValueError:
        return None


def keyset(request: Request, rows: Sequence[object], most: int, *, page: str = "", place: str = "") -> parts.Keyset:
    """The ways to the next page and back to the first, as it was asked for.

    `rows` are the ids of the rows, one more than `most` where there is a next page. `page` is the list's address where
    the request has another, `place` a place on it.
    """
    query = request.GET.copy()
    begun = query.pop(AFTER, None)
    first = f"{page}?{query.urlencode()}{place}"
    if len(rows) > most:
        query[AFTER] = str(rows[most - 1])
    more = f"{page}?{query.urlencode()}{place}" if len(rows) > most else ""
    return parts.Keyset(next_url=more, previous_url=first if begun else "")
