"""Dossiers found and listed: by words, by code, by whose turn it is."""

from dvctt.casework.models.codes import end_of, key_of
from dvctt.casework.search.by_code import find_by_code
from dvctt.casework.search.criteria import LATE, LONGEST_TEXT, NOBODY, OWN_UNIT, Search, check_text
from dvctt.casework.search.lists import holders, my_dossiers, neighbour, queue, waiting_for
from dvctt.casework.search.tabs import PARTS, TABS, Sought, counters, lateness, seek

__all__ = [
    "LATE",
    "LONGEST_TEXT",
    "NOBODY",
    "OWN_UNIT",
    "PARTS",
    "TABS",
    "Search",
    "Sought",
    "check_text",
    "counters",
    "end_of",
    "find_by_code",
    "holders",
    "key_of",
    "lateness",
    "my_dossiers",
    "neighbour",
    "queue",
    "seek",
    "waiting_for",
]
