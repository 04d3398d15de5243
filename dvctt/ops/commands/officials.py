"""`dvctt officials`: what officials cannot do on the pages for want of a second one who may answer.

That is the first officials of an installation, and the address of who lost password and mailbox, where nobody is left
to confirm the correction that another proposes.
"""

import argparse
from collections.abc import Mapping

from dvctt.ops import product
from dvctt.ops.problem import Problem

SUMMARY = "Create the first official accounts, correct an operator's address."
# From so many operators on the pages are the way: one proposes, another confirms.
ENOUGH = 2
GIVEN = {
    "name": "of the holder", "email": "to which the link of first access is sent", "unit": "code of the unit",
    "role": "such as operator", "title": "as it is written",
}  # fmt: skip
NAMED = {"asked-by": "name of who asks for it", "witness": "name of the second person, present"}
CORRECTED = {
    "email": "the right address, to which the link that confirms it is sent",
    "checked-how": "in_person, video_call, written_request or unit_head", "reason": "why, and by which paper",
}  # fmt: skip


def configure(parser: argparse.ArgumentParser) -> None:
    """Give the parser its acts, `create` and `address`."""
    below = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    text = ("Create an official account with its position, and send its holder the link of first access. For the first "
            "operators of an installation: once two are in office, officials are made on the pages, where one proposes "
            "and another confirms. Two people are named, and both names stay in the journal.")  # fmt: skip
    act = below.add_parser("create", help="create an official account", description=text)
    _arguments(act, {**GIVEN, **NAMED})
    act.set_defaults(handle=create)
    text = ("Correct the address of an official who lost password and mailbox, where fewer than two other operators "
            "are in office, so that nobody could confirm what one proposes. The address counts once its link is "
            "opened; the old one is told. Two people are named, and both names stay in the journal.")  # fmt: skip
    act = below.add_parser("address", help="correct the address of an official", description=text)
    _arguments(act, {**CORRECTED, **NAMED})
    act.set_defaults(handle=address)


def _arguments(act: argparse.ArgumentParser, options: Mapping[str, str]) -> None:
    act.add_argument("username")
    for name, text in options.items():
        act.add_argument(f"--{name}", required=True, metavar="TEXT", help=text)


def _two(chosen: argparse.Namespace) -> str:
    """The names of the two people; raises Problem where they are not two."""
    people = [" ".join(name.split()) for name in (chosen.asked_by, chosen.witness)]
    if not all(people) or people[0].casefold() == people[1].casefold():
        raise Problem("--asked-by and --witness must name two people")
    return f"{people[0]}; {people[1]}"


def address(chosen: argparse.Namespace) -> int:
    """Send the link to the right address; raises Problem where operators can do it, or what is given is wrong."""
    people = _two(chosen)
    with product.with_database():
        from dvctt.accounts import officials, signin
        from dvctt.accounts import people as accounts_people
        from dvctt.kernel import Invalid, NotFound, Refused, Role, system
        from dvctt.ministry import api as ministry

        try:
            holder = signin.account_named(chosen.username)
        except NotFound:
            raise Problem(f"there is no account {chosen.username}") from None
        units = [unit.code for unit in ministry.units()]
        operators = accounts_people.officers_over(units, [Role.OPERATOR])
        others = {operator.account_id for operator in operators} - {str(holder.id)}
        if holder.kind != accounts_people.Account.Kind.OFFICER or len(others) >= ENOUGH:
            raise Problem("operators correct this address on the pages: one proposes, another confirms")
        try:
            officials.correct_email(
                system("command_line"), holder.id, chosen.email, checked_how=chosen.checked_how,
                reason=f"{chosen.reason}; {people}",
            )  # fmt: skip
        except Invalid as error:
            raise Problem("; ".join(f"{fault.place}: {fault.code}" for fault in error.faults)) from error
        except Refused as error:
            raise Problem("; ".join(reason.code for reason in error.reasons)) from error
    print(f"{chosen.username}: the link that confirms the address is sent to {chosen.email}")
    return 0


def create(chosen: argparse.Namespace) -> int:
    """Create the account; raises Problem where two operators are in office, or what is given is wrong."""
    people = _two(chosen)
    with product.with_database():
        from dvctt.accounts import officials
        from dvctt.accounts import people as accounts_people
        from dvctt.kernel import Invalid, Role, Text, system
        from dvctt.ministry import api as ministry

        units = [unit.code for unit in ministry.units()]
        if len(accounts_people.officers_over(units, [Role.OPERATOR])) >= ENOUGH:
            raise Problem("two operators are in office: one proposes on the pages, another confirms")
        if chosen.role not in list(Role):
            raise Problem(f"there is no role {chosen.role}; there are: {', '.join(Role)}")
        position = officials.Position(chosen.unit, Role(chosen.role), Text(vi=chosen.title))
        try:
            officials.create_official(
                system("command_line"), username=chosen.username, name=chosen.name, email=chosen.email,
                positions=[position], reason=people,
            )  # fmt: skip
        except Invalid as error:
            raise Problem("; ".join(f"{fault.place}: {fault.code}" for fault in error.faults)) from error
    print(f"{chosen.username}: the link of first access is sent to {chosen.email}")
    return 0
