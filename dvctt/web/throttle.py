"""A bound on how often something may be tried, counted in this process's memory."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def passes(what: str, key: str, *, most: int, seconds: int) -> bool:
    """Count one more try of `what` for `key`; False beyond `most` within `seconds` of the first."""
    name = f"throttle:{what}:{key}"
    if cache.add(name, 1, seconds):
        return True
    try:
        return cache.incr(name) <= most
    except ValueError:
        return True


def too_many(request: HttpRequest) -> HttpResponse:
    """The page that asks to wait (429)."""
    return render(request, "429.html", status=429)
