"""Bounds on how often something may be tried, shared by all processes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dvctt.accounts import api as accounts


def passes(what: str, key: str, *, most: int, seconds: int) -> bool:
    """Count one more try of `what` for `key`; False beyond `most` within `seconds` of the first."""
    return accounts.count_try(what, key, seconds=seconds) <= most


def too_many(request: HttpRequest) -> HttpResponse:
    """The page that asks to wait (429)."""
    return render(request, "429.html", status=429)
