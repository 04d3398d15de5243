"""Which kinds of rows there are and who handles them; filled while the applications start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from dvctt.kernel import Ref
from dvctt.outbox.models import WaitingRow

R = TypeVar("R", bound=WaitingRow)


@dataclass(frozen=True)
class EventView:
    """What a handler of events is told; the id is the same at every telling and serves as its key."""

    id: UUID
    name: str
    ref: Ref
    payload: dict[str, Any]


@dataclass(frozen=True)
class Kind(Generic[R]):
    """One kind of waiting row and how it is worked."""

    name: str
    model: type[R]
    handle: Callable[[R], None]
    max_attempts: int
    lease: timedelta
    keep: timedelta | None
    dead_holds: bool = True
    batch: int = 1


_kinds: dict[str, Kind[Any]] = {}
_handlers: dict[str, list[Callable[[EventView], None]]] = {}


def register(
    kind: str,
    model: type[R],
    handle: Callable[[R], None],
    *,
    max_attempts: int = 12,
    lease: timedelta = timedelta(minutes=2),
    keep: timedelta | None = None,
    dead_holds: bool = True,
    batch: int = 1,
) -> None:
    """Make the rows of `model` workable: called in `AppConfig.ready`, once for each kind and model.

    `handle` gets a leased row outside any transaction, does the slow work and writes its results inside
    `with settle(row):`. It must be done within `lease`, or the row is taken again and `settle` refuses; so its outward
    effect may happen twice and has to bear that. Rows done longer than `keep` ago are deleted (None: never). With
    `dead_holds` off, a dead row does not hold back the later ones of its order key. A sweep leases `batch` rows at
    once; where its worker dies, they all wait until the lease runs out.
    """
    registered = _kinds.get(kind)
    if registered is not None and registered.model is not model:
        raise ValueError(f"the kind {kind!r} is registered with another model")
    _kinds[kind] = Kind(kind, model, handle, max_attempts, lease, keep, dead_holds, batch)


def on(name: str, handler: Callable[[EventView], None]) -> None:
    """Call `handler` for each event called `name`, at least once: it must bear being told again."""
    handlers = _handlers.setdefault(name, [])
    if handler not in handlers:
        handlers.append(handler)


def kind_named(name: str) -> Kind[Any]:
    """The kind called `name`; raises KeyError."""
    return _kinds[name]


def kind_of(row: WaitingRow) -> Kind[Any]:
    """The kind of a row by its model; raises KeyError where its model was not registered."""
    return kind_with(type(row))


def kind_with(model: type[WaitingRow]) -> Kind[Any]:
    """The kind whose rows a model holds; raises KeyError where it was not registered."""
    for kind in _kinds.values():
        if kind.model is model:
            return kind
    raise KeyError(model.__name__)


def kinds() -> tuple[Kind[Any], ...]:
    """All kinds, in the order of registration."""
    return tuple(_kinds.values())


def handlers(name: str) -> tuple[Callable[[EventView], None], ...]:
    """Who wants to know of events called `name`."""
    return tuple(_handlers.get(name, ()))
