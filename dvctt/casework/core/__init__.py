"""A dossier in memory, and whose it is: who may see it, file for its owner, and hold its lock."""

from dvctt.casework.core.mandate import owner_acted_for
from dvctt.casework.core.scope import Access

__all__ = ["Access", "owner_acted_for"]
