"""The one table of authority: who may do what, with which dossiers or with the system (14.1, 14.2, 15.2).

Scope, doors, pages and the walk of the tests read it here; nothing else says who may what. Acts of a process are
opened further by the procedure's own process (`workflow.decide`), never beyond this table.
"""

from dvctt.authority.dossiers import OF_DOSSIERS, PLACES, DossierPower, DossierReach, DossierRow, Place
from dvctt.authority.names import HELD_NAME, POWER_NAMES, REACH_NAMES, WHO_NAMES
from dvctt.authority.system import SystemPower, SystemReach, SystemRow
from dvctt.authority.table import (
    TABLE,
    Power,
    Reach,
    Row,
    dossier_rows,
    may,
    reaches,
    require,
    roles_with,
    rows,
    units,
)
from dvctt.authority.who import CASE_ROLES, DECIDING_ROLES, Who

__all__ = [
    "CASE_ROLES",
    "DECIDING_ROLES",
    "HELD_NAME",
    "OF_DOSSIERS",
    "PLACES",
    "POWER_NAMES",
    "REACH_NAMES",
    "TABLE",
    "WHO_NAMES",
    "DossierPower",
    "DossierReach",
    "DossierRow",
    "Place",
    "Power",
    "Reach",
    "Row",
    "SystemPower",
    "SystemReach",
    "SystemRow",
    "Who",
    "dossier_rows",
    "may",
    "reaches",
    "require",
    "roles_with",
    "rows",
    "units",
]
