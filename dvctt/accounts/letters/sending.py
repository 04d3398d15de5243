"""Send a letter by its name: to the holder of an account, to who registered, to an address nobody has confirmed."""

from collections.abc import Mapping, Sequence
from typing import Any

from dvctt.accounts.letters.links import PAGES
from dvctt.accounts.models import Account, Registration
from dvctt.accounts.people import channels, operating_unit
from dvctt.accounts.people.queries import addresses, form_of, recipient_for
from dvctt.accounts.people.read_models import Remark
from dvctt.kernel import Ref, new_id
from dvctt.notices import api as notices


def send(to: notices.Recipient, ref: Ref, letter: str, /, *, unit: str | None = None, **values: Any) -> None:
    """Send a letter about `ref`; the unit that operates the system signs where none is named."""
    signs = operating_unit.unit_code() if unit is None else unit
    notices.send_letter(to, letter, PAGES | values, subject_ref=ref, key=new_id().hex, unit=signs)


def to_account(account: Account, letter: str, /, *, at_address: str = "", **values: Any) -> None:
    """Write to the holder of an account by mail, at the account's address or at one that it had."""
    to = notices.Recipient(account.name, account.language, addresses(at_address or account.email), form_of(account))
    send(to, account_ref(account), letter, **values)


def by_any_channel(account: Account, letter: str, /, **values: Any) -> None:
    """Write to the holder of an account by the channel of choice first."""
    send(recipient_for(account.id), account_ref(account), letter, **values)


def to_unconfirmed(address: str, language: str, ref: Ref, letter: str, /, **values: Any) -> None:
    """Write to an address that nobody has confirmed, without a name.

    Whoever gives another's address would write a name to it in our letter.
    """
    send(notices.Recipient("", language, addresses(address)), ref, letter, **values)


def to_registrant(row: Registration, letter: str, /, **values: Any) -> None:
    """Write to who registered."""
    send(channels.registrant(row), Ref("registration", str(row.id)), letter, **values)


def account_ref(account: Account) -> Ref:
    """What letters to the holder of an account are about."""
    return Ref("account", str(account.id))


def listed(remarks: Sequence[Remark], labels: Mapping[str, str]) -> list[str]:
    """Write remarks with the labels of their fields."""
    return [f"{labels[one.place]}: {one.text}" if labels.get(one.place) else one.text for one in remarks]
