"""`manage.py worker`: the slow work, until it is stopped."""

import asyncio
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from dvctt.ops import working

CONCURRENCY, PATIENCE = 4, 300.0


class Command(BaseCommand):
    """Works what waits; ends with 1 where the database stays away, so that a supervisor starts it anew."""

    help = "Work what waits, until it is stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many jobs at once, and how long to wait for a database that is away."""
        parser.add_argument("--concurrency", type=int, default=CONCURRENCY, help="jobs at once (4)")
        parser.add_argument(
            "--patience", type=float, default=PATIENCE, help="seconds to wait for a database that is away (300)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Work."""
        sys.exit(asyncio.run(working.work(concurrency=options["concurrency"], patience=options["patience"])))
