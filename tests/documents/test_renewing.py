"""What we signed is stamped again in time, and each file that was given out is judged by the newest stamps."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from pytest_django import Settings

from dvctt.documents import api as documents
from dvctt.documents import signing, store
from dvctt.documents.models import Document, Renewal
from dvctt.journal import api as journal
from dvctt.journal.models import SecurityEvent
from dvctt.kernel import Ref, clock
from dvctt.outbox import api as outbox
from tests.documents import forging, papers
from tests.documents.files import SUBJECT
from tests.documents.test_signing import changed
from tests.fixtures_pki import Pki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
# The first authority's certificate ends with 2044, the next one's with 2074.
IN_TIME, LATE, GONE = (datetime(year, 6, 1, tzinfo=UTC) for year in (2044, 2046, 2060))
LIMIT = 10_000_000


@pytest.fixture
def licence(pki: Pki, settings: Settings) -> documents.IssuedView:
    """A document that the worker signed, stamped by the first authority and entered into the register."""
    settings.TSA_URL = pki.time_stamp_url
    documents.request_rendition(
        SUBJECT, "refusal", template=papers.template("refusal"), data=papers.letter_data(verify=None),
        title="Phiếu từ chối", sign_as="TNN", number="07/PTC-TNN", verifiable=True, issuer="Cục Tài nguyên nước",
    )  # fmt: skip
    outbox.work("rendition")
    entry = documents.issued(Document.objects.get().pk)
    assert entry is not None
    return entry


@pytest.fixture
def next_authority(pki: Pki, licence: documents.IssuedView, settings: Settings) -> None:
    """Since then the time-stamping authority has a new certificate."""
    assert licence.sha256
    settings.TSA_URL = pki.time_stamp_url + "-2"


def given(entry: documents.IssuedView) -> bytes:
    with documents.open_newest(entry.document) as file:
        return file.read()


def verdict(data: bytes, at: datetime | None = None) -> documents.FileVerdict:
    return documents.verify_file(io.BytesIO(data), limit=LIMIT, at=at)


def stamped(entry: documents.IssuedView) -> tuple[bytes, bytes]:
    """The file as it was made, and as it is given out once it was stamped again in time."""
    first = given(entry)
    with clock.travel(IN_TIME):
        assert documents.renew() == documents.Renewed(looked_at=1, stamped=1, left=0)
    return first, given(entry)


@pytest.mark.usefixtures("next_authority")
def test_both_files_are_ours_and_valid_when_the_first_stamps_have_ended(
    pki: Pki, licence: documents.IssuedView
) -> None:
    assert verdict(given(licence), GONE).faults == ("expired",)
    first, newest = stamped(licence)
    assert newest.startswith(first) and len(newest) > len(first)
    pki.stop()
    try:
        assert documents.validate_pdf(newest, at=GONE).ok
        for file in (first, newest):
            for at in (None, GONE):
                told = verdict(file, at)
                assert (told.verdict, told.faults, told.issued) == ("issued", (), licence)
                (signer,) = told.signers
                assert (signer.trusted, signer.intact, signer.proven) == (True, True, True)
            assert verdict(changed(file), GONE).verdict == "changed"
    finally:
        pki.start()
    assert list(documents.register_findings()) == []


@pytest.mark.usefixtures("next_authority")
def test_it_is_done_once_and_not_before_its_time(licence: documents.IssuedView) -> None:
    assert documents.renew() == documents.Renewed(looked_at=1, stamped=0, left=0)
    with clock.travel(IN_TIME):
        assert documents.renewals_late() == 0
        assert documents.renew() == documents.Renewed(looked_at=0, stamped=1, left=0)
        assert documents.renew() == documents.Renewed(looked_at=0, stamped=0, left=0)
    row = Renewal.objects.get(number=1)
    (act,) = journal.entries(Ref("renewal", f"{licence.document}.01"))
    assert (act.before["sha256"], act.after["sha256"]) == (licence.sha256, row.blob_id)
    assert store.sha256_of(given(licence)) == row.blob_id


def test_what_cannot_be_stamped_stays_as_it_is_and_is_told(
    pki: Pki, licence: documents.IssuedView, settings: Settings
) -> None:
    first = given(licence)
    assert documents.renew().looked_at == 1
    pki.stop()
    try:
        with clock.travel(IN_TIME):
            assert documents.renew() == documents.Renewed(0, 0, 1)
    finally:
        pki.start()
    with clock.travel(IN_TIME):
        # The authority still stamps with the certificate that is about to end.
        assert documents.renew() == documents.Renewed(0, 0, 1)
        assert documents.renewals_late() == 0
    settings.TSA_URL = pki.time_stamp_url + "-2"
    with clock.travel(LATE):
        assert documents.renew() == documents.Renewed(0, 0, 1)
        assert documents.renewals_late() == 1
    assert given(licence) == first and Renewal.objects.count() == 1
    with clock.travel(IN_TIME):
        assert documents.renew() == documents.Renewed(0, 1, 0)
        assert documents.renewals_late() == 0


@pytest.mark.usefixtures("next_authority")
def test_a_file_that_is_not_judged_good_is_not_kept(
    licence: documents.IssuedView, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = signing.stamp_again
    monkeypatch.setattr(signing, "stamp_again", lambda pdf: changed(real(pdf)))
    with clock.travel(IN_TIME):
        assert documents.renew() == documents.Renewed(1, 0, 1)
    assert Renewal.objects.filter(number__gt=0).count() == 0


def test_what_no_act_proves_is_not_given_out_and_not_ours(licence: documents.IssuedView) -> None:
    first = given(licence)
    forged = signing.sign_pdf(forging.paper(), unit="TNN", at=clock.now())
    blob = store.put(forged, "application/pdf")
    Renewal.objects.create(document_id=licence.document, number=1, blob=blob, until=GONE)
    assert given(licence) == first
    assert verdict(forged).verdict == "signed" and verdict(first).verdict == "issued"
    place = f"renewal:{licence.document}.01"
    assert [(one.place, one.code) for one in documents.register_findings()] == [(place, "renewal_not_recorded")]
    assert SecurityEvent.objects.filter(kind="register_forged", detail=place).exists()


@pytest.mark.usefixtures("next_authority")
def test_what_was_stamped_again_is_never_changed(licence: documents.IssuedView) -> None:
    stamped(licence)
    for change in (lambda rows: rows.update(until=GONE + timedelta(days=1)), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change(Renewal.objects.all())
