"""What was typed outlives the session: the fields of a form that meets an expired sign-in come back after it.

They are kept sealed in the visitor's own session row, for an hour, and shown again at the same address by the view
that asks for them; nothing is saved before the person sends the form again. A file is not kept: that it was not taken
is told where it was chosen. Visitors cost a row each: only so much is kept for them, from one source and in all.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.translation import gettext_lazy as lazy

from dvctt.accounts import signin
from dvctt.journal import api as journal
from dvctt.kernel import clock
from dvctt.web.http import rate_limit

KEPT = "kept_form"
LOST = "lost_file"
LONGEST = 256 * 1024
KEPT_SECONDS = 3600
# How often in an hour something is kept for visitors: from one source, and from all together.
FROM_ONE = ("kept_for_source", 120, 3600)
FROM_ALL = ("kept_for_visitors", 3000, 3600)

NOT_SENT = lazy("Nội dung đã nhập vẫn còn nguyên nhưng chưa được gửi. Xem lại rồi bấm nút gửi một lần nữa.")

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def restores_form(view: V) -> V:
    """Mark a view that shows kept fields again: on GET it asks `unstash` for them."""
    setattr(view, "keeps_form", True)  # noqa: B010 - a function has no declared attribute of that name
    return view


def takes_files(view: V) -> V:
    """Mark a view that files are sent to: on GET it asks `lost` whether one was not taken."""
    setattr(view, "takes_files", True)  # noqa: B010 - a function has no declared attribute of that name
    return view


def lost(request: HttpRequest) -> bool:
    """Whether a file sent to this address was not taken, since the session had ended; told once."""
    if request.session.get(LOST) != request.path:
        return False
    del request.session[LOST]
    return True


def has_room(request: HttpRequest) -> bool:
    """Whether something more may be kept for this browser; where not, a visitor's form or page is simply not kept."""
    if request.session.get(SESSION_KEY):
        return True
    return _counts(FROM_ONE, rate_limit.source(request)) and _counts(FROM_ALL, "")


def _counts(limit: tuple[str, int, int], key: str) -> bool:
    what, most, seconds = limit
    return rate_limit.passes(what, key, most=most, seconds=seconds)


def stash(request: HttpRequest, path: str = "") -> None:
    """Keep the fields of this POST for its address, or for another page's; no files, nor forms beyond 256 KB."""
    fields = request.POST.copy()
    fields.pop("csrfmiddlewaretoken", None)
    body = fields.urlencode()
    if len(body) <= LONGEST and has_room(request):
        request.session[KEPT] = {
            "path": path or request.path,
            "sent": request.path,
            "at": clock.now().timestamp(),
            "form": journal.cipher().encrypt(body),
        }


def unstash(request: HttpRequest, *, open: bool = True) -> QueryDict | None:
    """The fields kept for this address, once, else those of an official's draft; None where there are none.

    That they were not sent is said, where they still can be: `open`.

    What was kept at the end of a session is forgotten after an hour.
    """
    found = waiting(request)
    if request.session.get(KEPT, {}).get("path") == request.path:
        del request.session[KEPT]
    if found is None:
        return drafted(request)
    if open:
        messages.warning(request, NOT_SENT)
    return found


def waiting(request: HttpRequest) -> QueryDict | None:
    """The fields kept for this address that `unstash` will give, which are no draft; they stay kept."""
    found = sent_from(request, request.path)
    return found[1] if found else None


def sent_from(request: HttpRequest, path: str) -> tuple[str, QueryDict] | None:
    """Where the form was sent that is kept for this address, and its fields; they stay kept."""
    kept = request.session.get(KEPT)
    if not kept or kept["path"] != path or clock.now().timestamp() - kept["at"] > KEPT_SECONDS:
        return None
    # Such a form was drawn for who was signed in before: where that was somebody else, it is not shown to this person.
    if request.session.get(signin.OF_ANOTHER) and kept["at"] < float(request.session.get(signin.SIGNED_IN_AT, 0)):
        return None
    return kept.get("sent", path), QueryDict(journal.cipher().decrypt(kept["form"]))


def drafted(request: HttpRequest) -> QueryDict | None:
    """The fields of the official's draft that `web.pages.form_drafts` found for this page."""
    found: QueryDict | None = getattr(request, "draft_fields", None)
    return found


def draft_saved_at(request: HttpRequest) -> datetime | None:
    """When that draft was kept, where it is shown again."""
    found: datetime | None = getattr(request, "draft_saved_at", None)
    return found


def restored_or_posted(request: HttpRequest) -> QueryDict:
    """What the inputs of a page show again: what is posted, or what was kept while the person proved who is there."""
    if request.method == "POST":
        return request.POST
    return kept(request) or drafted(request) or QueryDict()


def kept(request: HttpRequest) -> QueryDict | None:
    """The fields that were kept for this page, however often it asks; else those of a draft."""
    if not hasattr(request, "kept"):
        setattr(request, "kept", unstash(request))  # noqa: B010 - a request declares no such attribute
    found: QueryDict | None = getattr(request, "kept")  # noqa: B009
    return found


class KeepFormMiddleware:
    """Keeps the fields of a form sent without a valid sign-in, before the way to the sign-in page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> None:
        """Keep what a visitor posts to a view that shows it again; remember that a file was not taken."""
        if request.method != "POST" or request.user.is_authenticated or not needs_session(view):
            return
        if getattr(view, "keeps_form", False):
            stash(request)
        # The page script says itself that a part was not taken.
        if getattr(view, "takes_files", False) and request.FILES and "size" not in request.POST and has_room(request):
            request.session[LOST] = request.path


def needs_session(view: Any) -> bool:
    """Whether a view is only for who is signed in."""
    return bool(getattr(view, "login_required", True))
