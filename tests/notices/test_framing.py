"""Letters as they arrive: whom they greet, who signs them, and where and when one may ask."""

from typing import Any
from uuid import uuid4

import pytest

from dvctt.accounts import registration
from dvctt.kernel import Ref
from dvctt.ministry import api as ministry
from dvctt.notices import api as notices
from dvctt.ops.artefacts import translations
from dvctt.outbox import api as outbox
from tests.accounts import people
from tests.fixtures_casework import OWNERS, World
from tests.fixtures_mailsink import MailSink

pytestmark = pytest.mark.django_db

FIRM = "Công ty cổ phần Nước sạch Hương Mai"


def arrived(mailbox: MailSink, recipient: tuple[str, str, Any], unit: str = "") -> list[str]:
    """The paragraphs of a letter to `recipient` (name, language, form), read from the mail sink."""
    name, language, form = recipient
    address = f"{uuid4().hex}@vidu.example"
    to = notices.Recipient(name, language, (("email", address),), form)
    notices.send(
        to, subject_ref=Ref("dossier", str(uuid4())), title="Tin", body="Thân thư.", kind="legal", key="k", unit=unit
    )
    outbox.drain("message")
    (mail,) = mailbox.messages(address)
    return [" ".join(part.split()) for part in str(mail["text"]).strip().split("\n\n")]


@pytest.mark.parametrize(
    ("recipient", "greeting"),
    [
        (("Nguyễn Thị Hoa", "vi", "person"), "Kính gửi Ông/Bà Nguyễn Thị Hoa,"),
        ((FIRM, "vi", "organisation"), f"Kính gửi {FIRM},"),
        (("Lê Thị Mai", "vi", "official"), "Kính gửi Ông/Bà Lê Thị Mai,"),
        (("", "vi", "person"), "Kính gửi Quý vị,"),
        (("Nguyễn Thị Hoa", "en", "person"), "Dear Nguyễn Thị Hoa,"),
        ((FIRM, "en", "organisation"), f"To {FIRM},"),
        (("", "en", "person"), "Dear Sir or Madam,"),
    ],
)
def test_a_letter_greets_its_addressee(mailbox: MailSink, recipient: tuple[str, str, Any], greeting: str) -> None:
    assert arrived(mailbox, recipient)[:2] == [greeting, "Thân thư."]


def test_the_desk_signs_with_where_and_when_one_may_ask(mailbox: MailSink) -> None:
    desk = ministry.help_desk()
    *_said, signature, automatic = arrived(mailbox, ("Hoa", "vi", "person"))
    assert signature.startswith(f"Trân trọng, {desk.unit.name.vi}") and "tự động" in automatic
    for known in (
        desk.unit.address,
        "024 3795 6868",
        desk.unit.email,
        "Thứ Hai – Thứ Sáu",
        f"{desk.hours[0][0]:%H:%M}",
    ):
        assert known in signature
    english = arrived(mailbox, ("Hoa", "en", "person"))[-2]
    assert english.startswith("Yours sincerely, One-stop desk") and "Monday – Friday" in english


def test_the_unit_that_writes_signs_and_the_desk_stands_below_for_citizens(mailbox: MailSink) -> None:
    unit, desk = ministry.unit("CNTT"), ministry.help_desk().unit
    *_said, signature, asking, _automatic = arrived(mailbox, ("Hoa", "vi", "person"), "CNTT")
    assert unit.name.vi in signature and unit.email in signature and desk.email not in signature
    assert desk.name.vi in asking and desk.email in asking
    official = " ".join(arrived(mailbox, ("Mai", "vi", "official"), "CNTT"))
    assert unit.email in official and desk.email not in official
    by_desk = " ".join(arrived(mailbox, ("Hoa", "vi", "person"), desk.code))
    assert by_desk.count(desk.email) == 1


def test_an_agency_signs_for_its_division_and_names_its_own_desk(mailbox: MailSink) -> None:
    leaders = " ".join(arrived(mailbox, ("Hoa", "vi", "person"), "LDB"))
    assert "Trân trọng, Bộ Tài nguyên và Môi trường" in leaders and "Lãnh đạo Bộ" not in leaders
    division = " ".join(arrived(mailbox, ("Hoa", "vi", "person"), "DDBD-QL"))
    assert f"Trân trọng, {ministry.unit('DDBD').name.vi}" in division
    assert "motcua.dodac@monre.example" in division and "motcua@monre.example" not in division


def test_letters_of_casework_come_framed_for_citizens_and_for_officers(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    surveying.act("appraiser", dossier, "appraise", {"report": "Chưa rõ.", "proposal": "grant"})
    surveying.act("head", dossier, "return_for_rework", {"reason": "Chưa rõ."})
    owner = OWNERS[surveying.code][0]
    letters = notices.messages(Ref("dossier", str(dossier)))
    assert len(letters) > 1 and all(one.body.startswith(f"Kính gửi {owner},") for one in letters)
    assert all(one.body.count("Trân trọng,") == 1 and "Giờ làm việc: Thứ Hai" in one.body for one in letters)
    appraiser = surveying.people["appraiser"]
    (returned,) = notices.messages(Ref("account", appraiser.id))
    assert returned.body.startswith(f"Kính gửi Ông/Bà {appraiser.name},")
    assert returned.body.count("Trân trọng,") == 1 and "Giờ làm việc" not in returned.body


def test_letters_about_accounts_come_framed_with_the_managing_unit() -> None:
    for kind, asked, greeting in (
        ("individual", people.individual(), "Kính gửi Ông/Bà Nguyễn Thị Hoa,"),
        ("organisation", people.organisation(), f"Kính gửi {people.organisation()['name']},"),
    ):
        number = people.confirmed(kind, asked)
        registration.approve(people.OPERATOR, number)
        letters = people.letters("registration", number)
        # To an address that nobody had confirmed yet, whoever registered wrote no name.
        *named, first = letters
        assert named and all(one.body.startswith(greeting) for one in named)
        assert first.body.startswith("Kính gửi Quý vị,")
        assert all("bo@monre.example" in one.body and "motcua@monre.example" in one.body for one in letters)


def test_salutation_and_signature_stand_in_one_place() -> None:
    places = {
        place
        for place, message, _context in translations.texts()
        for text in ((message,) if isinstance(message, str) else message)
        if text.startswith(("Kính gửi", "Trân trọng", "Kính chào"))
    }
    assert places == {"dvctt/notices/framing.py"}
