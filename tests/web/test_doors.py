"""Every route declares who may open it, and the door holds."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from dvctt.authority import DossierPower, SystemPower
from dvctt.kernel import VISITOR, Actor, ActorKind, Forbidden, Grant, Role
from dvctt.web.http.guards import Door, applicant, door_of, officer, operator, public, signed_in


def routes(resolver: Any = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback


def test_every_route_has_exactly_one_door() -> None:
    without = [route for route, view in routes() if door_of(view) is None]
    assert without == []


def test_a_form_of_another_site_is_taken_of_none_but_machines_that_sign() -> None:
    """All else goes through Django's check of the form's token, which asks every method that may change something."""
    exempt = {door_of(view) for _route, view in routes() if getattr(view, "csrf_exempt", False)}
    assert exempt == {Door("machine", secret="SMS_REPORT_SECRET")}
    assert "django.middleware.csrf.CsrfViewMiddleware" in settings.MIDDLEWARE


# They hand on to views of allauth that are bound to GET and POST by their class.
HANDED_ON = {"sign_in", "second_factor", "passkey_off", "second_factor_off"}
DOORS = {"public", "signed_in", "signing_in", "applicant", "officer", "operator", "machine"}


def test_every_view_says_which_methods_it_takes() -> None:
    silent = set()
    for path in (Path(settings.ROOT) / "dvctt" / "web").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                said = {name for one in node.decorator_list for name in [_name(one)]}
                if said & DOORS and not any(name.startswith("require_") for name in said):
                    silent.add(node.name)
    assert silent == HANDED_ON


def _name(decorator: ast.expr) -> str:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return called.id if isinstance(called, ast.Name) else ""


def test_areas_are_opened_by_their_own_people() -> None:
    kinds = {route: door_of(view).kind for route, view in routes()}
    for route, kind in kinds.items():
        if route.startswith("me/"):
            assert kind == "applicant", route
        if route.startswith("officer/"):
            assert kind == "officer", route
        if route.startswith("operator/") and route != "operator/parts/":
            assert kind == "officer", route


def test_a_view_cannot_have_two_doors() -> None:
    with pytest.raises(TypeError):
        public(signed_in(page))


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


def desk() -> Actor:
    return Actor(ActorKind.OFFICER, "1", grants=(Grant(Role.DESK, "MOTCUA", frozenset({"MOTCUA"})),))


def asked(view: Any, actor: Actor, *, second_factor: bool = True) -> Any:
    request = RequestFactory().get("/officer/")
    request.actor, request.session = actor, {}
    request.user = type("User", (), {"pk": "1", "is_authenticated": True})()
    if second_factor:
        request.session["second_factor"] = "1"
    return view(request)


def test_an_officers_door_asks_for_the_role() -> None:
    assert asked(officer(DossierPower.ACT)(page), desk()).content == b"open"
    assert asked(officer(SystemPower.TABLE)(page), desk()).content == b"open"
    for view in (officer(DossierPower.SHARE)(page), operator(page), applicant(page)):
        with pytest.raises(Forbidden):
            asked(view, desk())
    for stranger in (VISITOR, Actor(ActorKind.APPLICANT, "2")):
        with pytest.raises(Forbidden):
            asked(officer(DossierPower.ACT)(page), stranger)


def test_an_applicants_door_is_for_applicants() -> None:
    assert asked(applicant(page), Actor(ActorKind.APPLICANT, "2")).content == b"open"


def test_doors_are_equal_by_what_they_ask() -> None:
    assert door_of(officer(DossierPower.ACT)(page)) == Door("officer", DossierPower.ACT)
    assert door_of(page) is None
    assert not public(page).login_required
    assert signed_in(page).login_required
