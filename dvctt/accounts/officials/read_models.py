"""What is told of the positions of officials."""

from dataclasses import dataclass
from datetime import datetime

from dvctt.accounts.people.read_models import AppointmentView


@dataclass(frozen=True)
class PositionView:
    """An appointment in time: `standing` is current, future or past; `ended_at` where it was taken back at once."""

    held: AppointmentView
    standing: str
    ended_at: datetime | None
