"""That the words of a dossier were emptied on two officials' order: what its page tells of it (16.1)."""

from dvctt.casework.models import Dossier
from dvctt.casework.read_models import ErasedWordsView
from dvctt.journal import api as journal
from dvctt.kernel import Ref

ERASURE = "erasure"
ASKED, WITHDRAWN, DONE = "erasure:asked", "erasure:withdrawn", "erasure:done"


def erased_words(row: Dossier) -> ErasedWordsView | None:
    """When its words were last emptied and by which rule; one query, and none while the dossier is in process."""
    if row.closed_at is None:
        return None
    done = [one for one in journal.entries(Ref(ERASURE, str(row.pk))) if one.act == DONE]
    return ErasedWordsView(done[-1].at, done[-1].after["rule"]) if done else None
