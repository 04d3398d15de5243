"""Answers with a component alone, for htmx."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def fragment(request: HttpRequest, part: str, **values: object) -> HttpResponse:
    """The component `parts/<part>.html` as the whole answer."""
    return render(request, f"parts/{part}.html", values)
