"""`dvctt load`: the ministry's data and the procedures, loaded again while the product runs."""

import argparse

from dvctt.ops import product
from dvctt.ops.problem import Problem

SUMMARY = "Load content/ (ministry, calendar, procedures) into the database; also while the product runs."


def configure(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""
    parser.set_defaults(handle=load)


def load(_chosen: argparse.Namespace) -> int:
    """Load what is new; a second run changes nothing. Raises Problem for content that may not be loaded."""
    with product.with_database():
        from django.core.management import call_command

        from dvctt.kernel import Invalid, Refused

        try:
            call_command("load")
        except Refused as error:
            reasons = "; ".join(f"{reason.code} {dict(reason.params)}" for reason in error.reasons)
            raise Problem(f"not everything was loaded: {reasons}") from error
        except Invalid as error:
            raise Problem(f"not everything was loaded: {error}") from error
    return 0
