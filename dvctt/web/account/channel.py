"""By which channel one is told first."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dvctt.accounts import changes
from dvctt.web.http.guards import signed_in
from dvctt.web.http.request import Request, see_other


@require_POST
@signed_in
def channel(request: Request) -> HttpResponse:
    """Choose e-mail or SMS; raises `Invalid` where no SMS would arrive."""
    changes.set_preferred_channel(request.actor, request.POST.get("channel", ""))
    messages.success(request, _("Đã đổi cách nhận tin."))
    return see_other(reverse("account"))
