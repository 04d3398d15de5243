"""Makes the demonstration's people with the verbs that people use: registered, vetted, appointed, first access."""

import base64
import re
import secrets
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction

from demo import identities, organisations, papers
from demo.ministry_people import OFFICIALS, OPERATORS, Official
from demo.organisations import Applicant
from dvctt.accounts import officials, people, signin
from dvctt.accounts import registration as accounts_registration
from dvctt.kernel import VISITOR, Actor, ActorKind, NotFound, Ref, clock, system
from dvctt.ministry import api as ministry
from dvctt.notices import api as notices
from dvctt.ops import machine

STARTER = system("demonstration")
SINCE = timedelta(days=100)
LINK = re.compile(r"/(?:register/confirm|first-access)/([\w-]+)/")
CODE = re.compile(r"\b(\d{6})\b")


def password() -> str:
    """The password of all people of this machine's demonstration, made at the first call and kept in `var/demo`."""
    path = Path(settings.VAR) / "demo" / "password"
    if not path.is_file():
        words = secrets.SystemRandom().sample(WORDS, 3)
        machine.write_secret(path, f"{'-'.join(words)}-{secrets.randbelow(900) + 100}")
    return path.read_text()


def make_people() -> None:
    """Make everybody who is missing; a second call changes nothing. Raises Forbidden outside of a demonstration."""
    clock.allow_travel()
    first, *others = OFFICIALS
    with clock.travel(clock.now() - SINCE):
        for official in (first, *others):
            _make_official(official)
        for applicant in applicants().values():
            _make_applicant(applicant)
    identities.know(list(applicants().values()), STARTER)
    _leave_paper()


@cache
def applicants() -> dict[str, Applicant]:
    """The applicants, with addresses in the administrative units in force."""
    communes = {code: tuple(commune.code for commune in ministry.communes(code)) for code in organisations.provinces()}
    return organisations.applicants(communes)


def officer_actor(username: str) -> Actor:
    """An officer as who acts, at the present instant."""
    return people.actor_for(signin.account_named(username), channel="seed", address="127.0.0.1")


def applicant_actor(applicant: Applicant) -> Actor:
    """An applicant as who acts."""
    account = people.Account.objects.get(email=applicant.email, kind=ActorKind.APPLICANT)
    return people.actor_for(account, channel="seed", address="127.0.0.1")


def username_of(applicant: Applicant) -> str:
    """The user name that the applicant's account was given."""
    return people.Account.objects.get(email=applicant.email, kind=ActorKind.APPLICANT).username


def _leave_paper() -> None:
    """Leave a PDF in `var/demo` that may be handed in for any paper."""
    path = Path(settings.VAR) / "demo" / "giay-to.pdf"
    if not path.is_file():
        applicant = next(iter(applicants().values()))
        lines = ("Tệp mẫu để thử nộp giấy tờ.", "Mọi thông tin trong tệp là hư cấu.")
        path.write_bytes(papers.paper("Giấy tờ kèm theo hồ sơ", applicant, f"{clock.today():%d/%m/%Y}", lines))


def _make_official(official: Official) -> None:
    try:
        signin.account_named(official.username)
    except NotFound:
        pass
    else:
        return
    position = officials.Position(official.unit, official.role, official.title, official.line)
    with transaction.atomic():
        account_id = officials.create_official(
            STARTER, username=official.username, name=official.name, email=official.email, positions=[position]
        )
        signin.first_access(VISITOR, _link(Ref("account", str(account_id))), password())
        secret = base64.b32encode(secrets.token_bytes(20)).decode()
        signin.enrol_totp(signin.account_named(official.username), secret)


def _make_applicant(applicant: Applicant) -> None:
    if people.Account.objects.filter(email=applicant.email, kind=ActorKind.APPLICANT).exists():
        return
    kind = "organisation" if applicant.is_organisation else "individual"
    with transaction.atomic():
        values = organisations.registration(applicant)
        ref = Ref("registration", str(accounts_registration.register(VISITOR, kind, values)))
        _confirm_phone(ref)
        received = accounts_registration.confirm_email(VISITOR, _link(ref))
        if received.state == "waiting":
            accounts_registration.approve(_vetter(received), received.id)
        signin.first_access(VISITOR, _link(ref), password())


def _confirm_phone(ref: Ref) -> None:
    """Type the code that the telephone got, where the ministry wants one."""
    token = _link(ref)
    if accounts_registration.wants_phone_code(token):
        accounts_registration.send_phone_code(VISITOR, token)
        accounts_registration.confirm_phone_of(token, _sent(CODE, ref))


def _vetter(registration: accounts_registration.RegistrationView) -> Actor:
    return officer_actor("vpb.dung" if registration.vetting == "agency" else OPERATORS[0].username)


def _link(ref: Ref) -> str:
    """The secret of the latest link that was sent about a subject."""
    return _sent(LINK, ref)


def _sent(pattern: re.Pattern[str], ref: Ref) -> str:
    matches = (pattern.search(message.body) for message in notices.messages(ref))
    return next(match[1] for match in matches if match)


WORDS = (
    "songhong", "hoabinh", "caodang", "trangan", "bachdang", "longbien", "donghoi", "phuquoc", "halong", "taynguyen",
    "cuulong", "hoangsa", "truongsa", "langbiang", "fansipan", "nhatrang", "quangbinh", "maichau", "sapa", "conlon",
)  # fmt: skip
