"""A file whose bytes are gone does not shut the page of its dossier."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import RequestFactory

from dvctt.casework.models import Attachment
from dvctt.documents import api as documents
from dvctt.documents import store
from dvctt.web.http import errors
from tests.fixtures_casework import World
from tests.web.officers import officer_browser, place


@pytest.mark.django_db
def test_every_kind_of_refusal_has_its_page() -> None:
    request = RequestFactory().get("/")
    assert errors.page(request, documents.Damaged("0" * 64)).status_code == 409


def test_a_dossier_opens_although_a_file_is_damaged(surveying: World) -> None:
    dossier = surveying.submitted()
    damaged = Attachment.objects.filter(dossier=dossier).select_related("document").first()
    assert damaged is not None
    Path(default_storage.path(store.key_of(damaged.document.blob_id))).unlink()
    browser = officer_browser(surveying.people["desk"])
    answer = browser.get(place(dossier, f"documents/{damaged.document_id}/"))
    assert answer.status_code == 200
    assert "data-not-shown" in answer.content.decode()
