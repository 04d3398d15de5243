"""The ministry's settings, each changed with its reason; what is a guard waits for a second official."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dvctt.accounts import officials, proposals
from dvctt.authority import SystemPower
from dvctt.kernel import Fault, Invalid, Refused
from dvctt.ministry import api as ministry
from dvctt.web.http.guards import officer
from dvctt.web.http.request import Request, see_other
from dvctt.web.operator.setting_values import UNITS, said, written_as
from dvctt.web.pages.act_outcomes import waits_for_another
from dvctt.web.pages.form_drafts import drafts, typed_into
from dvctt.web.ui import inputs
from dvctt.web.ui.form_view import FieldView, OptionView, problems, words
from dvctt.web.wording.sentences import fault_sentence, reason_sentence


@require_http_methods(["GET", "HEAD", "POST"])
@officer(SystemPower.SETTINGS)
@drafts
def page(request: Request) -> HttpResponseBase:
    """All settings, one form each; what was typed stays where a value is refused."""
    if request.method != "POST":
        return _page(request)
    key, reason = request.POST.get("key", ""), request.POST.get("reason", "")
    known = {one.key: one for one in ministry.settings(request.actor)}
    try:
        if not reason.strip():
            raise Invalid(Fault("reason", "required"))
        value = _value(known[key], request.POST.get("value", "")) if key in known else ""
        done = _change(request, known.get(key), key, value, reason.strip())
    except Invalid as error:
        return _page(request, key=key, error=error, status=422)
    except Refused as error:
        return _page(request, key=key, told=[reason_sentence(one) for one in error.reasons], status=409)
    messages.success(request, done)
    return see_other(reverse("operator:settings"))


def _change(
    request: Request, known: ministry.SettingView | None, key: str, value: str | int | bool, reason: str
) -> str:
    """Set it, or propose it where it is a guard, and what is said of it."""
    if known is not None and known.two:
        officials.propose_setting(request.actor, key, value, reason=reason)
        return waits_for_another()
    ministry.set_setting(request.actor, key, value, reason=reason)
    return _("Đã đổi: %(label)s.") % {"label": words(ministry.setting_label(key))}


def _value(one: ministry.SettingView, text: str) -> str | int | bool:
    """The value that was typed; raises `Invalid` where a number is wanted and none came."""
    if one.type == "number":
        number = inputs.whole(text, one.key)
        if number is None:
            raise Invalid(Fault(one.key, "required"))
        return number
    if one.key in UNITS and text not in _options(one):
        raise Invalid(Fault(one.key, "not_an_option"))
    return text == "true" if one.type in ("flag", "yes_no", "boolean") else text.strip()


def _page(
    request: Request, *, key: str = "", error: Invalid | None = None, told: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    known = ministry.settings(request.actor)
    proposed = {str(one.what["key"]): one for one in proposals.proposals(request.actor) if not one.account}
    written = typed_into(request, {one.key: {"key": one.key} for one in known})
    forms = [
        _form(one, written[one.key], error if one.key == key else None) | {"proposed": _proposed(proposed.get(one.key))}
        for one in known
    ]
    wrong = problems(field for form in forms for field in (form["value"], form["reason"]))
    restored = ", ".join(str(form["value"].label) for form in forms if form["open"])
    context = {"forms": forms, "problems": wrong, "draft_of": restored, "told": told}
    return render(request, "operator/settings.html", context, status=status)


def _proposed(one: proposals.ProposalView | None) -> str:
    """That another value of it waits, and whose; empty where none does."""
    if one is None:
        return ""
    named = {"value": said(one.what["key"], one.what["value"]), "name": one.proposed_by or "—"}
    return _("%(name)s đã đề xuất: %(value)s. Đề xuất chờ người thứ hai.") % named


def _form(one: ministry.SettingView, written: QueryDict, error: Invalid | None) -> dict[str, Any]:
    """One setting's form, open where something was `written` into it."""
    at = {fault.place: _sentence(one, fault) for fault in error.faults} if error else {}
    wanted = written.get("value", written_as(one.value))
    options = _options(one)
    value = FieldView(
        f"value-{one.key}", "select" if options else "text", words(one.label), value=wanted, fault=at.get(one.key, ""),
        attrs={"type": "text", "inputmode": "numeric" if one.type == "number" else "text"}, hint=_bounds(one),
        options=[OptionView(option, said(one.key, option), option == wanted) for option in options],
    )  # fmt: skip
    reason = FieldView(
        f"reason-{one.key}", "text", _("Lý do thay đổi"), fault=at.get("reason", ""), attrs={"type": "text"},
        value=written.get("reason", ""),
    )  # fmt: skip
    return {
        "key": one.key, "two": one.two, "value": value, "reason": reason, "open": bool(written),
        "changed": one.value != one.default,
        "shown": said(one.key, one.value), "default": said(one.key, one.default),
    }  # fmt: skip


def _options(one: ministry.SettingView) -> tuple[str, ...]:
    """What may be chosen, as codes; none where a value is typed."""
    if one.key in UNITS:
        codes = [unit.code for unit in ministry.agencies()]
        held = [str(value) for value in (one.value, one.default) if str(value) not in codes]
        return (*dict.fromkeys(held), *codes)
    return one.options or (("true", "false") if isinstance(one.default, bool) else ())


def _sentence(one: ministry.SettingView, fault: Fault) -> str:
    bounds = _bounds(one)
    if fault.place != one.key or not bounds:
        return fault_sentence(fault)
    return _("Nhập số nguyên. %(bounds)s.") % {"bounds": bounds}


def _bounds(one: ministry.SettingView) -> str:
    if one.min is None or one.max is None:
        return ""
    return _("Từ %(min)s đến %(max)s") % {"min": one.min, "max": one.max}
