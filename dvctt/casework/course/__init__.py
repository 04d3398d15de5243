"""What runs beside the states of a dossier: clocks, requests to amend, fees, the way of the result."""

from dvctt.casework.course.delivery import DeliveryView
from dvctt.casework.course.fees import UNPAID

__all__ = ["UNPAID", "DeliveryView"]
