"""The language of a page that holds a form not sent yet: the switch sends the form, which comes back as it was typed.

What a visitor typed is kept nowhere for that; the page is drawn anew from what was posted.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.http import HttpResponseBase
from django.utils import translation

from dvctt.web.http.request import Request

SWITCH = "in_language"

P = ParamSpec("P")
A = TypeVar("A", bound=HttpResponseBase)
View = Callable[Concatenate[Request, P], HttpResponseBase]


def switches_language(view: View[P]) -> View[P]:
    """Let the language switch send the form of this page, to be drawn again as by its `refresh`.

    The page names the id of the form to the switch as `language_form`.
    """

    @wraps(view)
    def switching(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        chosen = request.POST.get(SWITCH, "")
        if chosen not in dict(settings.LANGUAGES):
            return view(request, *args, **kwargs)
        fields: Any = request.POST.copy()
        fields["refresh"] = "1"
        request.POST = fields
        with translation.override(chosen):
            answer = view(request, *args, **kwargs)
        answer.headers["Content-Language"] = chosen
        return remembered(answer, chosen)

    return switching


def remembered(answer: A, language: str) -> A:
    """The answer, with the language that this browser is to be answered in from now on."""
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax", httponly=True, secure=settings.LANGUAGE_COOKIE_SECURE
    )
    return answer
