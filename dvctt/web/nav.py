"""The navigation of each audience. A page that belongs in it adds its line here."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dvctt.kernel import VISITOR, Actor, ActorKind, Role
from dvctt.kernel.authority import CASE_ROLES, Power, roles_with

Audience = Literal["public", "applicant", "officer", "operator"]


@dataclass(frozen=True)
class NavItem:
    """A line of the navigation: label, name of the route, icon, and the roles that see it (empty: all)."""

    label: Promise
    route: str
    icon: str
    roles: frozenset[Role] = frozenset()


OPERATES = roles_with(Power.OPERATE)

NAV: dict[Audience, tuple[NavItem, ...]] = {
    "public": (
        NavItem(_("Trang chủ"), "home", "house"),
        NavItem(_("Thủ tục"), "procedures", "search"),
        NavItem(_("Tra cứu hồ sơ"), "look_up", "clock-history"),
        NavItem(_("Xác minh văn bản"), "verify", "shield-check"),
        NavItem(_("Trợ giúp"), "help", "question-circle"),
    ),
    "applicant": (
        NavItem(_("Hồ sơ của tôi"), "applicant:home", "house"),
        NavItem(_("Tất cả hồ sơ"), "applicant:dossiers", "folder2-open"),
        NavItem(_("Thủ tục"), "procedures", "search"),
        NavItem(_("Trợ giúp"), "help", "question-circle"),
    ),
    "officer": (
        NavItem(_("Danh sách hồ sơ"), "officer:queue", "list"),
        NavItem(_("Người thay"), "officer:deputies", "people", roles_with(Power.ACT)),
        NavItem(_("Thẩm quyền"), "authority", "shield-check"),
    ),
    "operator": (
        NavItem(_("Tổng quan"), "operator:home", "house", OPERATES),
        NavItem(_("Đăng ký tài khoản"), "operator:registrations", "person-badge", roles_with(Power.VET)),
        NavItem(_("Người dùng"), "operator:people", "people", roles_with(Power.OFFICIALS)),
        NavItem(_("Tin chưa đến"), "operator:undelivered", "envelope", OPERATES),
        NavItem(_("Khiếu nại"), "operator:appeals", "chat-left-text", roles_with(Power.ACCOUNTS)),
        NavItem(_("Yêu cầu cập nhật"), "operator:demands", "arrow-repeat", roles_with(Power.ACCOUNTS)),
        NavItem(_("Đơn vị"), "operator:units", "building", OPERATES),
        NavItem(_("Lịch làm việc"), "operator:calendar", "calendar3", OPERATES),
        NavItem(_("Thủ tục"), "operator:procedures", "file-earmark-text", OPERATES),
        NavItem(_("Tham số"), "operator:settings", "sliders", OPERATES),
        NavItem(_("Thẩm quyền"), "authority", "shield-check"),
    ),
}

PREFIXES: tuple[tuple[str, Audience], ...] = (
    ("/me/", "applicant"),
    ("/officer/", "officer"),
    ("/operator/", "operator"),
)


# Pages of the account itself: an applicant keeps the way back to the dossiers there.
OWN = ("/account/", "/security/", "/sign-in/again/")


def audience_of(path: str, actor: Actor = VISITOR) -> Audience:
    """Whose page an address is, for who opens it: the table of authority has the frame of the reader's own work."""
    if actor.kind == ActorKind.APPLICANT and path.startswith(OWN):
        return "applicant"
    if actor.kind == ActorKind.OFFICER and path.startswith("/authority/"):
        return "officer" if actor.roles() & CASE_ROLES else "operator"
    return next((audience for prefix, audience in PREFIXES if path.startswith(prefix)), "public")
