"""What is told of first access, links and lost second factors."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class LinkFor:
    """For whom a one-time link is, masked: who opens it on a strange device learns no name or address."""

    name: str
    email: str
    officer: bool


@dataclass(frozen=True)
class FactorResetView:
    """That a second factor is about to be taken away, and when."""

    id: UUID
    account: str
    name: str
    asked_at: datetime
    ready_at: datetime


@dataclass(frozen=True)
class Granted:
    """An account that first access has just opened."""

    account_id: str
    username: str
