"""The catalogue of the parts: the style guide, which lives in demonstrations alone."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dvctt.kernel import NotFound
from dvctt.web.doors import public
from dvctt.web.http import Request
from dvctt.web.operator.samples import everything

MOODS = ("public", "officer")


@require_safe
@public
def parts(request: Request) -> HttpResponse:
    """Every component in every state, in the mood `?mood=public` or `officer`; raises `NotFound` in production."""
    if not settings.DEMONSTRATION:
        raise NotFound
    mood = request.GET.get("mood", "")
    messages.success(request, "Hồ sơ đã được lưu.")
    return render(request, "operator/parts.html", {**everything(), "mood": mood if mood in MOODS else "public"})
