"""`dvctt clock`: why a due date is what it is, without database or server."""

import argparse
import json
from datetime import datetime
from pathlib import Path

import yaml

from dvctt.ops.machine import ROOT
from dvctt.ops.problem import Problem
from dvctt.workflow import explain_clock, load_calendar

SUMMARY = "Compute and explain due dates."
CALENDAR = ROOT / "content" / "ministry" / "calendar.yaml"
LONGEST = 10_000
UNITS = ("working_hour", "working_day", "calendar_day", "month")
EXAMPLES = """\
An instant without a zone is Vietnamese time. In mode `days` (the default) whole days count from the day after the
start; in mode `hours` working time counts from the very instant.

Examples:
  dvctt clock explain --start 2025-04-28T16:45 --length 5 --unit working_day
  dvctt clock explain --start 2026-02-10T09:00 --length 30 --unit working_day \\
      --pause 2026-02-20T08:00 2026-03-02T15:00 --json
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Give the parser its one act, `explain`."""
    below = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    act = below.add_parser(
        "explain",
        help="print a due date and every step that leads to it",
        description="Print a due date and every step that leads to it.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    act.add_argument("--start", required=True, type=_instant, help="the instant of the start, ISO 8601")
    act.add_argument("--length", required=True, type=_length, help=f"how many units, 1 to {LONGEST}")
    act.add_argument("--unit", required=True, choices=UNITS, help="what the length counts")
    act.add_argument(
        "--pause", nargs=2, action="append", default=[], type=_instant, metavar=("FROM", "TO"),
        help="a span that does not count; may be given several times",
    )  # fmt: skip
    act.add_argument("--mode", choices=("days", "hours"), default="days", help="how time counts (default: days)")
    act.add_argument("--calendar", type=Path, default=CALENDAR, metavar="FILE",
                     help="working calendar (default: the ministry's)")  # fmt: skip
    act.add_argument("--language", choices=("vi", "en"), default="vi", help="of the steps (default: vi)")
    act.add_argument("--json", action="store_true", help='print {"due": …, "steps": […]}')
    act.set_defaults(handle=explain)


def explain(chosen: argparse.Namespace) -> int:
    """Print the due date with its steps; raises Problem where the calendar or a pause is wrong."""
    try:
        calendar = load_calendar(chosen.calendar)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise Problem(f"{chosen.calendar} is not a working calendar: {error}") from error
    try:
        explanation = explain_clock(
            chosen.start, chosen.length, chosen.unit, [(begin, end) for begin, end in chosen.pause], chosen.mode,
            calendar, language=chosen.language,
        )  # fmt: skip
    except (ValueError, OverflowError) as error:
        raise Problem(str(error)) from error
    if chosen.json:
        print(json.dumps(explanation, ensure_ascii=False, indent=2))
    else:
        print("\n".join([*(step["text"] for step in explanation["steps"]), explanation["due"]]))
    return 0


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no instant such as 2025-04-28T16:45") from None


def _length(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 5 or not 1 <= int(text) <= LONGEST:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 to {LONGEST}")
    return int(text)
