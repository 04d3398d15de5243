"""Why a command cannot run."""


class Problem(Exception):
    """A sentence for the person at the terminal: what is wrong and what to do; exit status 2."""
