"""Delivery reports of the SMS gateway."""

from typing import Annotated, Literal

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST
from pydantic import BaseModel, StringConstraints, ValidationError

from dvctt.kernel import Conflict, NotFound
from dvctt.notices import api as notices
from dvctt.web.http.guards import machine
from dvctt.web.http.request import Request

# Delivery states have no control characters: what is printed on a page is one line.
Printable = StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f]*$", max_length=300)


class Report(BaseModel):
    """What became of a message; what else a gateway may add is left aside."""

    reference: Annotated[str, StringConstraints(pattern=r"^[0-9a-f-]{36}(\.[0-9]{1,5})?$")]
    state: Literal["queued", "delivered", "failed"]
    reason: Annotated[str, Printable] = ""


@require_POST
@machine("SMS_REPORT_SECRET")
def reports(request: Request) -> HttpResponse:
    """Take a report, any number of times (204); 400 where it is none, 404 of no known message, 409 a contradiction."""
    try:
        report = Report.model_validate_json(request.body)
        notices.report(report.reference, report.state, report.reason)
    except ValidationError:
        return JsonResponse({"error": "malformed"}, status=400)
    except NotFound:
        return JsonResponse({"error": "unknown"}, status=404)
    except Conflict:
        return JsonResponse({"error": "contradiction"}, status=409)
    return HttpResponse(status=204)
