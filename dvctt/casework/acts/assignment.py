"""Who has a dossier: the acts that change it name from whom to whom, and both are told when a colleague loses it."""

from collections.abc import Mapping
from typing import Any

from dvctt.accounts import people
from dvctt.casework.core.act_context import ActContext
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.models import Act
from dvctt.casework.outputs import letters


def between(loaded: LoadedDossier, account: str, name: str) -> dict[str, Any]:
    """What an act of assignment keeps: to whom, and from whom where somebody had the dossier; accounts and names."""
    held = loaded.dossier.assignee_id
    before = {"from_account": str(held), "from": people.display_name(held)} if held else {}
    return {"assigned": {"to_account": account, "to": name, **before}}


def journalled(inputs: Mapping[str, Any], side: str) -> dict[str, str]:
    """Who had the dossier (`from`), or has it (`to`), as the journal keeps it for ever: an account's id."""
    account = inputs.get("assigned", {}).get(f"{side}_account")
    return {"assignee": account} if account else {}


def names(act: Act, known: Mapping[str, str]) -> tuple[str, str]:
    """From whom to whom an act gave the dossier; `known` are names by account, for acts that kept no name."""
    given = act.inputs.get("assigned")
    if given is None:
        return "", known.get(str(act.inputs.get("assignee")), "")
    return given.get("from", ""), given["to"]


def tell_both(context: ActContext) -> None:
    """Word to who had the dossier and to who has it now, in the act's transaction; none where nobody had it.

    The reason is not in the letter: it is read on the dossier's page, and is erased there.
    """
    given = context.inputs["assigned"]
    if given.get("from_account") in (None, given["to_account"]):
        return
    row, told = context.loaded.dossier, {"from": given["from"], "to": given["to"], "who": context.actor.name}
    for account in (given["from_account"], given["to_account"]):
        key = f"assigned:{row.pk}:{context.seq}:{account}"
        letters.to_officer(account, row, "officer/assigned", key=key, code=row.code, **told)
