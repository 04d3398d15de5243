"""The demonstration: made-up people and answers that hold, stories told by real acts, codes and signatures."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
from pytest_django import DjangoDbBlocker, Settings

from demo import answers, authenticator, identity, organisations, people, signing, stories, table, telling
from dvctt.accounts import officials, signin
from dvctt.accounts import people as accounts_people
from dvctt.casework import api as casework
from dvctt.catalogue import api as catalogue
from dvctt.documents import api as documents
from dvctt.forms import clean
from dvctt.forms.identity import citizen_id_faults, phone_e164, tax_code_ok
from dvctt.journal import api as journal
from dvctt.kernel import Role, clock
from dvctt.ministry import api as ministry
from dvctt.ops import deployment
from dvctt.outbox import api as outbox
from examples.identity import register
from tests.fixtures_casework import pdf
from tests.fixtures_mailsink import MailSink
from tests.fixtures_pki import Pki


@pytest.fixture
def demonstration(db: None, pki: Pki, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DVCTT_VAR", str(settings.VAR))
    identity.describe()
    settings.IDENTITY_PROVIDERS = str(settings.VAR / "identity" / "providers.yaml")
    people.applicants.cache_clear()
    people.make_people()
    yield
    people.applicants.cache_clear()


@pytest.mark.parametrize("number", range(40))
def test_made_up_numbers_are_of_the_right_form(number: int) -> None:
    random = Random(number)
    person = organisations.any_person(random)

    assert tax_code_ok(organisations.any_tax_code(random))
    sex = "female" if person.female else "male"
    assert citizen_id_faults(person.number, clock.today().replace(year=int(person.born[:4])), sex) == ()


@pytest.mark.django_db
def test_every_applicants_answers_hold() -> None:
    for number in range(60):
        for code, make, keys in (
            ("1.000082", answers.surveying, organisations.SURVEYING),
            ("1.000070", answers.water, (*organisations.WATER, *organisations.INDIVIDUALS)),
        ):
            one = people.applicants()[keys[number % len(keys)][0]]
            filing = make(one, Random(number), clock.today())
            bundle = catalogue.current(code).bundle
            found = clean(bundle.form, filing.values, today=clock.today(), addresses=ministry.address_book())
            assert not found.faults, (code, one.key, found.faults)
            assert {one.id for one in bundle.components} >= set(filing.components)
            assert phone_e164(one.phone) == one.phone


def test_the_stories_cover_both_agencies_and_every_end() -> None:
    told = stories.stories()
    last = Counter(one.steps[-1].action if one.steps else "draft" for one in told)

    assert len(told) == 60 == len({one.number for one in told})
    assert {"submit", "request_amendment", "answer_amendment", "refuse", "withdraw", "publish", "publish_negative",
            "draft", "appraise", "recommend_grant", "approve", "number_and_seal"} <= set(last)  # fmt: skip
    mine = [one for one in told if any((step.who, step.action) == ("tnn.hung", "take") for step in one.steps)]
    assert len(mine) >= 20
    assert {one.procedure for one in told[:8]} == {"1.000082", "1.000070"}


def test_people_are_made_once_and_refused_in_production(demonstration: None, settings: Settings) -> None:
    before = accounts_people.Account.objects.count()
    people.make_people()

    assert accounts_people.Account.objects.count() == before
    for procedure, crew in stories.CREWS.items():
        units = catalogue.current(procedure).bundle.units
        places = {"desk": units.receiving, "appraiser": units.appraising, "head": units.appraising,
                  "competent": units.deciding, "clerk": units.deciding}  # fmt: skip
        for role, unit in places.items():
            assert people.officer_actor(getattr(crew, role)).holds(Role(role), unit)
    assert not signin.needs_second_factor(signin.account_named("dd.huong"))
    code = authenticator.code_of("dd.huong")
    assert len(code) == 6 and code.isdigit()
    said = table.table()
    assert people.password() in said and "nguyenhaidang" in said and "thutruong.thanh" in said

    known = register.read(settings.VAR / "identity", identity.MINISTRY)
    assert known is not None and known.people["id-dd.huong"].claims["preferred_username"] == "dd.huong"
    operator, huong = people.officer_actor("cntt.minh"), signin.account_named("dd.huong")
    assert officials.directory_names(operator, huong.id) == {identity.MINISTRY: "dd.huong"}

    settings.DEBUG, settings.BASE_URL, settings.CLAMD_ADDRESS = True, "http://dvc.example", ""
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    refused = "\n".join(deployment.findings())
    for words in ("it is a demonstration", "DVCTT_DEBUG", "need https", "not scanned for malware", "share a password",
                  "keys in", "is trusted: remove", "this machine alone",
                  "the identity provider e-id is the demonstration's"):  # fmt: skip
        assert words in refused


def test_a_file_signed_as_an_applicant_bears_its_own_number(demonstration: None, settings: Settings) -> None:
    saokhue, individual = people.applicants()["saokhue"], people.applicants()["levanphu"]
    given = pdf()

    company = documents.validate_pdf(signing.sign_as("nguyenhaidang", given), expected_prefix=given)
    person = documents.validate_pdf(signing.sign_as("levanphu", given))

    assert company.ok and company.signatures[0].tax_code == saokhue.tax_code
    assert person.ok and person.signatures[0].citizen_id == individual.person.number
    for name, file, why in (
        ("nobody", given, "nobody's user name"),
        ("dd.huong", given, "acts for nobody"),
        ("nguyenhaidang", b"no PDF", "cannot be signed"),
    ):
        with pytest.raises(signing.CannotSign, match=why):
            signing.sign_as(name, file)
    settings.DEMONSTRATION = False
    with pytest.raises(signing.CannotSign, match="no demonstration"):
        signing.sign_as("nguyenhaidang", given)


def test_stories_are_told_once_by_real_acts_at_their_own_moments(
    committed_db: str, django_db_blocker: DjangoDbBlocker, pki: Pki, mailsink: MailSink, settings: Settings,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    do = telling._Telling._do

    def breaks_off(self: telling._Telling, number: int, step: stories.Step) -> None:
        do(self, number, step)
        if step.action == "appraise":
            raise KeyboardInterrupt

    settings.MAIL_PORT = mailsink.smtp_port
    people.applicants.cache_clear()
    with django_db_blocker.unblock():
        people.make_people()
        with monkeypatch.context() as cut:
            cut.setattr(telling._Telling, "_do", breaks_off)
            with pytest.raises(KeyboardInterrupt):
                telling.seed(first=1)
        assert telling.seed(first=1) == 1
        assert capsys.readouterr().out.splitlines()[-1] == "Hồ sơ trình diễn: 1/1"
        assert telling.seed(first=1) == 0

        mine = casework.my_dossiers(people.applicant_actor(people.applicants()["saokhue"])).rows
        assert [(one.state, one.outcome) for one in mine] == [("returned", "granted")]
        page = casework.dossier_page(people.officer_actor("dd.yen"), mine[0].id)
        assert page.submitted_at and page.closed_at
        assert clock.now() - page.submitted_at > timedelta(days=30) and page.closed_at > page.submitted_at
        assert page.declaration is None or page.declaration.state == "valid"
        assert {paper.name for paper in page.papers if paper.published_at} == {"acknowledgement", "receipt", "licence"}
        assert [entry.action for entry in page.timeline].count("appraise") == 1
        acts = [entry.at for entry in page.timeline]
        assert acts == sorted(acts) or acts == sorted(acts, reverse=True)
        assert journal.verify(documents.stamped_at) == ()
        assert not any(one.waiting or one.dead for one in outbox.waiting_counts().values())
        assert mailsink.messages(people.applicants()["saokhue"].email)
    people.applicants.cache_clear()
