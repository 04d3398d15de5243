"""What every page shows around its content."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dvctt.authority import SystemPower, may
from dvctt.kernel import VISITOR, Actor, ActorKind, Mandate, Text
from dvctt.ministry import api as ministry
from dvctt.web.http import form_restore, helpdesk, opened_forms
from dvctt.web.http.party_guard import elsewhere
from dvctt.web.ui import waiting_counts
from dvctt.web.ui.navigation import NAV, OWN, SECOND, Audience, NavItem, audience_of, navigation_of
from dvctt.web.wording.filers import power_name

BRANDS = {"officer": lazy("Giải quyết hồ sơ"), "operator": lazy("Quản lý, vận hành")}
FALLBACK_NAME = Text(vi="Bộ Tài nguyên và Môi trường", en="Ministry of Natural Resources and Environment")


@dataclass(frozen=True)
class NavLink:
    """A line of the navigation as drawn; `current` is `page`, or `true` for what lies below it; `count` waits there."""

    label: str
    url: str
    icon: str
    current: str
    rare: bool = False
    count: int = 0


class Page:
    """The frame of a page; everything that costs a query waits until a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.actor: Actor = getattr(request, "actor", VISITOR)
        self.audience: Audience = audience_of(request.path, self.actor)
        self.audience_at_work: Audience = navigation_of(request.path, self.actor)
        self.demonstration: bool = settings.DEMONSTRATION
        self.base_url: str = settings.BASE_URL

    @cached_property
    def ministry(self) -> str:
        """The ministry's name in the current language, from the ministry's data."""
        return ministry_name().in_language(get_language() or "vi")

    @cached_property
    def nav(self) -> list[NavLink]:
        """The links of the reader's own work that the roles open, the same on every page."""
        roles, path = self.actor.roles(), self.request.path
        items = [item for item in NAV[self.audience_at_work] if not item.roles or item.roles & roles]
        urls = {item.route: reverse(item.route) for item in items}
        above = max((url for url in urls.values() if url != "/" and path.startswith(url)), key=len, default="")
        return [
            NavLink(
                str(item.label), (url := urls[item.route]), item.icon,
                "page" if path == url else "true" if url == above else "", item.rare and not count, count,
            )
            for item, count in ((item, self._waiting(item)) for item in items)
        ]  # fmt: skip

    def _waiting(self, item: NavItem) -> int:
        """How much waits behind a line for the reader: a line of the rare ones comes forward while something does."""
        if item is OWN:
            return self.waiting
        return waiting_counts.proposals(self.request, self.actor) if item is SECOND else 0

    @property
    def nav_folds(self) -> str:
        """Whether lines stand behind “Thêm”: `current` where this page is one of them."""
        rare = [item for item in self.nav if item.rare]
        return "current" if any(item.current for item in rare) else "yes" if rare else ""

    @property
    def brand_short(self) -> str:
        """The same where there is little room."""
        return str(BRANDS.get(self.audience_at_work, _("Dịch vụ công")))

    @cached_property
    def waiting(self) -> int:
        """How many dossiers wait for the applicant."""
        return waiting_counts.count(self.request, self.actor)

    @property
    def brand(self) -> str:
        """The system's name as the reader of this page knows it."""
        return str(BRANDS.get(self.audience_at_work, _("Dịch vụ công trực tuyến")))

    @cached_property
    def desk(self) -> helpdesk.Contact | None:
        """Whom to ask."""
        return helpdesk.contact()

    @property
    def draft_saved_at(self) -> datetime | None:
        """When the draft of this page's forms was kept, where it is shown again."""
        return form_restore.draft_saved_at(self.request)

    @property
    def other_draft(self) -> datetime | None:
        """When another draft was kept of the form that this page shows as it was typed."""
        draft = opened_forms.other(self.request) if opened_forms.source(self.request) is not None else None
        return draft.saved_at if draft else None

    @property
    def signed_in(self) -> bool:
        """Whether somebody is signed in."""
        return self.actor.kind in (ActorKind.APPLICANT, ActorKind.OFFICER)

    @property
    def is_operator(self) -> bool:
        """Whether the actor operates the system."""
        return may(self.actor, SystemPower.OPERATE)

    @cached_property
    def own_url(self) -> str:
        """Where the actor's own pages begin."""
        return reverse("go")

    @property
    def acting(self) -> Mandate | None:
        """For whom the applicant works now; none for others."""
        return self.actor.acting

    @property
    def acting_power(self) -> str:
        """As what, in words, and that one only reads."""
        acting = self.actor.acting
        words = power_name(acting.power) if acting else ""
        return words if acting is None or acting.may_file else _("%(power)s, chỉ xem") % {"power": words}

    @cached_property
    def elsewhere(self) -> Mandate | None:
        """For whom one would have to work to go on with the dossier of this page, where that is not so now."""
        match = self.request.resolver_match
        return elsewhere(self.actor, match.kwargs) if match else None


def ministry_name() -> Text:
    """The ministry's name, from its data; a name of the system's own before any data is loaded."""
    name = next((unit.name for unit in ministry.units() if unit.kind == "ministry"), None)
    return name or FALLBACK_NAME


def page(request: HttpRequest) -> dict[str, Page]:
    """Context processor: `page`."""
    return {"page": Page(request)}
