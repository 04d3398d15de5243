"""Letters as files: each is written with its samples, what does not fit is refused when loaded, own words arrive."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from django.conf import settings
from pydantic import ValidationError

from dvctt.casework.models import Dossier
from dvctt.catalogue import api as catalogue
from dvctt.kernel import Invalid, NotFound, Ref, Text, clock, system
from dvctt.ministry import api as ministry
from dvctt.ministry.models import Template
from dvctt.notices import api as notices
from dvctt.notices import letters
from dvctt.notices.letter_templates import LetterField, rendered
from dvctt.notices.models import Message
from dvctt.outbox import api as outbox
from tests.fixtures_casework import FOLDERS, OWNERS, World, make_world
from tests.fixtures_mailsink import MailSink
from tests.fixtures_pki import Pki

pytestmark = pytest.mark.django_db
LETTER = "account/password_changed"
WORDS = {"subject": "Mật khẩu mới", "text": "Đổi lúc {{ at }}."}
Load = Callable[[str, Any], None]


@pytest.fixture
def load(tmp_path: Path) -> Iterator[Load]:
    """Load the ministry with one more file of letters: its name, and its data or text."""
    folder = tmp_path / "ministry"
    shutil.copytree(settings.ROOT / "content" / "ministry", folder)

    def with_file(name: str, content: Any) -> None:
        path = folder / "templates" / "letters" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
        path.write_text(text, encoding="utf-8")
        ministry.load_ministry(folder)

    yield with_file
    ministry.look_again()


def send(letter: str, language: str, **values: Any) -> str:
    """Send a letter; gives the address that it goes to."""
    address = f"{uuid4().hex}@vidu.example"
    to = notices.Recipient("Nguyễn Thị Hoa", language, (("email", address),))
    notices.send_letter(to, letter, values, subject_ref=Ref("account", str(uuid4())), key=uuid4().hex)
    return address


@pytest.mark.parametrize("language", letters.LANGUAGES)
@pytest.mark.parametrize("name", letters.names())
def test_every_letter_is_written_with_its_samples(name: str, language: str) -> None:
    written = letters.sample(name, language)
    assert written.subject and "\n" not in written.subject
    assert written.text and "\n\n\n" not in written.text
    for part in (written.subject, written.text, written.short):
        assert "{" not in part and "  " not in part, part
    assert not any(ministry.tics(part) for part in (written.subject, written.text))


def test_the_products_letters_name_only_what_their_senders_give() -> None:
    assert list(letters.own_faults()) == []
    assert letters.sendable() >= {"acknowledgement", "receipt", "amendment_request", "refusal", "result"}
    assert not letters.sendable() & {"paper_signed", "recounted", "fee_set"}


WRONG = [
    ("account/nothing", {"vi": WORDS, "en": WORDS}, "account/nothing.yaml", "unknown_letter"),
    (LETTER, {"vi": WORDS}, f"{LETTER}.yaml: en", "missing_language"),
    (LETTER, {"en": WORDS}, f"{LETTER}.yaml: vi", "missing_language"),
    (LETTER, {"vi": WORDS, "en": {"subject": "New"}}, f"{LETTER}.yaml: en.text", "malformed"),
    (LETTER, {"vi": WORDS, "en": {**WORDS, "subject": "{{ name }}"}}, f"{LETTER}.yaml: en.subject", "unknown_field"),
    (LETTER, {"vi": {**WORDS, "text": "{{ at.year }}"}, "en": WORDS}, f"{LETTER}.yaml: vi.text", "unknown_field"),
    (
        LETTER,
        {"vi": {**WORDS, "text": "{% if day %}x{% endif %}"}, "en": WORDS},
        f"{LETTER}.yaml: vi.text",
        "unknown_field",
    ),
    (LETTER, {"vi": {**WORDS, "short": "{{ day }}"}, "en": WORDS}, f"{LETTER}.yaml: vi.short", "unknown_field"),
    (
        LETTER,
        {"vi": {**WORDS, "short": "{{ subject }} " * 20}, "en": WORDS},
        f"{LETTER}.yaml: vi.short",
        "short_too_long",
    ),
    (LETTER, {"vi": {**WORDS, "text": '{% include "x" %}'}, "en": WORDS}, f"{LETTER}.yaml: vi.text", "tag"),
    (LETTER, {"vi": {**WORDS, "text": "{% debug %}"}, "en": WORDS}, f"{LETTER}.yaml: vi.text", "tag"),
    (LETTER, {"vi": {**WORDS, "text": "{{ at|safe }}"}, "en": WORDS}, f"{LETTER}.yaml: vi.text", "filter"),
    (LETTER, {"vi": {**WORDS, "text": "{% if at %}"}, "en": WORDS}, f"{LETTER}.yaml: vi.text", "syntax"),
    (
        LETTER,
        {"vi": {**WORDS, "text": "{% for x in at %}{% endfor %}"}, "en": WORDS},
        f"{LETTER}.yaml: vi.text",
        "not_a_list",
    ),
    (
        "account/details_changed",
        {"vi": {**WORDS, "text": "{{ what }}"}, "en": {**WORDS, "text": "x"}},
        "account/details_changed.yaml: vi.text",
        "not_a_text",
    ),
    (LETTER, {"vi": WORDS, "en": WORDS, "kind": "courtesy"}, f"{LETTER}.yaml: kind", "malformed"),
    (LETTER, "vi: [", f"{LETTER}.yaml", "malformed"),
]


@pytest.mark.parametrize(("name", "content", "place", "code"), WRONG)
def test_what_does_not_fit_is_refused_when_loaded_by_name_and_place(
    load: Load, name: str, content: Any, place: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        load(name, content)
    assert (f"templates/letters/{place}", code) in [(fault.place, fault.code) for fault in refused.value.faults]
    assert all(fault.text and fault.place.removeprefix("templates/") in fault.text.vi for fault in refused.value.faults)
    assert ministry.letter(f"letters/{name}.yaml") == ""


def test_the_ministrys_own_words_reach_a_real_mail_in_both_languages(load: Load, mailbox: MailSink) -> None:
    at = datetime(2026, 10, 12, 2, 30, tzinfo=UTC)
    waiting = send(LETTER, "vi", at=at, lost_password="/account/lost-password/")
    load(LETTER, {"vi": WORDS, "en": {"subject": "New password", "text": "Set at {{ at }}.\n"}})
    addresses = {language: send(LETTER, language, at=at) for language in letters.LANGUAGES}
    outbox.drain("message")
    mails = {language: mailbox.messages(address)[0] for language, address in addresses.items()}
    assert mails["vi"]["subject"] == "Mật khẩu mới" and "Đổi lúc 09:30 12/10/2026." in mails["vi"]["text"]
    assert mails["en"]["subject"] == "New password" and "Set at 09:30 12/10/2026." in mails["en"]["text"]
    # What waited is what was written then.
    assert mailbox.messages(waiting)[0]["subject"] == letters._named(LETTER).vi.subject


def test_words_that_an_earlier_product_let_pass_give_way_to_the_products(load: Load) -> None:
    load(LETTER, {"vi": WORDS, "en": WORDS})
    row = Template.objects.get(name=f"letters/{LETTER}.yaml")
    row.content = bytes(row.content).replace(b"{{ at }}", b"{{ gone }}")
    row.save()
    ministry.look_again()
    send(LETTER, "vi", at=clock.now(), lost_password="/account/lost-password/")
    assert Message.objects.get().title == letters._named(LETTER).vi.subject


def test_a_value_is_no_template_and_no_header(mailbox: MailSink) -> None:
    name = "Hoa\r\nBcc: x@vidu.example {{ at }}{% debug %}<b>&"
    address = send("party/accepted", "vi", name=name, party="Hương Mai", organisations="/account/organisations/")
    outbox.drain("message")
    (mail,) = mailbox.messages(address)
    assert mail["subject"].startswith("Hoa Bcc: x@vidu.example {{ at }}{% debug %}<b>& ")
    assert mailbox.messages("x@vidu.example") == []
    assert rendered("{{ name }}", {"name": "<&>{{ name }}"}) == "<&>{{ name }}"


@pytest.mark.parametrize(
    "field",
    [
        {"type": "text"},
        {"type": "moment", "sample": "soon"},
        {"type": "rows", "sample": []},
        {"type": "text", "sample": "x", "columns": {"a": {"type": "text", "sample": "x"}}},
        {"type": "name", "sample": "x"},
        {"type": "uri", "sample": "x"},
        {"type": "rows", "columns": {"a": {"type": "text"}}},
    ],
)
def test_a_field_without_a_value_of_its_type_is_refused(field: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        LetterField.model_validate(field)


def test_a_letter_that_nobody_has_written_is_not_found() -> None:
    with pytest.raises(NotFound):
        letters.sample("account/nothing", "vi")
    with pytest.raises(NotFound):
        send("account/nothing", "vi")
    assert Message.objects.count() == 0


def bundle_with(folder: Path, files: dict[str, Any], duty: str = "") -> Path:
    """A later version of 1.000082 with these letters; with `duty` its acceptance sends that notice, too."""
    source = FOLDERS["1.000082"]
    shutil.copytree(source, folder, dirs_exist_ok=True)
    bundle = yaml.safe_load((source / "procedure.yaml").read_text(encoding="utf-8"))
    bundle["version"] += 1
    if duty:
        bundle["process"]["actions"]["accept"]["duties"].append({"notice": duty})
    (folder / "procedure.yaml").write_text(yaml.safe_dump(bundle, allow_unicode=True, sort_keys=False))
    (folder / "letters").mkdir()
    for name, content in files.items():
        (folder / "letters" / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True))
    return folder


OWN = {
    "vi": {"subject": "Nhận {{ code }}", "text": "Riêng của thủ tục {{ procedure }}."},
    "en": {"subject": "Got {{ code }}", "text": "Of {{ procedure }} alone."},
}


def test_a_bundles_own_words_and_own_letter_reach_the_applicant(db: None, pki: Pki, tmp_path: Path) -> None:
    folder = bundle_with(tmp_path / "bundle", {"acknowledgement": OWN, "welcome": OWN}, duty="welcome")
    version = catalogue.publish(folder, actor=system("test"))
    world: World = make_world("1.000082")
    dossier = world.submitted()
    world.act("desk", dossier, "accept")
    told = notices.messages(Ref("dossier", str(dossier)))
    own = [message for message in told if message.title == f"Nhận {Dossier.objects.get(pk=dossier).code}"]
    assert len(own) == 2 and all("Riêng của thủ tục" in message.body for message in own)
    # What all letters about a dossier share stands in them, too, and the rest is the ministry's.
    assert all(message.body.startswith(f"Kính gửi {OWNERS['1.000082'][0]},") for message in told)
    assert all(f"/me/dossiers/{dossier}/" in message.body for message in own)
    assert len(told) > len(own)
    assert set(catalogue.letters(version.pk)) == {"acknowledgement", "welcome"}


@pytest.mark.parametrize(
    ("name", "duty", "change", "place", "code"),
    [
        ("acknowledgment", "", {}, "letters/acknowledgment.yaml", "unknown_letter"),
        ("receipt", "", {"subject": "{{ username }}"}, "letters/receipt.yaml: vi.subject", "unknown_field"),
        (
            "receipt",
            "",
            {"text": "{% for x in items %}{{ x.nothing }}{% endfor %}"},
            "letters/receipt.yaml: vi.text",
            "unknown_field",
        ),
        ("welcome", "welcome", {"text": "{{ title }}"}, "letters/welcome.yaml: vi.text", "unknown_field"),
        ("receipt", "nobody_wrote", {}, "process.actions.accept.duties", "unknown_notice"),
        ("receipt", "fee_set", {}, "process.actions.accept.duties", "unknown_notice"),
    ],
)
def test_a_bundle_whose_letters_do_not_fit_is_not_published(
    tmp_path: Path, name: str, duty: str, change: dict[str, str], place: str, code: str
) -> None:
    folder = bundle_with(tmp_path / "bundle", {name: OWN | {"vi": OWN["vi"] | change}}, duty=duty)
    with pytest.raises(Invalid) as refused:
        catalogue.publish(folder, actor=system("test"))
    assert [fault.code for fault in refused.value.faults if fault.place.startswith(place)] == [code]


def test_a_preview_is_the_whole_letter_with_samples() -> None:
    shown = notices.preview("dossier/fee_set", "en")
    assert shown.text.startswith("Dear Nguyễn Văn A,") and "1,000,000\u00a0đ" in shown.text
    assert "Licence to explore groundwater" in shown.text and shown.short.startswith(shown.subject)
    with pytest.raises(NotFound):
        notices.preview("dossier/nothing", "vi")


def test_a_value_is_written_by_its_type() -> None:
    at = clock.start_of(datetime(2026, 10, 12, tzinfo=UTC).date())
    values = {
        "moment": (at, "00:00 12/10/2026"),
        "day": (at, "12/10/2026"),
        "money": (1234567, "1,234,567\u00a0đ"),
        "name": (Text(vi="Phí", en="Fee"), "Fee"),
        "texts": (("a", 1), ["a", "1"]),
        "flag": (0, False),
        "link": ("/me/", f"{settings.BASE_URL}/me/"),
        "number": (3, 3),
        "text": (None, ""),
    }
    samples = {"moment": at, "day": at, "money": 1, "name": {"vi": "x"}, "texts": ["x"], "flag": True, "number": 1}
    for kind, (value, written) in values.items():
        field = LetterField.model_validate({"type": kind, "sample": samples.get(kind, "x")})
        assert field.written(value, "en") == written
