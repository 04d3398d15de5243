"""Who is erased stands nowhere any more: not in letters, reasons, notes, nor under a seal."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dvctt.accounts import changes, lifecycle, people
from dvctt.accounts.models import Account
from dvctt.accounts.people.read_models import Remark
from dvctt.journal import api as journal
from dvctt.kernel import Ref, clock, new_id
from dvctt.notices import api as notices
from dvctt.notices.models import Message
from tests.accounts.people import OPERATOR, VISITOR_AT, acting, applicant, individual
from tests.erased import standing

pytestmark = pytest.mark.django_db
WORDS = (
    "Nguyễn Thị Hoa", "nguyen thi hoa", "nguyenthihoa", "hoa@dan.example", "+84912345678",
    "001190000123", "Đội Cấn", "Hoa gửi hồ sơ giả", "Hoa đã giải thích", "Không phải Hoa", "Ảnh của Hoa mờ",
    "Gọi cho Hoa", "Hoa đổi tên", "Nguyễn Thị Hoàn",
)  # fmt: skip


def lived() -> Account:
    """An account in whose life much was written about its holder."""
    account = applicant()
    lifecycle.suspend(OPERATOR, account.id, reason="Hoa gửi hồ sơ giả")
    lifecycle.appeal(VISITOR_AT, account.id, "Không phải Hoa")
    another = replace(OPERATOR, id=str(new_id()))
    lifecycle.lift(another, account.id, reason="Hoa đã giải thích")
    account.refresh_from_db()
    party = account.memberships.get().party_id
    number = changes.request_change(
        acting(account), party, individual() | {"name": "Nguyễn Thị Hoàn"}, note="Hoa đổi tên"
    )
    changes.refuse_change(OPERATOR, number, [Remark("citizen_id", "Ảnh của Hoa mờ")])
    letter = Message.objects.filter(subject_kind="account").latest("created_at")
    Message.objects.filter(pk=letter.pk).update(state="done", finished_at=clock.now(), outcome="undeliverable")
    notices.mark_handled(replace(OPERATOR, id=str(new_id())), letter.pk, "Gọi cho Hoa")
    elsewhere = notices.Recipient("Nguyễn Thị Hoa", "vi", (("email", "hoa@dan.example"),))
    about = Ref("dossier", str(new_id()))
    notices.send(elsewhere, subject_ref=about, title="Kính gửi Nguyễn Thị Hoa", body="Hoa", kind="courtesy", key="k")
    return account


def test_who_is_erased_stands_nowhere_any_more() -> None:
    stranger = notices.Recipient("Lê Văn An", "vi", (("email", "an@dan.example"),))
    kept = notices.send(
        stranger, subject_ref=Ref("dossier", str(new_id())), title="Gửi An", body="An", kind="legal", key="k"
    )
    account = lived()
    assert {one.rpartition(": ")[2] for one in standing(WORDS)} == set(WORDS)
    after = lifecycle.cancel_own(acting(account))
    assert people.sweep_erasures(frozenset) == 0
    with clock.travel(clock.now() + timedelta(days=(after - clock.today()).days + 1)):
        assert people.sweep_erasures(lambda _parties: frozenset()) == 3
    assert standing(WORDS) == []
    assert not journal.verify()
    assert not Message.objects.exclude(pk=kept).filter(state="waiting").exists()
    assert notices.undelivered_count(OPERATOR) == 0
    untouched = Message.objects.get(pk=kept)
    assert (untouched.state, untouched.title) == ("waiting", "Gửi An") and "Lê Văn An" in untouched.body
