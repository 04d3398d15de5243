"""The copy of one's own data as a page to read: the same facts as the file for machines, in people's words (16.1)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dvctt.accounts import registration
from dvctt.forms import phone_text
from dvctt.kernel import clock
from dvctt.web.ui import form_view
from dvctt.web.ui.visibility import PURPOSES
from dvctt.web.wording.filers import power_name
from dvctt.web.wording.names import ACCOUNT_STATES
from dvctt.web.wording.sign_in_methods import how

Facts = Sequence[tuple[str, str]]
KINDS = {"individual": lazy("Cá nhân"), "organisation": lazy("Tổ chức")}
STANDING = {
    "email_pending": lazy("chờ xác nhận thư điện tử"), "waiting": lazy("chờ kiểm tra"), "returned": lazy("chờ sửa"),
    "approved": lazy("đã chấp nhận"), "refused": lazy("không chấp nhận"), "revoked": lazy("đã thu hồi"),
    "withdrawn": lazy("đã rút"),
}  # fmt: skip
MAILED = {"waiting": lazy("chờ gửi"), "done": lazy("đã gửi"), "dead": lazy("không gửi được")}
BY = {
    "applicant": lazy("chủ tài khoản"), "officer": lazy("cán bộ"), "system": lazy("hệ thống"),
    "visitor": lazy("người mở liên kết"),
}  # fmt: skip
ACTS = {
    "account_created": lazy("Cấp tài khoản"), "first_access": lazy("Truy cập lần đầu, đặt mật khẩu"),
    "first_access_sent": lazy("Gửi liên kết truy cập lần đầu"), "link_sent_again": lazy("Gửi lại liên kết"),
    "signed_in": lazy("Đăng nhập"), "second_factor_added": lazy("Bật mã xác thực hoặc thêm khóa truy cập"),
    "second_factor_removed": lazy("Tắt mã xác thực hoặc bỏ khóa truy cập"),
    "second_factor_renewed": lazy("Tạo mã dự phòng mới"), "password_reset": lazy("Đặt lại mật khẩu"),
    "password_link_sent": lazy("Gửi liên kết đặt lại mật khẩu"), "factor_reset": lazy("Gỡ mã xác thực đã mất"),
    "factor_reset_confirmed": lazy("Xác nhận mất mã xác thực"), "factor_reset_stopped": lazy("Dừng gỡ mã xác thực"),
    "email_change_asked": lazy("Xin đổi thư điện tử"), "email_changed": lazy("Đổi thư điện tử"),
    "details_changed": lazy("Đổi thông tin liên hệ"), "details_demanded": lazy("Được yêu cầu xem lại thông tin"),
    "details_confirmed": lazy("Xác nhận thông tin"), "identity_changed": lazy("Đổi thông tin định danh"),
    "organisation_added": lazy("Thêm một tổ chức"), "member_joined": lazy("Nhận làm việc cho một bên"),
    "member_changed": lazy("Đổi phạm vi làm việc"), "member_ended": lazy("Thôi làm việc cho một bên"),
    "suspended": lazy("Tạm dừng tài khoản"), "resumed": lazy("Dùng lại tài khoản"),
    "suspension_appealed": lazy("Đề nghị xem xét lại việc tạm khóa"), "cancelled": lazy("Hủy tài khoản"),
    "channel_chosen": lazy("Chọn cách nhận tin"), "data_exported": lazy("Tải dữ liệu của mình"),
}  # fmt: skip
# What accounts know of a party, beside the ids that it shares with the registration form.
OTHERS = {
    "kind": lazy("Loại"), "identity": lazy("Số quyết định thành lập, giấy phép"),
    "representative": lazy("Người đại diện theo pháp luật"), "representative_id": lazy("Số định danh người đại diện"),
}  # fmt: skip


@dataclass(frozen=True)
class Chapter:
    """A heading with its entries, each a list of label and value."""

    title: str
    entries: Sequence[Facts]


def chapters(copy: Mapping[str, Any]) -> list[Chapter]:
    """Everything that the copy holds, in the order of the file for machines."""
    return [
        Chapter(_("Tài khoản"), [_account(copy["account"])]),
        Chapter(_("Làm thủ tục cho"), [_party(party) for party in copy["acts_for"]]),
        Chapter(_("Phiếu đăng ký"), [_registration(registered) for registered in copy["registrations"]]),
        Chapter(_("Yêu cầu đổi thông tin"), [_change(change) for change in copy["changes"]]),
        Chapter(_("Các lần đăng nhập"), [_sign_in(sign_in) for sign_in in copy["sign_ins"]]),
        Chapter(_("Thư và tin nhắn đã gửi"), [_message(message) for message in copy["messages"]]),
        Chapter(_("Việc đã làm với tài khoản"), [_act(act) for act in copy["journal"]]),
        Chapter(_("Cán bộ đã xem"), [_look(look) for look in copy["looks"]]),
        Chapter(_("Hồ sơ"), [_dossier(dossier) for dossier in copy["dossiers"]]),
    ]


def _account(account: Mapping[str, Any]) -> Facts:
    return [
        (_("Tên đăng nhập"), account["username"]), (_("Họ và tên"), account["name"]),
        (_("Thư điện tử"), account["email"]),
        (_("Số điện thoại"), phone_text(account["phone"], get_language() or "vi") if account["phone"] else ""),
        (_("Ngôn ngữ"), {"vi": "Tiếng Việt", "en": "English"}.get(account["language"], "")),
        (_("Tình trạng"), _word(ACCOUNT_STATES, account["state"])), (_("Cấp lúc"), _moment(account["created_at"])),
    ]  # fmt: skip


def _party(party: Mapping[str, Any]) -> Facts:
    kind = party.get("kind", "individual")
    facts = {**party, "kind": _word(KINDS, kind), "address": ""}
    values = {key: value for key, value in facts.items() if key != "power"}
    return [
        (_("Với tư cách"), power_name(party["power"])), *_answers(kind, values),
        (_("Địa chỉ"), party.get("address", "")),
    ]  # fmt: skip


def _registration(registered: Mapping[str, Any]) -> Facts:
    looked = [(_("Cán bộ xem lúc"), f"{_moment(look['at'])}, {_purpose(look)}") for look in registered["looks"]]
    head = [
        (_("Loại"), _word(KINDS, registered["kind"])), (_("Tình trạng"), _word(STANDING, registered["state"])),
        (_("Lập lúc"), _moment(registered["created_at"])),
    ]  # fmt: skip
    return [*head, *_answers(registered["kind"], registered["values"]), *looked]


def _change(change: Mapping[str, Any]) -> Facts:
    old, new = dict(_answers(change["kind"], change["old"])), dict(_answers(change["kind"], change["new"]))
    changed = [label for label in {**old, **new} if old.get(label) != new.get(label)]
    return [
        (_("Nhận lúc"), _moment(change["received_at"])), (_("Tình trạng"), _word(STANDING, change["state"])),
        *((_("%(label)s, cũ") % {"label": label}, old.get(label, "")) for label in changed),
        *((_("%(label)s, mới") % {"label": label}, new.get(label, "")) for label in changed),
        (_("Ghi chú"), change["note"]),
    ]  # fmt: skip


def _sign_in(sign_in: Mapping[str, Any]) -> Facts:
    return [(_("Lúc"), _moment(sign_in["at"])), (_("Bằng"), how(sign_in["method"])), (_("Thiết bị"), sign_in["device"]),
            (_("Mạng"), sign_in["network"])]  # fmt: skip


def _message(message: Mapping[str, Any]) -> Facts:
    return [(_("Lúc"), _moment(message["at"])), (_("Tiêu đề"), message["title"]), (_("Gửi tới"), message["to"]),
            (_("Tình trạng"), _word(MAILED, message["state"]))]  # fmt: skip


def _act(act: Mapping[str, Any]) -> Facts:
    return [(_("Lúc"), _moment(act["at"])), (_("Việc"), _word(ACTS, act["act"])), (_("Ai"), _word(BY, act["by"]))]


def _look(look: Mapping[str, Any]) -> Facts:
    return [(_("Lúc"), _moment(look["at"])), (_("Mục đích"), _purpose(look)), (_("Ai"), _word(BY, look["by"]))]


def _dossier(dossier: Mapping[str, Any]) -> Facts:
    answers = [(label, _lines(value)) for label, value in dossier.get("answers", {}).items()]
    papers = [(_("Giấy tờ"), f"{paper['component']}: {paper['files']}") for paper in dossier.get("papers", [])]
    history = [(_moment(line["at"]), line["act"]) for line in dossier.get("history", [])]
    head = [
        (_("Mã hồ sơ"), dossier["code"] or _("bản nháp")), (pgettext("một thủ tục", "Thủ tục"), dossier["procedure"]),
        (_("Tình trạng"), dossier["state"]), (_("Đứng tên"), dossier["owner"]),
        (_("Nộp lúc"), _moment(dossier["submitted_at"])),
    ]  # fmt: skip
    return [*head, *answers, *papers, *history]


def _answers(kind: str, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Values under the labels of the registration form, written as its fields are."""
    fields = {field.id: field for field in registration.registration_form(kind).fields()}
    for name, value in values.items():
        if name in fields:
            yield form_view.words(fields[name].label), form_view.answer(fields[name], value)
        elif name in OTHERS:
            yield str(OTHERS[name]), str(value)


def _lines(value: object) -> str:
    return "\n".join("; ".join(map(str, line)) for line in value) if isinstance(value, list) else str(value)


def _purpose(look: Mapping[str, Any]) -> str:
    code, _colon, reason = str(look["purpose"]).partition(": ")
    return f"{_word(PURPOSES, code)}: {reason}" if reason else _word(PURPOSES, code)


def _word(names: Mapping[str, Any], code: str) -> str:
    return str(names.get(code, code))


def _moment(text: str) -> str:
    return clock.written(datetime.fromisoformat(text)) if text else ""
