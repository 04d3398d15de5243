"""Letters of accounts: to whom each goes, who signs it, and the addresses of the pages that are named in it.

Their words are files (content/letters/; decisions/0034).
"""

from dvctt.accounts.letters.links import FIRST_ACCESS_PATH, SHORT_ACCESS_PATH

__all__ = ["FIRST_ACCESS_PATH", "SHORT_ACCESS_PATH"]
