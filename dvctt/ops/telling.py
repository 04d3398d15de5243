"""What commands print: names and reasons come from outside, and a terminal obeys some of their signs."""

from collections.abc import Iterable


def tell(lines: Iterable[str]) -> None:
    """Print each line as one, with a mark in place of whatever is not printed."""
    for line in lines:
        print("".join(sign if sign.isprintable() else "\ufffd" for sign in line), flush=True)
