"""Text from outside: NUL and unseen characters, look-alikes, other digits, in address, query, fields and file names."""

from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client

from dvctt.accounts import registration
from dvctt.accounts.adapters.passwords import account_called
from dvctt.accounts.models import Account, Party, Registration
from dvctt.accounts.models.credentials import password_text
from dvctt.casework.models import Dossier
from dvctt.documents.codes import new_code, shown
from dvctt.documents.receiving import tidy_name
from dvctt.kernel import fold, plain, printable, tidied, unaccented
from dvctt.outbox import api as outbox
from dvctt.outbox.models import Event
from tests.accounts import people
from tests.fixtures_casework import World
from tests.web.officers import officer_browser
from tests.web.walking import browser

NUL = "\x00"
INVISIBLE = ["\u200b", "\ufeff", "\u200e", "\u202a", "\u2060", "\u00ad", "\u200d", "\u200c", "\u034f", "\u2066"]
WINDOWS = "M\u00e2\u0323t kh\u00e2\u0309u d\u00ea\u0303 nh\u01a1\u0301"


@pytest.mark.parametrize("unseen", INVISIBLE)
def test_unseen_characters_go_wherever_they_stand(unseen: str) -> None:
    assert tidied(f"{unseen}Nguy\u1ec5n{unseen} Văn{unseen}") == "Nguyễn Văn"
    assert fold(f"{unseen}Đông{unseen} Hải") == "dong hai"
    assert plain(f"{unseen}0011{unseen}85") == "001185"
    assert tidy_name(f"hop{unseen}-dong.pdf{unseen}") == "hop-dong.pdf"


def test_joiners_stay_where_a_script_needs_them() -> None:
    for kept in ("\u0915\u094d\u200d\u0937", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "👩\u200d🔧"):
        assert tidied(kept) == kept
        assert tidied(tidied(kept)) == tidied(kept)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("\u00d0ông Hải", "Đông Hải"), ("\u0189ông", "Đông"), ("\u00f0ông", "đông"), ("số 5/Q\u00d0-UBND", "số 5/QĐ-UBND"),
     ("Gu\u00f0rún", "Gu\u00f0rún"), ("Nguyễn – Trần", "Nguyễn – Trần"), ("Tiếng Việt", "Tiếng Việt"),
     ("Tiê\u0301ng", "Tiếng")],
)  # fmt: skip
def test_look_alikes_of_dyet_are_dyet(typed: str, kept: str) -> None:
    assert tidied(typed) == kept
    assert "d" not in kept or fold(typed) == fold(kept)
    assert unaccented("Ð ð Ɖ ɖ Đ đ") == "D d D d D d"


def test_what_cannot_be_carried_has_a_sign_in_its_place() -> None:
    assert printable("a\x00b\x1bc\td\n") == "a\ufffdb\ufffdc\td\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [("/procedures/?q=%00", 200), ("/procedures/?agency=%00", 200), ("/procedures/%00/x/", 404),
     ("/verify/?code=%00", 404), ("/verify/%00/", 404), ("/look-up/?code=%00", 200), ("/%00", 404),
     ("/procedures/?q=a%00b&sector=%00", 200),
     ("/procedures/?%00=1", 200)],
)  # fmt: skip
def test_nul_in_an_address_or_a_query_finds_nothing(address: str, status: int) -> None:
    assert Client().get(address).status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", [settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME]
)
def test_nul_in_a_cookie_is_nobodys(name: str) -> None:
    assert Client().get("/me/", headers={"cookie": f'{name}="a\\000b"'}).status_code == 302


def test_nul_finds_nothing_behind_the_doors(surveying: World) -> None:
    applicant, officer = browser(surveying.people["applicant"]), officer_browser(surveying.people["head"])
    assert applicant.get("/me/new/%00/x/").status_code == 404
    for address in ("/officer/?q=%00", "/officer/?procedure=%00", "/officer/?tab=%00"):
        assert officer.get(address).status_code in (200, 404)


@pytest.mark.django_db
def test_nul_in_a_form_is_told_or_finds_nothing() -> None:
    client = Client()
    assert client.post("/look-up/", {"code": NUL, "digits": "1234"}).status_code == 422
    assert client.post("/look-up/", {"code": "X-1", "digits": NUL}).status_code == 422
    told = client.post("/register/individual/", {"name": f"Nguyễn{NUL} A", "email": f"a{NUL}@example.vn"})
    assert told.status_code == 422
    assert "ký tự không đọc được" in told.content.decode()
    assert client.post("/sign-in/", {"login": f"a{NUL}", "password": f"x{NUL}"}).status_code == 200
    for page in ("/account/lost-password/", "/account/lost-code/"):
        assert client.post(page, {"login": f"a{NUL}@example.vn"}).status_code in (303, 404)
    outbox.drain()
    assert not Event.objects.exclude(state="done").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["12/GP-BTNMT", "..", ".", "a/b", "%2F", "http://[", "https://example.vn/verify/"])
def test_what_is_no_code_is_said_to_be_none(typed: str) -> None:
    answer = Client().get("/verify/", {"code": typed})
    assert answer.status_code == 404
    assert 'name="code"' in answer.content.decode()


@pytest.mark.django_db
def test_the_address_behind_the_qr_code_is_understood() -> None:
    code = new_code()
    for typed in (code, shown(code), f"https://dvctt.example/verify/{shown(code)}/", f"\u200b{shown(code).lower()}",
                  shown(code).replace("-", "–")):  # fmt: skip
        answer = Client().get("/verify/", {"code": typed})
        assert answer.headers["Location"] == f"/verify/{shown(code)}/"


@pytest.mark.django_db
def test_codes_are_read_in_every_spelling_of_digits_and_dashes() -> None:
    page = Client().post("/look-up/", {"code": "\u200b000.00.15.G13–２６１０１５−0001", "digits": "６３２２"})
    assert page.status_code == 404
    assert 'value="000.00.15.G13-261015-0001"' in page.content.decode()
    assert 'value="6322"' in page.content.decode()


@pytest.mark.django_db
def test_a_password_is_the_same_on_every_keyboard() -> None:
    account = Account(
        username="lan", email="lan@example.vn", name="Lan", folded="lan", kind="applicant", state="active"
    )
    account.set_password(WINDOWS)
    account.save()
    assert account.check_password(password_text(WINDOWS))
    assert account.check_password(WINDOWS)
    assert not account.check_password("Mat khau de nho")
    account.set_password("Mật khẩu dễ nhớ")
    assert account.check_password(WINDOWS)
    account.set_password("một câu dễ nhớ")
    assert account.check_password("một\u00a0câu dễ nhớ")


@pytest.mark.django_db
def test_a_password_set_before_keeps_working() -> None:
    old = Account(username="cu", name="Cũ", folded="cu", kind="applicant", password=make_password(WINDOWS))
    assert old.check_password(WINDOWS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["\u200bLan@example.vn", "ｌａｎ＠ｅｘａｍｐｌｅ．ｖｎ", " lan@example.vn\ufeff", "ＬＡＮ", "lan\u00ad"]
)
def test_names_and_addresses_of_accounts_are_found_however_typed(typed: str) -> None:
    Account.objects.create(
        username="lan", email="lan@example.vn", name="Lan", folded="lan", kind="applicant", state="active"
    )
    found = account_called(typed)
    assert found is not None
    assert found.username == "lan"


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["０１００１０９１０６", "0100 109 106", "\u200b0100109106"])
def test_an_organisation_is_known_by_its_tax_code_on_every_keyboard(typed: str) -> None:
    number = people.confirmed("organisation", people.organisation())
    registration.approve(people.OPERATOR, number)
    again = people.confirmed("organisation", people.organisation(email="b@nuocsach.example", tax_code=typed))
    assert people.row(again).tax_code == "0100109106"
    assert [one.by for one in registration.registration_for(people.OPERATOR, again).duplicates if one.is_same] == [
        "tax_code"
    ]


@pytest.mark.django_db
def test_what_was_stored_in_other_forms_is_found_again() -> None:
    with connection.cursor() as cursor:
        # As before the shape of a tax code was a constraint of the table.
        cursor.execute("ALTER TABLE accounts_party DROP CONSTRAINT party_tax_code_shaped")
        cursor.execute("ALTER TABLE accounts_registration DROP CONSTRAINT registration_tax_code_shaped")
    number = people.confirmed("organisation", people.organisation(tax_code="0314409058-002"))
    registration.approve(people.OPERATOR, number)
    old = {"name": "\u00d0ông\u200b Hải", "folded": "ðong\u200b hai"}
    Party.objects.update(**old, tax_code="0314409058\u2212002")
    Registration.objects.update(**old, tax_code="0314409058\u2212002")
    migration = import_module("dvctt.accounts.migrations.0012_one_form_of_text")
    migration.refold(apps, None)
    migration.respell(apps, None)
    for row in (Party.objects.get(), Registration.objects.get()):
        assert (row.name, row.folded, row.tax_code) == ("Đông Hải", "dong hai", "0314409058-002")
    migration.respell(apps, None)


def test_owners_of_dossiers_are_folded_anew(surveying: World) -> None:
    dossier = surveying.open()
    Dossier.objects.filter(pk=dossier).update(owner_folded="ðong\u200b hai")
    import_module("dvctt.casework.migrations.0015_folded_anew").refold(apps, None)
    assert Dossier.objects.get(pk=dossier).owner_folded == "dong hai"
