"""The ministry's settings, each changed with its reason."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from dvctt.kernel import Fault, Invalid
from dvctt.kernel.authority import Power
from dvctt.ministry import api as ministry
from dvctt.web import inputs
from dvctt.web.doors import officer
from dvctt.web.drafting import drafts, typed_into
from dvctt.web.formview import FieldView, OptionView, problems, words
from dvctt.web.http import Request, see_other
from dvctt.web.naming import unit_name
from dvctt.web.sentences import fault_sentence

# Words of the choices, by how the settings' names begin: one code means different things to different settings.
CHOICES = {
    "accounts.vetting.": {
        "off": lazy("Không kiểm tra, cấp ngay"),
        "operator": lazy("Đơn vị quản lý, vận hành"),
        "agency": lazy("Cơ quan thực hiện thủ tục"),
    },
    "accounts.phone_code.": {
        "auto": lazy("Tự động: hỏi mã khi có cổng tin nhắn"),
        "on": lazy("Luôn hỏi mã"),
        "off": lazy("Không hỏi mã"),
    },
    "accounts.identity.link_level": {"low": lazy("Thấp"), "substantial": lazy("Đáng kể"), "high": lazy("Cao")},
    "authority.deputy.competent": {
        "competent": lazy("Người có thẩm quyền của cùng đơn vị hoặc đơn vị dưới"),
        "head": lazy("Người có thẩm quyền, lãnh đạo của cùng đơn vị hoặc đơn vị dưới"),
        "any": lazy("Mọi cán bộ của cơ quan"),
    },
    "authority.": {
        "positions": lazy("Ngày, đơn vị, vai trò, mục đích"),
        "names": lazy("Cả tên cán bộ"),
        "none": lazy("Không cho biết"),
    },
}
# Settings whose value is the code of a unit that executes procedures.
UNITS = frozenset({"accounts.vetting.agency"})


@require_http_methods(["GET", "HEAD", "POST"])
@officer(Power.SETTINGS)
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
        ministry.set_setting(request.actor, key, value, reason=reason.strip())
    except Invalid as error:
        return _page(request, key=key, error=error, status=422)
    messages.success(request, _("Đã đổi: %(label)s.") % {"label": words(known[key].label)})
    return see_other(reverse("operator:settings"))


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


def _page(request: Request, *, key: str = "", error: Invalid | None = None, status: int = 200) -> HttpResponse:
    known = ministry.settings(request.actor)
    written = typed_into(request, {one.key: {"key": one.key} for one in known})
    forms = [_form(one, written[one.key], error if one.key == key else None) for one in known]
    wrong = problems(field for form in forms for field in (form["value"], form["reason"]))
    restored = ", ".join(str(form["value"].label) for form in forms if form["open"])
    context = {"forms": forms, "problems": wrong, "draft_of": restored}
    return render(request, "operator/settings.html", context, status=status)


def _form(one: ministry.SettingView, written: QueryDict, error: Invalid | None) -> dict[str, Any]:
    """One setting's form, open where something was `written` into it."""
    at = {fault.place: _sentence(one, fault) for fault in error.faults} if error else {}
    wanted = written.get("value", _shown(one.value))
    options = _options(one)
    value = FieldView(
        f"value-{one.key}", "select" if options else "text", words(one.label), value=wanted, fault=at.get(one.key, ""),
        attrs={"type": "text", "inputmode": "numeric" if one.type == "number" else "text"}, hint=_bounds(one),
        options=[OptionView(option, _said(one.key, option), option == wanted) for option in options],
    )  # fmt: skip
    reason = FieldView(
        f"reason-{one.key}", "text", _("Lý do thay đổi"), fault=at.get("reason", ""), attrs={"type": "text"},
        value=written.get("reason", ""),
    )  # fmt: skip
    return {
        "key": one.key, "value": value, "reason": reason, "open": bool(written), "changed": one.value != one.default,
        "shown": _said(one.key, _shown(one.value)), "default": _said(one.key, _shown(one.default)),
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


def _shown(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _said(key: str, option: str) -> str:
    """A value in the words of its setting."""
    if key in UNITS:
        return unit_name(option)
    named = next((known for start, known in CHOICES.items() if key.startswith(start)), {})
    return str({**named, "true": _("Có"), "false": _("Không")}.get(option, option))


def _bounds(one: ministry.SettingView) -> str:
    if one.min is None or one.max is None:
        return ""
    return _("Từ %(min)s đến %(max)s") % {"min": one.min, "max": one.max}
