"""`dvctt letters`: the letters that the product writes, and how each looks in the words that are loaded."""

import argparse

from dvctt.ops import product
from dvctt.ops.problem import Problem

SUMMARY = "List letters, and preview one with samples for its values."


def configure(parser: argparse.ArgumentParser) -> None:
    """Give the parser its acts, `list` and `preview`."""
    below = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    what = "One line a letter: its name, who wrote its words (product or ministry), its subject line."
    act = below.add_parser("list", help="list letters by name", description=what)
    _in_language(act)
    act.set_defaults(handle=listed)
    what = "Print a letter with samples for its values: subject line, text, and the text for SMS where there is one."
    act = below.add_parser("preview", help="print one letter with samples", description=what)
    act.add_argument("name", metavar="NAME", help="such as account/password_link")
    _in_language(act)
    act.set_defaults(handle=preview)


def _in_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="of the letters (default: vi)")


def listed(chosen: argparse.Namespace) -> int:
    """Print the letters by name."""
    with product.with_database():
        from dvctt.notices import api as notices

        for name in notices.letter_names():
            writer = "ministry" if notices.is_own_wording(name) else "product"
            print(f"{name:36} {writer:9} {notices.preview(name, chosen.language).subject}")
    return 0


def preview(chosen: argparse.Namespace) -> int:
    """Print a letter; raises Problem for a name that no letter has."""
    with product.with_database():
        from dvctt.kernel import NotFound
        from dvctt.notices import api as notices

        try:
            letter = notices.preview(chosen.name, chosen.language)
        except NotFound:
            raise Problem(f"there is no letter {chosen.name}; `dvctt letters list` names them") from None
    print(f"{letter.subject}\n\n{letter.text}" + (f"\n\nSMS: {letter.short}" if letter.short else ""))
    return 0
