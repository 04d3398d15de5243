"""Who may open a page. Every view declares exactly one door; a view without one stays shut.

The decorated view carries `door`, so that a test can walk every route and read who may pass.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, Literal, ParamSpec

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt

from dvctt.accounts import lifecycle, signin
from dvctt.authority import Power, SystemPower, roles_with
from dvctt.kernel import ActorKind, Forbidden, Role
from dvctt.web.http import machine_signature
from dvctt.web.http.request import Request

# In the session of who signed in while the system demanded something (accounts/lifecycle/handlers.py).
DEMAND = "demand"

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponseBase]
Kind = Literal["public", "machine", "signing_in", "signed_in", "applicant", "officer"]


@dataclass(frozen=True)
class Door:
    """Who may pass: everybody, any account, applicants, or officers to whom the table of authority gives `power`.

    `signing_in` is any account, also an officer's that has yet to set up its second factor. `machine` is who signs the
    request with the secret that the setting `secret` holds.
    """

    kind: Kind
    power: Power | None = None
    secret: str = ""

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that the table gives the power to; none where no power is asked for."""
        return roles_with(self.power) if self.power else frozenset()


def public(view: View[P]) -> View[P]:
    """Everybody may open this page."""
    return _hang(view, Door("public"))


def machine(secret: str) -> Callable[[View[P]], View[P]]:
    """Machines that sign their requests with the secret of the setting so called: no session, so no CSRF token."""

    def hang(view: View[P]) -> View[P]:
        return csrf_exempt(_hang(view, Door("machine", secret=secret)))

    return hang


def signing_in(view: View[P]) -> View[P]:
    """Any account may open this page, also an officer's without its second factor: for the pages of sign-in alone."""
    return _hang(view, Door("signing_in"))


def signed_in(view: View[P]) -> View[P]:
    """Any account may open this page; an officer's with its second factor."""
    return _hang(view, Door("signed_in"))


def applicant(view: View[P]) -> View[P]:
    """Accounts of individuals and organisations; raises `Forbidden` for others."""
    return _hang(view, Door("applicant"))


def officer(power: Power) -> Callable[[View[P]], View[P]]:
    """Official accounts with a role that has `power`, second factor enrolled; raises `Forbidden` for others."""

    def hang(view: View[P]) -> View[P]:
        return _hang(view, Door("officer", power))

    return hang


def operator(view: View[P]) -> View[P]:
    """Official accounts that operate the system."""
    return _hang(view, Door("officer", SystemPower.OPERATE))


def door_of(view: Any) -> Door | None:
    """The door that a view declares, if any."""
    door = getattr(view, "door", None)
    return door if isinstance(door, Door) else None


def _hang(view: View[P], door: Door) -> View[P]:
    if door_of(view) is not None:
        raise TypeError(f"{view} has two doors")

    @wraps(view)
    def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        stop = _stop(request, door)
        return stop if stop is not None else view(request, *args, **kwargs)

    setattr(guarded, "door", door)  # noqa: B010 - a function has no declared attribute of that name
    session = door.kind not in ("public", "machine")
    setattr(guarded, "login_required", session)  # noqa: B010 - read by Django's LoginRequiredMiddleware
    return guarded


def _stop(request: Request, door: Door) -> HttpResponse | None:
    actor = request.actor
    if door.kind == "machine":
        return machine_signature.stop(request, getattr(settings, door.secret))
    if door.kind == "applicant" and actor.kind != ActorKind.APPLICANT:
        raise Forbidden
    if door.kind == "officer" and (actor.kind != ActorKind.OFFICER or not actor.roles() & door.roles):
        raise Forbidden
    asked = actor.kind == ActorKind.OFFICER and door.kind in ("officer", "signed_in", "signing_in")
    if asked and (stop := _without_second_factor(request, door)):
        return stop
    return _demanded(request) if door.kind in ("applicant", "signed_in") and request.session.get(DEMAND) else None


def _demanded(request: Request) -> HttpResponse | None:
    """Lead who must look at the details again to that page: first at sign-in, and once the grace is over ever after.

    Reading stays possible, and so do the pages of one's own account (8.3.b).
    """
    if request.path.startswith("/account/"):
        return None
    found = lifecycle.demand_of(request.actor.id)
    if found is None:
        del request.session[DEMAND]
        return None
    changes = request.method not in ("GET", "HEAD")
    return redirect("account_demand") if (found.due and changes) or request.path == reverse("go") else None


def _without_second_factor(request: Request, door: Door) -> HttpResponse | None:
    """Lead an officer's session that gave no second factor to where one is set up; None for one that gave it.

    Where the account has got one meanwhile, in another session, this one has proven the password alone: it ends.
    """
    if signin.gave_second_factor(request):
        return None
    if not signin.needs_second_factor(request.user):
        logout(request)
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    if door.kind == "signing_in":
        return None
    return redirect(f"{reverse('mfa_activate_totp')}?{urlencode({'next': request.path})}")
