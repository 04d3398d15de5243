"""After a dossier or an answer was sent, a page says so: code, receipt, what is next and until when."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dvctt.accounts.models import Party
from dvctt.casework import api as casework
from dvctt.casework.models import Dossier
from dvctt.kernel import Ref
from dvctt.notices import api as notices
from dvctt.outbox import api as outbox
from tests.counting import Statements
from tests.fixtures_casework import World, make_applicant, pdf
from tests.fixtures_mailsink import MailSink
from tests.web.test_applicant_dossier import CONFIRMED, asked
from tests.web.walking import MOST_QUERIES, address, browser, hidden, valid

DANGER = re.compile(r'<a class="button danger" href="([^"]+)"')


@pytest.fixture
def client(surveying: World) -> Client:
    """The applicant's browser."""
    return browser(surveying.people["applicant"])


def main(text: str) -> str:
    """What stands between header and footer."""
    return text.partition("<main")[2].partition("</main>")[0]


def test_who_has_sent_a_dossier_reads_so_with_code_receipt_and_dates(
    client: Client, surveying: World, mailbox: MailSink
) -> None:
    dossier = surveying.ready()
    form = client.get(address(dossier, "act/submit/"))
    went = client.post(address(dossier, "act/submit/"), {"seen": hidden(form, "seen"), "key": "k", **CONFIRMED})
    here = went.headers["Location"]
    assert here == address(dossier, "sent/")
    text = main(valid(client.get(here)))
    page = casework.dossier_page(surveying.people["applicant"], dossier)
    assert f'data-copy="{page.code}"' in text and "sent-panel" in text
    assert 'hx-trigger="every 1s"' in text
    # A letter that has gone is told without a reload.
    assert re.search(r'id="letters"[^>]*hx-trigger', text)
    assert page.delivery.label.vi in text
    outbox.drain()
    page = casework.dossier_page(surveying.people["applicant"], dossier)
    text = main(valid(client.get(here)))
    receipt = next(one for one in page.papers if one.kind == "acknowledgement")
    assert f'href="/documents/{receipt.document_id}/"' in text and "hx-trigger" not in text
    due = next(one.due for one in page.clocks if one.due and one.whose != "applicant")
    assert page.provisional_due is not None
    assert f"{due:%d/%m/%Y}" in text and f"{page.provisional_due:%d/%m/%Y}" in text
    # Letters go to the address of the account, whatever the declaration says.
    assert Party.objects.get(pk=page.owner.id).email in text
    letter = next(one for one in notices.messages(Ref("dossier", str(dossier))) if page.code in one.title)
    for told in (page.delivery.label.vi, "Phí, lệ phí", f"{address(dossier)}sent/"):
        assert told in letter.body, told
    assert address(dossier) in text and 'href="/me/"' in text
    assert not DANGER.search(text)
    assert main(valid(client.get(here))) == text


def test_an_answer_that_was_sent_has_the_same_page(client: Client, surveying: World) -> None:
    dossier = asked(surveying)
    assert address(dossier, "amendment/") not in valid(client.get(address(dossier, "sent/"))).split("sent-panel")[1]
    client.post(address(dossier, "papers/hop_dong_phu_trach/"), {"file": SimpleUploadedFile("moi.pdf", pdf())})
    form = client.get(address(dossier, "act/answer_amendment/"))
    sent = {"seen": hidden(form, "seen"), "key": "k", **CONFIRMED, "answers.1": "Đã sửa máy chủ."}
    went = client.post(address(dossier, "act/answer_amendment/"), sent)
    assert went.headers["Location"] == address(dossier, "sent/")
    text = main(valid(client.get(went.headers["Location"])))
    assert "receipt-title" not in text  # an answer has no paper of its own
    assert "Quý vị đã gửi bổ sung thành công" in text and str(Dossier.objects.get(pk=dossier).code) in text


def test_only_who_may_see_the_dossier_sees_it_and_a_draft_has_none(client: Client, surveying: World) -> None:
    draft, sent = surveying.open(), surveying.submitted()
    assert client.get(address(draft, "sent/")).headers["Location"] == address(draft)
    stranger = browser(make_applicant("Công ty Khác", "0100109106"))
    assert [stranger.get(address(one, "sent/")).status_code for one in (draft, sent)] == [404, 404]
    assert Client().get(address(sent, "sent/")).headers["Location"].startswith("/sign-in/")


def test_what_cannot_be_taken_back_stands_apart_at_the_end(client: Client, surveying: World) -> None:
    text = main(valid(client.get(address(surveying.submitted()))))
    assert DANGER.findall(text.partition('id="other"')[2]) and not DANGER.findall(text.partition('id="other"')[0])


def test_the_page_asks_the_database_little(client: Client, surveying: World) -> None:
    dossier = surveying.submitted()
    with Statements() as made:
        valid(client.get(address(dossier, "sent/")))
    assert len(made) <= MOST_QUERIES
