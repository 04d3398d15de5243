"""The commands of `dvctt`, one module each, found by name.

A module has `SUMMARY` (one sentence) and `configure(parser)`, which gives every end of the parser a
`handle=` by `set_defaults`: called with the parsed arguments, it returns the exit status or raises
Problem. Django is imported inside of handlers alone, so that help and pure commands need no settings.
"""
