"""How often something was tried, or sent to somebody who did not ask for it, and where that ends."""

from dvctt.accounts.attempts.counters import count_try, forget_tries, take_back_try, tries
from dvctt.accounts.attempts.counters import passes as passes_limit
from dvctt.accounts.attempts.receivers import SENT_OFTEN

__all__ = ["SENT_OFTEN", "count_try", "forget_tries", "passes_limit", "take_back_try", "tries"]
