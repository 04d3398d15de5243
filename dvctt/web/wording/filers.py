"""The person who files, in words: owner, filer and the account that clicks are three."""

from django.utils.translation import gettext as _

from dvctt.accounts import people
from dvctt.casework import api as casework
from dvctt.kernel import clock
from dvctt.web.wording.texts import words


def power_name(power: str) -> str:
    """As what somebody acts for a party."""
    return words(people.CAPACITIES.get(power))


def filer_words(filer: casework.FilerView) -> str:
    """The filer with the power, the authorisation's number and its end, and whether he acts for the owner no more."""
    parts = [named(filer.name)]
    if filer.power == "authorised":
        parts.append(_("theo ủy quyền số %(number)s") % {"number": filer.number})
        if filer.until:
            parts.append(_("đến hết ngày %(until)s") % {"until": clock.written_day(filer.until)})
    elif filer.power not in ("", "self"):
        parts.append(power_name(filer.power))
    if not filer.stands:
        parts.append(_("nay không còn làm việc cho chủ hồ sơ"))
    return ", ".join(parts)


def named(name: str) -> str:
    """A name of the applicant's side, also where it was emptied later."""
    return name or _("(tên đã xóa)")


def behalf(who: str, owner: str) -> str:
    """Who clicked, and in whose name where it was another's."""
    return _("%(who)s, thay mặt %(owner)s") % {"who": who, "owner": owner} if owner else who
