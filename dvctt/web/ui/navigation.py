"""The navigation of each audience. A page that belongs in it adds its line here."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dvctt.authority import CASE_ROLES, DossierPower, SystemPower, roles_with
from dvctt.kernel import VISITOR, Actor, ActorKind, Role

Audience = Literal["public", "applicant", "officer", "operator"]


@dataclass(frozen=True)
class NavItem:
    """A line of the navigation: label, name of the route, icon, and the roles that see it (empty: all).

    `rare` lines stand behind “Thêm” where the bar has no room for all.
    """

    label: Promise
    route: str
    icon: str
    roles: frozenset[Role] = frozenset()
    rare: bool = False


OPERATES = roles_with(SystemPower.OPERATE)

OWN = NavItem(_("Hồ sơ của tôi"), "applicant:home", "folder2-open")
REGISTRATIONS = NavItem(
    pgettext_lazy("các phiếu đăng ký", "Đăng ký tài khoản"),
    "operator:registrations",
    "person-badge",
    roles_with(SystemPower.VET),
)
SECOND = NavItem(_("Chờ người thứ hai"), "operator:proposals", "people", roles_with(SystemPower.OFFICIALS), rare=True)
PUBLIC = (
    NavItem(_("Trang chủ"), "home", "house"),
    NavItem(_("Thủ tục"), "procedures", "search"),
    NavItem(_("Tra cứu hồ sơ"), "look_up", "clock-history"),
    NavItem(_("Xác minh văn bản"), "verify", "shield-check"),
    NavItem(_("Trợ giúp"), "help", "question-circle"),
)

NAV: dict[Audience, tuple[NavItem, ...]] = {
    "public": PUBLIC,
    "applicant": (OWN, *PUBLIC),
    "officer": (
        NavItem(_("Danh sách hồ sơ"), "officer:queue", "list"),
        NavItem(_("Xử lý thay"), "officer:deputies", "people", roles_with(DossierPower.ACT)),
        NavItem(_("Thẩm quyền"), "authority", "shield-check"),
    ),
    "operator": (
        NavItem(_("Tổng quan"), "operator:home", "house", OPERATES),
        REGISTRATIONS,
        NavItem(_("Người dùng"), "operator:people", "people", roles_with(SystemPower.OFFICIALS)),
        NavItem(_("Thông báo gửi lỗi"), "operator:undelivered", "envelope", OPERATES),
        NavItem(
            _("Đề nghị xem xét lại"), "operator:appeals", "chat-left-text", roles_with(SystemPower.ACCOUNTS), rare=True
        ),
        SECOND,
        NavItem(_("Yêu cầu cập nhật"), "operator:demands", "arrow-repeat", roles_with(SystemPower.ACCOUNTS), rare=True),
        NavItem(_("Xóa lời văn của hồ sơ"), "operator:erasures", "trash", OPERATES, rare=True),
        NavItem(_("Sự kiện an ninh"), "operator:security", "shield-exclamation", OPERATES, rare=True),
        NavItem(_("Đơn vị"), "operator:units", "building", OPERATES, rare=True),
        NavItem(_("Lịch làm việc"), "operator:calendar", "calendar3", OPERATES, rare=True),
        NavItem(_("Thủ tục"), "operator:procedures", "file-earmark-text", OPERATES, rare=True),
        NavItem(_("Mẫu thư"), "operator:letter_texts", "envelope", OPERATES, rare=True),
        NavItem(_("Tham số"), "operator:settings", "sliders", OPERATES, rare=True),
        NavItem(_("Thẩm quyền"), "authority", "shield-check", rare=True),
    ),
}

PREFIXES: tuple[tuple[str, Audience], ...] = (
    ("/me/", "applicant"),
    ("/officer/", "officer"),
    ("/operator/", "operator"),
)


def audience_of(path: str, actor: Actor = VISITOR) -> Audience:
    """Whose page an address is, for who opens it: how dense it is drawn, and how it is named.

    The table of authority has the frame of the reader's own work.
    """
    if actor.kind == ActorKind.OFFICER and path.startswith("/authority/"):
        return of_officer(actor)
    return next((audience for prefix, audience in PREFIXES if path.startswith(prefix)), "public")


def navigation_of(path: str, actor: Actor) -> Audience:
    """Whose navigation stands above a page: that of the reader's own work, on every page."""
    if actor.kind == ActorKind.APPLICANT:
        return "applicant"
    if actor.kind != ActorKind.OFFICER:
        return "public"
    at = audience_of(path, actor)
    return at if at in ("officer", "operator") else of_officer(actor)


def of_officer(actor: Actor) -> Audience:
    """Whether an officer's own work is with dossiers or with the system."""
    return "officer" if actor.roles() & CASE_ROLES else "operator"
