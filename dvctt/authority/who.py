"""Whom the table of authority is about, and which roles belong together."""

from enum import StrEnum

from dvctt.kernel import Role


class Who(StrEnum):
    """Whom a row of the table is about: a role, or what one is to a dossier."""

    APPLICANT = "applicant"
    DESK = "desk"
    APPRAISER = "appraiser"
    HEAD = "head"
    COMPETENT = "competent"
    CLERK = "clerk"
    GRANTEE = "grantee"
    OPERATOR = "operator"
    VETTER = "vetter"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


# The roles that have a part in processes; they alone can be given a dossier to read.
CASE_ROLES = frozenset({Role.DESK, Role.APPRAISER, Role.HEAD, Role.COMPETENT, Role.CLERK})

# The roles that decide, or give the power to: nobody comes to one by a single official's hand.
DECIDING_ROLES = frozenset({Role.HEAD, Role.COMPETENT, Role.CLERK, Role.OPERATOR, Role.ADMINISTRATOR})
