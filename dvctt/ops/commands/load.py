"""`dvctt load`: the ministry's data and the procedures, loaded again while the product runs."""

import argparse

from dvctt.ops import product

SUMMARY = "Load content/ (ministry, calendar, procedures) into the database; also while the product runs."


def configure(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""
    parser.set_defaults(handle=load)


def load(_chosen: argparse.Namespace) -> int:
    """Load what is new; a second run changes nothing."""
    with product.with_database():
        from django.core.management import call_command

        call_command("load")
    return 0
