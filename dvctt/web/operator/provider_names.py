"""Under which names the identity providers for officials know the holder of an official account (14.2)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dvctt.accounts import officials, people, providers
from dvctt.authority import SystemPower
from dvctt.kernel import Invalid, Refused
from dvctt.web.http.form_restore import restored_or_posted
from dvctt.web.http.guards import officer
from dvctt.web.http.request import Request, see_other
from dvctt.web.pages.act_outcomes import waits_for_another
from dvctt.web.ui import parts
from dvctt.web.ui.form_view import FieldView, problems, words
from dvctt.web.wording.sentences import fault_sentence, reason_sentence


@require_http_methods(["GET", "HEAD", "POST"])
@officer(SystemPower.ACCOUNTS)
def names(request: Request, account: UUID) -> HttpResponse:
    """Enter or take out the names; an official signs in by a provider only where one stands here, or after linking."""
    held = officials.directory_names(request.actor, account)
    if request.method != "POST":
        before = {provider: restored_or_posted(request).get(provider, name) for provider, name in held.items()}
        return _page(request, account, before, {})
    faults: dict[str, str] = {}
    entered = True
    wanted = {provider: request.POST.get(provider, "") for provider in held}
    for provider, name in wanted.items():
        try:
            if name.strip() != held[provider]:
                entered &= officials.set_directory_name(request.actor, account, provider, name)
        except Invalid as error:
            faults[provider] = " ".join(fault_sentence(fault) for fault in error.faults)
        except Refused as error:
            faults[provider] = " ".join(reason_sentence(reason) for reason in error.reasons)
    if faults:
        return _page(request, account, wanted, faults)
    said = _("Đã ghi tên đăng nhập của tài khoản Bộ.") if entered else waits_for_another()
    messages.success(request, said)
    return see_other(reverse("operator:person", args=[account]))


def _page(request: Request, account: UUID, held: dict[str, str], faults: dict[str, str]) -> HttpResponse:
    found = people.account(request.actor, account)
    labels = {one.id: words(one.name) for one in providers.identity_providers("officer")}
    attrs = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
    fields = [
        FieldView(provider, "text", labels[provider], value=name, required=False, fault=faults.get(provider, ""),
                  attrs=attrs, hint=_("Tên mà nhà cung cấp gọi người này, như mã số cán bộ. Để trống: chưa ghi."))
        for provider, name in held.items()
    ]  # fmt: skip
    crumbs = [
        parts.Crumb(_("Người dùng"), reverse("operator:people")),
        parts.Crumb(found.name, reverse("operator:person", args=[account])),
    ]
    context = {"found": found, "fields": fields, "problems": problems(fields), "crumbs": crumbs}
    return render(request, "operator/person_directory.html", context, status=422 if faults else 200)
