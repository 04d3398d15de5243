"""What the operator does for accounts in trouble, as an operator without script does it."""

import pytest
from django.urls import reverse

from dvctt.accounts.models import Account
from dvctt.kernel import Role
from tests.accounts import people
from tests.fixtures_mailsink import MailSink
from tests.web.accounts_pages import mailed, official, valid

pytestmark = pytest.mark.django_db


@pytest.mark.circular("19.3")
def test_the_operator_corrects_an_address_but_never_helps_oneself(mailbox: MailSink) -> None:
    account, operator = people.applicant(), official("vanhanh", Role.OPERATOR, "CNTT")
    trouble = reverse("operator:trouble", args=[account.id])
    sent = {"act": "email", "email-email": "moi@dan.example", "email-checked_how": "in_person"}
    assert 'href="#f-email-reason"' in valid(operator.post(trouble, sent))
    assert operator.post(trouble, sent | {"email-reason": "Mất hộp thư"}).status_code == 303
    assert "m•••@d•••.example" in valid(operator.get(trouble))
    operator.post(mailed(mailbox, "moi@dan.example", "/account/email/"))
    account.refresh_from_db()
    assert account.email == "moi@dan.example"
    own = reverse("operator:trouble", args=[Account.objects.get(username="vanhanh").id])
    page = valid(operator.get(own))
    assert all(f'value="{act}"' not in page for act in ("factor", "email", "suspend"))
    for act in ({"act": "factor", "checked_how": "in_person", "factor-reason": "Tự"}, sent | {"email-reason": "Tự"}):
        assert operator.post(own, act).status_code == 403
