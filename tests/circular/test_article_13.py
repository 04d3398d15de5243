"""Article 13: rights and duties of applicants."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from dvctt.accounts.models import Account, Registration
from dvctt.kernel import Role
from tests.accounts import people
from tests.circular.conftest import Story
from tests.documents.test_signing import changed
from tests.web.accounts_pages import official, posted
from tests.web.walking import valid

KINDS = {"individual": people.individual, "organisation": people.organisation}


@pytest.mark.circular("13.2.b")
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_13_2_b_no_account_without_complete_information(db: None, client: Client, kind: str) -> None:
    """Each answer that an account needs, left out, is asked for at its field, and nothing is registered."""
    complete = posted(KINDS[kind]())
    address = reverse(f"register_{kind}")
    refused = []
    for name in complete:
        answer = client.post(address, {key: value for key, value in complete.items() if key != name})
        if answer.status_code == 422:
            assert f'href="#f-{name.replace(".", "-")}' in valid(answer), name
            refused.append(name)
        else:
            Registration.objects.all().delete()
    assert set(refused) >= {"name", "phone", "email", "address.province", "address.commune", "address.line", "accurate"}
    assert len(refused) >= 9
    assert not Registration.objects.exists()
    assert not Account.objects.filter(kind="applicant").exists()
    assert client.post(address, complete).status_code == 303
    assert Registration.objects.count() == 1


@pytest.mark.circular("13.2.e")
def test_13_2_e_attacks_are_resisted_and_recorded(story: Story) -> None:
    """Guesses, a damaged file, a forged declaration, another's page get nothing; the operator reads and exports it."""
    account, guesser = Account.objects.get(pk=story.world.people["applicant"].id), Client()
    guesses = [guesser.post("/sign-in/", {"login": account.username, "password": f"sai-{n}"}) for n in range(30)]
    assert not any("_auth_user_id" in answer.client.session for answer in guesses)  # type: ignore[attr-defined]
    story.complete()
    here = story.address("applicant", "declaration/")
    forged = changed(story.downloads("applicant", here)[-1])
    assert "Chữ ký số hợp lệ" not in story.hand_in_signed(forged)
    component = story.world.answers["given"][0]
    assert story.hand_in(component, content=b"%PDF-1.7 hong").status_code == 422
    assert story.browser("applicant").get(reverse("officer:queue")).status_code == 403
    operator = official("vanhanh", Role.OPERATOR, "CNTT")
    page = valid(operator.get(reverse("operator:security")))
    exported = b"".join(operator.get(reverse("operator:security_table")).streaming_content).decode()  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(exported)))
    kinds = {row["kind"] for row in rows}
    assert kinds >= {"sign_in_failed", "limit_hit", "file_refused", "signature_forged", "authority_refused"}
    assert account.name in page
    assert account.email not in exported
    assert "sai-1" not in exported
