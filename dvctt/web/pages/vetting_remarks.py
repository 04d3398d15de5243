"""A vetter's remarks, at the fields of the form that is sent again."""

from collections.abc import Sequence

from dvctt.accounts import registration
from dvctt.kernel import Fault, Text


def remarks_as_faults(remarks: Sequence[registration.Remark]) -> list[Fault]:
    """A vetter's remarks at their fields, in the vetter's own words."""
    return [Fault(one.place, "remark", text=Text(vi=one.text)) for one in remarks if one.place]
