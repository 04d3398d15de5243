"""`dvctt check-deploy`: whether this deployment may serve the public."""

import argparse

from dvctt.ops import product

SUMMARY = "Refuse a deployment that must not serve the public, with every reason."


def configure(parser: argparse.ArgumentParser) -> None:
    """Take no arguments: what is judged is the environment that the product would start with."""
    parser.epilog = "Exit status 0: it may serve, whatever it warns of; 1: it must not, each line says why."
    parser.set_defaults(handle=check)


def check(_chosen: argparse.Namespace) -> int:
    """Print the reasons; 1 where there is any. Warnings, of backups that are missed among them, refuse nothing.

    Raises Problem where settings or database cannot be read.
    """
    with product.with_database():
        from dvctt.ops import deployment
        from dvctt.ops.backup import records

        refusals, warned = deployment.findings(), (*deployment.warnings(), *records.overdue())
    for sentence in warned:
        print(f"warning: {sentence}")
    print("\n".join(f"refused: {sentence}" for sentence in refusals) or "May serve.")
    return 1 if refusals else 0
