"""`dvctt officials`: the first officials of an installation, before two of them can confirm each other's proposals."""

import argparse

from dvctt.ops import product
from dvctt.ops.problem import Problem

SUMMARY = "Create the first official accounts."
# From so many operators on the pages are the way: one proposes, another confirms.
ENOUGH = 2
GIVEN = {
    "name": "of the holder", "email": "to which the link of first access is sent", "unit": "code of the unit",
    "role": "such as operator", "title": "as it is written", "asked-by": "name of who asks for it",
    "witness": "name of the second person, present",
}  # fmt: skip


def configure(parser: argparse.ArgumentParser) -> None:
    """Give the parser its act, `create`."""
    below = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    what = ("Create an official account with its position, and send its holder the link of first access. For the first "
            "operators of an installation: once two are in office, officials are made on the pages, where one proposes "
            "and another confirms. Two people are named, and both names stay in the journal.")  # fmt: skip
    act = below.add_parser("create", help="create an official account", description=what)
    act.add_argument("username")
    for name, told in GIVEN.items():
        act.add_argument(f"--{name}", required=True, metavar="TEXT", help=told)
    act.set_defaults(handle=create)


def create(chosen: argparse.Namespace) -> int:
    """Create the account; raises Problem where two operators are in office, or what is given is wrong."""
    people = [" ".join(one.split()) for one in (chosen.asked_by, chosen.witness)]
    if not all(people) or people[0].casefold() == people[1].casefold():
        raise Problem("--asked-by and --witness must name two people")
    with product.with_database():
        from dvctt.accounts import api as accounts
        from dvctt.kernel import Invalid, Role, Text, system
        from dvctt.ministry import api as ministry

        units = [one.code for one in ministry.units()]
        if len(accounts.officers_over(units, [Role.OPERATOR])) >= ENOUGH:
            raise Problem("two operators are in office: one proposes on the pages, another confirms")
        if chosen.role not in list(Role):
            raise Problem(f"there is no role {chosen.role}; there are: {', '.join(Role)}")
        position = accounts.Position(chosen.unit, Role(chosen.role), Text(vi=chosen.title))
        try:
            accounts.create_official(
                system("command_line"), username=chosen.username, name=chosen.name, email=chosen.email,
                positions=[position], reason=f"{people[0]}; {people[1]}",
            )  # fmt: skip
        except Invalid as error:
            raise Problem("; ".join(f"{one.place}: {one.code}" for one in error.faults)) from error
    print(f"{chosen.username}: the link of first access is sent to {chosen.email}")
    return 0
