"""What is hidden of names, addresses and numbers: their holder knows them by the rest, and it serves nobody else."""

HIDDEN = "•••"
HEAD, TAIL = 4, 2


def masked(text: str, *, host: bool = False) -> str:
    """A name or a mail address by its first letters: `N••• T••• H•••`, `h•••@d•••.example`.

    `host` leaves the host of an address to be read, for who has to find out why mail does not arrive there.
    """
    local, at, domain = text.partition("@")
    if not at:
        return " ".join(_begun(word) for word in text.split())
    name, _dot, top = domain.rpartition(".")
    return f"{_begun(local)}@{domain if host else f'{_begun(name)}.{top}'}"


def masked_phone(number: str) -> str:
    """A telephone number by its last three digits: `••• 678`."""
    return f"{HIDDEN} {number[-3:]}"


def masked_number(number: str) -> str:
    """An identity number by its first four and last two signs, which tell two apart: `0010******12`; none of a short
    one.
    """
    if len(number) <= HEAD + TAIL:
        return "*" * len(number)
    return number[:HEAD] + "*" * (len(number) - HEAD - TAIL) + number[-TAIL:]


def _begun(word: str) -> str:
    return word[:1] + HIDDEN if word else ""
