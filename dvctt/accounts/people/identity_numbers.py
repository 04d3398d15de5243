"""Personal identification numbers as they are looked for."""

from dvctt.journal import api as journal


def identity_index(number: str) -> str:
    """Give the blind index of a personal identification number; empty for none."""
    return journal.cipher().blind_index("citizen_id", number) if number else ""
