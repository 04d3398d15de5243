"""What a party's own address and who manages it are told of what somebody does in its name, with the way to object."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from dvctt.accounts.letters.member_letters import ORGANISATIONS_PATH, send_to, watching
from dvctt.accounts.memberships import membership
from dvctt.accounts.models import Account, Membership, Party
from dvctt.accounts.registration.declaration import registration_form
from dvctt.kernel import Ref, clock

Words = tuple[str, Sequence[str]]


def change_asked(asker: Account, party: Party, changed: Sequence[str], due: datetime) -> None:
    """Tell that somebody asks for a change of who the party is, by when it is answered, and where to object."""
    _others(asker, party, lambda language: (
        _("Có yêu cầu đổi thông tin của %(party)s") % {"party": party.name},
        [
            _("%(who)s đã yêu cầu đổi các thông tin sau của %(party)s: %(what)s.")
            % {"who": _who(asker), "party": party.name, "what": _labels(party, changed, language)},
            _("Kết quả được thông báo chậm nhất lúc %(due)s; tới lúc đó thông tin cũ vẫn có hiệu lực.")
            % {"due": clock.written(due)},
            _("Nếu Quý vị không biết việc này hoặc không đồng ý, hãy báo ngay theo địa chỉ dưới đây."),
        ],
    ))  # fmt: skip


def change_approved(asker: Account, party: Party, name: str, changed: Sequence[str]) -> None:
    """Tell that the change is in force, which somebody asked for; `name` is the party's until then."""
    _others(asker, party, lambda language: (
        _("Thông tin của %(party)s đã được đổi") % {"party": name},
        [
            _("Theo yêu cầu của %(who)s, các thông tin sau của %(party)s đã được đổi lúc %(at)s: %(what)s.")
            % {"who": _who(asker), "party": name, "at": clock.written(clock.now()),
               "what": _labels(party, changed, language)},
            _("Nếu Quý vị không biết việc này hoặc không đồng ý, hãy báo ngay theo địa chỉ dưới đây."),
        ],
    ))  # fmt: skip


def joined(row: Membership) -> None:
    """Tell that who registered acts for the party from now on, how far, and where to object."""
    party, account = row.party, row.account
    _others(account, party, lambda _language: (
        _("Có thêm người làm thủ tục thay mặt %(party)s") % {"party": party.name},
        [
            _("Đăng ký của %(who)s làm thủ tục thay mặt %(party)s đã được chấp nhận lúc %(at)s.")
            % {"who": _who(account), "party": party.name, "at": clock.written(clock.now())},
            _("Người này được ghi là người đại diện theo pháp luật: được nộp hồ sơ, đổi thông tin và quản lý "
              "thành viên.")
            if row.power == Membership.Power.REPRESENTATIVE
            else _("Người này được ghi là nhân viên. Người quản lý xem và kết thúc việc này được tại %(page)s")
            % {"page": settings.BASE_URL + ORGANISATIONS_PATH},
            _("Nếu Quý vị không biết việc này hoặc không đồng ý, hãy báo ngay theo địa chỉ dưới đây."),
        ],
    ))  # fmt: skip


def _others(one: Account, party: Party, words: Callable[[str], Words]) -> None:
    """Write to the party and to who manages it; not to who did it himself, at his own address."""
    managers = membership.managers(party.id).exclude(account=one)
    for to in watching(party.id, [row.account for row in managers]):
        if ("email", one.email) in to.addresses:
            continue
        with translation.override(to.language):
            title, paragraphs = words(to.language)
            send_to(to, Ref("party", str(party.id)), title, paragraphs)


def _who(account: Account) -> str:
    return _("%(name)s (tên đăng nhập %(username)s)") % {"name": account.name, "username": account.username}


def _labels(party: Party, changed: Sequence[str], language: str) -> str:
    labels = {one.id: one.label.in_language(language) for one in registration_form(party.kind).fields()}
    return ", ".join(labels[name] for name in changed if name in labels)
