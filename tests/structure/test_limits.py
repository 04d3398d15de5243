"""Every limit is counted in one place, and every route at which something can be guessed says by what it is bounded."""

import ast
from collections.abc import Iterator
from pathlib import Path

from dvctt.accounts.adapters import guessing
from dvctt.web.public import look_up
from tests.structure.test_doors import SOURCE, sources
from tests.structure.test_routes import routes

# Who may read the address itself: for the journal, the session and security's records, and for the key of a limit.
READERS = {
    "web/http/client_address.py", "web/http/middleware.py", "web/signin/adapter.py", "web/http/rate_limit.py",
    "accounts/signin/handlers.py",
    "accounts/signin/sign_ins.py", "accounts/adapters/guessing.py", "accounts/adapters/failing.py",
    "web/http/security_events.py",
}  # fmt: skip
SECRET = "a secret of 256 bits, that no number of tries finds"
PUBLIC = "tells what everybody may know"
NOTHING = "takes nothing that could be right or wrong"
SIGNED = "signed by the machine's secret over time and body"
PROVIDER = "the provider's answer, bound to the browser that left for it"
OWN = "the account's own, behind its password or code"

# Everything that a stranger, or somebody with half a proof, may ask: by which limits, or why it needs none.
ROUTES = {
    "account_login": "sign_in sign_in_address sign_in_account sign_in_device",
    "mfa_login_webauthn": "passkey",
    "mfa_authenticate": "second_factor",
    "mfa_reauthenticate": "second_factor",
    "account_reauthenticate": "sign_in_address sign_in_account sign_in_device",
    "account_change_password": "own_password",
    "mfa_reauthenticate_webauthn": SECRET,
    "identity_leave": "identity",
    "identity_renew": "identity",
    "identity_callback": PROVIDER,
    "identity_arrived": PROVIDER,
    "account_inactive": "inactive",
    "lost_password": "lost",
    "lost_code": "lost",
    "factor_reset": "lost_code",
    "password_reset": SECRET,
    "register_individual": "register mail_hour mail_day",
    "register_organisation": "register mail_hour mail_day",
    "register_sent": "mail_again mail_hour mail_day",
    "register_confirm": "phone_code sms_hour sms_day",
    "register_mend": SECRET,
    "link_renew": "renew",
    "first_access": SECRET,
    "first_access_short": SECRET,
    "email_change": SECRET,
    "invitation": SECRET,
    "look_up": "look_up look_up_four look_up_code",
    "verify": "verify",
    "verify_code": "verify",
    "machine:sms_reports": SIGNED,
    **dict.fromkeys(("mfa_index", "mfa_activate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
                     "mfa_list_webauthn", "mfa_add_webauthn", "mfa_remove_webauthn"), OWN),
    **dict.fromkeys(("home", "help", "procedures", "procedure", "procedure_picture", "procedure_file", "communes",
                     "health_live", "health_ready", "authority", "reading", "journal_seals",
                     "journal_seals_file", "demo:style_guide"), PUBLIC),
    **dict.fromkeys(("go", "set_language", "account_logout", "lost_sent", "register", "register_received"), NOTHING),
}  # fmt: skip
# What is limited though nothing is guessed there: mails, letters and copies that others would bear.
BURDENS = {"invitation", "own_data", "email_change"}


def counted(path: Path) -> Iterator[str]:
    """The names of the limits that a module counts: said where they are counted, or as a constant of three."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("passes", "passes_from"):
            yield from (
                one.value for one in node.args[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)
            )
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 3:
            first, *numbers = node.value.elts
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value if all(not isinstance(one, ast.Constant) or isinstance(one.value, int)
                                         for one in numbers) else ""  # fmt: skip


def test_no_limit_is_counted_by_an_address_read_elsewhere() -> None:
    found = {str(path.relative_to(SOURCE)) for path in sources() if "REMOTE_ADDR" in path.read_text()}
    assert found == READERS


def test_every_route_at_which_something_can_be_guessed_has_its_limit() -> None:
    asked = {one.name for one in routes() if one.door and one.door.kind in ("public", "signing_in", "machine")}
    assert asked - ROUTES.keys() == set(), "say what bounds the tries there"
    assert ROUTES.keys() - {one.name for one in routes()} == set()
    reasons = {SECRET, PUBLIC, NOTHING, SIGNED, PROVIDER, OWN}
    named = {name for told in ROUTES.values() if told not in reasons for name in told.split()}
    known = {name for path in sources() for name in counted(path)} - {""}
    assert named | BURDENS <= known
    constants = [*vars(guessing).values(), *vars(look_up).values()]
    assert {one[0] for one in constants if _is_limit(one)} <= named


def _is_limit(one: object) -> bool:
    return isinstance(one, tuple) and [type(part) for part in one] == [str, int, int]
