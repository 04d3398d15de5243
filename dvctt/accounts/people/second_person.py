"""What is written to who may do what takes two."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from dvctt.accounts.people import operating_unit
from dvctt.accounts.people.queries import recipient_for
from dvctt.kernel import Ref, new_id
from dvctt.notices import api as notices


def tell_second_person(people: Iterable[str], said: Callable[[], str], page: str) -> None:
    """Tell those who may answer that something waits for a second person, and where; `said` in the reader's language.

    Neither whom it is about nor what it says stands in it: the page shows that to who signs in.
    """
    for number in people:
        recipient = recipient_for(number)
        with translation.override(recipient.language):
            body = "\n\n".join([said(), _("Xem và trả lời tại %(page)s") % {"page": settings.BASE_URL + page}])
            notices.send(
                recipient, subject_ref=Ref("account", number), title=_("Một việc chờ người thứ hai"), body=body,
                kind="courtesy", key=new_id().hex, unit=operating_unit.unit_code(),
            )  # fmt: skip
