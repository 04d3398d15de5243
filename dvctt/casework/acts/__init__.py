"""Acts on a dossier: those of its process, those beside it, and those that time does."""

from dvctt.casework.acts.actions import Outcome, perform
from dvctt.casework.acts.delivery_choice import choose_delivery
from dvctt.casework.acts.filer_change import hand_over, take_over
from dvctt.casework.acts.inputs import item_faults
from dvctt.casework.acts.succession import WorkView, work_of
from dvctt.casework.acts.timers import sweep

__all__ = [
    "Outcome",
    "WorkView",
    "choose_delivery",
    "hand_over",
    "item_faults",
    "perform",
    "sweep",
    "take_over",
    "work_of",
]
