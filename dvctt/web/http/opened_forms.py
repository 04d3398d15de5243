"""What an opening of a page knows of the drafts of its forms: it travels with each form, and tells two tabs apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.http import HttpRequest, QueryDict

from dvctt.accounts import drafts
from dvctt.kernel import VISITOR, Actor
from dvctt.web.http import form_restore

SAVE, DISCARD, FORM = "save_draft", "discard_draft", "draft_form"
OPENING, SHOWN, TOLD = "draft_opening", "draft_shown", "draft_told"
# What belongs to one drawing of a page and not to what is typed.
PAGE_OWN = frozenset(
    {"csrfmiddlewaretoken", "seen", "drawn", "key", SAVE, DISCARD, FORM, OPENING, SHOWN, TOLD, "refresh", "confirmed"}
)
LONGEST_NAME, LONGEST_MARK = 80, 32
Forms = Mapping[str, drafts.KeptForm]


@dataclass(frozen=True)
class Drawn:
    """What a form carries: the opening, the mark of the draft that it shows, and another draft that it does not."""

    opening: str
    shown: str
    other: drafts.KeptForm | None


def kept(request: HttpRequest) -> Forms:
    """The drafts of the forms of this page, read once."""
    if not hasattr(request, "drafts_kept"):
        actor: Actor = getattr(request, "actor", VISITOR)
        found = drafts.form_draft(actor, request.path)
        setattr(request, "drafts_kept", found.forms if found else {})  # noqa: B010 - a request declares no such attribute
    forms: Forms = getattr(request, "drafts_kept", {})
    return forms


def source(request: HttpRequest) -> QueryDict | None:
    """The form whose fields this page shows instead of a draft: just sent, or kept where the session had ended."""
    if request.method == "POST":
        return request.POST
    if not hasattr(request, "draft_source"):
        setattr(request, "draft_source", form_restore.waiting(request))  # noqa: B010 - a request declares no such attribute
    found: QueryDict | None = getattr(request, "draft_source", None)
    return found


def form_of(sent: QueryDict) -> str:
    """Which form of its page was sent."""
    return sent.get(FORM, "")[:LONGEST_NAME]


def fields_of(sent: QueryDict) -> dict[str, Sequence[str]]:
    """What was typed into a form that was sent."""
    return {name: sent.getlist(name) for name in sent if name not in PAGE_OWN}


def knowing(sent: QueryDict, *, told: bool = False) -> drafts.Knowing:
    """What the opening knows that a form was sent from; `told` counts the draft that the person was told about."""
    marks = {sent.get(SHOWN, ""), sent.get(SAVE, "")} | ({sent.get(TOLD, "")} if told else set())
    return drafts.Knowing(sent.get(OPENING, "")[:LONGEST_MARK], frozenset(marks - {""}))


def other(request: HttpRequest, *, told: bool = False) -> drafts.KeptForm | None:
    """The draft that was kept meanwhile of the form that this page shows as it was sent; None where there is none."""
    sent = source(request)
    if sent is None or OPENING not in sent:
        return None
    found = kept(request).get(form_of(sent))
    return found if found and found.unseen_by(knowing(sent, told=told), fields_of(sent)) else None


def drawn(request: HttpRequest, form: str) -> Drawn:
    """What a form of this page carries when it is drawn."""
    sent = source(request)
    if sent is not None and form_of(sent) == form and OPENING in sent:
        return Drawn(sent.get(OPENING, "")[:LONGEST_MARK], sent.get(SHOWN, "")[:LONGEST_MARK], other(request))
    found = kept(request).get(form)
    # A page that shows what was sent shows the drafts of its other forms only where it fills them in apart.
    shows = found is not None and (sent is None or hasattr(request, "drafts_apart"))
    return Drawn(uuid4().hex, found.mark if found and shows else "", None)
