"""What an applicant is told of fees: how much, whether by now, where and how, on papers, in letters and on pages."""

from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.course import fees
from dvctt.kernel import Text, dong
from dvctt.ministry import api as ministry


def due_when(loaded: LoadedDossier, due: fees.FeeDue) -> Text:
    """When a fee is paid, as the dossier stands: later, now, or no more."""
    row = loaded.dossier
    if due.owed and not due.is_open:
        return ministry.code_name("fee", "settled")
    if due.is_open and row.accepted_at is not None:
        return ministry.code_name("fee", "now")
    return ministry.code_name("fee", "not_due" if void(loaded, due) else due.spec.collected)


def void(loaded: LoadedDossier, due: fees.FeeDue) -> bool:
    """Whether nothing of a fee will ever be due: the dossier ended before it was."""
    return loaded.dossier.closed_at is not None and not due.owed


def owed(loaded: LoadedDossier, language: str = "vi", *, only_open: bool = False) -> str:
    """What is due, how much and when (line 7 of form 01), in the ministry's words."""
    lines = []
    for due in fees.dues(loaded):
        if only_open and not due.is_open:
            continue
        left = due.left if due.is_open else due.amount
        amount = ministry.code_name("fee", "unknown").in_language(language) if left is None else dong(left, language)
        lines.append(f"{due.name.in_language(language)}: {amount}, {due_when(loaded, due).in_language(language)}")
    nothing = "" if only_open else ministry.code_name("fee", "none").in_language(language)
    return "; ".join(lines) or nothing


def ways(loaded: LoadedDossier, language: str = "vi") -> str:
    """Where and how fees are paid; empty where none is due."""
    if not loaded.bundle.fees:
        return ""
    desk, account = ministry.unit(loaded.dossier.receiving), ministry.fee_account_of(loaded.dossier.receiving)
    at = ", ".join(part for part in (desk.name.in_language(language), desk.address) if part)
    told = [f"{_word('at_desk', language)} {at}"]
    if account:
        remark = f"{_word('remark', language)} {loaded.dossier.code}"
        told.append(f"{_word('transfer', language)} {account}, {remark}")
    return "; ".join(told)


def _word(code: str, language: str) -> str:
    return ministry.code_name("paying", code).in_language(language)
