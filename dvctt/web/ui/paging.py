"""Lists of operators' pages, a page at a time: what follows the row named in the address."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.http import urlencode

from dvctt.web.http.request import Request
from dvctt.web.ui import parts

AFTER = "after"


def after(request: Request) -> UUID | None:
    """After which row the list goes on; None where it begins."""
    try:
        return UUID(request.GET.get(AFTER, ""))
    except ValueError:
        return None


def keyset(request: Request, rows: Sequence[str], most: int, place: str = "") -> parts.Keyset:
    """The ways to the next page and back to the first; `rows` are one more than `most` where there is a next page."""
    more = f"?{urlencode({AFTER: rows[most - 1]})}{place}" if len(rows) > most else ""
    return parts.Keyset(next_url=more, previous_url=f"?{place}" if AFTER in request.GET else "")
