"""Acts that move no state: what happens to a dossier beside its process, in journal and history at once."""

from collections.abc import Mapping
from typing import Any

from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.models import Act
from dvctt.casework.record import commitment
from dvctt.journal import api as journal
from dvctt.kernel import Actor


def record(
    loaded: LoadedDossier,
    actor: Actor,
    action: str,
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    inputs: Mapping[str, Any],
    stood: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
    name: str | None = None,
    key: str = "",
) -> Act:
    """Write the entry of the journal and the act that pages show, in the caller's transaction.

    What changes the dossier is done before it, and `stood` tells how it stood until then (`commitment.standing`): the
    entry commits to both. Without it nothing was changed.
    `inputs` is what the history tells; `name` stands there for the actor's own where that is nobody's.
    """
    row = loaded.dossier
    stands = commitment.state_to_commit(loaded)
    entry = journal.append(
        loaded.ref, actor, action, before={**before, **(stood or stands)}, after={**after, **stands},
        personal=personal or {}, at=loaded.now,
    )  # fmt: skip
    return Act.objects.create(
        dossier=row, seq=entry.seq, action=action, at=loaded.now, actor_kind=actor.kind, actor_id=actor.id,
        actor_name=actor.name if name is None else name, on_behalf=actor.on_behalf.id if actor.on_behalf else "",
        from_state=row.state, to_state=row.state, inputs=dict(inputs), key=key, revision=row.revision,
    )  # fmt: skip
