"""The words of a closed dossier, emptied on the order of two."""

from dvctt.casework.erasure.requests import (
    ErasedView,
    ErasureView,
    ask_erasure,
    confirm_erasure,
    erasures_waiting_for,
    listed_erasures,
    waiting_erasures,
    withdraw_erasure,
)

__all__ = [
    "ErasedView",
    "ErasureView",
    "ask_erasure",
    "confirm_erasure",
    "erasures_waiting_for",
    "listed_erasures",
    "waiting_erasures",
    "withdraw_erasure",
]
