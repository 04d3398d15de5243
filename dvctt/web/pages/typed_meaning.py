"""What is understood of a number or date while it is typed: told by the rules of a save, and nothing is kept."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from dvctt.kernel import clock
from dvctt.web.http.guards import public
from dvctt.web.http.request import Request
from dvctt.web.ui import inputs

LONGEST = 100
LONGEST_SPELLINGS = 500
NAMES = ("reads", "decimals", "unit", "unit_en", "spellings", "past", "ahead", "within")


@require_POST
@public
def reading(request: Request) -> HttpResponse:
    """The meaning of `text` in a field so described, empty where there is none, it is what was typed, or it is long.

    `fault` says that a date can be read and may not be given.
    """
    text = request.POST.get("text", "").strip()
    if len(text) > LONGEST:
        return JsonResponse({"meaning": ""})
    longest = {"spellings": LONGEST_SPELLINGS}
    spec = inputs.spec_of({name: request.POST.get(name, "")[: longest.get(name, LONGEST)] for name in NAMES})
    if spec is None:
        return JsonResponse({"meaning": ""})
    today = clock.today()
    told = inputs.understood(spec, text, shown_as=text, today=today)
    fault = inputs.out_of_bounds(spec, text, today=today)
    return JsonResponse({"meaning": told} | ({"fault": fault} if fault else {}))
