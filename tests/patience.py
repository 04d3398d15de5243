"""How long a test waits for what must come about: far longer than it takes, for a machine that is busy elsewhere.

Nothing waits so long unless it is broken, so the figure costs a run that passes nothing.
"""

# Seconds.
PATIENCE = 120
