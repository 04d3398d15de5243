"""The style guide: every part of a page in every state."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from demo.samples import everything
from dvctt.kernel import NotFound
from dvctt.web.http.guards import public
from dvctt.web.http.request import Request

MOODS = ("public", "officer")


@require_safe
@public
def style_guide(request: Request) -> HttpResponse:
    """Show every part, in the mood `?mood=public` or `officer`; raises NotFound outside of a demonstration."""
    if not settings.DEMONSTRATION:
        raise NotFound
    mood = request.GET.get("mood", "")
    messages.success(request, "Hồ sơ đã được lưu.")
    return render(request, "demo/style_guide.html", {**everything(), "mood": mood if mood in MOODS else "public"})
