"""What a declaration states of its owner in the fields that are filled in from the account: papers print that.

The account stays as it is: officers are told where the two differ.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from dvctt.accounts import people
from dvctt.casework.core import masking
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.models import AnswerSet
from dvctt.forms import AnyField, ChoiceField, prefilled
from dvctt.kernel import composed

# By the source that a field is filled in from. Name and numbers are not here: by them the account was checked.
STATED = {
    "owner.address": "address",
    "owner.phone": "phone",
    "owner.email": "email",
    "owner.representative": "representative_name",
    "owner.representative_position": "representative_position",
}

OWNER = "owner."


def owner(loaded: LoadedDossier, basis: AnswerSet | None = None) -> people.PartyView:
    """The owner as the answers of a set state it: of what was filed last where none is named, before that the draft."""
    return replace(people.party_view(loaded.owner), **_stated(loaded, basis))


def owner_facts(loaded: LoadedDossier, basis: AnswerSet | None = None) -> dict[str, str]:
    """The same as papers print it."""
    return people.facts_of(owner(loaded, basis))


def differing(loaded: LoadedDossier, basis: AnswerSet) -> Iterator[tuple[AnyField, Any]]:
    """The fields in which a set states something else of the owner than the account, with what the account has."""
    known, values = people.values_of(loaded.owner), loaded.values(basis)
    for field in loaded.bundle.form.fields():
        source = field.prefill or ""
        right = prefilled(field, known.get(source)) if source.startswith(OWNER) else None
        if right and values.get(field.id) and _read(field, right) != _read(field, values[field.id]):
            yield field, right


def _read(field: AnyField, value: Any) -> str:
    """What a value says, whatever its capitals and blanks."""
    return " ".join(composed(masking.on_paper(hide=False).shown(field, value)).casefold().split())


def _stated(loaded: LoadedDossier, basis: AnswerSet | None) -> Mapping[str, Any]:
    values = loaded.values(basis or loaded.filed or loaded.sets[-1])
    fields = [one for one in loaded.bundle.form.fields() if one.prefill in STATED and values.get(one.id)]
    plain = [one for one in fields if not one.sensitive and not isinstance(one, ChoiceField)]
    return {STATED[one.prefill or ""]: values[one.id] for one in reversed(plain)}
