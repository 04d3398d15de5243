"""Who a declaration says that its owner is: it may not be somebody else than the account was checked for (8.3.a)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dvctt.accounts import people
from dvctt.casework.core.masking import Reader
from dvctt.forms import AnyField, prefilled
from dvctt.kernel import Fault, Text

# What tells one owner from another, by the source that a field is filled in from.
IDENTIFYING = ("owner.kind", "owner.tax_code", "owner.citizen_id")


def faults(
    fields: Iterable[AnyField], values: Mapping[str, Any], owner: people.Party, earlier: Mapping[str, Any]
) -> Iterator[Fault]:
    """The answers that name another owner than the dossier's; not those that stand in what was filed `earlier`.

    What the account does not have is not compared.
    """
    asked = [field for field in fields if field.prefill in IDENTIFYING and field.id in values]
    known = people.values_of(owner) if asked else {}
    for field in asked:
        right, said = prefilled(field, known.get(field.prefill or "")), values[field.id]
        if right and said not in (right, earlier.get(field.id)):
            yield Fault(field.id, "not_owners", text=_told(field, right))


def _told(field: AnyField, right: Any) -> Text:
    """What is wrong and what helps; an identity number is not told."""
    vi, en = ("", "") if field.sensitive else (
        f" (tài khoản ghi: {Reader('vi', hide=False).shown(field, right)})",
        f" (the account says: {Reader('en', hide=False).shown(field, right)})",
    )  # fmt: skip
    return Text(
        vi=f"“{field.label.vi}” không khớp với tài khoản của chủ hồ sơ{vi}. Ghi theo tài khoản; nếu tài khoản sai,"
        " sửa ở trang Tài khoản trước. Để nộp cho tổ chức hay người khác, chọn làm việc thay cho bên đó rồi lập"
        " hồ sơ mới.",
        en=f"“{field.label.in_language('en')}” does not agree with the owner's account{en}. Write what the account"
        " says; if the account is wrong, correct it on the Account page first. To apply for another organisation or"
        " person, choose to act for them and begin a new application.",
    )
