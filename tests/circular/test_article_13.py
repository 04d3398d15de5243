"""Article 13: rights and duties of applicants."""

import csv
import hashlib
import html
import io
import json
import re
import subprocess
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from dvctt.casework import tasks
from dvctt.documents.inspect.findings import EICAR
from dvctt.kernel import Role, clock
from dvctt.ops import sealing
from dvctt.ops.command import main
from tests.accounts import people
from tests.circular.conftest import CONFIRMED, PASSWORD, Registry, Story, enter, inside, username
from tests.documents.test_signing import changed
from tests.fixtures_casework import make_officer, pdf
from tests.web.accounts_pages import official, posted
from tests.web.officers import officer_browser
from tests.web.walking import valid

KINDS = {"individual": people.individual, "organisation": people.organisation}


@pytest.mark.circular("13.1.b")
def test_13_1_b_an_account_is_provided_suspended_and_cancelled_through_the_system(registry: Registry) -> None:
    """Who registers by page and mail has an account, suspends it and can begin nothing before resuming it, cancels it
    and can sign in no more, and after the days that the letter tells its name stands nowhere at the operator's.
    """
    raw = people.individual(email="vong.doi@dan.example", citizen_id="001190013101", name="Đoàn Vọng Đời")
    name = registry.admitted(raw)
    client = enter(name)
    assert inside(client)
    client.post("/sign-in/again/", {"password": PASSWORD})
    assert client.post(reverse("account_suspend")).status_code == 303
    assert not inside(client)
    stopped = enter(name)
    assert not inside(stopped)
    begun = stopped.post("/me/new/1.000082/new-domestic/", {})
    assert begun.status_code == 302 and begun.headers["Location"].startswith("/sign-in/")
    assert stopped.post(reverse("account_inactive")).headers["Location"] == "/sign-in/"
    client = enter(name)
    assert inside(client)

    client.post("/sign-in/again/", {"password": PASSWORD})
    assert client.post(reverse("account_cancel")).status_code == 422 and inside(client)
    assert client.post(reverse("account_cancel"), {"sure": "1"}).status_code == 303
    (letter,) = registry.letters(raw["email"], "Tài khoản đã được hủy")
    assert not inside(client) and not inside(enter(name))
    assert raw["name"] in valid(registry.operator.get(registry.person(name)))
    day, month, year = re.findall(r"xóa sau ngày (\d+)/(\d+)/(\d+)", letter)[0]
    with clock.travel(datetime(int(year), int(month), int(day), 12, tzinfo=clock.HANOI) + timedelta(days=2)):
        tasks.erase_cancelled()
        for words in (name, raw["name"], raw["email"]):
            assert "Không tìm thấy" in valid(registry.operator.get(reverse("operator:people"), {"q": words})), words


@pytest.mark.circular("13.2.a")
def test_13_2_a_who_declares_answers_for_it_at_registration_and_at_every_submission(
    registry: Registry, story: Story
) -> None:
    """Without the word that all is true and that one answers for it no account is registered, no dossier submitted and
    no amendment answered.
    """
    for kind, raw in KINDS.items():
        refused = Client().post(reverse(f"register_{kind}"), posted(raw(email="that@dan.example", accurate="")))
        assert refused.status_code == 422 and 'href="#f-accurate' in valid(refused), kind
    assert registry.letters("that@dan.example") == []
    story.complete()
    for ticked in ({}, {"secrecy_confirmed": "true"}):
        refused = story.post("applicant", "submit", **ticked)
        assert refused.status_code == 422 and 'href="#f-accuracy_confirmed"' in valid(refused)
    assert "chưa gửi" in story.status()
    story.act("applicant", "submit", **CONFIRMED)
    story.act("desk", "accept")
    story.act("appraiser", "take")
    component = story.world.answers["given"][0]
    story.ask_for_amendment(component)
    story.hand_in(component, "bản rõ")
    assert story.post("applicant", "answer_amendment", secrecy_confirmed="true").status_code == 422
    story.act("applicant", "answer_amendment", **CONFIRMED)
    assert "đang được thẩm định" in story.status()


@pytest.mark.circular("13.2.b")
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_13_2_b_no_account_without_complete_information(registry: Registry, client: Client, kind: str) -> None:
    """Each answer that an account needs, left out, is asked for at its field and nothing reaches mailbox or operator,
    and the complete form is received.
    """
    email = f"day.du.{kind}@dan.example"
    complete = posted(KINDS[kind](email=email))
    refused = []
    for name in complete:
        another = {} if name == "email" else {"email": f"{name}.{kind}@dan.example"}
        without = {key: value for key, value in complete.items() if key != name}
        answer = client.post(reverse(f"register_{kind}"), without | another)
        if answer.status_code == 422:
            assert f'href="#f-{name.replace(".", "-")}' in valid(answer), name
            assert registry.letters(f"{name}.{kind}@dan.example") == [], name
            refused.append(name)
    assert set(refused) >= {"name", "phone", "email", "address.province", "address.commune", "address.line", "accurate"}
    assert len(refused) >= 9
    assert registry.waiting() == set()
    assert registry.received(KINDS[kind](email=email), kind)


@pytest.mark.circular("13.2.e")
def test_13_2_e_attacks_are_resisted_and_recorded(story: Story) -> None:
    """Guesses of a password, malicious code, damaged files, a forged signature and another's page get nothing, and the
    operator reads each of them on the page and in the table, without a secret in it.
    """
    name, guesser = story.username("applicant"), Client()
    for number in range(30):
        guesser.post("/sign-in/", {"login": name, "password": f"sai-{number}"})
    assert not inside(guesser)
    story.complete()
    here = story.address("applicant", "declaration/")
    forged = changed(story.downloads("applicant", here)[-1])
    assert "Chữ ký số hợp lệ" not in story.hand_in_signed(forged)
    component = story.world.answers["given"][0]
    assert story.hand_in(component, content=b"%PDF-1.7 hong").status_code == 422
    infected = story.hand_in(component, content=pdf() + b"\n%" + EICAR)
    assert infected.status_code == 422 and "mã độc" in valid(infected)
    assert story.browser("applicant").get(reverse("officer:queue")).status_code == 403
    operator = official("vanhanh", Role.OPERATOR, "CNTT")
    page = valid(operator.get(reverse("operator:security")))
    exported = b"".join(operator.get(reverse("operator:security_table")).streaming_content).decode()  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(exported)))
    kinds = {row["kind"] for row in rows}
    assert kinds >= {
        "sign_in_failed",
        "limit_hit",
        "file_refused",
        "file_infected",
        "signature_forged",
        "authority_refused",
    }
    assert story.world.people["applicant"].name in page
    assert f"{name}@" not in exported
    assert "sai-1" not in exported


PURPOSE = "Công văn 12/TA-HC của Tòa án nhân dân thành phố"


@pytest.mark.circular("13.2.d")
def test_13_2_d_what_is_done_to_a_dossier_is_prevented_recorded_and_exported_as_evidence(
    story: Story, own_record: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whom the table does not name exports nothing, who may says what for and the owner reads it, other programs agree
    with the exported evidence, and a change of any part of it is named.
    """
    story.returned()
    assert sealing.seal() == 1
    code, file = story.code(), story.folder / "chung-cu.zip"
    strangers = {
        "operator": make_officer("Người vận hành", Role.OPERATOR, "CNTT", "Chuyên viên", ""),
        "head": make_officer("Lãnh đạo nơi khác", Role.HEAD, "TNN-CP", "Trưởng phòng", ""),
        "appraiser": story.world.people["appraiser"],
        "applicant": story.world.people["applicant"],
    }
    said = set()
    for one in strangers.values():
        name = username(one)
        assert main(["evidence", "export", code, str(file), "--purpose", PURPOSE, "--by", name]) == 2
        said.add(capsys.readouterr().err.replace(name, "NAME"))
    assert len(said) == 1 and not file.exists()
    page = {who: officer_browser(one).get(story.address("head", "evidence/")) for who, one in strangers.items()
            if who in ("operator", "head")}  # fmt: skip
    assert page["head"].status_code == 404 and page["operator"].status_code == 403
    assert story.browser("appraiser").get(story.address("appraiser", "evidence/")).status_code == 403
    here = story.address("head", "evidence/")
    nothing_said = story.browser("head").post(here, {"purpose": " "})
    assert nothing_said.status_code == 422 and "Xuất để làm gì" in valid(nothing_said)
    given = story.browser("head").post(here, {"purpose": "Kết luận thanh tra 5/KL"})
    by_page = story.folder / "tu-trang.zip"
    by_page.write_bytes(b"".join(given.streaming_content))  # type: ignore[attr-defined]
    assert checked(capsys, by_page)["findings"] == []
    head = story.world.people["head"]
    export = ["evidence", "export", code, str(file), "--by", username(head), "--purpose"]
    assert main([*export, " "]) == 2
    assert main([*export, PURPOSE]) == 0
    for page in (story.page("head", "who/"), story.page("applicant", "who/")):
        assert f"Xuất hồ sơ chứng cứ: {PURPOSE}" in html.unescape(page)
    capsys.readouterr()
    assert checked(capsys, file)["findings"] == []
    told = checked(capsys, file)
    assert told["whole"] and told["signer"]["name"] == "Cục Đo đạc, Bản đồ và Thông tin địa lý Việt Nam", told["signer"]
    assert "keys_lacking" not in {one["code"] for one in told["unchecked"]}
    others_agree(story, file)
    read_by_an_inspector(story, file)
    for part in changeable(file):
        spoilt = story.folder / "sua.zip"
        rewritten(file, spoilt, part)
        found = checked(capsys, spoilt)
        assert not found["whole"]
        assert part in {one["place"] for one in found["findings"]}, (part, found["findings"])


def checked(capsys: pytest.CaptureFixture[str], file: Path) -> Any:
    """What the check of the file says."""
    capsys.readouterr()
    status = main(["evidence", "verify", str(file), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert status == (0 if told["whole"] else 1)
    return told


def others_agree(story: Story, file: Path) -> None:
    """OpenSSL and a SHA-256 of anybody's say the same of the signature, the chain and the time stamp."""
    there = story.folder / "unpacked"
    with zipfile.ZipFile(file) as archive:
        archive.extractall(there)
    roots = story.folder / "roots.pem"
    roots.write_bytes(b"".join(one.read_bytes() for one in (story.pki.folder / "trust").glob("*.pem")))
    signature = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", there / "manifest.p7s", "-content",
                 there / "manifest.json", "-CAfile", roots, "-purpose", "any", "-out", "/dev/null"]  # fmt: skip
    done = subprocess.run(signature, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    listed = json.loads((there / "manifest.json").read_text())["files"]
    for name, told in listed.items():
        assert hashlib.sha256((there / name).read_bytes()).hexdigest() == told["sha256"]
    chain = json.loads((there / f"journal/dossier/{story.dossier}.chain.json").read_text())
    before = ""
    for one in chain["entries"]:
        body = (there / f"journal/dossier/{story.dossier}/{one['seq']:05d}.json").read_bytes()
        before = hashlib.sha256(before.encode() + body).hexdigest()
        assert before == one["hash"]
    seal = json.loads((there / "seals/000001.json").read_text())
    stamp = ["openssl", "ts", "-verify", "-digest", seal["digest"], "-in", there / "seals/000001.tst", "-token_in",
             "-CAfile", roots]  # fmt: skip
    done = subprocess.run(stamp, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def read_by_an_inspector(story: Story, file: Path) -> None:
    """The index tells who did what for what, with the number of the licence, and leads to every document."""
    with zipfile.ZipFile(file) as archive:
        index = html.unescape(archive.read("index.html").decode())
        names = set(archive.namelist())
    for who in ("applicant", "desk", "appraiser", "head", "competent", "clerk"):
        assert story.world.people[who].name in index, who
    assert PURPOSE in index
    assert sum(name.startswith("documents/") for name in names) >= 5
    assert all(f'href="{name}"' in index for name in names if name.startswith("documents/"))


def changeable(file: Path) -> list[str]:
    """One part of each kind."""
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
    kinds = ("journal/dossier/", "journal/issued/", "seals/", "documents/", "data/", "index.html", "manifest.json")
    return [next(one for one in names if one.startswith(kind)) for kind in kinds]


def rewritten(file: Path, target: Path, part: str) -> None:
    """The same file with one letter of a part changed."""
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(target, "w") as copy:
        for name in archive.namelist():
            data = archive.read(name)
            # A letter, so that a list in JSON stays one.
            place = next((one for one in range(len(data) // 2, len(data)) if data[one : one + 1].isalpha()), 0)
            spoilt = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
            copy.writestr(name, spoilt if name == part else data)
