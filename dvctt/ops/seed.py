"""The demonstration: its people, and 60 dossiers of two agencies told by the acts of those people."""

from dvctt.ops.demo.people import make_people
from dvctt.ops.demo.table import table
from dvctt.ops.demo.telling import seed

__all__ = ["make_people", "seed", "table"]
