"""What is said of an act on an official account: why it was refused, or that another has to confirm it."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from dvctt.kernel import Reason
from dvctt.web.wording.sentences import reason_sentence


def sentences(reasons: Iterable[Reason]) -> list[str]:
    """The reasons in words."""
    return [reason_sentence(one) for one in reasons]


def waits_for_another() -> str:
    """What is said where a second official has to confirm."""
    return _("Đã đề xuất. Việc này có hiệu lực khi một người khác có quyền xác nhận.")
