"""For whom an applicant works: oneself or an organisation one may act for."""

from django.http import HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from dvctt.kernel import NotFound
from dvctt.web.http.guards import applicant
from dvctt.web.http.middleware import ACTING_FOR
from dvctt.web.http.request import Request, see_other


@require_POST
@applicant
def acting_for(request: Request) -> HttpResponse:
    """Choose the party; raises `NotFound` for one that the account may not act for."""
    party = request.POST.get("party", "")
    if party not in request.actor.parties:
        raise NotFound
    request.session[ACTING_FOR] = party
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return see_other(target if safe else "/me/")
