"""Who is known to an issuer: its clients and its people, from one file that may change while it runs."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Client:
    """A system that may send people here, and where it may be sent back to."""

    id: str
    secret: str
    redirect_uris: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in; `claims` are told of them, `acr` and `amr` say how surely they sign in."""

    sub: str
    claims: dict[str, Any] = field(default_factory=dict)
    acr: str = ""
    amr: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name that the page shows."""
        return str(self.claims.get("name", self.sub))


@dataclass(frozen=True)
class Issuer:
    """One provider of the process."""

    title: str
    clients: dict[str, Client]
    people: dict[str, Person]


def read(folder: Path, name: str) -> Issuer | None:
    """The issuer of that name as the file has it now; None where it has none."""
    path = folder / "register.json"
    known = json.loads(path.read_text(encoding="utf-8"))["issuers"] if path.is_file() else {}
    if name not in known:
        return None
    raw = known[name]
    clients = [Client(one["id"], one["secret"], tuple(one["redirect_uris"])) for one in raw["clients"]]
    people = [
        Person(one["sub"], one.get("claims", {}), one.get("acr", ""), tuple(one.get("amr", ())))
        for one in raw["people"]
    ]
    return Issuer(raw["title"], {one.id: one for one in clients}, {one.sub: one for one in people})


def write(folder: Path, issuers: dict[str, Any]) -> None:
    """Write the file whole."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / "register.new"
    fresh.write_text(json.dumps({"issuers": issuers}, ensure_ascii=False, indent=1), encoding="utf-8")
    fresh.replace(folder / "register.json")
