"""Fees as pages show them: what is due, paid and left, with every entry."""

from collections.abc import Iterable

from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.course import fee_wording, fees
from dvctt.casework.read_models import FeeEntryView, FeeView
from dvctt.ministry import api as ministry


def fee_views(loaded: LoadedDossier) -> Iterable[FeeView]:
    """Every fee of the version with its entries, and where it is paid."""
    for due in fees.dues(loaded):
        yield FeeView(
            id=due.id,
            name=due.name,
            kind=due.spec.kind,
            amount=due.amount,
            basis=due.spec.basis,
            budget_subsection=due.spec.budget_subsection,
            note=due.told.note,
            noted_amount=due.noted,
            left=due.left,
            surplus=due.surplus,
            open=due.is_open,
            released=due.released,
            owed=due.owed,
            void=fee_wording.void(loaded, due),
            collected=fee_wording.due_when(loaded, due),
            pay_at=ministry.unit(loaded.dossier.receiving),
            account=ministry.fee_account_of(loaded.dossier.receiving),
            entries=tuple(
                FeeEntryView(
                    number, entry.kind, entry.amount, entry.paid_on, entry.note, entry.noted_at, entry.noted_by
                )
                for number, entry in enumerate(due.entries, 1)
            ),
        )
