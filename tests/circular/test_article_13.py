"""Article 13: rights and duties of applicants."""

import pytest
from django.test import Client
from django.urls import reverse

from dvctt.accounts.models import Account, Registration
from tests.accounts import people
from tests.web.accounts_pages import posted
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
