"""Forms of officers and operators keep what is typed: by themselves, and by a button without script.

What was kept is shown again by the view that asks `form_restore.taken` or `form_restore.typed`, as after a session's
end; it goes when the form is sent. A page says nothing to others: drafts are found by who is signed in and by the
page's path.

Two tabs of one person do not write over each other: each opening of a page has a name, and carries the mark of the
draft that it shows. A save that knows neither what is kept nor kept it itself is told so, and takes its place only on
demand; what the form had is shown again beside the way to the other draft.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.utils.translation import gettext as _

from dvctt.accounts import drafts as accounts_drafts
from dvctt.casework import api as casework
from dvctt.kernel import Actor, Invalid, Ref, Refused
from dvctt.web.http import opened_forms
from dvctt.web.http.form_restore import kept as kept_fields
from dvctt.web.http.form_restore import restores_form, stash
from dvctt.web.http.opened_forms import DISCARD, SAVE
from dvctt.web.http.request import Request, see_other
from dvctt.web.ui.template_tags import clock as hours
from dvctt.web.wording.sentences import fault_sentence, reason_sentence

AUTOSAVE = "autosave"
# What a page may be about, by the name in its address.
SUBJECTS = ("dossier", "registration", "change", "account", "demand")

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponseBase]


def drafts(view: View[P]) -> View[P]:
    """Keep what is typed into the forms of this page; to stand below its door and above what asks for a password."""

    @wraps(view)
    def drafting(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method != "POST":
            _restore(request)
            return view(request, *args, **kwargs)
        if SAVE in request.POST or AUTOSAVE in request.GET:
            return _save(request, kwargs)
        if DISCARD in request.POST:
            accounts_drafts.drop_form_draft(request.actor, request.path)
            messages.success(request, _("Đã bỏ bản nháp."))
            return see_other(request.get_full_path())
        answer = view(request, *args, **kwargs)
        if answer.status_code == 303:
            drop_sent(request, request.path, opened_forms.form_of(request.POST))
        return answer

    return restores_form(drafting)


def typed_into(request: Request, forms: Mapping[str, Mapping[str, str]]) -> dict[str, QueryDict]:
    """What each of several like forms of a page shows again; `forms` names them, each with what tells it in a post.

    That is what was just sent into it or kept where the session or the proof of who is there was missing, else its own
    draft: of several that are open at once none loses its words.
    """
    sent = request.POST if request.method == "POST" else kept_fields(request) or QueryDict()
    drafted = opened_forms.kept(request)  # a page that was sent with faults shows its other forms too
    setattr(request, "drafts_apart", True)  # noqa: B010 - a request declares no such attribute
    return {
        form: sent if own.items() <= sent.dict().items() else as_posted(drafted[form].fields if form in drafted else {})
        for form, own in forms.items()
    }


def as_posted(fields: Mapping[str, Sequence[str]]) -> QueryDict:
    """Fields of a draft in the shape in which a form sends them."""
    posted = QueryDict(mutable=True)
    for name, values in fields.items():
        posted.setlist(name, list(values))
    return posted


def _restore(request: Request) -> None:
    found = opened_forms.kept(request)
    if not found or opened_forms.source(request) is not None:
        return
    fields: dict[str, Sequence[str]] = {}
    for one in found.values():
        fields |= one.fields
    setattr(request, "draft_fields", as_posted(fields))  # noqa: B010 - a request declares no such attribute
    saved_at = max(one.saved_at for one in found.values())
    setattr(request, "draft_saved_at", saved_at)  # noqa: B010 - a request declares no such attribute


def _save(request: Request, kwargs: dict[str, Any]) -> HttpResponse:
    """Keep the form; a script is told the time, a person without script comes back to the page."""
    about = _about(request.actor, kwargs)
    fields, knowing = opened_forms.fields_of(request.POST), opened_forms.knowing(request.POST)
    form, by_script = opened_forms.form_of(request.POST), SAVE not in request.POST
    try:
        if not any(value.strip() for values in fields.values() for value in values):
            accounts_drafts.drop_known_form_draft(request.actor, request.path, form, fields, knowing)
            return HttpResponse(status=204) if by_script else see_other(request.get_full_path())
        at = accounts_drafts.keep_form_draft(
            request.actor, request.path[:300], fields, form=form, about=about, knowing=knowing
        )
    except (Invalid, Refused) as error:
        another = isinstance(error, Refused) and error.reasons[0].code == accounts_drafts.ANOTHER_DRAFT
        if by_script:
            return HttpResponse(status=409 if another else 422)
        stash(request)
        if not another:  # the page tells of another draft itself, with the ways on
            messages.error(request, _("Chưa lưu được bản nháp.") + " " + _why(error))
        return see_other(request.get_full_path())
    if by_script:
        return HttpResponse(status=204, headers={"X-Saved-At": hours(at)})
    messages.success(request, _("Đã lưu bản nháp."))
    return see_other(request.get_full_path())


def drop_sent(request: Request, page: str, form: str) -> None:
    """Drop the draft of a form that was sent; words that were kept meanwhile in another tab stay, and are told of."""
    if opened_forms.OPENING not in request.POST:  # a form that keeps no draft of its own
        accounts_drafts.drop_form_draft(request.actor, page, form)
        return
    fields = opened_forms.fields_of(request.POST)
    try:
        known = opened_forms.knowing(request.POST, told=True)
        accounts_drafts.drop_known_form_draft(request.actor, page, form, fields, known)
    except Refused:
        messages.warning(request, _("Một bản nháp khác của biểu mẫu vừa gửi chưa được gửi và còn giữ."))


def _about(actor: Actor, kwargs: dict[str, Any]) -> Ref:
    """What the page is about; raises NotFound for a dossier out of the actor's reach."""
    name = next((one for one in SUBJECTS if isinstance(kwargs.get(one), UUID)), "")
    if name == "dossier":
        casework.revision_of(actor, kwargs[name])
    return Ref(name, str(kwargs[name])) if name else Ref("", "")


def _why(error: Invalid | Refused) -> str:
    if isinstance(error, Refused):
        return " ".join(reason_sentence(one) for one in error.reasons)
    return " ".join(fault_sentence(one) for one in error.faults)
