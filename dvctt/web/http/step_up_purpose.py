"""What the page says that asks for password or code: which act it is for, and about which dossier or person (16.1).

Read from the form that was kept, else from the address to go back to, so that it stands in the reader's language; and
asked as the reader, so that who could not open that page is told nothing of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from dvctt.accounts import changes, lifecycle, memberships, officials, people, proposals, registration
from dvctt.casework import api as casework
from dvctt.kernel import VISITOR, Actor, DomainError
from dvctt.ministry import api as ministry
from dvctt.web.http import form_restore
from dvctt.web.wording.texts import words


@dataclass(frozen=True)
class Weighty:
    """An act in words; `about` is the dossier or the person, empty where it is about oneself or about all."""

    act: str
    about: str = ""


Sent = QueryDict
Names = Callable[[Actor, Sent, Mapping[str, Any]], Weighty]
Words = str | Promise


def named(request: HttpRequest, page: str) -> Weighty | None:
    """What the person is about to do who goes back to that page; None where the page does nothing weighty."""
    path = urlsplit(page).path
    sent, form = form_restore.sent_from(request, path) or (path, QueryDict())
    try:
        match = resolve(sent)
        names = NAMED.get(match.view_name)
        return names(getattr(request, "actor", VISITOR), form, match.kwargs) if names else None
    except (Resolver404, DomainError):
        return None


def _act(said: Words) -> Names:
    return lambda actor, sent, at: Weighty(str(said))


def _dossier_act(actor: Actor, sent: Sent, at: Mapping[str, Any]) -> Weighty:
    shown = casework.dossier_page(actor, at["dossier"])
    known = shown.act(at["action"])
    return Weighty(words(known.label) if known else "", _of_dossier(shown))


def _dossier(said: Words) -> Names:
    return lambda actor, sent, at: Weighty(str(said), _of_dossier(casework.dossier_page(actor, at["dossier"])))


def _of_dossier(shown: casework.DossierPage) -> str:
    return " · ".join(one for one in (shown.code, shown.owner.name, words(shown.procedure)) if one)


def _person(said: Words) -> Names:
    return lambda actor, sent, at: Weighty(str(said), _of_person(actor, at["account"]))


def _of_person(actor: Actor, account: object) -> str:
    found = people.account(actor, str(account))
    return f"{found.name} ({found.username})"


def _pressed(
    said: Mapping[str, Words], otherwise: Words, about: Callable[[Actor, Sent, Mapping[str, Any]], str]
) -> Names:
    """An act by the button that was pressed."""
    return lambda actor, sent, at: Weighty(str(said.get(sent.get("act", ""), otherwise)), about(actor, sent, at))


def _deputy(actor: Actor, sent: Sent, at: Mapping[str, Any]) -> Weighty:
    if "end" in sent:
        held = officials.deputies_of(actor, at.get("account"))
        return Weighty(str(END_DEPUTY), next((one.deputy for one in held if str(one.id) == sent["end"]), ""))
    chosen = (sent.get("appointment"), sent.get("deputy"))
    found = (
        f"{one.absent} → {name}"
        for one in officials.deputising(actor, at.get("account"))
        for number, name in one.candidates
        if (str(one.held.id), str(number)) == chosen
    )
    return Weighty(str(NAME_DEPUTY), next(found, ""))


def _erasure(actor: Actor, sent: Sent, at: Mapping[str, Any]) -> Weighty:
    for pressed, said in (("confirm", ERASE), ("withdraw", WITHDRAW_ERASURE)):
        if pressed in sent:
            waiting = casework.waiting_erasures(actor)
            return Weighty(str(said), next((one.code for one in waiting if str(one.dossier) == sent[pressed]), ""))
    return Weighty(str(ASK_ERASURE), sent.get("code", ""))


def _of_proposal(actor: Actor, sent: Sent, at: Mapping[str, Any]) -> str:
    found = next((one for one in proposals.proposals(actor) if str(one.id) == sent.get("proposal")), None)
    if found is None:
        return ""
    return f"{found.name} ({found.username})" if found.account else _label(actor, found.what["key"])


def _of_appeal(actor: Actor, sent: Sent, at: Mapping[str, Any]) -> str:
    found = lifecycle.suspensions(actor, appealed=True)
    return next((f"{one.name} ({one.username})" for one in found if str(one.id) == sent.get("suspension")), "")


def _setting(actor: Actor, sent: Sent, at: Mapping[str, Any]) -> Weighty:
    return Weighty(str(SETTING), _label(actor, sent.get("key", "")))


def _label(actor: Actor, key: str) -> str:
    return next((words(one.label) for one in ministry.settings(actor) if one.key == key), "")


def _member(said: Words) -> Names:
    return lambda actor, sent, at: Weighty(str(said), memberships.member(actor, at["membership"]).name)


def _party(said: Words) -> Names:
    return lambda actor, sent, at: Weighty(str(said), memberships.members(actor, at["party"]).name)


END_DEPUTY, NAME_DEPUTY = lazy("Kết thúc việc xử lý thay"), lazy("Phân công xử lý thay khi vắng mặt")
ASK_ERASURE, WITHDRAW_ERASURE = lazy("Đề nghị xóa lời văn của hồ sơ"), lazy("Rút đề nghị xóa lời văn của hồ sơ")
ERASE = lazy("Xóa lời văn của hồ sơ, không khôi phục được")
SETTING = lazy("Đổi tham số của hệ thống")
NAMED: Mapping[str, Names] = {
    "officer:act": _dossier_act,
    "officer:amend": _dossier_act,
    "officer:sharing": _dossier(lazy("Chia sẻ hồ sơ để phối hợp")),
    "officer:evidence": _dossier(lazy("Xuất hồ sơ chứng cứ")),
    "officer:share_end": _dossier(lazy("Kết thúc chia sẻ hồ sơ")),
    "officer:deputies": _deputy,
    "applicant:act": _dossier_act,
    "applicant:confirm": _dossier(lazy("Xác nhận tờ khai")),
    "applicant:authority": _dossier(lazy("Xác nhận người ký có quyền ký")),
    "operator:registration": _pressed(
        {"approve": lazy("Chấp nhận đăng ký, cấp tài khoản"), "return": lazy("Trả lại đăng ký để sửa")},
        lazy("Từ chối đăng ký"), lambda actor, sent, at: registration.registration_for(actor, at["registration"]).name,
    ),
    "operator:change": _pressed(
        {"approve": lazy("Chấp nhận đổi thông tin định danh"), "return": lazy("Trả lại yêu cầu đổi thông tin")},
        lazy("Từ chối đổi thông tin định danh"), lambda actor, sent, at: changes.change_for(actor, at["change"]).name,
    ),
    "operator:erasures": _erasure,
    "operator:proposals": _pressed(
        {"confirm": lazy("Xác nhận đề xuất của người khác"), "withdraw": lazy("Rút đề xuất của mình")},
        lazy("Từ chối đề xuất của người khác"), _of_proposal,
    ),
    "operator:appeals": _pressed(
        {"lift": lazy("Chấp nhận đề nghị xem xét lại, cho tài khoản dùng lại")}, lazy("Giữ nguyên việc tạm khóa"),
        _of_appeal,
    ),
    "operator:demand_new": _act(lazy("Yêu cầu nhiều tài khoản xem lại thông tin")),
    "operator:demand": _act(lazy("Rút yêu cầu xem lại thông tin")),
    "operator:trouble": _pressed(
        {
            "suspend": lazy("Tạm khóa tài khoản"), "revoke": lazy("Thu hồi tài khoản"),
            "lift": lazy("Cho tài khoản dùng lại"), "password": lazy("Gửi liên kết đặt lại mật khẩu"),
            "factor": lazy("Gỡ mã xác thực của tài khoản"), "email": lazy("Sửa thư điện tử của tài khoản"),
        },
        lazy("Hỗ trợ tài khoản"), lambda actor, sent, at: _of_person(actor, at["account"]),
    ),
    "operator:settings": _setting,
    "operator:person_new": lambda actor, sent, at: Weighty(str(lazy("Tạo tài khoản công vụ")), sent.get("name", "")),
    "operator:person_link": _person(lazy("Gửi lại liên kết truy cập lần đầu")),
    "operator:person_deputies": _deputy,
    "operator:person_directory": _person(lazy("Ghi tên đăng nhập của tài khoản Bộ")),
    "operator:person_end": _person(lazy("Kết thúc công tác")),
    "operator:person_end_withdraw": _person(lazy("Rút việc kết thúc công tác")),
    "operator:appointment_new": _person(lazy("Giao vị trí công tác")),
    "operator:appointment_title": _person(lazy("Sửa chức danh")),
    "operator:appointment_end": _person(lazy("Kết thúc vị trí công tác")),
    "member_invite": _party(lazy("Gửi lời mời làm thủ tục thay")),
    "member_leave": _party(lazy("Thôi làm thủ tục thay")),
    "member_change": _member(lazy("Đổi quyền của người làm thủ tục thay")),
    "member_end": _member(lazy("Kết thúc việc của người làm thủ tục thay")),
    "details_contact": _act(lazy("Đổi thông tin liên hệ")),
    "details_identity": _act(lazy("Đổi thông tin định danh")),
    "details_email": _act(lazy("Đổi thư điện tử")),
    "account_email": _act(lazy("Đổi thư điện tử")),
    "account_suspend": _act(lazy("Tạm khóa tài khoản của mình")),
    "account_cancel": _act(lazy("Hủy tài khoản của mình")),
    "account_data": _act(lazy("Tải dữ liệu của mình")),
    "sessions": _act(lazy("Kết thúc phiên đăng nhập ở thiết bị khác")),
    "identities": _act(lazy("Thêm hoặc gỡ cách đăng nhập bằng nhà cung cấp định danh")),
    "mfa_activate_totp": _act(lazy("Bật xác thực hai bước")),
    "mfa_deactivate_totp": _act(lazy("Tắt xác thực hai bước")),
    "mfa_generate_recovery_codes": _act(lazy("Tạo mã dự phòng mới")),
    "mfa_view_recovery_codes": _act(lazy("Xem mã dự phòng")),
    "mfa_list_webauthn": _act(lazy("Xem khóa truy cập")),
    "mfa_add_webauthn": _act(lazy("Thêm khóa truy cập")),
    "mfa_remove_webauthn": _act(lazy("Bỏ khóa truy cập")),
}  # fmt: skip
